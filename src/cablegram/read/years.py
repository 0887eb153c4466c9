"""The year of a reference that gives none (docs/explanation/reference-years.md).

A number was sent on some day of some numbering period. Three things tell which: how fast the
station numbers (a curve of an archive, the citing cable's own number, or the model of yearly
volumes), that the day is not after the citing cable, and that most references are recent.
"""

from __future__ import annotations

from datetime import date
from math import exp, log
from typing import TYPE_CHECKING, Final, NamedTuple

from cablegram.model.mrn import MAX_NUMBER
from cablegram.model.value import place_value
from cablegram.read.year_weights import (
    OTHER_AGES,
    OWN_AGES,
    Ages,
    Period,
    Tally,
    above_own,
    at_first,
    beside,
    own_period,
    period_start,
    periods,
    plain_odds,
    widened,
)
from cablegram.vocabulary.volumes import ONE_DEPARTMENT_SERIES

if TYPE_CHECKING:
    from cablegram.model import MRN
    from cablegram.read.context import SerialEvidence

_PLAIN_SPREAD: Final = 0.45
_PLAIN_MARGIN: Final = 1.0
_SURE_SPREAD: Final = 1.0
#: So small that what the day's uncertainty adds to them is still less than 1 - SUREST.
_SURE_ODDS: Final = 0.0003
_MONTHS: Final = (
    "",
    *"""
        January February March April May June July August September October November
        December
        """.split(),  # noqa: SIM905
)
#: The model itself may be wrong: no inferred year is surer than this.
SUREST: Final = 0.995
_LEAST: Final = 0.01
_EVEN: Final = 0.5
#: So many spreads above its rate no station has got; so many, a year's last number may be.
_BEYOND: Final = 3.0
_WITHIN: Final = 2.0
_NEVER: Final = 0.001
#: How often the Department cites, of its series to many posts, the one that the cable is of; and
#: how far above the cable's own number that may be, besides a tenth.
_SAME_SERIES: Final = 0.85
_FEW: Final = 10
#: Telegrams sent together have numbers that are no farther apart, as a rule.
SAME_HOUR: Final = 9
#: How often a curve of an archive misleads; the model has its say for that share.
_CURVE_WRONG: Final = 0.1
_SIGMA: Final = 0.34
_LEAST_SPREAD: Final = 0.01


@place_value
class YearGuess:
    """A year, how sure it is (0 to 1), and in a few words why."""

    year: int
    confidence: float
    reason: str


class _Citing(NamedTuple):
    """The cited number, and what is known of the cable that cites it."""

    station: str
    number: int
    airgram: bool
    on: date
    today: int
    bound: int | None
    near: int | None
    party: str | None
    ages: Ages


