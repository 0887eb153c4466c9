"""New cables against subscriptions: who is told of what, once, and as he may see it."""

from __future__ import annotations

import pytest

from cablegram.access import SEES_ALL
from cablegram.alerts import Board, Kind, match_new
from cablegram.archive.desk import Desk
from cablegram.web.picking import picked
from tests.alerts.house import OF_STUDENT, House


def test_one_query_from_filing_to_telling(house: House) -> None:
    house.file({"mrn": "07LISBON1"})
    house.follow("harbor")
    assert house.run() == []  # it was there before
    house.file({"mrn": "07LISBON2"}, {"mrn": "07LISBON3", "subject": "X", "text": ["A ferry."]})
    assert house.run() == [("harbor", "07LISBON2")]
    assert house.run() == []


def test_each_as_he_may_see_it(house: House) -> None:
    house.follow("dues", owner=OF_STUDENT)
    house.follow("ferry", owner=OF_STUDENT)
    house.follow("ferry")
    house.file(
        {"mrn": "07LISBON1", "text": ["The ferry sails."], "level": "secret"},
        {"mrn": "07LISBON2", "text": ["Another ferry."]},
    )
    assert house.run() == [
        ("dues", "07LISBON2"), ("ferry", "07LISBON1"), ("ferry", "07LISBON2"),
        ("ferry", "07LISBON2"),
    ]  # fmt: skip


def test_a_second_copy_is_no_new_cable(house: House) -> None:
    house.follow("harbor")
    text = [f"{n} The harbor master raised the dues in the autumn again." for n in range(9)]
    house.file({"mrn": "07LISBON1", "text": text})
    assert house.run() == [("harbor", "07LISBON1")]
    house.file({"mrn": "07LISBON1", "text": text, "subject": "HARBOR DUES AND MORE"})
    assert house.run() == []
    other = [f"{n} Quite another harbor, of which nobody had ever heard before." for n in range(9)]
    house.file({"mrn": "07LISBON1", "text": other, "subject": "A FERRY", "day": "2007-05-01"})
    assert house.run() == [("harbor", "07LISBON1")]  # another message of that number


def test_numbers_that_are_watched(house: House) -> None:
    house.file({"mrn": "07LISBON1", "refs": ["06LISBON5"]})
    house.follow("07 lisbon 1", Kind.CITES)
    house.follow("07LISBON1", Kind.THREAD)
    with Desk.open(house.folder, SEES_ALL) as desk:
        dossier = desk.make_dossier("Dues")
        desk.add_items(dossier, [each.pointer for each in picked(house.archive, ["07LISBON1"])])
    house.follow(dossier, Kind.DOSSIER)
    house.file(
        {"mrn": "07PARIS3", "refs": ["07LISBON1"], "subject": "A"},
        {"mrn": "07PARIS4", "refs": ["06LISBON5"], "subject": "B"},
        {"mrn": "06LISBON5", "subject": "C"},
        {"mrn": "07PARIS5", "subject": "D"},
    )
    assert house.run() == [
        ("Dues", "07PARIS3"),
        ("the thread of 07LISBON1", "06LISBON5"),
        ("the thread of 07LISBON1", "07PARIS3"),
        ("the thread of 07LISBON1", "07PARIS4"),
        ("what cites 07LISBON1", "07PARIS3"),
    ]


def put_in(house: House, dossier: str, *numbers: str) -> None:
    with Desk.open(house.folder, SEES_ALL, now=lambda: house.time) as desk:
        desk.add_items(dossier, [each.pointer for each in picked(house.archive, numbers)])


def test_a_dossier_that_grows(house: House) -> None:
    house.file({"mrn": "07LISBON1"}, {"mrn": "07LISBON2", "subject": "X"})
    with Desk.open(house.folder, SEES_ALL, now=lambda: house.time) as desk:
        dossier = desk.make_dossier("Dues")
    put_in(house, dossier, "07LISBON1")
    house.follow(dossier, Kind.DOSSIER)
    house.pass_days(1)
    put_in(house, dossier, "07LISBON2", "07LISBON3")
    assert house.run() == [("Dues", "07LISBON2")]
    assert house.run() == []
    house.file({"mrn": "07LISBON3"})
    assert house.run() == [("Dues", "07LISBON3")]
    assert house.run() == []


def test_a_thread_grows_with_what_it_fires(house: House) -> None:
    house.file({"mrn": "07LISBON1"})
    house.follow("07LISBON1", Kind.THREAD)
    # In one batch, the further one first.
    house.file(
        {"mrn": "07PARIS3", "refs": ["07PARIS2"], "subject": "B"},
        {"mrn": "07PARIS2", "refs": ["07LISBON1"], "subject": "A"},
        {"mrn": "07PARIS4", "refs": ["07PARIS3"], "subject": "C"},  # three steps away
    )
    name = "the thread of 07LISBON1"
    assert house.run() == [(name, "07PARIS2"), (name, "07PARIS3")]
    house.file({"mrn": "07PARIS5", "refs": ["07PARIS2"]}, {"mrn": "07PARIS6", "refs": ["07PARIS3"]})
    assert house.run() == [(name, "07PARIS5")]


