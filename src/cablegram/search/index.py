"""The index of an archive: derived, kept up by itself, rebuilt at will.

It has a document for each cable. Which ones it has looked at is told by the file `WATERMARK` in its
folder.
"""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import tantivy

from cablegram.errors import ArchiveError
from cablegram.search.documents import (
    ANALYZER,
    INDEX_FORMAT,
    LIST_FIELD,
    analyzer,
    document,
    schema,
    words_of,
)
from cablegram.search.finding import Finder
from cablegram.search.indexed import decoder
from cablegram.search.runs import (
    LEAST_CABLES,
    NO_RUNS,
    SAMPLE_CABLES,
    Runs,
    frequent_runs,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.archive.interface import RecordStore
    from cablegram.search.finding import State

INDEX_FOLDER = "index"
WATERMARK = "looked-at"
HEAP_BYTES = 256_000_000
# One, so that the same cables always make the same segments; it is not what the time goes into.
WRITER_THREADS = 1
# Documents between two commits: what a crash can make one index again.
COMMIT_EVERY = 50_000
LOCK_SECONDS = 30.0
LOCK_POLL_SECONDS = 0.1
# The library puts another in its place at each commit.
COMMITTED = "meta.json"


class IndexInUse(ArchiveError):
    """Another process is writing the index, which has one writer at a time."""


class Index:
    """The index of one archive."""

    def __init__(self, store: RecordStore) -> None:
        """Open the index of an archive, or begin an empty one.

        Raises:
            ArchiveError: If the folder cannot be used.
        """
        self._store = store
        #: Of the archive, when this was opened.
        self.identity = store.identity
        self._folder = store.folder / INDEX_FOLDER / f"all-{INDEX_FORMAT}-{self.identity}"
        self._schema = schema()
        self._analyzer = analyzer()
        self._highest: tuple[tuple[int, int, int], int] = (0, 0, 0), 0
        self._finder: Finder | None = None
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
        """What searches the index as it is now; the same as long as the index is the same."""
        state = self._state()
        if state is None and self._finder is not None and not self._folder.exists():
            return self._finder  # it was thrown away; what is open can be read
        if self._finder is None or state is None or self._finder.state != state:
            self._reload()
            self._finder = Finder(self._index.searcher(), self._schema, self._analyzer, self._store)
            # Unless another was committed just now: then it is opened again the next time.
            self._finder.state = state if state == self._state() else None
        return self._finder

    def _reload(self) -> None:
        """Look at the last commit.

        Raises:
            ArchiveError: If it cannot be read; it may have been thrown away.
        """
        try:
            self._index.reload()
        except (ValueError, OSError) as error:
            message = f"the index cannot be read: {error}"
            raise ArchiveError(str(self._folder), message) from error

    def _state(self) -> State | None:
        """Return what tells one commit of the index from another; `None` if it cannot be told."""
        try:
            found = (self._folder / COMMITTED).stat()
        except OSError:
            return None
        return str(self._folder), found.st_ino, found.st_mtime_ns, found.st_size

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
            IndexInUse: If another process kept on writing.
            ArchiveError: If the folder cannot be written.
        """
        if not self.behind:
            return 0
        writer = self._writer(seconds if wait else 0.0)
        if writer is None:
            if wait:
                raise IndexInUse(str(self._folder), "another process is writing the index")
            return 0
        with self.errors_named():  # the folder may be thrown away at any time
            adding = self._adding(writer, may_renew=wait)
            adding.step(progress=progress)
            self._finish(adding)
        return adding.count

    @contextmanager
    def keeping_up(self) -> Iterator[Callable[[], None]]:
        """Lend what adds to the index what was filed since its last call, while others are filed.

        It leaves the index to another process as long as that one writes it. At the end all is
        committed, and what is left is added.

        Raises:
            ArchiveError: As `catch_up`.
        """
        adding: _Adding | None = None

        def more() -> None:
            nonlocal adding
            if adding is None and not self._awaits_runs():
                writer = self._writer(0.0)
                with self.errors_named():
                    adding = None if writer is None else self._adding(writer, may_renew=True)
            if adding is not None:
                adding.step()

        yield more
        if adding is not None:
            adding.step()
            self._finish(adding)
        self.catch_up()

    def _adding(self, writer: tantivy.IndexWriter, *, may_renew: bool) -> _Adding:
        """Begin to add. An archive that has become large gets frequent runs, and a new index."""
        self._index.reload()  # another process may have done the work in the meantime
        held = self._runs()
        is_new = may_renew and not self._awaits_runs()
        if held is not None and not (is_new and not held.cables):
            return _Adding(self, self._store, writer, held, *self._noted())
        change = self._store.last_change()
        runs = self._sampled() if self._store.highest_id() >= LEAST_CABLES else NO_RUNS
        runs.save(self._folder)
        if not self._index.searcher().num_docs:
            return _Adding(self, self._store, writer, runs, *self._noted())
        self._note(0, 0)
        writer.delete_documents_by_query(tantivy.Query.all_query())
        return _Adding(self, self._store, writer, runs, 0, change)

    def _runs(self) -> Runs | None:
        """Return the list that the documents were made with; `None` if there is none, or lost."""
        names = self._index.searcher().terms_with_prefix(LIST_FIELD, "")
        return Runs.load(self._folder, names[0][0]) if names else None

    def _awaits_runs(self) -> bool:
        """Tell whether the archive is too small for a list that the index will have once."""
        held = self._runs()
        return (held is None or not held.cables) and self._store.highest_id() < LEAST_CABLES

    def _sampled(self) -> Runs:
        ids = spread(sorted(self._store.leading_ids()), SAMPLE_CABLES)
        sample = (words_of(self._store.record(cable_id)) for cable_id in ids)
        return frequent_runs(sample, of=len(ids))

    def _finish(self, adding: _Adding) -> None:
        with self.errors_named():
            adding.commit()
            adding.writer.wait_merging_threads()
            self._index.reload()
        self._drop_older()

    def _drop_older(self) -> None:
        """Throw away indexes of earlier formats, whose place this one has taken."""
        for other in self._folder.parent.glob("all-*-*"):
            number = other.name.split("-")[1]
            if number.isdigit() and int(number) < INDEX_FORMAT:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def errors_named(self) -> Iterator[None]:
        """Give the errors of the library their name."""
        try:
            yield
        except (ValueError, OSError) as error:
            message = f"the index cannot be written: {error}"
            raise ArchiveError(str(self._folder), message) from error

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

    def term(self, cable_id: int) -> tantivy.Query:
        """Return the query for one cable."""
        return tantivy.Query.term_query(self._schema, "id", cable_id)

    def commit(self, writer: tantivy.IndexWriter, last_id: int, change: int) -> None:
        """Commit, and then say up to where. After a crash between the two, the index tells."""
        writer.commit()
        self._note(last_id, change)

    def _note(self, last_id: int, change: int) -> None:
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


class _Adding:
    """What is added to an index by one writer: how far it has come, and what is not committed."""

    def __init__(
        self,
        index: Index,
        store: RecordStore,
        writer: tantivy.IndexWriter,
        runs: Runs,
        last_id: int,
        change: int,
    ) -> None:
        self._index = index
        self._store = store
        self._runs = runs
        self._last_id = last_id
        self._change = change
        self._committed = 0
        self.writer = writer
        self.count = 0

    def step(self, *, progress: Callable[[int], None] | None = None) -> None:
        """Add what was filed since, and what became of older cables."""
        with self._index.errors_named():
            known_id = self._last_id
            # What a cable became while the others are added is looked at again the next time.
            last_change = self._store.last_change()
            for cable_id, record in self._store.records_after(known_id, decode=decoder().decode):
                self._add(cable_id, record)
                self._last_id = cable_id
                if self.count - self._committed >= COMMIT_EVERY:
                    self.commit()
                if progress is not None:
                    progress(self.count)
            for number, cable_id, changed in self._store.changes_after(self._change):
                if cable_id <= known_id or number > last_change:
                    self.writer.delete_documents_by_query(self._index.term(cable_id))
                    self._add(cable_id, changed)
            self._change = max(self._change, last_change)

    def commit(self) -> None:
        """Commit what was added."""
        self._index.commit(self.writer, self._last_id, self._change)
        self._committed = self.count

    def _add(self, cable_id: int, record: dict[str, Any] | None) -> None:
        """Add a cable, unless another is the best copy of its message now."""
        self.count += 1
        if record is not None:
            self.writer.add_document(document(cable_id, record, self._runs))
