"""What is cited and not held, and how much is held of what each station sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.counting import counted_state
from cablegram.archive.interface import state_of
from cablegram.archive.overview import (
    MissingKey,
    missing_key,
    missing_numbers,
    missing_total,
    numbered,
)
from cablegram.follow import Places
from cablegram.vocabulary import canonical_station, fold_station_name
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.places import TABLE_ENDINGS, missing_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.tokens import read_token, write_token

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cablegram.archive import CitedNumber
    from cablegram.archive.overview import Numbered
    from cablegram.follow import Place
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.missing-page/1"
PER_PAGE: Final = 50
IN_A_FILE: Final = 250
#: Of a list each place is told from fewer of its neighbours than on the page of a number.
NEIGHBOURS: Final = 6
STATIONS_SHOWN: Final = 60
LAST_YEAR: Final = 9999
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A number that is cited and not held; `place` tells where it stood in its series."""

    cited: CitedNumber
    place: Place

    @property
    def date(self) -> date | None:
        """About when it was sent; `None` if that cannot be told, or contradicts who cites it."""
        first = self.cited.first_cited
        if first is None or self.place.date is None or self.place.date <= first:
            return self.place.date
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How much is held of a station's numbers.

    Attributes:
        row: The figures.
        name: Of the period: a year, or two that share it.
        share: Per cent that are held, 0 to 100.
        href: Where it leads.
    """

    row: Numbered
    name: str
    share: int
    href: str


def missing(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/missing` and its siblings."""
    ending = f".{asked.path['ending']}" if "ending" in asked.path else ""
    if ending and ending not in TABLE_ENDINGS:
        raise NOTHING_HERE
    station = station_asked(asked)
    year = asked.number("year", default=0, highest=LAST_YEAR) or None
    ending = ending or (".json" if asked.wants_json else "")
    limit = asked.number("limit", default=PER_PAGE, highest=IN_A_FILE)
    key = f"missing {archive.identity} {station} {year}"
    token = asked.text("page")
    found = missing_numbers(
        archive,
        station=station,
        year=year,
        after=read_token(token, key, MissingKey) if token else None,
        limit=(limit if ending else PER_PAGE) + 1,
    )
    shown, following = found, None
    if len(found) > (limit if ending else PER_PAGE):
        shown = found[:-1]
        following = missing_place(
            ending=ending,
            station=station,
            year=year,
            limit=limit if ending and limit != PER_PAGE else None,
            page=write_token(missing_key(shown[-1]), key) if shown else None,
        )
    places = Places(archive, around=NEIGHBOURS)
    rows = [
        Missing(cited=each, place=places.place(each.mrn, not_after=each.first_cited))
        for each in shown
    ]
    if ending == ".csv":
        return _csv(rows)
    total = missing_total(archive, station=station, year=year)
    gaps = numbered(archive, station=station, year=year)
    if ending:
        return _json(rows, total, gaps, following)
    return page(
        "missing.html",
        station=station,
        year=year,
        rows=rows,
        total=total,
        following=following,
        is_first_page=not token,
        gaps=[_gap(each, station, year) for each in gaps[:STATIONS_SHOWN]],
        gaps_left_out=max(0, len(gaps) - STATIONS_SHOWN),
        is_counted=is_counted(archive),
        typed_station=asked.text("station"),
        files=[
            (each[1:], missing_place(ending=each, station=station, year=year))
            for each in TABLE_ENDINGS
        ],
    )


def station_asked(asked: Asked) -> str | None:
    """Return the station of a request, by its canonical name; `None` if none is asked for.

    A name that is not known stands for itself: a garbled one may have cables.
    """
    text = asked.text("station")
    return (canonical_station(text) or fold_station_name(text[:LONGEST_NAME])) or None


def is_counted(archive: Archive) -> bool:
    """Tell whether everything that is filed has been counted."""
    return counted_state(archive) == state_of(archive)


def _gap(row: Numbered, station: str | None, year: int | None) -> Gap:
    share = round(100 * row.held / max(row.total, row.held))
    return Gap(
        row=row,
        name=_period(row.start, row.end, is_one=station is not None or year is not None),
        share=min(99, share) if row.held < row.total else 100,
        href=missing_place(station=row.station, year=row.end.year if station else year),
    )


def _period(start: date, end: date, *, is_one: bool) -> str:
    if start.year == end.year:
        return str(start.year)
    return f"{start.year}/{end.year % 100:02}" if is_one else f"{start.year} to {end.year}"


def _csv(rows: Sequence[Missing]) -> Answer:
    columns = ("mrn", "cited_by", "first_cited", "year_confidence", "date", "earliest", "latest",
               "basis")  # fmt: skip
    return csv_answer(
        "missing",
        columns,
        (tuple("" if each is None else each for each in _values(row).values()) for row in rows),
    )


def _values(row: Missing) -> dict[str, object]:
    return {
        "mrn": row.cited.mrn,
        "cited_by": row.cited.cited_by,
        "first_cited": row.cited.first_cited,
        "year_confidence": row.cited.year_confidence,
        "date": row.date,
        "earliest": row.place.earliest if row.date else None,
        "latest": row.place.latest if row.date else None,
        "basis": row.place.basis if row.date else None,
    }


def _json(
    rows: Sequence[Missing], total: int, gaps: Sequence[Numbered], following: str | None
) -> Answer:
    return json_answer(
        {
            "schema": SCHEMA,
            "total": total,
            "next": following,
            "missing": [_values(row) for row in rows],
            "numbering": [
                {
                    "station": each.station,
                    "airgram": each.airgram,
                    "start": each.start,
                    "end": each.end,
                    "held": each.held,
                    "estimated": each.total,
                    "low": each.low,
                    "high": each.high,
                    "cited_and_missing": each.missing,
                }
                for each in gaps
            ],
        }
    )
