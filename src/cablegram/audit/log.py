"""The log as it is written: many notes at once, one transaction, one signature."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cablegram.audit.entries import chained, first_hash, note_of, written_time
from cablegram.audit.keys import KEY_VARIABLE, Key, key_file, key_of
from cablegram.audit.reading import head_of, identity_of
from cablegram.audit.schema import AuditError, connect

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from cablegram.audit.entries import Action, Note, Said

    Waiting = tuple[Note, Future[int]]

#: So many notes become one transaction at most.
MOST_AT_ONCE: Final = 256


class Log:
    """The log of an archive, open to be written. Any thread may note.

    Several processes may have the log of one archive open: each transaction chains to what is
    there. Use it as a context manager, or call `close`.
    """

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        key: Key,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self.folder = folder
        self.key = key
        self.identity = identity_of(connection)
        self._connection = connection
        self._clock = clock
        #: What is to be written, by whoever takes the lock first: all that is there at once.
        self._waiting: deque[Waiting] = deque()
        self._writing = threading.Lock()
        self._writer: threading.Thread | None = None
        self._has_work = threading.Event()
        self._starting = threading.Lock()
        self._is_closed = False

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, clock: Callable[[], dt.datetime] | None = None
    ) -> Self:
        """Open the log of the archive in a folder; log and key are made if there are none.

        Args:
            path: The folder.
            clock: Gives the time of an entry, aware; that of the machine if left out.

        Raises:
            AuditError: If it cannot be opened, or was signed by another key.
        """
        folder = Path(path)
        key = key_of(folder)
        connection = connect(folder, create=True)
        head = head_of(connection, identity_of(connection))
        if head is not None and head.key != key.public:
            connection.close()
            raise AuditError(
                str(folder),
                f"its log is signed by another key than that in {key_file(folder)}; put that one"
                f" back, or set {KEY_VARIABLE} to where it is",
            )
        return cls(folder, connection, key, clock or _now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what waits and close the database; a log that is closed takes no more notes."""
        with self._starting:
            if self._is_closed:
                return
            self._is_closed = True
            writer = self._writer
        self._has_work.set()
        if writer is not None:
            writer.join()
        with self._writing:
            self._write_waiting()
            self._connection.close()

    def note(
        self,
        action: Action,
        *,
        who: str,
        what: Sequence[str] = (),
        outcome: str = "done",
        **about: Said,
    ) -> int:
        """Write an entry, and return its number when it is written.

        Args:
            action: What was done.
            who: The name of an account, or of whoever it was.
            what: Identifiers: numbers of cables, `item:` and the identifier of one without.
            outcome: `done`, or one word that says why not.
            **about: Numbers and words without blanks; never text of a cable or of a query.

        Raises:
            AuditError: If it cannot be written. What it would have told of must not be done.
        """
        written = self._taken(note_of(action, who, what, outcome, about, self.key.digest))
        # The first of those who come at once writes for all of them; the others find it done.
        with self._writing:
            if not written.done():
                self._write_waiting()
        return written.result()

    def noting(
        self,
        action: Action,
        *,
        who: str,
        what: Sequence[str] = (),
        outcome: str = "done",
        **about: Said,
    ) -> Future[int]:
        """Have an entry written, for whoever must not stand still meanwhile.

        Returns:
            What has the entry's number when it is written, or the error if it could not be. Wait
            for it before anything of what it tells leaves the house.
        """
        written = self._taken(note_of(action, who, what, outcome, about, self.key.digest))
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="audit", daemon=True)
                self._writer.start()
        self._has_work.set()
        return written

    def _taken(self, note: Note) -> Future[int]:
        """Have a note wait to be written.

        Raises:
            AuditError: If the log is closed.
        """
        written: Future[int] = Future()
        with self._starting:
            if self._is_closed:
                raise AuditError(str(self.folder), "the log is closed")
            self._waiting.append((note, written))
        return written

    def digest(self, text: str) -> str:
        """Return what stands in the log for a text, such as a query; one needs the key for it."""
        return self.key.digest(text)

    def _write(self) -> None:
        """Write for those who do not stand still meanwhile, until the log is closed."""
        while not self._is_closed:
            self._has_work.wait()
            self._has_work.clear()
            with self._writing:
                self._write_waiting()

    def _write_waiting(self) -> None:
        """Write all that waits; by whoever has the lock."""
        while self._waiting:
            batch: list[Waiting] = []
            while self._waiting and len(batch) < MOST_AT_ONCE:
                batch.append(self._waiting.popleft())
            self._write_batch(batch)

    def _write_batch(self, batch: list[Waiting]) -> None:
        try:
            first = self._append([note for note, _ in batch])
        except Exception as error:  # noqa: BLE001 (each who waits gets it)
            told: Exception = error
            if isinstance(error, sqlite3.Error):
                told = AuditError(str(self.folder), f"the log cannot be written: {error}")
            for _, written in batch:
                written.set_exception(told)
            return
        for number, (_, written) in enumerate(batch, first):
            written.set_result(number)

    def _append(self, notes: list[Note]) -> int:
        """Write notes in one transaction, and return the number of the first."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            last = head_of(connection, self.identity)
            number = 0 if last is None else last.number
            digest = first_hash(self.identity) if last is None else last.digest
            first = number + 1
            at = self._clock()
            written_at = written_time(at)
            for note in notes:
                number += 1
                line = note.entry(number, at).line()
                digest = chained(digest, line)
                connection.execute(
                    "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                    (number, line, digest, written_at, note.action, note.who),
                )
                connection.executemany(
                    "INSERT INTO named VALUES (?, ?)", [(each, number) for each in note.what]
                )
            signature = self.key.sign(self.identity, number, digest, at)
            said = (number, digest, written_at, self.key.public)
            connection.execute(
                "INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?)", (*said, signature)
            )
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return first


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
