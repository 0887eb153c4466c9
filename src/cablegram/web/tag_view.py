"""What an archive tells of a code of TAGS: what it meant, how often it stood, and beside what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cablegram.search.tree import And, Days, Keyword
from cablegram.vocabulary import family_of, tag_meaning, tag_meanings
from cablegram.web.glosses import meaning_in, quoted
from cablegram.web.places import search_place, tag_place
from cablegram.web.tallied import NEWEST, SHOWN, counted, shown_cables, station_rows, years_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cablegram.search import Archive
    from cablegram.search.finding import Finder
    from cablegram.search.tallies import Tally
    from cablegram.vocabulary import TagMeaning
    from cablegram.web.tallied import Row, ShownCable

#: Neighbours are looked for among so many.
_NEAR: Final = 60
#: Fewer cables with both say nothing about chance.
_LEAST_TOGETHER: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code meant in the cables of some years, and where others of that meaning are."""

    name: str
    first: int
    last: int
    count: int
    cables: str
    scheme: str

    @property
    def years(self) -> str:
        """From when to when, as far as cables are held."""
        return years_text(self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearShare:
    """The cables of a year that have a code, and their share of all of that year."""

    year: int
    count: int
    all: int
    cables: str

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.count / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A code that stands with another.

    `lift` is how many times as often they stand together as chance would have it.
    """

    code: str
    meaning: str
    page: str
    count: int
    cables: str
    lift: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """What the page of a code shows."""

    code: str
    family: str
    group: str
    later: str
    count: int
    meanings: tuple[Meaning, ...]
    listed: tuple[TagMeaning, ...]
    years: tuple[YearShare, ...]
    neighbours: tuple[Neighbour, ...]
    stations: tuple[Row, ...]
    newest: tuple[ShownCable, ...]

    @property
    def query(self) -> str:
        """The query for the cables that have it."""
        return f"tags:{quoted(self.code)}"


def tag_view(archive: Archive, code: str) -> TagView | None:
    """Return what is told of a code; `None` if no cable has it."""
    finder = archive.ready()
    node = Keyword(field="tags", words=(code,))
    count = finder.count(node)
    if not count:
        return None
    found = counted(
        archive,
        finder,
        ("tag", code),
        lambda: finder.tallies(
            node, ("year", "tags", "station"), with_years=("station",), most=_NEAR
        ),
    )
    known = tag_meanings(code)
    query = f"tags:{quoted(code)}"
    return TagView(
        code=code,
        family=_family(archive, code, finder),
        group=next((each.group for each in known if each.group), ""),
        later=next((each.later for each in known if each.later), ""),
        count=count,
        meanings=_meanings(code, found["year"], query),
        listed=known,
        years=_years(archive, finder, found["year"], query),
        neighbours=_neighbours(archive, finder, code, found, query),
        stations=station_rows(found["station"][:SHOWN], query, "from"),
        newest=shown_cables(archive, finder.newest(node, NEWEST)),
    )


def _family(archive: Archive, code: str, finder: Finder) -> str:
    """Return the family of a code; that it is a person's name is told by the cables."""
    from cablegram.search.people import read_name  # noqa: PLC0415

    name = read_name(code)
    if name is not None and finder.exact_frequency("named", str(name)):
        newest = finder.newest(Keyword(field="tags", words=(code,)), 1)
        tags = archive.record(newest[0])["tags"] if newest else ()
        if any(tag["code"].upper() == code and tag["family"] == "person" for tag in tags or ()):
            return "person"
    return family_of(code)


def _meanings(code: str, years: Iterable[Tally], query: str) -> tuple[Meaning, ...]:
    """Return what a code meant, by runs of the years in which it is held."""
    runs: list[tuple[TagMeaning | None, list[Tally]]] = []
    for each in years:
        meant = tag_meaning(code, date(int(each.value), 7, 1))
        if runs and _same(runs[-1][0], meant):
            runs[-1][1].append(each)
        else:
            runs.append((meant, [each]))
    return tuple(
        Meaning(
            name=meant.name if meant else "",
            first=int(inside[0].value),
            last=int(inside[-1].value),
            count=sum(each.count for each in inside),
            cables=search_place(f"{query} date:{inside[0].value}..{inside[-1].value}", sort="date"),
            scheme=meant.scheme if meant else "",
        )
        for meant, inside in runs
    )


def _same(one: TagMeaning | None, other: TagMeaning | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.country or one.name) == (other.country or other.name)


def _years(
    archive: Archive, finder: Finder, years: Sequence[Tally], query: str
) -> tuple[YearShare, ...]:
    """Return counts and shares of all years from the first to the last that has the code."""
    if not years:
        return ()
    counts = {int(each.value): each.count for each in years}
    whole = counted(
        archive, finder, ("years",), lambda: finder.tallies(And(parts=()), ("year",), most=1)
    )["year"]
    all_of = {int(each.value): each.count for each in whole}
    return tuple(
        YearShare(
            year=year,
            count=counts.get(year, 0),
            all=all_of[year],
            cables=search_place(f"{query} date:{year:04}", sort="date"),
        )
        for year in range(min(counts), max(counts) + 1)
        if year in all_of
    )


def _neighbours(
    archive: Archive, finder: Finder, code: str, found: dict[str, tuple[Tally, ...]], query: str
) -> tuple[Neighbour, ...]:
    """Return the codes that stand with one most often.

    Chance is that of the years in which the code is held, among the cables that have TAGS at all.
    """
    near = [each for each in found["tags"] if each.value != code][:SHOWN]
    years = [int(each.value) for each in found["year"]]
    within = Days(
        first=date(max(1, min(years)), 1, 1) if years else None,
        last=date(max(years), 12, 31) if years else None,
    )
    wanted = (code, *(each.value for each in near))
    everything = counted(
        archive, finder, ("near", code), lambda: finder.sharing("tags", wanted, within)
    )
    neighbours = []
    for each in near:
        chance = everything[code] * everything[each.value] / max(1, everything[""])
        is_enough = chance and each.count >= _LEAST_TOGETHER
        neighbours.append(
            Neighbour(
                code=each.value,
                meaning=meaning_in(each.value, min(years), max(years)) if years else "",
                page=tag_place(each.value),
                count=each.count,
                cables=search_place(f"{query} tags:{quoted(each.value)}", sort="date"),
                lift=each.count / chance if is_enough else None,
            )
        )
    return tuple(neighbours)
