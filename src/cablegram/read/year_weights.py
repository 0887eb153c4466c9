"""How likely a station sent a number on a day, and a cable cites it later, without the year.

Where the constants come from, and which are judgement, stands in
docs/explanation/reference-years.md; `update/measure_years.py` prints what they rest on.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import exp, log, sqrt
from typing import Final, NamedTuple

from cablegram.vocabulary.volumes import DAYS_PER_YEAR, numbering_period, yearly_volume


class Ages(NamedTuple):
    """The share of references older than t days: (1 + t / scale) ** -power."""

    scale: float
    power: float

    def older(self, days: float) -> float:
        """Return the share that is older."""
        return float((1.0 + days / self.scale) ** -self.power)


#: Ages of undated references to the own station, and to another.
OWN_AGES: Final = Ages(5.0, 0.9)
OTHER_AGES: Final = Ages(6.0, 1.4)
#: How often a year is left out for a number of the same period, of the one before, and so on:
#: where periods are years, and where a period ends within the year, so that no year tells it.
_LEFT_OUT: Final = (1.0, 0.3, 0.04)
_LEFT_OUT_FISCAL: Final = (1.0, 0.7, 0.1)
PERIODS: Final = len(_LEFT_OUT)
#: The share of numbers that no rate explains (another series, a slip), and their density: even
#: in the logarithm of the number.
_STRAY: Final = 0.04
_STRAY_DENSITY: Final = _STRAY * 0.12
#: Density of Student's t with three degrees of freedom at its middle.
_T3: Final = 0.3676 * (1 - _STRAY)
#: Steps of a sum, and where it must tell two years of one period apart.
_POINTS: Final = 6
_POINTS_OF_TWO_YEARS: Final = 12
_REACH: Final = 4.0
#: The share of references to the own station that name a number just above the own (telegrams
#: sent together), how fast they get rarer with each number, and the share that is far above it.
_TOGETHER: Final = 0.015
_TOGETHER_FALL: Final = 0.3
_FAR_ABOVE: Final = 0.01
#: Numbers of one's own period run nearly evenly.
_OWN_SPREAD: Final = 0.1
_WIDEST_OWN: Final = 0.35
#: A period whose weight cannot be more than this share of the rest is not summed.
_LITTLE: Final = 0.03


#: A numbering period of a station: first and last day and 1 January of its later year (or its
#: first day), as ordinals; numbers a day, the standard deviation of their logarithm, the later
#: year, and how often a year is left out for its numbers. A plain tuple: it is made often.
Period = tuple[int, int, int, float, float, int, float]


@lru_cache(maxsize=16384)
def periods(
    station: str,
    airgram: bool,  # noqa: FBT001 - cached, inner
    party: str | None,
    today: int,
) -> tuple[Period, ...]:
    """Return the numbering period of a day and those before it, nearest first.

    Args:
        station: Canonical name of the cited station.
        airgram: Whether the numbers are those of airgrams.
        party: The post to which a series of the Department's goes.
        today: First day of a period, as an ordinal.
    """
    found: list[Period] = []
    day = date.fromordinal(today)
    shares = _LEFT_OUT
    for back in range(PERIODS):
        first, last = numbering_period(day)
        volume = yearly_volume(station, first, airgram=airgram, party=party)
        if not back and first.month != 1:
            shares = _LEFT_OUT_FISCAL
        turn = first if first.year == last.year else date(last.year, 1, 1)
        ordinals = first.toordinal(), last.toordinal(), turn.toordinal()
        rate = volume.per_year / DAYS_PER_YEAR
        found.append((*ordinals, rate, volume.spread, last.year, shares[back]))
        if first == date.min:
            break
        day = first - timedelta(days=1)
    return tuple(found)


@lru_cache(maxsize=4096)
def period_start(day: int) -> int:
    """Return the first day of the numbering period of a day, both as ordinals."""
    return numbering_period(date.fromordinal(day))[0].toordinal()


def at_first(spread: float, gone: float) -> float:
    """Widen a spread for the first weeks of a period, in which numbers rise unevenly."""
    return sqrt(spread * spread + 1.2 / (gone + 3.0))


def widened(period: Period, number: int, today: int) -> Period:
    """Return a period with the spread that it has where the number fell."""
    start, last, turn, rate, spread, year, left_out = period
    spread = at_first(spread, min(number / rate, today - start))
    return start, last, turn, rate, spread, year, left_out


def own_period(period: Period, number: int, bound: int, today: int) -> Period:
    """Return the period in which the cable's own number tells the rate.

    The day of a number is known the better the nearer it is to the cable's own.
    """
    start, last, turn, _, _, year, left_out = period
    spread = min(_OWN_SPREAD * sqrt(max(bound - number, 1) / number), _WIDEST_OWN)
    return start, last, turn, bound / (today - start + 0.5), spread, year, left_out


def beside(period: Period, bound: int, gone: float) -> Period:
    """Return an earlier period of the station with what the cable's own number tells of it."""
    start, last, turn, rate, spread, year, left_out = period
    known = 1 / (spread * spread)
    told = 1 / (0.0625 + 3.0 / (gone + 3.0))
    middle = (log(rate) * known + log(bound / gone) * told) / (known + told)
    return start, last, turn, exp(middle), sqrt(1 / (known + told)), year, left_out


