from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Item, Store
from cablegram.errors import ArchiveError
from cablegram.model import MRN
from tests.made_up import cable, fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.archive import IngestReport


def test_a_cable_comes_back_as_it_was_filed(tmp_path: Path) -> None:
    described = {
        "mrn": "07LISBON1",
        "refs": ("06LISBON9", "letter of the guild"),
        "controls": ("NOFORN",),
        "captions": ("NODIS", "SIPDIS"),
        "level": "secret",
    }
    with Store.open(fill(tmp_path, described)) as store:
        (found,) = store.find(MRN.parse("07 LISBON 0001"))
        assert store.cable(found.cable_id) == cable(**described)  # type: ignore[arg-type]
        assert found.captions == ("NODIS", "SIPDIS")
        assert found.controls == ("NOFORN",)
        assert store.raw(found.cable_id) == item("", described).data
        assert store.counts() == {"witness": 1, "cable": 1, "reference": 2, "unread": 0}


def test_the_same_input_twice_changes_nothing(tmp_path: Path) -> None:
    inputs = [item("a.txt", {"mrn": "07LISBON1"}), item("b.txt", {"mrn": "07LISBON2"})]
    with Store.open(tmp_path, create=True) as store:
        first = store.ingest(inputs, read_made_up)
        before = list(_dump(tmp_path))
        second = store.ingest(inputs, read_made_up)
        assert (first.new_witnesses, first.new_cables, first.duplicates) == (2, 2, 0)
        assert (second.new_witnesses, second.new_cables, second.duplicates) == (0, 0, 2)
        assert list(_dump(tmp_path)) == before


def _dump(folder: Path) -> Iterator[str]:
    connection = sqlite3.connect(folder / "archive.sqlite")
    try:
        yield from connection.iterdump()
    finally:
        connection.close()


def test_the_same_bytes_under_two_names_are_one_witness(tmp_path: Path) -> None:
    inputs = [item("a.txt", {"mrn": "07LISBON1"}), item("copy.txt", {"mrn": "07LISBON1"})]
    with Store.open(tmp_path, create=True) as store:
        report = store.ingest(inputs, read_made_up)
        assert (report.new_witnesses, report.duplicates) == (1, 1)
        assert len(store.find(MRN.parse("07LISBON1"))) == 1
    assert sum("witness_name" in line and "INSERT" in line for line in _dump(tmp_path)) == 2


def test_two_messages_under_one_number_stay_two(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {"mrn": "07LISBON1", "subject": "ONE"},
        {"mrn": "07LISBON1", "subject": "OTHER", "day": "2007-04-01"},
    )
    with Store.open(folder) as store:
        assert {each.subject for each in store.find(MRN.parse("07LISBON1"))} == {"ONE", "OTHER"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("07LISBON1", 1),
        ("LISBON 1", 2),  # no year: every year
        ("08LISBON1", 1),
        ("09LISBON1", 0),
        ("07TOSEC140323", 1),  # its other number
        ("07LISBON A-1", 0),  # airgrams are a series of their own
    ],
)
def test_find_by_number(tmp_path: Path, asked: str, found: int) -> None:
    folder = fill(
        tmp_path, {"mrn": "07LISBON1", "aliases": ("07TOSEC140323",)}, {"mrn": "08LISBON1"}
    )
    with Store.open(folder) as store:
        assert len(store.find(MRN.parse(asked))) == found


def test_what_cannot_be_read_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    inputs = [
        Item(source="gone.txt", data=b"", problem="no leave to read it"),
        Item(source="bad.txt", data=b'["fail"]'),
        Item(source="empty.txt", data=b"[]"),
        item("good.txt", {}),
    ]
    with Store.open(tmp_path, create=True) as store:
        report = store.ingest(inputs, read_made_up)
        assert [each.source for each in report.unread] == ["gone.txt", "bad.txt", "empty.txt"]
        assert report.unread[0].reason == "no leave to read it"
        assert "fault of cablegram" in report.unread[1].reason
        assert (report.new_cables, report.unread_total) == (1, 3)
        assert store.counts()["unread"] == 3


