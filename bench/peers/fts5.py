"""SQLite FTS5: an external-content index, optimized, BM25 over the text alone.

Station, year and TAGS are words of a second column with no weight: several times as fast as a join
with the table for what narrows an answer down.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from bench.peers.documents import read_documents
from bench.peers.engine import FACET_VALUES, HITS, Answer, Facets, Size
from bench.peers.questions import ALL, ANY, BEGINNING, FACETS, KINDS, NARROW, PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.peers.documents import Document
    from bench.peers.questions import Question

TABLES = """
CREATE TABLE cable (id INTEGER PRIMARY KEY, year INTEGER, station TEXT, level INTEGER, form TEXT,
                    subject TEXT);
CREATE TABLE tag (cable_id INTEGER, code TEXT, PRIMARY KEY (cable_id, code)) WITHOUT ROWID;
CREATE TABLE caption (cable_id INTEGER, word TEXT, PRIMARY KEY (cable_id, word)) WITHOUT ROWID;
CREATE TABLE body (id INTEGER PRIMARY KEY, text TEXT, keys TEXT);
CREATE VIRTUAL TABLE found USING fts5 (
    text, keys, content='body', content_rowid='id', tokenize='unicode61 remove_diacritics 0');
INSERT INTO found (found, rank) VALUES ('rank', 'bm25(1.0, 0.0)');
"""
SETTINGS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -262144;
PRAGMA mmap_size = 8589934592;
PRAGMA temp_store = MEMORY;
"""
COUNT = "SELECT count(*) FROM found WHERE found MATCH ?"
BEST = """
SELECT cable.id, cable.subject FROM (
    SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?) AS best
CROSS JOIN cable ON cable.id = best.rowid
"""
_COLUMN = "SELECT * FROM (SELECT '{0}', {1}, count(*) FROM hit GROUP BY {1} ORDER BY 3 DESC {2})"
_LISTED = """SELECT * FROM (SELECT '{0}', {1}, count(*) FROM hit CROSS JOIN {2} ON cable_id = hit.id
GROUP BY {1} ORDER BY 3 DESC {3})"""
_HITS = """WITH hit AS MATERIALIZED (
SELECT cable.* FROM found CROSS JOIN cable ON id = found.rowid WHERE found MATCH ?) """
_FEW = f"LIMIT {FACET_VALUES}"
COUNTS = _HITS + " UNION ALL ".join(
    (
        _COLUMN.format("year", "year", ""),
        _COLUMN.format("class", "level", ""),
        _COLUMN.format("station", "station", _FEW),
        _COLUMN.format("form", "form", _FEW),
        _LISTED.format("tags", "code", "tag", _FEW),
        _LISTED.format("caption", "word", "caption", _FEW),
    )
)
INDEX_BYTES = "SELECT sum(pgsize) FROM dbstat WHERE name GLOB 'found_*'"
BATCH = 5000


class Fts5:
    """One database with the narrow columns, the text and the index over it."""

    name = "SQLite FTS5"
    kinds = frozenset(KINDS)

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite"

    def load(self, documents: Path) -> None:
        connection = self._connect()
        connection.executescript(TABLES)
        for some in _batches(read_documents(documents)):
            _insert(connection, some)
        connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        connection.execute("ANALYZE")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def open(self) -> None:
        self._connection = self._connect()

    def size(self) -> Size:
        (index,) = self._connection.execute(INDEX_BYTES).fetchone()
        return Size(index=index, whole=self._path.stat().st_size)

    def ask(self, question: Question) -> Answer:
        wanted = (_match(question),)
        (total,) = self._connection.execute(COUNT, wanted).fetchone()
        self._connection.execute(BEST, (*wanted, HITS)).fetchall()
        if question.kind != FACETS:
            return Answer(total=total)
        facets: Facets = {}
        for name, value, count in self._connection.execute(COUNTS, wanted):
            if value not in (None, ""):
                facets.setdefault(name, {})[str(value)] = count
        return Answer(total=total, facets=facets)

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.executescript(SETTINGS)
        return connection


def _match(question: Question) -> str:
    words = [f'"{word}"' for word in question.words]
    match question.kind:
        case kind if kind == ANY:
            said = " OR ".join(words)
        case kind if kind in PHRASES:
            said = f'"{" ".join(question.words)}"'
        case kind if kind == BEGINNING:
            said = f"{words[0]} *"
        case kind if kind == ALL:
            said = " AND ".join(words)
        case _:
            said = words[0]
    if question.kind != NARROW:
        return f"text : ({said})"
    keys = (_key("s", question.station), _key("y", question.year), _key("t", question.tag))
    return f"text : ({said}) AND keys : ({' AND '.join(keys)})"


def _key(kind: str, value: object) -> str:
    return f"{kind}{str(value).encode().hex()}"


def _keys(document: Document) -> str:
    keys = [_key("s", station) for station in document.stations]
    keys += [_key("t", tag) for tag in document.tags]
    if document.year:
        keys.append(_key("y", document.year))
    return " ".join(keys)


def _insert(connection: sqlite3.Connection, some: list[Document]) -> None:
    connection.executemany(
        "INSERT INTO cable VALUES (?, ?, ?, ?, ?, ?)",
        [(each.id, each.year, each.station, each.level, each.form, each.subject) for each in some],
    )
    connection.executemany(
        "INSERT INTO tag VALUES (?, ?)", [(each.id, code) for each in some for code in each.tags]
    )
    connection.executemany(
        "INSERT INTO caption VALUES (?, ?)",
        [(each.id, word) for each in some for word in each.captions],
    )
    rows = [(each.id, each.text, _keys(each)) for each in some]
    connection.executemany("INSERT INTO body VALUES (?, ?, ?)", rows)
    connection.executemany("INSERT INTO found (rowid, text, keys) VALUES (?, ?, ?)", rows)
    connection.commit()


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    some: list[Document] = []
    for each in documents:
        some.append(each)
        if len(some) == BATCH:
            yield some
            some = []
    yield some
