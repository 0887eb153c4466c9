"""The tables of alerts: who wants to be told of what, what he was told, and what is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

# `owner` is an account, NULL for the person alone; `reader` says who that is (NULL: he sees all).
# Of an account `reader` is the clearance under which name and `what` were typed
# (`cablegram.access.written_under`), NULL where nobody knows it.
# `feed` is the digest of the secret word of a feed. A subscription looks at what was filed behind
# `after_id`. An alert points to a cable as the desk does, and `key` is the same whenever the same
# message is filed anew; `seen_under` is the clearance that it was found under. `alert_mark` says
# how far matching has come, and `alert_class` how far each class has been looked at for days on
# which a cable opens; these are noted in `alert_opening`.
TABLES: Final = """
CREATE TABLE IF NOT EXISTS subscription (
    id TEXT PRIMARY KEY,
    owner TEXT,
    reader TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    mail TEXT NOT NULL,
    hook TEXT NOT NULL,
    feed BLOB,
    after_id INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS subscription_feed ON subscription (feed) WHERE feed IS NOT NULL;
CREATE TABLE IF NOT EXISTS subscription_number (
    subscription_id TEXT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    mrn TEXT NOT NULL,
    distance INTEGER NOT NULL,
    PRIMARY KEY (subscription_id, mrn)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alert (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription_id TEXT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    key BLOB NOT NULL,
    mrn TEXT,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT,
    title TEXT NOT NULL,
    rule TEXT NOT NULL,
    seen_under TEXT NOT NULL,
    found_at TEXT NOT NULL,
    UNIQUE (subscription_id, key)
) STRICT;
CREATE TABLE IF NOT EXISTS alert_delivery (
    alert_id INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    way TEXT NOT NULL CHECK (way IN ('mail', 'hook')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'given up')),
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (alert_id, way)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alert_delivery_due ON alert_delivery (due_at)
    WHERE state IN ('waiting', 'sending');
CREATE TABLE IF NOT EXISTS alert_mark (
    cable_id INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS alert_class (
    name TEXT PRIMARY KEY,
    looked_at INTEGER NOT NULL,
    day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alert_opening (
    class TEXT NOT NULL REFERENCES alert_class (name) ON DELETE CASCADE,
    day TEXT NOT NULL,
    cable_id INTEGER NOT NULL,
    PRIMARY KEY (class, day, cable_id)
) STRICT, WITHOUT ROWID;
"""

# What a reader may see changes with his clearance and with the policy. `class` of a subscription is
# that of which its reader was when all was matched for him; `alert_sight` has a reader and the
# policy of each of these classes, as JSON. `alert_change` says how far what has opened from one
# class to the other is looked through, and up to which day the former was. `alert_year` has a
# digest of each reference whose year the numbers of a class told otherwise than the reader did,
# if they were looked at (`has_years`).
CHANGES: Final = """
ALTER TABLE subscription ADD COLUMN class TEXT NOT NULL DEFAULT '';
CREATE TABLE alert_sight (
    class TEXT PRIMARY KEY,
    reader TEXT,
    policy TEXT NOT NULL,
    has_years INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE alert_change (
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    day TEXT NOT NULL,
    looked_at INTEGER NOT NULL,
    PRIMARY KEY (was, becomes)
) STRICT, WITHOUT ROWID;
CREATE TABLE alert_year (
    class TEXT NOT NULL REFERENCES alert_sight (class) ON DELETE CASCADE,
    key BLOB NOT NULL,
    PRIMARY KEY (class, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_corrected ON reference (cable_id) WHERE read_year IS NOT NULL;
"""

# What mail to a person says of cables: `person` is an account, or the description of one alone
# (empty: he sees all). Who is not there gets numbers.
PEOPLE: Final = """
CREATE TABLE alert_person (
    person TEXT PRIMARY KEY,
    mail_shows TEXT NOT NULL CHECK (mail_shows IN ('numbers', 'subjects'))
) STRICT, WITHOUT ROWID;
"""

#: Matching begins behind what is held when somebody begins to follow something.
BEGIN: Final = """
INSERT INTO alert_mark
SELECT (SELECT coalesce(max(id), 0) FROM cable) WHERE NOT EXISTS (SELECT 1 FROM alert_mark)
"""

#: The notes of how far something has come, none of which may stand behind the last cable.
MARKS: Final = (
    ("alert_mark", "cable_id"),
    ("alert_class", "looked_at"),
    ("alert_change", "looked_at"),
    ("subscription", "after_id"),
)


def turn_back(connection: sqlite3.Connection) -> None:
    """Put the marks back to the last cable, after cables were taken out.

    What is filed next may get the identifiers of those that are gone.

    Args:
        connection: With a transaction open.
    """
    last = connection.execute("SELECT coalesce(max(id), 0) FROM cable").fetchone()
    for table, column in MARKS:
        connection.execute(f"UPDATE {table} SET {column} = min({column}, ?)", last)  # noqa: S608
    connection.execute("DELETE FROM alert_opening WHERE cable_id NOT IN (SELECT id FROM cable)")
