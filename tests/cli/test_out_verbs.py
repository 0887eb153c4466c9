"""The verbs by which figures and cables leave the archive: stats, export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cablegram.archive.export import FORMATS
from cablegram.cli import run
from cablegram.cli.export import NAMES
from cablegram.cli.stats import KINDS
from cablegram.search import COUNTED
from tests.made_up import fill

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(
        tmp_path_factory.mktemp("archive"),
        {"mrn": "07LISBON1", "level": "secret", "captions": ("NODIS", "SIPDIS")},
        {"mrn": "07LISBON2", "tags": ("PREL", "ETRD"), "subject": "TOLLS"},
        {"mrn": "08ROME1", "day": "2008-02-01", "level": None, "captions": ("SIPDIS",)},
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(folder))
    monkeypatch.setenv("NO_COLOR", "1")


def test_the_names_of_the_options_are_those_of_the_library() -> None:
    assert set(NAMES) == set(FORMATS)
    assert KINDS == COUNTED


def test_export_of_a_query(capsys: Output, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert run(["export", "subject:tolls", "--format", "csv", "--output", str(path)]) == 0
    assert path.read_text(encoding="utf-8").splitlines()[1].startswith("07LISBON2,LISBON,")
    assert "1 cables written" in capsys.readouterr().err
    assert run(["export", "--output", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["cables"], document["format"]) == (3, "ndjson")
    assert len(path.read_bytes().splitlines()) == 3


def test_export_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", "subject:tolls", "--format", "ris"]) == 0
    assert b"M1  - 07LISBON2\r\n" in capfdbinary.readouterr().out
    assert run(["export", "--json"]) == 2


def test_a_wrong_query_leaves_no_file(capsys: Output, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert run(["export", "fron:lisbon", "--output", str(path)]) == 2
    assert "no field 'fron'" in capsys.readouterr().err
    assert not path.exists()


def test_a_file_for_each(capsys: Output, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["export", "--format", "text", "--each", str(out)]
    assert run([*words, "subject:tolls"]) == 0
    assert "1 cables: 1 new, 0 as before, 0 changed" in capsys.readouterr().err
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": "cablegram.export/1", "format": "text", "query": "",
        "cables": 3, "new": 2, "same": 1, "changed": 0,
    }  # fmt: skip
    assert sorted(path.name for path in out.iterdir()) == [
        "07LISBON1.txt", "07LISBON2.txt", "08ROME1.txt"
    ]  # fmt: skip


def test_each_and_what_does_not_go_with_it(capsys: Output, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(["export", "--format", "csv", "--each", str(out)]) == 2
    assert "csv is a table" in capsys.readouterr().err
    assert run(["export", "--each", str(out), "--output", str(tmp_path / "x")]) == 2
    assert run(["export", "--each", str(out), "fron:lisbon"]) == 2
    assert not out.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_named(capsys: Output) -> None:
    assert run(["export", "--format", "text", "--output", "/dev/full"]) == 3
    assert "/dev/full: No space left" in capsys.readouterr().err
