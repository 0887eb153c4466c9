"""How a database of an older schema becomes one of this: numbered steps, one after the other.

A new archive takes the same way, from the first tables through every step, so that there is one
description of the tables and not two. A step is never changed after a release; a mistake in one is
put right by the next.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.archive.alert_tables import CHANGES as ALERT_CHANGES
from cablegram.archive.alert_tables import PEOPLE as ALERT_PEOPLE
from cablegram.archive.alert_tables import TABLES as ALERTS
from cablegram.archive.desk_tables import SHARED as DESK_SHARED
from cablegram.archive.desk_tables import TABLES as DESK
from cablegram.archive.dictionaries import SHARED, Dictionaries
from cablegram.archive.edges import ADD_REFERENCE, COLUMNS, reference_rows
from cablegram.archive.packing import unpack_witness
from cablegram.archive.release_tables import TABLES as RELEASES
from cablegram.copying import keep_copy
from cablegram.model import Cable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step, which leads to schema `version`.

    Attributes:
        version: The version of the schema after it; the first step leads to 2.
        name: What it does, for the person who waits.
        run: Does it, inside a transaction that is not its own.
    """

    version: int
    name: str
    run: Callable[[sqlite3.Connection], None]


def run_all(connection: sqlite3.Connection, statements: str) -> None:
    """Run statements, each of which ends in a semicolon and a line end, within a transaction.

    `executescript` would commit what is open first.
    """
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a database to the newest schema, and keep a copy of it as it was.

    Each step is whole or not at all; after a crash the next opening goes on behind the last whole
    one. The copy lies beside the database as `archive.sqlite.before-N`, N the version of the first
    step.

    Args:
        connection: In autocommit mode, to a database of an older schema.
        path: The file of the database.

    Raises:
        ArchiveError: If the copy cannot be written; nothing is changed then.
        sqlite3.Error: If a step fails; the database is as it was before that step.
    """
    is_copied = False
    for migration in MIGRATIONS:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked with the lock held: another process may have done it in the meantime.
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < migration.version:
                if not is_copied:
                    keep_copy(path, migration.version)
                    is_copied = True
                migration.run(connection)
                connection.execute(f"PRAGMA user_version = {migration.version}")
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")


DICTIONARIES = """
CREATE TABLE dictionary (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('witness', 'record')),
    witnesses BLOB NOT NULL,
    content BLOB NOT NULL
) STRICT;
ALTER TABLE witness ADD COLUMN dictionary INTEGER REFERENCES dictionary (number);
ALTER TABLE witness ADD COLUMN raw_sha256 BLOB;
ALTER TABLE cable ADD COLUMN dictionary INTEGER REFERENCES dictionary (number);
"""


def _add_dictionaries(connection: sqlite3.Connection) -> None:
    """Make room for dictionaries; note the hash of what is kept where it is not what was read."""
    run_all(connection, DICTIONARIES)
    for witness_id, sha256, raw in connection.execute("SELECT id, sha256, raw FROM witness"):
        found = hashlib.sha256(unpack_witness(raw)).digest()
        if found != sha256:
            connection.execute(
                "UPDATE witness SET raw_sha256 = ? WHERE id = ?", (found, witness_id)
            )


def _add_edges(connection: sqlite3.Connection) -> None:
    """Read the references of every cable again out of its record, those of its text too."""
    run_all(connection, COLUMNS)
    connection.execute("DELETE FROM reference")
    dictionaries = Dictionaries(connection)
    last = 0
    while found := connection.execute(PACKED, (last,)).fetchall():
        for cable_id, record, used, raw, number in found:
            read = dictionaries.record(record, used, raw, number)
            rows = reference_rows(Cable.from_dict(read))
            connection.executemany(ADD_REFERENCE, [(cable_id, *row) for row in rows])
        last = found[-1][0]


PACKED = """
SELECT c.id, c.record, c.dictionary, w.raw, w.dictionary
FROM cable AS c JOIN witness AS w ON w.id = c.witness_id WHERE c.id > ? ORDER BY c.id LIMIT 200
"""

COPIES = """
ALTER TABLE cable ADD COLUMN lead_id INTEGER REFERENCES cable (id);
ALTER TABLE cable ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cable ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cable_lead ON cable (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX cable_compared ON cable (id) WHERE compared = 0;
CREATE TABLE change (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    cable_id INTEGER NOT NULL
) STRICT;
"""


def _add_copies(connection: sqlite3.Connection) -> None:
    """Make room for copies of one message; the next ingest compares what is held."""
    run_all(connection, COPIES)


def _share_dictionaries(connection: sqlite3.Connection) -> None:
    """Tell the dictionaries that serve witnesses and records alike from those of one kind."""
    run_all(connection, SHARED)


SEEN = """
CREATE TABLE IF NOT EXISTS looked_at (cable_id INTEGER NOT NULL) STRICT;
"""


def _add_looked_at(connection: sqlite3.Connection) -> None:
    """Make room for a note of how far the archive of a class of readers has come."""
    run_all(connection, SEEN)


def _add_desk(connection: sqlite3.Connection) -> None:
    """Make room for dossiers, notes and saved searches."""
    run_all(connection, DESK)


def _add_alerts(connection: sqlite3.Connection) -> None:
    """Make room for subscriptions and what they were told."""
    run_all(connection, ALERTS)


def _add_reviews(connection: sqlite3.Connection) -> None:
    """Make room for reviews, their rulings, and what was released."""
    run_all(connection, RELEASES)


def _share_desk(connection: sqlite3.Connection) -> None:
    """Make room for a note of with whom what is on the desk is shared."""
    run_all(connection, DESK_SHARED)


def _note_sights(connection: sqlite3.Connection) -> None:
    """Make room for a note of what each reader could see when alerts were matched for him."""
    run_all(connection, ALERT_CHANGES)


def _note_people(connection: sqlite3.Connection) -> None:
    """Make room for what people want to be told by mail."""
    run_all(connection, ALERT_PEOPLE)


# In order, without gaps.
MIGRATIONS: tuple[Migration, ...] = (
    Migration(version=2, name="dictionaries", run=_add_dictionaries),
    Migration(version=3, name="edges", run=_add_edges),
    Migration(version=4, name="copies of one message", run=_add_copies),
    Migration(version=5, name="one dictionary for all", run=_share_dictionaries),
    Migration(version=6, name="archives of classes", run=_add_looked_at),
    Migration(version=7, name="the desk", run=_add_desk),
    Migration(version=8, name="alerts", run=_add_alerts),
    Migration(version=9, name="reviews and releases", run=_add_reviews),
    Migration(version=10, name="what people share", run=_share_desk),
    Migration(version=11, name="what alerts were matched for", run=_note_sights),
    Migration(version=12, name="what mail of alerts says", run=_note_people),
)
