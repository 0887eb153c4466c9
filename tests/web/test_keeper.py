"""The classes of several readers: made beside those there are, kept up, and made anew."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import threading
import time
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Role
from cablegram.archive import Store, forget
from cablegram.archive.view import view_folder
from cablegram.search import Archive
from cablegram.web import Room, held, keeper
from cablegram.web.beside import Beside
from cablegram.web.held import Held, Preparing
from tests.made_up import fill, item, read_made_up
from tests.patience import SECONDS
from tests.web.people import client_of, enlist

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from starlette.testclient import TestClient

    from cablegram.access import Policy

LOW, SECRET = Reader(level="unclassified"), Reader(level="secret")
PEOPLE = {"rita": (Role.READER, LOW), "secr": (Role.READER, SECRET)}


def total(client: TestClient) -> int | None:
    """Return how many cables somebody finds; `None` while his class is being made."""
    answer = client.get("/search.json")
    assert answer.status_code in {200, 503}
    return answer.json()["total"] if answer.status_code == 200 else None


def until(done: Callable[[], bool]) -> None:
    for _ in range(SECONDS * 50):
        if done():
            return
        time.sleep(0.02)
    pytest.fail("it took too long")


def test_those_who_are_there_do_not_wait_for_one_who_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(folder, {"rita": PEOPLE["rita"]})
    go_on, seen_by = threading.Event(), Store.seen_by

    def slowly(self: Store, reader: Reader, *, policy: Policy | None, today: date) -> Store:
        assert reader.level == LOW.level or go_on.wait(SECONDS)
        return seen_by(self, reader, policy=policy, today=today)

    with Room(folder, threads=1, keep_up_seconds=0.02) as room:
        assert room.wait_until_kept_up(SECONDS)
        monkeypatch.setattr(Store, "seen_by", slowly)
        rita = client_of(room, sessions["rita"])
        assert total(rita) == 1
        secr = client_of(room, enlist(folder, {"secr": PEOPLE["secr"]})["secr"])
        assert total(secr) is None
        with Store.open(folder) as store:
            store.ingest([item("new", {"mrn": "07LISBON3"})], read_made_up)
        until(lambda: total(rita) == 2)  # while the other class is in the making
        assert total(secr) is None
        go_on.set()
        until(lambda: total(secr) == 3)


@pytest.mark.parametrize("has_others", [False, True])
def test_classes_that_were_thrown_away_are_made_anew(tmp_path: Path, has_others: bool) -> None:
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(folder, PEOPLE)
    with Room(folder, threads=1, keep_up_seconds=0.02, has_others=has_others) as room:
        assert room.wait_until_kept_up(SECONDS)
        clients = {name: client_of(room, token) for name, token in sessions.items()}
        assert {name: total(each) for name, each in clients.items()} == {"rita": 1, "secr": 2}
        (folder / "classes").rename(tmp_path / "thrown-away")
        until(lambda: all(total(each) for each in clients.values()))
        assert {name: total(each) for name, each in clients.items()} == {"rita": 1, "secr": 2}


@pytest.mark.parametrize("has_others", [False, True])
def test_another_policy_holds_when_its_classes_are_there(tmp_path: Path, has_others: bool) -> None:
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(folder, PEOPLE)
    with Room(folder, threads=1, keep_up_seconds=0.02, has_others=has_others) as room:
        assert room.wait_until_kept_up(SECONDS)
        secr = client_of(room, sessions["secr"])
        assert total(secr) == 2
        policy = 'base = "us"\n[[rules]]\nname = "x"\ntags = ["PREL"]\ncontrols = ["NOBODY"]\n'
        (folder / "policy.toml").write_text(policy)
        until(lambda: total(secr) == 0)
        (folder / "policy.toml").write_text("nonsense [")
        until(lambda: secr.get("/search.json").status_code == 500)  # shut until it is mended
        (folder / "policy.toml").unlink()
        until(lambda: secr.get("/search.json").status_code == 200)
        until(lambda: total(secr) == 2)


def test_more_classes_than_are_kept_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "MOST_KEPT", 1)
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(folder, PEOPLE)
    with Room(folder, threads=1, keep_up_seconds=0.02) as room:
        clients = {name: client_of(room, token) for name, token in sessions.items()}
        for _ in range(2):  # the one who asks is kept, whoever was before
            until(lambda: total(clients["rita"]) == 1)
            until(lambda: total(clients["secr"]) == 2)


def test_processes_beside_the_room_keep_up_what_is_filed(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(folder, PEOPLE)
    with Room(folder, threads=1, keep_up_seconds=0.02, has_others=True) as room:
        clients = {name: client_of(room, token) for name, token in sessions.items()}
        wanted = {"rita": 1, "secr": 2}
        until(lambda: {name: total(each) for name, each in clients.items()} == wanted)
        with Store.open(folder) as store:
            store.ingest([item("new", {"mrn": "07LISBON3"})], read_made_up)
        wanted = {"rita": 2, "secr": 3}
        until(lambda: {name: total(each) for name, each in clients.items()} == wanted)
        others = beside_of()
        assert len(others) == 2
        for each in others:  # whoever ends them: the room does their work
            each.kill()
            each.join()
        with Store.open(folder) as store:
            store.ingest([item("newer", {"mrn": "07LISBON4"})], read_made_up)
        wanted = {"rita": 3, "secr": 4}
        until(lambda: {name: total(each) for name, each in clients.items()} == wanted)
    assert beside_of() == []


def test_a_fault_ends_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Else the room would show for ever what it showed then, and nobody would know."""
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(folder, PEOPLE)
    update_index, faults = Archive.update_index, {"keeper", "maker"}

    def failing(self: Archive, **named: float) -> int:
        name = threading.current_thread().name
        if name in faults:
            faults.discard(name)
            raise ValueError("not told")
        return update_index(self, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "update_index", failing)
    with Room(folder, threads=1, keep_up_seconds=0.02) as room:
        clients = {name: client_of(room, token) for name, token in sessions.items()}
        wanted = {"rita": 1, "secr": 2}
        until(lambda: {name: total(each) for name, each in clients.items()} == wanted)
        with Store.open(folder) as store:
            store.ingest([item("new", {"mrn": "07LISBON3"})], read_made_up)
        wanted = {"rita": 2, "secr": 3}
        until(lambda: {name: total(each) for name, each in clients.items()} == wanted)
    assert faults == set()
    assert [each.exc_info[0] for each in caplog.records if each.exc_info] == [ValueError] * 2


