"""The database of the log, and how it is opened."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path


class AuditError(ArchiveError):
    """The log cannot be opened, read or written."""


#: The file of the log in an archive.
LOG_NAME: Final = "audit.sqlite"
APPLICATION_ID: Final = 0x43424C41  # "CBLA"
VERSION: Final = 1
BUSY_SECONDS: Final = 30.0
_MODE: Final = 0o600

# The line is what is chained; the other columns repeat what it says, so that entries are found by
# it. `verify_log` compares them.
TABLES: Final = """
CREATE TABLE log (identity TEXT NOT NULL) STRICT;

CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    line TEXT NOT NULL,
    hash BLOB NOT NULL,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    who TEXT NOT NULL
) STRICT;
CREATE INDEX entry_at ON entry (at);
CREATE INDEX entry_action ON entry (action);
CREATE INDEX entry_who ON entry (who);

CREATE TABLE named (
    what TEXT NOT NULL,
    number INTEGER NOT NULL REFERENCES entry (number),
    PRIMARY KEY (what, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    signed_at TEXT NOT NULL,
    key BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER named_stays BEFORE UPDATE ON named
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER named_is_kept BEFORE DELETE ON named
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
"""


def is_there(folder: Path) -> bool:
    """Tell whether an archive has a log."""
    return (folder / LOG_NAME).is_file()


def connect(folder: Path, *, create: bool) -> sqlite3.Connection:
    """Open the database of a log.

    Args:
        folder: The archive's.
        create: Make the log if there is none.

    Returns:
        A connection in autocommit mode; it may be handed from thread to thread.

    Raises:
        AuditError: If there is no log, or it is not one that this version can use.
    """
    path = folder / LOG_NAME
    if not create and not path.is_file():
        raise AuditError(str(folder), "it has no log; `cablegram serve` with accounts begins one")
    try:
        if create and not path.exists():
            _make(path)
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except (OSError, sqlite3.Error) as error:
        raise AuditError(str(folder), f"{LOG_NAME} cannot be opened: {error}") from error
    try:
        _prepare(connection, folder)
    except sqlite3.Error as error:
        connection.close()
        raise AuditError(str(folder), f"{LOG_NAME} cannot be used: {error}") from error
    except AuditError:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """Make an empty log under another name, and give it its own: of two made at once one stays.

    SQLite gives the files beside a database the mode that the database has.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE))
    try:
        connection = sqlite3.connect(part, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            for statement in _statements():
                connection.execute(statement)
            connection.execute("INSERT INTO log VALUES (?)", (secrets.token_hex(16),))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        finally:
            connection.close()
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()


def _prepare(connection: sqlite3.Connection, folder: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise AuditError(str(folder), f"{LOG_NAME} is no log of cablegram")
    if version > VERSION:
        raise AuditError(
            str(folder), f"its log has version {version}, this cablegram knows none above {VERSION}"
        )
    # A power cut may take back the last moments of a log in WAL mode, never harm the chain.
    connection.execute("PRAGMA synchronous = NORMAL")


def _statements() -> list[str]:
    """Return the statements of the tables; those of a trigger have a `;` inside."""
    found: list[str] = []
    rest = ""
    for line in TABLES.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
