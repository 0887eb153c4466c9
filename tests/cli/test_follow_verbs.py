"""The verbs that follow a matter: thread, missing, gaps."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

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
        {"mrn": "08LISBON2", "day": "2008-01-05", "subject": "TOLLS \x1b[2J OF THE QUAY"},
        {"mrn": "08LISBON9", "day": "2008-12-20", "refs": ("08LISBON2", "08LISBON5", "a letter")},
        {"mrn": "09RIODEJANEIRO1", "day": "2009-02-01", "refs": ("08LISBON5",)},
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(folder))
    monkeypatch.setenv("NO_COLOR", "1")


def test_thread(capsys: Output) -> None:
    assert run(["thread", "08", "LISBON", "9"]) == 0
    out = capsys.readouterr().out
    assert out.index("08LISBON2") < out.index("08LISBON5") < out.index("this one")
    assert "2008-06-03?" in out
    assert "not held" in out
    assert "(letter)" in out
    assert "\x1b" not in out


def test_thread_json(capsys: Output) -> None:
    assert run(["thread", "08LISBON9", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "cablegram.thread/1"
    missing = next(step for step in document["steps"] if step["mrn"] == "08LISBON5")
    assert (missing["is_held"], missing["date_is_estimated"]) == (False, True)
    assert [each["other"] for each in missing["reasons"]] == ["08LISBON9"]
    assert run(["thread", "08LISBON9", "--ndjson"]) == 0
    lines = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert [{"schema": document["schema"], **step} for step in document["steps"]] == lines


def test_thread_says_what_is_left_out_and_what_is_unknown(capsys: Output) -> None:
    assert run(["thread", "08LISBON9", "--limit", "2"]) == 0
    assert "more are left out" in capsys.readouterr().err
    assert run(["thread", "08ROME9"]) == 1
    assert "neither 08ROME9" in capsys.readouterr().err


def test_missing(capsys: Output) -> None:
    assert run(["missing"]) == 0
    out = capsys.readouterr().out
    assert "08LISBON5" in out
    assert "(neighbours)" in out
    assert run(["missing", "--station", "Lisbon", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (row,) = document["missing"]
    assert (row["mrn"], row["cited_by"], row["before"]) == ("08LISBON5", 2, "08LISBON2")
    assert run(["missing", "--ndjson", "--limit", "0"]) == 0
    assert json.loads(capsys.readouterr().out) == {"schema": document["schema"], **row}
    assert run(["missing", "--year", "1999"]) == 0
    out, err = capsys.readouterr()
    assert (out, "nothing is cited" in err) == ("", True)
    assert run(["missing", "--station", "7"]) == 2


def test_gaps(capsys: Output) -> None:
    assert run(["gaps", "lisbon", "2008"]) == 0
    out = capsys.readouterr().out
    assert "held 2, not held 7, of which cited 1" in out
    assert "08LISBON3 to 8" in out
    assert "5 (2)" in out
    assert run(["gaps", "rio", "de", "janeiro", "2009", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (period,) = document["periods"]
    assert (document["station"], period["held"], period["runs"]) == ("RIODEJANEIRO", 1, [])
    assert run(["gaps", "lisbon", "2008", "--ndjson"]) == 0
    runs = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert [(each["first"], each["count"]) for each in runs] == [("08LISBON1", 1), ("08LISBON3", 6)]
    assert run(["gaps", "lisbon", "2008", "--limit", "1"]) == 0
    assert "1 more runs" in capsys.readouterr().err


def test_gaps_of_what_is_not_known(capsys: Output) -> None:
    assert run(["gaps", "lisbon", "1999"]) == 1
    assert "no number of LISBON of 1999" in capsys.readouterr().err
    for wrong in (["lisbon"], ["2008"], ["lisbon", "08"], ["7", "2008"]):
        assert run(["gaps", *wrong]) == 2


def test_graph(capsys: Output, tmp_path: Path) -> None:
    assert run(["graph"]) == 0
    out = capsys.readouterr().out
    assert "4 references, 33.3% of those to a number" in out
    assert "08LISBON5" in out
    assert run(["graph", "--json", "--by", "cited", "--limit", "1"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["node_count"], document["edge_count"], document["components"]) == (4, 3, 1)
    (row,) = document["nodes"]
    assert (row["name"], row["cited_by"], row["is_held"]) == ("08LISBON5", 2, False)
    assert run(["graph", "--ndjson"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4
    target = tmp_path / "graph.dot"
    assert run(["graph", "--format", "dot", "--output", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("digraph")
    assert run(["graph", "--format", "graphml", "--measures"]) == 0
    assert 'attr.name="pagerank"' in capsys.readouterr().out


def test_duplicates(capsys: Output, tmp_path: Path) -> None:
    text = (" ".join(f"word{n}" for n in range(60)),)
    folder = fill(
        tmp_path,
        {"mrn": "07LISBON1", "text": text},
        {"mrn": "07LISBON2", "text": text, "subject": "SENT AGAIN"},
        {"mrn": "07LISBON2", "text": (*text, "End."), "subject": "SENT AGAIN"},
    )
    where = ["--archive", str(folder)]
    assert run(["duplicates", *where]) == 0
    assert "retransmission" in capsys.readouterr().out
    assert run(["duplicates", "--json", *where]) == 0
    (group,) = json.loads(capsys.readouterr().out)["groups"]
    assert [each["mrn"] for each in group["cables"]] == ["07LISBON1", "07LISBON2"]
    assert run(["duplicates", "--ndjson", *where]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "retransmission"
    assert run(["duplicates"]) == 0
    assert "no two texts are alike" in capsys.readouterr().err
    assert run(["duplicates", "--likeness", "0.2"]) == 2


def test_what_an_extra_is_needed_for_is_said(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rustworkx", None)
    assert run(["graph"]) == 2
    assert "pip install 'cablegram[graph]'" in capsys.readouterr().err
    assert run(["graph", "--format", "csv"]) == 0
