"""The threads behind the pages: what they hold, and what happens while something is made."""

from __future__ import annotations

import asyncio
import threading
from datetime import date, timedelta
from typing import IO, TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from cablegram.access import SEES_ALL, InvalidReader, Reader
from cablegram.archive import Store
from cablegram.errors import ArchiveError
from cablegram.model import Level
from cablegram.search import Archive
from cablegram.web import Room, flowing, reading_room, taking, workers
from cablegram.web.answers import Flow
from cablegram.web.room import MOST_FLOWING
from tests.made_up import fill, item, read_made_up
from tests.patience import SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Policy

LOW = Reader(level=Level.UNCLASSIFIED)
DAY = date(2026, 1, 1)
EMBARGO = """
base = "us"
[[rules]]
name = "until the day after"
mrns = ["07LISBON1"]
level = "secret"
until = 2026-01-02
"""


def client_of(opened: Room) -> TestClient:
    return TestClient(reading_room(opened), base_url="http://localhost", follow_redirects=False)


def total(client: TestClient) -> int:
    return int(client.get("/search.json").json()["total"])


def hold_after_day(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let no archive of a class be made for a day after `DAY` until the event is set."""
    go_on, seen_by = threading.Event(), Store.seen_by

    def slowly(self: Store, reader: Reader, *, policy: Policy | None, today: date) -> Store:
        assert today == DAY or go_on.wait(SECONDS)
        return seen_by(self, reader, policy=policy, today=today)

    monkeypatch.setattr(Store, "seen_by", slowly)
    return go_on


def test_without_an_archive_there_is_no_room(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"), Room(tmp_path / "none"):
        pass


def test_a_reader_whom_the_policy_does_not_know(tmp_path: Path) -> None:
    stranger = Reader(level=Level.SECRET, groups=frozenset({"strangers"}))
    with pytest.raises(InvalidReader), Room(fill(tmp_path / "archive"), stranger):
        pass


def test_what_was_decided_yesterday_is_not_shown_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [DAY]
    folder = fill(tmp_path / "archive", {})
    (folder / "policy.toml").write_text(EMBARGO)
    go_on = hold_after_day(monkeypatch)
    with Room(folder, LOW, threads=1, today=lambda: days[-1], keep_up_seconds=0.02) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        client = client_of(opened)
        assert total(client) == 0
        days.append(DAY + timedelta(days=1))
        for _ in range(20):  # until that of today is made
            assert client.get("/search.json").status_code == 503
        go_on.set()
        for _ in range(SECONDS * 50):
            if client.get("/search.json").status_code == 200:
                break
            threading.Event().wait(0.02)
        assert total(client) == 1


def test_a_new_day_on_which_nothing_changes_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [DAY]
    folder = fill(tmp_path / "archive", {})
    go_on = hold_after_day(monkeypatch)
    with Room(folder, LOW, threads=1, today=lambda: days[-1], keep_up_seconds=0.02) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        client = client_of(opened)
        days.append(DAY + timedelta(days=1))
        for _ in range(20):
            assert total(client) == 1
        go_on.set()


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    with Room(fill(tmp_path / "archive")) as opened:
        opened.wait_until_kept_up(SECONDS)
        answer = client_of(opened).get("/")
        assert answer.status_code == 200
        assert "The archive is empty." in answer.text


def test_a_lower_reader_waits_until_his_archive_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "archive", {"level": "secret"}, {"mrn": "07LISBON2"})
    go_on = threading.Event()
    seen_by = Store.seen_by

    def slowly(self: Store, reader: Reader, *, policy: Policy | None, today: date) -> Store:
        assert go_on.wait(SECONDS)
        return seen_by(self, reader, policy=policy, today=today)

    monkeypatch.setattr(Store, "seen_by", slowly)
    with Room(folder, LOW, threads=1, keep_up_seconds=0.02) as opened:
        client = client_of(opened)
        answer = client.get("/search")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
        assert answer.headers["refresh"] == "3"
        assert "The room is being prepared" in answer.text
        assert client.get("/search.json").json()["error"] == "preparing"
        go_on.set()
        assert opened.wait_until_kept_up(SECONDS)
        assert total(client) == 1
        assert client.get("/c/07LISBON1").status_code == 404


def test_what_is_filed_later_is_shown(tmp_path: Path) -> None:
    for name, reader in (("all", SEES_ALL), ("low", LOW)):
        folder = fill(tmp_path / name, {})
        with Room(folder, reader, threads=1, keep_up_seconds=0.02) as opened:
            assert opened.wait_until_kept_up(SECONDS)
            client = client_of(opened)
            assert total(client) == 1
            with Store.open(folder) as store:
                store.ingest([item("new", {"mrn": "07LISBON2"})], read_made_up)
            for _ in range(SECONDS * 50):
                if total(client) == 2:
                    break
                threading.Event().wait(0.02)
            assert total(client) == 2


def test_what_was_counted_once_is_counted_again_when_more_is_filed(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {"mrn": "07LISBON1"})

    def shown(client: TestClient) -> tuple[int, int]:
        """Return what the calendar and the map of the whole archive count."""
        counts = client.get("/calendar.json").json()["total"]
        flows = client.get("/map.json").json()["flows"]
        return counts, max(each["cables"] for each in flows)

    with Room(folder, threads=1, keep_up_seconds=0.02) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        client = client_of(opened)
        assert shown(client) == shown(client) == (1, 1)
        with Store.open(folder) as store:
            store.ingest([item("new", {"mrn": "07LISBON2"})], read_made_up)
        for _ in range(SECONDS * 50):
            if shown(client) == (2, 2):
                break
            threading.Event().wait(0.02)
        assert shown(client) == (2, 2)


@pytest.mark.parametrize("has_others", [False, True])
def test_a_class_that_was_thrown_away_is_made_anew(tmp_path: Path, has_others: bool) -> None:
    folder = fill(tmp_path / "archive", {})
    with Room(folder, LOW, threads=1, keep_up_seconds=0.02, has_others=has_others) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        client = client_of(opened)
        assert total(client) == 1
        # In one step: the keeper may begin to make it anew while it is removed.
        (folder / "classes").rename(tmp_path / "thrown-away")
        statuses = set()
        for _ in range(SECONDS * 50):
            answer = client.get("/search.json")
            statuses.add(answer.status_code)
            if answer.status_code == 200 and (folder / "classes").exists():
                break
            threading.Event().wait(0.02)
        assert statuses <= {200, 503}
        assert total(client) == 1


def test_too_many_are_asked_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_WAITING", 0)
    with Room(fill(tmp_path / "archive", {})) as opened:
        answer = client_of(opened).get("/search.json")
        assert (answer.status_code, answer.json()["error"]) == (503, "crowded")


def test_too_many_files_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_FLOWING", 0)
    monkeypatch.setattr(flowing, "PIECE_BYTES", 1)
    with Room(fill(tmp_path / "archive", {})) as opened:
        assert client_of(opened).get("/search.csv").status_code == 503


def test_a_damaged_archive_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArchiveError("here", "the database says: malformed")

    with Room(fill(tmp_path / "archive", {}), threads=1) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        monkeypatch.setattr(Store, "record", fail)
        answer = client_of(opened).get("/c/07LISBON1")
        assert answer.status_code == 500
        assert "malformed" not in answer.text


def test_the_keeper_goes_on_after_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    update, failures = Archive.update_index, ["first"]

    def fail_once(self: Archive, *, seconds: float) -> int:
        if failures:
            raise ArchiveError(failures.pop(), "the disk is full")
        return update(self, seconds=seconds)

    folder = fill(tmp_path / "archive", {})
    monkeypatch.setattr(Archive, "update_index", fail_once)
    with Room(folder, threads=1, keep_up_seconds=0.5) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        # Pages are made from the index as it is, and say how far it is behind.
        first = client_of(opened).get("/search.json").json()
        assert first["total"] + first["not_indexed"] == 1
        for _ in range(SECONDS * 50):
            if total(client_of(opened)) == 1:
                break
            threading.Event().wait(0.02)
        assert total(client_of(opened)) == 1
    assert "the disk is full" in caplog.text


def test_while_another_process_adds_to_the_index_the_keeper_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2"})
    with Archive.open(folder) as other, other.index.keeping_up():
        # As an ingest into a large archive does: it holds the writer to its end.
        writer = other.index._writer(0.0)
        assert writer is not None
        with Room(folder, threads=1, keep_up_seconds=0.02) as opened:
            assert opened.wait_until_kept_up(SECONDS)
            answer = client_of(opened).get("/search.json").json()
            assert (answer["total"], answer["not_indexed"]) == (0, 2)
            writer.rollback()
            del writer
    assert caplog.text == ""


def test_a_large_file_comes_in_pieces(tmp_path: Path) -> None:
    def write(_archive: Archive, out: IO[bytes]) -> None:
        for _ in range(40):
            out.write(b"x" * 10_000)

    async def take(opened: Room) -> list[int]:
        flow = Flow(media_type="text/plain", name="x", write=write)
        return [len(piece) async for piece in flowing.flowing(opened, flow)]

    with Room(fill(tmp_path / "archive", {}), threads=1) as opened:
        pieces = asyncio.run(take(opened))
    assert sum(pieces) == 400_000
    assert len(pieces) > 4


def test_who_leaves_in_the_middle_lets_the_thread_go(tmp_path: Path) -> None:
    def write(_archive: Archive, out: IO[bytes]) -> None:
        while True:
            out.write(b"x" * flowing.PIECE_BYTES)

    async def leave(opened: Room) -> None:
        flow = Flow(media_type="text/plain", name="x", write=write)
        for _ in range(MOST_FLOWING + 1):
            taking = flowing.flowing(opened, flow)
            assert await asyncio.wait_for(anext(taking), SECONDS)
            await taking.aclose()  # type: ignore[attr-defined]  # it is a generator

    with Room(fill(tmp_path / "archive", {}), threads=1) as opened:
        asyncio.run(leave(opened))


def test_files_hold_no_thread_that_makes_pages(tmp_path: Path) -> None:
    def write(_archive: Archive, out: IO[bytes]) -> None:
        while True:
            out.write(b"x" * flowing.PIECE_BYTES)

    async def ask(opened: Room) -> None:
        flow = Flow(media_type="text/plain", name="x", write=write)
        taking = [flowing.flowing(opened, flow) for _ in range(MOST_FLOWING)]
        for each in taking:
            assert await asyncio.wait_for(anext(each), SECONDS)
        page = opened.submit(lambda archive: archive.identity)
        assert await asyncio.wait_for(asyncio.wrap_future(page), SECONDS)
        for each in taking:
            await each.aclose()  # type: ignore[attr-defined]  # it is a generator

    with Room(fill(tmp_path / "archive", {}), threads=1) as opened:
        asyncio.run(ask(opened))


def test_a_fault_in_the_middle_breaks_the_file_off(tmp_path: Path) -> None:
    def write(_archive: Archive, out: IO[bytes]) -> None:
        out.write(b"x")
        raise ArchiveError("here", "damaged")

    async def take(opened: Room) -> None:
        flow = Flow(media_type="text/plain", name="x", write=write)
        with pytest.raises(ArchiveError):
            async for _ in flowing.flowing(opened, flow):
                pass

    with Room(fill(tmp_path / "archive", {}), threads=1) as opened:
        asyncio.run(take(opened))
