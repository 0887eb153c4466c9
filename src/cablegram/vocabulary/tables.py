"""The tables of the vocabulary as they lie in the package.

Nothing is read before the first look-up; what is read is kept. `load` gives raw rows because a
dictionary per row would triple the time for the largest table.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

#: A word that compilers of the tables put into a notes cell: the value was not checked.
_DOUBTS: Final = ("unconfirmed", "presumed", "not checked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: the names of its columns and its rows, in file order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def mappings(self) -> tuple[dict[str, str], ...]:
        """Return the rows as dictionaries by column name."""
        return tuple(dict(zip(self.columns, row, strict=True)) for row in self.rows)


@cache
def load(name: str) -> Table:
    """Return the table of that name (file `data/<name>.csv`), read once.

    Raises:
        FileNotFoundError: If the package has no such table.
    """
    resource = files(__package__) / "data" / f"{name}.csv"
    reader = csv.reader(io.StringIO(resource.read_text(encoding="utf-8")))
    columns = tuple(next(reader))
    return Table(columns=columns, rows=tuple(map(tuple, reader)))


def is_confirmed(notes: str) -> bool:
    """Tell whether a notes cell leaves the value without a doubt.

    >>> is_confirmed("Start date unconfirmed")
    False
    """
    return not any(doubt in notes for doubt in _DOUBTS)


def start_date(text: str) -> date | None:
    """Return the first day of `1973`, `1973-03`, `1973-03-01` or `1980s`; empty gives None."""
    return _parse(text, last=False)


def end_date(text: str) -> date | None:
    """Return the last day of `1992`, `1991-12`, `1990-10-03` or `1980s`; empty gives None."""
    return _parse(text, last=True)


def _parse(text: str, *, last: bool) -> date | None:
    if not text:
        return None
    if text.endswith("s"):
        return date(int(text[:4]) + (9 if last else 0), 12 if last else 1, 31 if last else 1)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(parts[0], parts[1], parts[2])
    year = parts[0]
    if len(parts) == 1:
        return date(year, 12, 31) if last else date(year, 1, 1)
    month = parts[1]
    if not last:
        return date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
