"""Facets as links: each narrows the query, or takes back what it narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary import station_info
from cablegram.web.glosses import code_gloss, quoted
from cablegram.web.places import search_place

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
    """A facet with its values."""

    name: str
    title: str
    links: tuple[FacetLink, ...]
    others: int


def facet_lists(facets: Sequence[Facet], query: str, sort: str) -> tuple[FacetList, ...]:
    """Return the facets that have values, in our order."""
    by_name = {facet.name: facet for facet in facets}
    found = []
    for name, (title, field) in FACETS.items():
        facet = by_name.get(name)
        if facet is None or not facet.values:
            continue
        links = tuple(
            _link(name, field, value, count, query=query, sort=sort)
            for value, count in facet.values
        )
        found.append(FacetList(name=name, title=title, links=links, others=facet.others))
    return tuple(found)


def narrowed(query: str, field: str, value: str) -> tuple[str, bool]:
    """Return a query with a condition more, or without it if it ends in it or has it as a word."""
    term = f"{field}:{quoted(value)}"
    if f" {term} " not in f" {query} ":
        return f"{query} {term}".strip(), False
    return " ".join(f" {query} ".replace(f" {term} ", " ", 1).split()), True


def _link(name: str, field: str, value: str, count: int, *, query: str, sort: str) -> FacetLink:
    written = value.lower() if name in {"station", "caption"} else value
    following, is_on = narrowed(query, field, written)
    shown, meaning = _named(name, value)
    return FacetLink(
        name=shown,
        meaning=meaning,
        count=count,
        href=search_place(following, sort=sort),
        is_on=is_on,
    )


def _named(name: str, value: str) -> tuple[str, str]:
    """Return a value as a person reads it, and what it means."""
    if name == "station":
        info = station_info(value)
        return (info.display_name.title() if info else value.title()), ""
    if name == "tags":
        return value, code_gloss(value, None).meaning
    if name == "class":
        return value.replace("_", " ").capitalize(), ""
    return value, ""
