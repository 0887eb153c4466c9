"""Where the days of a matter stand: time goes to the right, and long silences are shortened."""

from __future__ import annotations

from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING, Final

from cablegram.web.templates import short_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: Room at both ends, so that the first and the last can stand in the middle of a wide window.
LEFT: Final = 90.0
RIGHT: Final = 90.0
#: From one day to the next one on which something was sent: so much, and more for each doubling.
_STEP: Final = 22.0
_DOUBLING: Final = 9.0
#: A short matter is drawn wider, up to this much, so that days that follow each other have room for
#: the numbers of their cables.
_ROOMY: Final = 460.0
_WIDEST_STRETCH: Final = 2.0
#: Days written below the drawing stand so far apart at least.
TICK_UNITS: Final = 92.0


class Scale:
    """From days to places."""

    def __init__(self, widths: Mapping[date, float]) -> None:
        """Remember the days.

        Args:
            widths: How much room the marks of each day need beside the first one.
        """
        self._places: dict[date, float] = {}
        place = LEFT
        days = sorted(widths)
        for before, day in pairwise([days[0], *days]):
            if day != before:
                place += widths[before] + _STEP + _DOUBLING * log2((day - before).days)
            self._places[day] = place
        stretch = min(max(1.0, _ROOMY / max(1.0, place - LEFT)), _WIDEST_STRETCH)
        for day, at in self._places.items():
            self._places[day] = round(LEFT + (at - LEFT) * stretch, 1)
        self.width = round(self._places[days[-1]] + widths[days[-1]] + RIGHT)

    def x(self, day: date) -> float:
        """Return where a day stands."""
        return self._places[day]

    def ticks(self, root: date | None) -> tuple[tuple[float, str], ...]:
        """Return places with their days, apart enough to be read; that of the root is one."""
        days = list(self._places)
        # Where a month begins is told before other days are, and where a year begins before that.
        new_year = [day for before, day in pairwise(days) if day.year != before.year]
        new_month = [day for before, day in pairwise(days) if day.month != before.month]
        wanted = [*([root] if root else []), days[0], days[-1], *new_year, *new_month, *days]
        chosen: list[date] = []
        for day in wanted:
            if all(abs(self.x(day) - self.x(other)) >= TICK_UNITS for other in chosen):
                chosen.append(day)
        return tuple((self.x(day), short_day(day)) for day in sorted(chosen))
