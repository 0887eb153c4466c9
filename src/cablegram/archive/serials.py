"""What the numbers that an archive holds tell of those that it does not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import erfc, sqrt
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.volumes import numbering_period

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

#: How far, as a share of the numbers between two that were seen, the way between is from straight.
_UNEVEN: Final = 0.4
#: How far a rate drifts, as a share of what it adds beyond the last number seen.
_DRIFT: Final = 0.5
#: A number seen within a day stands somewhere in it.
_HALF_DAY: Final = 0.5


class SeenSerials:
    """The numbers of stations and the days of which they are, as evidence for other numbers.

    Numbers of a station rise from day to day within a numbering period. What does not fit (another
    series, a slip) is left out: the longest rising row of them stays. Implements `SerialEvidence`.

    >>> from datetime import date
    >>> seen = SeenSerials([("LISBON", date(2008, 2, 1), 90), ("LISBON", date(2008, 3, 1), 180)])
    >>> seen.probability("LISBON", 80, date(2008, 2, 2))
    1.0
    >>> seen.probability("LISBON", 200, date(2008, 2, 2))
    0.0
    """

    def __init__(self, seen: Iterable[tuple[str, date, int]]) -> None:
        """Keep what was seen.

        Args:
            seen: Station, day and number of telegrams, in any order. Airgrams count by themselves
                and do not belong here.
        """
        found: dict[tuple[str, date], set[tuple[int, int]]] = {}
        for station, on, number in seen:
            start, _ = numbering_period(on)
            found.setdefault((station, start), set()).add((on.toordinal(), number))
        self._curves = {
            key: _Curve(key[1].toordinal(), rising(sorted(points))) for key, points in found.items()
        }

    def probability(self, station: str, number: int, on: date) -> float | None:
        """Tell how likely it is that a station had sent a number of the period by a day.

        Args:
            station: Canonical name.
            number: A number of the numbering period that holds `on`.
            on: The day.

        Returns:
            0 to 1, or None when no number of the station in that period was seen.
        """
        curve = self._curves.get((station, numbering_period(on)[0]))
        return None if curve is None else curve.probability(number, on.toordinal())


class _Curve:
    """Numbers of one station and period over its days, both rising."""

    __slots__ = ("_days", "_numbers")

    def __init__(self, start: int, points: list[tuple[int, int]]) -> None:
        self._days = [start - 1, *(day for day, _ in points)]
        self._numbers = [0, *(number for _, number in points)]

    def probability(self, number: int, day: int) -> float:
        days, numbers = self._days, self._numbers
        after = bisect_right(days, day)
        low, first = numbers[after - 1], days[after - 1]
        if number <= low:
            return 1.0
        if after < len(days):
            high, last = numbers[after], days[after]
            if number >= high:
                return 0.0
            part = (day - first) / (last - first)
            reached = low + (high - low) * part
            unsure = _UNEVEN * (high - low) * sqrt(part * (1 - part))
            daily = (high - low) / (last - first)
        else:
            daily = low / (first - days[0])
            reached = low + daily * (day - first)
            unsure = _DRIFT * daily * (day - first)
        unsure += _HALF_DAY * daily + _HALF_DAY
        return 0.5 * erfc((number - reached) / unsure / sqrt(2))


def rising(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of points, sorted by day, whose numbers rise."""
    ends: list[int] = []  # the lowest number that ends a row of each length
    places: list[int] = []
    before: list[int] = []
    for place, (_, number) in enumerate(points):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            places.append(place)
        else:
            ends[length] = number
            places[length] = place
    row = []
    place = places[-1] if places else -1
    while place >= 0:
        row.append(points[place])
        place = before[place]
    return row[::-1]
