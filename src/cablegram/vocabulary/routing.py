"""Routing indicators: where the relay network delivers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from cablegram.vocabulary.tables import is_confirmed, load

#: `RUEH` is the shortest indicator that names a relay; three letters are a nation and a service.
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingIndicator:
    """One entry of the routing book.

    Attributes:
        indicator: Four to eight letters.
        organisation: Primary activity.
        place: Most frequent location heading; a hint, read by machine from columned text.
        other_names: Further activities, as listed.
        station: Station of the vocabulary, or empty.
        entry_kind: In which part of the book it stands, or `observed`.
        confirmed: Whether the row carries no doubt.
        notes: As compiled.
    """

    indicator: str
    organisation: str
    place: str
    other_names: str
    station: str
    entry_kind: str
    confirmed: bool
    notes: str


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    return {row[0]: row for row in load("routing_indicators").rows}


def routing_indicator(indicator: str) -> RoutingIndicator | None:
    """Return the entry of exactly that indicator, or None. Upper case is expected.

    An indicator is no key for an addressee: one default indicator serves many.
    """
    row = _rows().get(indicator)
    if row is None:
        return None
    cells = dict(zip(load("routing_indicators").columns, row, strict=True))
    return RoutingIndicator(
        indicator=indicator,
        organisation=cells["organisation"],
        place=cells["place"],
        other_names=cells["other_names"],
        station=cells["station"],
        entry_kind=cells["entry_kind"],
        confirmed=is_confirmed(cells["notes"]),
        notes=cells["notes"],
    )


def longest_prefix(indicator: str) -> RoutingIndicator | None:
    """Return the entry that serves an indicator: itself, or the longest one that it begins with.

    Prefix is containment: `RUEHFR` is a relay, `RUEHFRE` its tributary.
    """
    for end in range(min(len(indicator), 8), _SHORTEST - 1, -1):
        if indicator[:end] in _rows():
            return routing_indicator(indicator[:end])
    return None
