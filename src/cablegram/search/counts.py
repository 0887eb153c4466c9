"""How many cables a query finds by year, station and the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cablegram.search.parser import parse_query

if TYPE_CHECKING:
    from cablegram.search.archive import Archive
    from cablegram.search.facets import Counts


def count_by(archive: Archive, name: str, query: str = "") -> Counts:
    """Count the cables that match by one thing, all values of it.

    What was filed since the last search is indexed first. Copies of one message count once.

    Args:
        archive: The archive.
        name: `year`, `month`, `day`, `station`, `tags`, `class`, `caption` or `form`.
        query: In the query language; empty for all.

    Raises:
        QueryError: If the query cannot be understood.
        ValueError: If cables are not counted by that.
    """
    return replace(archive.ready().counts(parse_query(query), name), query=query)


def counted_in_time(archive: Archive, name: str, query: str, *, seconds: float) -> Counts | None:
    """Count as `count_by`; `None` if that takes longer than so many seconds."""
    found = archive.ready().counts_in_time(parse_query(query), name, seconds=seconds)
    return None if found is None else replace(found, query=query)
