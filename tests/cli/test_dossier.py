"""`cablegram dossier`: the same dossiers as in the reading room."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from cablegram.cli import run
from tests.made_up import fill
from tests.web.conftest import CABLES

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = fill(tmp_path / "archive", *CABLES)
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))
    return made


def test_from_nothing_to_a_file(folder: Path, tmp_path: Path, capsys: Output) -> None:
    assert run(["dossier", "list"]) == 1
    assert run(["dossier", "add", "Harbor dues", "07LISBON4", "06 Madrid 77"]) == 0
    assert "2 of 2 are new" in capsys.readouterr().err
    assert run(["dossier", "add", "harbor DUES", "07LISBON4", "07LISBON1", "--note", "See."]) == 0
    assert "1 of 2 are new" in capsys.readouterr().err
    assert run(["dossier", "list"]) == 0
    assert "    3  Harbor dues" in capsys.readouterr().out
    assert run(["dossier", "show", "Harbor dues"]) == 0
    shown = capsys.readouterr().out
    assert "2007-03-09  HARBOR DUES: THE GUILD ANSWERS [CONFIDENTIAL NOFORN SIPDIS]" in shown
    assert "06MADRID77       ~2006-01-14  not held" in shown
    assert shown.endswith("      See.\n")
    assert run(["dossier", "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)["dossiers"]
    assert run(["dossier", "show", listed["id"], "--json"]) == 0
    assert [item["mrn"] for item in json.loads(capsys.readouterr().out)["items"]] == [
        "07LISBON4", "06MADRID77", "07LISBON1"
    ]  # fmt: skip
    begin = {"html": b"<!doctype", "md": b"# Harbor", "docx": b"PK", "pdf": b"%PDF"}
    for ending, begins in begin.items():
        path = tmp_path / f"dues.{ending}"
        words = ["dossier", "export", "Harbor dues", "--format", ending, "--output", str(path)]
        assert run(words) == 0
        assert path.read_bytes().startswith(begins)
    assert folder.is_dir()


def test_numbers_from_another_program(
    folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("07LISBON1\n\n07LISBON4\n"))
    assert run(["dossier", "add", "Piped", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2
    assert folder.is_dir()


def test_what_is_not_there(folder: Path, capsys: Output) -> None:
    for verb in ("show", "export"):
        assert run(["dossier", verb, "nothing"]) == 1
        assert "no such dossier" in capsys.readouterr().err
    assert run(["dossier", "add", "x", "nonsense"]) == 2
    assert "is no message reference number" in capsys.readouterr().err
    assert run(["dossier", "list"]) == 1  # nothing was made
    assert run(["dossier", "add", " ", "07LISBON1"]) == 2
    assert folder.is_dir()


def test_two_of_one_name(folder: Path, capsys: Output) -> None:
    from cablegram.archive.desk import Desk

    with Desk.open(folder) as desk:
        desk.make_dossier("Dues")
        desk.make_dossier("dues")
    assert run(["dossier", "show", "DUES"]) == 2
    assert "2 dossiers have that name" in capsys.readouterr().err


def test_a_reader_has_his_own(folder: Path, tmp_path: Path, capsys: Output) -> None:
    low = tmp_path / "low.toml"
    low.write_text('level = "unclassified"\n')
    assert run(["dossier", "add", "All", "07LISBON4"]) == 0
    assert run(["dossier", "list", "--reader", str(low)]) == 1
    assert run(["dossier", "show", "All", "--reader", str(low)]) == 1
    assert run(["dossier", "add", "Low", "07LISBON4", "--reader", str(low)]) == 0
    capsys.readouterr()
    assert run(["dossier", "show", "Low", "--reader", str(low)]) == 0
    shown = capsys.readouterr().out
    assert "not held" in shown
    assert "GUILD" not in shown
    assert run(["dossier", "add", "Low", "07LISBON1"]) == 4  # seen from above, not written to
    assert run(["dossier", "show", "Low"]) == 0
    assert "GUILD" in capsys.readouterr().out
    assert folder.is_dir()
