from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.cli import run

if TYPE_CHECKING:
    from pathlib import Path

TELEGRAM = """\
UNCLAS LISBON 000{number}

SIPDIS

E.O. 12958: N/A
TAGS: PREL, EWWT, PO
SUBJECT: HARBOR DUES, PART {number}

REF: {year} LISBON 7

1. (U) The harbor master raised the dues again, for the {number}th time.

2. (U) The ferry company is not amused.

STRELSAU
"""

Output = pytest.CaptureFixture[str]


@pytest.fixture
def cables(tmp_path: Path) -> Path:
    folder = tmp_path / "cables"
    folder.mkdir()
    for number in range(1, 6):
        text = TELEGRAM.format(number=number, year="06")
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_main_job(cables: Path, tmp_path: Path, capsys: Output) -> None:
    archive = ["--archive", str(tmp_path / "archive")]
    assert run(["ingest", str(cables), *archive, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "cablegram.ingest/1"
    assert (report["inputs"], report["new_cables"], report["unread_total"]) == (5, 5, 0)
    assert run(["search", "ferry", "--count", *archive]) == 0
    assert capsys.readouterr().out == "5\n"
    assert run(["search", '"harbor dues" tags:EWWT', "--ndjson", *archive]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
    assert run(["refs", "06LISBON7", *archive]) == 0
    assert "is cited by" in capsys.readouterr().out


def test_twice_changes_nothing(cables: Path, tmp_path: Path, capsys: Output) -> None:
    args = ["ingest", str(cables), "--archive", str(tmp_path / "archive"), "--workers", "1"]
    assert run(args) == 0
    assert run(args) == 0
    out, err = capsys.readouterr()
    assert "held before          5" in out
    assert err == ""  # no progress without a terminal


def test_what_cannot_be_read_is_said(cables: Path, tmp_path: Path, capsys: Output) -> None:
    (cables / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    report = tmp_path / "report.json"
    args = ["ingest", str(cables), "--archive", str(tmp_path / "a"), "--report", str(report)]
    assert run(args) == 0
    assert "picture.txt" in capsys.readouterr().err
    (unread,) = json.loads(report.read_text())["unread"]
    assert unread["source"].endswith("picture.txt")


def test_progress_tells_speed_diagnostics_and_time_left(
    cables: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    assert run(["ingest", str(cables), "--archive", str(tmp_path / "a"), "--workers", "1"]) == 0
    err = capsys.readouterr().err
    assert "5 cables" in err
    assert "/s, " in err
    assert "diagnostics, 0 unread" in err


def test_nothing_that_can_be_read(tmp_path: Path, capsys: Output) -> None:
    picture = tmp_path / "picture"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert run(["ingest", str(picture), "--archive", str(tmp_path / "a")]) == 3
    assert "unread" in capsys.readouterr().out


def test_a_path_that_is_not_there(tmp_path: Path, capsys: Output) -> None:
    assert run(["ingest", str(tmp_path / "none"), "--archive", str(tmp_path / "a")]) == 2
    assert "does not exist" in capsys.readouterr().err
