"""What alerts outlive: dumps, forgetting; and the keeper that does all by itself."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import zstandard

from cablegram.alerts import AlertKeeper, Board, Departures, Kind, NotFollowed, Owner, Ways, told
from cablegram.archive import Store, dump, forget, load, witnesses_of
from cablegram.errors import InputError
from cablegram.model import MRN
from cablegram.search import Archive
from cablegram.web.places import cable_place
from tests.alerts.house import OF_STUDENT, House
from tests.made_up import item, read_made_up
from tests.patience import SECONDS

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path


def test_a_dump_has_what_is_followed_and_what_was_told(house: House, tmp_path: Path) -> None:
    house.file({"mrn": "07LISBON1", "refs": ["06LISBON5"]})
    first = house.follow("harbor", owner=OF_STUDENT, ways=Ways(mail="student@example.org"))
    house.follow("07LISBON1", Kind.THREAD)
    secret = house.board.new_feed(OF_STUDENT, first, version=1)
    house.file({"mrn": "07LISBON2"})
    assert house.run() == [("harbor", "07LISBON2")]
    path = tmp_path / "archive.dump"
    with Store.open(house.folder) as store:
        assert dump(store, path).desk == 2
    assert (
        secret.encode() not in zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
    )
    other = House(tmp_path / "other")
    try:
        for _ in range(2):  # a second time changes nothing
            with Store.open(other.folder) as store:
                load(store, path)
        assert other.run() == []  # neither what came along nor what was told before
        loaded = {each.name: each for each in other.board.all()}
        assert loaded["harbor"].ways.mail == "student@example.org"
        assert other.board.of_feed(secret) == loaded["harbor"]
        assert other.board.of(OF_STUDENT) == (loaded["harbor"],)
        (alert,) = other.board.alerts(first, 10)
        seen = other.archive.seen_by(OF_STUDENT.reader)
        policy = other.archive.policy
        (one,) = told(seen, [alert], OF_STUDENT.reader, policy, loaded["harbor"])
        assert str(one.cable.mrn) == "07LISBON2"
        other.file({"mrn": "06LISBON5", "subject": "A"}, {"mrn": "07LISBON3"})
        assert other.run() == [
            ("harbor", "06LISBON5"), ("harbor", "07LISBON3"),
            ("the thread of 07LISBON1", "06LISBON5"),
        ]  # fmt: skip
    finally:
        other.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "colour"}, {"rhythm": 3}, {"reader": "x"}, {"feed": "00"}, {"numbers": [["x", 1]]},
        {"alerts": [{"key": "00"}]}, {"behind": -1}, {"class": 3}, {"mail_shows": "x"},
        {"sight": {"reader": None, "policy": 3, "day": "2027-01-01"}},
        {"sight": {"reader": None, "policy": "", "day": None}},
        {"name": None}, {"version": -1}, {"created_at": "x"},
    ],
)  # fmt: skip
def test_a_dump_that_is_damaged(house: House, tmp_path: Path, wrong: dict[str, Any]) -> None:
    house.follow("harbor")
    path = tmp_path / "archive.dump"
    with Store.open(house.folder) as store:
        dump(store, path)
    lines = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read().splitlines()
    told_of = [json.loads(each) for each in lines]
    for each in told_of:
        if "subscription" in each:
            each["subscription"] |= wrong
    text = "".join(json.dumps(each) + "\n" for each in told_of)
    path.write_bytes(zstandard.ZstdCompressor().compress(text.encode()))
    with Store.open(tmp_path / "other", create=True) as store, pytest.raises(InputError):
        load(store, path)


def test_what_is_forgotten_goes_from_alerts(house: House) -> None:
    text = ["The harbor master sold seven ferries to his cousin in the spring."]
    house.follow("harbor master sold seven ferries")
    house.file({"mrn": "07LISBON1", "subject": "SEVEN FERRIES OF THE HARBOR", "text": text})
    assert len(house.run()) == 1
    house.close()  # nobody else may have it open
    with Store.open(house.folder) as store:
        (cable,) = store.find(MRN.parse("07LISBON1"))
        forget(store, [each.witness_id for each in witnesses_of(store, [cable.cable_id])])
    with Board.open(house.folder) as board:
        (of,) = board.all()
        (alert,) = board.alerts(of.subscription_id, 9)
    assert alert.pointer.title == ""
    assert (of.name, of.what) == ("[forgotten]", "[forgotten]")
    assert b"SEVEN FERRIES" not in (house.folder / "archive.sqlite").read_bytes()


def test_what_is_filed_in_the_place_of_what_was_forgotten(house: House) -> None:
    (house.folder / "policy.toml").write_text(
        'base = "us"\n[[rules]]\nname = "x"\ntags = ["PTER"]\n'
        'level = "secret"\nuntil = "2027-02-01"\n'
    )
    house.file({"mrn": "07LISBON1"})
    house.follow("ferry")
    house.follow("ferry", owner=OF_STUDENT)
    house.file({"mrn": "07LISBON2", "subject": "FERRY", "tags": ["PTER"]})
    assert house.run() == [("ferry", "07LISBON2")]
    folder = house.folder
    house.close()
    with Store.open(folder) as store:
        (cable,) = store.find(MRN.parse("07LISBON2"))
        last = cable.cable_id
        forget(store, [each.witness_id for each in witnesses_of(store, [last])])
    again = House(folder)
    try:
        again.file({"mrn": "07LISBON3", "subject": "ANOTHER FERRY"})
        assert again.archive.last_id() == last  # the identifier is given again
        assert again.run() == [("ferry", "07LISBON3"), ("ferry", "07LISBON3")]
        again.pass_days(40)
        assert again.run() == []
        again.file({"mrn": "07LISBON2", "subject": "FERRY", "tags": ["PTER"]})
        assert again.run() == [("ferry", "07LISBON2")]  # to him who was not told before
    finally:
        again.close()


def test_the_keeper_does_it_by_itself(house: House) -> None:
    mails: list[EmailMessage] = []
    (house.folder / "alerts.toml").write_text(
        '[mail]\nhost = "localhost"\nfrom = "cables@example.org"\n'
    )
    house.follow("harbor", ways=Ways(mail="alone@example.org"))
    departures = Departures(place_of=cable_place, mail=mails.append)
    with AlertKeeper(house.folder, departures, seconds=0.01):
        with Archive.open(house.folder) as archive:
            archive.ingest([item("a", {"mrn": "07LISBON1"})], read_made_up)
        end = time.monotonic() + SECONDS
        while not mails and time.monotonic() < end:
            time.sleep(0.01)
    assert len(mails) == 1
    assert mails[0]["Subject"] == "1 new cable"


def test_the_keeper_goes_on_after_a_fault(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.follow("harbor")
    (house.folder / "alerts.toml").write_text('[mail]\npassword = "secret word"\n')
    keeper = AlertKeeper(house.folder, Departures(place_of=cable_place), seconds=0.01)
    with keeper:
        end = time.monotonic() + SECONDS
        while not caplog.records and time.monotonic() < end:
            time.sleep(0.01)
    assert "alerts.toml" in caplog.text
    assert "secret word" not in caplog.text


def test_the_keeper_goes_on_after_a_fault_of_the_program(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = []

    def failing(_: AlertKeeper) -> None:
        rounds.append(1)
        raise ValueError("not told")

    monkeypatch.setattr(AlertKeeper, "round", failing)
    with AlertKeeper(house.folder, Departures(place_of=cable_place), seconds=0.01):
        end = time.monotonic() + SECONDS
        while len(rounds) < 2 and time.monotonic() < end:
            time.sleep(0.01)
    assert len(rounds) >= 2
    assert caplog.records[0].getMessage() == "the keeper of alerts"


def test_the_keeper_has_nothing_to_do_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from cablegram.alerts import keeper as module

    house.follow("harbor")
    times: list[int] = []
    monkeypatch.setattr(module, "match_new", lambda *_args, **_more: times.append(1))
    day = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    keeper = AlertKeeper(
        house.folder,
        Departures(place_of=cable_place),
        open_board=lambda folder: Board.open(folder, now=lambda: day),
    )
    keeper.round()
    keeper.round()
    assert len(times) == 1
    house.file({"mrn": "07LISBON1"})
    keeper._not_before = 0.0
    keeper.round()
    day += dt.timedelta(days=1)
    keeper._not_before = 0.0
    keeper.round()
    assert len(times) == 3
    assert Owner().key is None


def test_one_person_does_not_follow_everything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.alerts.board.MOST_EACH", 1)
    owner = Owner(account="rita", reader=OF_STUDENT.reader)
    house.follow("harbor", owner=owner)
    with pytest.raises(NotFollowed, match="at most"):
        house.follow("ferry", owner=owner)
    assert len(house.board.of(owner)) == 1
