"""The archive as programs use it: the store with its search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablegram.archive import Store
from cablegram.model import Cable
from cablegram.search.cursor import Cursor, read_cursor, write_cursor
from cablegram.search.finding import MAX_COMPLETIONS
from cablegram.search.index import LOCK_SECONDS, Index
from cablegram.search.paging import page
from cablegram.search.parser import parse_query
from cablegram.search.records import records
from cablegram.search.snippet import snippet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cablegram.archive import IngestReport, Item, Summary
    from cablegram.archive.rows import ReadBytes
    from cablegram.search.facets import Facet
    from cablegram.search.finding import Finder, Found
    from cablegram.search.remembered import RememberedFacets
    from cablegram.search.snippet import Snippet, Wanted
    from cablegram.search.tree import ParsedQuery

DEFAULT_LIMIT = 20
MAX_LIMIT = 10_000
START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One cable that matches, and why. `score` is `None` if the hits are ordered otherwise."""

    cable: Summary
    score: float | None = None
    snippet: Snippet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to a query.

    `total` counts all matches, `hits` are some of them, `offset` says how many stand before
    those. `cursor` is the token of the next page, if there is one and pages were asked for.
    `facets` are there if they were asked for, and `facets_late` if there was no time to count
    them. `not_indexed` is how far the index was behind while
    another process was writing it.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    offset: int = 0
    not_indexed: int = 0
    cursor: str | None = None
    facets: tuple[Facet, ...] = ()
    facets_late: bool = False


