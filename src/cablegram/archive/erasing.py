"""Taking witnesses out of an archive for good, and packing what is left anew.

To forget has two parts. First the rows go, in one transaction, and the archive gets another
identity, so that from that moment nobody finds what was derived from it before. Then everything
that could still hold their bytes is made anew: dictionaries that were trained on them, free pages,
the log, indexes, copies of older schemas. A file says that the second part is due, so that it is
made up for if the process ends between the two.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from cablegram.archive.alert_tables import turn_back
from cablegram.archive.desk.forgetting import Gone, forget_on_desk
from cablegram.archive.dictionaries import (
    repack,
    train_new,
    transaction,
)
from cablegram.archive.filing import take_out
from cablegram.archive.lock import writing
from cablegram.archive.packing import PLAIN
from cablegram.archive.schema import DATABASE_NAME, NEW_IDENTITY
from cablegram.archive.witnesses import Witnesses
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from cablegram.archive.store import Store

DUE_NAME = "erasing-is-due"
# All that is derived, and made anew by its next use.
DERIVED_FOLDERS = ("index", "counts", "classes")
OVERWRITTEN_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A witness that is to be forgotten: its identifier, names, and the numbers in it."""

    witness_id: int
    sha256: str
    names: tuple[str, ...]
    mrns: tuple[str, ...]


def witnesses_of(store: Store, cable_ids: Sequence[int]) -> tuple[Doomed, ...]:
    """Return the witnesses from which cables were read, those of joined sections too.

    All copies of a message must be given, to forget the message.
    """
    found = []
    marks = ", ".join("?" * len(cable_ids))
    query = (
        "SELECT id, lower(hex(sha256)) FROM witness WHERE id IN"  # noqa: S608
        f" (SELECT witness_id FROM cable WHERE id IN ({marks})) ORDER BY id"
    )
    for witness_id, sha256 in store.rows(query, cable_ids):
        names = store.rows(
            "SELECT name FROM witness_name WHERE witness_id = ? ORDER BY 1", (witness_id,)
        )
        mrns = store.rows(
            "SELECT coalesce(mrn, 'no number') FROM cable WHERE witness_id = ?"
            " AND position >= 0 ORDER BY position",
            (witness_id,),
        )
        doomed = Doomed(
            witness_id=witness_id,
            sha256=sha256,
            names=tuple(row[0] for row in names),
            mrns=tuple(row[0] for row in mrns),
        )
        found.append(doomed)
    return tuple(found)


def forget(store: Store, witness_ids: Sequence[int], *, wait: bool = False) -> None:
    """Remove witnesses, and with them what was read from them, so that no file has them any more.

    What people have written stays, without what they quote of them.
    Indexes and the archives of classes are thrown away; the next use makes them anew. Nobody else
    may have the archive open meanwhile.

    Args:
        store: The archive.
        witness_ids: Which.
        wait: Wait for another process that writes.

    Raises:
        ArchiveError: If another process has the archive open. The rows are gone then, and what is
            left to do is done by the next `forget` or `compact`.
    """
    with writing(store.folder, wait=wait), store.connection() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        (store.folder / DUE_NAME).touch()
        store.close_views()
        with transaction(connection):
            forget_on_desk(
                connection, _gone(store, witness_ids), tuple(_staying(store, witness_ids))
            )
            _delete(connection, store, witness_ids)
            turn_back(connection)
        _erase(connection, store.folder)


def compact(
    store: Store, *, wait: bool = False, progress: Callable[[int], None] | None = None
) -> None:
    """Train dictionaries on all that is held now, pack everything with them, free empty pages.

    Args:
        store: The archive.
        wait: Wait for another process that writes.
        progress: Called now and then with the number of witnesses done.

    Raises:
        ArchiveError: If another process writes, or has the archive open at the end.
    """
    with writing(store.folder, wait=wait), store.connection() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        is_due = (store.folder / DUE_NAME).exists()
        if train_new(connection):
            repack(connection, everything=True, progress=progress)
        elif is_due:
            repack(connection, everything=True, packing=PLAIN, progress=progress)
        if is_due:
            _erase(connection, store.folder)
        else:
            _shrink(connection, store.folder)


def _gone(store: Store, witness_ids: Sequence[int]) -> Iterator[Gone]:
    """Yield the cables of witnesses as the desk may know them."""
    query = (
        "SELECT cable.id, lower(hex(sha256)), position, date FROM cable"
        " JOIN witness ON witness.id = witness_id WHERE witness_id = ?"
    )
    for witness_id in witness_ids:
        for cable_id, sha256, position, day in store.rows(query, (witness_id,)):
            record = store.record(cable_id)
            numbers = (record["mrn"], *record["aliases"])
            yield Gone(
                mrns=tuple(each for each in numbers if each),
                sha256=sha256,
                position=position,
                day=day,
                title=record["subject"] or "",
                texts=_texts(record),
            )


