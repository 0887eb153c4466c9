"""From paths to what `Store.ingest` takes: inputs with their bytes, and what reads them.

Opening files and unpacking is done in one process, as the disk has one head; reading on several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.archive.rows import Item
from cablegram.intake import estimate, messages
from cablegram.read import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cablegram.model import Cable


def items(paths: Iterable[str | Path]) -> Iterator[Item]:
    """Yield the messages in files, folders and archives, as bytes; what has none says why."""
    for intake in messages(paths):
        yield Item(
            source=intake.source,
            data=intake.data,
            raw=intake.raw,
            carrier=intake.carrier,
            ocr=intake.ocr,
            problem=None if intake.problem is None else intake.problem.message,
        )


def read_bytes(source: str, data: bytes) -> tuple[Cable, ...]:
    """Read the cable in the bytes of one message."""
    return (parse(data, source=source),)


def count_files(paths: Iterable[str | Path]) -> int:
    """Return how many files there are, an archive counted as one, without opening any."""
    return estimate(paths).files
