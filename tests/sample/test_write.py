from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.sample import SampleMessage, generate, write
from cablegram.sample import write as write_function

if TYPE_CHECKING:
    from pathlib import Path


def test_writes_what_is_generated_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "cables"
    summary = write(folder, 60, 5)
    wanted = {message.name: message.data for message in generate(60, seed=5)}
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert found == wanted
    assert summary.cables == 60
    assert summary.files == len(wanted)
    assert summary.size_bytes == sum(map(len, wanted.values()))
    assert sum(count for _, count in summary.forms) == 60
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(FileExistsError, match="not empty"):
        write(tmp_path, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    write(tmp_path, 3, into_filled=True)
    assert (tmp_path / "mine.txt").read_text() == "keep me"


def test_refuses_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(NotADirectoryError):
        write(path, 3)


@pytest.mark.parametrize("name", ["../outside.txt", "a/../../outside.txt"])
def test_never_writes_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    bad = SampleMessage(name=name, form="sas", data=b"", truths=())
    monkeypatch.setitem(write_function.__globals__, "generate", lambda *_, **__: iter((bad,)))
    with pytest.raises(ValueError, match="outside"):
        write(tmp_path / "in", 1)
    assert not list(tmp_path.rglob("outside.txt"))


def test_does_not_follow_a_link_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "sas").symlink_to(outside)
    with pytest.raises(ValueError, match="outside"):
        write(folder, 5, forms=("sas",), into_filled=True)
    assert not list(outside.iterdir())
