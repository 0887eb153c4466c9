"""Facets as links: each narrows the query, or takes back what it narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.search.narrowing import with_condition
from cablegram.vocabulary import tag_meanings
from cablegram.web.glosses import code_gloss, meaning_in, quoted
from cablegram.web.places import facet_place, search_place
from cablegram.web.plain_words import station_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.search import Facet

#: The name of a facet in words, and the field of a query that narrows by it.
FACETS: Final = {
    "station": ("Sent by", "from"),
    "tags": ("TAGS", "tags"),
    "class": ("Classification", "class"),
    "caption": ("Captions", "caption"),
    "form": ("Source form", "form"),
    "year": ("Year", "date"),
}

#: What a source form is; more of it stands in docs/reference/forms.md.
FORMS: Final = {
    "acp127": "raw traffic of a teletype",
    "mail": "in an e-mail",
    "pdf": "text layer of a PDF",
    "rows": "a row of a table",
    "sas": "National Archives export, 1973-79",
    "smart": "layout of 2009 and later",
    "tei": "printed volume (FRUS) as TEI",
    "telegram": "as it was printed at State",
    "unknown": "not recognised",
    "web": "saved from a web page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLink:
    """One value: where it leads, and whether the query has it already."""

    name: str
    meaning: str
    count: int
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetList:
    """A facet with its values; `more` leads to all of them, if there are others."""

    name: str
    title: str
    links: tuple[FacetLink, ...]
    others: int
    more: str


def facet_lists(facets: Sequence[Facet], query: str, sort: str) -> tuple[FacetList, ...]:
    """Return the facets that have values, in our order."""
    by_name = {facet.name: facet for facet in facets}
    years = _years(by_name.get("year"))
    found = []
    for name, (title, _) in FACETS.items():
        facet = by_name.get(name)
        if facet is None or not facet.values:
            continue
        links = tuple(
            facet_link(name, value, count, query=query, sort=sort, years=years)
            for value, count in facet.values
        )
        more = facet_place(name, query) if facet.others else ""
        found.append(FacetList(name=name, title=title, links=links, others=facet.others, more=more))
    return tuple(found)


def narrowed(query: str, field: str, value: str) -> tuple[str, bool]:
    """Return a query with a condition more, or without it if it ends in it or has it as a word."""
    term = f"{field}:{quoted(value)}"
    if f" {term} " not in f" {query} ":
        return with_condition(query, term), False
    return " ".join(f" {query} ".replace(f" {term} ", " ", 1).split()), True


def _years(facet: Facet | None) -> tuple[int, int] | None:
    """Return the first and the last year of the cables that are counted, if all are told."""
    if facet is None or facet.others or not facet.values:
        return None
    found = [int(value) for value, _ in facet.values]
    return min(found), max(found)


def facet_link(
    name: str,
    value: str,
    count: int,
    *,
    query: str,
    sort: str = "",
    years: tuple[int, int] | None = None,
) -> FacetLink:
    """Return the link of a value of a facet; `years` are the first and the last of the cables."""
    field = FACETS[name][1]
    written = value.lower() if name in {"station", "caption"} else value
    following, is_on = narrowed(query, field, written)
    shown, meaning = _named(name, value, years)
    return FacetLink(
        name=shown,
        meaning=meaning,
        count=count,
        href=search_place(following, sort=sort),
        is_on=is_on,
    )


def _named(name: str, value: str, years: tuple[int, int] | None) -> tuple[str, str]:
    """Return a value as a person reads it, and what it means."""
    if name == "station":
        return station_name(value), ""
    if name == "tags":
        meant = meaning_in(value, *years) if years else code_gloss(value, None).meaning
        return value, meant or _all_meanings(value)
    if name == "form":
        return value, FORMS.get(value, "")
    if name == "class":
        return value.replace("_", " ").capitalize(), ""
    return value, ""


def _all_meanings(code: str) -> str:
    """Return what a code has meant at one time or another."""
    return "; ".join(dict.fromkeys(each.name for each in tag_meanings(code) if each.name))
