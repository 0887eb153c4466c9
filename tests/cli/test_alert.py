"""`cablegram alert`: to be told of what is filed later."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role
from cablegram.alerts import Board
from cablegram.archive import Store
from cablegram.audit import Log
from cablegram.cli import run
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]
TELEGRAM = """\
R 041530Z MAR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
C O N F I D E N T I A L LISBON 000009

TAGS: PREL
SUBJECT: FERRIES

1. (U) The harbor master sold a ferry.

2. (C) The buyer is a cousin.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = fill(tmp_path / "archive", {"mrn": "07LISBON1"})
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))
    return made


def file(folder: Path, **described: object) -> None:
    with Store.open(folder) as store:
        store.ingest([item(f"{described['mrn']}.txt", dict(described))], read_made_up)


def test_from_adding_to_telling(folder: Path, tmp_path: Path, capsys: Output) -> None:
    student = tmp_path / "student.toml"
    student.write_text('level = "unclassified"\n')
    assert run(["alert", "list"]) == 1
    assert run(["alert", "add", "harbor"]) == 0
    assert run(["alert", "add", "harbor", "--reader", str(student), "--name", "His"]) == 0
    assert run(["alert", "add", "cousin", "--reader", str(student)]) == 0
    assert run(["alert", "run"]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / "a.txt").write_text(TELEGRAM)
    assert run(["ingest", str(tmp_path / "a.txt"), "--quiet"]) == 0
    assert "alerts               2" in capsys.readouterr().out
    file(folder, mrn="07LISBON2", level="secret")
    file(folder, mrn="07LISBON3", subject="THE HARBOR")
    assert run(["alert", "run"]) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "His: 07LISBON3 THE HARBOR [UNCLASSIFIED], matches harbor",
        "harbor: 07LISBON2 HARBOR DUES [SECRET], matches harbor",
        "harbor: 07LISBON3 THE HARBOR [UNCLASSIFIED], matches harbor",
    ]
    assert run(["alert", "run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["alerts"] == []
    assert run(["alert", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["subscriptions"]
    assert [each["name"] for each in listed] == ["cousin", "harbor", "His"]
    for each in listed:
        assert run(["alert", "remove", each["id"]]) == 0
    assert run(["alert", "remove", listed[0]["id"]]) == 1
    assert run(["alert", "list"]) == 1


def test_what_cannot_be_followed(folder: Path, capsys: Output) -> None:
    for words in (
        ["--kind", "cites", "nonsense"],
        ["--kind", "station", "12"],
        ["--kind", "dossier", "nothing"],
        ["--kind", "search", "nothing"],
        ["date:"],
    ):
        assert run(["alert", "add", *words]) == 2
        assert capsys.readouterr().err
    assert run(["alert", "list"]) == 1
    assert folder.is_dir()


def test_of_an_account_and_in_the_log(folder: Path, capsys: Output) -> None:
    with Accounts.open(folder, create=True) as accounts:
        reader = Reader(level="unclassified")
        now = dt.datetime.now(dt.UTC)
        rita = accounts.add("rita", role=Role.READER, reader=reader, now=now, email="r@example.org")
    with Log.open(folder):
        pass
    words = ["harbor", "--account", "Rita", "--mail", "other@example.org"]
    assert run(["alert", "add", *words]) == 0
    assert run(["alert", "add", "harbor", "--account", "nobody"]) == 2
    with Board.open(folder) as board:
        (of,) = board.all()
        assert (of.owner, of.ways.mail) == (rita.account_id, "r@example.org")
    capsys.readouterr()
    assert run(["alert", "list"]) == 1  # of the person alone
    assert "--account NAME" in capsys.readouterr().err
    file(folder, mrn="07LISBON2", level="secret")
    file(folder, mrn="07LISBON3")
    capsys.readouterr()
    # No server for mail is named.
    assert run(["alert", "run"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "harbor: 07LISBON3 HARBOR DUES [UNCLASSIFIED], matches harbor"
    ]
    assert run(["alert", "list", "--account", "rita"]) == 0
    assert "1 not sent: no server for mail is named in alerts.toml" in capsys.readouterr().out
    assert run(["alert", "remove", of.subscription_id, "--account", "rita"]) == 0
    assert run(["audit", "export", str(folder / "log.ndjson")]) == 0
    log = (folder / "log.ndjson").read_text()
    assert f"alerts:{of.subscription_id}" in log
    assert "sent" in log
    assert "07LISBON3" in log
    assert "07LISBON2" not in log
    assert "example.org" not in log
