"""Office symbols and the distribution symbols made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.tables import end_date, is_confirmed, load, start_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: Longer texts are no symbols.
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office or agency under its symbol.

    Attributes:
        symbol: `S/S-O`, `EUR`.
        name: Title.
        kind: `office symbol` or `distribution symbol` (of the 1973-79 distribution line).
        level: Rank of the office, as compiled.
        valid_from: First day, or None when not known.
        valid_to: Last day, or None when open or not known.
        confirmed: Whether the row carries no doubt. The whole table is general knowledge.
        notes: As compiled.
    """

    symbol: str
    name: str
    kind: str
    level: str
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    notes: str

    def is_valid(self, on: date) -> bool:
        """Tell whether the symbol had this meaning on a day, as far as the years are known."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@cache
def _offices() -> Mapping[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for row in (*load("office_symbols").mappings(), *load("office_symbols_more").mappings()):
        found.setdefault(row["symbol"], []).append(
            Office(
                symbol=row["symbol"],
                name=row["name"],
                kind=row["kind"],
                level=row["level"],
                valid_from=start_date(row["year_from"]),
                valid_to=end_date(row["year_to"]),
                confirmed=is_confirmed(row["notes"]),
                notes=row["notes"],
            )
        )
    return {
        symbol: tuple(sorted(rows, key=lambda one: one.kind != "office symbol"))
        for symbol, rows in found.items()
    }


def _fold(symbol: str) -> str:
    return "".join(symbol[:_LONGEST].split()).upper()


def office(symbol: str, on: date | None = None) -> Office | None:
    """Return the office of a symbol, or None; an office symbol before a distribution symbol.

    Args:
        symbol: As written; case and blanks do not count.
        on: Date of the message. Symbols were used again (SCA), so with a date only a row of those
            years is given; without one the first row.
    """
    for one in _offices().get(_fold(symbol), ()):
        if on is None or one.is_valid(on):
            return one
    return None


def is_office(symbol: str) -> bool:
    """Tell whether a symbol is in the table, at any time."""
    return _fold(symbol) in _offices()


@cache
def office_symbols() -> frozenset[str]:
    """Return every symbol of the table."""
    return frozenset(_offices())
