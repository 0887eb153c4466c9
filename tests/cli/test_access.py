"""`cablegram access` tells a reviewer who sees what, and shows no text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.cli import run
from tests.access.policies import NEWSROOM
from tests.archive.test_witnesses import NUMBER, filed, section
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]
TEXT = ("The zanzibar ferry is late.", "The quay is (TS) shut.")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = fill(
        tmp_path / "archive",
        {"mrn": "07LISBON1", "subject": "ZANZIBAR", "text": TEXT, "captions": ("NODIS",)},
        {"mrn": "07LISBON1", "subject": "OTHER", "day": "2007-09-01", "tags": ("ETRD",)},
    )
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))
    return made


def reader(tmp_path: Path, text: str) -> str:
    path = tmp_path / "reader.toml"
    path.write_text(text)
    return str(path)


def test_explain_tells_each_portion_and_why(folder: Path, tmp_path: Path, capsys: Output) -> None:
    who = reader(tmp_path, 'level = "secret"\nneed_to_know = ["NODIS"]\n')
    assert run(["access", "explain", "07", "LISBON", "1", "--reader", who]) == 0
    out = capsys.readouterr().out
    assert "copy 1  07LISBON1  0.txt" in out or "copy 2  07LISBON1  0.txt" in out
    assert "  paragraph 1   seen      its mark asks unclassified; caption NODIS asks NODIS" in out
    assert "  paragraph 2   not seen  the mark (TS) in its text asks top_secret" in out
    assert "  whole text    not seen  it holds a portion that is not seen" in out
    for word in ("ZANZIBAR", "zanzibar", "ferry", "quay"):
        assert word not in out
    assert folder.exists()
    assert not (folder / "classes").exists(), "it looks at the whole archive"


def test_explain_in_json_by_a_given_policy_and_day(
    folder: Path, tmp_path: Path, capsys: Output
) -> None:
    who = reader(tmp_path, 'name = "A"\nlevel = "staff"\n')
    given = tmp_path / "given.toml"
    given.write_text(NEWSROOM)
    words = ["access", "explain", "07LISBON1", "--reader", who, "--policy", str(given), "--json"]
    assert run([*words, "--day", "2027-01-31"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "cablegram.access-explain/1"
    assert (document["reader"], document["policy"]) == ("A", "newsroom")
    assert document["day"] == "2027-01-31"
    (ferry,) = [each for each in document["copies"] if each["source"] == "1.txt"]
    assert ferry["changes_on"] == "2027-02-01"
    assert {key: ferry["portions"][2][key] for key in ("portion", "allowed")} == {
        "portion": "paragraph 1",
        "allowed": False,
    }
    assert "until 2027-02-01 asks EMBARGOED" in ferry["portions"][2]["why"]
    assert run([*words[:-1], "--day", "2027-01-31"]) == 0
    assert "may be decided otherwise from 2027-02-01 on" in capsys.readouterr().out
    assert folder.exists()


def test_each_section_is_decided_by_itself(tmp_path: Path, capsys: Output) -> None:
    with filed(tmp_path, map(section, (1, 2, 3))) as store:
        assert len(store.witnesses(store.find(NUMBER)[0].cable_id)) == 4
    assert run(["access", "explain", "08LISBON9", "--archive", str(tmp_path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert sorted(each["source"] for each in document["copies"]) == ["1.txt", "2.txt", "3.txt"]


def test_explain_without_a_reader_and_of_what_is_not_held(folder: Path, capsys: Output) -> None:
    assert run(["access", "explain", "07LISBON1"]) == 0
    assert "the reader sees all" in capsys.readouterr().out
    assert run(["access", "explain", "07LISBON7"]) == 1
    assert "does not have 07LISBON7" in capsys.readouterr().err
    assert folder.exists()


def test_a_reader_or_policy_that_cannot_be_used(
    folder: Path, tmp_path: Path, capsys: Output
) -> None:
    who = reader(tmp_path, 'level = "staff"')
    for verb in (["access", "explain", "07LISBON1"], ["search", "ferry"]):
        assert run([*verb, "--reader", who]) == 2
        assert "--reader: the level of a reader is one of uncl" in capsys.readouterr().err
    given = tmp_path / "given.toml"
    given.write_text("levels = []")
    assert run(["search", "ferry", "--reader", who, "--policy", str(given)]) == 2
    assert "levels is a list of names" in capsys.readouterr().err
    given.write_bytes(b"\xff")
    assert run(["search", "ferry", "--reader", who, "--policy", str(given)]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    (folder / "policy.toml").write_text("levels = []")
    assert run(["search", "ferry", "--reader", who]) == 3
    assert "policy.toml" in capsys.readouterr().err


def test_a_given_policy_holds_for_the_other_verbs(
    folder: Path, tmp_path: Path, capsys: Output
) -> None:
    given = tmp_path / "given.toml"
    given.write_text(NEWSROOM)
    who = ["--reader", reader(tmp_path, 'level = "public"'), "--policy", str(given)]
    assert run(["show", "07LISBON1", *who]) == 1
    capsys.readouterr()
    given.write_text(NEWSROOM.replace('"published/*"', '"1.txt"'))
    assert run(["show", "07LISBON1", "--json", *who, "--policy", str(given)]) == 1
    capsys.readouterr()
    given.write_text('levels = ["public"]\ntext_levels = {unclassified = "public"}\n')
    assert run(["search", "late", "--json", *who]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 0, "NODIS asks to be held"
    assert folder.exists()


def test_policy_prints_the_one_that_holds(folder: Path, capsys: Output) -> None:
    assert run(["access", "policy"]) == 0
    assert 'name = "us"' in capsys.readouterr().out
    (folder / "policy.toml").write_text(NEWSROOM)
    assert run(["access", "policy"]) == 0
    assert capsys.readouterr().out == NEWSROOM
    (folder / "policy.toml").write_text("levels = 3")
    assert run(["access", "policy"]) == 3
    assert capsys.readouterr().out == ""
