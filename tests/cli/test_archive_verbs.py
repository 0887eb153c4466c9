"""The verbs that stand on an archive: search, show, refs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.cli import run
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "The quay \x1b[2J is [bold]closed[/bold] \u202egnitirw"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(
        tmp_path_factory.mktemp("archive"),
        {"mrn": "07LISBON1", "subject": "HARBOR DUES", "level": "secret", "captions": ("NODIS",)},
        {"mrn": "08LISBON9", "refs": ("07LISBON1", "letter of the guild"), "sure": 0.7},
        {"mrn": "08LISBON9", "day": "2008-05-05", "subject": "ANOTHER MESSAGE"},
        {"mrn": "08MADRID2", "text": (HOSTILE,), "subject": "HOSTILE \x1b]0;x\x07 SIGNS"},
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(folder))
    monkeypatch.setenv("NO_COLOR", "1")


Output = pytest.CaptureFixture[str]


def test_search_prints_a_table(capsys: Output) -> None:
    assert run(["search", "harbor", "subject:dues", "class:s"]) == 0
    out, err = capsys.readouterr()
    assert "07LISBON1" in out
    assert "SECRET NODIS" in out
    assert "¶1 S The harbor master" in out
    assert "1 cables match" in err


def test_search_json(capsys: Output) -> None:
    assert run(["search", "--json", "mrn:07LISBON1 harbor"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "cablegram.search/1"
    assert document["total"] == 1
    (hit,) = document["hits"]
    assert (hit["mrn"], hit["date"], hit["level"]) == ("07LISBON1", "2007-03-01", "secret")
    assert hit["snippet"]["hits"] == [[4, 10]]


def test_search_ndjson(capsys: Output) -> None:
    assert run(["search", "--ndjson", "--limit", "3", ""]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([json.loads(line) for line in lines]) == 3


def test_search_count_and_require(capsys: Output) -> None:
    assert run(["search", "--count", "from:lisbon"]) == 0
    assert capsys.readouterr().out == "4\n"
    assert run(["search", "zeppelin"]) == 0
    assert run(["search", "--require", "zeppelin"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "no cable matches" in err


def test_a_wrong_query_points_at_the_place(capsys: Output) -> None:
    assert run(["search", "visa fron:lisbon"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "query, column 6: there is no field 'fron'" in err
    assert "\n  visa fron:lisbon\n       ^^^^^\n" in err


def test_show(capsys: Output) -> None:
    assert run(["show", "07", "LISBON", "0001"]) == 0
    out = capsys.readouterr().out
    assert out.count("SECRET NODIS") == 2  # at head and foot
    assert "AMEMBASSY LISBON" in out
    assert "(S)" in out


def test_show_says_how_sure_a_year_is_and_what_else_is_held(capsys: Output) -> None:
    assert run(["show", "08LISBON9"]) == 0
    out, err = capsys.readouterr()
    assert "year inferred, 70% sure" in out
    assert "letter of the guild" in out
    assert "2 copies or messages" in err
    assert "may be different messages" in err
    assert run(["show", "08LISBON9", "--witness", "2"]) == 0
    assert "ANOTHER MESSAGE" in capsys.readouterr().out
    assert run(["show", "08LISBON9", "--witness", "3"]) == 2


def test_show_json_source_diagnostics(capsys: Output) -> None:
    assert run(["show", "07LISBON1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["cable"]["mrn"] == "07LISBON1"
    assert run(["show", "07LISBON1", "--source"]) == 0
    assert capsys.readouterr().out == "The harbor master raised the dues again.\n"
    assert run(["show", "07LISBON1", "--diagnostics"]) == 0
    assert capsys.readouterr().out == ""


def test_show_of_what_is_not_held(capsys: Output) -> None:
    assert run(["show", "09LISBON1"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "does not have 09LISBON1" in err


def test_refs(capsys: Output) -> None:
    assert run(["refs", "07LISBON1"]) == 0
    out = capsys.readouterr().out
    assert "is cited by" in out
    assert "08LISBON9" in out
    assert run(["refs", "08LISBON9", "--depth", "2"]) == 0
    out = capsys.readouterr().out
    assert "A 07LISBON1 year 70% sure  2007-03-01  HARBOR DUES" in out
    assert "(letter)" in out
    assert run(["refs", "09ROME1"]) == 1


def test_refs_as_a_table(capsys: Output) -> None:
    assert run(["refs", "07LISBON1", "--depth", "2", "--table"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["1", "cited", "by", "07LISBON1"] in [row[:4] for row in rows]


def test_refs_json(capsys: Output) -> None:
    assert run(["refs", "08LISBON9", "--json"]) == 0
    root = json.loads(capsys.readouterr().out)["root"]
    assert [child["mrn"] for child in root["children"]] == ["07LISBON1", None]
    assert root["children"][0]["year_confidence"] == 0.7


@pytest.mark.parametrize("args", [["show", "08MADRID2"], ["search", "quay"], ["refs", "08MADRID2"]])
def test_a_text_cannot_take_hold_of_the_terminal(capsys: Output, args: list[str]) -> None:
    assert run(args) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\x07" not in out + err
    assert "\u202e" not in out + err
    assert "[bold]" in out or args[0] == "refs"


@pytest.mark.parametrize("verb", ["show", "refs"])
def test_a_word_that_is_no_number(capsys: Output, verb: str) -> None:
    assert run([verb, "nothing"]) == 2
    assert "Such as 08LISBON9" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["search", "x"], ["show", "08LISBON9"], ["refs", "08LISBON9"]])
def test_no_archive(capsys: Output, tmp_path: Path, args: list[str]) -> None:
    assert run([*args, "--archive", str(tmp_path / "none")]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "there is no archive" in err
    assert not (tmp_path / "none").exists()


def test_refs_without_a_number_lists_what_is_cited_most(capsys: Output) -> None:
    assert run(["refs"]) == 0
    assert "07LISBON1" in capsys.readouterr().out
    assert run(["refs", "--json"]) == 0
    (most,) = json.loads(capsys.readouterr().out)["most_cited"]
    assert (most["mrn"], most["cited_by"], most["subject"]) == ("07LISBON1", 1, "HARBOR DUES")
