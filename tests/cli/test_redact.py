"""`cablegram redact` and `cablegram review` from the outside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.archive.reviewing import Kept
from cablegram.audit import Log
from cablegram.cli import run
from cablegram.cli._people import user_of_the_system
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]
TEXT = ("The chairman Telmo Varela is here.", "So is Mr. Harbin.")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = fill(tmp_path / "archive", {"mrn": "07LISBON1", "text": TEXT})
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))
    monkeypatch.setenv("CABLEGRAM_BY", "quill")
    monkeypatch.chdir(tmp_path)
    return made


def test_a_cable_is_reviewed_by_two_and_goes_out(folder: Path, capsys: Output) -> None:
    with Log.open(folder):
        pass  # so that there is one
    assert run(["review", "open", "07LISBON1", "--for", "unclassified"]) == 0
    review = capsys.readouterr().out.strip()
    words = ["review", "rule", review, "p1", "withhold", "--words", "telmo varela", "--code"]
    assert run(["review", "due", review, "2030-03-01", "--by", "harbin", "--version", "7"]) == 1
    assert run([*words, "(b)(6)", "--version", "1"]) == 0
    assert run([*words, "B6", "--version", "1"]) == 1, "another has changed it"
    assert run(["review", "show", review, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "cablegram.review/1"
    assert document["rulings"][0]["codes"] == ["B6"]
    (name,) = [each for each in document["proposals"] if each["rule"] == "name"]
    assert run(["review", "take", review, name["key"], "--leave"]) == 0
    assert run(["review", "step", "07LISBON1", "submit"]) == 0, "named by its number"
    assert run(["review", "step", review, "confirm"]) == 4
    out = ["redact", "07LISBON1", "--for", "unclassified"]
    assert run([*out, "--draft"]) == 0
    assert run(out) == 4, "a second reviewer has not confirmed it"
    assert "it is under review for UNCLASSIFIED, and not decided" in capsys.readouterr().err
    assert run(["redact", "07LISBON1", "--for", "confidential", "--draft"]) == 0, "of another"
    assert run(["review", "step", review, "confirm", "--by", "harbin"]) == 0
    assert run(["redact", "07LISBON1", "--for", "unclassified", "--output", "a.txt"]) == 0
    assert "[WITHHELD B6] is here" in (folder.parent / "a.txt").read_text()
    assert run(["review", "list"]) == 0
    assert "  released       07LISBON1" in capsys.readouterr().out
    assert run(["redact", "07LISBON1", "--for", "unclassified", "--verify"]) == 0
    capsys.readouterr()
    assert run(["audit", "show", "--what", "07LISBON1", "--json"]) == 0
    noted = json.loads(capsys.readouterr().out)["entries"]
    assert [(each["action"], each["about"].get("do")) for each in reversed(noted)] == [
        ("reviewed", "open"), ("reviewed", "due"), ("reviewed", "rule"), ("reviewed", "rule"),
        ("reviewed", "leave"), ("reviewed", "submit"), ("reviewed", "confirm"),
        ("reviewed", "confirm"), ("released", None),
    ]  # fmt: skip
    assert [each["who"] for each in reversed(noted)][:2] == ["quill", "harbin"]
    assert {each["about"].get("review") for each in noted[:-1]} == {review}
    assert {each["about"]["by"] for each in noted} == {f"cli:{user_of_the_system()}"}
    with Kept.open(folder) as kept:
        assert [each.made_by for each in kept.all_released()] == ["quill"]


def test_a_query_is_put_into_the_queue(folder: Path, capsys: Output) -> None:
    """Most editions print telegrams whose number nobody knows."""
    fill(folder, {"mrn": None, "text": TEXT, "subject": "PILOTS", "day": "1918-05-03"})
    assert run(["review", "open", "--query", "harbin", "--for", "unclassified"]) == 0
    words = capsys.readouterr().out.split()
    assert len(words) == 2
    assert run(["review", "open", "--query", "harbin", "--for", "unclassified"]) == 0
    assert capsys.readouterr().out.split() == words, "they are in it already"
    assert run(["review", "list"]) == 0
    assert "no number 1918-05-03 PILOTS  to UNCLASSIFIED" in capsys.readouterr().out
    for more in (["--query", "nobody"], ["--query", "harbin", "07LISBON1"], []):
        status = 1 if more[1:] == ["nobody"] else 2
        assert run(["review", "open", "--for", "unclassified", *more]) == status
    low = folder.parent / "low.toml"
    low.write_text('level = "unclassified"\n')
    fill(folder, {"mrn": "07LISBON2", "text": ["Harbin, too."], "level": "secret"})
    capsys.readouterr()
    open_all = ["review", "open", "--query", "from:lisbon", "--for", "unclassified"]
    assert run([*open_all, "--reader", str(low)]) == 0
    assert len(capsys.readouterr().out.split()) == 2, "not the one that he does not see"


def test_of_several_reviews_of_a_number_one_is_named(folder: Path, capsys: Output) -> None:
    assert folder.exists()
    for level in ("unclassified", "confidential"):
        assert run(["review", "open", "07LISBON1", "--for", level]) == 0
    words = capsys.readouterr().out.split()
    assert run(["review", "show", "07LISBON1"]) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in words)
    assert "(to CONFIDENTIAL)" in said
    assert run(["review", "show", words[0]]) == 0


def test_a_draft_is_noted_nowhere(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["redact", "07LISBON1", "--for", "unclassified", "--draft", "--format", "pdf"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"%PDF")
    with Kept.open(folder) as kept:
        assert list(kept.all_released()) == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["redact", "07LISBON9", "--for", "unclassified"], 1),
        (["redact", "07LISBON1", "--for", "nobody"], 2),
        (["redact", "--for", "unclassified"], 2),
        (["redact", "07LISBON1", "--for", "unclassified", "--into", "x"], 2),
        (["redact", "07LISBON1", "--for", "unclassified", "--code", "B99"], 2),
        (["redact", "07LISBON1", "--for", "unclassified", "--witness", "3"], 2),
        (["review", "show", "nothere"], 1),
        (["review", "open", "07LISBON9", "--for", "unclassified"], 1),
        (["review", "list"], 1),
    ],
)
def test_statuses(folder: Path, words: list[str], status: int) -> None:
    assert folder.exists()
    assert run(words) == status


def test_who_does_not_see_all_of_it_releases_nothing(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other", {"mrn": "07LISBON1", "text": ["a (S) b", "c"]})
    who = tmp_path / "low.toml"
    who.write_text('level = "unclassified"\n')
    words = ["--for", "unclassified", "--reader", str(who), "--archive", str(tmp_path / "other")]
    assert run(["redact", "07LISBON1", *words]) == 4
    assert run(["review", "open", "07LISBON1", *words]) == 4
    assert folder.exists()
