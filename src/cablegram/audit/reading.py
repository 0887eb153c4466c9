"""Entries of the log, newest first, and its head."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablegram.audit.entries import Entry, written_time
from cablegram.audit.keys import Head
from cablegram.audit.schema import AuditError, connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are wanted; what is `None` or empty is no matter.

    Attributes:
        who: A name as it stands in the log.
        action: One of `Action`.
        what: An identifier.
        since: Not before, aware.
        until: Before, aware.
        digests: Those of a query, of which one stands in the entry: each key makes its own.
    """

    who: str = ""
    action: str = ""
    what: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    digests: tuple[str, ...] = ()


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the log of an archive to read it, as it is at one moment.

    Raises:
        AuditError: If there is none, or it cannot be read.
    """
    connection = connect(folder, create=False)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        yield connection
    except sqlite3.Error as error:
        raise AuditError(str(folder), f"the log cannot be read: {error}") from error
    finally:
        connection.close()


def identity_of(connection: sqlite3.Connection) -> str:
    """Return the name of the log, 32 letters by chance."""
    (identity,) = connection.execute("SELECT identity FROM log").fetchone()
    return str(identity)


def head_of(connection: sqlite3.Connection, identity: str) -> Head | None:
    """Return the signed head; `None` while nothing was noted."""
    row = connection.execute("SELECT number, hash, signed_at, key, signature FROM head").fetchone()
    if row is None:
        return None
    number, digest, signed_at, key, signature = row
    return Head(
        identity=identity,
        number=number,
        digest=digest,
        signed_at=dt.datetime.fromisoformat(signed_at),
        key=key,
        signature=signature,
    )


def entries(
    connection: sqlite3.Connection, wanted: Wanted, *, before: str = ""
) -> Iterator[tuple[Entry, str]]:
    """Yield entries, newest first, each with the token of its place.

    Args:
        connection: As `reading` opens it.
        wanted: Which ones.
        before: The token of an entry: only those older than it. It tells nothing of how many
            entries there are.
    """
    conditions, values = _conditions(wanted)
    if before:
        conditions.append("number < ?")
        values.append(_number_of(connection, before))
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"SELECT line, hash FROM entry {where} ORDER BY number DESC"  # noqa: S608 (ours)
    for line, digest in connection.execute(query, values):
        entry = Entry.of(line)
        yield entry, f"{written_time(entry.at)}.{digest.hex()[:16]}"


def _number_of(connection: sqlite3.Connection, token: str) -> int:
    at, _, start = token.rpartition(".")
    for number, digest in connection.execute("SELECT number, hash FROM entry WHERE at = ?", (at,)):
        if digest.hex().startswith(start) and len(start) == 16:
            return int(number)
    return 0


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for condition, value in (
        ("who = ?", wanted.who),
        ("action = ?", wanted.action),
        ("number IN (SELECT number FROM named WHERE what = ?)", wanted.what),
        ("at >= ?", _time(wanted.since)),
        ("at < ?", _time(wanted.until)),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    if wanted.digests:
        conditions.append(f"({' OR '.join(['instr(line, ?) > 0'] * len(wanted.digests))})")
        values += [f'{each}"' for each in wanted.digests]
    return conditions, values


def _time(moment: dt.datetime | None) -> str:
    return "" if moment is None else written_time(moment)
