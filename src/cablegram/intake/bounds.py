"""Bounds on what hostile input may cost, and the streams that keep to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cablegram.intake.item import ProblemCode, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGE_BYTES = 64 << 20
"""No message is longer; real ones are under one megabyte."""
HEAD_BYTES = 1 << 20
"""What is read of a file before it is decided whether it goes on as a stream."""
CHUNK_BYTES = 1 << 20
"""How much of a stream is read at once."""
NESTED_BYTES = 64 << 20
"""An archive inside another that must be read out of order is held in memory up to this size."""
BOMB_BYTES = 256 << 20
BOMB_RATIO = 200
"""An archive that gives more than both (bytes, and times its own size) is a bomb."""
MAX_ARCHIVES = 3
"""Archives inside archives."""
MAX_LAYERS = 6
"""Archives and compressed files inside each other, all counted."""


class Reader(Protocol):
    """Whatever bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""
        ...


class Budget:
    """Counts what comes out of one file on disk, through all the layers inside it."""

    def __init__(self, stored_bytes: Callable[[], int]) -> None:
        """Begin; `stored_bytes` tells how much was read, or is there, of the file itself."""
        self._stored_bytes = stored_bytes
        self._given = 0

    def add(self, size: int) -> None:
        """Count `size` bytes that came out.

        Raises:
            Stopped: If that is more than an honest file gives.
        """
        self._given += size
        if self._given > BOMB_BYTES and self._given > BOMB_RATIO * max(self._stored_bytes(), 1):
            raise Stopped(
                ProblemCode.BOMB,
                f"it unpacks to more than {BOMB_RATIO} times its size and "
                f"{BOMB_BYTES >> 20} MB; reading stopped there",
            )


class Counted:
    """A stream that counts what was read from it."""

    def __init__(self, stream: Reader) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes."""
        data = self._stream.read(size)
        self.count += len(data)
        return data


class Joined:
    """Bytes that were read already, and then the rest of their stream."""

    def __init__(self, head: bytes, rest: Reader | None) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; all that is left if `size` is negative."""
        if self._head:
            if size < 0:
                size = len(self._head)
            data = bytes(self._head[:size])
            self._head = self._head[size:]
            return data
        if self._rest is None:
            return b""
        return self._rest.read(size if size >= 0 else CHUNK_BYTES)


class Guarded:
    """A stream out of an archive: counts against the budget, fails only with `Stopped`."""

    def __init__(self, stream: Reader, budget: Budget | None) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises:
            Stopped: If the stream is damaged, encrypted, or gives too much.
        """
        try:
            data = self._stream.read(CHUNK_BYTES if size < 0 else min(size, CHUNK_BYTES))
        except Exception as error:
            raise stopped(error) from error
        if self._budget is not None:
            self._budget.add(len(data))
        return data


def stopped(error: Exception) -> Stopped:
    """Return what to tell about an exception of an archive reader.

    The readers of archives raise many kinds on hostile input; all mean that the file is damaged.
    """
    if isinstance(error, Stopped):
        return error
    if isinstance(error, EOFError):
        return Stopped(ProblemCode.DAMAGED, "it is cut short")
    if isinstance(error, NotImplementedError):
        return Stopped(ProblemCode.UNSUPPORTED, "it is packed with a method that is not supported")
    if isinstance(error, MemoryError):
        return Stopped(ProblemCode.TOO_LARGE, "it needs more memory than there is")
    reason = " ".join(str(error).split())[:60] or type(error).__name__
    return Stopped(ProblemCode.DAMAGED, f"it is damaged or cut short ({shown_reason(reason)})")


def shown_reason(reason: str) -> str:
    """Return the words of another library without control characters."""
    return "".join(character if character.isprintable() else "?" for character in reason)


def read_up_to(stream: Reader, size: int) -> bytes:
    """Return `size` bytes, or fewer at the end of the stream."""
    data = stream.read(size)
    if not data or len(data) >= size:
        return data
    parts = [data]
    have = len(data)
    while have < size:
        data = stream.read(size - have)
        if not data:
            break
        parts.append(data)
        have += len(data)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def skip(stream: Reader, size: int) -> None:
    """Read `size` bytes and forget them.

    Raises:
        EOFError: If the stream ends before.
    """
    while size > 0:
        data = stream.read(min(size, CHUNK_BYTES))
        if not data:
            raise EOFError
        size -= len(data)
