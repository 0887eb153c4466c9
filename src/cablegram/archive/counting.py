"""What is counted over a whole archive, and kept beside it until something is filed.

Which numbers are missing, and who wrote to whom, takes a look at every reference and every address:
seconds for a million cables. So it is done once for each state of an archive, into a small database
of its own in the archive's folder. It is derived: thrown away, it is made anew.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec

from cablegram.archive.info import archive_info
from cablegram.archive.interface import state_of
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cablegram.archive.interface import State
    from cablegram.archive.store import Store

COUNTS_FOLDER: Final = "counts"
#: Raised whenever the tables change: a file of another format is not looked at.
FORMAT: Final = 3
#: What was noticed while reading is told from so many cables, spread over the archive; of fewer, of
#: all.
SAMPLE: Final = 2000

_LEADS: Final = """
CREATE TEMP TABLE counted_lead (id INTEGER PRIMARY KEY, station TEXT, day TEXT);
INSERT INTO counted_lead
SELECT id, coalesce(station, (SELECT a.station FROM addressee AS a
    WHERE a.cable_id = cable.id AND a.role = 'from')), coalesce(date, substr(dtg, 1, 10))
FROM cable WHERE lead_id IS NULL;
"""
_TABLES: Final = (
    """
CREATE TABLE counts.missing AS
SELECT g.station, g.airgram, g.number, g.year, g.citing,
    (SELECT max(r.year_confidence) FROM reference AS r JOIN counted_lead AS c ON c.id = r.cable_id
     WHERE r.station = g.station AND r.number = g.number AND r.airgram = g.airgram
     AND r.year IS nullif(g.year, 0)) AS confidence,
    (SELECT min(c.day) FROM reference AS r JOIN counted_lead AS c ON c.id = r.cable_id
     WHERE r.station = g.station AND r.number = g.number AND r.airgram = g.airgram
     AND r.year IS nullif(g.year, 0)) AS first_cited
FROM (
    SELECT station, number, airgram, coalesce(year, 0) AS year, count(DISTINCT cable_id) AS citing
    FROM reference
    WHERE station IS NOT NULL
    AND cable_id NOT IN (SELECT id FROM cable WHERE lead_id IS NOT NULL)
    GROUP BY station, number, airgram, year) AS g
WHERE NOT EXISTS (SELECT 1 FROM cable AS h WHERE h.station = g.station AND h.number = g.number
    AND h.airgram = g.airgram AND (g.year = 0 OR h.year = g.year))
AND NOT EXISTS (SELECT 1 FROM alias AS h WHERE h.station = g.station AND h.number = g.number
    AND h.airgram = g.airgram AND (g.year = 0 OR h.year = g.year))
""",
    "CREATE INDEX counts.missing_all ON missing (citing DESC, year, station, airgram, number)",
    "CREATE INDEX counts.missing_year ON missing (year, citing DESC, station, airgram, number)",
    """CREATE INDEX counts.missing_station
    ON missing (station, citing DESC, year, airgram, number)""",
    """
CREATE TABLE counts.missing_sum AS
SELECT station, airgram, year, count(*) AS numbers FROM counts.missing
GROUP BY station, airgram, year
""",
    "CREATE INDEX counts.missing_sums ON missing_sum (station, airgram, year)",
    """
CREATE TABLE counts.sent AS
SELECT station, coalesce(CAST(substr(day, 1, 4) AS INTEGER), 0) AS year, count(*) AS cables
FROM counted_lead WHERE station IS NOT NULL GROUP BY 1, 2
""",
    """
CREATE TABLE counts.flow AS
SELECT c.station AS origin, a.station AS destination,
    coalesce(CAST(substr(c.day, 1, 4) AS INTEGER), 0) AS year, count(DISTINCT c.id) AS cables
FROM counted_lead AS c CROSS JOIN addressee AS a ON a.cable_id = c.id
WHERE c.station IS NOT NULL AND a.station IS NOT NULL AND a.role <> 'from'
AND a.station <> c.station GROUP BY 1, 2, 3
""",
    "CREATE INDEX counts.flow_origin ON flow (origin)",
    "CREATE INDEX counts.flow_destination ON flow (destination)",
    """
CREATE TABLE counts.coverage AS
SELECT min(19, CAST(coverage * 20 AS INTEGER)) AS step, coverage >= 1 AS is_whole,
    count(*) AS cables
FROM cable WHERE position >= 0 AND availability = 'text' GROUP BY 1, 2
""",
    """
