"""The index of an archive: derived, thrown away without loss, never older than it says.

There is one index for each clearance class; the only one so far is that of the reader who sees all.
"""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Literal

import tantivy

from cablegram.errors import ArchiveError
from cablegram.search.compiler import Compiler
from cablegram.search.documents import ANALYZER, INDEX_FORMAT, analyzer, document, schema
from cablegram.search.snippet import Wanted
from cablegram.search.tree import searched_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.archive import Store
    from cablegram.search.tree import ParsedQuery

INDEX_FOLDER = "index"
CLASS_OF_ALL = "all"
CHANGE = "last-change"
HEAP_BYTES = 128_000_000
WRITER_THREADS = 2
# Documents between two commits: what a crash can make one index again.
COMMIT_EVERY = 20_000
LOCK_SECONDS = 30.0
LOCK_POLL_SECONDS = 0.1

Found = tuple[int, float | None]


class Index:
    """The index of one archive for one class of readers."""

    def __init__(self, store: Store) -> None:
        """Open the index of an archive, or begin an empty one.

        Raises:
            ArchiveError: If the folder cannot be used.
        """
        self._store = store
        name = f"{CLASS_OF_ALL}-{INDEX_FORMAT}-{store.identity}"
        self._folder = store.folder / INDEX_FOLDER / name
        self._schema = schema()
        self._analyzer = analyzer()
        self._compiler = Compiler(self._schema, self._analyzer)
        self._index = self._open()
        if self._watermark() > store.highest_id():  # the database was put back to an older state
            self._throw_away()
            self._index = self._open()

    @property
    def behind(self) -> int:
        """How many numbers of cables the archive has given since the index was written."""
        return max(0, self._store.highest_id() - self._watermark())

    def catch_up(
        self,
        *,
        wait: bool = True,
        seconds: float = LOCK_SECONDS,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Add what the archive has and the index has not.

        Args:
            wait: Wait for another process that is writing the index; else leave it to that one.
            seconds: How long to wait.
            progress: Called now and then with the number of cables added so far.

        Returns:
            How many cables were added.

        Raises:
            ArchiveError: If another process kept on writing, or the folder cannot be written.
        """
        if not self.behind and self._known_change() >= self._store.last_change():
            return 0
        writer = self._writer(seconds if wait else 0.0)
        if writer is None:
            if wait:
                raise ArchiveError(str(self._folder), "another process is writing the index")
            return 0
        added = 0
        try:
            self._index.reload()  # the other process may have done the work in the meantime
            last_change = self._follow_changes(writer)
            for cable_id, record in self._store.records_after(self._watermark()):
                writer.add_document(document(cable_id, record))
                added += 1
                if added % COMMIT_EVERY == 0:
                    writer.commit()
                if progress is not None:
                    progress(added)
            writer.commit()
            self._know_change(last_change)
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise ArchiveError(
                str(self._folder), f"the index cannot be written: {error}"
            ) from error
        self._index.reload()
        return added

    def rebuild(self, *, progress: Callable[[int], None] | None = None) -> int:
        """Throw the index away, make it anew, and return how many cables are in it."""
        self._throw_away()
        self._index = self._open()
        return self.catch_up(progress=progress)

    def find(self, parsed: ParsedQuery, *, limit: int, offset: int = 0) -> tuple[int, list[Found]]:
        """Return how many cables match, and identifier and score of some of them.

        Args:
            parsed: The query.
            limit: How many at most, 0 for the count alone.
            offset: How many to pass over.
        """
        self._index.reload()
        searcher = self._index.searcher()
        query = self._compiler.query(parsed)
        by_date = parsed.sort != "score"
        order = tantivy.Order.Desc if parsed.sort.startswith("-") else tantivy.Order.Asc
        result = searcher.search(
            query,
            limit=max(1, limit),
            offset=offset,
            order_by_field="day" if by_date else None,
            order=order if by_date else tantivy.Order.Desc,
        )
        addresses = [address for _, address in result.hits[:limit]]
        ids = searcher.fast_field_values("id", addresses) if addresses else []
        scores = [None if by_date else float(score) for score, _ in result.hits[:limit]]
        found = [(int(found or 0), score) for found, score in zip(ids, scores, strict=True)]
        total: int = result.count  # type: ignore[attr-defined]  # its type file leaves it out
        return total, found

    def wanted(self, parsed: ParsedQuery) -> tuple[Wanted, ...]:
        """Return the words that a snippet shows, as the index has them."""
        runs = []
        for words in searched_words(parsed.root):
            cut = tuple(self._compiler.words_of(words.text))
            if cut:
                runs.append(Wanted(words=cut, is_prefix=words.is_prefix))
        return tuple(dict.fromkeys(runs))

    def _follow_changes(self, writer: tantivy.IndexWriter) -> int:
        """Take out what leads no longer, and put in what leads again; return the last change.

        To do it twice, as after a crash, does no harm.
        """
        last, watermark = self._store.last_change(), self._watermark()
        for _, cable_id, record in self._store.changes_after(self._known_change()):
            writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "id", cable_id))
            if record is not None and cable_id <= watermark:
                writer.add_document(document(cable_id, record))
        return last

    def _known_change(self) -> int:
        try:
            return int((self._folder / CHANGE).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _know_change(self, sequence: int) -> None:
        """Note the last change that is in the index; said after the commit, never before."""
        made = self._folder / f"{CHANGE}.new"
        made.write_text(f"{sequence}\n", encoding="ascii")
        made.replace(self._folder / CHANGE)

    def _open(self) -> tantivy.Index:
        for attempt in ("first", "again"):
            try:
                return self._open_once()
            except (ValueError, OSError) as error:
                if attempt == "again":
                    raise ArchiveError(
                        str(self._folder), f"the index cannot be opened: {error}"
                    ) from error
                self._throw_away()  # damaged: nothing is lost by that
        raise AssertionError

    def _open_once(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        index.register_tokenizer(ANALYZER, self._analyzer)
        reload_policy: Literal["manual"] = "manual"
        index.config_reader(reload_policy)
        index.reload()
        return index

    def _throw_away(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _watermark(self) -> int:
        """Return the highest identifier in the index: commits are whole and follow its order."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return 0
        result = searcher.search(
            tantivy.Query.all_query(), limit=1, count=False, order_by_field="id"
        )
        return int(result.hits[0][0])

    def _writer(self, seconds: float) -> tantivy.IndexWriter | None:
        """Return the one writer, or `None` if another process holds it for that long."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self._index.writer(HEAP_BYTES, WRITER_THREADS)
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise ArchiveError(
                        str(self._folder), f"the index cannot be written: {error}"
                    ) from error
            if time.monotonic() >= end:
                return None
            time.sleep(LOCK_POLL_SECONDS)