def infer_year(
    station: str,
    number: int,
    *,
    airgram: bool = False,
    on: date,
    own: MRN | None = None,
    party: str | None = None,
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
        party: The post with which the citing cable is exchanged, where it is the Department's.
            Until 1966 the Department had a series for each post.
        serials: Numbers seen in an archive; used before the model where it knows the station.
    """
    if not 1 <= number <= MAX_NUMBER:
        return YearGuess(on.year, _EVEN, "no message has such a number")
    today = on.toordinal()
    bound, near, ages = None, None, OTHER_AGES
    has_many = station == "STATE" and on < ONE_DEPARTMENT_SERIES
    if own is not None and own.station == station:
        ages = OWN_AGES
        if own.airgram == airgram and own.year in {None, on.year}:
            bound, near = (None, own.number) if has_many else (own.number, None)
            if bound == number:
                return YearGuess(on.year, SUREST, "the cable's own number")
    if not has_many:
        party = None
    elif own is not None and own.station != "STATE":
        party = own.station
    if serials is None:
        known = periods(station, airgram, party, period_start(today))
        plain = _plainly_current(station, number, known, today, bound, ages)
        if plain is not None:
            return plain
    citing = _Citing(station, number, airgram, on, today, bound, near, party, ages)
    return _weighed(citing, None if has_many else serials)


def _plainly_current(
    station: str,
    number: int,
    known: tuple[Period, ...],
    today: int,
    bound: int | None,
    ages: Ages,
) -> YearGuess | None:
    """Answer the usual cases at once; None when it is not that plain.

    A number well within what the period had reached: then both this period and the one before
    hold it on one known day each, and only the ages of the two days count. Or a number about as
    high as the period had reached, long after it began: nearly all references are so recent.
    """
    current = known[0]
    start, _, turn, rate, spread, year, _ = current
    if turn != start or len(known) == 1:
        return None  # a period with days of two years, or the first of all
    gone = today - start + 0.5
    middle, is_within = number / rate, True
    if bound is None:
        spread = at_first(spread, min(gone, middle))
        if middle > gone * exp(-_PLAIN_MARGIN * spread) or spread > _PLAIN_SPREAD:
            if spread > _SURE_SPREAD or middle > gone * exp(spread):
                return None
            is_within, middle = False, min(middle, gone)
    elif number > bound:
        return None
    else:
        rate = bound / gone
        middle = number / rate
    odds = plain_odds(gone, middle, known[1], number, ages)
    if not is_within and odds > _SURE_ODDS:
        return None
    when = date.fromordinal(int(start + middle))
    about = f"{station} sent {number} about {when.day} {_MONTHS[when.month]} {year}"
    return YearGuess(year, round(min(1 / (1 + odds), SUREST), 3), about)


def _weighed(citing: _Citing, serials: SerialEvidence | None) -> YearGuess:
    """Return the year with the most weight."""
    bound, number = citing.bound, citing.number
    aside = 0.0 if bound is None or number <= bound else above_own(number, bound)
    tally = Tally(citing.today + 0.5, citing.ages, aside)
    modelled = _modelled(citing)
    seen = serials is not None and _by_evidence(citing, modelled, serials, tally)
    if not seen:
        if bound is citing.near is None and _cannot_have_sent(modelled, number, citing.today):
            tally.put_aside(modelled.pop(0), number)
        for period in modelled:
            tally.add_period(period, number)
    if not tally.weights:  # the first year of all: none is earlier
        return YearGuess(citing.on.year, _LEAST, _reason(citing, citing.on.year, None, seen=seen))
    year, share, when = tally.best()
    share = max(min(share, SUREST), _LEAST)
    return YearGuess(year, round(share, 3), _reason(citing, year, when, seen=seen))


def _modelled(citing: _Citing) -> list[Period]:
    """Return the periods that can hold the number, by the model and the citing cable's own."""
    number, bound, today = citing.number, citing.bound, citing.today
    start = period_start(today)
    known = periods(citing.station, citing.airgram, citing.party, start)
    if bound is None:
        found = [widened(period, number, today) for period in known]
        near = citing.near
        if near is not None and number <= near + near // 10 + _FEW:
            # mostly the series to the same post, of which the cable's own number tells the rate
            same = own_period(known[0], number, near, today)
            found = [_part(same, _SAME_SERIES), _part(found[0], 1 - _SAME_SERIES), *found[1:]]
        return found
    found = [own_period(known[0], number, bound, today)] if number < bound else []
    gone = today - start + 0.5
    return found + [widened(beside(period, bound, gone), number, today) for period in known[1:]]


def _part(period: Period, share: float) -> Period:
    return (*period[:-1], period[-1] * share)


def _cannot_have_sent(modelled: list[Period], number: int, today: int) -> bool:
    """Tell whether a number is beyond what the period reached, but not beyond the one before."""
    if len(modelled) == 1:
        return False
    start, _, _, rate, spread, _, _ = modelled[0]
    if number < rate * (today - start + 1) * exp(_BEYOND * spread):
        return False
    return _can_hold(modelled[1], number)


def _can_hold(period: Period, number: int) -> bool:
    start, last, _, rate, spread, _, _ = period
    return number < rate * (last - start + 1) * exp(_WITHIN * spread)


def _by_evidence(
    citing: _Citing, modelled: list[Period], serials: SerialEvidence, tally: Tally
) -> bool:
    """Add the weight of each year under an archive's curve; false when it knows too little."""
    if citing.airgram:
        return False  # a series of its own, of which a curve does not tell
    station, number, bound = citing.station, citing.number, citing.bound
    curves = [
        # the cable's own number is nearer than any that was seen
        None
        if bound is not None and period[0] <= citing.today <= period[1]
        else _by_curve(serials, station, number, period)
        for period in modelled
    ]
    if not any(curves):
        return False
    if bound is None and len(curves) > 1 and curves[0] is not None:
        reached = serials.probability(station, number, citing.on)
        if reached is not None and reached < _NEVER and _can_hold(curves[1] or modelled[1], number):
            tally.put_aside(curves[0], number)
            del modelled[0], curves[0]
    for period, curve in zip(modelled, curves, strict=True):
        share = 1.0 if curve is None else _CURVE_WRONG
        tally.add_period(_part(period, share), number)
        if curve is not None:
            tally.add_period(curve, number)
    return True


def _by_curve(serials: SerialEvidence, station: str, number: int, period: Period) -> Period | None:
    """Return a period with the rate that an archive's curve tells at a number.

    Its spread is half of what lies between the days by which the number was sent with a chance
    of 0.16 and of 0.84. None when the archive does not know the station in that period.
    """
    start, last, turn, _, _, year, left_out = period
    reached = serials.probability(station, number, date.fromordinal(last))
    if reached is None:
        return None
    left_out *= 1 - _CURVE_WRONG
    days = [
        _reached_by(serials, station, number, share, start, last) - start + 0.5
        for share in (_EVEN - _SIGMA, _EVEN, _EVEN + _SIGMA)
    ]
    spread = max(log(days[2] / days[0]) / 2, 0.5 / days[1], _LEAST_SPREAD)
    if reached < _EVEN:  # hardly in this period at all
        left_out *= 2 * reached
    return start, last, turn, number / days[1], spread, year, left_out


def _reached_by(
    serials: SerialEvidence, station: str, number: int, share: float, low: int, high: int
) -> int:
    """Return the first day by which the number was sent with a chance; at most ten look-ups."""
    while low < high:
        middle = (low + high) // 2
        reached = serials.probability(station, number, date.fromordinal(middle))
        if reached is not None and reached >= share:
            high = middle
        else:
            low = middle + 1
    return low


def _reason(citing: _Citing, year: int, when: date | None, *, seen: bool) -> str:
    station, number, on, bound = citing.station, citing.number, citing.on, citing.bound
    source = " by the archive's numbers" if seen else ""
    about = (
        f"{number} does not fit what is known of the numbers of {station}"
        if when is None
        else f"{station} sent {number} about {_day(when)} {when.year}{source}"
    )
    if bound is not None and number > bound:
        if number - bound <= SAME_HOUR:
            about += ", unless the two were sent together"
        return f"{station} had reached only {bound} by {_day(on)} {on.year}; {about}"
    if year == on.year or when is None:
        return about
    return f"{about}, and hardly reached it in {on.year} by {_day(on)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month]}"
