"""A cable among its neighbours in the post's series, with the missing ones in their place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cablegram.archive import Store, Summary
    from cablegram.archive.around import Around
    from cablegram.model import MRN

REACH: Final = 3
#: Between numbers whose days are further apart, none is told for those that are missing.
FAR_APART_DAYS: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One number of a series.

    Attributes:
        mrn: The number.
        cable: What is held of it; `None` if nothing is.
        is_here: Whether it is the one the page is about.
        date: Its day, or about that day if it is not held; `None` if it cannot be told.
        earliest: The day of the held number below it, where those around are so far apart that no
            day between them is likelier than another.
        latest: The day of the one above it.
        cited_by: How many cables cite it.
    """

    mrn: MRN
    cable: Summary | None = None
    is_here: bool = False
    date: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    cited_by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The numbers around one, lowest first.

    `before` and `after` are the nearest held ones beyond those; `None` if there is none.
    """

    slots: tuple[Slot, ...]
    before: MRN | None = None
    after: MRN | None = None


def series_around(store: Store, mrn: MRN, day: date | None = None) -> Series | None:
    """Return the numbers around one; `None` if it has no year or none is known of.

    Args:
        store: The archive.
        mrn: The number; it need not be held.
        day: Its day, if it is held.
    """
    if mrn.year is None:
        return None
    around = store.numbers_around(mrn, reach=REACH)
    if not (around.held or around.cited or around.before or around.after):
        return None
    known = _days(around, mrn, day)
    highest = max([*around.held, *around.cited, mrn.number])
    if around.after is not None and around.after[0] > mrn.number + REACH:
        highest = mrn.number + REACH
    low = max(1, mrn.number - REACH)
    slots = tuple(
        _slot(replace(mrn, number=number), around, known, is_here=number == mrn.number)
        for number in range(low, min(highest, mrn.number + REACH) + 1)
    )
    return Series(
        slots=slots,
        before=_beyond(mrn, around.before, low, mrn.number + REACH),
        after=_beyond(mrn, around.after, low, mrn.number + REACH),
    )


def _slot(mrn: MRN, around: Around, known: dict[int, date], *, is_here: bool) -> Slot:
    cable = around.held.get(mrn.number)
    earliest = latest = None
    if cable is not None:
        day = cable.date
    elif is_here and mrn.number in known:
        day = known[mrn.number]
    else:
        day, earliest, latest = _between(mrn.number, known)
    return Slot(
        mrn=mrn,
        cable=cable,
        is_here=is_here,
        date=day,
        earliest=earliest,
        latest=latest,
        cited_by=around.cited.get(mrn.number, 0),
    )


def _days(around: Around, mrn: MRN, day: date | None) -> dict[int, date]:
    """Return the days of the held numbers that are near; none if they do not rise."""
    days: dict[int, date | None] = {n: each.date for n, each in around.held.items()}
    for nearest in (around.before, around.after):
        if nearest is not None:
            days.setdefault(*nearest)
    if day is not None:
        days[mrn.number] = day
    known = {number: each for number, each in sorted(days.items()) if each is not None}
    in_order = list(known.values())
    return known if in_order == sorted(in_order) else {}


def _between(number: int, known: dict[int, date]) -> tuple[date | None, date | None, date | None]:
    """Return about the day of a number, or the days between which it was, from its neighbours."""
    below = [each for each in known if each < number]
    above = [each for each in known if each > number]
    if not below or not above:
        return None, None, None
    low, high = max(below), min(above)
    first, last = known[low].toordinal(), known[high].toordinal()
    if last - first > FAR_APART_DAYS:
        return None, known[low], known[high]
    day = date.fromordinal(round(first + (number - low) / (high - low) * (last - first)))
    return day, None, None


def _beyond(mrn: MRN, nearest: tuple[int, date | None] | None, low: int, high: int) -> MRN | None:
    if nearest is None or low <= nearest[0] <= high:
        return None
    return replace(mrn, number=nearest[0])
