"""The first tables of an archive, and how its database is opened.

`witness` has the bytes as they came; everything else can be read out of it again. What became of
these tables since is told by `cablegram.archive.migrations`.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from cablegram.archive.migrations import MIGRATIONS, migrate, run_all
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_NAME = "archive.sqlite"
APPLICATION_ID = 0x43424C47  # "CBLG": tells our databases from others
FIRST_VERSION = 1
# Rows of one or two KB leave less of a page empty than with 4 KB.
PAGE_BYTES = 8192
BUSY_SECONDS = 30.0
#: Stands in a folder to which a backup is being restored: until all is there, it is no archive.
RESTORING_NAME = "restoring"
#: What is derived from an archive is kept under its identity, never mixed up.
NEW_IDENTITY = "UPDATE archive SET identity = lower(hex(randomblob(8)))"

# Version 1. A change of the tables is a migration: this text stays as it is.
TABLES = """
CREATE TABLE archive (identity TEXT NOT NULL) STRICT;

CREATE TABLE witness (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    source TEXT NOT NULL,
    form TEXT,
    carrier TEXT,
    encoding TEXT,
    size INTEGER NOT NULL,
    filed_at TEXT NOT NULL,
    raw BLOB NOT NULL
) STRICT;

CREATE TABLE witness_name (
    witness_id INTEGER NOT NULL REFERENCES witness (id),
    name TEXT NOT NULL,
    PRIMARY KEY (witness_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE cable (
    id INTEGER PRIMARY KEY,
    witness_id INTEGER NOT NULL REFERENCES witness (id),
    position INTEGER NOT NULL,
    genre TEXT NOT NULL,
    availability TEXT NOT NULL,
    form TEXT NOT NULL,
    mrn TEXT,
    year INTEGER,
    station TEXT,
    number INTEGER,
    airgram INTEGER NOT NULL DEFAULT 0,
    date TEXT,
    dtg TEXT,
    precedence TEXT,
    origin TEXT,
    level TEXT,
    controls TEXT NOT NULL DEFAULT '',
    captions TEXT NOT NULL DEFAULT '',
    subject TEXT,
    coverage REAL NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (witness_id, position)
) STRICT;
CREATE INDEX cable_number ON cable (station, number, airgram, year);
CREATE INDEX cable_date ON cable (date);

CREATE TABLE alias (
    cable_id INTEGER NOT NULL REFERENCES cable (id),
    year INTEGER,
    station TEXT NOT NULL,
    number INTEGER NOT NULL,
    airgram INTEGER NOT NULL
) STRICT;
CREATE INDEX alias_number ON alias (station, number, airgram, year);

CREATE TABLE addressee (
    cable_id INTEGER NOT NULL REFERENCES cable (id),
    role TEXT NOT NULL CHECK (role IN ('from', 'action', 'info')),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    station TEXT,
    routing_indicator TEXT,
    precedence TEXT,
    PRIMARY KEY (cable_id, role, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    cable_id INTEGER NOT NULL REFERENCES cable (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    family TEXT NOT NULL,
    PRIMARY KEY (cable_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE reference (
    cable_id INTEGER NOT NULL REFERENCES cable (id),
    position INTEGER NOT NULL,
    label TEXT,
    kind TEXT NOT NULL,
    year INTEGER,
    station TEXT,
    number INTEGER,
    airgram INTEGER NOT NULL,
    year_written INTEGER NOT NULL,
    year_confidence REAL,
    notal INTEGER NOT NULL,
    date TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (cable_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_cited ON reference (station, number, airgram, year);

CREATE TABLE unread (
    source TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    tried_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


def connect(folder: Path, *, create: bool) -> sqlite3.Connection:
    """Open the database of an archive, and make it if that is wanted.

    Args:
        folder: The folder of the archive.
        create: Make folder and database if they are missing.

    Returns:
        A connection in autocommit mode, with foreign keys checked.

    Raises:
        ArchiveError: If there is no archive, or it is not one that this version can use.
    """
    path = folder / DATABASE_NAME
    if not create and not path.is_file():
        raise ArchiveError(str(folder), "there is no archive; `cablegram ingest` makes one")
    if (folder / RESTORING_NAME).exists():
        raise ArchiveError(
            str(folder),
            "a backup is being restored to it; if that was broken off, delete the folder and"
            " restore once more",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(str(folder), f"cannot be opened: {error}") from error
    try:
        _prepare(connection, folder)
    except sqlite3.Error as error:
        connection.close()
        raise ArchiveError(str(folder), f"{DATABASE_NAME} cannot be used: {error}") from error
    except ArchiveError:
        connection.close()
        raise
    return connection


def is_unwritten(error: ArchiveError) -> bool:
    """Tell whether something failed since the disk takes nothing: it is full, or read only."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF  # the rest says more
    return code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}


def _prepare(connection: sqlite3.Connection, folder: Path) -> None:
    """Set the connection up and make the tables of a new database; refuse a foreign one."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    if _is_new(connection):
        # Two processes may start at once: the second finds the tables made when it has the lock.
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _is_new(connection):
                run_all(connection, TABLES)
                connection.execute("INSERT INTO archive VALUES ('')")
                connection.execute(NEW_IDENTITY)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                for migration in MIGRATIONS:
                    migration.run(connection)
                connection.execute(f"PRAGMA user_version = {schema_version()}")
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise ArchiveError(str(folder), f"{DATABASE_NAME} is not a database of cablegram")
    if version > schema_version():
        raise ArchiveError(
            str(folder),
            f"it has schema {version}, this version of cablegram knows none above "
            f"{schema_version()}; use the newer version that made it",
        )
    if version < schema_version():
        migrate(connection, folder / DATABASE_NAME)
    # WAL with NORMAL: a power cut may take the last batches back, never harm the file.
    connection.execute("PRAGMA synchronous = NORMAL")


def schema_version() -> int:
    """Return the version of the schema that this program makes and uses."""
    return FIRST_VERSION + len(MIGRATIONS)


def _is_new(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(tables == 0 and application == 0)
