"""What a changed clearance or policy opens, and years that later cables tell: told once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cablegram.access import SEES_ALL, Reader
from cablegram.accounts import Accounts
from cablegram.alerts import AlertKeeper, Board, Departures, Kind, Owner, match_new
from cablegram.web.places import cable_place
from tests.alerts.house import ALONE, OF_STUDENT, House

if TYPE_CHECKING:
    from cablegram.accounts import Account

EMBARGO = """\
base = "us"

[[rules]]
name = "an embargo"
tags = ["PTER"]
level = "secret"
"""
OPEN = 'base = "us"\n'


def set_policy(house: House, text: str) -> None:
    """Write the policy, and open the archive anew as the next command does."""
    (house.folder / "policy.toml").write_text(text)
    house.archive.close()
    house.archive = type(house.archive).open(house.folder)


def file_four(house: House) -> None:
    house.file(
        {"mrn": "07LISBON1", "tags": ["PTER"], "subject": "FERRY ONE"},
        {"mrn": "07LISBON2", "subject": "FERRY TWO"},
        {"mrn": "07LISBON3", "subject": "A ROAD", "tags": ["PTER"], "text": ["A road."]},
    )


def test_a_policy_that_shuts_less(house: House) -> None:
    set_policy(house, EMBARGO)
    file_four(house)
    house.follow("ferry", owner=OF_STUDENT)
    house.follow("ferry")
    house.file({"mrn": "07LISBON4", "tags": ["PTER"], "subject": "FERRY FOUR"})
    assert house.run() == [("ferry", "07LISBON4")]  # to him who sees all
    set_policy(house, OPEN)
    # Neither what he could see before nor what the other was told.
    assert house.run() == [("ferry", "07LISBON1"), ("ferry", "07LISBON4")]
    assert house.run() == []
    set_policy(house, EMBARGO)
    assert house.run() == []
    set_policy(house, OPEN)
    assert house.run() == []  # once


def test_followed_before_and_run_after_a_change(house: House) -> None:
    set_policy(house, EMBARGO)
    file_four(house)
    house.follow("ferry", owner=OF_STUDENT)
    set_policy(house, OPEN)  # nothing was matched meanwhile
    house.file({"mrn": "07LISBON5", "subject": "FERRY FIVE"})
    assert house.run() == [("ferry", "07LISBON1"), ("ferry", "07LISBON5")]


def test_a_policy_that_only_shuts_tells_nothing(house: House) -> None:
    set_policy(house, OPEN)
    house.file({"mrn": "07LISBON1", "text": ["The harbor.", "A ferry."]})
    house.follow("harbor -ferry", owner=OF_STUDENT)  # which is so once the ferry is shut
    assert house.run() == []
    set_policy(house, EMBARGO.replace('tags = ["PTER"]', 'mrns = ["07LISBON1"]\nparagraphs = [2]'))
    assert house.run() == []
    house.file({"mrn": "07LISBON2", "subject": "X"})
    assert house.run() == [("harbor -ferry", "07LISBON2")]


def account_of(house: House, reader: Reader) -> tuple[Accounts, Account]:
    accounts = Accounts.open(house.folder, create=True)
    return accounts, accounts.add("rita", now=house.time, reader=reader)


def test_a_clearance_that_is_raised(house: House) -> None:
    house.file(
        {"mrn": "07LISBON1", "text": ["The harbor.", "A cousin."], "level": "confidential"},
        {"mrn": "07LISBON2", "subject": "COUSIN", "text": ["The harbor."]},
    )
    accounts, rita = account_of(house, OF_STUDENT.reader)
    with accounts:
        owner = Owner(account=rita.account_id, reader=OF_STUDENT.reader)
        house.follow("harbor", owner=owner)
        house.follow("cousin", owner=owner)
        assert match_new(house.archive, house.board).fired == {}
        accounts.change(rita.account_id, reader=Reader(level="secret"))
    fired = match_new(house.archive, house.board).fired
    assert set(fired.values()) == {1}
    told = [
        (each.what, str(alert.pointer.mrn))
        for each in house.board.all()
        for alert in house.board.alerts(each.subscription_id, 9)
    ]
    assert sorted(told) == [("cousin", "07LISBON1"), ("harbor", "07LISBON1")]
    assert match_new(house.archive, house.board).fired == {}


def test_another_copy_that_he_saw_before(house: House) -> None:
    set_policy(house, EMBARGO)
    text = [f"{n} The ferry master raised the dues in the autumn again." for n in range(9)]
    house.file({"mrn": "07LISBON1", "tags": ["PTER"], "text": text})
    house.file({"mrn": "07LISBON1", "text": text, "subject": "HARBOR DUES AND MORE"})
    house.follow("ferry", owner=OF_STUDENT)
    set_policy(house, OPEN)
    assert house.run() == []


def test_a_number_that_is_cited_in_what_opens(house: House) -> None:
    set_policy(house, EMBARGO)
    house.file(
        {"mrn": "07PARIS1", "tags": ["PTER"], "refs": ["06LISBON5"]},
        {"mrn": "07PARIS2", "refs": ["06LISBON5"], "subject": "B"},
    )
    house.follow("06LISBON5", Kind.CITES, OF_STUDENT)
    set_policy(house, OPEN)
    assert house.run() == [("what cites 06LISBON5", "07PARIS1")]


def test_a_crash_while_it_is_looked_through(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from cablegram.alerts import running

    set_policy(house, EMBARGO)
    house.file(
        *({"mrn": f"07LISBON{n}", "tags": ["PTER"], "subject": f"FERRY {n}"} for n in range(1, 7))
    )
    house.follow("ferry", owner=OF_STUDENT)
    set_policy(house, OPEN)
    monkeypatch.setattr(running, "AT_ONCE", 2)
    whole, added = running._Run._add, 0

    def fails(*args: object) -> None:
        nonlocal added
        added += 1
        if added == 4:
            raise KeyboardInterrupt
        whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(running._Run, "_add", fails)
    with pytest.raises(KeyboardInterrupt):
        house.run()
    monkeypatch.undo()
    (of,) = house.board.all()
    assert len(house.board.alerts(of.subscription_id, 9)) == 2  # the batch before
    assert house.run() == [("ferry", f"07LISBON{n}") for n in range(3, 7)]
    assert house.run() == []


def test_what_other_versions_kept_tells_nothing(house: House) -> None:
    set_policy(house, EMBARGO)
    file_four(house)
    house.follow("ferry", owner=OF_STUDENT)
    with house.board.writing():
        house.board.connection.execute("UPDATE alert_sight SET policy = '{\"rank\": 3}'")
    set_policy(house, OPEN)
    assert house.run() == []
    house.file({"mrn": "07LISBON5", "subject": "FERRY FIVE"})
    assert house.run() == [("ferry", "07LISBON5")]


def test_nothing_is_kept_of_classes_that_are_gone(house: House) -> None:
    set_policy(house, EMBARGO)
    file_four(house)
    house.follow("06LISBON5", Kind.CITES, OF_STUDENT)
    house.run()
    set_policy(house, OPEN)
    house.run()
    ((name,),) = house.board.rows("SELECT class FROM alert_sight")
    assert house.board.rows("SELECT DISTINCT class FROM subscription") == [(name,)]
    assert house.board.rows("SELECT * FROM alert_change") == []


def test_the_keeper_sees_that_a_policy_or_an_account_is_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cablegram.alerts import keeper as module

    times: list[int] = []
    monkeypatch.setattr(module, "match_new", lambda *_args, **_more: times.append(1))
    house.follow("harbor")
    keeper = AlertKeeper(
        house.folder,
        Departures(place_of=cable_place),
        open_board=lambda folder: Board.open(folder, now=lambda: house.time),
    )

    def rounds() -> int:
        times.clear()
        for _ in range(2):
            keeper._not_before = 0.0
            keeper.round()
        return len(times)

    assert rounds() == 1
    (house.folder / "policy.toml").write_text(EMBARGO)
    assert rounds() == 1
    accounts, rita = account_of(house, OF_STUDENT.reader)
    assert rounds() == 1
    with accounts:
        accounts.change(rita.account_id, reader=SEES_ALL)
    assert rounds() == 1
    assert rounds() == 0


def citing(level: str = "unclassified") -> dict[str, object]:
    """Return a cable that cites a number without its year, which was taken for its own."""
    return {
        "mrn": "08MADRID7", "day": "2008-05-14", "refs": ["08LISBON3900"], "sure": 0.6,
        "level": level,
    }  # fmt: skip


def numbers_of(level: str = "unclassified") -> list[dict[str, object]]:
    """Return cables by which the post had reached 60 in May: its 3,900 is of the year before."""
    first = dt.date(2007, 1, 1)
    late: list[dict[str, object]] = [
        {"mrn": f"07LISBON{11 * n + 5}", "day": str(first + dt.timedelta(days=n)), "level": level}
        for n in range(0, 360, 6)
    ]
    return [*late, {"mrn": "08LISBON60", "day": "2008-05-12", "level": level}]


def rules(house: House) -> list[tuple[str, str, str]]:
    house.run()
    return sorted(
        (each.what, "all" if each.reader.sees_all else "student", one.rule)
        for each in house.board.all()
        for one in house.board.alerts(each.subscription_id, 9)
    )


CITES = "cites 07LISBON3900 as A, by the numbers held"


def test_a_year_that_later_cables_tell(house: House) -> None:
    house.file(citing())
    for owner in (ALONE, OF_STUDENT):
        house.follow("07LISBON3900", Kind.CITES, owner)
        house.follow("LISBON3900", Kind.CITES, owner)  # of any year: it was so before
    assert rules(house) == []
    house.file(*numbers_of())
    found = [("07LISBON3900", "all", CITES), ("07LISBON3900", "student", CITES)]
    assert rules(house) == found
    house.file({"mrn": "08PARIS1", "subject": "X"})
    assert rules(house) == found


def test_a_year_that_was_told_before_he_followed(house: House) -> None:
    house.file(citing(), *numbers_of())
    house.follow("07LISBON3900", Kind.CITES)
    assert rules(house) == []
    house.file({"mrn": "08PARIS1", "subject": "X"})
    assert rules(house) == []


def test_a_year_that_is_told_by_what_one_may_not_see(house: House) -> None:
    house.file(citing())
    for owner in (ALONE, OF_STUDENT):
        house.follow("07LISBON3900", Kind.CITES, owner)
    house.file(*numbers_of("secret"))
    assert rules(house) == [("07LISBON3900", "all", CITES)]


def test_a_year_in_what_a_policy_opens(house: House) -> None:
    set_policy(house, EMBARGO)
    house.file({**citing(), "tags": ["PTER"]}, *numbers_of())
    house.follow("07LISBON3900", Kind.CITES, OF_STUDENT)
    assert rules(house) == []
    set_policy(house, OPEN)
    assert rules(house) == [("07LISBON3900", "student", CITES)]


def test_a_thread_grows_by_a_year_that_is_told_later(house: House) -> None:
    house.file(citing())
    house.follow("07LISBON3900", Kind.THREAD)
    assert rules(house) == []
    house.file(*numbers_of())
    house.file({"mrn": "08PARIS1", "refs": ["08MADRID7"], "subject": "X"})
    assert rules(house) == [
        ("07LISBON3900", "all", "cites 07LISBON3900 as A, by the numbers held"),
    ]
    house.file({"mrn": "08PARIS2", "refs": ["08MADRID7"], "subject": "Y"})
    assert ("07LISBON3900", "all", "cites 08MADRID7 as A") in rules(house)


def test_nobody_watches_numbers_any_more(house: House) -> None:
    house.file(citing())
    made = house.follow("07LISBON3900", Kind.CITES)
    house.follow("ferry")
    house.run()
    house.board.remove(ALONE, made)
    house.file(*numbers_of())
    house.run()
    house.follow("07LISBON3900", Kind.CITES)
    assert rules(house) == []
