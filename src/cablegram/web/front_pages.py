"""The door of the room, its help, and its own files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cablegram.web.answers import Answer, page
from cablegram.web.facet_links import facet_lists
from cablegram.web.places import search_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.search_pages import search
from cablegram.web.sections import SAID, SECTIONS
from cablegram.web.templates import static_file, static_names
from cablegram.web.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive import Summary
    from cablegram.search import Archive
    from cablegram.web.answers import Flow
    from cablegram.web.asking import Asked

_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def front(archive: Archive, asked: Asked) -> Answer | Flow:
    """Answer for `/`: what the archive holds, and where to begin."""
    if asked.wants_json:
        return search(archive, replace(asked, parameters={}))
    results = archive.search("", limit=0, with_facets=True)
    facets = {facet.name: facet for facet in results.facets}
    years = facets["year"].values if "year" in facets else ()
    cited = asked.most_cited
    held = {mrn: found[0] for mrn, _ in cited if (found := archive.find(mrn))}
    most_cited = [(mrn, count, held[mrn]) for mrn, count in cited if mrn in held]
    return page(
        "front.html",
        total=results.total,
        folder=str(archive.folder),
        under_way=[] if results.total else _under_way(asked),
        not_indexed=results.not_indexed,
        first=years[0][0] if years else "",
        last=years[-1][0] if years else "",
        timeline=timeline(
            years, lambda year: search_place(f"date:{year}", sort="date"), sort="date"
        ),
        facets=[each for each in facet_lists(results.facets, "", "") if each.name != "year"],
        most_cited=most_cited,
        worth_reading=_worth_reading(archive, [cable for _, _, cable in most_cited]),
        begin=[(place, word, SAID[place]) for place, word in SECTIONS if place in SAID],
    )


def _under_way(asked: Asked) -> list[str]:
    """Return the names of what is being added just now."""
    jobs = () if asked.jobs is None else asked.jobs.all()
    return [job.name for job in jobs if not job.state.is_over]


def _worth_reading(archive: Archive, cables: Sequence[Summary]) -> Summary | None:
    """Return that of much cited cables which cites most itself: a matter has grown around it."""
    cites = archive.citations_in([each.cable_id for each in cables])
    numbered = [each for each in cables if each.mrn is not None and each.cable_id in cites]
    return max(numbered, key=lambda each: len(cites[each.cable_id]), default=None)


def help_page(_archive: Archive, _asked: Asked) -> Answer:
    """Answer for `/help`."""
    return page("help.html")


def static_answer(name: str) -> Answer:
    """Return a file of our own; its address changes with it, so it can be kept.

    Raises:
        Problem: If there is none of that name.
    """
    if name not in static_names():
        raise NOTHING_HERE
    return Answer(
        body=static_file(name)[0],
        media_type=_KINDS[name[name.rindex(".") :]],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
