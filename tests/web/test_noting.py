"""The log of the room: what was shown and refused, to whom, and never a word of it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.access import Reader
from cablegram.accounts import Role
from cablegram.audit import LOG_NAME, Entry, Log, Wanted, verify_log
from cablegram.audit.reading import entries, reading
from cablegram.web import Room
from cablegram.web.refusals import (
    GIVEN_BACK,
    GIVEN_BACK_IN_ALL,
    MOST_ADDRESSES,
    MOST_SAVED,
    MOST_SAVED_IN_ALL,
    Refusals,
)
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.desk import furnish
from tests.web.people import FROM_HERE, PASSWORD, PERSON, client_of, enlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

WORD = "zanzibarite"
CABLES = (
    {"mrn": "07LISBON1", "text": [f"The {WORD} of the guild."], "subject": "HARBOR DUES"},
    {"mrn": "07LISBON4", "level": "secret", "text": ["Dues rose."], "refs": ["07LISBON1"]},
    {"mrn": None, "subject": "NO NUMBER", "text": [f"Another {WORD}."]},
)  # fmt: skip
LOW = Reader(level="unclassified")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = fill(tmp_path_factory.mktemp("noted") / "archive", *CABLES)
    furnish(made)
    return made


@pytest.fixture(scope="module")
def sessions(folder: Path) -> dict[str, str]:
    people = {"anna": (Role.ADMIN, Reader(sees_all=True)), "ben": (Role.READER, LOW)}
    return enlist(folder, people, signs_in="ben")


@pytest.fixture(scope="module")
def room(folder: Path, sessions: dict[str, str]) -> Iterator[Room]:
    assert sessions
    with Room(folder, threads=2) as made:
        assert made.wait_until_kept_up(SECONDS)
        yield made


@pytest.fixture(scope="module")
def anna(room: Room, sessions: dict[str, str]) -> Iterator[TestClient]:
    with client_of(room, sessions["anna"]) as made:
        yield made


@pytest.fixture(scope="module")
def ben(room: Room, sessions: dict[str, str]) -> Iterator[TestClient]:
    with client_of(room, sessions["ben"]) as made:
        yield made


def last(folder: Path, count: int = 1) -> list[Entry]:
    """Return what was written last, the oldest of it first."""
    with reading(folder) as connection:
        found = entries(connection, Wanted())
        return [entry for _, (entry, _) in zip(range(count), found, strict=False)][::-1]


Ask = tuple[str, str, dict[str, Any]]
NOTED: dict[str, Ask] = {
    "a cable": ("/c/07LISBON4", "shown", {"path": "/c/{spelling:path}"}),
    "its text": ("/c/07LISBON4.txt", "exported", {}),
    "one without a number": ("/item/3", "shown", {}),
    "a search": (f"/search?q={WORD}", "searched", {}),
    "all that a search finds": ("/search.ndjson?q=", "exported", {}),
    "a file of it": (f"/search.csv?q={WORD}", "exported", {}),
    "a station": ("/station/LISBON", "shown", {}),
    "a matter": ("/thread/07LISBON4", "shown", {}),
    "a number that is not held": ("/c/07LISBON2", "shown", {}),
}


def test_each_answer_is_noted_before_it_is_sent(anna: TestClient, folder: Path) -> None:
    for path, action, about in NOTED.values():
        before = verify_log(folder).entries
        anna.get(path)
        after = verify_log(folder).entries
        assert after > before, path
        found = last(folder, after - before)
        assert {each.action for each in found} == {action}, path
        assert {each.who for each in found} == {"anna"}
        assert found[0].about.items() >= about.items()


def test_the_cables_of_a_page_are_named(anna: TestClient, ben: TestClient, folder: Path) -> None:
    anna.get("/c/07LISBON4")
    assert set(last(folder)[0].what) == {"07LISBON4", "07LISBON1"}  # with what it cites
    anna.get(f"/search?q={WORD}")
    assert set(last(folder)[0].what) == {"07LISBON1", "item:3"}
    ben.get("/c/07LISBON4")
    (entry,) = last(folder)
    assert (entry.who, entry.action) == ("ben", "shown")
    assert entry.what == ("07LISBON1",)  # the number beside it
    ben.get("/search?q=")
    (entry,) = last(folder)
    assert "07LISBON4" not in entry.what
    assert entry.about["seen_as"].startswith("unclassified-")


def test_a_file_that_flows_is_noted_with_what_was_in_it(
    anna: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.web.application.small", lambda *_: None)
    monkeypatch.setattr("cablegram.web.shown.MOST_IN_ONE", 2)
    assert anna.get("/search.ndjson?q=").status_code == 200
    found = last(folder, 3)
    assert [each.outcome for each in found] == ["done", "part", "sent"]
    assert {each.action for each in found} == {"exported"}
    assert {name for each in found for name in each.what} == {"07LISBON1", "07LISBON4", "item:3"}


def test_what_is_in_the_browser_already_is_shown_again(anna: TestClient, folder: Path) -> None:
    tag = anna.get("/c/07LISBON4").headers["etag"]
    assert anna.get("/c/07LISBON4", headers={"if-none-match": tag}).status_code == 304
    assert {(each.action, "07LISBON4" in each.what) for each in last(folder, 2)} == {
        ("shown", True)
    }


def test_coming_and_going_is_noted(room: Room, folder: Path) -> None:
    with client_of(room) as nobody:
        before = verify_log(folder).entries
        nobody.get("/c/07LISBON4")
        nobody.get("/sign-in")
        assert verify_log(folder).entries == before  # nobody was shown anything
        form = {"name": "ben", "password": PASSWORD}
        assert nobody.post("/sign-in", data=form, headers=FROM_HERE).status_code == 303
        assert (last(folder)[0].action, last(folder)[0].who) == ("signed_in", "ben")
        assert nobody.post("/sign-out", headers=FROM_HERE).status_code == 303
        assert (last(folder)[0].action, last(folder)[0].who) == ("signed_out", "ben")
        form = {"name": f"{WORD}@x", "password": f"{WORD} wrong"}
        assert nobody.post("/sign-in", data=form, headers=FROM_HERE).status_code == 401
        (entry,) = last(folder)
        assert (entry.action, entry.who, entry.what) == ("refused", "nobody", ())


def test_a_change_is_noted(anna: TestClient, folder: Path) -> None:
    made = anna.post("/dossiers", data={"name": f"The {WORD}"}, headers=FROM_HERE)
    assert made.status_code == 303
    assert (last(folder)[0].action, last(folder)[0].about["path"]) == ("changed", "/dossiers")


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_word_gets_into_the_log(
    anna: TestClient, ben: TestClient, folder: Path, method: str
) -> None:
    """Each row of the table of paths, with a word of a cable wherever something can be said."""
    from cablegram.web.paths import PATHS

    anna.get("/c/07LISBON1")  # so that there is a log
    before = verify_log(folder).entries
    for path in PATHS:
        if path.is_door or path.takes_files or path.method.lower() != method:
            continue
        address = path.path
        for each in path.within:
            address = address.replace(f"{{{each.name}}}", WORD).replace(
                f"{{{each.name}:path}}", WORD
            )
        asked = {each.name: WORD for each in path.asks} | {"q": WORD}
        sent = {each.name: WORD for each in path.fields}
        for client in (anna, ben):
            if method == "get":
                client.get(address, params=asked)
            else:
                client.post(address, params=asked, data=sent, headers=FROM_HERE)
    anna.get(f"/{WORD}", headers=PERSON)
    found = verify_log(folder)
    assert found.is_whole
    assert found.entries >= before + 5
    for name in (LOG_NAME, f"{LOG_NAME}-wal"):
        data = (folder / name).read_bytes().lower()
        for said in (WORD, "harbor dues", "no number", PASSWORD):
            assert said.encode() not in data, said


def test_without_the_log_nothing_is_shown(
    anna: TestClient, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise full

    assert room.log is not None
    monkeypatch.setattr(Log, "_append", broken)
    for path in ("/c/07LISBON4", "/search.ndjson?q="):
        made = anna.get(path)
        assert made.status_code == 503
        assert "the disk takes nothing" in made.text
        assert "Dues rose" not in made.text


def test_alone_without_a_log_none_is_begun(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", *CABLES)
    with Room(folder, threads=1) as room, client_of(room) as client:
        assert client.get("/c/07LISBON4").status_code == 200
    assert not (folder / LOG_NAME).exists()
    Log.open(folder).close()
    with Room(folder, threads=1) as room, client_of(room) as client:
        assert client.get("/c/07LISBON4").status_code == 200
    (entry,) = last(folder)
    assert (entry.who, entry.action) == ("alone", "shown")
    assert "07LISBON4" in entry.what


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("/dossiers", {"name": "Harbors", "do": WORD, "id": WORD, "cable": WORD}),
        ("/saved", {"do": "save", "name": "Harbors", "q": "harbor", "id": WORD}),
        ("/dossiers/add", {"to": "new", "name": "Ports", "cable": "07LISBON1", "cable2": WORD}),
        ("/note", {"cable": "item/3", "body": "So.", "id": WORD}),
        (f"/dossier/{WORD}", {"do": "copy"}),  # by its name
    ],
)
def test_nor_does_what_is_sent_beside(
    anna: TestClient, folder: Path, place: str, form: dict[str, str]
) -> None:
    if WORD in place:
        anna.post("/dossiers", data={"name": WORD}, headers=FROM_HERE)
    before = last(folder)[0].number
    assert anna.post(place, data=form, headers=FROM_HERE).status_code in {200, 303}
    assert last(folder)[0].number > before
    assert WORD not in last(folder)[0].line().lower()


def test_nobody_fills_the_log(folder: Path, room: Room) -> None:
    """It only grows, and when the disk is full nothing is shown."""
    program = client_of(room, authorization="Bearer wrong")
    nobody = client_of(room)
    nobody.get("/sign-in")
    before = last(folder)[0].number
    room.refusals = Refusals(lambda: 0.0)
    for n in range(MOST_SAVED):
        program.get("/help", headers={"accept": "application/json"})
        nobody.post("/sign-in", data={"name": f"x{n}", "password": "x"}, headers=FROM_HERE)
    assert last(folder)[0].number - before == MOST_SAVED
    room.refusals = Refusals()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_left_out_is_counted() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    near = [f"2001:db8::{n}" for n in range(MOST_SAVED)]  # one line's network
    assert {refusals.noting(None, each) for each in near} == {0}
    assert refusals.noting(None, "2001:db8::ffff") is None
    assert refusals.noting(None, "2001:db8::ffff") is None
    assert refusals.noting(None, "192.0.2.1") == 2
    clock.now = 1 / GIVEN_BACK
    assert refusals.noting(None, near[0]) == 0
    assert refusals.noting(None, near[0]) is None


def test_many_addresses_fill_it_no_more_than_one() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    noted = [refusals.noting(None, f"a{n}") for n in range(2 * MOST_ADDRESSES)]
    assert len(noted) - noted.count(None) == MOST_SAVED_IN_ALL
    clock.now = 10 / GIVEN_BACK_IN_ALL
    assert refusals.noting(None, "b") == 2 * MOST_ADDRESSES - MOST_SAVED_IN_ALL
