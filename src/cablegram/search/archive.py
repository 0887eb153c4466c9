"""The archive as programs use it: the store with its search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cablegram.archive import Store
from cablegram.search.index import Index
from cablegram.search.parser import parse_query
from cablegram.search.snippet import snippet

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.archive import Summary
    from cablegram.search.snippet import Snippet

DEFAULT_LIMIT = 20
MAX_LIMIT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One cable that matches, and why. `score` is `None` if the hits are ordered by date."""

    cable: Summary
    score: float | None = None
    snippet: Snippet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to a query.

    `total` counts all matches, `hits` are some of them, `offset` says how many stand before
    those. `not_indexed` is how far the index was behind while another process was writing it.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    offset: int = 0
    not_indexed: int = 0


class Archive(Store):
    """An archive that can be searched.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Archive.open(folder, create=True) as archive:
    ...     archive.search("from:lisbon date:2007..").total
    0
    """

    @cached_property
    def index(self) -> Index:
        """The index, opened when it is first needed."""
        return Index(self)

    def search(
        self,
        query: str,
        *,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
        with_snippets: bool = True,
    ) -> Results:
        """Find cables.

        What was filed since the last search is indexed first.

        Args:
            query: In the query language (docs/reference/query-language.md); empty for all.
            limit: How many hits at most, 0 to 10,000.
            offset: How many to pass over.
            with_snippets: Whether each hit shows why it matched; that reads its record.

        Raises:
            QueryError: If the query cannot be understood.
            ValueError: If limit or offset is out of range.
        """
        if not (0 <= limit <= MAX_LIMIT and offset >= 0):
            msg = f"limit must be 0 to {MAX_LIMIT} and offset at least 0, not {limit} and {offset}"
            raise ValueError(msg)
        parsed = parse_query(query)
        self.index.catch_up(wait=False)
        total, found = self.index.find(parsed, limit=limit, offset=offset)
        summaries = self.summaries([cable_id for cable_id, _ in found])
        wanted = self.index.wanted(parsed)
        hits = tuple(
            Hit(
                cable=summaries[cable_id],
                score=score,
                snippet=snippet(self.record(cable_id), wanted) if with_snippets else None,
            )
            for cable_id, score in found
            if cable_id in summaries
        )
        return Results(
            query=query, total=total, hits=hits, offset=offset, not_indexed=self.index.behind
        )

    def update_index(self, *, progress: Callable[[int], None] | None = None) -> int:
        """Index what was filed since the last time, and return how many cables that were."""
        return self.index.catch_up(progress=progress)
