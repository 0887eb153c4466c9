"""Search results as files: the page as JSON and Atom, the whole answer in the forms of exports."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from cablegram.archive.export import export
from cablegram.archive.export.texts import clean_xml
from cablegram.search.records import records
from cablegram.web.answers import Answer, Flow, json_answer
from cablegram.web.kinds import kind_of
from cablegram.web.places import cable_place, search_place

if TYPE_CHECKING:
    from cablegram.search import Archive, Hit, Results

SCHEMA: Final = "cablegram.search/1"
#: Endings of the whole answer, and the format of exports.
WHOLE: Final = {"csv": "csv", "ndjson": "ndjson", "ris": "ris", "bib": "bibtex"}


def whole(query: str, ending: str) -> Flow:
    """Return all cables that match as a file."""

    def write(archive: Archive, out: IO[bytes]) -> int:
        return export(records(archive, query), out, WHOLE[ending])

    return Flow(media_type=kind_of(f".{ending}").media_type, name=f"cables.{ending}", write=write)


def as_json(results: Results, following: str | None) -> Answer:
    """Return a page of results as a document; `next` is the place of the next page."""
    return json_answer(
        {
            "schema": SCHEMA,
            "query": results.query,
            "total": results.total,
            "offset": results.offset,
            "not_indexed": results.not_indexed,
            "next": following,
            "facets": [
                {
                    "name": facet.name,
                    "values": [{"value": name, "count": count} for name, count in facet.values],
                    "others": facet.others,
                }
                for facet in results.facets
            ],
            "hits": [_hit(hit) for hit in results.hits],
        }
    )


def _hit(hit: Hit) -> dict[str, Any]:
    cable = hit.cable
    return {
        "mrn": cable.mrn,
        "href": cable_place(cable),
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


def as_atom(results: Results, query: str) -> Answer:
    """Return a page of results as a feed, to be told of what is filed later."""
    newest = max((hit.cable.date for hit in results.hits if hit.cable.date), default=None)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_xml(f'Cables: {query}' if query else 'Cables')}</title>",
        f"<id>urn:cablegram:search:{_xml(search_place(query))}</id>",
        f'<link rel="self" href={quoteattr(search_place(query, ending=".atom"))}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(search_place(query))}/>',
        f"<updated>{newest or '1970-01-01'}T00:00:00Z</updated>",
        *(_entry(hit) for hit in results.hits),
        "</feed>\n",
    ]
    return Answer(
        body="\n".join(parts).encode("utf-8", "replace"),
        media_type=kind_of(".atom").media_type,
    )


def _entry(hit: Hit) -> str:
    cable = hit.cable
    place = cable_place(cable)
    summary = f"<summary>{_xml(hit.snippet.text)}</summary>" if hit.snippet else ""
    return (
        f"<entry><title>{_xml(cable.subject or str(cable.mrn or 'Telegram'))}</title>"
        f"<id>urn:cablegram:{_xml(place)}</id>"
        f'<link rel="alternate" type="text/html" href={quoteattr(place)}/>'
        f"<updated>{cable.date or '1970-01-01'}T00:00:00Z</updated>"
        f"<author><name>{_xml(cable.origin or 'unknown')}</name></author>{summary}</entry>"
    )


def _xml(text: str) -> str:
    return escape(clean_xml(text))