class Archive(Store):
    """An archive that can be searched.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Archive.open(folder, create=True) as archive:
    ...     archive.search("from:lisbon date:2007..").total
    0
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        super().__init__(folder, connection)
        self._index: Index | None = None
        #: Another thread or process adds to the index: who searches takes it as it is.
        self.index_is_left_to_others = False
        #: Facets counted lately, if several threads share them; each has an archive of its own.
        self.remembered: RememberedFacets | None = None

    @property
    def index(self) -> Index:
        """The index, opened when it is first needed, and again when something was forgotten."""
        if self._index is None or self._index.identity != self.identity:
            self._index = Index(self)
        return self._index

    def search(
        self,
        query: str,
        *,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
        with_snippets: bool = True,
        with_facets: bool = False,
        facet_seconds: float | None = None,
        cursor: str | None = None,
    ) -> Results:
        """Find cables.

        What was filed since the last search is indexed first.

        Args:
            query: In the query language (docs/reference/query-language.md); empty for all.
            limit: How many hits at most, 0 to 10,000.
            offset: How many to pass over.
            with_snippets: Whether each hit shows why it matched; that reads its record.
            with_facets: Whether the whole answer is counted by year, station, TAGS and the rest.
            facet_seconds: How long that may take; if it takes longer, it is left out and said so.
            cursor: `START` for the first of several pages, or the token that came with a page, to
                go on behind it whatever was filed in the meantime.

        Raises:
            QueryError: If the query cannot be understood.
            InvalidCursor: If the cursor is not one of this query and archive.
            ValueError: If limit or offset is out of range.
        """
        if not (0 <= limit <= MAX_LIMIT and offset >= 0):
            msg = f"limit must be 0 to {MAX_LIMIT} and offset at least 0, not {limit} and {offset}"
            raise ValueError(msg)
        parsed = parse_query(query)
        key = f"{self.identity} {query}"
        begin = None if cursor in (None, START) else read_cursor(cursor or "", key)
        finder = self.ready()
        after = None
        if cursor is None:
            total, found = finder.find(parsed, limit=limit, offset=offset)
        else:
            begin = begin or Cursor(up_to=finder.highest_id, place=offset)
            total, found, after = page(finder, parsed, begin, limit)
        wanted = finder.wanted(parsed)
        hits = self._hits(found, wanted if with_snippets else None)
        up_to = begin.up_to if begin else None
        facets: tuple[Facet, ...] | None = ()
        if with_facets:
            facets = self._facets(finder, parsed, up_to, facet_seconds)
        return Results(
            query=query,
            total=total,
            hits=hits,
            offset=begin.place if begin else offset,
            not_indexed=self.index.behind,
            cursor=write_cursor(after, key) if after else None,
            facets=facets or (),
            facets_late=facets is None,
        )

    def complete(self, beginning: str, *, limit: int = 10) -> tuple[tuple[str, int], ...]:
        """Return words of the archive that begin so, with how many cables have them, most first.

        Args:
            beginning: The first letters of a word.
            limit: How many words at most, up to 50.
        """
        return tuple(self.ready().complete(beginning, min(limit, MAX_COMPLETIONS)))

    def people(self, beginning: str, *, limit: int = 10) -> tuple[tuple[str, int], ...]:
        """Return names of people of which a word begins so, with how many cables have them.

        A name counts where it is signed, classified by, drafted by, or stands in the TAGS.

        Args:
            beginning: The first letters of a surname or given name; or of one behind the other.
            limit: How many names at most, up to 50.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with Archive.open(folder, create=True) as archive:
        ...         archive.people("smi")
        ()
        """
        return tuple(self.ready().people(beginning, min(limit, MAX_COMPLETIONS)))

    def ready(self) -> Finder:
        """Return what searches the index, brought up to date first."""
        if not self.index_is_left_to_others:
            self.index.catch_up(wait=False)
        return self.index.finder

    def cables(self, query: str = "") -> Iterator[Cable]:
        """Yield the cables that match, all of them, in memory that does not grow.

        Args:
            query: In the query language; empty for all, in the order in which they were filed.

        Raises:
            QueryError: If the query cannot be understood.
        """
        for record in records(self, query):
            yield Cable.from_dict(record)

    def to_polars(self, query: str = "") -> Any:  # noqa: ANN401 (of an extra)
        """Return a data frame of Polars of the cables that match, with the columns of Parquet.

        Raises:
            MissingExtra: If polars is not installed.
            QueryError: If the query cannot be understood.
        """
        from cablegram.archive.export.tables import polars_frame  # noqa: PLC0415

        return polars_frame(records(self, query))

    def update_index(
        self, *, seconds: float = LOCK_SECONDS, progress: Callable[[int], None] | None = None
    ) -> int:
        """Index what was filed since the last time, and return how many cables that were.

        Args:
            seconds: How long to wait for another process that is writing the index.
            progress: Called now and then with the number of cables looked at so far.

        Raises:
            ArchiveError: If another process kept on writing it, or it cannot be written.
        """
        return self.index.catch_up(seconds=seconds, progress=progress)

    def ingest_and_index(
        self,
        items: Iterable[Item],
        read_bytes: ReadBytes,
        *,
        workers: int = 1,
        wait: bool = False,
        progress: Callable[[IngestReport], None] | None = None,
    ) -> IngestReport:
        """Read inputs, file what is new, and index it while others are being read.

        It takes what `ingest` takes. Searches of other processes find what is filed meanwhile in
        steps; they say how far behind they are.

        Raises:
            ArchiveError: If database or index cannot be written, or another process writes.
        """
        with self.index.keeping_up() as index_more:

            def told(report: IngestReport) -> None:
                if progress is not None:
                    progress(report)  # at once: what is filed is known if this ends in the index
                index_more()

            return self.ingest(items, read_bytes, workers=workers, wait=wait, progress=told)

    def _facets(
        self, finder: Finder, parsed: ParsedQuery, up_to: int | None, seconds: float | None
    ) -> tuple[Facet, ...] | None:
        if self.remembered is not None:
            return self.remembered.facets(finder, parsed, up_to=up_to, seconds=seconds)
        if seconds is None:
            return finder.facets(parsed, up_to=up_to)
        return finder.facets_in_time(parsed, up_to=up_to, seconds=seconds)

    def _hits(self, found: Sequence[Found], wanted: Sequence[Wanted] | None) -> tuple[Hit, ...]:
        """Return the hits with why they matched, if that is wanted."""
        summaries = self.summaries([cable_id for cable_id, _ in found])
        hits = []
        for cable_id, score in found:
            summary = summaries.get(cable_id)
            if summary is None:
                continue
            shown = None if wanted is None else snippet(self.record(cable_id), wanted)
            hits.append(Hit(cable=summary, score=score, snippet=shown))
        return tuple(hits)
