"""The tables of the accounts. Times are seconds since 1970 in UTC; lists are JSON."""

from __future__ import annotations

from typing import Final

VERSION: Final = 3
KEY_BYTES: Final = 32
#: What an account or an invitation says of a person's rights, in this order.
RIGHTS: Final = "role, level, controls, need_to_know, nationality, groups, sees_all"
_RIGHTS_COLUMNS: Final = """
    role TEXT NOT NULL,
    level TEXT NOT NULL,
    controls TEXT NOT NULL,
    need_to_know TEXT NOT NULL,
    nationality TEXT NOT NULL,
    groups TEXT NOT NULL,
    sees_all INTEGER NOT NULL
"""

SCHEMA: Final = f"""
CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

-- `folded` is the name as names are compared. `issuer` and `subject` say who an institution's
-- sign-on says he is; a name or an address for mail is never taken for that.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    {_RIGHTS_COLUMNS},
    is_active INTEGER NOT NULL,
    password TEXT,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_subject ON account (issuer, subject) WHERE issuer <> '';

-- `sid` is what an institution calls the session in which somebody signed on there; `proved_at` is
-- when he last showed who he is.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    about TEXT NOT NULL,
    sid TEXT NOT NULL DEFAULT '',
    proved_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_sid ON session (sid) WHERE sid <> '';

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX token_account ON token (account_id);

CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account_id TEXT REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    {_RIGHTS_COLUMNS},
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    made_by TEXT NOT NULL
) STRICT;

CREATE TABLE passkey (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    uses INTEGER NOT NULL,
    name TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkey_account ON passkey (account_id);

-- What was begun and waits for its second half: a sign-on elsewhere, the answer of a key.
-- `came_from` is the digest of an address; empty if none is known.
CREATE TABLE begun (
    digest BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    said TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    came_from BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX begun_from ON begun (came_from, ends_at);

-- Tries that failed, by the digest of a name or of an address: what was typed is not kept.
CREATE TABLE tried (
    digest BLOB PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tried_last ON tried (last_at);

-- What an institution has said once and may not say again, until it has ended by itself.
CREATE TABLE heard (
    digest BLOB PRIMARY KEY,
    ends_at INTEGER NOT NULL
) STRICT;
"""

#: What makes a file of the version before into one of this: by the version that it has.
CHANGES: Final = {
    1: """
ALTER TABLE session ADD COLUMN sid TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
UPDATE session SET proved_at = made_at;
CREATE INDEX session_sid ON session (sid) WHERE sid <> '';
CREATE TABLE heard (digest BLOB PRIMARY KEY, ends_at INTEGER NOT NULL) STRICT;
""",
    2: """
ALTER TABLE begun ADD COLUMN came_from BLOB NOT NULL DEFAULT x'';
CREATE INDEX begun_from ON begun (came_from, ends_at);
""",
}
