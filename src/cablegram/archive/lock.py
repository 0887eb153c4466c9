"""One writer at a time: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


LOCK_NAME = "archive.lock"
POLL_SECONDS = 0.2
# Windows locks bytes, and a locked byte cannot be read: one far behind the text is taken.
LOCKED_BYTE = 1 << 20


@contextmanager
def writing(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the right to write to an archive.

    Args:
        folder: The archive's.
        wait: Wait for another process that holds it, as long as that takes.

    Raises:
        ArchiveBusy: If another process holds it, and `wait` is false.
        ArchiveError: If the folder cannot be written.
    """
    path = folder / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise ArchiveError(str(folder), f"cannot be written: {error.strerror}") from error
    try:
        while not _take(descriptor):
            if not wait:
                raise ArchiveBusy(
                    str(folder),
                    f"another process{_holder(descriptor)} is writing to it; --wait waits for it",
                )
            time.sleep(POLL_SECONDS)
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    number = os.pread(descriptor, 20, 0).strip() if hasattr(os, "pread") else b""
    return f" ({number.decode()})" if number.isdigit() else ""


def _take(descriptor: int) -> bool:
    """Take the lock if it is free; it goes when the descriptor is closed."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 (only there)

            os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 (not on Windows)

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
