"""The page of a code of TAGS, and the list of them by family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.search.tree import And
from cablegram.vocabulary import family_of, tag_meaning, tag_meanings
from cablegram.web.answers import json_answer, moved, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.glosses import quoted
from cablegram.web.places import list_place, parted, search_place, tag_place
from cablegram.web.plain_words import fold_words
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.share_bars import share_bars
from cablegram.web.tag_view import tag_view
from cablegram.web.tallied import cables_json, counted, rows_json, years_text

if TYPE_CHECKING:
    from cablegram.search import Archive
    from cablegram.search.tallies import Tally
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked
    from cablegram.web.tag_view import TagView

TAG_SCHEMA: Final = "cablegram.tag/1"
TAGS_SCHEMA: Final = "cablegram.tags/1"
#: Families in the order of the list, and their names.
FAMILIES: Final = {
    "subject": "Subjects",
    "geo": "Countries and regions",
    "organization": "Organizations",
    "program": "Programs",
    "unknown": "Persons and others",
}
FAMILY_CHOICES: Final = tuple(FAMILIES)
KINDS: Final = {
    "subject": "Subject",
    "geo": "Country or region",
    "organization": "Organization",
    "program": "Program",
    "person": "Person",
    "unknown": "Index term",
}
#: How many rows of a family are shown before one asks for it, and then.
FIRST_ROWS: Final = 25
MOST_ROWS: Final = 600
_EVERY: Final = 65_000
_LONGEST: Final = 200


def tag(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/tag/CODE` and its sibling."""
    spelling, ending = parted(asked.path["code"], (".json",))
    code = " ".join(spelling[:_LONGEST].replace("_", " ").upper().split())
    view = tag_view(archive, code) if code else None
    if view is None:
        raise NOTHING_HERE
    if spelling != code.replace(" ", "_"):
        return moved(tag_place(code, ending=ending))
    if ending or asked.wants_json:
        return _document(view)
    return page(
        "tag.html",
        view=view,
        kind=KINDS.get(view.family, "Index term"),
        bars=share_bars(view.years),
        files=[("JSON", "application/json", tag_place(code, ending=".json"))],
    )


def _document(view: TagView) -> Answer:
    return json_answer(
        {
            "schema": TAG_SCHEMA,
            "code": view.code,
            "family": view.family,
            "group": view.group or None,
            "count": view.count,
            "meanings": [
                {
                    "name": each.name or None,
                    "first_year": each.first,
                    "last_year": each.last,
                    "count": each.count,
                }
                for each in view.meanings
            ],
            "years": [
                {"year": each.year, "count": each.count, "all": each.all} for each in view.years
            ],
            "neighbours": [
                {
                    "code": each.code,
                    "meaning": each.meaning or None,
                    "count": each.count,
                    "lift": None if each.lift is None else round(each.lift, 3),
                    "href": each.page,
                }
                for each in view.neighbours
            ],
            "stations": rows_json(view.stations),
            "newest": cables_json(view.newest),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A code in the list; several meanings are parted by semicolons."""

    code: str
    family: str
    group: str
    meaning: str
    count: int
    first: int | None
    last: int | None

    @property
    def years(self) -> str:
        """From when to when it is held."""
        return years_text(self.first, self.last)

    @property
    def place(self) -> str:
        """Its page."""
        return tag_place(self.code)

    @property
    def cables(self) -> str:
        """The search for the cables that have it."""
        return search_place(f"tags:{quoted(self.code)}", sort="date")


def tags(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/tags` and its siblings."""
    ending = asked.path.get("ending", "")
    family = asked.choice("family", FAMILY_CHOICES)
    wanted = asked.text("q")
    is_file = bool(ending) or asked.wants_json
    found = _by_family(archive, wanted)
    if family:
        found = {family: found.get(family, [])}
    total = sum(map(len, found.values()))
    most = _EVERY if is_file else MOST_ROWS if family else FIRST_ROWS
    listed = {name: [_listed(each) for each in tallies[:most]] for name, tallies in found.items()}
    if ending == "csv":
        columns = ("code", "family", "group", "meaning", "cables", "first", "last")
        rows = [
            (each.code, each.family, each.group, each.meaning, each.count, each.first, each.last)
            for each in _in_order(listed)
        ]
        return csv_answer("tags", columns, rows)
    if ending not in {"", "json"}:
        raise NOTHING_HERE
    if is_file:
        return json_answer({"schema": TAGS_SCHEMA, "q": wanted, "tags": _in_order(listed)})
    parts = [
        (title, listed[name], len(found[name]), list_place("/tags", q=wanted, family=name))
        for name, title in FAMILIES.items()
        if found.get(name)
    ]
    return page(
        "tags.html",
        parts=parts,
        total=total,
        wanted=wanted,
        family=family,
        files=[
            (name.upper(), kind, list_place(f"/tags.{name}", q=wanted, family=family))
            for name, kind in (("json", "application/json"), ("csv", "text/csv"))
        ],
    )


def _in_order(listed: dict[str, list[Listed]]) -> list[Listed]:
    """Return all rows, those first that most cables have."""
    rows = [each for rows in listed.values() for each in rows]
    return sorted(rows, key=lambda each: (-each.count, each.code))


def _by_family(archive: Archive, wanted: str) -> dict[str, list[Tally]]:
    """Return the codes of the archive that have the words, by family, most first."""
    finder = archive.ready()
    words = fold_words(wanted)
    tallies = counted(
        archive, finder, ("tags",),
        lambda: finder.tallies(And(parts=()), ("tags",), with_years=("tags",), most=_EVERY),
    )["tags"]  # fmt: skip
    found: dict[str, list[Tally]] = {}
    for each in tallies:
        if not words or all(word in _said(each.value) for word in words):
            found.setdefault(family_of(each.value), []).append(each)
    return found


@lru_cache(maxsize=65_536)
def _said(code: str) -> str:
    """Return what a code is found by: its letters, and the words of all that it ever meant."""
    meanings = tag_meanings(code)
    words = " ".join(f"{each.name} {each.group}" for each in meanings)
    return " ".join(sorted(fold_words(f"{code} {words}")))


def _listed(tally: Tally) -> Listed:
    meanings = tag_meanings(tally.value)
    return Listed(
        code=tally.value,
        family=family_of(tally.value),
        group=next((meaning.group for meaning in meanings if meaning.group), ""),
        meaning=_meant(tally.value, tally.first, tally.last),
        count=tally.count,
        first=tally.first,
        last=tally.last,
    )


def _meant(code: str, first: int | None, last: int | None) -> str:
    """Return what a code meant in its years: the one, or first and last."""
    if first is None or last is None:
        return "; ".join(dict.fromkeys(each.name for each in tag_meanings(code) if each.name))
    ends = [tag_meaning(code, date(max(1, year), 7, 1)) for year in (first, last)]
    places = {each.country or each.name: each.name for each in ends if each and each.name}
    return "; ".join(places.values())
