"""The verbs by which figures and cables leave the archive: stats, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.archive.export import FORMATS
from cablegram.cli import run
from cablegram.cli.export import NAMES
from cablegram.cli.stats import KINDS
from cablegram.search import COUNTED
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

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
