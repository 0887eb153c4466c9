"""The page of a person's name, and the list of names."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

from cablegram.search.people import ROLE_FIELDS, folded, read_name
from cablegram.web.answers import json_answer, moved, page
from cablegram.web.asking import wrong_parameter
from cablegram.web.csv_answers import csv_answer
from cablegram.web.glosses import quoted
from cablegram.web.person_view import person_view
from cablegram.web.places import list_place, parted, person_place, search_place
from cablegram.web.plain_words import person_name
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.tallied import cables_json, rows_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.search import Archive
    from cablegram.search.finding import Finder
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked
    from cablegram.web.person_view import PersonView

PERSON_SCHEMA: Final = "cablegram.person/1"
PEOPLE_SCHEMA: Final = "cablegram.people/1"
PEOPLE_SORTS: Final = ("cables", "name")
#: How many rows a page has, and a file.
MOST_ROWS: Final = 150
MOST_IN_A_FILE: Final = 10_000


def person(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/person/NAME` and its sibling."""
    spelling, ending = parted(asked.path["name"], (".json",))
    name = read_name(spelling)
    if name is None:
        raise NOTHING_HERE
    view = person_view(archive, name)
    if view is None:
        if archive.people(str(name), limit=1):  # it begins names that are held
            return moved(list_place("/people", q=str(name)), for_good=False)
        raise NOTHING_HERE
    if spelling != str(name).replace(" ", "_"):
        return moved(person_place(str(name), ending=ending))
    if ending or asked.wants_json:
        return _document(view)
    return page(
        "person.html",
        view=view,
        files=[("JSON", "application/json", person_place(str(name), ending=".json"))],
    )


def _document(view: PersonView) -> Answer:
    return json_answer(
        {
            "schema": PERSON_SCHEMA,
            "name": str(view.name),
            "surname_only": view.name.is_surname_only,
            "count": view.count,
            "roles": [
                {
                    "role": each.role,
                    "count": each.count,
                    "years": [
                        {"year": bar.year, "count": bar.sent}
                        for bar in (each.traffic.years if each.traffic else ())
                        if bar.sent
                    ],
                    "stations": rows_json(each.stations),
                }
                for each in view.roles
            ],
            "tags": rows_json(view.tags),
            "company": [
                {"title": each.title, "people": rows_json(each.rows)} for each in view.company
            ],
            "may_be": view.may_be,
            "others_of_the_surname": view.others,
            "newest": cables_json(view.newest),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A name in the list: in how many cables it stands, and how."""

    name: str
    title: str
    count: int
    signed: int
    classified: int
    drafted: int
    named: int

    @property
    def place(self) -> str:
        """Its page."""
        return person_place(self.name)

    @property
    def roles(self) -> tuple[tuple[int, str, str], ...]:
        """Each way in which it stands in cables: in how many, in a word, and their search."""
        return tuple(
            (
                getattr(self, role),
                "in the TAGS" if role == "named" else role,
                search_place(f"{field}:{quoted(self.name)}", sort="date"),
            )
            for role, field in ROLE_FIELDS.items()
        )

    @property
    def cables(self) -> str:
        """The search for all cables in which it stands."""
        fields = [field for role, field in ROLE_FIELDS.items() if getattr(self, role)]
        query = " OR ".join(f"{field}:{quoted(self.name)}" for field in fields)
        return search_place(query, sort="date")


def people(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/people` and its siblings."""
    ending = asked.path.get("ending", "")
    sort = asked.choice("sort", PEOPLE_SORTS)
    letter = asked.text("letter").upper()
    if letter and letter not in tuple(ascii_uppercase):
        raise wrong_parameter("letter", "a letter from A to Z")
    wanted = asked.text("q")
    if ending not in {"", "csv", "json"}:
        raise NOTHING_HERE
    is_file = bool(ending) or asked.wants_json
    finder = archive.ready()
    most = MOST_IN_A_FILE if is_file else MOST_ROWS
    names = _names(finder, wanted, letter, most + 1)
    is_cut = len(names) > most
    found = list(_listed(finder, names[:most]))
    if sort == "name":
        found.sort(key=lambda each: each.name)
    if ending == "csv":
        columns = ("name", "cables", "signed", "classified", "drafted", "named")
        rows = [
            (each.name, each.count, each.signed, each.classified, each.drafted, each.named)
            for each in found
        ]
        return csv_answer("people", columns, rows)
    if is_file:
        return json_answer(
            {"schema": PEOPLE_SCHEMA, "q": wanted, "letter": letter or None, "people": found,
             "is_cut": is_cut}
        )  # fmt: skip
    asked_of = {"q": wanted, "letter": letter}
    return page(
        "people.html",
        people=found,
        is_cut=is_cut,
        wanted=wanted,
        letter=letter,
        letters=[(each, list_place("/people", letter=each)) for each in ascii_uppercase],
        sort=sort,
        sorts=[
            (each, list_place("/people", **asked_of, sort=each if place else ""))
            for place, each in enumerate(PEOPLE_SORTS)
        ],
        files=[
            (name.upper(), kind, list_place(f"/people.{name}", **asked_of, sort=sort))
            for name, kind in (("json", "application/json"), ("csv", "text/csv"))
        ],
    )


def _names(finder: Finder, wanted: str, letter: str, most: int) -> list[str]:
    """Return names, those first that most cables have."""
    if wanted:
        found = finder.people(wanted, most)
        beginning = folded(letter)
        return [name for name, _ in found if name.startswith(beginning)]
    return [name for name, _ in finder.beginning("people", letter, most)]


def _listed(finder: Finder, names: Iterable[str]) -> Iterable[Listed]:
    for name in names:
        count = finder.exact_frequency("people", name)
        if count:
            roles = {
                role: finder.exact_frequency(field, name) for role, field in ROLE_FIELDS.items()
            }
            yield Listed(name=name, title=person_name(name), count=count, **roles)
