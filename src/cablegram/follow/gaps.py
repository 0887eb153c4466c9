"""What of a station's numbers of a year is not held (docs/explanation/serial-gaps.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cablegram.archive.serials import rising
from cablegram.follow.places import Places, periods_of
from cablegram.follow.totals import Estimate, estimate_total, runs_of
from cablegram.model import MRN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cablegram.archive.interface import RecordStore
    from cablegram.archive.numbers import CitedNumber, HeldNumber

#: From so sure a year on, a number that is only cited bounds the total from below.
SURE: Final = 0.95
#: A number cited beyond so many times what the held ones allow is a slip of the pen.
SLIP: Final = 2
#: Holdings that reach so far into the period stand for the whole of it.
WHOLE: Final = 0.95
#: How far a pace drifts, as a share of what it adds (as in `SeenSerials`); twice is 95 %.
DRIFT: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Numbers in a row that are not held, ends included.

    `earliest` and `latest` are the days between which they were sent, where neighbours tell.
    `cited` are those of them that held cables cite.
    """

    first: MRN
    last: MRN
    earliest: date | None = None
    latest: date | None = None
    cited: tuple[CitedNumber, ...] = ()

    @property
    def count(self) -> int:
        """How many numbers it is."""
        return self.last.number - self.first.number + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """The numbers of a station in one numbering period.

    Attributes:
        station: Canonical name.
        start: First day of the period; a calendar year, but for 1950 to 1968.
        end: Its last day.
        held: How many different numbers are held.
        largest_held: The largest of them, 0 if none is.
        last_date: Day of the latest held one; `None` if none has a day.
        runs: What is not held, from 1 to the largest that is known of.
        cited_beyond: Cited numbers too high to be believed, and held ones that do not fit their
            day; they count for nothing.
        sent: Estimate of how many had been sent by `last_date`; `None` without a held number.
        total: The same for the whole period; drawn on at the pace if the holdings end early.
    """

    station: str
    start: date
    end: date
    held: int
    largest_held: int
    last_date: date | None = None
    runs: tuple[Run, ...] = ()
    cited_beyond: tuple[MRN, ...] = ()
    sent: Estimate | None = None
    total: Estimate | None = None

    @property
    def missing(self) -> int:
        """How many numbers are not held, up to the largest known of."""
        return sum(run.count for run in self.runs)

    @property
    def cited(self) -> int:
        """How many of these are cited."""
        return sum(len(run.cited) for run in self.runs)


def gaps(
    store: RecordStore, station: str, year: int, *, airgram: bool = False, confidence: float = 0.95
) -> tuple[Gaps, ...]:
    """Return what is not held of a station's numbers.

    Args:
        store: The archive.
        station: Canonical name.
        year: Calendar year; in 1950 to 1968 two numbering periods share it, and both are returned.
        airgram: Whether to look at airgrams, which count by themselves.
        confidence: Of the estimates' intervals.
    """
    asked = _Asked(store, station, airgram, confidence)
    return tuple(asked.period(start, end) for start, end in periods_of(year))


@dataclass(frozen=True, slots=True)
class _Asked:
    store: RecordStore
    station: str
    airgram: bool
    confidence: float

    def period(self, start: date, end: date) -> Gaps:
        held, strays = self._held(start, end)
        numbers = {each.mrn.number for each in held}
        last = max((each.date for each in held if each.date is not None), default=None)
        sent = estimate_total(numbers, confidence=self.confidence) if numbers else None
        cited, beyond = self._cited(start, end, sent)
        known = max((*numbers, *cited), default=0)
        if sent is not None:
            sure = [n for n, each in cited.items() if each.year_confidence >= SURE]
            sent = at_least(sent, max(sure, default=0))
        return Gaps(
            station=self.station,
            start=start,
            end=end,
            held=len(numbers),
            largest_held=max(numbers, default=0),
            last_date=last,
            runs=self._runs(start, held, known, cited),
            cited_beyond=tuple(sorted({*beyond, *strays})),
            sent=sent,
            total=None if sent is None else drawn_on(sent, start, end, last),
        )

    def _held(self, start: date, end: date) -> tuple[list[HeldNumber], list[MRN]]:
        """Return the numbers of the period, and those that do not fit their day."""
        years = range(start.year, end.year + 1)
        found = self.store.numbers_held(self.station, years, airgram=self.airgram)
        if len(years) == 1:
            inside = [each for each in found if each.date is None or each.date.year == start.year]
        else:
            inside = [each for each in found if each.date and start <= each.date <= end]
        top = highest_fitting(
            (each.date.toordinal(), each.mrn.number) for each in inside if each.date
        )
        if top is None:
            return inside, []
        fitting = [each for each in inside if each.mrn.number <= top]
        return fitting, [each.mrn for each in inside if each.mrn.number > top]

    def _cited(
        self, start: date, end: date, sent: Estimate | None
    ) -> tuple[dict[int, CitedNumber], list[MRN]]:
        """Return the numbers cited, and those that are too high."""
        if start.year != end.year:  # a cited number does not say in which period of its year it is
            return {}, []
        found: dict[int, CitedNumber] = {}
        beyond = []
        for each in self.store.numbers_cited(self.station, start.year, airgram=self.airgram):
            if sent is not None and each.mrn.number > SLIP * sent.high:
                beyond.append(each.mrn)
            else:
                found[each.mrn.number] = each
        return found, beyond

    def _runs(
        self, start: date, held: list[HeldNumber], known: int, cited: dict[int, CitedNumber]
    ) -> tuple[Run, ...]:
        numbers = {each.mrn.number for each in held}
        missing = [number for number in range(1, known + 1) if number not in numbers]
        years = {each.mrn.number: each.mrn.year for each in held}
        places = Places(self.store)
        runs = []
        for first, last in runs_of(missing):
            year = years.get(first - 1, start.year)
            one = MRN(year, self.station, first, self.airgram)
            run = Run(first=one, last=replace(one, number=last))
            if numbers:
                place = places.place(one)
                run = replace(run, earliest=place.earliest, latest=places.place(run.last).latest)
            inside = tuple(cited[number] for number in range(first, last + 1) if number in cited)
            runs.append(replace(run, cited=inside))
        return tuple(runs)


def highest_fitting(points: Iterable[tuple[int, int]]) -> int | None:
    """Return the highest of the numbers that rise with their days; higher ones do not fit."""
    return max((number for _, number in rising(sorted(set(points)))), default=None)


def at_least(estimate: Estimate, least: int) -> Estimate:
    """Return an estimate that a number which is known of bounds from below."""
    return replace(
        estimate,
        total=max(estimate.total, least),
        low=max(estimate.low, least),
        high=max(estimate.high, least),
    )


def drawn_on(sent: Estimate, start: date, end: date, last: date | None) -> Estimate:
    """Return the estimate for the whole period, from that of the part that the holdings reach."""
    days = (end - start).days + 1
    part = 1.0 if last is None else ((last - start).days + 1) / days
    if part >= WHOLE:
        return sent
    added = sent.total * (1 / part - 1)
    return replace(
        sent,
        total=round(sent.total + added),
        low=round(sent.low + added * max(0.0, 1 - 2 * DRIFT)),
        high=round(sent.high * (1 + (1 / part - 1) * (1 + 2 * DRIFT))),
    )