def _staying(store: Store, witness_ids: Sequence[int]) -> Iterator[str]:
    """Yield the texts of other cables of the same numbers."""
    marks = ", ".join("?" * len(witness_ids))
    # Sections that go take what was joined of them with them.
    query = (
        "SELECT DISTINCT other.id FROM cable JOIN cable AS other"  # noqa: S608 (marks only)
        " USING (station, number, airgram, year) WHERE other.position >= 0"
        f" AND cable.witness_id IN ({marks}) AND other.witness_id NOT IN ({marks})"
    )
    for (cable_id,) in store.rows(query, (*witness_ids, *witness_ids)):
        yield from _texts(store.record(cable_id))


def _texts(record: dict[str, Any]) -> tuple[str, ...]:
    """Return all that a cable says; the lines of its text may be folded otherwise elsewhere."""
    paragraphs = (each["text"] for each in record["paragraphs"])
    return (record["source_text"], record["subject"] or "", *paragraphs)


def _delete(connection: sqlite3.Connection, store: Store, witness_ids: Sequence[int]) -> None:
    """Delete the rows; copies that stay find a new place among those of their number."""
    witnesses = Witnesses(connection, store.dictionaries)
    again: set[int] = set()
    gone: set[int] = set()
    for witness_id in witness_ids:
        leads = connection.execute(
            "SELECT DISTINCT coalesce(lead_id, id) FROM cable WHERE witness_id = ?", (witness_id,)
        ).fetchall()
        for (lead_id,) in leads:
            again.update(witnesses.part(lead_id))
        for (cable_id,) in connection.execute(
            "SELECT id FROM cable WHERE witness_id = ?", (witness_id,)
        ).fetchall():
            take_out(connection, cable_id)
            gone.add(cable_id)
        connection.execute(
            "DELETE FROM unread WHERE source IN"
            " (SELECT name FROM witness_name WHERE witness_id = ?)",
            (witness_id,),
        )
        connection.execute("DELETE FROM witness_name WHERE witness_id = ?", (witness_id,))
        connection.execute("DELETE FROM witness WHERE id = ?", (witness_id,))
    for cable_id in sorted(again - gone):
        witnesses.place(cable_id, PLAIN)
    # Identifiers may be given again from here on: what follows them begins anew.
    connection.execute("UPDATE followed SET watermark = 0")
    connection.execute("DELETE FROM change")
    connection.execute(NEW_IDENTITY)


def _erase(connection: sqlite3.Connection, folder: Path) -> None:
    """Make anew or overwrite whatever may still hold bytes of what was deleted.

    What people search goes first: that needs nobody else to be gone.
    """
    for name in DERIVED_FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                _overwrite(path)
        shutil.rmtree(folder / name, ignore_errors=True)
    _drop_tainted(connection)
    _shrink(connection, folder)
    for path in sorted(folder.glob(f"{DATABASE_NAME}.before-*")):
        _overwrite(path)
    (folder / DUE_NAME).unlink()


def _drop_tainted(connection: sqlite3.Connection) -> None:
    """Train anew if a dictionary was trained on what is gone; pack all with the new one."""
    held = {row[0] for row in connection.execute("SELECT id FROM witness")}
    trained = connection.execute("SELECT witnesses FROM dictionary").fetchall()
    if all(held.issuperset(msgspec.msgpack.decode(row[0])) for row in trained):
        return
    if train_new(connection):
        repack(connection, everything=True)
    else:
        repack(connection, everything=True, packing=PLAIN)


def _shrink(connection: sqlite3.Connection, folder: Path) -> None:
    """Write deleted pages over, give them back, and empty the log."""
    with _alone(folder):
        _checkpoint(connection)
        connection.execute("VACUUM")
        _checkpoint(connection)


def _checkpoint(connection: sqlite3.Connection) -> None:
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        msg = "database is locked"
        raise sqlite3.OperationalError(msg)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise ArchiveError(
            str(folder),
            "another process has it open; end that, and run `cablegram archive compact`",
        ) from error


def _overwrite(path: Path) -> None:
    """Fill a file with zeros and delete it."""
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, OVERWRITTEN_AT_ONCE)))
        file.flush()
    with suppress(FileNotFoundError):
        path.unlink()
