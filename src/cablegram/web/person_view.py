"""What an archive tells of a name: what is signed with it, classified by it, and names it.

A name is what is written, not who it was. A surname alone may be that of several people; fuller
names that may be the same person are offered with their posts and years, and nothing is joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.search.people import ROLE_FIELDS, Role, read_name
from cablegram.search.tree import Keyword
from cablegram.web.glosses import quoted
from cablegram.web.month_bars import month_bars, table_of
from cablegram.web.places import person_place, search_place
from cablegram.web.plain_words import person_name, station_name
from cablegram.web.tallied import (
    NEWEST,
    person_rows,
    shown_cables,
    station_rows,
    tag_rows,
    years_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.search import Archive
    from cablegram.search.finding import Finder
    from cablegram.search.people import PersonName
    from cablegram.search.tallies import Tally
    from cablegram.web.month_bars import MonthBars, Year
    from cablegram.web.tallied import Row, ShownCable

ROLE_TITLES: Final[dict[Role, str]] = {
    "signed": "Signed",
    "classified": "Classified",
    "drafted": "Drafted",
    "named": "Indexed under the name",
}
_ROLE_WORDS: Final[dict[Role, str]] = {
    "signed": "signed",
    "classified": "classified",
    "drafted": "drafted",
    "named": "in the TAGS",
}
#: Of a role: its stations; of the same surname: names that are looked at, and that are shown.
_STATIONS: Final = 10
_WITH: Final = 8
_SURNAMES: Final = 200
_OFFERED: Final = 12
_POSTS: Final = 3
_POSTS_WEIGHED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """What somebody did in the cables, or how he stands in them."""

    role: Role
    title: str
    words: str
    count: int
    cables: str
    traffic: MonthBars | None
    stations: tuple[Row, ...]
    first: int | None
    last: int | None

    @property
    def years(self) -> str:
        """From when to when."""
        return years_text(self.first, self.last)

    @property
    def table(self) -> tuple[Year, ...]:
        """The picture as a table."""
        return table_of(self.traffic.years) if self.traffic else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Those who stand in the same cables in one way."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Another spelling of the name, or one that says more or less.

    `does` says what it does in cables, `where` at which posts and when; `is_near` that one of these
    is a post and time of the name of the page.
    """

    name: str
    title: str
    page: str
    count: int
    does: str
    where: str
    is_near: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """What the page of a name shows. `may_be` may be the same person, `others` bear the surname."""

    name: PersonName
    title: str
    count: int
    roles: tuple[RoleView, ...]
    tags: tuple[Row, ...]
    company: tuple[Company, ...]
    may_be: tuple[Offered, ...]
    others: tuple[Offered, ...]
    newest: tuple[ShownCable, ...]
    word_query: str

    @property
    def query(self) -> str:
        """The query for the cables in which the name stands in any role."""
        return _query(self.roles)


def person_view(archive: Archive, name: PersonName) -> PersonView | None:
    """Return what is told of a name; `None` if no cable has it in a role."""
    finder = archive.ready()
    anyhow = Keyword(field="people", words=(str(name),))
    count = finder.count(anyhow)
    if not count:
        return None
    found = finder.tallies(
        anyhow, ("tags", "station", *ROLE_FIELDS.values()),
        with_years=("tags", "station"), most=_POSTS_WEIGHED,
    )  # fmt: skip
    roles = tuple(each for role in ROLE_FIELDS if (each := _role(finder, name, role)) is not None)
    newest = finder.newest(anyhow, NEWEST)
    may_be, others = _offered(finder, name, found["station"])
    return PersonView(
        name=name,
        title=person_name(str(name)),
        count=count,
        roles=roles,
        tags=tuple(
            row for row in tag_rows(found["tags"], _query(roles))
            if read_name(row.value) != name
        )[:_STATIONS],
        company=_company(found, name, roles),
        may_be=may_be,
        others=others,
        newest=shown_cables(archive, newest, _how(archive, newest, name)),
        word_query=f"person:{quoted(name.surname.lower())}",
    )  # fmt: skip


