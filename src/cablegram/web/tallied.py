"""Rows of counts on the pages of stations, TAGS and persons, each a way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cablegram.search.documents import address_terms
from cablegram.search.tree import Keyword
from cablegram.vocabulary import series_names, station_info
from cablegram.web.glosses import code_gloss, meaning_in, quoted
from cablegram.web.places import cable_place, person_place, search_place, station_place, tag_place
from cablegram.web.plain_words import person_name, plain_name, station_name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from cablegram.archive import Summary
    from cablegram.search import Archive
    from cablegram.search.finding import Finder
    from cablegram.search.tallies import Tally

Counted = TypeVar("Counted")

#: How many rows a list of a page has.
SHOWN: Final = 15
NEWEST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A count.

    Attributes:
        value: What is counted, as the index has it.
        word: The same for people.
        meaning: In a few words; may be empty.
        page: The place of its own page.
        count: How many cables.
        cables: The place of the search that finds them.
        first: The year of the first of them; `None` if it is not known or not asked for.
        last: The year of the last.
    """

    value: str
    word: str
    meaning: str = ""
    page: str
    count: int
    cables: str
    first: int | None = None
    last: int | None = None

    @property
    def years(self) -> str:
        """From when to when."""
        return years_text(self.first, self.last)


def years_text(first: int | None, last: int | None) -> str:
    """Return two years as people write them.

    >>> years_text(1973, 1979), years_text(1973, 1973), years_text(None, None)
    ('1973 to 1979', '1973', '')
    """
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first} to {last}"


def tag_rows(tallies: Iterable[Tally], within: str) -> tuple[Row, ...]:
    """Return rows of codes; `within` is the query that a row narrows."""
    return tuple(
        Row(
            value=each.value,
            word=each.value,
            meaning=_meaning(each),
            page=tag_place(each.value),
            count=each.count,
            cables=search_place(f"{within} tags:{quoted(each.value)}".strip(), sort="date"),
            first=each.first,
            last=each.last,
        )
        for each in tallies
    )


def _meaning(tally: Tally) -> str:
    """Return what a code meant in the cables that are counted, as far as their years tell."""
    if tally.first and tally.last:
        return meaning_in(tally.value, tally.first, tally.last)
    return code_gloss(tally.value, None).meaning


def counted(
    archive: Archive, finder: Finder, key: tuple[Hashable, ...], count: Callable[[], Counted]
) -> Counted:
    """Return what is counted for a key, once for each state of the index.

    Args:
        archive: The archive, which knows what the threads of the room remember together.
        finder: The state of its index.
        key: What is counted; the first of it is the name of a page.
        count: Counts it.
    """
    if archive.remembered is None:
        return count()
    return archive.remembered.counted(finder, key, count)


def naming(archive: Archive, finder: Finder) -> Callable[[str], str]:
    """Return what names a station or an addressee that is none: as a cable to it writes it."""

    def name(value: str) -> str:
        if station_info(value) is not None or value in series_names():
            return station_name(value)
        for cable_id in finder.newest(Keyword(field="to", words=(value,)), 1):
            record = archive.record(cable_id)
            for addressee in (*(record["action"] or ()), *(record["info"] or ())):
                if value in address_terms(addressee["name"]):
                    return plain_name(addressee["name"])
        return station_name(value)

    return name


def station_rows(
    tallies: Iterable[Tally],
    within: str,
    field: str,
    *,
    named: Callable[[str], str] = station_name,
) -> tuple[Row, ...]:
    """Return rows of stations; `field` is `from` or `to`."""
    return tuple(
        Row(
            value=each.value,
            word=named(each.value),
            page=station_place(each.value),
            count=each.count,
            cables=search_place(f"{within} {field}:{quoted(each.value.lower())}".strip(),
                                sort="date"),
            first=each.first,
            last=each.last,
        )
        for each in tallies
    )  # fmt: skip


def person_rows(tallies: Iterable[Tally], within: str, field: str) -> tuple[Row, ...]:
    """Return rows of persons; `field` is that of a role, such as `signer`."""
    return tuple(
        Row(
            value=each.value,
            word=person_name(each.value),
            page=person_place(each.value),
            count=each.count,
            cables=search_place(f"{within} {field}:{quoted(each.value)}".strip(), sort="date"),
            first=each.first,
            last=each.last,
        )
        for each in tallies
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCable:
    """A cable in a short list: its place, and a few words about it."""

    cable: Summary
    href: str
    sender: str
    note: str = ""


def shown_cables(
    archive: Archive, cable_ids: Iterable[int], notes: dict[int, str] | None = None
) -> tuple[ShownCable, ...]:
    """Return cables for a short list, in the order that is given."""
    wanted = list(cable_ids)
    held = archive.summaries(wanted)
    return tuple(
        ShownCable(
            cable=held[each],
            href=cable_place(held[each]),
            sender=station_name(held[each].mrn.station) if held[each].mrn else "",  # type: ignore[union-attr]
            note=(notes or {}).get(each, ""),
        )
        for each in wanted
        if each in held
    )


def rows_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as JSON has them."""
    return [
        {
            "value": row.value,
            "name": row.word,
            "meaning": row.meaning or None,
            "count": row.count,
            "first_year": row.first,
            "last_year": row.last,
            "href": row.page,
        }
        for row in rows
    ]


def cables_json(cables: Iterable[ShownCable]) -> list[dict[str, Any]]:
    """Return a short list of cables as JSON has it."""
    return [
        {
            "mrn": each.cable.mrn,
            "href": each.href,
            "date": each.cable.date,
            "subject": each.cable.subject,
            "note": each.note or None,
        }
        for each in cables
    ]