def many(count: int) -> list[Item]:
    return [item(f"{n}.txt", {"mrn": f"07LISBON{n}"}) for n in range(1, count + 1)]


def test_two_processes_read_the_same_as_one(tmp_path: Path) -> None:
    figures: list[IngestReport] = []
    inputs = many(450)
    with Store.open(tmp_path, create=True) as store:
        report = store.ingest(inputs, read_made_up, workers=2, progress=figures.append)
        assert report.new_cables == 450
        assert [each.new_cables for each in figures] == [200, 400, 450]
        assert [s.mrn for s in store.summaries([1, 450]).values()] == [
            MRN.parse("07LISBON1"),
            MRN.parse("07LISBON450"),
        ]


def test_an_input_that_kills_its_process_is_named(tmp_path: Path) -> None:
    inputs = many(410)
    inputs[205] = Item(source="killer.txt", data=b'["die"]')
    with Store.open(tmp_path, create=True) as store:
        report = store.ingest(inputs, read_made_up, workers=2)
        assert [each.source for each in report.unread] == ["killer.txt"]
        assert report.new_cables == 409


def test_a_batch_is_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield from many(200)
        msg = "the disk is gone"
        raise OSError(msg)

    with Store.open(tmp_path, create=True) as store:
        with pytest.raises(OSError, match="disk"):
            store.ingest(broken(), read_made_up)
        assert store.counts()["cable"] in {0, 200}
        assert store.ingest(many(200), read_made_up).unread_total == 0
        assert store.counts()["cable"] == 200


def test_no_archive_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        Store.open(tmp_path / "none")


@pytest.mark.parametrize("content", [b"this is no database" * 100, b""])
def test_a_file_that_is_no_archive_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(content)
    if content:
        with pytest.raises(ArchiveError, match="cannot be used"):
            Store.open(tmp_path)
        assert path.read_bytes() == content
    else:  # an empty file is an empty database
        Store.open(tmp_path).close()


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "archive.sqlite")
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(ArchiveError, match="not a database of cablegram"):
        Store.open(tmp_path, create=True)


def test_an_archive_of_another_schema_is_refused(tmp_path: Path) -> None:
    Store.open(tmp_path, create=True).close()
    connection = sqlite3.connect(tmp_path / "archive.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveError, match="schema 99"):
        Store.open(tmp_path)


def test_an_unknown_cable(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        with pytest.raises(ArchiveError, match="no cable"):
            store.cable(5)
        with pytest.raises(ArchiveError, match="no cable"):
            store.raw(5)


def test_numbers_around_one_are_those_of_the_whole_year(tmp_path: Path) -> None:
    made = [
        {"mrn": f"07LISBON{3 * n}", "day": f"2007-{1 + n // 28:02}-{1 + n % 28:02}"}
        for n in range(1, 200)
    ]
    others = [
        {"mrn": f"{year}LISBON{n}", "day": f"20{year}-05-01"}
        for year in ("06", "08")
        for n in (7, 299)
    ]
    alias = {"mrn": "07STATE9", "aliases": ("07LISBON301",), "day": "2007-09-01"}
    with Store.open(fill(tmp_path, *made, *others, alias)) as store:
        start, end = date(2007, 1, 1), date(2007, 12, 31)
        held = store.numbers_held("LISBON", [2007])
        for number in (1, 2, 300, 301, 597, 900):
            below = [each for each in held if each.mrn.number < number][-4:]
            above = [each for each in held if each.mrn.number >= number][:4]
            assert store.numbers_near("LISBON", number, start, end, count=4) == (*below, *above)
        june = store.numbers_near("LISBON", 300, date(2007, 6, 1), date(2007, 6, 30), count=99)
        assert {each.date.month for each in june if each.date} == {6}
        assert not store.numbers_near("LISBON", 300, start, end, airgram=True)
