"""What is taken in: limits, and names that are told and never a path."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cablegram.adding import Limits, Lot, LotRefused, Refusal
from cablegram.adding.job_folder import JobFolder
from cablegram.adding.lot import in_words

if TYPE_CHECKING:
    from pathlib import Path


def lot_in(folder: Path, limits: Limits | None = None, expected_bytes: int = 0) -> Lot:
    return Lot(JobFolder(folder / "job"), limits or Limits(), expected_bytes)


def put(lot: Lot, name: str, data: bytes = b"text") -> None:
    lot.begin(name)
    lot.write(data)
    lot.end()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "a/../../b", "..", "a\x00b",
        "cables/08LISBON9.txt", "\r\nSet-Cookie: a=b", "x" * 1000, "CON", " ", "a\ud800b",
    ],
)  # fmt: skip
def test_no_name_is_a_path(tmp_path: Path, name: str) -> None:
    lot = lot_in(tmp_path)
    put(lot, name)
    lot.close()
    below = [
        each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*") if each.is_file()
    ]
    assert sorted(below) == ["job/files/000001", "job/names.jsonl"]
    (named,) = lot.folder.named()
    assert (named.place, named.size) == ("000001", 4)
    assert named.name.isprintable()
    assert len(named.name) == len(name)


@pytest.mark.parametrize(
    "name", [".DS_Store", "cables/.git/config", "Thumbs.db", "a\\desktop.ini", "a/.hidden"]
)
def test_litter_is_left_out(tmp_path: Path, name: str) -> None:
    lot = lot_in(tmp_path)
    put(lot, name)
    put(lot, "./a.txt")
    lot.close()
    assert (lot.files, lot.left_out, lot.size_bytes) == (1, 1, 4)
    assert [each.name for each in lot.folder.named()] == ["./a.txt"]
    assert lot.first == "./a.txt"


class Case(NamedTuple):
    limits: Limits
    refusal: Refusal
    name: str = "a.txt"
    data: bytes = b"12345"
    expected_bytes: int = 0


CASES = (
    Case(Limits(total_bytes=9), Refusal.TOO_LARGE),
    Case(Limits(total_bytes=9), Refusal.TOO_LARGE, name=".hidden"),
    Case(Limits(file_bytes=4), Refusal.FILE_TOO_LARGE),
    Case(Limits(files=1), Refusal.TOO_MANY),
    Case(Limits(files=1), Refusal.TOO_MANY, name=".hidden"),
    Case(Limits(name_chars=4), Refusal.NAME_TOO_LONG),
    Case(Limits(total_bytes=9), Refusal.TOO_LARGE, expected_bytes=10),
    Case(Limits(spare_bytes=1 << 60), Refusal.NO_ROOM),
    Case(Limits(total_bytes=1 << 62), Refusal.NO_ROOM, expected_bytes=1 << 60),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.refusal}-{case.name}")
def test_too_much_is_refused(tmp_path: Path, case: Case) -> None:
    with pytest.raises(LotRefused) as raised:
        fill(lot_in(tmp_path, case.limits, case.expected_bytes), case)
    assert raised.value.refusal is case.refusal
    assert not (tmp_path / "job").exists()


def fill(lot: Lot, case: Case) -> None:
    try:
        for _ in range(2):
            put(lot, case.name, case.data)
    finally:
        lot.abandon()


def test_just_enough_is_taken(tmp_path: Path) -> None:
    lot = lot_in(tmp_path, Limits(total_bytes=10, file_bytes=5, files=2, name_chars=5))
    put(lot, "a.txt", b"12345")
    put(lot, "b.txt", b"12345")
    lot.close()


def test_the_disk_is_looked_at_while_much_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = lot_in(tmp_path)
    monkeypatch.setattr("cablegram.adding.lot.LOOK_BYTES", 10)
    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(2000, 1000, 1000))
    lot.begin("a.txt")
    lot.write(b"123456789")
    with pytest.raises(LotRefused, match="has only 1,000 bytes left"):
        lot.write(b"0")
    lot.abandon()


def test_nothing_is_no_lot(tmp_path: Path) -> None:
    lot = lot_in(tmp_path)
    put(lot, ".hidden")
    with pytest.raises(LotRefused, match="but 1 hidden"):
        lot.close()


def test_what_is_given_up_is_gone(tmp_path: Path) -> None:
    lot = lot_in(tmp_path)
    lot.begin("a.txt")
    lot.write(b"half")
    lot.abandon()
    assert list(tmp_path.iterdir()) == []


def test_sizes_in_words() -> None:
    assert [in_words(n) for n in (0, 1, 1023, 1024, 10 << 20, (1 << 30) - 1)] == [
        "0 bytes", "1 byte", "1,023 bytes", "1 KB", "10 MB", "1,024 MB",
    ]  # fmt: skip
