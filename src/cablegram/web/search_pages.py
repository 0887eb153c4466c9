"""Searching: results with why they matched, facets, a timeline, pages that hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import Marking
from cablegram.search import START, parse_query
from cablegram.search.fields import SORTS
from cablegram.search.snippet import snippet
from cablegram.web.answers import Answer, Flow, page
from cablegram.web.citing import coins
from cablegram.web.facet_links import facet_lists, narrowed
from cablegram.web.glosses import code_gloss, marking_words
from cablegram.web.lists import WHOLE, as_atom, as_json, whole
from cablegram.web.places import cable_place, search_place
from cablegram.web.plain_words import plain_name
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.model import MRN
    from cablegram.search import Archive, Hit, Results, Snippet
    from cablegram.search.snippet import Wanted
    from cablegram.web.asking import Asked

PER_PAGE: Final = 20
IN_A_FEED: Final = 50
SORT_NAMES: Final = {
    "": "best match",
    "-date": "newest first",
    "date": "oldest first",
    "station": "by post",
    "number": "by number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """A hit for the page.

    `tags` are codes with their meanings. `title` and `pieces` are the subject and the snippet in
    pieces, each with whether it was found.
    """

    hit: Hit
    href: str
    passage: str
    sender: str
    marking: str
    level: str
    tags: tuple[tuple[str, str], ...]
    title: tuple[tuple[str, bool], ...]
    pieces: tuple[tuple[str, bool], ...]
    coins: str


def search(archive: Archive, asked: Asked) -> Answer | Flow:
    """Answer for `/search` and its siblings."""
    ending = asked.path.get("ending", "")
    if ending and ending not in {*WHOLE, "json", "atom"}:
        raise NOTHING_HERE
    query = asked.text("q")
    typed = parse_query(query).typed_number
    sort = asked.choice("sort", SORTS)
    ordered = f"{query} sort:{sort}".strip() if sort and " sort:" not in f" {query}" else query
    if ending in WHOLE:
        return whole(ordered, ending)
    if ending == "atom":
        newest = query if " sort:" in f" {query}" else f"{query} sort:-date".strip()
        return as_atom(archive.search(newest, limit=IN_A_FEED), query)
    as_document = asked.wants_json
    limit = asked.number("limit", default=PER_PAGE, highest=1000) if as_document else PER_PAGE
    results = archive.search(
        ordered, limit=limit, cursor=asked.text("page") or START, with_facets=True
    )
    following = None
    if results.cursor:
        following = search_place(
            query,
            ending=".json" if as_document else "",
            sort=sort,
            limit=limit if limit != PER_PAGE else None,
            page=results.cursor,
        )
    if as_document:
        return as_json(results, following)
    return _page(archive, asked, results, query=query, sort=sort, following=following, typed=typed)


def _page(
    archive: Archive,
    asked: Asked,
    results: Results,
    *,
    query: str,
    sort: str,
    following: str | None,
    typed: MRN | None,
) -> Answer:
    years = next((facet.values for facet in results.facets if facet.name == "year"), ())
    wanted = archive.ready().wanted(parse_query(query))
    tags = archive.tags_of([hit.cable.cable_id for hit in results.hits])
    return page(
        "search.html",
        query=query,
        typed=typed,
        sort=sort,
        sorts=SORT_NAMES,
        results=results,
        hits=[_shown(hit, tags.get(hit.cable.cable_id, ()), wanted) for hit in results.hits],
        first=results.offset + 1,
        last=results.offset + len(results.hits),
        following=following,
        is_first_page=not asked.text("page"),
        facets=facet_lists(results.facets, query, sort),
        timeline=timeline(
            years, lambda year: search_place(narrowed(query, "date", year)[0], sort=sort)
        ),
        files=[
            (name, search_place(query, ending=f".{name}", sort=sort))
            for name in ("json", "csv", "ndjson", "atom", "ris", "bib")
        ],
    )


def _shown(hit: Hit, tags: tuple[str, ...], wanted: Sequence[Wanted]) -> ShownHit:
    cable = hit.cable
    level = cable.level.value if cable.level else ""
    marking = marking_words(Marking(level=cable.level, controls=frozenset(cable.controls)))
    words = [marking if cable.level else "No marking read", *cable.captions]
    place = cable_place(cable)
    paragraph = hit.snippet.paragraph if hit.snippet else None
    sender = plain_name(cable.origin) if cable.origin else ""
    return ShownHit(
        hit=hit,
        href=place,
        passage=f"{place}#p{paragraph}" if paragraph is not None else place,
        sender=sender[:1].upper() + sender[1:],
        marking=", ".join(dict.fromkeys(word for word in words if word)),
        level=level or "unread",
        tags=tuple((code, code_gloss(code, cable.date).meaning) for code in tags[:8]),
        title=_title(cable.subject, wanted),
        pieces=tuple(_pieces(hit.snippet)),
        coins=coins(cable),
    )


def _title(subject: str | None, wanted: Sequence[Wanted]) -> tuple[tuple[str, bool], ...]:
    """Return a subject in pieces; a very long one in one."""
    if not subject:
        return (("No subject", False),)
    found = snippet({"paragraphs": [{"text": subject}]}, wanted) if wanted else None
    if found is None or found.text != " ".join(subject.split()):
        return ((subject, False),)
    return tuple(_pieces(found))


def _pieces(snippet: Snippet | None) -> list[tuple[str, bool]]:
    """Return a snippet in pieces, each with whether it was found."""
    if snippet is None:
        return []
    pieces = []
    done = 0
    for start, end in snippet.hits:
        if start < done:
            continue
        pieces += [(snippet.text[done:start], False), (snippet.text[start:end], True)]
        done = end
    pieces.append((snippet.text[done:], False))
    return [(text, is_hit) for text, is_hit in pieces if text]
