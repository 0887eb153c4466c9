"""How much is held of what each station numbered, for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cablegram.archive.counting import count, counted_state
from cablegram.archive.interface import state_of
from cablegram.archive.numbers import numbering_stations, numbers_of, sure_numbers
from cablegram.follow.gaps import SLIP, SURE, at_least, drawn_on, highest_fitting
from cablegram.follow.places import periods_of
from cablegram.follow.totals import Estimate, estimate_total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """A station in one numbering period, as `gaps` has it without the numbers themselves.

    Attributes:
        station: Canonical name.
        airgram: Whether it is about airgrams, which count by themselves.
        start: First day of the period.
        end: Its last day.
        held: How many different numbers are held.
        largest_held: The largest of them.
        total: Estimate of how many were sent in the period.
    """

    station: str
    airgram: bool
    start: date
    end: date
    held: int
    largest_held: int
    total: Estimate


def numbering(store: Store, *, confidence: float = 0.95) -> Iterator[Numbering]:
    """Yield what is held of each station's numbers of each period, by station and period.

    Every number that is held is looked at once; those of one station are in memory at a time.

    Args:
        store: The archive.
        confidence: Of the estimates' intervals.
    """
    ordinals: dict[str | None, int | None] = {None: None}  # there are few days for many cables
    for station, airgram in numbering_stations(store):
        held: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
        for year, number, day in numbers_of(store, station, airgram=airgram):
            if day is not None and day not in ordinals:
                ordinals[day] = date.fromisoformat(day).toordinal()
            held[year].append((number, ordinals[day]))
        sure: dict[int, list[int]] = defaultdict(list)
        if not held:
            continue
        for year, number in sure_numbers(store, station, SURE, airgram=airgram):
            sure[year].append(number)
        periods = sorted({period for year in held for period in periods_of(year)})
        for start, end in periods:
            fitting, last = _fitting(held, start, end)
            if not fitting:
                continue
            sent = estimate_total(fitting, confidence=confidence)
            if start.year == end.year:
                known = [each for each in sure[start.year] if each <= SLIP * sent.high]
                sent = at_least(sent, max(known, default=0))
            yield Numbering(
                station=station,
                airgram=airgram,
                start=start,
                end=end,
                held=len(fitting),
                largest_held=max(fitting),
                total=drawn_on(sent, start, end, last),
            )


def keep_counted(store: Store) -> bool:
    """Count a whole archive, unless that was done since the last change; tell whether it was.

    It takes some ten seconds for a million cables.

    Raises:
        ArchiveError: If the archive cannot be read, or the counts not be written.
    """
    if counted_state(store) == state_of(store):
        return False
    count(store, (_row(each) for each in numbering(store)))
    return True


def _row(each: Numbering) -> tuple[object, ...]:
    return (
        each.station,
        int(each.airgram),
        each.start.isoformat(),
        each.end.isoformat(),
        each.held,
        each.largest_held,
        each.total.total,
        each.total.low,
        each.total.high,
    )


def _fitting(
    held: dict[int, list[tuple[int, int | None]]], start: date, end: date
) -> tuple[set[int], date | None]:
    """Return the numbers of a period that fit their days, and the day of the latest."""
    first, last = start.toordinal(), end.toordinal()
    inside = [
        (number, day)
        for year in range(start.year, end.year + 1)
        for number, day in held.get(year, ())
        if (first <= day <= last if day is not None else start.year == end.year)
    ]
    top = highest_fitting((day, number) for number, day in inside if day is not None)
    if top is not None:
        inside = [each for each in inside if each[0] <= top]
    latest = max((day for _, day in inside if day is not None), default=None)
    return {number for number, _ in inside}, None if latest is None else date.fromordinal(latest)
