"""The verbs by which figures and cables leave the archive: stats, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from cablegram.archive import Store, count_by
from cablegram.archive.export import FORMATS
from cablegram.archive.statistics import QUERIES
from cablegram.cli import run
from cablegram.cli.export import NAMES
from cablegram.cli.stats import KINDS
from cablegram.follow.bars import bar_chart
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


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("year", (("2007", 2), ("2008", 1))),
        ("station", (("LISBON", 2), ("ROME", 1))),
        ("tags", (("PREL", 3), ("ETRD", 1))),
        ("class", (("unclassified", 1), ("secret", 1), (None, 1))),
        ("caption", (("SIPDIS", 2), ("NODIS", 1), (None, 1))),
        ("form", (("telegram", 3),)),
    ],
)
def test_counts(folder: Path, kind: str, counts: tuple[tuple[str | None, int], ...]) -> None:
    with Store.open(folder) as store:
        assert count_by(store, kind) == counts


def test_what_cables_are_not_counted_by(folder: Path) -> None:
    with Store.open(folder) as store, pytest.raises(ValueError, match="there are year"):
        count_by(store, "weather")


def test_stats(capsys: Output) -> None:
    assert run(["stats"]) == 0
    out = capsys.readouterr().out
    assert "2007" in out
    assert "█" * 40 in out
    assert run(["stats", "--by", "caption", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["counts"]["caption"][0] == {"value": "SIPDIS", "count": 2}
    assert run(["stats", "--by", "tags", "--by", "form", "--ndjson"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert run(["stats", "--by", "station", "--limit", "1"]) == 0
    assert "1 more" in capsys.readouterr().err


def test_a_chart(tmp_path: Path) -> None:
    path = tmp_path / "tags.svg"
    assert run(["stats", "--by", "tags", "--svg", str(path)]) == 0
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 (written by us)
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Cables by tags", "PREL", "3", "ETRD", "1"]
    assert run(["stats", "--svg", str(path)]) == 2
    ET.fromstring(bar_chart("<&\x00>", [("\x1b]", 0)]))  # noqa: S314 (written by us)


def test_the_names_of_the_options_are_those_of_the_library() -> None:
    assert set(NAMES) == set(FORMATS)
    assert set(KINDS) == set(QUERIES)


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
