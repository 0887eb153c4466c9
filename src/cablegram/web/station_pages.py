"""The page of a station, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.search.tree import And
from cablegram.vocabulary import canonical_station, country_name, fold_station_name, station_info
from cablegram.web.answers import json_answer, moved, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.month_bars import table_of
from cablegram.web.places import (
    list_place,
    parted,
    search_place,
    station_place,
)
from cablegram.web.plain_words import fold_words, station_name
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.station_view import station_view
from cablegram.web.tallied import cables_json, counted, rows_json, years_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked
    from cablegram.web.station_view import StationView

STATION_SCHEMA: Final = "cablegram.station/1"
STATIONS_SCHEMA: Final = "cablegram.stations/1"
STATION_SORTS: Final = ("sent", "received", "name", "country")
#: How many rows a page has; files have them all.
MOST_ROWS: Final = 600
_EVERY: Final = 65_000


def station(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/station/NAME` and its sibling."""
    spelling, ending = parted(asked.path["name"], (".json",))
    name = canonical_station(spelling) or fold_station_name(spelling[:200])
    view = station_view(archive, name) if name else None
    if view is None:
        raise NOTHING_HERE
    if spelling != name:
        return moved(station_place(name, ending=ending))
    if ending or asked.wants_json:
        return _document(view)
    return page(
        "station.html",
        view=view,
        years=table_of(view.traffic.years) if view.traffic else (),
        files=[("JSON", "application/json", station_place(name, ending=".json"))],
    )


def _document(view: StationView) -> Answer:
    info = view.info
    return json_answer(
        {
            "schema": STATION_SCHEMA,
            "station": view.name,
            "name": view.title,
            "kind": info.post_type if info else None,
            "city": info.city or None if info else None,
            "country": info.country or None if info else None,
            "routing_indicators": info.routing_indicators if info else (),
            "other_names": view.names,
            "sent": view.sent,
            "received": view.received,
            "months": [
                {"month": f"{year.year:04}-{month:02}", "sent": sent, "received": taken}
                for year in (view.traffic.years if view.traffic else ())
                for month, (sent, taken) in enumerate(zip(year.up, year.down, strict=True), 1)
                if sent or taken
            ],
            "tags": rows_json(view.tags),
            "sent_to": rows_json(view.sent_to),
            "received_from": rows_json(view.received_from),
            "signers": rows_json(view.signers),
            "holdings": view.holdings,
            "newest": cables_json(view.newest),
            "most_cited": cables_json(view.most_cited),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A station in the list."""

    name: str
    title: str
    kind: str
    country: str
    sent: int
    received: int
    first: int | None
    last: int | None

    @property
    def years(self) -> str:
        """From when to when it sent what is held."""
        return years_text(self.first, self.last)

    @property
    def place(self) -> str:
        """Its page."""
        return station_place(self.name)

    @property
    def sent_place(self) -> str:
        """The search for what it sent."""
        return search_place(f"from:{self.name.lower()}", sort="date")

    @property
    def received_place(self) -> str:
        """The search for what it was sent."""
        return search_place(f"to:{self.name.lower()}", sort="date")


def stations(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/stations` and its siblings."""
    ending = asked.path.get("ending", "")
    sort = asked.choice("sort", STATION_SORTS)
    wanted = asked.text("q")
    found = sorted(_listed(archive, wanted), key=_order(sort))
    if ending == "csv":
        columns = ("station", "name", "kind", "country", "sent", "received", "first", "last")
        rows = [
            (each.name, each.title, each.kind, each.country, each.sent, each.received,
             each.first, each.last)
            for each in found
        ]  # fmt: skip
        return csv_answer("stations", columns, rows)
    if ending not in {"", "json"}:
        raise NOTHING_HERE
    if ending or asked.wants_json:
        return json_answer({"schema": STATIONS_SCHEMA, "q": wanted, "stations": found})
    return page(
        "stations.html",
        stations=found[:MOST_ROWS],
        total=len(found),
        wanted=wanted,
        sort=sort,
        sorts=[
            (each, list_place("/stations", q=wanted, sort=each if place else ""))
            for place, each in enumerate(STATION_SORTS)
        ],
        files=[
            (name.upper(), kind, list_place(f"/stations.{name}", q=wanted, sort=sort))
            for name, kind in (("json", "application/json"), ("csv", "text/csv"))
        ],
    )


def _listed(archive: Archive, wanted: str) -> Iterable[Listed]:
    """Yield the stations that are held, or known and written to, and have the words."""
    finder = archive.ready()
    sent = counted(
        archive,
        finder,
        ("stations",),
        lambda: finder.tallies(And(parts=()), ("station",), with_years=("station",), most=_EVERY),
    )
    sent_by, taken = dict(finder.values("from")), dict(finder.values("to"))
    words = fold_words(wanted)
    rows = {each.value: each for each in sent["station"]}
    known = {name for name in (*sent_by, *taken) if canonical_station(name) == name}
    for name in {*rows, *known}:
        info = station_info(name)
        row = rows.get(name)
        each = Listed(
            name=name,
            title=station_name(name),
            kind=info.post_type if info else "",
            country=country_name(info.country) if info and info.country else "",
            # By number or by address, as its page and the search for it count.
            sent=sent_by.get(name, 0),
            received=taken.get(name, 0),
            first=row.first if row else None,
            last=row.last if row else None,
        )
        said = " ".join(fold_words(f"{each.title} {each.kind} {each.country} {name}"))
        if all(word in said for word in words):
            yield each


def _order(sort: str) -> Any:  # noqa: ANN401 (a key of any kind)
    if sort == "name":
        return lambda each: (each.title.upper(), each.name)
    if sort == "country":
        return lambda each: (not each.country, each.country, -each.sent, each.name)
    if sort == "received":
        return lambda each: (-each.received, each.name)
    return lambda each: (-each.sent, -each.received, each.name)
