"""A backup in the middle of telling, and the archive that is made of it: nothing lost or twice."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest

from cablegram import cli
from cablegram.alerts import Board, Departures, Kind, Ways, match_new, send_due
from cablegram.alerts.settings import settings_of
from cablegram.archive import Store, back_up, dump, dumping, load, restore
from cablegram.archive.alert_moving import RESTORED
from cablegram.web.places import cable_place
from tests.alerts.house import ALONE, OF_STUDENT, House
from tests.alerts.test_changing import EMBARGO, OPEN

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

SETTINGS = settings_of('[mail]\nhost = "localhost"\nfrom = "cables@example.org"\n')
MAIL = Ways(mail="alone@example.org")


def sent(house: House) -> list[EmailMessage]:
    mails: list[EmailMessage] = []
    ways = Departures(place_of=cable_place, mail=mails.append)
    send_due(house.archive, house.board, SETTINGS, ways)
    return mails


def restored(house: House, place: Path) -> House:
    with Store.open(house.folder) as store:
        back_up(store, place / "backup")
    with Store.open(place / "restored", create=True) as store:
        restore(store, place / "backup")
    return House(place / "restored")


def test_what_waited_is_sent_when_somebody_says_so_and_not_before(
    house: House, tmp_path: Path
) -> None:
    made = house.follow("harbor", ways=MAIL)
    house.file({"mrn": "07LISBON1"})
    match_new(house.archive, house.board)
    other = restored(house, tmp_path)
    try:
        first = sent(house)  # after the backup, before the disk broke
        assert len(first) == 1
        assert sent(other) == []
        (delivery,) = other.board.deliveries(made).values()
        assert (delivery.state, delivery.said) == ("given up", RESTORED)  # his page has it
        other.board.send_again(ALONE, made)
        again = sent(other)
        assert again[0]["Message-ID"] == first[0]["Message-ID"]  # by which it is known
        assert sent(other) == []
    finally:
        other.close()


def test_what_was_sent_is_not_sent_again(house: House, tmp_path: Path) -> None:
    house.follow("harbor", ways=MAIL)
    house.file({"mrn": "07LISBON1"})
    match_new(house.archive, house.board)
    assert len(sent(house)) == 1
    other = restored(house, tmp_path)
    try:
        assert other.board.send_all_again() == 0
        assert other.run() == []
        assert sent(other) == []
    finally:
        other.close()


def test_what_was_filed_and_not_looked_at_is_looked_at_then(house: House, tmp_path: Path) -> None:
    house.follow("harbor")
    house.file({"mrn": "07LISBON1"})
    assert house.run() == [("harbor", "07LISBON1")]
    house.file({"mrn": "07LISBON2"}, {"mrn": "07LISBON3"})
    house.follow("dues")  # what is there he has seen
    house.file({"mrn": "07LISBON4"})
    other = restored(house, tmp_path)
    try:
        found = [("dues", "07LISBON4"), *(("harbor", f"07LISBON{n}") for n in (2, 3, 4))]
        assert other.run() == found
        assert other.run() == []
        assert house.run() == found
    finally:
        other.close()


@pytest.mark.parametrize("matched", [True, False])
def test_what_opened_between_backup_and_restoring(
    house: House, tmp_path: Path, matched: bool
) -> None:
    embargo = EMBARGO + 'until = "2027-02-01"\n'
    (house.folder / "policy.toml").write_text(embargo)
    house.file({"mrn": "07LISBON1", "tags": ["PTER"]}, {"mrn": "07LISBON2", "subject": "X"})
    for owner in (ALONE, OF_STUDENT):
        house.follow("harbor", owner=owner)
        house.follow("06LISBON5", Kind.CITES, owner)
    if matched:  # else he began to follow just before
        assert house.run() == []
    by_day = restored(house, tmp_path / "one")
    by_policy = restored(house, tmp_path / "two")
    try:
        by_day.pass_days(40)
        assert by_day.run() == [("harbor", "07LISBON1")]
        (by_policy.folder / "policy.toml").write_text(OPEN)
        assert by_policy.run() == [("harbor", "07LISBON1")]
        assert by_policy.run() == []
    finally:
        by_day.close()
        by_policy.close()


def test_a_load_that_was_broken_off_loses_nothing_of_it(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded again, as it is told to be: still nothing but the dump is there."""
    (house.folder / "policy.toml").write_text(EMBARGO)
    house.follow("harbor")
    house.follow("harbor", owner=OF_STUDENT)
    house.file({"mrn": "07LISBON1", "tags": ["PTER"]})
    assert house.run() == [("harbor", "07LISBON1")]
    house.file({"mrn": "07LISBON2"}, {"mrn": "07LISBON3"})  # not looked at
    path = tmp_path / "archive.dump"
    with Store.open(house.folder) as store:
        dump(store, path)
    monkeypatch.setattr(dumping, "BATCH", 2)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "policy.toml").write_text(EMBARGO)
    for end_after in (2, 3, 9):
        with Store.open(tmp_path / "other", create=True) as store, suppress(InterruptedError):
            load(store, path, progress=partial(_break_off, after=end_after))
    other = House(tmp_path / "other")
    try:
        (other.folder / "policy.toml").write_text(OPEN)
        found = sorted([("harbor", f"07LISBON{n}") for n in (2, 3)] * 2)
        assert other.run() == sorted([*found, ("harbor", "07LISBON1")])
    finally:
        other.close()


def _break_off(looked_at: int, *, after: int) -> None:
    if looked_at == after:
        raise InterruptedError


def test_into_an_archive_that_has_cables_of_its_own(house: House, tmp_path: Path) -> None:
    house.follow("harbor", ways=MAIL)
    house.file({"mrn": "07LISBON1"})
    match_new(house.archive, house.board)
    house.file({"mrn": "07LISBON2"})  # not looked at
    path = tmp_path / "archive.dump"
    other = House(tmp_path / "other")
    try:
        other.filed = 50
        other.file({"mrn": "07LISBON9"})
        with Store.open(house.folder) as store:
            dump(store, path)
        with Store.open(other.folder) as store:
            load(store, path)
        assert other.run() == []
        assert sent(other) == []
        other.file({"mrn": "07LISBON8"})
        assert other.run() == [("harbor", "07LISBON8")]
    finally:
        other.close()


def test_by_command(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = house.follow("harbor", ways=MAIL)
    house.file({"mrn": "07LISBON1"})
    match_new(house.archive, house.board)
    restored(house, tmp_path).close()
    words = ["alert", "again", "--archive", str(tmp_path / "restored")]
    assert cli.run(words) == 2
    assert cli.run([*words, "nothing"]) == 1
    assert cli.run([*words, made]) == 0
    with Board.open(tmp_path / "restored") as board:
        assert [each.state for each in board.deliveries(made).values()] == ["waiting"]
    assert cli.run([*words, "--everybody"]) == 0
    assert "0 will be sent" in capsys.readouterr().err
