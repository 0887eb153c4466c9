"""Opening an archive as a reader sees it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.archive import Store

    Kind = TypeVar("Kind", bound=Store)


@contextmanager
def opened(kind: type[Kind], folder: Path, reader: Reader) -> Iterator[Kind]:
    """Open an archive as `reader` sees it, and tell on a terminal how far that is.

    Args:
        kind: `Store`, or `Archive` to search.
        folder: The archive's.
        reader: Who looks.

    Yields:
        What is open until the end of the block.
    """
    is_told = sys.stderr.isatty()

    def tell(looked_at: int) -> None:
        if is_told:
            sys.stderr.write(f"\rlooked at {looked_at:,} cables for this reader")
            sys.stderr.flush()

    with kind.open(folder) as store:
        seen = store.seen_by(reader, workers=os.cpu_count() or 1, progress=tell)
        if is_told and seen is not store:
            sys.stderr.write("\r\x1b[K")
        yield seen
