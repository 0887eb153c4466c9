"""Paths to files: folders in order, links in a circle, pipes and devices, what cannot be opened."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from cablegram.intake import Estimate, ProblemCode, estimate, messages, read_paths
from tests.intake.packers import telegram

if TYPE_CHECKING:
    from pathlib import Path


def sources(path: Path) -> list[str]:
    return [item.source.removeprefix(f"{path}/") for item in messages(path)]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c/d/1.txt", ".hidden", ".git/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(telegram(1))
    assert sources(tmp_path) == ["a.txt", "b/10.txt", "b/2.txt", "c/d/1.txt"]


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_bytes(telegram(1))
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    items = list(messages(tmp_path))
    assert [item.source for item in items if item.problem is None] == [f"{tmp_path}/a/1.txt"]
    assert [item.source for item in items if item.problem] == [f"{tmp_path}/self"]


def test_a_file_that_was_named_is_read_even_if_hidden(tmp_path: Path) -> None:
    (tmp_path / ".cable").write_bytes(telegram(1))
    assert [item.data for item in messages(tmp_path / ".cable")] == [telegram(1)]


def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "z.txt").write_bytes(telegram(1))
    first, second = messages(tmp_path)
    assert first.problem is not None
    assert first.problem.code == ProblemCode.NOT_A_FILE
    assert second.data == telegram(1)
    (item,) = messages("/dev/zero")
    assert item.problem is not None
    assert item.problem.code == ProblemCode.NOT_A_FILE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(telegram(1))
    (tmp_path / "a.txt").chmod(0)
    (item,) = messages(tmp_path)
    assert item.problem is not None
    assert item.problem.code == ProblemCode.NO_PERMISSION


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(telegram(1))
    real = open

    def refuse(path: str, *args: object, **kwargs: object) -> object:
        if str(path).endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refuse)
    first, second = messages(tmp_path)
    assert first.problem is not None
    assert first.problem.code == ProblemCode.NO_PERMISSION
    assert second.data == telegram(1)


@pytest.mark.parametrize("path", ["nowhere.txt", "a\0b", "x" * 5000])
def test_a_path_that_names_nothing(path: str) -> None:
    (item,) = messages(path)
    assert item.problem is not None
    assert "\0" not in item.source


def test_standard_input() -> None:
    assert [(item.source, item.data) for item in messages("-", stdin=io.BytesIO(telegram(1)))] == [
        ("-", telegram(1))
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", ProblemCode.EMPTY, id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), ProblemCode.NOT_TEXT, id="image"),
        pytest.param(b"\x7fELF" + bytes(50), ProblemCode.NOT_TEXT, id="program"),
        pytest.param(bytes(range(256)) * 9, ProblemCode.NOT_TEXT, id="all-bytes"),
        pytest.param(bytes(4000), ProblemCode.NOT_TEXT, id="zeros"),
        pytest.param(b"Rar!\x1a\x07\x01\x00abc", ProblemCode.NOT_TEXT, id="rar"),
    ],
)
def test_what_is_no_text(data: bytes, code: ProblemCode, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    for door in (messages, read_paths):
        (item,) = door(tmp_path)
        assert item.problem is not None
        assert item.problem.code == code
        assert item.data == b""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Señor, ¶1. «Ελλάδα» Москва".encode(), id="utf-8"),
        pytest.param("Москва и область, 1991".encode("cp1251") * 20, id="windows-1251"),
        pytest.param("TAGS: PREL\n".encode("utf-16"), id="utf-16"),
        pytest.param("TAGS: PREL\n".encode("utf-16-be"), id="utf-16-without-mark"),
        pytest.param(b"\x01ZCZC\x02\x07\x07 R 0214Z\x0f\x0e\x1bx\x03\x04", id="teletype"),
        pytest.param(b"BZh is not bzip2", id="begins-like-bzip2"),
        pytest.param(b"MZ IS A CALL SIGN", id="begins-like-a-program"),
        pytest.param(b"a" * 8191 + "é".encode() + b"b", id="sample-cuts-a-character"),
    ],
)
def test_what_is_text(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    assert [item.data for item in read_paths(tmp_path)] == [data]


def test_estimate_counts_without_reading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_bytes(b"123")
    assert estimate([tmp_path, "nowhere", "-"]) == Estimate(files=3, bytes=8)
