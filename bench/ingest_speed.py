"""Filing a folder: cables a second from files to a searchable archive, and the archive's size."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.make_archive import make
from bench.report import Section, Table

ROOT = Path(__file__).resolve().parents[1]


def _size(folder: Path, *, index: bool) -> int:
    """Return the bytes of the archive's index, or of all the rest."""
    return sum(
        file.stat().st_size
        for file in folder.rglob("*")
        if file.is_file() and ("index" in file.relative_to(folder).parts[0]) is index
    )


def _parts(archive: Path) -> tuple[tuple[str, ...], ...]:
    """Return the bytes of each table and index of the database, and of the index for searching."""
    with closing(sqlite3.connect(archive / "archive.sqlite")) as connection:
        found = connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
        ).fetchall()
    found.append(("index for searching", _size(archive, index=True)))
    return tuple((name, f"{size / 1e6:,.2f}") for name, size in found if size >= 10_000)


def _run(*words: str) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "cablegram", *words],
        check=True, capture_output=True, env=environment,
    )  # fmt: skip
    return time.perf_counter() - began


def ingest_section(count: int, folder: Path | None) -> Section:
    """Measure `cablegram ingest` on a folder of `count` cables, by number of processes."""
    rows = []
    parts: tuple[tuple[str, ...], ...] = ()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        cables_folder = Path(place) / "cables"
        files, cables, size = make(cables_folder, count)
        for workers in sorted({1, os.cpu_count() or 1}):
            archive = Path(place) / f"archive-{workers}"
            where = ("--archive", str(archive))
            seconds = _run(
                "ingest", str(cables_folder), *where, "--workers", str(workers), "--quiet"
            )
            again = _run("ingest", str(cables_folder), *where, "--quiet")
            _run("search", "tags:PREL", *where, "--count")
            parts = _parts(archive)
            stored, index = _size(archive, index=False), _size(archive, index=True)
            rows.append(
                (
                    str(workers),
                    f"{files:,}",
                    f"{cables:,}",
                    f"{seconds:.1f}",
                    f"{cables / seconds:,.0f}",
                    f"{again:.1f}",
                    f"{size / 1e6:,.1f}",
                    f"{stored / 1e6:,.1f}",
                    f"{index / 1e6:,.1f}",
                    f"{(stored + index) / size:.2f}",
                )
            )
    return Section(
        name="Filing",
        about="`cablegram ingest` of a folder of files, from the start of the program to its end.",
        tables=(
            Table(
                title="Seconds and sizes",
                columns=(
                    "processes", "files", "cables", "seconds", "cables/s", "seconds, run again",
                    "MB of files", "MB of records", "MB of index", "archive to files",
                ),
                rows=tuple(rows),
            ),
            Table(title="Megabytes of each part", columns=("part", "MB"), rows=parts),
        ),
    )  # fmt: skip
