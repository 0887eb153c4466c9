"""`cablegram audit`: the log on the command line."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from cablegram import Archive
from cablegram.archive import load
from cablegram.audit import LOG_NAME, Action, Log
from cablegram.cli import run
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Output = pytest.CaptureFixture[str]
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("archive")
    times = iter([NOON, NOON, NOON + dt.timedelta(days=1), NOON + dt.timedelta(days=2)])
    with Log.open(made, clock=lambda: next(times)) as log:
        log.note(Action.SHOWN, who="anna", what=["07LISBON4"], page="/c/{mrn}", formats=["pdf"])
        log.note(Action.SEARCHED, who="anna", what=["item:12"], query=log.digest("harbor dues"))
        log.note(Action.REFUSED, who="ben", outcome="not-permitted")
    return made


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(folder))


def test_show_prints_a_line_for_each(capsys: Output) -> None:
    assert run(["audit", "show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 2026-03-05 12:00:00Z ben: refused [not-permitted]"
    assert lines[2] == ("1 2026-03-04 12:00:00Z anna: shown 07LISBON4 formats=pdf page=/c/{mrn}")


CASES = {
    "who": (["--who", "ben"], [3]),
    "action": (["--action", "shown"], [1]),
    "number": (["--what", "07 Lisbon 0004"], [1]),
    "item": (["--what", "item:12"], [2]),
    "query": (["--query", "harbor dues"], [2]),
    "another query": (["--query", "harbor due"], []),
    "since": (["--since", "2026-03-05"], [3]),
    "until": (["--until", "2026-03-04T13:00"], [2, 1]),
    "limit": (["--limit", "1"], [3]),
    "all": (["--limit", "0"], [3, 2, 1]),
}


@pytest.mark.parametrize(("words", "numbers"), CASES.values(), ids=CASES)
def test_show_narrows(capsys: Output, words: list[str], numbers: list[int]) -> None:
    assert run(["audit", "show", "--json", *words]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["number"] for each in document["entries"]] == numbers
    assert run(["audit", "show", "--ndjson", *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["number"] for line in lines] == numbers


@pytest.mark.parametrize("words", [["--what", "no number"], ["--since", "soon"]])
def test_wrong_words_are_told(words: list[str]) -> None:
    assert run(["audit", "show", *words]) == 2


def test_export_head_and_verify(capsys: Output, tmp_path: Path) -> None:
    assert run(["audit", "head"]) == 0
    text = capsys.readouterr().out
    head, key = tmp_path / "head.json", json.loads(text)["key"]
    head.write_text(text)
    log = tmp_path / "log.ndjson"
    assert run(["audit", "export", str(log)]) == 0
    assert run(["audit", "export", str(log)]) == 2
    capsys.readouterr()
    for words in ([], [str(log)]):
        assert run(["audit", "verify", *words, "--head", str(head), "--key", key]) == 0
        assert capsys.readouterr().out == f"the log is whole: 3 entries, signed by {key}\n"
    assert run(["audit", "export", "-", "--after", "2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert run(["audit", "export", str(tmp_path / "none"), "--after", "9"]) == 3
    assert not (tmp_path / "none").exists()
    assert run(["audit", "verify", "--key", "abc"]) == 2
    log.write_text(log.read_text().replace("anna", "emma"))
    capsys.readouterr()
    assert run(["audit", "verify", str(log)]) == 1
    assert "entry 1: its hash does not follow" in capsys.readouterr().out
    assert run(["audit", "verify", str(log), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["whole"], document["entries"]) == (False, 3)
    assert run(["audit", "verify", str(head)]) == 3
    assert run(["audit", "verify", "--head", str(log)]) == 3


def test_without_a_log_it_says_so(capsys: Output, tmp_path: Path) -> None:
    assert run(["audit", "verify", "--archive", str(tmp_path)]) == 3
    assert "no log" in capsys.readouterr().err
    Log.open(tmp_path).close()
    assert (tmp_path / LOG_NAME).exists()
    assert run(["audit", "head", "--archive", str(tmp_path)]) == 1


def test_verbs_that_take_out_or_change_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """An archive without a log gets none by them."""
    place = tmp_path / "archive"
    fill(place, {"mrn": "07LISBON1"}, {"mrn": "07LISBON4"})
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(place))
    monkeypatch.setattr("cablegram.cli._noted.MOST_IN_ONE", 1)
    dump = str(tmp_path / "dump")
    assert run(["archive", "dump", dump]) == 0
    assert not (place / LOG_NAME).exists()
    Log.open(place).close()
    assert run(["export", "harbor", "--output", str(tmp_path / "x.csv")]) == 0
    assert run(["archive", "dump", f"{dump}2"]) == 0
    assert run(["archive", "backup", str(tmp_path / "backup")]) == 0
    assert run(["archive", "load", dump]) == 0
    assert run(["archive", "forget", "07LISBON4", "--yes"]) == 0
    assert run(["archive", "forget", "07LISBON1", "--dry-run"]) == 0
    (tmp_path / "incoming").mkdir()
    assert run(["ingest", str(tmp_path / "incoming"), "--quiet"]) == 0
    capsys.readouterr()
    assert run(["audit", "show", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["entries"][::-1]
    assert [(each["action"], each["about"]["verb"], each["what"]) for each in found] == [
        ("exported", "export", []),
        ("exported", "export", ["07LISBON1"]),
        ("exported", "export", ["07LISBON4"]),
        ("exported", "dump", []),
        ("exported", "backup", []),
        ("added", "load", []),
        ("forgotten", "forget", ["07LISBON4"]),
        ("added", "ingest", []),
    ]
    assert all(each["who"].startswith("cli:") for each in found)
    assert run(["audit", "show", "--query", "harbor", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["entries"]) == 1


@pytest.mark.parametrize("verb", ["ingest", "load"])
def test_what_was_filed_before_it_was_stopped_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output, verb: str
) -> None:
    """The next one finds it held: nobody would ever have noted it."""

    def stopping(real: Callable[..., object]) -> Callable[..., object]:
        def stopped(*given: object, progress: Callable[[object], None], **named: object) -> object:
            def told(report: object) -> None:
                progress(report)
                raise KeyboardInterrupt

            return real(*given, progress=told, **named)

        return stopped

    folder, given = str(tmp_path / "archive"), tmp_path / "given.txt"
    given.write_text("FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nUNCLAS LISBON 000012\nSUBJECT: X\n")
    assert run(["ingest", str(given), "--archive", folder, "--quiet"]) == 0
    words = ["ingest", str(given), "--quiet"]
    if verb == "load":
        dumped = str(tmp_path / "dump")
        assert run(["archive", "dump", dumped, "--archive", folder]) == 0
        words = ["archive", "load", dumped, "--quiet"]
    other = tmp_path / "other"
    Archive.open(other, create=True).close()
    Log.open(other).close()
    monkeypatch.setattr(Archive, "ingest_and_index", stopping(Archive.ingest_and_index))
    monkeypatch.setattr("cablegram.archive.load", stopping(load))
    assert run([*words, "--archive", str(other)]) == 130
    capsys.readouterr()
    assert run(["audit", "show", "--archive", str(other), "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert (entry["action"], entry["outcome"], entry["about"]["verb"]) == ("added", "stopped", verb)
    assert (entry["about"].get("cables") or entry["about"].get("looked_at")) == 1


def test_another_key_signs_from_now_on(tmp_path: Path, capsys: Output) -> None:
    words = ["--archive", str(tmp_path)]
    assert run(["audit", "rotate-key", *words]) == 1
    assert not list(tmp_path.iterdir())
    with Log.open(tmp_path) as log:
        log.note(Action.SEARCHED, who="anna", query=f"digest:{log.digest('harbor')}")
        before = log.key.public
    capsys.readouterr()
    assert run(["audit", "rotate-key", *words]) == 0
    assert "from entry 2 on" in capsys.readouterr().out
    assert run(["audit", "rotate-key", "--json", *words]) == 0
    head = tmp_path / "head.json"
    head.write_text(capsys.readouterr().out)
    key = base64.b64encode(before).decode()
    assert run(["audit", "verify", "--head", str(head), "--key", key, *words]) == 0
    capsys.readouterr()
    assert run(["audit", "show", "--query", "harbor", *words]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(["audit", "show", "--action", "key_changed", "--json", *words]) == 0
    found = json.loads(capsys.readouterr().out)["entries"]
    assert [each["number"] for each in found] == [3, 2]
    assert all(each["who"].startswith("cli:") for each in found)
