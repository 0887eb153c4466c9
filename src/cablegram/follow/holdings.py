"""How much of what a station sent is held, by numbering period, told from days and numbers alone.

What `gaps` tells of one year, without the numbers that are only cited: cheap enough for all years
of a station at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.archive.serials import rising
from cablegram.follow.gaps import drawn_on
from cablegram.follow.totals import Estimate, estimate_total
from cablegram.vocabulary.volumes import numbering_period

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is held of the numbers of a station in one numbering period.

    Attributes:
        start: First day of the period; a calendar year, but for 1950 to 1968.
        end: Its last day.
        held: How many different numbers are held; those that do not fit their day do not count.
        largest: The largest of them.
        total: Estimate of how many the station sent in the period.
    """

    start: date
    end: date
    held: int
    largest: int
    total: Estimate

    @property
    def share(self) -> float:
        """How much of the estimated total is held, 0 to 1."""
        return min(1.0, self.held / self.total.total) if self.total.total else 1.0


def holdings(points: Iterable[tuple[date, int]], *, confidence: float = 0.95) -> list[Holding]:
    """Return what is held in each period of which something is, in order of time.

    Args:
        points: Day and number of each telegram of the station.
        confidence: Of the estimates' intervals.

    >>> from datetime import date
    >>> seen = [(date(1975, 1, 1), 4), (date(1975, 6, 30), 40), (date(1975, 12, 30), 90)]
    >>> [held] = holdings(seen)
    >>> held.held, held.largest, held.total.total
    (3, 90, 119)
    """
    periods: dict[tuple[date, date], set[tuple[int, int]]] = {}
    for day, number in points:
        periods.setdefault(numbering_period(day), set()).add((day.toordinal(), number))
    found = []
    for (start, end), inside in sorted(periods.items()):
        top = max(number for _, number in rising(sorted(inside)))
        fitting = [(day, number) for day, number in inside if number <= top]
        numbers = {number for _, number in fitting}
        last = type(start).fromordinal(max(day for day, _ in fitting))
        sent = estimate_total(numbers, confidence=confidence)
        total = drawn_on(sent, start, end, last)
        found.append(Holding(start=start, end=end, held=len(numbers), largest=top, total=total))
    return found
