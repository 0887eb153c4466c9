"""What is in the archive, how well it was read, and how it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.overview import (
    counted_info,
    coverage_steps,
    is_erasing_due,
    noticed,
    references_resolved,
    unread_inputs,
)
from cablegram.model import CODES
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.missing_pages import is_counted
from cablegram.web.places import search_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.archive import Unread
    from cablegram.archive.info import ArchiveInfo
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.archive-page/1"
UNREAD_SHOWN: Final = 50
#: Parts of the text that were understood, in twentieths: from, up to, and in words.
_COVERAGE: Final = (
    (0, 10, "less than half"),
    (10, 16, "50 to 80 %"),
    (16, 18, "80 to 90 %"),
    (18, 19, "90 to 95 %"),
    (19, 20, "95 % and more"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A count with its share of all, in per cent, and where it leads."""

    name: str
    count: int
    share: int
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A code of what was noticed while reading, with its meaning."""

    code: str
    severity: str
    summary: str
    cables: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What only he is told who sees the whole archive.

    Attributes:
        info: Its figures.
        unread: Inputs that could not be read, the first of them.
        sizes: What takes how many bytes on the disk.
        is_erasing_due: Whether forgetting was interrupted.
    """

    info: ArchiveInfo
    unread: tuple[Unread, ...]
    sizes: tuple[tuple[str, int], ...]
    is_erasing_due: bool


def archive_page(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/archive` and its sibling."""
    if asked.path.get("ending", "json") != "json":
        raise NOTHING_HERE
    results = archive.search("", limit=0, with_facets=True)
    info = counted_info(archive)
    numbers, held = references_resolved(archive)
    looked_at, codes = noticed(archive)
    facets = {facet.name: facet for facet in results.facets}
    years = facets["year"].values if "year" in facets else ()
    values: dict[str, Any] = {
        "cables": results.total,
        "not_indexed": results.not_indexed,
        "is_counted": is_counted(archive),
        "copies": info.copies if info else 0,
        "joined": info.joined if info else 0,
        "shared_numbers": info.shared_numbers if info else 0,
        "without_text": info.without_text if info else 0,
        "incomplete": info.incomplete if info else 0,
        "references": info.references if info else 0,
        "references_with_number": numbers,
        "references_held": held,
        "first_year": int(years[0][0]) if years else None,
        "last_year": int(years[-1][0]) if years else None,
    }
    noticed_codes = tuple(_noticed(code, count) for code, count in codes)
    forms = _bars(info.forms if info else (), "form")
    levels = _bars(facets["class"].values if "class" in facets else (), "class")
    coverage = _coverage(archive)
    whole = _whole(archive, info) if asked.reader.sees_all and info else None
    if asked.wants_json or "ending" in asked.path:
        return json_answer(
            {
                "schema": SCHEMA,
                **values,
                "forms": {bar.name: bar.count for bar in forms},
                "levels": {bar.name: bar.count for bar in levels},
                "coverage": {bar.name: bar.count for bar in coverage},
                "looked_at": looked_at,
                "noticed": {each.code: each.cables for each in noticed_codes},
                "whole": _whole_values(whole) if whole else None,
            }
        )
    return page(
        "archive.html",
        **values,
        forms=forms,
        levels=levels,
        coverage=coverage,
        looked_at=looked_at,
        noticed=noticed_codes,
        whole=whole,
        unread_shown=UNREAD_SHOWN,
        files=[("json", "/archive.json")],
    )


def _bars(values: tuple[tuple[str, int], ...], field: str = "") -> tuple[Bar, ...]:
    total = sum(count for _, count in values)
    return tuple(
        Bar(
            name=name,
            count=count,
            share=round(100 * count / total) if total else 0,
            href=search_place(f"{field}:{name}") if field else "",
        )
        for name, count in values
    )


def _coverage(archive: Archive) -> tuple[Bar, ...]:
    """Return how many copies were understood to what part."""
    steps = coverage_steps(archive)
    found = [
        (name, sum(count for step, whole, count in steps if first <= step < end and not whole))
        for first, end, name in _COVERAGE
    ]
    found.append(("all of it", sum(count for _, whole, count in steps if whole)))
    return _bars(tuple(reversed([each for each in found if each[1]])))


def _noticed(code: str, cables: int) -> Noticed:
    known = CODES.get(code)
    return Noticed(
        code=code,
        severity=known.severity.value if known else "",
        summary=known.summary if known else "a code of another version",
        cables=cables,
    )


def _whole(archive: Archive, info: ArchiveInfo) -> Whole:
    return Whole(
        info=info,
        unread=unread_inputs(archive, UNREAD_SHOWN),
        sizes=(
            ("what was filed, before it was packed", info.witness_bytes),
            ("the database", info.database_bytes),
            ("the index", info.index_bytes),
            ("archives of classes of readers", info.classes_bytes),
        ),
        is_erasing_due=is_erasing_due(archive),
    )


def _whole_values(whole: Whole) -> dict[str, Any]:
    info = whole.info
    return {
        "identity": info.identity,
        "schema_version": info.schema_version,
        "witnesses": info.witnesses,
        "unread": info.unread,
        "witness_bytes": info.witness_bytes,
        "database_bytes": info.database_bytes,
        "index_bytes": info.index_bytes,
        "classes_bytes": info.classes_bytes,
        "is_erasing_due": whole.is_erasing_due,
    }
