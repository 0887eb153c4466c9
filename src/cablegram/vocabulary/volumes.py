"""How many messages a station numbers in a year, and when its numbers begin again.

`data/yearly_volumes.csv` is derived by `update/volumes.py` from released telegrams; how, and how
good it is, stands in docs/explanation/reference-years.md. A station that was not observed at the
time gets its own nearest year, moved along with its class; one never observed gets its class.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.station_table import all_stations, series_names
from cablegram.vocabulary.tables import load

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS_PER_YEAR: Final = 365.25
#: How much a station's volume drifts, as the standard deviation of its logarithm over one year.
_DRIFT: Final = 0.25
#: On 1 July 1966 (numbers of the fiscal year 1967) every station began to number all its telegrams
#: in one series: a post's numbers rose to nearly three times as many, and how much differs.
_ONE_SERIES_YEAR: Final = 1967
_ONE_SERIES_SPREAD: Final = 0.6
#: Between the Department and a post in the name of its series to that post.
TO: Final = ">"
_TO_ONE_POST: Final = "department:to one post"
_STATE_TO: Final = f"STATE{TO}"
_CLASS_PREFIX: Final = "class:"
_DECADE: Final = 10
#: Posts numbered by calendar year until 1950, by fiscal year until 1967, then once over eighteen
#: months, and by calendar year since 1969. Seen in the numbers themselves.
_FIRST_FISCAL: Final = date(1950, 7, 1)
_LONG_PERIOD: Final = (date(1967, 7, 1), date(1968, 12, 31))
_FIRST_CALENDAR: Final = date(1969, 1, 1)
#: Until then the Department numbered its telegrams to each post by themselves.
ONE_DEPARTMENT_SERIES: Final = date(1966, 7, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Messages a year, and how sure that is.

    `per_year` is the median. `spread` is the standard deviation of its natural logarithm: 0.1 is
    known to a tenth, 1.0 is a guess. `observations` were used for it, 0 for a class.
    """

    per_year: float
    spread: float
    observations: int


def numbering_period(on: date) -> tuple[date, date]:
    """Return first and last day of the period in which numbers rise without a new start.

    >>> numbering_period(date(1963, 11, 2))
    (datetime.date(1963, 7, 1), datetime.date(1964, 6, 30))
    """
    if on >= _FIRST_CALENDAR:
        return date(on.year, 1, 1), date(on.year, 12, 31)
    if on >= _LONG_PERIOD[0]:
        return _LONG_PERIOD
    if on >= _FIRST_FISCAL:
        year = on.year if on.month >= _FIRST_FISCAL.month else on.year - 1
        return date(year, 7, 1), date(year + 1, 6, 30)
    if on.year == _FIRST_FISCAL.year:
        return date(on.year, 1, 1), date(on.year, 6, 30)
    return date(on.year, 1, 1), date(on.year, 12, 31)


def yearly_volume(
    station: str, on: date, *, airgram: bool = False, party: str | None = None
) -> Volume:
    """Return what a station numbers in a year, at the time of `on`.

    Args:
        station: Canonical name, as in a message number; an unknown one is taken for a post.
        on: Any day of the numbering period.
        airgram: Whether the numbers are those of airgrams, which count by themselves.
        party: The post to which a series of the Department's goes (until 1966).
    """
    if party is not None and station == "STATE" and on < ONE_DEPARTMENT_SERIES:
        station = f"{station}{TO}{party}"
    start, _ = numbering_period(on)
    return _volume(station, start.year + (start.month == _FIRST_FISCAL.month), airgram)


@lru_cache(maxsize=16384)
def _volume(station: str, when: int, airgram: bool) -> Volume:  # noqa: FBT001 - cached, inner
    name = class_of(station, date(when, 1, 1))
    if airgram:
        name, station = f"{name}:airgram", f"{station}:airgram"
    of_class = _class_volume(name, when)
    # the Department's rows are of its one series; the rows of the older ones name the post
    seen = () if station == "STATE" and name == _TO_ONE_POST else _observed().get(station, ())
    if not seen:
        return of_class
    # Years of the station, nearest in time first, weighed by how far away and how sure they are.
    total = weight = 0.0
    count = 0
    best = _MUCH
    for year, volume in seen:
        distance = abs(year - when)
        moved = log(of_class.per_year / _class_volume(name, int(year)).per_year)
        variance = volume.spread**2 + _DRIFT**2 * distance
        if (year < _ONE_SERIES_YEAR) != (when < _ONE_SERIES_YEAR):
            variance += _ONE_SERIES_SPREAD**2
        else:
            moved *= min(distance / _DECADE, 1.0)
        total += (log(volume.per_year) + moved) / variance**2
        weight += 1 / variance**2
        count += volume.observations
        best = min(best, variance)
    prior = of_class.spread**2 + 0.25
    if best > prior:  # long ago and badly known: the class says as much
        return of_class
    return Volume(per_year=exp(total / weight), spread=sqrt(best), observations=count)


_MUCH: Final = 1e9


def class_of(station: str, on: date) -> str:
    """Return the class of a station whose volume stands for those never observed."""
    if station.startswith(_STATE_TO):
        return _TO_ONE_POST
    if station == "STATE":
        return "department" if on >= ONE_DEPARTMENT_SERIES else _TO_ONE_POST
    if station in series_names():
        return "series"
    info = all_stations().get(station)
    if info is None:
        return "embassy"
    if info.post_type in {"embassy", "consulate", "mission"}:
        return info.post_type
    if info.post_type in {"consulate general", "delegation"}:
        return "consulate" if info.post_type != "delegation" else "mission"
    return "other agency"


@cache
def _observed() -> Mapping[str, tuple[tuple[float, Volume], ...]]:
    found: dict[str, list[tuple[float, Volume]]] = {}
    for row in load("yearly_volumes").mappings():
        volume = Volume(
            per_year=float(row["per_year"]),
            spread=float(row["spread"]),
            observations=int(row["observations"]),
        )
        found.setdefault(row["station"], []).append((float(row["year"]), volume))
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _class_volume(name: str, year: int) -> Volume:
    """Return the volume of a class, between decades on a straight line of the logarithm."""
    rows = _observed().get(_CLASS_PREFIX + name) or _observed()[f"{_CLASS_PREFIX}embassy"]
    is_one = year >= _ONE_SERIES_YEAR
    rows = tuple(row for row in rows if (row[0] >= _ONE_SERIES_YEAR) == is_one) or rows
    before = [row for row in rows if row[0] <= year] or [rows[0]]
    after = [row for row in rows if row[0] >= year] or [rows[-1]]
    (first, low), (last, high) = before[-1], after[0]
    share = 0.0 if last <= first else (year - first) / (last - first)
    return Volume(
        per_year=exp(log(low.per_year) * (1 - share) + log(high.per_year) * share),
        spread=max(low.spread, high.spread),
        observations=0,
    )
