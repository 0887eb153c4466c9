"""What an archive tells of a station: its traffic, its subjects, whom it wrote to, who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from cablegram.follow import holdings
from cablegram.model import MRN
from cablegram.search.tree import And, Keyword, Not
from cablegram.vocabulary import country_name, other_names, series_names, station_info
from cablegram.vocabulary.volumes import ONE_DEPARTMENT_SERIES
from cablegram.web.month_bars import month_bars
from cablegram.web.places import search_place
from cablegram.web.tallied import (
    NEWEST,
    SHOWN,
    counted,
    naming,
    person_rows,
    shown_cables,
    station_rows,
    tag_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.follow import Holding
    from cablegram.search import Archive
    from cablegram.search.finding import Finder
    from cablegram.search.tallies import Tally
    from cablegram.vocabulary import Station
    from cablegram.web.month_bars import MonthBars
    from cablegram.web.tallied import Row, ShownCable

#: The numbers of a larger station are not all weighed to tell what is missing.
MOST_SERIALS: Final = 12_000
#: The years of which the cited cables are looked for, newest first; most cited of each.
MOST_CITED_YEARS: Final = 60
_CITED_OF_A_YEAR: Final = 12
DEPARTMENT: Final = "STATE"
_KINDS: Final = {
    "embassy": "Embassy",
    "consulate": "Consulate",
    "mission": "Mission",
    "department": "Department and its series",
    "other agency": "Other agency",
    "delegation": "Delegation",
    "interests section": "Interests section",
    "liaison office": "Liaison office",
    "regional embassy office": "Regional embassy office",
    "regional office": "Regional office",
}
#: Names of these sorts are slips, not names.
_SLIPS: Final = frozenset({"misspelling", "ocr_garble", "prefix_artifact", "sas_code"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StationView:
    """What the page of a station shows.

    `holdings` is `None` where there are too many numbers to weigh them all.
    """

    name: str
    title: str
    info: Station | None
    sent: int
    received: int
    traffic: MonthBars | None
    tags: tuple[Row, ...]
    sent_to: tuple[Row, ...]
    received_from: tuple[Row, ...]
    signers: tuple[Row, ...]
    holdings: tuple[Holding, ...] | None
    newest: tuple[ShownCable, ...]
    most_cited: tuple[ShownCable, ...]

    @property
    def kind(self) -> str:
        """What sort of station it is, in words; empty if no table tells."""
        return _KINDS.get(self.info.post_type, "") if self.info else ""

    @property
    def country(self) -> str:
        """The present-day country."""
        return country_name(self.info.country) if self.info and self.info.country else ""

    @property
    def sent_query(self) -> str:
        """The query for what it sent."""
        return f"from:{self.name.lower()}"

    @property
    def received_query(self) -> str:
        """The query for what it was sent."""
        return f"to:{self.name.lower()}"

    @property
    def names(self) -> tuple[str, ...]:
        """Other names under which it is written, slips left out."""
        told = {self.name, self.info.pla if self.info else "", self.info and self.info.display_name}
        found = [name for name, sort in other_names(self.name) if sort not in _SLIPS]
        return tuple(name for name in dict.fromkeys(found) if name not in told)

    @property
    def former_names(self) -> tuple[str, ...]:
        """Names that it had before."""
        return tuple(name for name, sort in other_names(self.name) if sort == "former_name")

    @property
    def periods(self) -> str:
        """When the tables have it as a sender."""
        seen = [
            words
            for words, is_seen in (
                ("1973 to 1979", self.info and self.info.in_1973_79),
                ("1990 to 2010", self.info and self.info.in_1990_2010),
            )
            if is_seen
        ]
        return " and ".join(seen)


def station_view(archive: Archive, name: str) -> StationView | None:
    """Return what is told of a station; `None` if no cable is from or to it."""
    finder = archive.ready()
    sent, taken = (Keyword(field=field, words=(name,)) for field in ("from", "to"))
    counts = [finder.count(node) for node in (sent, taken)]
    if not any(counts):
        return None
    out = counted(
        archive,
        finder,
        ("station", "sent", name),
        lambda: finder.tallies(
            sent,
            ("month", "year", "tags", "to", "signer"),
            with_years=("tags", "to", "signer"),
            most=SHOWN,
        ),
    )
    inward = counted(
        archive,
        finder,
        ("station", "received", name),
        lambda: finder.tallies(taken, ("month", "station"), with_years=("station",), most=SHOWN),
    )
    held = counted(archive, finder, ("station", "held", name), lambda: _holdings(finder, name))
    cited = counted(
        archive, finder, ("station", "cited", name), lambda: _cited(finder, name, out["year"])
    )
    sent_query, taken_query = f"from:{name.lower()}", f"to:{name.lower()}"

    def place(direction: str, year: int) -> str:
        query = sent_query if direction == "up" else taken_query
        return search_place(f"{query} date:{year:04}", sort="date")

    return StationView(
        name=name,
        title=naming(archive, finder)(name),
        info=station_info(name),
        sent=counts[0],
        received=counts[1],
        traffic=month_bars(out["month"], inward["month"], place),
        tags=tag_rows(out["tags"], sent_query),
        sent_to=station_rows(out["to"], sent_query, "to", named=naming(archive, finder)),
        received_from=station_rows(inward["station"], taken_query, "from"),
        signers=person_rows(out["signer"], sent_query, "signer"),
        holdings=held,
        newest=shown_cables(archive, finder.newest(sent, NEWEST)),
        most_cited=_most_cited(archive, finder, cited),
    )


def _holdings(finder: Finder, name: str) -> tuple[Holding, ...] | None:
    """Return what is held of the station's own numbers; airgrams count by themselves."""
    if name in series_names():
        return ()  # numbers that begin again with each journey tell nothing
    own = And(
        parts=(
            Keyword(field="station", words=(name,)),
            Not(part=Keyword(field="genre", words=("airgram",))),
        )
    )
    if finder.exact_frequency("station", name) > MOST_SERIALS:
        return None
    points = [
        (date(day // 10_000, day // 100 % 100, day % 100), serial)
        for day, serial in finder.serials(own, MOST_SERIALS)
        if day and serial
    ]
    if name == DEPARTMENT:  # before, it numbered its telegrams to each post by themselves
        points = [(day, serial) for day, serial in points if day >= ONE_DEPARTMENT_SERIES]
    return tuple(holdings(points)) if points else ()


def _cited(finder: Finder, name: str, years: Sequence[Tally]) -> tuple[str, ...]:
    """Return the numbers of a station that most cables cite, held or not, most first."""
    cited: dict[str, int] = {}
    if not (name.isascii() and name.isalpha()):
        return ()  # no station of a message number
    for each in islice(reversed(years), MOST_CITED_YEARS):
        beginning = str(MRN(int(each.value), name, 1))[:-1]
        cited |= {
            number: count
            for number, count in finder.beginning("ref", beginning, _CITED_OF_A_YEAR)
            if number[len(beginning) :].isdigit()  # or it is of a station that begins so
        }
    return tuple(sorted(cited, key=lambda number: (-cited[number], number))[: 3 * NEWEST])


def _most_cited(archive: Archive, finder: Finder, cited: Sequence[str]) -> tuple[ShownCable, ...]:
    """Return those of the cited cables that are held."""
    held = archive.holding([MRN.parse(number) for number in cited])
    notes = {}
    for number in cited:
        cables = held.get(MRN.parse(number))
        if cables and (count := finder.exact_frequency("ref", number)):
            notes[cables[0].cable_id] = f"cited by {count:,}"
    return shown_cables(archive, list(notes)[:NEWEST], notes)
