"""The tables of the desk: what people have gathered and written, in the system of record."""

from __future__ import annotations

from typing import Final

# A cable is pointed to by five columns: its number; the witness that the writer's archive has it
# from; what it says of itself. Identifiers of the archive change when it is filed anew. `owner` is
# the account of the writer, NULL where there were none. `written_under` is the clearance that the
# writer had (`cablegram.access.written_under`).
TABLES: Final = """
CREATE TABLE IF NOT EXISTS dossier (
    id TEXT PRIMARY KEY,
    owner TEXT,
    written_under TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dossier_item (
    dossier_id TEXT NOT NULL REFERENCES dossier (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    place INTEGER NOT NULL,
    mrn TEXT,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (dossier_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (
    id TEXT PRIMARY KEY,
    owner TEXT,
    written_under TEXT NOT NULL,
    mrn TEXT,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT,
    title TEXT NOT NULL,
    paragraph INTEGER,
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    start INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS note_number ON note (mrn) WHERE mrn IS NOT NULL;
CREATE INDEX IF NOT EXISTS note_day ON note (day) WHERE mrn IS NULL;
CREATE TABLE IF NOT EXISTS saved_search (
    id TEXT PRIMARY KEY,
    owner TEXT,
    written_under TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    sort TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

# With whom it is shared (`cablegram.archive.desk.sharing`). What was there before there were
# accounts, all see who may.
SHARED: Final = """
ALTER TABLE dossier ADD COLUMN shared TEXT NOT NULL DEFAULT 'all';
ALTER TABLE note ADD COLUMN shared TEXT NOT NULL DEFAULT 'all';
ALTER TABLE saved_search ADD COLUMN shared TEXT NOT NULL DEFAULT 'all';
"""
