"""Many queries at once: a table with a line for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from cablegram.errors import QueryError
from cablegram.search.parser import parse_query
from cablegram.search.tree import And, Days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.search.archive import Archive
    from cablegram.search.finding import Finder
    from cablegram.search.tree import ParsedQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One query: how many cables match, and the days of the first and the last.

    `problem` says what is wrong with the query; the figures are `None` then.
    """

    query: str
    total: int | None = None
    first: date | None = None
    last: date | None = None
    problem: str | None = None


def table(archive: Archive, queries: Iterable[str]) -> Iterator[Row]:
    """Yield a row for each query; empty lines and those that begin with `#` are passed over.

    A query that cannot be understood is a row too, and the others go on.
    """
    for line in queries:
        query = line.strip()
        if query and not query.startswith("#"):
            yield _row(archive, query)


def _row(archive: Archive, query: str) -> Row:
    try:
        parsed = parse_query(query)
        finder = archive.ready()
        total, _ = finder.find(parsed, limit=0)
    except QueryError as error:
        return Row(query=query, problem=str(error))
    ends = [_end(archive, finder, parsed, sort) if total else None for sort in ("date", "-date")]
    return Row(query=query, total=total, first=ends[0], last=ends[1])


def _end(archive: Archive, finder: Finder, parsed: ParsedQuery, sort: str) -> date | None:
    """Return the day of the first dated hit in an order by date."""
    dated = And(parts=(parsed.root, Days(first=date(1, 1, 1), last=None)))
    _, found = finder.find(replace(parsed, root=dated, sort=sort), limit=1)
    return archive.summaries([found[0][0]])[found[0][0]].date if found else None
