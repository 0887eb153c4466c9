"""The log as it is written: many notes at once, one transaction, one signature."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cablegram.audit.entries import Action, chained, first_hash, note_of, written_time
from cablegram.audit.keys import (
    Head,
    Key,
    drop_beside,
    keep_beside,
    key_of,
    key_of_head,
    put_in_place,
)
from cablegram.audit.reading import head_of, identity_of
from cablegram.audit.schema import AuditError, connect

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from cablegram.audit.entries import Note, Said

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
        key_of(folder)  # says what is wrong with it before a log is made
        connection = connect(folder, create=True)
        try:
            key = _key_now(folder, connection)
        except BaseException:
            connection.close()
            raise
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

    def change_key(self, *, who: str) -> Head:
        """Have another key sign from now on; the one before signs that it follows.

        The change is an entry of the log, whole or not at all. Whoever has the log open in another
        process goes on with the new key. The old one is gone; what it made digests with is kept.

        Args:
            who: The name of whoever does it.

        Returns:
            The head, signed by the new key: to be kept elsewhere, like any.

        Raises:
            AuditError: If it cannot be written, or the key before cannot be had.
        """
        with self._writing:
            self._write_waiting()
            try:
                return self._change_key(who)
            except sqlite3.Error as error:
                reason = f"the log cannot be written: {error}"
                raise AuditError(str(self.folder), reason) from error

    def _change_key(self, who: str) -> Head:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            last = self._last()
            number = 1 if last is None else last.number + 1
            before = first_hash(self.identity) if last is None else last.digest
            new, text = self.key.following()
            signature = self.key.sign_change(self.identity, number, before, new.public)
            about = {
                "old": self.key.public.hex(),
                "new": new.public.hex(),
                "signature": signature.hex(),
            }
            note = note_of(Action.KEY_CHANGED, who, (), "done", about, self.key.digest)
            keep_beside(self.folder, new, text)
            try:
                self._insert([note], last, new)
            except BaseException:
                drop_beside(self.folder, new)
                raise
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")
        # If it ends here, whoever opens the log next finds the new key beside its place.
        self.key = new
        put_in_place(self.folder, new.public)
        head = self._last()
        assert head is not None  # noqa: S101 (it was just written)
        return head

    def _last(self) -> Head | None:
        """Return the head; if another process has changed the key, that is the log's from now on.

        Raises:
            AuditError: If that key cannot be had.
        """
        last = head_of(self._connection, self.identity)
        if last is not None and last.key != self.key.public:
            self.key = key_of_head(self.folder, last)
        return last

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
                told.__cause__ = error
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
            last = self._last()
            first = self._insert(notes, last, self.key)
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")
        return first

    def _insert(self, notes: list[Note], last: Head | None, key: Key) -> int:
        """Add entries behind the last one, and a head; return the number of the first."""
        connection = self._connection
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
        signature = key.sign(self.identity, number, digest, at)
        said = (number, digest, written_at, key.public)
        connection.execute(
            "INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?)", (*said, signature)
        )
        return first


def _key_now(folder: Path, connection: sqlite3.Connection) -> Key:
    """Return the key of a log; if it is changed just while it is looked for, look again."""
    identity = identity_of(connection)
    head = head_of(connection, identity)
    try:
        return key_of_head(folder, head)
    except AuditError:
        again = head_of(connection, identity)
        if again == head:
            raise
        return key_of_head(folder, again)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
