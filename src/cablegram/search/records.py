"""The cables that a query finds, all of them, one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.search.parser import parse_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive import Summary
    from cablegram.search.archive import Archive

PAGE: Final = 10_000


def records(archive: Archive, query: str = "") -> Iterator[dict[str, Any]]:
    """Yield the records of the cables that match.

    Args:
        archive: The archive.
        query: In the query language; empty for all, in the order in which they were filed. Without
            an order of its own, the oldest come first. What is filed in the meantime is not there.

    Raises:
        QueryError: If the query cannot be understood; before the first record.
    """
    for _, record in numbered_records(archive, query):
        yield record


def numbered_records(archive: Archive, query: str = "") -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records of the cables that match, as `records` does, with their identifiers."""
    if not query.strip():
        yield from archive.records_after(0)
        return
    for cable in all_found(archive, query):
        yield cable.cable_id, archive.record(cable.cable_id)


def all_found(archive: Archive, query: str) -> Iterator[Summary]:
    """Yield all cables that a query finds, which is not empty, the oldest first.

    Raises:
        QueryError: If the query cannot be understood; before the first cable.
    """
    parsed = parse_query(query)
    if parsed.sort == "score":  # scores move, and nobody reads thousands by rank
        parsed = replace(parsed, sort="date")
    finder = archive.ready()
    up_to, offset = finder.highest_id, 0
    while found := finder.find(parsed, limit=PAGE, offset=offset, up_to=up_to)[1]:
        held = archive.summaries([cable_id for cable_id, _ in found])
        yield from (held[cable_id] for cable_id, _ in found if cable_id in held)
        offset += len(found)
