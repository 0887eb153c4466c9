"""The calendar: how many cables there are of each year, month and day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cablegram.search import parse_query
from cablegram.search.tree import And, Days, asks_archive
from cablegram.web.answers import Answer, json_answer, moved, page
from cablegram.web.calendar_grid import MONTHS, WEEKDAYS, month_of, neighbours, year_rows
from cablegram.web.csv_answers import csv_answer
from cablegram.web.facet_links import facet_lists
from cablegram.web.places import TABLE_ENDINGS, calendar_place, parted, search_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.tallied import counted

if TYPE_CHECKING:
    from cablegram.search import Archive, Counts, ParsedQuery
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.calendar/1"
_DIGITS: Final = re.compile("[0-9]{1,4}")


def calendar(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/calendar`: years, each a row of months."""
    ending = f".{asked.path['ending']}" if "ending" in asked.path else ""
    query = asked.text("q")
    counts = _counts(archive, parse_query(query), "month")
    if ending or asked.wants_json:
        return _file("month", query, counts, ending or ".json")
    rows, left_out = year_rows(_months(counts), lambda *parts: calendar_place(*parts, q=query))
    return page(
        "calendar.html",
        query=query,
        rows=rows,
        left_out=left_out,
        months=MONTHS,
        total=counts.total,
        undated=_undated(counts),
        files=_files(query),
    )


def year(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/calendar/2007`: twelve months of days."""
    text, ending = parted(asked.path["year"])
    query = asked.text("q")
    (shown,) = _read(text)
    if text != f"{shown:04}":
        return moved(calendar_place(shown, ending=ending, q=query))
    parsed = _spanning(parse_query(query), _span(shown))
    counts = _counts(archive, parsed, "day")
    if ending or asked.wants_json:
        return _file("day", query, counts, ending or ".json")
    days = _days(counts)
    most = max(days.values(), default=0)
    before, after = neighbours((shown,), _years(archive, query))
    return page(
        "calendar_year.html",
        query=query,
        year=shown,
        total=counts.total,
        weekdays=WEEKDAYS,
        months=[
            month_of(
                shown,
                number,
                days,
                most=most,
                href=calendar_place(shown, number, q=query),
                place=lambda day: _day_place(query, day),
            )
            for number in range(1, 13)
        ],
        cables=search_place(_within(query, f"{shown:04}"), sort="date"),
        before=_neighbour(before, query),
        after=_neighbour(after, query),
        files=_files(query, shown),
    )


def month(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/calendar/2007/03`: its days week by week, and who sent what."""
    text, ending = parted(asked.path["month"])
    query = asked.text("q")
    shown, number = _read(asked.path["year"], text)
    if (asked.path["year"], text) != (f"{shown:04}", f"{number:02}"):
        return moved(calendar_place(shown, number, ending=ending, q=query))
    parsed = _spanning(parse_query(query), _span(shown, number))
    counts = _counts(archive, parsed, "day")
    if ending or asked.wants_json:
        return _file("day", query, counts, ending or ".json")
    days = _days(counts)
    months = _months(_counts(archive, parse_query(query), "month"))
    before, after = neighbours((shown, number), months)
    within = _within(query, f"{shown:04}-{number:02}")
    facets = archive.ready().facets(parsed) if counts.total else ()
    return page(
        "calendar_month.html",
        query=query,
        year=shown,
        year_place=calendar_place(shown, q=query),
        weekdays=WEEKDAYS,
        month=month_of(
            shown,
            number,
            days,
            most=max(days.values(), default=0),
            href="",
            place=lambda day: _day_place(query, day),
        ),
        cables=search_place(within, sort="date"),
        facets=[each for each in facet_lists(facets, within, "") if each.name != "year"],
        before=_neighbour(before, query),
        after=_neighbour(after, query),
        files=_files(query, shown, number),
    )


def day(_archive: Archive, asked: Asked) -> Answer:
    """Answer for `/calendar/2007/03/09`: the cables of the day are a search."""
    shown = _read(*(asked.path[name] for name in ("year", "month", "day")))
    return moved(_day_place(asked.text("q"), dt.date(*shown)), for_good=False)


def _counts(archive: Archive, parsed: ParsedQuery, unit: str) -> Counts:
    """Return how many cables of an answer there are in each unit, counted once for each commit."""
    finder = archive.ready()
    if asks_archive(parsed.root):
        return finder.counts(parsed, unit)
    key = ("calendar", unit, parsed.root, str(parsed.typed_number))
    return counted(archive, finder, key, lambda: finder.counts(parsed, unit))


def _spanning(parsed: ParsedQuery, span: Days) -> ParsedQuery:
    """Return a query of some days only."""
    return replace(parsed, root=And(parts=(parsed.root, span)))


def _read(*texts: str) -> tuple[int, ...]:
    """Return year, month and day of an address.

    Raises:
        Problem: If the calendar has no such day.
    """
    if not all(map(_DIGITS.fullmatch, texts)):
        raise NOTHING_HERE
    parts = tuple(map(int, texts))
    try:
        dt.date(*(*parts, 1, 1)[:3])
    except ValueError as error:
        raise NOTHING_HERE from error
    return parts


def _span(year: int, month: int | None = None) -> Days:
    first = dt.date(year, month or 1, 1)
    following = (year + (month in (None, 12)), 1 if month in (None, 12) else (month or 0) + 1)
    last = dt.date.max if following[0] > dt.MAXYEAR else dt.date(*following, 1) - dt.timedelta(1)
    return Days(first=first, last=last)


def _months(counts: Counts) -> dict[tuple[int, ...], int]:
    return {
        tuple(int(part) for part in value.split("-")): count
        for value, count in counts.values
        if value is not None
    }


def _days(counts: Counts) -> dict[dt.date, int]:
    """Return the days of an answer; what the calendar does not have is left out."""
    found = {}
    for value, count in counts.values:
        if value is not None:
            found[dt.date.fromisoformat(value)] = count
    return found


def _years(archive: Archive, query: str) -> set[tuple[int, ...]]:
    counts = _counts(archive, parse_query(query), "year")
    return {(int(value),) for value, _ in counts.values if value is not None}


def _undated(counts: Counts) -> int:
    return next((count for value, count in counts.values if value is None), 0)


def _within(query: str, days: str) -> str:
    """Return a query of some days only."""
    if " OR " in query:
        query = f"({query})"
    return f"{query} date:{days}".strip()


def _day_place(query: str, day: dt.date) -> str:
    return search_place(_within(query, day.isoformat()), sort="date")


def _neighbour(parts: tuple[int, ...] | None, query: str) -> tuple[str, str] | None:
    """Return the name and place of a year or month."""
    if parts is None:
        return None
    name = str(parts[0]) if len(parts) == 1 else f"{MONTHS[parts[1] - 1]} {parts[0]}"
    return name, calendar_place(*parts, q=query)


def _files(query: str, *parts: int) -> list[tuple[str, str]]:
    return [(each[1:], calendar_place(*parts, ending=each, q=query)) for each in TABLE_ENDINGS]


def _file(unit: str, query: str, counts: Counts, ending: str) -> Answer:
    """Return months or days with their counts; only those that have cables."""
    if ending == ".csv":
        rows = [(value, count) for value, count in counts.values if value is not None]
        return csv_answer("calendar", (unit, "cables"), rows)
    if ending != ".json":
        raise NOTHING_HERE
    return json_answer(
        {
            "schema": SCHEMA,
            "query": query,
            "total": counts.total,
            "undated": _undated(counts),
            f"{unit}s": [
                {unit: value, "cables": count}
                for value, count in counts.values
                if value is not None
            ],
        }
    )
