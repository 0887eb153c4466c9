"""Opening an archive as a reader sees it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from cablegram.cli._options import GIVEN_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.archive import Store

    Kind = TypeVar("Kind", bound=Store)


@contextmanager
def opened(kind: type[Kind], folder: Path, reader: Reader) -> Iterator[Kind]:
    """Open an archive as `reader` sees it, and tell on a terminal how far that is.

    Args:
        kind: `Store`, or `Archive` to search.
        folder: The archive's.
        reader: Who looks.

    The policy is the one given on the command line, else the archive's own.

    Yields:
        What is open until the end of the block.

    Raises:
        BadParameter: If the policy does not know the reader's level, or one of his groups.
    """
    is_told = sys.stderr.isatty()

    def tell(looked_at: int) -> None:
        if is_told:
            sys.stderr.write(f"\rlooked at {looked_at:,} cables for this reader")
            sys.stderr.flush()

    with kind.open(folder) as store:
        with reader_checked():
            seen = store.seen_by(
                reader, policy=given_policy(), workers=os.cpu_count() or 1, progress=tell
            )
        if is_told and seen is not store:
            sys.stderr.write("\r\x1b[K")
        yield seen


def given_policy() -> Policy | None:
    """Return the policy that was given on the command line."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(GIVEN_POLICY)


@contextmanager
def reader_checked() -> Iterator[None]:
    """Say of a reader whom the policy does not know that --reader is wrong."""
    from cablegram.access import InvalidReader

    try:
        yield
    except InvalidReader as error:
        raise click.BadParameter(str(error), param_hint="--reader") from error
