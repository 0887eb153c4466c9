"""Archives of all kinds, whole and hurt: what is readable is read, the rest is told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from cablegram.intake import ProblemCode, messages, read_paths
from cablegram.intake import bounds as bounds_module
from tests.intake.packers import packers, seven_zip_of, tar_of, telegram, zip_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACK = packers()
KINDS = tuple(PACK)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_members_are_read(kind: str, cables: dict[str, bytes], tmp_path: Path) -> None:
    path = put(tmp_path, "a", PACK[kind](cables))
    found = {item.source: item.data for item in messages(path)}
    assert found == {f"{path}!/{name}": data for name, data in cables.items()}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "zip-bzip2"])
def test_members_are_read_from_standard_input(kind: str, cables: dict[str, bytes]) -> None:
    found = {item.source: item.data for item in messages("-", stdin=io.BytesIO(PACK[kind](cables)))}
    assert found == {f"-!/{name}": data for name, data in cables.items()}


@pytest.mark.parametrize(
    "compress", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress]
)
def test_a_compressed_file_keeps_its_name(
    compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = put(tmp_path, "a.txt.packed", compress(telegram(1)) + compress(telegram(2)))
    assert [(item.source, item.data) for item in read_paths(path)] == [
        (str(path), telegram(1) + telegram(2))
    ]


@pytest.mark.parametrize(
    "compress", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress]
)
def test_a_compressed_file_that_is_cut_short_gives_what_it_can(
    compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = put(tmp_path, "a.txt.packed", compress(telegram(1)) + compress(telegram(2))[:-20])
    *whole, last = read_paths(path)
    assert last.problem is not None
    assert last.problem.code == ProblemCode.DAMAGED
    assert last.source == str(path)
    assert [item.data[: len(telegram(1))] for item in whole] == [telegram(1)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_that_is_cut_short(
    kind: str, share: float, cables: dict[str, bytes], tmp_path: Path
) -> None:
    data = PACK[kind](cables)
    path = put(tmp_path, "a", data[: int(len(data) * share)])
    after = put(tmp_path, "b.txt", telegram(9))
    items = list(messages([path, after]))
    assert items[-1].data == telegram(9)
    readable = [item.data for item in items[:-1] if item.problem is None]
    whole = list(cables.values())
    assert readable[:-1] == whole[: max(len(readable) - 1, 0)]
    problems = [item.problem for item in items if item.problem is not None]
    if kind.startswith("zip") or share < 0.9:  # a tar is padded with zeros, and complete without
        assert problems
    assert all(problem.message for problem in problems)


def test_a_zip_without_its_directory_gives_its_members(
    cables: dict[str, bytes], tmp_path: Path
) -> None:
    data = zip_of(cables)
    path = put(tmp_path, "a.zip", data[: data.index(b"PK\x01\x02")])
    *found, last = messages(path)
    assert [item.data for item in found] == list(cables.values())
    assert last.problem is not None
    assert "cut short" in last.problem.message


def test_a_zip_that_is_cut_within_a_name_has_no_member_without_one(tmp_path: Path) -> None:
    data = zip_of({"first.txt": telegram(1), "second.txt": telegram(2)})
    for kept in range(len("second.txt")):
        path = put(tmp_path, "a.zip", data[: data.index(b"second.txt") + kept])
        whole, last = messages(path)
        assert whole.data == telegram(1)
        assert last.problem is not None
        assert last.source == str(path)


def test_a_zip_that_was_written_to_a_pipe(cables: dict[str, bytes]) -> None:
    """Sizes follow the members then; a stream of it can still be read."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in cables.items():
            archive.writestr(name, data)
    from cablegram.intake.zipped import zip_stream_members

    found = {}
    for name, content in zip_stream_members(io.BytesIO(pipe.data), None):
        assert not isinstance(content, Exception)
        found[name] = content.read(100_000)
    assert found == cables


