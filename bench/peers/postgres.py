"""PostgreSQL full text: a stored tsvector, GIN, ANALYZE, a quarter of the memory for its buffers.

The server runs for the time of the measurement alone, as another user if this one is root, behind a
socket in a folder of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.peers.documents import read_documents
from bench.peers.engine import FACET_VALUES, HITS, Answer, Facets, Size
from bench.peers.questions import ALL, ANY, BEGINNING, FACETS, KINDS, NARROW, PHRASES

if TYPE_CHECKING:
    from bench.peers.questions import Question

TABLE = """
CREATE TABLE cable (
    id integer PRIMARY KEY, year smallint, level smallint, station text, form text, subject text,
    stations text[], tags text[], captions text[], text text,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)
"""
COPY = """
COPY cable (id, year, level, station, form, subject, stations, tags, captions, text) FROM STDIN
"""
INDEXES = (
    "CREATE INDEX cable_words ON cable USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX cable_tags ON cable USING gin (tags) WITH (fastupdate = off)",
    "CREATE INDEX cable_stations ON cable USING gin (stations) WITH (fastupdate = off)",
    "CREATE INDEX cable_year ON cable (year)",
    "VACUUM ANALYZE cable",
)
NARROWED = "AND stations @> ARRAY[%(station)s] AND year = %(year)s AND tags @> ARRAY[%(tag)s]"
BEST = """
SELECT id, subject, ts_rank(words, query) AS score, count(*) OVER ()
FROM cable, to_tsquery('simple', %(said)s) AS query
WHERE words @@ query {} ORDER BY score DESC, id LIMIT {}
"""
_COLUMN = "(SELECT '{0}', {1}::text, count(*) FROM hit GROUP BY {1} ORDER BY 3 DESC {2})"
_LISTED = """(SELECT '{0}', word, count(*) FROM hit, unnest({1}) AS word GROUP BY word
ORDER BY 3 DESC {2})"""
_FEW = f"LIMIT {FACET_VALUES}"
COUNTS = """WITH hit AS MATERIALIZED (
SELECT year, level, station, form, tags, captions FROM cable
WHERE words @@ to_tsquery('simple', %(said)s)) """ + " UNION ALL ".join(
    (
        _COLUMN.format("year", "year", ""),
        _COLUMN.format("class", "level", ""),
        _COLUMN.format("station", "station", _FEW),
        _COLUMN.format("form", "form", _FEW),
        _LISTED.format("tags", "tags", _FEW),
        _LISTED.format("caption", "captions", _FEW),
    )
)
USERS = ("postgres", "nobody")
START_SECONDS = 60


class Postgres:
    """A cluster of its own. Needs `postgres` and `initdb`, and psycopg."""

    name = "PostgreSQL"
    kinds = frozenset(KINDS)

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._user = _user()

    def load(self, documents: Path) -> None:
        self._data.mkdir(parents=True)
        if self._user:
            shutil.chown(self._data, self._user, _group(self._user))
        self._run(
            "initdb", "-D", str(self._data), "-U", "bench", "--auth=trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.open()
        try:
            self._connection.execute(TABLE)
            with self._connection.cursor().copy(COPY) as copy:
                for each in read_documents(documents):
                    copy.write_row(
                        (
                            each.id, each.year, each.level, each.station, each.form, each.subject,
                            list(each.stations), list(each.tags), list(each.captions), each.text,
                        )
                    )  # fmt: skip
            for statement in INDEXES:
                self._connection.execute(statement)
            self._connection.execute("CHECKPOINT")
        finally:
            self.close()

    def open(self) -> None:
        import psycopg

        self._socket = Path(tempfile.mkdtemp(prefix="bench-"))
        if self._user:
            shutil.chown(self._socket, self._user, _group(self._user))
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket),
            "shared_buffers": f"{_memory_mb() // 4}MB",
            "effective_cache_size": f"{_memory_mb() * 3 // 4}MB",
            "work_mem": "256MB",
            "maintenance_work_mem": "1GB",
            "max_wal_size": "8GB",
            "random_page_cost": "1.1",
            "jit": "off",
        }
        words = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._data.parent / "postgres.log").open("ab") as log:
            self._server = subprocess.Popen(
                [_program("postgres"), "-D", str(self._data), *words],
                stdout=log, stderr=log, cwd="/", **_as(self._user),
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        where = f"host={self._socket} user=bench dbname=postgres"
        while True:
            try:
                self._connection = psycopg.connect(where, autocommit=True, prepare_threshold=None)
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                break

    def size(self) -> Size:
        index, whole = self._connection.execute(
            "SELECT pg_relation_size('cable_words'), pg_total_relation_size('cable')"
        ).fetchone()
        return Size(index=index, whole=whole)

    def ask(self, question: Question) -> Answer:
        values: dict[str, Any] = {
            "said": _said(question),
            "station": question.station,
            "year": question.year,
            "tag": question.tag,
        }
        narrowed = NARROWED if question.kind == NARROW else ""
        query = BEST.format(narrowed, HITS)
        hits = self._connection.execute(query, values).fetchall()
        total = hits[0][3] if hits else 0
        if question.kind != FACETS:
            return Answer(total=total)
        facets: Facets = {}
        for name, value, count in self._connection.execute(COUNTS, values):
            if value not in (None, ""):
                facets.setdefault(name, {})[value] = count
        return Answer(total=total, facets=facets)

    def close(self) -> None:
        self._connection.close()
        self._server.send_signal(signal.SIGINT)  # without waiting for clients
        self._server.wait(timeout=START_SECONDS)
        shutil.rmtree(self._socket, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [_program(program), *words],
            check=True, capture_output=True, cwd="/", **_as(self._user),
        )  # fmt: skip


def _said(question: Question) -> str:
    match question.kind:
        case kind if kind == ANY:
            return " | ".join(question.words)
        case kind if kind == ALL:
            return " & ".join(question.words)
        case kind if kind in PHRASES:
            return " <-> ".join(question.words)
        case kind if kind == BEGINNING:
            return f"{question.words[0]}:*"
        case _:
            return question.words[0]


def _user() -> str | None:
    """Return as whom the server runs, if it cannot be as this user."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in USERS if name in known)


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def _as(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": _group(user), "extra_groups": []}


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not in PATH; PostgreSQL is measured with its server at hand")
    return found
