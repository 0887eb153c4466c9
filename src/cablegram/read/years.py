"""The year of a reference that gives none (docs/explanation/reference-years.md).

A number was sent on some day of some numbering period. Three things tell which: how fast the
station numbers (a curve of an archive, the citing cable's own number, or the model of yearly
volumes), that the day is not after the citing cable, and that most references are recent.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Final

from cablegram.model.value import place_value
from cablegram.vocabulary.volumes import (
    DAYS_PER_YEAR,
    ONE_DEPARTMENT_SERIES,
    numbering_period,
    yearly_volume,
)

if TYPE_CHECKING:
    from cablegram.model import MRN
    from cablegram.read.context import SerialEvidence

#: Age of references whose year is not written: the share older than t days is
#: (1 + t / 6) ** -0.95, fitted to numbers that telegrams of 1950-79 cite of their own post.
_AGE_SCALE: Final = 6.0
_AGE_POWER: Final = 0.95
#: How often a year is left out for a number of the same period, of the one before, and so on.
_LEFT_OUT: Final = (1.0, 0.3, 0.04, 0.01)
_POINTS: Final = 8
_PLAIN_SPREAD: Final = 0.45
_PLAIN_MARGIN: Final = 1.0
_MONTHS: Final = (
    "",
    *"""
        January February March April May June July August September October November
        December
        """.split(),  # noqa: SIM905
)
_REACH: Final = 4.0
#: The model itself may be wrong: no inferred year is surer than this.
_SUREST: Final = 0.995
_UNKNOWN: Final = 0.4
_EVEN: Final = 0.5
#: A number just above the citing cable's own: the rule says an earlier year, but telegrams that
#: were sent together do cite each other so.
_SAME_HOUR: Final = 3
#: Numbers of one's own period run nearly evenly.
_OWN_SPREAD: Final = 0.1


@place_value
class YearGuess:
    """A year, how sure it is (0 to 1), and in a few words why."""

    year: int
    confidence: float
    reason: str


def infer_year(
    station: str,
    number: int,
    *,
    airgram: bool = False,
    on: date,
    own: MRN | None = None,
    serials: SerialEvidence | None = None,
) -> YearGuess:
    """Return the year in which a station can have sent a number that a cable of `on` cites.

    Args:
        station: Canonical name of the cited station.
        number: The cited number.
        airgram: Whether it is an airgram's; these count by themselves.
        on: Day of the citing cable. No year after it is given.
        own: Number of the citing cable. From the same station, a higher number is not of the
            same numbering period.
        serials: Numbers seen in an archive; used before the model where it knows the station.
    """
    today = on.toordinal()
    bound = own.number if own is not None and _same_series(own, station, airgram, on) else None
    if bound == number:
        return YearGuess(on.year, _SUREST, "the cable's own number")
    if serials is None:
        plain = _plainly_current(station, number, airgram, today, bound)
        if plain is not None:
            return plain
    tally = _Tally(today + 0.5)
    seen = serials is not None and _by_evidence(serials, station, number, on, bound, tally)
    if not seen:
        _by_model(station, number, airgram, today, bound, tally)
    if not tally.weights or (not seen and tally.nearest > _REACH - 1):
        return _beyond(station, number, on, bound)
    year, confidence, when = tally.best()
    if bound is not None and bound < number <= bound + _SAME_HOUR:
        confidence = min(confidence, _EVEN)
    return YearGuess(
        year, round(confidence, 3), _reason(station, number, on, bound, year, when, seen)
    )


class _Tally:
    """The weight of each year, and the mean day of the weight."""

    __slots__ = ("days", "nearest", "now", "weights")

    def __init__(self, now: float) -> None:
        self.now = now
        self.weights: dict[int, float] = {}
        self.days: dict[int, float] = {}
        self.nearest = _REACH

    def add(self, year: int, weight: float, days: float) -> None:
        self.weights[year] = self.weights.get(year, 0.0) + weight
        self.days[year] = self.days.get(year, 0.0) + days

    def best(self) -> tuple[int, float, date]:
        year = max(self.weights, key=self.weights.__getitem__)
        weight = self.weights[year]
        confidence = min(weight / sum(self.weights.values()), _SUREST)
        return year, confidence, date.fromordinal(int(self.days[year] / weight))

    def add_period(self, period: _Period, number: int, factor: float) -> None:
        """Add the chance that the number was sent in a period, and is cited now.

        The day of a number is known as far as the rate is. Over the days that are within reach,
        the density of ages is summed in steps that are equal in its own logarithm.
        """
        start, last, rate, spread, year = period
        middle = number / rate
        reach = exp(_REACH * spread)
        early = self.now - start - middle / reach
        late = max(self.now - min(start + middle * reach, last + 1.0), 0.0)
        if early <= late:
            return
        near = min(self.now - start, middle)
        near = min(near, last + 1.0 - start)
        self.nearest = min(self.nearest, abs(log(near / middle)) / spread)
        low = log(late + _AGE_SCALE)
        step = (log(early + _AGE_SCALE) - low) / _POINTS
        # Equal steps of a logarithm: the ages and their densities are geometric series.
        aged, growth = exp(low + step / 2), exp(step)
        density, fall = aged**-_AGE_POWER * factor * step / spread, growth**-_AGE_POWER
        begun = self.now - start + _AGE_SCALE
        total = moment = 0.0
        for _ in range(_POINTS):
            gone = begun - aged
            if gone <= 0.0:
                break
            off = log(gone / middle) / spread
            off = 1.0 + off * off / 3.0
            weight = density / (off * off)
            if not year:
                day = start + gone
                self.add(date.fromordinal(int(day)).year, weight, weight * day)
            total += weight
            moment += weight * gone
            aged *= growth
            density *= fall
        if year and total:
            self.add(year, total, moment + total * start)


#: First and last day, numbers a day, spread of its logarithm, year (0: the period has two).
_Period = tuple[int, int, float, float, int]


def _same_series(own: MRN, station: str, airgram: bool, on: date) -> bool:  # noqa: FBT001
    if own.station != station or own.airgram != airgram or own.year not in (None, on.year):
        return False
    return station != "STATE" or on >= ONE_DEPARTMENT_SERIES


def _reason(
    station: str,
    number: int,
    on: date,
    bound: int | None,
    year: int,
    when: date,
    seen: bool,  # noqa: FBT001
) -> str:
    source = " by the archive's numbers" if seen else ""
    about = f"{station} sent {number} about {_day(when)} {when.year}{source}"
    if bound is not None and number > bound:
        return f"{station} had reached only {bound} by {_day(on)} {on.year}; {about}"
    if year == on.year:
        return about
    return f"{about}, and hardly reached it in {on.year} by {_day(on)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month]}"


def _beyond(station: str, number: int, on: date, bound: int | None) -> YearGuess:
    """Return a guess for a number that no period near `on` can hold by what is known."""
    if bound is not None and number > bound:
        start, _ = numbering_period(on)
        year = (start - timedelta(days=1)).year
        return YearGuess(year, _EVEN, f"{station} had reached only {bound} by {_day(on)} {on.year}")
    return YearGuess(
        on.year, _UNKNOWN, f"{number} is more than {station} is known to send in a year"
    )


def _plainly_current(
    station: str,
    number: int,
    airgram: bool,  # noqa: FBT001
    today: int,
    bound: int | None,
) -> YearGuess | None:
    """Answer the usual case at once: a number well within what the period had reached.

    Then both this period and the one before hold the number on one known day each, and only the
    ages of the two days count. None when it is not that plain.
    """
    start = _period_start(today)
    gone = today - start + 0.5
    if bound is None:
        _, last, rate, spread, year = _period(station, airgram, start)
        spread = _at_first(spread, number / rate)
        if spread > _PLAIN_SPREAD or number / rate > gone * exp(-_PLAIN_MARGIN * spread):
            return None
    else:
        if number > bound:
            return None
        _, last, rate, spread, year = _own_period(start, number, bound, today)
    middle = number / rate
    sent = start + middle
    when = date.fromordinal(int(sent))
    if not year:
        slack = 1 + 2 * spread * middle
        year = when.year
        if abs(sent - date(year, 1, 1).toordinal()) < slack or (
            abs(date(year + 1, 1, 1).toordinal() - sent) < slack
        ):
            return None
    age = gone - middle + _AGE_SCALE
    odds = _LEFT_OUT[1] * (age / (age + last - start + 1)) ** (1 + _AGE_POWER)
    about = f"{station} sent {number} about {when.day} {_MONTHS[when.month]} {year}"
    return YearGuess(year, round(min(1 / (1 + odds), _SUREST), 3), about)


def _by_model(
    station: str,
    number: int,
    airgram: bool,  # noqa: FBT001
    today: int,
    bound: int | None,
    tally: _Tally,
) -> None:
    """Add the weight of each year under the model of yearly volumes."""
    start = _period_start(today)
    if bound is None:
        current = _period(station, airgram, start)
        tally.add_period(_widened(current, number, today), number, _LEFT_OUT[0])
    else:
        current = _own_period(start, number, bound, today)
        if number < bound:
            tally.add_period(current, number, _LEFT_OUT[0])
    for back in range(1, len(_LEFT_OUT)):
        start = _period_start(start - 1)
        period = _period(station, airgram, start)
        if bound is not None:
            period = _beside(period, bound, current, today)
        tally.add_period(_widened(period, number, today), number, _LEFT_OUT[back])
        if back == 1 and tally.nearest < 1.0:
            break  # what is older still counts for less than the model's own faults


@lru_cache(maxsize=4096)
def _period_start(day: int) -> int:
    return numbering_period(date.fromordinal(day))[0].toordinal()


@lru_cache(maxsize=16384)
def _period(station: str, airgram: bool, start: int) -> _Period:  # noqa: FBT001 - cached, inner
    first, last = numbering_period(date.fromordinal(start))
    volume = yearly_volume(station, first, airgram=airgram)
    year = first.year if first.year == last.year else 0
    return start, last.toordinal(), volume.per_year / DAYS_PER_YEAR, volume.spread, year


def _at_first(spread: float, gone: float) -> float:
    """Widen a spread for the first weeks of a period, in which numbers rise unevenly."""
    return sqrt(spread * spread + 1.2 / (max(gone, 0.0) + 3.0))


def _widened(period: _Period, number: int, today: int) -> _Period:
    start, last, rate, spread, year = period
    return start, last, rate, _at_first(spread, min(number / rate, today - start)), year


def _own_period(start: int, number: int, bound: int, today: int) -> _Period:
    """Return the period in which the cable's own number tells the rate.

    The day of a number is known the better the nearer it is to the cable's own.
    """
    first, last = numbering_period(date.fromordinal(start))
    year = first.year if first.year == last.year else 0
    spread = _OWN_SPREAD * sqrt(max(bound - number, 1) / number)
    return start, last.toordinal(), bound / (today - start + 0.5), min(spread, 0.35), year


def _beside(period: _Period, bound: int, current: _Period, today: int) -> _Period:
    """Return an earlier period of the station with what the cable's own number tells of it."""
    start, last, rate, spread, year = period
    gone = today - current[0] + 0.5
    known = 1 / (spread * spread)
    told = 1 / (0.0625 + 3.0 / (gone + 3.0))
    middle = (log(rate) * known + log(bound / gone) * told) / (known + told)
    return start, last, exp(middle), sqrt(1 / (known + told)), year


