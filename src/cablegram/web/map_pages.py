"""The map: who sent how much, and to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.counting import counted_state
from cablegram.archive.overview import Traffic, cables_sent, traffic, years_sent
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.map_drawing import MOST_FLOWS, draw_map
from cablegram.web.missing_pages import LAST_YEAR, is_counted, station_asked
from cablegram.web.places import TABLE_ENDINGS, map_place, search_place
from cablegram.web.plain_words import station_name
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.projection import graticule, land_outline
from cablegram.web.tallied import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.map/1"
POSTS_LISTED: Final = 150
IN_A_FILE: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A flow for the table: names, where they lead on the map, and the cables themselves."""

    origin: str
    destination: str
    origin_place: str
    destination_place: str
    cables: int
    search: str


def world_map(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/map` and its siblings."""
    ending = f".{asked.path['ending']}" if "ending" in asked.path else ""
    if ending and ending not in TABLE_ENDINGS:
        raise NOTHING_HERE
    ending = ending or (".json" if asked.wants_json else "")
    station = station_asked(asked)
    year = asked.number("year", default=0, highest=LAST_YEAR) or None
    until = asked.number("until", default=0, highest=LAST_YEAR) or None
    first, last = (year, until or year) if year else (None, until)
    flows = _flows(archive, station, first, last)
    sent = cables_sent(archive, first=first, last=last)
    if ending:
        return _file(ending, sent, flows)
    cables = _around(station, flows) if station else {each.origin: each.cables for each in sent}
    view: dict[str, Any] = {"year": year, "until": until}
    return page(
        "map.html",
        station=station,
        typed_station=asked.text("station"),
        year=year,
        until=until,
        period=_period(first, last),
        years=years_sent(archive),
        view=view,
        drawing=draw_map(cables, flows, chosen=station),
        land=land_outline(),
        graticule=graticule(),
        posts=sorted(cables.items(), key=lambda each: (-each[1], each[0]))[:POSTS_LISTED],
        posts_left_out=max(0, len(cables) - POSTS_LISTED),
        lines=[_line(each, view, first, last) for each in flows[:MOST_FLOWS]],
        flows_left_out=max(0, len(flows) - MOST_FLOWS),
        total=sum(cables.values()) if station is None else sum(each.cables for each in flows),
        is_counted=is_counted(archive),
        files=[
            (each[1:], map_place(ending=each, station=station, **view)) for each in TABLE_ENDINGS
        ],
    )


def _flows(
    archive: Archive, station: str | None, first: int | None, last: int | None
) -> Sequence[Traffic]:
    """Return who sent how much to whom; for the whole archive, added up once for each count."""

    def add_up() -> tuple[Traffic, ...]:
        return traffic(archive, station=station, first=first, last=last)

    if station or first or last:
        return add_up()
    return counted(archive, archive.ready(), ("map", counted_state(archive)), add_up)


def _around(station: str, flows: Sequence[Traffic]) -> dict[str, int]:
    """Return what each station exchanged with one, and what that one did in all."""
    found: Counter[str] = Counter()
    for each in flows:
        for one in (each.origin, each.destination or ""):
            found[one] += each.cables
    return dict(found) if found else {station: 0}


def _period(first: int | None, last: int | None) -> str:
    if first is None:
        return f"up to {last}" if last else ""
    return str(first) if last == first else f"{first} to {last}"


def _line(each: Traffic, view: dict[str, Any], first: int | None, last: int | None) -> Line:
    destination = each.destination or ""
    query = f"from:{each.origin.lower()} to:{destination.lower()}"
    if last is not None:
        days = f"{first:04}" if first == last else f"{f'{first:04}' if first else ''}..{last:04}"
        query += f" date:{days}"
    return Line(
        origin=station_name(each.origin),
        destination=station_name(destination),
        origin_place=map_place(station=each.origin, **view),
        destination_place=map_place(station=destination, **view),
        cables=each.cables,
        search=search_place(query, sort="date"),
    )


def _file(ending: str, sent: Sequence[Traffic], flows: Sequence[Traffic]) -> Answer:
    if ending == ".csv":
        rows = [(each.origin, each.destination, each.cables) for each in flows[:IN_A_FILE]]
        return csv_answer("traffic", ("from", "to", "cables"), rows)
    return json_answer(
        {
            "schema": SCHEMA,
            "posts": [{"station": each.origin, "sent": each.cables} for each in sent],
            "flows": [
                {"from": each.origin, "to": each.destination, "cables": each.cables}
                for each in flows[:IN_A_FILE]
            ],
            "flows_left_out": max(0, len(flows) - IN_A_FILE),
        }
    )
