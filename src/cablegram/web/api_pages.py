"""How a program asks the room: a page for people, and the document for programs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from cablegram.web.answers import JSON, Answer, json_bytes, page
from cablegram.web.describing import describe, json_of, media_types, places_of, statuses
from cablegram.web.documents import DOCUMENTS
from cablegram.web.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cablegram.archive import Summary
    from cablegram.search import Archive
    from cablegram.web.asking import Asked
    from cablegram.web.paths import Parameter, Path

#: From the cables that are looked at for examples.
_LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEnding:
    """An ending of a path: kind, media types, an example that answers here; empty if none does."""

    ending: str
    name: str
    media_types: tuple[str, ...]
    document: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPath:
    """A path for the page."""

    place: str
    path: Path
    endings: tuple[ShownEnding, ...]
    statuses: tuple[int, ...]


def openapi(_archive: Archive, _asked: Asked) -> Answer:
    """Answer for `/openapi.json`."""
    return Answer(body=_document(), media_type=JSON)


def api_page(archive: Archive, _asked: Asked) -> Answer:
    """Answer for `/api`."""
    found = examples(archive)
    return page(
        "api.html",
        shown=[_shown(path, found) for path in _paths()],
        error=DOCUMENTS["error"],
    )


def examples(archive: Archive) -> Mapping[str, str]:
    """Return something of each kind that this archive holds; nothing of what it does not."""
    results = archive.search("sort:-date", limit=_LOOKED_AT, with_facets=True)
    facets = {facet.name: facet.values[0][0] for facet in results.facets if facet.values}
    cables = [hit.cable for hit in results.hits]
    found = {
        "mrn": next((str(each.mrn) for each in cables if each.mrn), ""),
        "cable": next((str(each.cable_id) for each in cables if each.mrn is None), ""),
        **dict(zip(("year", "month", "day"), _newest(cables), strict=False)),
        "station": facets.get("station", ""),
        "tag": facets.get("tags", ""),
        "query": f"tags:{facets['tags']}" if "tags" in facets else "",
    }
    return {kind: value for kind, value in found.items() if value}


def _newest(cables: Sequence[Summary]) -> list[str]:
    """Return year, month and day of the newest cable."""
    return next((each.date.isoformat().split("-") for each in cables if each.date), [])


def example_place(path: Path, ending: str, found: Mapping[str, str]) -> str:
    """Return where something stands that this archive holds; empty if that is not known."""
    place = next(place for place, each in places_of(path) if each == ending)
    for each in path.within:
        value = _value(each, found)
        if not value:
            return ""
        place = place.replace(f"{{{each.name}}}", quote(value, safe=""))
    asked = {each.name: value for each in path.asks if (value := found.get(each.like, ""))}
    return f"{place}?{urlencode(asked)}" if asked else place


def _value(parameter: Parameter, found: Mapping[str, str]) -> str:
    return found.get(parameter.like, "") if parameter.like else parameter.example


def _shown(path: Path, found: Mapping[str, str]) -> ShownPath:
    endings = [
        ShownEnding(
            ending=ending,
            name=kind_of(ending).name,
            media_types=media_types(path, ending),
            document=json_of(path, ending) or "",
            example=example_place(path, ending, found) if path.method == "GET" else "",
        )
        for _, ending in places_of(path)
    ]
    place, _ = next(places_of(path))
    return ShownPath(place=place, path=path, endings=tuple(endings), statuses=statuses(path))


@cache
def _document() -> bytes:
    return json_bytes(describe(_paths(), version("cablegram")))


def _paths() -> tuple[Path, ...]:
    from cablegram.web.paths import PATHS  # noqa: PLC0415 (the table holds these pages too)

    return PATHS
