"""Filing: cables a second from one tar to a searchable archive, its size, and its memory."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bench.make_archive import make_each
from bench.place import file_in, keep, recall, say
from bench.report import Section, Table
from bench.watch import drop_from_memory, watched

if TYPE_CHECKING:
    from pathlib import Path

    from bench.place import Place

SMALL_FILES = 100_000
REBUILD = """
import sys, time
from cablegram.search import Archive
with Archive.open(sys.argv[1]) as archive:
    began = time.perf_counter()
    count = archive.index.rebuild()
    print(count, time.perf_counter() - began)
"""


def _size(folder: Path, *, index: bool) -> int:
    """Return the bytes of the archive's index, or of its database."""
    files = (folder / "index").rglob("*") if index else folder.glob("archive.sqlite*")
    return sum(file.stat().st_size for file in files if file.is_file())


def _parts(archive: Path) -> tuple[tuple[str, ...], ...]:
    """Return the bytes of each table and index of the database, and of the index for searching."""
    with closing(sqlite3.connect(archive / "archive.sqlite")) as connection:
        found = connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
        ).fetchall()
    found.append(("index for searching", _size(archive, index=True)))
    return tuple((name, f"{size / 1e6:,.2f}") for name, size in found if size >= 10_000)


def ingest_section(place: Place) -> Section:
    """Measure `cablegram ingest` of all cables in one tar, the index alone, and small files."""
    took = place.filed()
    archive = place.archive
    return Section(
        name="Filing",
        about=(
            "`cablegram ingest`, from the start of the program to its end: read on all cores, "
            "stored, indexed, inferred years looked at again. Memory is that of all processes "
            "together, what they share counted once."
        ),
        tables=(
            _whole("One tar to a searchable archive", [("one tar", took)]),
            _sizes(archive, took),
            _index_alone(archive),
            _whole("Small files", _small_files(place)),
            Table(title="Megabytes of each part", columns=("part", "MB"), rows=_parts(archive)),
        ),
    )


def _whole(title: str, measured: list[tuple[str, dict[str, Any]]]) -> Table:
    return Table(
        title=title,
        columns=(
            "input", "inputs", "cables", "seconds", "cables/s", "CPU seconds", "all stored, s",
            "the rest, s", "peak of memory, MB",
        ),
        rows=tuple(
            (
                name,
                f"{took['inputs']:,}",
                f"{took['cables']:,}",
                f"{took['wall']:.1f}",
                f"{took['cables'] / took['wall']:,.0f}",
                f"{took['cpu']:.1f}",
                f"{took['read_and_stored']:.1f}",
                f"{took['wall'] - took['read_and_stored']:.1f}",
                f"{took['peak'] / 1e6:,.0f}",
            )
            for name, took in measured
        ),
        note=" ".join(
            f"{name}: {took['duplicates']:,} the same bytes again, {took['variants']:,} further "
            f"copies of a cable, {took['unread']:,} unread; commit {took.get('commit', '?')}."
            for name, took in measured
        ),
    )  # fmt: skip


def _sizes(archive: Path, took: dict[str, Any]) -> Table:
    stored, index, text = (
        _size(archive, index=False), _size(archive, index=True), took["bytes"],
    )  # fmt: skip
    row = ("one tar", *(f"{size / 1e6:,.1f}" for size in (text, stored, index)))
    return Table(
        title="Size",
        columns=("input", "MB of text", "MB of database", "MB of index", "archive to text"),
        rows=((*row, f"{(stored + index) / text:.2f}"),),
    )


def _index_alone(archive: Path) -> Table:
    took = watched("-c", REBUILD, str(archive))
    count, seconds = map(float, took.output.split())
    return Table(
        title="The index by itself",
        columns=("cables", "seconds", "cables/s", "CPU seconds", "peak of memory, MB"),
        rows=(
            (
                f"{count:,.0f}",
                f"{seconds:.1f}",
                f"{count / seconds:,.0f}",
                f"{took.cpu_seconds:.1f}",
                f"{took.peak_bytes / 1e6:,.0f}",
            ),
        ),
        note="Made anew from the records in the store.",
    )


def _small_files(place: Place) -> list[tuple[str, dict[str, Any]]]:
    """File the same messages as files of a folder and as one tar, all cold on the disk."""
    count = min(SMALL_FILES, place.cables)
    note = place.folder / f"small-{count}.json"
    if not note.exists():
        folder = place.folder / f"small-{count}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        say(f"writing {count:,} small files")
        make_each({"dir": folder / "files", "tar": folder / "files.tar"}, count)
        found = {}
        for name in ("files", "files.tar"):
            drop_from_memory(folder / name)
            say(f"filing {count:,} small files: {name}")
            found[name] = file_in(folder / name, folder / f"{name}-archive")
        shutil.rmtree(folder)
        keep(note, found)
    found = recall(note)
    return [("files on the disk", found["files"]), ("the same in one tar", found["files.tar"])]
