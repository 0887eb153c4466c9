from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest
import zstandard

from cablegram.archive import Store, migrations, schema
from cablegram.archive.migrations import MIGRATIONS, Migration
from cablegram.archive.rows import digest
from cablegram.errors import ArchiveError
from cablegram.model import MRN
from tests.archive.first_schema import TABLES
from tests.made_up import cable, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEWEST = 1 + len(MIGRATIONS)
DESCRIBED = [
    {"mrn": "07LISBON1", "refs": ("06LISBON9",), "aliases": ("07TOSEC7",)},
    {"mrn": "08LISBON2", "text": ("One.", "Two dredgers.")},
]


def test_the_first_tables_are_as_they_were() -> None:
    assert schema.TABLES == TABLES


def test_the_steps_are_numbered_without_gaps() -> None:
    assert [each.version for each in MIGRATIONS] == list(range(2, NEWEST + 1))


def first_archive(folder: Path, copies: int = 1) -> Path:
    """Make an archive as the first version of cablegram made it.

    Args:
        folder: Where.
        copies: How often the same cables are filed, each time with numbers of their own.
    """
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(TABLES)
        connection.execute("INSERT INTO archive VALUES ('0123456789abcdef')")
        for number in range(len(DESCRIBED) * copies):
            again, which = divmod(number, len(DESCRIBED))
            described = dict(DESCRIBED[which])
            if again:
                described["mrn"] = f"{described['mrn']}{again:04d}"
            fill_first(connection, number + 1, described)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return folder


def fill_first(
    connection: sqlite3.Connection, number: int, described: Mapping[str, object]
) -> None:
    pack = zstandard.ZstdCompressor(level=3).compress
    made = item(f"{number}.txt", dict(described))
    read = cable(**described)  # type: ignore[arg-type]
    mrn = read.mrn
    assert mrn is not None
    assert read.date is not None
    connection.execute(
        "INSERT INTO witness VALUES (?, ?, ?, 'telegram', NULL, NULL, ?, '2026-01-01', ?)",
        (number, digest(made.data), made.source, len(made.data), pack(made.data)),
    )
    connection.execute("INSERT INTO witness_name VALUES (?, ?)", (number, made.source))
    connection.execute(
        "INSERT INTO cable (id, witness_id, position, genre, availability, form, mrn, year,"
        " station, number, date, subject, coverage, record)"
        " VALUES (?, ?, 0, 'cable', 'text', 'telegram', ?, ?, ?, ?, ?, ?, 1.0, ?)",
        (
            *(number, number, str(mrn), mrn.year, mrn.station, mrn.number),
            *(read.date.isoformat(), read.subject, pack(msgspec.json.encode(read.to_dict()))),
        ),
    )
    assert read.origin is not None
    parts = [("from", read.origin), *(("action", each) for each in read.action or ())]
    for position, (role, addressee) in enumerate(parts):
        connection.execute(
            "INSERT INTO addressee VALUES (?, ?, ?, ?, NULL, NULL, NULL)",
            (number, role, position, addressee.name),
        )
    for position, tag in enumerate(read.tags or ()):
        connection.execute(
            "INSERT INTO tag VALUES (?, ?, ?, ?)", (number, position, tag.code, tag.family)
        )
    for alias in read.aliases:
        values = (number, alias.year, alias.station, alias.number, 0)
        connection.execute("INSERT INTO alias VALUES (?, ?, ?, ?, ?)", values)
    for position, each in enumerate(read.references or ()):
        assert each.mrn is not None
        connection.execute(
            "INSERT INTO reference VALUES (?, ?, ?, 'cable', ?, ?, ?, 0, 1, 1.0, 0, NULL, ?)",
            (
                *(number, position, each.label, each.mrn.year, each.mrn.station),
                *(each.mrn.number, each.text),
            ),
        )


def test_an_archive_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    with Store.open(first_archive(tmp_path)) as store:
        assert store.identity == "0123456789abcdef"
        assert store.counts() == {"witness": 2, "cable": 2, "reference": 1, "unread": 0}
        for number, described in enumerate(DESCRIBED, 1):
            mrn = described["mrn"]
            assert isinstance(mrn, str)
            (found,) = store.find(MRN.parse(mrn))
            assert found.cable_id == number
            assert store.cable(found.cable_id) == cable(**described)  # type: ignore[arg-type]
            assert json.loads(store.raw(found.cable_id)) == json.loads(json.dumps([described]))
        (cited,) = store.cited_by(MRN.parse("06LISBON9"))
        assert cited.citing_id == 1
        (again,) = store.find(MRN.parse("07TOSEC7"))
        assert again.cable_id == 1


def test_a_new_archive_and_an_old_one_have_the_same_tables(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    Store.open(first_archive(tmp_path / "old")).close()
    Store.open(tmp_path / "new", create=True).close()
    assert tables(tmp_path / "old") == tables(tmp_path / "new")


def tables(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        query = "SELECT type || ' ' || name, sql FROM sqlite_schema ORDER BY 1"
        return connection.execute(query).fetchall()


def with_steps(monkeypatch: pytest.MonkeyPatch, *texts: str) -> int:
    """Add steps behind those that there are, and return the newest version."""
    added = tuple(
        Migration(
            version=NEWEST + n,
            name="a step",
            run=lambda connection, text=text: migrations.run_all(connection, text),  # type: ignore[misc]
        )
        for n, text in enumerate(texts, 1)
    )
    for module in (migrations, schema):
        monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, *added))
    return NEWEST + len(texts)


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_steps_run_in_order_and_a_copy_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.ingest([item("a.txt", {})], read_made_up)
    newest = with_steps(monkeypatch, "CREATE TABLE one (x);\n", "ALTER TABLE one RENAME TO two;\n")
    with Store.open(tmp_path) as store:
        assert store.counts()["cable"] == 1
    assert version_of(tmp_path / "archive.sqlite") == newest
    assert "table two" in dict(tables(tmp_path))
    copy = tmp_path / f"archive.sqlite.before-{NEWEST + 1}"
    assert version_of(copy) == NEWEST
    assert sorted(path.name for path in tmp_path.glob("*before*")) == [copy.name]
    before = copy.read_bytes()
    Store.open(tmp_path).close()
    assert copy.read_bytes() == before


def test_a_step_that_fails_leaves_what_was_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(tmp_path, create=True).close()
    with_steps(monkeypatch, "CREATE TABLE one (x);\n", "CREATE TABLE two (x);\nDROP TABLE none;\n")
    with pytest.raises(ArchiveError, match="no such table"):
        Store.open(tmp_path)
    assert version_of(tmp_path / "archive.sqlite") == NEWEST + 1
    names = dict(tables(tmp_path))
    assert "table one" in names
    assert "table two" not in names


def test_nothing_is_changed_without_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(tmp_path, create=True).close()
    before = tables(tmp_path)
    with_steps(monkeypatch, "CREATE TABLE one (x);\n")
    # A folder in the place of the copy that is being written stands for a full disk.
    (tmp_path / f"archive.sqlite.before-{NEWEST + 1}.part").mkdir()
    with pytest.raises(ArchiveError, match="no copy can be kept"):
        Store.open(tmp_path)
    assert tables(tmp_path) == before
    assert version_of(tmp_path / "archive.sqlite") == NEWEST


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path, create=True).close()
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match=r"schema 99.*use the newer version"):
        Store.open(tmp_path)
    assert version_of(tmp_path / "archive.sqlite") == 99
