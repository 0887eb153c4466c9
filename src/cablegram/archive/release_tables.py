"""The tables of reviews and releases: what is decided on which cable, and what went out."""

from __future__ import annotations

from typing import Final

# A cable is pointed to as on the desk. `audience` is the clearance of those to whom the cable is to
# go (`cablegram.access.written_under`). A ruling is never changed and never deleted: one that does
# not stand any more says who took it back. `starts` and `ends` are NULL for a whole portion;
# `digest` is of the portion's text, so that no word of it is kept here. A note of a reviewer may
# quote what he saw, so it has his clearance beside it. `content` of a released file is what stood
# in it as text, by which `redact --verify` knows what went out.
TABLES: Final = """
CREATE TABLE IF NOT EXISTS review (
    id TEXT PRIMARY KEY,
    written_under TEXT NOT NULL,
    mrn TEXT,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT,
    title TEXT NOT NULL,
    audience TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    due TEXT,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS review_number ON review (mrn);
CREATE INDEX IF NOT EXISTS review_queue ON review (state, due);
CREATE TABLE IF NOT EXISTS ruling (
    review_id TEXT NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    portion TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('withhold', 'release')),
    starts INTEGER,
    ends INTEGER,
    codes TEXT NOT NULL,
    authority TEXT NOT NULL,
    digest TEXT NOT NULL,
    proposal TEXT NOT NULL,
    note TEXT NOT NULL,
    note_under TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT,
    PRIMARY KEY (review_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS review_step (
    review_id TEXT NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    note_under TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (review_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS released_file (
    id TEXT PRIMARY KEY,
    written_under TEXT NOT NULL,
    mrn TEXT,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT,
    title TEXT NOT NULL,
    audience TEXT NOT NULL,
    label TEXT NOT NULL,
    review_id TEXT,
    format TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    content TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS released_file_number ON released_file (mrn);
"""