def above_own(number: int, bound: int) -> float:
    """Return the density of numbers above the own that are nevertheless of its period."""
    fall: float = _TOGETHER_FALL ** min(number - bound - 1, 99)
    return _TOGETHER * (1 - _TOGETHER_FALL) * number * fall + _FAR_ABOVE * bound / number


def plain_odds(gone: float, middle: float, earlier: Period, number: int, ages: Ages) -> float:
    """Return the odds of the period before, for a number well within the present one.

    Args:
        gone: Days of the present period that have gone.
        middle: How many of them had gone when the number was sent.
        earlier: The period before.
        number: The cited number.
        ages: Of references.
    """
    scale, power = ages
    density = power / scale * (1 - _STRAY)
    since = (1.0 + gone / scale) ** -power
    here = (1 + (gone - middle) / scale) ** -(1 + power) * density * middle
    here += _STRAY_DENSITY * (1.0 - since)
    start, last, _, rate, _, _, left_out = earlier
    there = _STRAY_DENSITY * since
    middle, length = number / rate, last - start + 1
    if middle < length:
        there += (1 + (gone + length - middle) / scale) ** -(1 + power) * density * middle
    odds: float = left_out * there / here
    return odds


class Tally:
    """The weight of each year, and the mean day of the weight."""

    __slots__ = ("_ages", "_aside", "_days", "_placed", "now", "total", "weights")

    def __init__(self, now: float, ages: Ages, aside: float) -> None:
        """Start with nothing.

        Args:
            now: Day of the citing cable, as an ordinal.
            ages: Of references.
            aside: Weight of what cannot be chosen but may be true.
        """
        self.now = now
        self._ages = ages
        self.total, self._aside = 0.0, aside
        self.weights: dict[int, float] = {}
        self._days: dict[int, float] = {}
        self._placed: dict[int, float] = {}

    def put_aside(self, period: Period, number: int) -> None:
        """Count the present period, which cannot have reached the number, but do not choose it.

        Such a number is the rarer the higher it is.
        """
        start, _, _, rate, _, _, _ = period
        gone = self.now - start + 0.5
        self._aside += _STRAY_DENSITY * (1 - self._ages.older(gone)) * rate * gone / number

    def _place(self, year: int, weight: float, days: float) -> None:
        self.total += weight
        self.weights[year] = self.weights.get(year, 0.0) + weight
        self._placed[year] = self._placed.get(year, 0.0) + weight
        self._days[year] = self._days.get(year, 0.0) + days

    def add_stray(self, period: Period) -> float:
        """Add the chance that the number is of a period for no reason that the rate knows.

        Returns:
            How much of all references are to the period.
        """
        start, last, turn, _, _, year, left_out = period
        now, (scale, power) = self.now, self._ages
        late = 1.0 if last >= now - 1 else (1 + (now - last - 1) / scale) ** -power
        early = (1 + (now - start) / scale) ** -power
        share: float = left_out * (late - early)
        weights, before = self.weights, 0.0
        if turn > start:
            middle = (1 + (now - turn) / scale) ** -power if turn < now else late
            before = left_out * (middle - early)
            weights[year - 1] = weights.get(year - 1, 0.0) + _STRAY_DENSITY * before
        if turn < now:
            weights[year] = weights.get(year, 0.0) + _STRAY_DENSITY * (share - before)
        self.total += _STRAY_DENSITY * share
        return share

    def add_period(self, period: Period, number: int) -> None:
        """Add the chance that the number was sent in a period, and is cited now.

        The day of a number is known as far as the rate is. Over the days that are within reach,
        the density of ages is summed in steps that are equal in its own logarithm.
        """
        start, last, turn, rate, spread, year, left_out = period
        share = self.add_stray(period)
        if share * _T3 < _LITTLE * self.total * spread:
            return  # less than the model's own faults
        scale, power = self._ages
        middle = number / rate
        reach = exp(_REACH * spread)
        begun = self.now - start
        early = begun - middle / reach
        late = max(self.now - min(start + middle * reach, last + 1.0), 0.0)
        if early <= late:
            return
        low = log(late + scale)
        points = _POINTS if turn == start else _POINTS_OF_TWO_YEARS
        step = (log(early + scale) - low) / points
        # Equal steps of a logarithm: the ages and their densities are geometric series.
        aged, growth = exp(low + step / 2), exp(step)
        density = power * (aged / scale) ** -power * left_out * step * _T3 / spread
        fall = growth**-power
        begun += scale
        turned = turn - start
        total = moment = total_before = moment_before = 0.0
        for _ in range(points):
            gone = begun - aged  # more than 0, since the earliest day is after the first
            off = log(gone / middle) / spread
            off = 1.0 + off * off / 3.0
            weight = density / (off * off)
            if gone < turned:
                total_before += weight
                moment_before += weight * gone
            else:
                total += weight
                moment += weight * gone
            aged *= growth
            density *= fall
        if total:
            self._place(year, total, moment + total * start)
        if total_before:
            self._place(year - 1, total_before, moment_before + total_before * start)

    def best(self) -> tuple[int, float, date | None]:
        """Return the heaviest year, its share, and about when in it the number was sent."""
        year = max(self.weights, key=lambda each: (self.weights[each], each))
        weight, placed = self.weights[year], self._placed.get(year, 0.0)
        when = None
        if placed > weight / 2:
            when = date.fromordinal(int(self._days[year] / placed))
        return year, weight / (self.total + self._aside), when
