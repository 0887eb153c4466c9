"""`cablegram stats`."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from cablegram.cli import run
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(
        tmp_path_factory.mktemp("archive"),
        {"mrn": "75LISBON1", "day": "1975-12-01", "level": "secret", "captions": ("NODIS",)},
        {"mrn": "75LISBON2", "day": "1975-12-01", "tags": ("PREL", "=ETRD"), "captions": ()},
        {
            "mrn": "78ROME1",
            "day": "1978-02-01",
            "origin": "AMEMBASSY ROME",
            "level": None,
            "captions": ("SIPDIS", "NODIS"),
        },
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(folder))
    monkeypatch.setenv("NO_COLOR", "1")


def test_bars_of_all(capsys: Output) -> None:
    assert run(["stats"]) == 0
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split() for line in out.splitlines() if line.strip()}
    assert rows["1975"] == ["1975", "2", "█" * 40]
    assert rows["1976"] == ["1976", "0"], "a year without a cable is shown"
    assert rows["1978"] == ["1978", "1", "█" * 20]
    assert rows["secret"][1] == "1"
    assert rows["LISBON"][1] == "2"


def test_bars_of_a_query(capsys: Output) -> None:
    assert run(["stats", "--by", "month", "caption:nodis", "from:lisbon"]) == 0
    out = capsys.readouterr().out
    assert "1975-12" in out
    assert "1978" not in out
    assert run(["stats", "--by", "month", "date:1975..1978"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if "-" in line]
    assert lines == [
        ["1975-12", "2", "█" * 40],
        ["1976-01", "to", "1978-01", "0"],
        ["1978-02", "1", "█" * 20],
    ], "a long hole is one line"
    assert run(["stats", "--by", "day"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if "-" in line]
    assert [line[:-1] for line in lines] == [
        ["1975-12-01", "2"],
        ["1975-12-02", "to", "1978-01-31"],
        ["1978-02-01", "1"],
    ]
    assert run(["stats", "zeppelin", "--by", "year"]) == 0
    assert "no cable matches" in capsys.readouterr().err


def test_json_ndjson_csv(capsys: Output) -> None:
    assert run(["stats", "--by", "caption", "--json", "from:lisbon"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": "cablegram.stats/1",
        "query": "from:lisbon",
        "total": 2,
        "counts": {"caption": [{"value": "NODIS", "count": 1}, {"value": None, "count": 1}]},
    }
    assert run(["stats", "--by", "tags", "--by", "form", "--ndjson"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert run(["stats", "--by", "tags", "--by", "class", "--csv"]) == 0
    table = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert table == [
        ["by", "value", "count"],
        ["tags", "PREL", "3"],
        ["tags", "'=ETRD", "1"],
        ["class", "unclassified", "1"],
        ["class", "secret", "1"],
        ["class", "", "1"],
    ]


def test_limit(capsys: Output) -> None:
    assert run(["stats", "--by", "station", "--limit", "1"]) == 0
    assert "1 more" in capsys.readouterr().err
    assert run(["stats", "--by", "year", "--limit", "1", "--ndjson"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2, "years are not cut"


def test_charts(capsys: Output, tmp_path: Path) -> None:
    drawn = tmp_path / "years.svg"
    assert run(["stats", "--by", "year", "--chart", str(drawn), "from:lisbon OR from:rome"]) == 0
    root = ET.fromstring(drawn.read_text(encoding="utf-8"))  # noqa: S314 (written by us)
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Cables by year: from:lisbon OR from:rome"
    assert texts[1:] == ["1975", "2", "1976", "0", "1977", "0", "1978", "1"]
    picture = tmp_path / "years.PNG"
    assert run(["stats", "--by", "year", "--chart", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    capsys.readouterr()
    assert run(["stats", "--chart", str(drawn)]) == 2
    assert run(["stats", "--by", "year", "--chart", str(tmp_path / "years.gif")]) == 2
    assert "years.gif ends neither in .svg nor in .png" in capsys.readouterr().err


def test_a_chart_has_no_end_of_bars(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.follow.bars.MAX_BARS", 3)
    path = tmp_path / "years.svg"
    assert run(["stats", "--by", "year", "--chart", str(path)]) == 2
    assert "4 bars are too many" in capsys.readouterr().err
    assert not path.exists()


def test_a_wrong_query(capsys: Output) -> None:
    assert run(["stats", "fron:lisbon"]) == 2
    assert "no field 'fron'" in capsys.readouterr().err


def test_no_cell_of_an_answer_is_a_formula(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = ("=", "+", "-", "@", "\uff1d")
    cables = [{"mrn": f"75LISBON{n}", "subject": f"{each}1+1"} for n, each in enumerate(signs, 1)]
    made = fill(tmp_path / "archive", *cables)
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))
    assert run(["search", "", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {each["subject"] for each in rows} == {f"'{each}1+1" for each in signs}