POLICY = """\
base = "us"

[[rules]]
name = "an embargo"
tags = ["PTER"]
level = "secret"
until = "2027-02-01"
"""


def test_seen_later_when_it_opens(house: House) -> None:
    (house.folder / "policy.toml").write_text(POLICY)
    older = {"mrn": "07LISBON1", "tags": ["PTER"], "subject": "FERRY ONE"}
    house.file(older, {"mrn": "07LISBON2", "subject": "FERRY TWO"})
    house.follow("ferry", owner=OF_STUDENT)
    house.follow("harbor", owner=OF_STUDENT)
    house.follow("ferry")
    assert house.run() == []
    house.file({"mrn": "07LISBON3", "tags": ["PTER"], "subject": "FERRY THREE"})
    assert house.run() == [("ferry", "07LISBON3")]  # to him who sees all
    house.pass_days(26)
    assert house.run() == []
    house.pass_days(1)
    assert house.run() == [
        ("ferry", "07LISBON1"), ("ferry", "07LISBON3"),
        ("harbor", "07LISBON1"), ("harbor", "07LISBON3"),
    ]  # fmt: skip
    house.pass_days(1)
    assert house.run() == []


def test_what_was_told_is_not_told_again_when_more_of_it_opens(house: House) -> None:
    (house.folder / "policy.toml").write_text(
        POLICY.replace("tags", "paragraphs = [2]\nmrns").replace("PTER", "07LISBON1")
    )
    house.follow("harbor", owner=OF_STUDENT)
    house.follow("cousin", owner=OF_STUDENT)
    house.file({"mrn": "07LISBON1", "text": ["The harbor.", "A cousin, and the harbor."]})
    assert house.run() == [("harbor", "07LISBON1")]
    house.pass_days(40)
    assert house.run() == [("cousin", "07LISBON1")]


def test_filed_anew_is_not_told_again(house: House) -> None:
    house.follow("harbor")
    house.file({"mrn": "07LISBON1"}, {"mrn": None, "subject": "NO NUMBER"})
    assert house.run() == [("harbor", "07LISBON1"), ("harbor", "NO NUMBER")]
    with house.archive.connection() as connection:  # as if all had been filed again behind it
        connection.execute("UPDATE alert_mark SET cable_id = 0")
    assert house.run() == []


def test_two_who_match_at_once_tell_it_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from cablegram.alerts import batch

    house.follow("harbor")
    house.file({"mrn": "07LISBON1"})
    whole = batch.Batch.found

    def slower(made: batch.Batch) -> object:
        monkeypatch.setattr(batch.Batch, "found", whole)
        with Board.open(house.folder) as other:
            assert sum(match_new(house.archive, other).fired.values()) == 1
        return whole(made)

    monkeypatch.setattr(batch.Batch, "found", slower)
    assert house.run() == []


def test_a_crash_in_the_middle_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from cablegram.alerts import running

    house.follow("harbor")
    house.file({"mrn": "07LISBON1"}, {"mrn": "07LISBON2"})
    whole, added = running._Run._add, 0

    def fails(*args: object) -> None:
        nonlocal added
        added += 1
        if added == 2:
            raise KeyboardInterrupt
        whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(running._Run, "_add", fails)
    with pytest.raises(KeyboardInterrupt):
        house.run()
    monkeypatch.undo()
    assert house.run() == [("harbor", "07LISBON1"), ("harbor", "07LISBON2")]


def test_what_only_the_archive_knows(house: House) -> None:
    house.file({"mrn": "07PARIS1", "refs": ["07LISBON1"]})
    for query in ("citedby:07PARIS1", "has:unresolved-refs", "has:several-witnesses"):
        house.follow(query)
        house.follow(query, owner=OF_STUDENT)
    house.file({"mrn": "07LISBON1"}, {"mrn": "07LISBON2", "refs": ["07LISBON9"]})
    house.file({"mrn": "07LISBON2", "refs": ["07LISBON9"], "subject": "HARBOR DUES AND"})
    assert house.run() == [
        ("citedby:07PARIS1", "07LISBON1"), ("citedby:07PARIS1", "07LISBON1"),
        ("has:several-witnesses", "07LISBON2"), ("has:several-witnesses", "07LISBON2"),
        ("has:unresolved-refs", "07LISBON2"), ("has:unresolved-refs", "07LISBON2"),
    ]  # fmt: skip