def _by_evidence(
    serials: SerialEvidence,
    station: str,
    number: int,
    on: date,
    bound: int | None,
    tally: _Tally,
) -> bool:
    """Add the weight of each year under an archive's curve; false when it knows too little."""
    for back in range(len(_LEFT_OUT)):
        year = on.year - back
        if back == 0 and bound is not None and number > bound:
            continue
        last = min(on, date(year, 12, 31))
        reached = serials.probability(station, number, last)
        if reached:
            first = date(year, 1, 1)
            sent = _half_reached(serials, station, number, first, last)
            each = (sent - first.toordinal() + 1) / number
            age = tally.now - sent
            weight = reached * each * _LEFT_OUT[back] * (age + _AGE_SCALE) ** -(1 + _AGE_POWER)
            tally.add(year, weight, weight * sent)
    return bool(tally.weights)


def _half_reached(
    serials: SerialEvidence, station: str, number: int, first: date, last: date
) -> int:
    """Return the day by which the number was as likely sent as not; at most nine look-ups."""
    low, high = first.toordinal(), last.toordinal()
    while low < high:
        middle = (low + high) // 2
        reached = serials.probability(station, number, date.fromordinal(middle))
        if reached is not None and reached >= _EVEN:
            high = middle
        else:
            low = middle + 1
    return low