def test_one_bad_member_does_not_stop_the_others(tmp_path: Path) -> None:
    data = bytearray(zip_of({"1": telegram(1), "2": telegram(2)}, zipfile.ZIP_STORED))
    data[data.index(b"LISBON 000001")] ^= 0xFF
    items = list(messages(put(tmp_path, "a.zip", bytes(data))))
    assert [item.problem and item.problem.code for item in items] == [ProblemCode.DAMAGED, None]
    assert items[1].data == telegram(2)


def encrypted_zip() -> bytes:
    """Return a zip that says of its member that it is encrypted."""
    data = bytearray(zip_of({"1": telegram(1)}))
    for sign, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + shift] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    "data", [encrypted_zip(), seven_zip_of({"1": telegram(1)}, "secret")], ids=["zip", "7z"]
)
def test_an_encrypted_archive_is_told(data: bytes, tmp_path: Path) -> None:
    (item,) = messages(put(tmp_path, "a", data))
    assert item.problem is not None
    assert item.problem.code == ProblemCode.ENCRYPTED


def test_archives_inside_archives(tmp_path: Path) -> None:
    inner = zip_of({"1.txt": telegram(1)})
    path = put(tmp_path, "a.tar", tar_of({"b.7z": seven_zip_of({"c.zip": inner})}))
    (item,) = messages(path)
    assert (item.source, item.data) == (f"{path}!/b.7z!/c.zip!/1.txt", telegram(1))


def test_too_many_archives_inside_each_other(tmp_path: Path) -> None:
    data = telegram(1)
    for _ in range(4):
        data = zip_of({"x": data})
    (item,) = messages(put(tmp_path, "a.zip", data))
    assert item.problem is not None
    assert item.problem.code == ProblemCode.TOO_DEEP


def test_compressed_many_times_over(tmp_path: Path) -> None:
    data = telegram(1)
    for _ in range(9):
        data = gzip.compress(data)
    (item,) = messages(put(tmp_path, "a.gz", data))
    assert item.problem is not None
    assert item.problem.code == ProblemCode.TOO_DEEP


NAMES = ("../../etc/passwd", "/etc/passwd", "C:\\x", "a\x1b[2Jb", "\udce9", "x" * 300)


def test_names_are_names(tmp_path: Path) -> None:
    before = set(tmp_path.parent.rglob("*"))
    path = put(tmp_path, "a.tar", tar_of({name: telegram(1) for name in NAMES[:-2]}))
    items = list(messages(path))
    assert [item.problem for item in items] == [None] * 4
    assert items[0].source == f"{path}!/../../etc/passwd"
    assert items[3].source == f"{path}!/a\ufffd[2Jb"
    assert set(tmp_path.parent.rglob("*")) == before | {path}


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("link")
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
    (item,) = messages(put(tmp_path, "a.tar", buffer.getvalue()))
    assert item.problem is not None
    assert item.problem.message == "it holds no file"


