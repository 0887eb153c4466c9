"""The tables of schema 1 as they were released, for tests of migration; never changed."""

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