CREATE TABLE counts.resolved AS
SELECT count(*) AS numbers, sum(EXISTS (
        SELECT 1 FROM cable AS h WHERE h.station = r.station AND h.number = r.number
        AND h.airgram = r.airgram AND (r.year IS NULL OR h.year = r.year))
    OR EXISTS (
        SELECT 1 FROM alias AS h WHERE h.station = r.station AND h.number = r.number
        AND h.airgram = r.airgram AND (r.year IS NULL OR h.year = r.year))) AS held
FROM reference AS r JOIN counted_lead AS c ON c.id = r.cable_id WHERE r.station IS NOT NULL
""",
    """
CREATE TABLE counts.numbering (
    station TEXT NOT NULL, airgram INTEGER NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL,
    held INTEGER NOT NULL, largest INTEGER NOT NULL, total INTEGER, low INTEGER, high INTEGER,
    PRIMARY KEY (station, airgram, start)) WITHOUT ROWID
""",
    "CREATE TABLE counts.noticed (code TEXT PRIMARY KEY, cables INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE counts.looked_at (cables INTEGER NOT NULL)",
    "CREATE TABLE counts.info (content BLOB NOT NULL)",
    """CREATE TABLE counts.state
    (highest_id INTEGER NOT NULL, last_change INTEGER NOT NULL, followed INTEGER NOT NULL)""",
)


def counts_file(store: Store) -> Path:
    """Return where the counts of an archive lie."""
    return store.folder / COUNTS_FOLDER / f"all-{FORMAT}-{store.identity}.sqlite"


def counted_state(store: Store) -> State | None:
    """Return the state of the archive that was counted last; `None` if none was."""
    rows = counted(store, "SELECT highest_id, last_change, followed FROM state")
    return (store.identity, *rows[0]) if rows else None


def count(store: Store, numbering: Iterable[Sequence[object]]) -> None:
    """Count, and put the counts in the place of older ones.

    Args:
        store: The archive.
        numbering: Rows of the table of that name: what is held of each station's numbers.

    Raises:
        ArchiveError: If the archive cannot be read, or the counts not be written.
    """
    path = counts_file(store)
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(exist_ok=True)
        made.unlink(missing_ok=True)
        with store.connection() as connection:
            connection.execute("ATTACH ? AS counts", (str(made),))
            try:
                _count(connection, store, numbering)
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("DROP TABLE IF EXISTS temp.counted_lead")
                connection.execute("DETACH counts")
        made.replace(path)
    except OSError as error:
        raise ArchiveError(str(store.folder), f"the counts cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _count(
    connection: sqlite3.Connection, store: Store, numbering: Iterable[Sequence[object]]
) -> None:
    connection.execute("PRAGMA counts.journal_mode = OFF")
    connection.execute("PRAGMA counts.synchronous = OFF")
    connection.execute("BEGIN")  # all that is counted is of one state
    try:
        for statement in (*_LEADS.split(";\n"), *_TABLES):
            if statement.strip():
                connection.execute(statement)
        connection.executemany(
            "INSERT INTO counts.numbering VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", numbering
        )
        _notice(connection, store)
        info = msgspec.msgpack.encode(archive_info(store))
        connection.execute("INSERT INTO counts.info VALUES (?)", (info,))
        connection.execute("INSERT INTO counts.state VALUES (?, ?, ?)", state_of(store)[1:])
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")


def _notice(connection: sqlite3.Connection, store: Store) -> None:
    """Count what was noticed while reading, by its code."""
    (leads,) = connection.execute("SELECT count(*) FROM counted_lead").fetchone()
    step = max(1, leads // SAMPLE)
    query = "SELECT id FROM counted_lead WHERE id % ? = 0 ORDER BY id LIMIT ?"
    ids = [row[0] for row in connection.execute(query, (step, SAMPLE))]
    found: Counter[str] = Counter()
    for cable_id in ids:
        found.update({each["code"] for each in store.record(cable_id)["diagnostics"]})
    connection.executemany("INSERT INTO counts.noticed VALUES (?, ?)", sorted(found.items()))
    connection.execute("INSERT INTO counts.looked_at VALUES (?)", (len(ids),))


def counted(store: Store, query: str, values: Sequence[Any] = ()) -> list[Any]:
    """Return rows of the counts; none if nothing was counted yet.

    Raises:
        ArchiveError: If they cannot be read.
    """
    path = counts_file(store)
    if not path.exists():
        return []
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            return connection.execute(query, tuple(values)).fetchall()
    except sqlite3.Error as error:
        if not path.exists():
            return []  # thrown away in between
        raise ArchiveError(str(store.folder), f"the counts cannot be read: {error}") from error
