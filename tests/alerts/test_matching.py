"""New cables against subscriptions: who is told of what, once, and as he may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cablegram.access import SEES_ALL, Reader
from cablegram.alerts import Board, Kind, Owner, follow, match_new, told
from cablegram.archive.desk import Desk
from cablegram.search import Archive
from tests.made_up import item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STUDENT = Reader(level="unclassified")
ALONE, OF_STUDENT = Owner(), Owner(reader=STUDENT)


class House:
    """An archive, its board, and shorter ways to both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = Archive.open(folder, create=True)
        self.board = Board.open(folder)
        self.filed = 0

    def close(self) -> None:
        self.board.close()
        self.archive.close()

    def file(self, *described: dict[str, Any]) -> None:
        items = [item(f"{self.filed + n}.txt", each) for n, each in enumerate(described)]
        self.filed += len(described)
        self.archive.ingest(items, read_made_up)

    def follow(self, what: str, kind: Kind = Kind.QUERY, owner: Owner = ALONE) -> str:
        seen = self.archive.seen_by(owner.reader)
        with Desk.open(self.folder, owner.reader) as desk:
            return follow(seen, desk, self.board, owner, kind, what)

    def run(self) -> list[tuple[str, str]]:
        """Match, and return what was told just now: the name of a subscription and a number."""
        matched = match_new(self.archive, self.board)
        found = []
        for each in self.board.all():
            if count := matched.fired.get(each.subscription_id):
                alerts = self.board.alerts(each.subscription_id, count)
                seen = self.archive.seen_by(each.reader)
                shown = told(seen, alerts, each.reader, self.archive.policy, each)
                found += [(each.name, str(one.cable.mrn or one.cable.subject)) for one in shown]
        return sorted(found)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "archive")
    yield made
    made.close()


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
        from cablegram.web.picking import picked

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