def test_what_is_forgotten_beside_an_open_room_is_gone_from_it(tmp_path: Path) -> None:
    """The second time too, when the highest identifier is what it was before."""
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2"})
    with Room(folder, threads=1, keep_up_seconds=0.02, has_others=True) as room:
        client = client_of(room)
        until(lambda: total(client) == 2)
        with Store.open(folder) as store:
            store.ingest([item("new", {"mrn": "07LISBON3"})], read_made_up)
            until(lambda: total(client) == 3)
            forget(store, [1])
            until(lambda: total(client) == 2)
            forget(store, [2])
            until(lambda: total(client) == 1)


def beside_of() -> list[BaseProcess]:
    return [each for each in multiprocessing.active_children() if each.name == "beside"]


def test_the_process_beside_does_the_work(tmp_path: Path) -> None:
    """What it leaves to the keeper is nothing: its archive and index of a class are there."""
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    today = dt.date(2026, 1, 1)
    other = Beside()
    with Archive.open(folder) as whole:
        assert other.bring_up(folder, LOW, whole.policy, today) == ()
        assert other.bring_up(folder, LOW, whole.policy, today, most_cited=3) == ()
        found = view_folder(whole, LOW, whole.policy, today)
        with Archive.open(found) as seen:
            assert seen.counts()["cable"] == 1
            assert seen.index.behind == 0
        assert other.bring_up(tmp_path / "none", LOW, whole.policy, today) is None
        other.bring_up(folder, SECRET, whole.policy, today)
        assert view_folder(whole, SECRET, whole.policy, today).is_dir()
        other.close()
        third = Reader(level="confidential")
        assert other.bring_up(folder, third, whole.policy, today) is None
        assert not view_folder(whole, third, whole.policy, today).exists()


def test_the_process_beside_ends_quietly_when_the_room_is_gone() -> None:
    """Whatever ends the room: no traceback in the journal, where nobody is to look for a fault."""
    beside = Beside()
    line, process = beside._line_to(), beside._process
    assert line is not None
    assert process is not None
    line.close()
    process.join(SECONDS)
    assert process.exitcode == 0
    beside.close()


def test_a_thread_keeps_few_archives_open(tmp_path: Path) -> None:
    folders = [fill(tmp_path / str(n), {}) for n in range(held.MOST_OPEN + 2)]
    mine = Held()
    opened = [mine.archive(folder) for folder in folders]
    assert len(mine) == held.MOST_OPEN
    assert mine.archive(folders[-1]) is opened[-1]
    assert mine.archive(folders[0]) is not opened[0]
    with pytest.raises(Preparing):
        mine.archive(tmp_path / "none")
    mine.close()
    assert len(mine) == 0
