"""Values in the lines of a dump: each is what its column takes, or the dump is damaged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.values import LONGEST_TEXT
from cablegram.model import MRN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

_TOO_LARGE: Final = 1 << 31
#: What was joined of sections has a place below 0 (`archive.witnesses`).
_MAY_BE_BELOW: Final = frozenset({"position"})
#: A title is the subject of a cable, as long as whoever wrote that made it.
_LONGEST: Final = {"title": 1 << 26}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What columns hold that do not hold any text of the usual length.

    A name that ends in `_at` is that of a time, `day` that of a day, `mrn` that of a number.

    Attributes:
        numbers: Whole numbers from 0; `position` may be below.
        may_be_null: Those that may be empty.
        days: Days, beside `day`.
        longest: Other lengths than the usual one.
        words: What takes a text of these, and raises `ValueError` for one that cannot be.
    """

    numbers: frozenset[str]
    may_be_null: frozenset[str]
    days: frozenset[str] = frozenset()
    longest: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Callable[[str], object]] = field(default_factory=dict)

    def checked(self, said: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
        """Return the values of columns.

        Raises:
            KeyError: If one is missing.
            ValueError: If one is not of the type that its column has.
        """
        for name in names:
            self._check(name, said[name])
        return [said[name] for name in names]

    def _check(self, name: str, value: object) -> None:
        if value is None:
            if name not in self.may_be_null:
                raise ValueError(name)
        elif name in self.numbers:
            lowest = 1 - _TOO_LARGE if name in _MAY_BE_BELOW else 0
            if not isinstance(value, int) or not lowest <= value < _TOO_LARGE:
                raise ValueError(name)
        elif not isinstance(value, str) or len(value) > self._longest(name):
            raise ValueError(name)
        elif name.endswith("_at"):
            dt.datetime.fromisoformat(value)
        elif name == "day" or name in self.days:
            dt.date.fromisoformat(value)
        elif name == "mrn":
            MRN.parse(value)
        elif (take := self.words.get(name)) is not None:
            take(value)

    def _longest(self, name: str) -> int:
        return self.longest.get(name) or _LONGEST.get(name, LONGEST_TEXT)


def one_of(*known: str) -> Callable[[str], object]:
    """Return what takes one of these words, for `Columns.words`."""

    def take(text: str) -> str:
        if text not in known:
            raise ValueError(text[:60])
        return text

    return take


def put_row(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], values: Sequence[Any]
) -> int | None:
    """Put a row into a table, unless there is one with its key; then return `None`.

    Else it returns the identifier of the row, or a number of no meaning in a table without any.

    Args:
        connection: With a transaction open.
        table: The table; its name and those of the columns are ours.
        columns: Their names.
        values: In the same order.
    """
    marks = ", ".join("?" * len(columns))
    query = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    made = connection.execute(query, values)
    return made.lastrowid if made.rowcount else None


def row_of(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row with the names of its columns."""
    return dict(zip(columns, row, strict=True))
