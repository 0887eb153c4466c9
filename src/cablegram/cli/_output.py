"""What verbs print: JSON, and text that cannot take hold of the terminal."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click

from cablegram.model.codec import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from cablegram.model import Level

WIDTH_WITHOUT_TERMINAL = 100


def _visible(code: int) -> int:
    return 0x2400 + code if code < 0x20 else 0xFFFD


# Control characters of a dirty text would move the cursor, colour the screen or worse.
_CONTROLS = {
    code: _visible(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"
}
# So would the signs that reverse the direction of writing.
_CONTROLS |= dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


def safe(text: str) -> str:
    """Return a text with its control characters made visible; line ends become plain ones."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def one_line(text: str) -> str:
    """Return a text safe and on one line."""
    return safe(" ".join(text.split()))


def console() -> Console:
    """Return the console for data. Without a terminal, tables are of a fixed width."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL
    return Console(width=width, highlight=False, markup=False, emoji=False)


def error_console() -> Console:
    """Return the console for everything that is no data."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def print_json(value: object, *, indent: int = 2) -> None:
    """Print a value as one JSON document, dataclasses and numbers as the model writes them.

    `indent` 0 gives one line.
    """
    print_ready(to_json(value), indent=indent)


def print_ready(value: object, *, indent: int = 2) -> None:
    """Print what is JSON-ready already, such as a record of the archive."""
    import msgspec

    encoded = msgspec.json.encode(value)
    if indent:
        encoded = msgspec.json.format(encoded, indent=indent)
    click.echo(encoded.decode())


def print_csv(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV; nothing stands for `None`, and no text is a formula."""
    from cablegram.archive.export.tables import inert

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [inert(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )


def say(text: str) -> None:
    """Print a line to stderr."""
    click.echo(text, err=True)


def share(value: float) -> str:
    """Return a share as a percentage that never rounds up to certainty."""
    return ">99%" if 0.99 < value < 1 else f"{value:.0%}"


def marks_of(level: Level | None, controls: tuple[str, ...], captions: tuple[str, ...]) -> str:
    """Return the marks of a cable for a list: its level and what else stands in the banner."""
    words = [] if level is None else [level.value.replace("_", " ").upper()]
    return " ".join(dict.fromkeys([*words, *controls, *captions]))
