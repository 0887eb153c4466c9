"""Search results as files: the page as JSON and Atom, the whole answer in the forms of exports."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final

from cablegram.archive.export import export
from cablegram.search.document import hit_document, results_document
from cablegram.search.records import records
from cablegram.web.answers import Answer, Flow, json_answer
from cablegram.web.feeds import Entry, feed
from cablegram.web.kinds import kind_of
from cablegram.web.places import LIST_ENDINGS, cable_place, search_place
from cablegram.web.plain_words import genre_word
from cablegram.web.problems import NO_PARQUET

if TYPE_CHECKING:
    from cablegram.search import Archive, Hit, Results

#: Endings of the whole answer, and the format of exports.
WHOLE: Final = {
    "csv": "csv", "ndjson": "ndjson", "ris": "ris", "bib": "bibtex", "parquet": "parquet",
}  # fmt: skip


def file_links(query: str, sort: str) -> list[tuple[str, str]]:
    """Return the files that an answer can be had as: ending and place of each."""
    endings = [each for each in LIST_ENDINGS if each != ".parquet" or has_parquet()]
    return [(each, search_place(query, ending=each, sort=sort)) for each in endings]


@cache
def has_parquet() -> bool:
    """Tell whether the package that writes Parquet is there."""
    return find_spec("pyarrow") is not None


def whole(query: str, ending: str) -> Flow:
    """Return all cables that match as a file.

    Raises:
        Problem: If it is one that a package is missing for.
    """
    if ending == "parquet" and not has_parquet():
        raise NO_PARQUET

    def write(archive: Archive, out: IO[bytes]) -> int:
        return export(records(archive, query), out, WHOLE[ending])

    return Flow(media_type=kind_of(f".{ending}").media_type, name=f"cables.{ending}", write=write)


def as_json(results: Results, following: str | None) -> Answer:
    """Return a page of results as a document; `next` is the place of the next page."""
    hits = [{"href": cable_place(hit.cable), **hit_document(hit)} for hit in results.hits]
    return json_answer({**results_document(results), "next": following, "hits": hits})


def as_atom(results: Results, query: str) -> Answer:
    """Return a page of results as a feed, to be told of what is filed later."""
    return feed(
        f"Cables: {query}" if query else "Cables",
        place=search_place(query),
        own=search_place(query, ending=".atom"),
        entries=map(_entry, results.hits),
    )


def _entry(hit: Hit) -> Entry:
    cable = hit.cable
    return Entry(
        place=cable_place(cable),
        title=cable.subject or str(cable.mrn or genre_word(cable.genre)),
        day=cable.date,
        author=cable.origin or "",
        summary=hit.snippet.text if hit.snippet else "",
    )
