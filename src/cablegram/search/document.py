"""An answer as a JSON document: one shape, for the command line and for the reading room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cablegram.search.archive import Hit, Results

SCHEMA: Final = "cablegram.search/1"


def hit_document(hit: Hit) -> dict[str, Any]:
    """Return a hit as what JSON is made of, with values of ours in it."""
    cable = hit.cable
    return {
        "mrn": cable.mrn,
        "date": cable.date,
        "origin": cable.origin,
        "level": cable.level,
        "controls": cable.controls,
        "captions": cable.captions,
        "subject": cable.subject,
        "genre": cable.genre,
        "form": cable.form,
        "source": cable.source,
        "score": hit.score,
        "snippet": hit.snippet,
    }


def results_document(results: Results) -> dict[str, Any]:
    """Return a page of results as what JSON is made of, without its hits."""
    return {
        "schema": SCHEMA,
        "query": results.query,
        "total": results.total,
        "offset": results.offset,
        "not_indexed": results.not_indexed,
        "cursor": results.cursor,
        "facets": tuple(
            {
                "name": facet.name,
                "values": tuple({"value": name, "count": count} for name, count in facet.values),
                "others": facet.others,
            }
            for facet in results.facets
        ),
        "facets_late": results.facets_late,
    }
