"""`redact --verify` looks at all that there is, however much, and tells what is open first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.cli import run
from cablegram.release import Piece, Portion, Share
from cablegram.release.hidden import Sought, hidden_words
from cablegram.release.portions import Kind
from cablegram.search.parser import parse_query
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]
MANY = 130
LONG = " ".join(f"word{n}" for n in range(400))
VERIFY = ["redact", "07LISBON500", "--for", "unclassified", "--verify"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    quoting = (
        {
            "mrn": f"07LISBON{n}",
            "text": [f"Number {n}: the quick brown fox came over."],
            "level": "secret" if n % 2 else "unclassified",
        }
        for n in range(1, MANY + 1)
    )
    return fill(
        tmp_path_factory.mktemp("standing") / "archive",
        {
            "mrn": "07LISBON500",
            "subject": "OVID",
            "text": [LONG, "And the quick brown fox came over."],
            "level": "secret",
        },
        {"mrn": "07LISBON501", "text": ["It says word203 word204 word205 word206 word207."]},
        {"mrn": "07LISBON502", "text": ["It says word203 word204 word205 word206, no more."]},
        *quoting,
    )


@pytest.fixture(autouse=True)
def _there(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))


def test_every_cable_is_looked_at_whatever_part_it_quotes(capsys: Output) -> None:
    assert run([*VERIFY, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["places"]
    cables = [each for each in found if each["where"] == "another cable"]
    assert [each["name"] for each in cables if each["portion"] == "p1"] == ["07LISBON501 p1"]
    of_second = {each["name"]: each["is_open"] for each in cables if each["portion"] == "p2"}
    assert of_second == {f"07LISBON{n} p1": n % 2 == 0 for n in range(1, MANY + 1)}
    assert len(cables) == MANY + 1, "each once, and no line of an envelope"
    is_open = [each["is_open"] for each in found]
    assert is_open == sorted(is_open, reverse=True), "what is open comes first"


def test_the_lines_say_the_same(capsys: Output) -> None:
    assert run(VERIFY) == 1
    lines, said = capsys.readouterr()
    words = [line.split()[0] for line in lines.splitlines()]
    assert words == sorted(words), "OPEN before shut"
    assert "OPEN another cable: 07LISBON501 p1 (words of p1, 1)" in lines.splitlines()
    assert f"{len(words)} places, of which {words.count('OPEN')} are open" in said


def test_nothing_found_is_a_whole_document(capsys: Output) -> None:
    words = ["redact", "07LISBON2", "--for", "unclassified", "--verify"]
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": "cablegram.redact-verify/1", "mrn": "07LISBON2", "to": "UNCLASSIFIED",
        "places": [],
    }  # fmt: skip


def test_what_is_not_in_the_index_yet_is_told(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.search.index.Index.behind", 7)
    words = ["redact", "07LISBON2", "--for", "unclassified", "--verify"]
    assert run(words) == 1
    assert "7 cables are not in the index yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        " ".join(f"{'w' * 120}{n}" for n in range(200)),
        "w" * 5_000,
        "An OR b AND (c) not d",
        "\u0416\u0416\u0416 \u4e2d\u4e2d\u4e2d \U0001f600 \u00df\u0130 caf\u00e9 " * 9,
    ],
)
def test_queries_of_whatever_is_withheld_are_understood(text: str) -> None:
    portion = Portion(key="p1", kind=Kind.PARAGRAPH, label="", text=text)
    share = Share(portion, (Piece(None),), by_mark=False, why="", withheld=((0, len(text)),))
    sought = Sought((each.portion, each) for each in hidden_words([share]))
    for query in sought.queries():
        parse_query(query)
    assert sought.found(text)[0][0] == "p1"
    assert sought.found(text.upper().replace(" ", "\n, "))
