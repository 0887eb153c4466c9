"""Searching: results with why they matched, facets, a timeline, pages that hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cablegram.model import Marking
from cablegram.search import START, parse_query
from cablegram.search.counts import counted_in_time
from cablegram.search.fields import SORTS
from cablegram.search.loosening import loosened
from cablegram.search.narrowing import with_condition, without_field
from cablegram.search.snippet import snippet
from cablegram.search.tree import is_ranked
from cablegram.web.answers import Answer, Flow, Problem, moved, page
from cablegram.web.citing import coins
from cablegram.web.facet_links import facet_lists
from cablegram.web.glosses import code_gloss, marking_words
from cablegram.web.lists import WHOLE, as_atom, as_json, file_links, whole
from cablegram.web.picking import picked_value
from cablegram.web.places import (
    adding_place,
    cable_place,
    following_place,
    saving_place,
    search_place,
)
from cablegram.web.plain_words import genre_word, plain_name
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.timeline import MOST_YEARS_BY_MONTH, timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.search import Archive, Hit, ParsedQuery, Results, Snippet
    from cablegram.search.snippet import Wanted
    from cablegram.web.asking import Asked
    from cablegram.web.timeline import Timeline

_DAY: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
PER_PAGE: Final = 20
IN_A_FEED: Final = 50
#: What takes longer to count is left out, and the page says so.
COUNTING_SECONDS: Final = 1.5
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
    picked: str


def search(archive: Archive, asked: Asked) -> Answer | Flow:
    """Answer for `/search` and its siblings."""
    ending = asked.path.get("ending", "")
    if ending and ending not in {*WHOLE, "json", "atom"}:
        raise NOTHING_HERE
    query = asked.text("q")
    parsed = parse_query(query)
    sort = asked.choice("sort", SORTS)
    if asked.text("from") or asked.text("to"):
        span = dated(query, _day(asked, "from"), _day(asked, "to"))
        return moved(
            search_place(span, ending=f".{ending}" * bool(ending), sort=sort), for_good=False
        )
    ordered = f"{query} sort:{sort}".strip() if sort and " sort:" not in f" {query}" else query
    if ending in WHOLE:
        return whole(ordered, ending)
    if ending == "atom":
        newest = query if " sort:" in f" {query}" else f"{query} sort:-date".strip()
        return as_atom(archive.search(newest, limit=IN_A_FEED), query)
    as_document = asked.wants_json
    limit = asked.number("limit", default=PER_PAGE, highest=1000) if as_document else PER_PAGE
    results = archive.search(
        ordered,
        limit=limit,
        cursor=asked.text("page") or START,
        with_facets=True,
        facet_seconds=COUNTING_SECONDS,
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
        made = as_json(results, following)
    else:
        made = _page(
            archive, asked, results, query=query, sort=sort, following=following, parsed=parsed
        )
    return replace(made, following=following or "")


def _page(
    archive: Archive,
    asked: Asked,
    results: Results,
    *,
    query: str,
    sort: str,
    following: str | None,
    parsed: ParsedQuery,
) -> Answer:
    is_first_page = not asked.text("page")
    wanted = archive.ready().wanted(parsed)
    tags = archive.tags_of([hit.cable.cable_id for hit in results.hits])
    order = parsed.sort if parsed.sort != "score" else sort.replace("score", "")
    if not order and not is_ranked(parsed):
        order = "-date"
    drawn = _timeline(archive, results, query, sort) if is_first_page else None
    facets = facet_lists(results.facets, query, sort)
    return page(
        "search.html",
        query=query,
        typed=parsed.typed_number,
        sort=sort,
        order=order,
        sorts={value: name for value, name in SORT_NAMES.items() if value or is_ranked(parsed)},
        unordered=without_field(query, "sort"),
        loosened=loosened(archive, query) if not results.total else (),
        results=results,
        hits=[_shown(hit, tags.get(hit.cable.cable_id, ()), wanted) for hit in results.hits],
        first=results.offset + 1,
        last=results.offset + len(results.hits),
        following=following,
        add_page=adding_place(
            **{f"cable{n}": picked_value(hit.cable) for n, hit in enumerate(results.hits, 1)}
        ),
        add_all=adding_place(q=query, sort=sort or None),
        save_place=saving_place(query, sort),
        follow_place=following_place("query", query),
        facets=[each for each in facets if each.name != "year" or drawn is None],
        timeline=drawn,
        files=file_links(query, sort),
    )


def _timeline(archive: Archive, results: Results, query: str, sort: str) -> Timeline | None:
    """Return the picture of an answer by year; of few years, by month."""
    counts = next((facet.values for facet in results.facets if facet.name == "year"), ())
    if counts and int(counts[-1][0]) - int(counts[0][0]) < MOST_YEARS_BY_MONTH:
        months = counted_in_time(archive, "month", query, seconds=COUNTING_SECONDS)
        if months is not None:
            counts = tuple((month, count) for month, count in months.values if month)
    of_all_years = without_field(query, "date")
    return timeline(
        counts,
        lambda name: search_place(dated(query, name, name), sort=sort),
        query=query,
        sort=sort,
        wider="" if of_all_years == query else search_place(of_all_years, sort=sort),
    )


def dated(query: str, first: str, last: str) -> str:
    """Return a query for a span of time, in the place of the one that it has.

    Args:
        query: The query.
        first: A year, month or day; empty for no beginning.
        last: The same for the end.
    """
    if first and last < first and last and not first.startswith(last):
        first, last = last, first
    span = first if first == last else f"{first}..{last}"
    return with_condition(without_field(query, "date"), f"date:{span}")


def _day(asked: Asked, name: str) -> str:
    text = asked.text(name)
    if text and not _DAY.fullmatch(text):
        raise Problem(
            status=400,
            code="wrong-query",
            title="That query is not right",
            message=f"What stands in {name} must be a year, a month or a day.",
            hint="Such as 1962, 1962-10 or 1962-10-27.",
        )
    return text


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
        title=_title(cable.subject, wanted)
        if cable.subject
        else ((_named(cable.genre, sender), False),),
        pieces=tuple(_pieces(hit.snippet)),
        coins=coins(cable),
        picked=picked_value(cable),
    )


def _named(genre: str, sender: str) -> str:
    """Return what stands for the subject of a cable that has none."""
    return f"{genre_word(genre)} from {sender}" if sender else genre_word(genre)


def _title(subject: str, wanted: Sequence[Wanted]) -> tuple[tuple[str, bool], ...]:
    """Return a subject in pieces; a very long one in one."""
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
