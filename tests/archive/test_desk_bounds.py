"""The desk: one person with an account does not fill the disk of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.archive.desk import Desk, NotKept, bounds
from cablegram.archive.desk.pointing import point_to
from cablegram.search import Archive
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cablegram.archive.desk import Pointer

WORDS = "x" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", *({"mrn": f"07LISBON{n}"} for n in range(1, 4)))


@pytest.fixture
def pointers(folder: Path) -> list[Pointer]:
    with Archive.open(folder) as archive:
        cables = archive.summaries([1, 2, 3])
        return [point_to(archive, each) for each in cables.values()]


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    with Desk.open(folder, owner="ana") as made:
        yield made


def growing(desk: Desk, pointers: list[Pointer]) -> dict[str, Callable[[], object]]:
    """Return all by which what somebody keeps grows, when he keeps a little of each."""
    dossier = desk.make_dossier("Harbors", "About.")
    desk.add_items(dossier, pointers[:1])
    note = desk.make_note(pointers[0], "So.")
    (item,) = desk.dossier(dossier).items
    return {
        "dossier": lambda: desk.make_dossier("More", WORDS),
        "description": lambda: desk.describe_dossier(dossier, "Harbors", WORDS, version=2),
        "cables": lambda: desk.add_items(dossier, pointers, note=WORDS),
        "item": lambda: desk.note_item(dossier, item.item_id, WORDS, version=2),
        "copy": lambda: desk.copy_dossier(dossier),
        "note": lambda: desk.make_note(pointers[0], WORDS),
        "changed": lambda: desk.change_note(note, WORDS, version=1),
        "search": lambda: desk.save_search("More", WORDS),
    }


@pytest.mark.parametrize(
    "what", ["dossier", "description", "cables", "item", "copy", "note", "changed", "search"]
)
def test_nobody_keeps_more_than_his_part(
    desk: Desk, pointers: list[Pointer], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    ways = growing(desk, pointers)
    bound = {"copy": 10}.get(what, 100)
    monkeypatch.setattr(bounds, "MOST_CHARS_EACH", bound)
    before = desk.dossiers(), desk.notes(), desk.searches()
    with pytest.raises(NotKept, match="characters"):
        ways[what]()
    assert (desk.dossiers(), desk.notes(), desk.searches()) == before
    other = desk.of(desk.reader, "ben")
    other.make_note(pointers[0], "Mine.")  # each has his own part
    desk.delete_note(before[1][0].note_id, version=1)  # and may make room


@pytest.mark.parametrize("what", ["dossier", "cables", "copy", "note", "search"])
def test_nor_more_things(
    desk: Desk, pointers: list[Pointer], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    ways = growing(desk, pointers)
    monkeypatch.setattr(bounds, "MOST_EACH", 3)
    with pytest.raises(NotKept, match="delete some first"):
        ways[what]()
    monkeypatch.setattr(bounds, "MOST_EACH", 5)
    ways[what]()


def test_who_has_no_account_is_not_bounded(
    folder: Path, pointers: list[Pointer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_EACH", 0)
    with Desk.open(folder) as alone:
        alone.make_note(pointers[0], "So.")
