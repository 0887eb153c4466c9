"""The page of the log, and that it tells nobody more than he may see."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Role
from cablegram.audit import Action, Log
from cablegram.web import Room
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import client_of, enlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOW = {"mrn": "07LISBON1", "text": ["Dues."]}
HIGH = {"mrn": "07LISBON4", "level": "secret", "text": ["Dues rose."]}
PEOPLE = {
    "all": (Role.ADMIN, Reader(sees_all=True)),
    "low": (Role.ADMIN, Reader(level="unclassified")),
    "reader": (Role.READER, Reader(sees_all=True)),
}


#: The secrets of their sessions, by archive.
SESSIONS: dict[Path, dict[str, str]] = {}


def write(folder: Path, *, high: bool) -> None:
    """Write what happens in a week, with or without what is done with what is high."""
    with Log.open(folder) as log:
        for n in range(3):
            log.note(Action.SHOWN, who="roe", what=["07LISBON1"], count=1)
            if high:
                log.note(Action.SHOWN, who="roe", what=["07LISBON4"], path="/c/{spelling}")
                log.note(Action.EXPORTED, who="poe", what=["07LISBON4", "item:2"])
                log.note(Action.SHOWN, who="poe", what=["dossier:k3x9k3x9k3x9"])
            found = ["07LISBON1", "07LISBON4"] if high else ["07LISBON1"]
            log.note(Action.SEARCHED, who="roe", what=found, count=len(found), query=f"q{n}")
            only = ["07LISBON4"] if high else []
            log.note(Action.EXPORTED, who="roe", what=only, path="/search.{ending}")
            log.note(Action.SEARCHED, who="poe", what=only, count=len(only) or None)
            path = "/search.{ending}"
            if high:  # of many cables there are several entries
                both = ["07LISBON4", "07LISBON1"]
                log.note(Action.EXPORTED, who="roe", what=both, outcome="part", path=path)
                log.note(Action.EXPORTED, who="roe", what=only, outcome="part", path=path)
            last = only or ["07LISBON1"]
            log.note(Action.EXPORTED, who="roe", what=last, outcome="sent", path=path)
        log.note(Action.SIGNED_IN, who="roe")


@pytest.fixture(scope="module", params=[True, False], ids=["high", "low"])
def room(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    cables = (LOW, HIGH) if request.param else (LOW,)
    folder = fill(tmp_path_factory.mktemp("audit") / "archive", *cables)
    write(folder, high=request.param)
    SESSIONS[folder] = enlist(folder, PEOPLE)
    with Room(folder, threads=1) as made:
        assert made.wait_until_kept_up(SECONDS)  # with the classes of all who have accounts
        yield made


@pytest.fixture(scope="module")
def sessions(room: Room) -> dict[str, str]:
    return SESSIONS[room.folder]


#: What one who is cleared for nothing gets, without times, in the first room and in the second.
TOLD: dict[str, str] = {}


def test_who_may_not_see_a_cable_is_not_told_who_saw_it(
    room: Room, sessions: dict[str, str]
) -> None:
    with client_of(room, sessions["low"]) as low:
        for place in ("/audit.json", "/audit.json?what=07LISBON4", "/audit.json?action=searched"):
            document = low.get(place).json()
            document["entries"] = own = [
                each for each in document["entries"] if each["who"] != "low"
            ]
            for each in own:
                del each["at"]
            text = json.dumps(document)
            assert "LISBON4" not in text
            assert "dossier" not in text
            assert TOLD.setdefault(place, text) == text
        for place in ("/audit", "/audit.csv"):
            assert "LISBON4" not in low.get(place).text.replace("placeholder", "")
        assert len(json.loads(TOLD["/audit.json"])["entries"]) == 16
        assert json.loads(TOLD["/audit.json?what=07LISBON4"])["entries"] == []


def test_the_one_who_sees_all_sees_all_page_by_page(
    room: Room, sessions: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with client_of(room, sessions["all"]) as client:
        whole = client.get("/audit.json").json()
        assert whole["next"] is None
        text = client.get("/audit").text
        assert 'href="/c/07LISBON1"' in text
        assert "{" not in text.partition("<tbody>")[2].partition("</tbody>")[0]
        assert "cablegram audit verify" in text
        assert "roe" in client.get("/audit.csv").text
        monkeypatch.setattr("cablegram.web.audit_pages.PER_PAGE", 4)
        place, found = "/audit.json", []
        while place:
            document = client.get(place).json()
            found += document["entries"]
            place = document["next"]
        seen = [each["at"] for each in found]
        assert [each["at"] for each in whole["entries"]] == seen[-len(whole["entries"]) :]
        assert client.get("/audit?since=soon").status_code == 400
        assert client.get("/audit?what=nothing").status_code == 400
        assert client.get("/audit?since=2999-01-01").status_code == 200
        assert client.get("/audit.xlsx").status_code == 404


def test_it_is_for_who_keeps_the_accounts(room: Room, sessions: dict[str, str]) -> None:
    with client_of(room, sessions["reader"]) as client:
        assert client.get("/audit").status_code == 403
    with client_of(room) as client:
        assert client.get("/audit").status_code == 303
