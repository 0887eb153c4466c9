"""The index of an archive for one class of readers: derived, kept up by itself, rebuilt at will.

It has a document for each cable of which the class may see something, made of what it may see.
Which cables it has looked at is told by the file `WATERMARK` in its folder.
"""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any, Literal

import tantivy

from cablegram.access import SEES_ALL, Reader, clearance_class, visible
from cablegram.errors import ArchiveError
from cablegram.search.documents import ANALYZER, INDEX_FORMAT, analyzer, document, schema
from cablegram.search.finding import Finder

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.archive import Store

INDEX_FOLDER = "index"
WATERMARK = "looked-at"
HEAP_BYTES = 256_000_000
# One, so that the same cables always make the same segments; it is not what the time goes into.
WRITER_THREADS = 1
# Documents between two commits: what a crash can make one index again.
COMMIT_EVERY = 50_000
LOCK_SECONDS = 30.0
LOCK_POLL_SECONDS = 0.1


class Index:
    """The index of one archive for one class of readers."""

    def __init__(self, store: Store, reader: Reader = SEES_ALL) -> None:
        """Open the index of an archive, or begin an empty one.

        Raises:
            ArchiveError: If the folder cannot be used.
        """
        self._store = store
        self._reader = reader
        name = f"{clearance_class(reader)}-{INDEX_FORMAT}-{store.identity}"
        self._folder = store.folder / INDEX_FOLDER / name
        self._schema = schema()
        self._analyzer = analyzer()
        self._highest: tuple[tuple[int, int, int], int] = (0, 0, 0), 0
        self._index = self._open()
        if self._is_ahead():  # the database was put back to an older state
            self._throw_away()
            self._index = self._open()

    @property
    def behind(self) -> int:
        """How many cables and changes of older ones the archive has and the index has not."""
        looked_at, change = self._noted()
        cables = max(0, self._store.highest_id() - looked_at)
        return cables + max(0, self._store.last_change() - change)

    @property
    def finder(self) -> Finder:
        """What searches the index as it is now."""
        self._index.reload()
        return Finder(
            self._index.searcher(), self._schema, self._analyzer, self._store, self._reader
        )

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
            progress: Called now and then with the number of cables looked at so far.

        Returns:
            How many cables were looked at.

        Raises:
            ArchiveError: If another process kept on writing, or the folder cannot be written.
        """
        if not self.behind:
            return 0
        writer = self._writer(seconds if wait else 0.0)
        if writer is None:
            if wait:
                raise ArchiveError(str(self._folder), "another process is writing the index")
            return 0
        count = 0
        try:
            self._index.reload()  # the other process may have done the work in the meantime
            last_id, change = self._noted()
            known_id = last_id
            # What a cable became while the others are added is looked at again the next time.
            last_change = self._store.last_change()
            for cable_id, record in self._store.records_after(last_id):
                self._add(writer, cable_id, record)
                count += 1
                last_id = cable_id
                if count % COMMIT_EVERY == 0:
                    self._commit(writer, last_id, change)
                if progress is not None:
                    progress(count)
            for number, cable_id, changed in self._store.changes_after(change):
                if cable_id <= known_id or number > last_change:
                    old = tantivy.Query.term_query(self._schema, "id", cable_id)
                    writer.delete_documents_by_query(old)
                    self._add(writer, cable_id, changed)
                    count += 1
            self._commit(writer, last_id, max(change, last_change))
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise ArchiveError(
                str(self._folder), f"the index cannot be written: {error}"
            ) from error
        self._index.reload()
        return count

    def rebuild(self, *, progress: Callable[[int], None] | None = None) -> int:
        """Throw the index away, make it anew, and return how many cables were looked at."""
        self._throw_away()
        self._index = self._open()
        return self.catch_up(progress=progress)

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

    def _add(
        self, writer: tantivy.IndexWriter, cable_id: int, record: dict[str, Any] | None
    ) -> None:
        """Add what the readers of the class see of a cable."""
        seen = None if record is None else visible(record, self._reader)
        if seen is not None:
            writer.add_document(document(cable_id, seen))

    def _commit(self, writer: tantivy.IndexWriter, last_id: int, change: int) -> None:
        """Commit, and then say up to where. After a crash between the two, the index tells."""
        writer.commit()
        made = self._folder / f"{WATERMARK}.new"
        made.write_text(f"{last_id} {change}\n", encoding="ascii")
        made.replace(self._folder / WATERMARK)

    def _noted(self) -> tuple[int, int]:
        """Return the highest identifier and the last change looked at."""
        try:
            said = (self._folder / WATERMARK).read_text(encoding="ascii").split()
            last_id, change = int(said[0]), int(said[1])
        except (OSError, ValueError, IndexError):
            last_id = change = 0
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return last_id, change
        # Commits are whole and follow the order of filing. Every document is looked at for it, so
        # it is done once for each state of the index.
        state = (searcher.num_docs, searcher.num_segments, last_id)
        if self._highest[0] != state:
            result = searcher.search(
                tantivy.Query.all_query(), limit=1, count=False, order_by_field="id"
            )
            self._highest = state, int(result.hits[0][0])
        return max(last_id, self._highest[1]), change

    def _is_ahead(self) -> bool:
        """Tell whether the index knows of what the archive does not have."""
        last_id, change = self._noted()
        newest = self._store.last_change()
        # A cable that proves to be a copy may be the last one; that is a change.
        return newest < change or (last_id > self._store.highest_id() and newest == change)

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
