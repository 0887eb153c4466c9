"""The archives for measurements hold the same messages in every container."""

from __future__ import annotations

import tarfile
import zipfile
from typing import TYPE_CHECKING

import py7zr
import pytest

from bench.make_archive import make, make_each
from bench.seven_zip import SevenZipWriter, _number
from cablegram.intake import messages
from cablegram.sample import generate

if TYPE_CHECKING:
    from pathlib import Path


def wanted() -> dict[str, bytes]:
    return {message.name: message.data for message in generate(40, seed=2, bulk=True)}


def test_tar(tmp_path: Path) -> None:
    make(tmp_path / "a.tar", 40, container="tar", seed=2)
    with tarfile.open(tmp_path / "a.tar") as archive:
        found = {}
        for member in archive:
            file = archive.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
    assert found == wanted()


def test_zip(tmp_path: Path) -> None:
    make(tmp_path / "a.zip", 40, container="zip", seed=2)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == wanted()


def test_seven_zip(tmp_path: Path) -> None:
    make(tmp_path / "a.7z", 40, container="7z", seed=2)
    with py7zr.SevenZipFile(tmp_path / "a.7z") as archive:
        assert archive.testzip() is None
        archive.reset()
        archive.extractall(tmp_path / "out")  # noqa: S202 (our own archive)
    found = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert found == wanted()


def test_folder(tmp_path: Path) -> None:
    files, cables, size = make(tmp_path / "a", 40, seed=2)
    found = sorted(path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert found == sorted(wanted().values())
    assert (files, cables, size) == (len(found), 40, sum(map(len, found)))


def test_tar_gz(tmp_path: Path) -> None:
    make(tmp_path / "a.tar.gz", 40, container="tar.gz", seed=2)
    with tarfile.open(tmp_path / "a.tar.gz", "r:gz") as archive:
        assert set(archive.getnames()) == set(wanted())


def test_each_holds_the_same_messages_one_a_file(tmp_path: Path) -> None:
    kinds = ("dir", "tar", "tar.gz", "zip", "7z")
    outs = {kind: tmp_path / f"a.{kind}" for kind in kinds}
    size = make_each(outs, 60, seed=2)
    found = {kind: [item.data for item in messages(out)] for kind, out in outs.items()}
    assert len(found["tar"]) == 60
    assert sum(map(len, found["tar"])) == size
    assert len(set(found["tar"])) > 55  # a second copy is seldom the same to the byte
    for kind in kinds:
        assert sorted(found[kind]) == sorted(found["tar"]), kind


def test_stream_is_raw_traffic(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", 25, container="stream", seed=2, faults=False)
    text = (tmp_path / "a.txt").read_text()
    assert text.count("\nNNNN\n") >= 25


@pytest.mark.parametrize("container", ["dir", "tar", "7z"])
def test_never_overwrites(tmp_path: Path, container: str) -> None:
    target = tmp_path / "a"
    target.write_text("mine")
    with pytest.raises(FileExistsError):
        make(target, 3, container=container)
    assert target.read_text() == "mine"


@pytest.mark.parametrize(
    ("value", "packed"),
    [(0, "00"), (127, "7f"), (128, "8080"), (300, "812c"), (0x3FFF, "bfff"), (0x4000, "c00040")],
)
def test_packed_numbers(value: int, packed: str) -> None:
    assert _number(value).hex() == packed


def test_empty_members_are_refused(tmp_path: Path) -> None:
    with SevenZipWriter(tmp_path / "a.7z") as archive, pytest.raises(ValueError, match="empty"):
        archive.add("a", b"")
