"""Where a number that is not held would stand: its neighbours, and the day of which it is."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from cablegram.archive.serials import rising
from cablegram.vocabulary.volumes import DAYS_PER_YEAR, numbering_period, yearly_volume

if TYPE_CHECKING:
    from cablegram.archive.interface import RecordStore
    from cablegram.archive.numbers import HeldNumber
    from cablegram.model import MRN

NEIGHBOURS: Final = "neighbours"
PACE: Final = "pace"
MODEL: Final = "model"
#: So many held numbers on either side tell which of them are slips.
AROUND: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a number stands among those that are held.

    Attributes:
        before: The nearest held number below it, of the same numbering period.
        after: The nearest above it.
        date: The likeliest day; `None` if it cannot be told.
        earliest: No number above `before` is of an earlier day.
        latest: No number below `after` is of a later day.
        basis: What `date` stands on: `neighbours` on both sides, the `pace` of the station up to
            the last one held, or the `model` of yearly volumes where none is held. Empty if none.
    """

    before: HeldNumber | None = None
    after: HeldNumber | None = None
    date: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    basis: str = ""


class Places:
    """The numbers that an archive holds, as what tells of those that it does not."""

    def __init__(self, store: RecordStore, *, around: int = AROUND) -> None:
        """Remember what to ask.

        Args:
            store: The archive.
            around: How many held numbers on either side tell which of them are slips.
        """
        self._store = store
        self._around = around

    def place(self, mrn: MRN, *, not_after: date | None = None) -> Place:
        """Return where a number stands, as the longest rising row of the held ones around it tells.

        Args:
            mrn: The number; without a year it has no place.
            not_after: A day by which it was sent, such as that of a cable that cites it.
        """
        place = self._place(mrn)
        if not_after is None or place.latest is None or place.date is None:
            return place
        if place.earliest is not None and not_after < place.earliest:
            return place  # the year is wrong, or a date is: nothing can be said
        return replace(place, latest=min(place.latest, not_after), date=min(place.date, not_after))

    def _place(self, mrn: MRN) -> Place:
        if mrn.year is None:
            return Place()
        places = [self._in_period(mrn, period) for period in periods_of(mrn.year)]
        if len(places) == 1:
            return places[0]
        # A year of two periods has each low number twice: only neighbours on both sides tell.
        sure = [
            place
            for place in places
            if place.basis == NEIGHBOURS and place.date is not None and place.date.year == mrn.year
        ]
        return sure[0] if len(sure) == 1 else Place()

    def _in_period(self, mrn: MRN, period: tuple[date, date]) -> Place:
        start, end = period
        held = self._store.numbers_near(
            mrn.station, mrn.number, start, end, airgram=mrn.airgram, count=self._around
        )
        points = {
            (each.date.toordinal(), each.mrn.number): each for each in held if each.date is not None
        }
        row = [points[point] for point in rising(sorted(points))]
        if not row:
            return _by_model(mrn, start, end)
        at = bisect_left([held.mrn.number for held in row], mrn.number)
        before = row[at - 1] if at else None
        after = row[at] if at < len(row) else None
        if after is not None and after.mrn.number == mrn.number:
            return Place(
                before=before,
                after=row[at + 1] if at + 1 < len(row) else None,
                date=after.date,
                earliest=after.date,
                latest=after.date,
                basis=NEIGHBOURS,
            )
        return _between(mrn.number, before, after, start, end)


def periods_of(year: int) -> tuple[tuple[date, date], ...]:
    """Return the numbering periods that share days with a calendar year, the earlier one first.

    >>> [str(start) for start, _ in periods_of(1964)], [str(start) for start, _ in periods_of(2008)]
    (['1963-07-01', '1964-07-01'], ['2008-01-01'])
    """
    both = (numbering_period(date(year, 1, 1)), numbering_period(date(year, 12, 31)))
    return tuple(dict.fromkeys(both))


def _between(
    number: int, before: HeldNumber | None, after: HeldNumber | None, start: date, end: date
) -> Place:
    low, first = 0, start.toordinal() - 1
    if before is not None and before.date is not None:
        low, first = before.mrn.number, before.date.toordinal()
    earliest = date.fromordinal(max(first, start.toordinal()))
    if after is not None and after.date is not None:
        share = (number - low) / (after.mrn.number - low)
        day = first + share * (after.date.toordinal() - first)
        latest, basis = after.date, NEIGHBOURS
    else:
        daily = low / max(1, first - start.toordinal() + 1)
        day = first + (number - low) / daily if daily else end.toordinal()
        latest, basis = end, PACE
    likeliest = date.fromordinal(round(min(max(day, earliest.toordinal()), latest.toordinal())))
    return Place(
        before=before,
        after=after,
        date=likeliest,
        earliest=earliest,
        latest=latest,
        basis=basis,
    )


def _by_model(mrn: MRN, start: date, end: date) -> Place:
    volume = yearly_volume(mrn.station, start, airgram=mrn.airgram)
    day = start.toordinal() + mrn.number / volume.per_year * DAYS_PER_YEAR
    return Place(
        date=date.fromordinal(round(min(day, end.toordinal()))),
        earliest=start,
        latest=end,
        basis=MODEL,
    )
