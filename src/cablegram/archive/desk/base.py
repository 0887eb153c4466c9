"""The door of the desk: whose it is, what he may see of it, and how it is written to."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from cablegram import chance
from cablegram.access import SEES_ALL, may_change, may_read, us_policy, written_under
from cablegram.archive.desk.bounds import see_room
from cablegram.archive.desk.sharing import PRIVATE, WITH_ALL, shared_with
from cablegram.archive.desk.values import ChangedMeanwhile, NotKept, NotOnTheDesk, NotYours
from cablegram.archive.dictionaries import transaction
from cablegram.archive.policy import policy_of
from cablegram.archive.schema import connect
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from cablegram.access import Policy, Reader
    from cablegram.archive.desk.sharing import Sharing

#: Tables that say under which clearance a row was written, and what a row of each is called.
OWNED: Final = {
    "dossier": "dossier",
    "note": "note",
    "saved_search": "search",
    "review": "review",
}
#: Those of them that somebody owns, and shares.
SHARED: Final = frozenset({"dossier", "note", "saved_search"})


class Base:
    """A desk as one reader has it; it belongs to the thread that opened it.

    Any number of processes may write to it, also while cables are filed: each change waits for the
    others and is whole or not at all.
    """

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        reader: Reader,
        policy: Policy | None,
        now: Callable[[], dt.datetime],
        new_id: Callable[[], str],
        owner: str | None = None,
    ) -> None:
        self.folder = folder
        self.reader = reader
        self.owner = owner
        self._connection = connection
        self._policy = policy
        self._now = now
        self._new_id = new_id

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        reader: Reader = SEES_ALL,
        *,
        policy: Policy | None = None,
        now: Callable[[], dt.datetime] | None = None,
        new_id: Callable[[], str] | None = None,
        owner: str | None = None,
    ) -> Self:
        """Open the desk of an archive for a reader.

        Args:
            path: The folder of the whole archive, not of that of a class.
            reader: Whose it is.
            policy: By which it is decided what he may see; the archive's own if it is left out.
            now: Gives the time of a change; the clock, in UTC, if it is left out.
            new_id: Gives a new word for an address, which nobody can guess.
            owner: The account of the person; `None` where there are none, for whom nothing is
                private if he sees all.

        Raises:
            ArchiveError: If there is no archive, or not one that this version can use.
        """
        folder = Path(path)
        connection = connect(folder, create=False)
        return cls(folder, connection, reader, policy, now or _now, new_id or chance.new_id, owner)

    def of(self, reader: Reader, owner: str | None = None) -> Self:
        """Return the desk of another reader, through the same door: it is closed with this one."""
        if (reader, owner) == (self.reader, self.owner):
            return self
        return type(self)(
            self.folder, self._connection, reader, self._policy, self._now, self._new_id, owner
        )

    @classmethod
    def beside(cls, other: Base) -> Self:
        """Return this kind of door beside another one: for the same reader, closed with it."""
        return cls(
            other.folder,
            other._connection,
            other.reader,
            other._policy,
            other._now,
            other._new_id,
            other.owner,
        )

    def close(self) -> None:
        """Close it. Closing twice does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def policy(self) -> Policy:
        """By which it is decided what the reader may see."""
        if self._policy is not None:
            return self._policy
        return us_policy() if self.reader.sees_all else policy_of(self.folder)

    def _seen(self, table: str) -> tuple[str, list[str]]:
        """Return the condition for the rows of a table that the reader may see, and its values."""
        shared, values = self._shared(table)
        if self.reader.sees_all:
            return shared, values
        policy = self.policy
        there = self._rows(f"SELECT DISTINCT written_under FROM {table}")  # noqa: S608 (ours)
        under = [each for (each,) in there if may_read(self.reader, each, policy)]
        marks = ", ".join("?" * len(under))
        return f"{table}.written_under IN ({marks}) AND {shared}", [*under, *values]

    def _shared(self, table: str) -> tuple[str, list[str]]:
        """Return the condition for what is the reader's own, nobody's, or shared with him."""
        if table not in SHARED:
            return "1", []
        if self.owner is None:
            if self.reader.sees_all:  # the person at the machine, whose archive it is
                return "1", []
            return f"({table}.owner IS NULL OR {table}.shared = 'all')", []
        values = shared_with(self.owner, self.reader.groups)
        marks = ", ".join("?" * len(values))
        condition = f"({table}.owner IS NULL OR {table}.owner = ? OR {table}.shared IN ({marks}))"
        return condition, [self.owner, *values]

    def _may_change(self, written: str, owner: str | None) -> bool:
        """Tell whether the reader may change a row: what is his own, under his own clearance."""
        is_his = owner is None or owner == self.owner
        is_at_the_machine = self.owner is None and self.reader.sees_all
        return (is_his or is_at_the_machine) and may_change(self.reader, written, self.policy)

    def _own(self) -> str:
        """Return the clearance under which the reader writes."""
        return written_under(self.reader, self.policy)

    def _sharing(self, sharing: Sharing | None) -> str:
        """Return with whom something new is shared: with nobody, where there are accounts.

        Raises:
            NotKept: If it is a group that the reader is not in.
        """
        if sharing is None:
            sharing = WITH_ALL if self.owner is None else PRIVATE
        if sharing.kind == "group" and sharing.name not in self.reader.groups:
            raise NotKept("it can be shared with a group that you are in")
        return str(sharing)

    def _share(self, table: str, row_id: str, sharing: Sharing, version: int) -> None:
        said = self._sharing(sharing)
        with self._changing(table, row_id, version):
            self._connection.execute(
                f"UPDATE {table} SET shared = ? WHERE id = ?",  # noqa: S608 (ours)
                (said, row_id),
            )

    def _row(self, table: str, row_id: str) -> tuple[str, int]:
        """Return clearance and version of a row that the reader may see.

        Raises:
            NotOnTheDesk: If there is none.
        """
        shared, values = self._shared(table)
        query = f"SELECT written_under, version FROM {table} WHERE id = ? AND {shared}"  # noqa: S608 (ours)
        found: list[tuple[str, int]] = self._rows(query, row_id, *values)
        if not found or not may_read(self.reader, found[0][0], self.policy):
            raise NotOnTheDesk(OWNED[table])
        return found[0]

    @contextmanager
    def _changing(self, table: str, row_id: str, version: int | None) -> Iterator[str]:
        """Change a row and what belongs to it; gives the time. The version rises by one.

        Args:
            table: Of which.
            row_id: Which row.
            version: The one that was looked at; `None` if the change fits any.

        Raises:
            NotOnTheDesk: If there is none, or the reader may not see it.
            NotYours: If it is another's, or was written under another clearance.
            ChangedMeanwhile: If it has another version now.
        """
        with self._writing():
            written, present = self._row(table, row_id)
            query = f"SELECT owner FROM {table} WHERE id = ?"  # noqa: S608 (ours)
            ((owner,),) = self._rows(query, row_id)
            if not self._may_change(written, owner):
                raise NotYours(
                    "change it", "it is another's, or was written under another clearance"
                )
            if version is not None and version != present:
                raise ChangedMeanwhile(OWNED[table], present)
            now = self._time()
            yield now
            self._connection.execute(
                f"UPDATE {table} SET version = version + 1, changed_at = ? WHERE id = ?",  # noqa: S608
                (now, row_id),
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with transaction(self._connection):
                yield
        except sqlite3.Error as error:
            raise ArchiveError(str(self.folder), f"the database says: {error}") from error

    @contextmanager
    def _growing(self) -> Iterator[None]:
        """Write something more.

        Raises:
            NotKept: If it is more than one person keeps.
        """
        with self._writing():
            yield
            self._see_room()

    def _see_room(self) -> None:
        see_room(self._rows, self.owner)

    def _rows(self, query: str, *values: Any) -> list[Any]:  # noqa: ANN401 (of SQLite)
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ArchiveError(str(self.folder), f"the database says: {error}") from error

    def _time(self) -> str:
        return self._now().astimezone(dt.UTC).isoformat(timespec="seconds")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