def _query(roles: Sequence[RoleView]) -> str:
    """Return the query for the cables in which a name stands in any role."""
    terms = [f"{ROLE_FIELDS[each.role]}:{quoted(each.words)}" for each in roles]
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _role(finder: Finder, name: PersonName, role: Role) -> RoleView | None:
    field = ROLE_FIELDS[role]
    node = Keyword(field=field, words=(str(name),))
    count = finder.count(node)
    if not count:
        return None
    found = finder.tallies(node, ("month", "station"), with_years=("station",), most=_STATIONS)
    query = f"{field}:{quoted(str(name))}"
    months = found["month"]
    return RoleView(
        role=role,
        title=ROLE_TITLES[role],
        words=str(name),
        count=count,
        cables=search_place(query, sort="date"),
        traffic=month_bars(
            months, (), lambda _, year: search_place(f"{query} date:{year:04}", sort="date")
        ),
        stations=station_rows(found["station"], query, "from"),
        first=int(months[0].value[:4]) if months else None,
        last=int(months[-1].value[:4]) if months else None,
    )


def _company(
    found: dict[str, tuple[Tally, ...]], name: PersonName, roles: Sequence[RoleView]
) -> tuple[Company, ...]:
    """Return who stands in the same cables, each by what he does there."""
    within = _query(roles)
    titles = {"signed": "Signed by", "classified": "Classified by", "drafted": "Drafted by",
              "named": "Indexed under"}  # fmt: skip
    companies = []
    for role, field in ROLE_FIELDS.items():
        others = [each for each in found[field] if each.value != str(name)][:_WITH]
        if others:
            rows = person_rows(others, within, field)
            companies.append(Company(title=titles[role], rows=rows))
    return tuple(companies)


def _how(archive: Archive, cable_ids: Sequence[int], name: PersonName) -> dict[int, str]:
    """Return how a name stands in some cables."""
    from cablegram.search.people import people_of  # noqa: PLC0415

    return {
        cable_id: ", ".join(
            _ROLE_WORDS[role] for role, each in people_of(archive.record(cable_id)) if each == name
        )
        for cable_id in cable_ids
    }


def _offered(
    finder: Finder, name: PersonName, posts: Sequence[Tally]
) -> tuple[tuple[Offered, ...], tuple[Offered, ...]]:
    """Return the names of the same surname: those that may be the same person, and the others."""
    found = finder.beginning("people", f"{name.surname}, ", _SURNAMES)
    if name.given:
        found.append((name.surname, finder.exact_frequency("people", name.surname)))
    may_be: list[tuple[PersonName, int]] = []
    others: list[tuple[PersonName, int]] = []
    for text, count in found:
        other = read_name(text)
        if other is None or other == name or not count:
            continue
        (may_be if name.may_be(other) else others).append((other, count))
    offered = [_offer(finder, other, count, posts) for other, count in may_be[:_OFFERED]]
    offered.sort(key=lambda each: (not each.is_near, -each.count, each.name))
    plain = [_offer(finder, other, count, ()) for other, count in others[:_OFFERED]]
    return tuple(offered), tuple(plain)


def _offer(finder: Finder, name: PersonName, count: int, posts: Sequence[Tally]) -> Offered:
    node = Keyword(field="people", words=(str(name),))
    own = finder.tallies(node, ("station",), with_years=("station",), most=_POSTS_WEIGHED)
    roles = [
        f"{_ROLE_WORDS[role]} {number:,}"
        for role, field in ROLE_FIELDS.items()
        if (number := finder.exact_frequency(field, str(name)))
    ]
    where = [
        " ".join(filter(None, (station_name(each.value), years_text(each.first, each.last))))
        for each in own["station"][:_POSTS]
    ]
    return Offered(
        name=str(name),
        title=person_name(str(name)),
        page=person_place(str(name)),
        count=count,
        does=", ".join(roles),
        where="; ".join(where),
        is_near=_meet(own["station"], posts),
    )


def _meet(one: Sequence[Tally], other: Sequence[Tally]) -> bool:
    """Tell whether two names stand in cables of one post in the same years."""
    times = {each.value: each for each in other}
    return any(
        (at := times.get(each.value)) is not None
        and None not in (each.first, each.last, at.first, at.last)
        and (each.first or 0) <= (at.last or 0)
        and (at.first or 0) <= (each.last or 0)
        for each in one
    )
