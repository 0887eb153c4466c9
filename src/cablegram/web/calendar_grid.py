"""Counts of days and months, laid out as a calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MONTHS: Final = tuple(calendar.month_name)[1:]
WEEKDAYS: Final = tuple(calendar.day_name)
#: Shades of a cell that has something, lightest first.
SHADES: Final = 5
#: An archive of mistaken dates may have thousands of years; the latest of them are shown.
MOST_YEARS: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A month or a day.

    Attributes:
        number: Of the month in its year, of the day in its month.
        name: In words: `March 2007`, `9 March 2007`.
        count: How many cables it has.
        shade: 0 for none, to `SHADES` for the most.
        href: Where it leads; empty if it has none.
    """

    number: int
    name: str
    count: int
    shade: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A year with its months; `hole` says how many years before it have no cable."""

    year: int
    count: int
    href: str
    months: tuple[Cell, ...]
    hole: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as weeks from Monday to Sunday; `None` stands for days of other months."""

    name: str
    count: int
    href: str
    weeks: tuple[tuple[Cell | None, ...], ...]


def year_rows(
    months: Mapping[tuple[int, ...], int], place: Callable[..., str]
) -> tuple[tuple[YearRow, ...], int]:
    """Return the years that have cables, and how many earlier ones are left out.

    Args:
        months: Counts by year and month; those of 0 are not in it.
        place: Where a year leads, and a month of it.
    """
    years = sorted({each[0] for each in months})
    shown = years[-MOST_YEARS:]
    most = max(months.values(), default=0)
    rows = []
    before: int | None = None
    for year in shown:
        cells = tuple(
            _cell(
                number,
                f"{name} {year}",
                months.get((year, number), 0),
                most,
                lambda number, year=year: place(year, number),  # type: ignore[misc]
            )
            for number, name in enumerate(MONTHS, 1)
        )
        hole = (before + 1, year - 1) if before is not None and before + 1 < year else None
        count = sum(each.count for each in cells)
        rows.append(YearRow(year=year, count=count, href=place(year), months=cells, hole=hole))
        before = year
    return tuple(rows), len(years) - len(shown)


def month_of(
    year: int,
    month: int,
    days: Mapping[dt.date, int],
    *,
    most: int,
    href: str,
    place: Callable[[dt.date], str],
) -> Month:
    """Return a month, week by week.

    Args:
        year: Of the calendar, 1 to 9999.
        month: 1 to 12.
        days: Counts of days, of this month and others.
        most: The count that has the darkest shade.
        href: Where the month leads.
        place: Where a day leads.
    """
    first, last = calendar.monthrange(year, month)
    cells: list[Cell | None] = [None] * first
    for number in range(1, last + 1):
        day = dt.date(year, month, number)
        name = f"{number} {MONTHS[month - 1]} {year}"
        cells.append(_cell(number, name, days.get(day, 0), most, lambda _, day=day: place(day)))  # type: ignore[misc]
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    count = sum(each.count for each in cells if each is not None)
    return Month(name=f"{MONTHS[month - 1]} {year}", count=count, href=href, weeks=weeks)


def neighbours(
    here: tuple[int, ...], all_of_them: Iterable[tuple[int, ...]]
) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Return what stands before and behind a year or month among those that have cables."""
    before = max((each for each in all_of_them if each < here), default=None)
    after = min((each for each in all_of_them if each > here), default=None)
    return before, after


def _cell(number: int, name: str, count: int, most: int, place: Callable[[int], str]) -> Cell:
    return Cell(
        number=number,
        name=name,
        count=count,
        # So that a month of one cable a day is not as dark as can be.
        shade=min(SHADES, ceil(SHADES * sqrt(count / max(most, SHADES)))),
        href=place(number) if count else "",
    )