@pytest.mark.parametrize("size", [1 << 20, 1 << 60])
def test_a_tar_whose_member_claims_more_than_there_is(size: int, tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.txt")
    info.size = size
    data = info.tobuf(tarfile.GNU_FORMAT) + telegram(1)
    items = list(messages(put(tmp_path, "a.tar", data)))
    assert items[-1].problem is not None
    assert items[-1].problem.code == ProblemCode.DAMAGED


def test_the_target_of_an_absolute_name_is_not_read(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.txt", b"NOT TO BE READ")
    data = tar_of({str(secret): telegram(1), f"../{secret.name}": telegram(2)})
    items = list(messages(put(tmp_path, "a.tar", data)))
    assert [item.data for item in items] == [telegram(1), telegram(2)]


@pytest.mark.parametrize(
    "packed", [zip_of({}), tar_of({}), seven_zip_of({})], ids=["zip", "tar", "7z"]
)
def test_an_archive_without_files(packed: bytes, tmp_path: Path) -> None:
    (item,) = messages(put(tmp_path, "a.tar", packed))  # the name decides for a tar only
    assert item.problem is not None
    assert item.problem.code == ProblemCode.EMPTY


def test_very_many_empty_files_are_told_together(tmp_path: Path) -> None:
    names = {f"{number}.txt": b"" for number in range(2500)}
    data = zip_of({**names, "z.txt": telegram(1)}, zipfile.ZIP_STORED)
    items = list(messages(put(tmp_path, "a.zip", data)))
    assert len(items) == 1002
    assert items[-2].data == telegram(1)
    assert items[-1].problem is not None
    assert items[-1].problem.message == "1,500 more files in it are empty"


@pytest.mark.parametrize("claimed", [10**9, 47 * 10**9])
def test_a_directory_that_claims_a_billion_entries(claimed: int, tmp_path: Path) -> None:
    whole = zip_of({"a.txt": telegram(1)})
    place = whole.rindex(b"PK\x05\x06")
    start, size = struct.unpack_from("<I", whole, place + 16)[0], place
    end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 10**9, 10**9, claimed, start)
    sign = struct.pack("<IIQI", 0x07064B50, 0, size, 1)
    last = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    items = list(messages(put(tmp_path, "a.zip", whole[:place] + end + sign + last)))
    assert items[0].data == telegram(1)


def test_a_tar_with_a_gigabyte_of_name(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type = tarfile.GNUTYPE_LONGNAME
    info.size = 1 << 30
    (item,) = messages(put(tmp_path, "a.tar", info.tobuf() + b"x" * 20_000))
    assert item.problem is not None
    assert item.problem.code == ProblemCode.DAMAGED


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.zst", "tar.bz2", "tar.xz", "7z"])
def test_a_bomb_is_defused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds_module, "BOMB_BYTES", 4 << 20)
    members = {"good": telegram(1), **{str(i): b"A" * (1 << 20) for i in range(12)}}
    path = put(tmp_path, "a", PACK[kind](members))
    items = list(messages(path))
    assert items[0].data == telegram(1)
    problems = [item.problem for item in items if item.problem is not None]
    assert ProblemCode.BOMB in {problem.code for problem in problems}
    assert sum(len(item.data) for item in items) < 6 << 20


def test_many_members_in_bounded_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = put(tmp_path, "a.tar", tar_of({f"{i}.txt": telegram(i) for i in range(5000)}))
    tracemalloc.start()
    count = sum(item.problem is None for item in messages(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5000
    assert peak < 8 << 20


def test_an_office_document_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, "a.docx", zip_of({"[Content_Types].xml": b"<x/>", "w": b"<y/>"}))
    (item,) = messages(path)
    assert item.problem is not None
    assert item.problem.code == ProblemCode.UNSUPPORTED


def test_what_macos_adds_is_left_out(tmp_path: Path) -> None:
    names = ("1.txt", "__MACOSX/._1.txt", "._2.txt", ".DS_Store")
    path = put(tmp_path, "a.zip", zip_of(dict.fromkeys(names, telegram(1))))
    assert [item.source for item in messages(path)] == [f"{path}!/1.txt"]


def test_a_reader_that_stops_early_leaves_nothing_open(tmp_path: Path) -> None:
    path = put(tmp_path, "a.7z", seven_zip_of({str(i): telegram(i) for i in range(9)}))
    items = messages(path)
    assert next(items).data == telegram(0)
    items.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_hurt_archives_never_raise(kind: str, cables: dict[str, bytes], tmp_path: Path) -> None:
    import random

    data = PACK[kind](cables)
    dice = random.Random(7)
    path = tmp_path / "a"
    for _ in range(60):
        hurt = bytearray(data)
        for _ in range(dice.choice((1, 3, 10))):
            hurt[dice.randrange(len(hurt))] = dice.randrange(256)
        path.write_bytes(hurt)
        for item in messages(path):
            assert item.data or item.problem
