"""All values of a facet: how many cables of an answer have each, as pages and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.archive.export.tables import clean
from cablegram.search import parse_query
from cablegram.search.counts import counted_in_time
from cablegram.web.answers import Answer, Problem, json_answer, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.facet_links import FACETS, facet_link
from cablegram.web.places import TABLE_ENDINGS, facet_place, search_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.search import Archive
    from cablegram.web.asking import Asked
from cablegram.web.facet_links import FacetLink

SCHEMA: Final = "cablegram.facet/1"
PER_PAGE: Final = 200
SECONDS: Final = 3.0
NOT_IN_TIME: Final = Problem(
    status=503,
    code="not-counted",
    title="Not counted in time",
    message="Counting all values took longer than the room has for one page.",
    hint="Narrow the query down, such as with date:, and try again.",
    headers={"Retry-After": "10"},
)


def facet(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/facet/NAME` and its siblings."""
    name, ending = _parted(asked.path["name"])
    if name not in FACETS:
        raise NOTHING_HERE
    query = asked.text("q")
    wanted = asked.text("filter")
    number = max(1, asked.number("page", default=1))
    parse_query(query)
    counts = counted_in_time(archive, name, query, seconds=SECONDS)
    if counts is None:
        raise NOT_IN_TIME
    not_said = next((count for value, count in counts.values if value is None), 0)
    # What a value means is looked up for those that are shown, unless it is looked for.
    values = [(value, count) for value, count in counts.values if value is not None]
    if wanted:
        values = [
            (value, count)
            for value, count in values
            if _has(facet_link(name, value, count, query=query), value, wanted)
        ]
    if ending == ".json" or (asked.wants_json and not ending):
        return json_answer(
            {
                "schema": SCHEMA,
                "name": name,
                "query": query,
                "total": counts.total,
                "values": [{"value": value, "count": count} for value, count in values],
                "not_said": not_said,
                "others": counts.others,
            }
        )
    if ending == ".csv":
        return csv_answer(name, (name, "cables"), [(clean(each), n) for each, n in values])
    first = (number - 1) * PER_PAGE
    shown = values[first : first + PER_PAGE]
    if not shown and number > 1:
        raise NOTHING_HERE
    view = {"filter": wanted}
    return page(
        "facet.html",
        name=name,
        title=FACETS[name][0],
        query=query,
        wanted=wanted,
        total=counts.total,
        links=[facet_link(name, value, count, query=query) for value, count in shown],
        most=max((count for _, count in values), default=1),
        values=len(values),
        first=first + 1,
        last=first + len(shown),
        not_said=not_said if not wanted else 0,
        place=facet_place(name, query),
        back=search_place(query),
        previous=facet_place(name, query, page=number - 1, **view) if number > 1 else "",
        following=facet_place(name, query, page=number + 1, **view)
        if first + len(shown) < len(values)
        else "",
        files=[(each, facet_place(name, query, ending=each, **view)) for each in TABLE_ENDINGS],
    )


def _parted(text: str) -> tuple[str, str]:
    for ending in TABLE_ENDINGS:
        if text.endswith(ending):
            return text.removesuffix(ending), ending
    return text, ""


def _has(link: FacetLink, value: str, wanted: str) -> bool:
    return wanted.casefold() in f"{value}\n{link.name}\n{link.meaning}".casefold()
