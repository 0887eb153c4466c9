"""What a person keeps is seen by those he shares it with, and of them by those who are cleared."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import product
from typing import TYPE_CHECKING

import pytest

from cablegram.access import SEES_ALL, Reader
from cablegram.archive import Store, dump, load
from cablegram.archive.desk import (
    PRIVATE,
    WITH_ALL,
    Desk,
    NotKept,
    NotOnTheDesk,
    NotYours,
    Pointer,
    Sharing,
)
from cablegram.model import MRN
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOW, SECRET = Reader(level="unclassified"), Reader(level="secret")
#: People: account, what he may see, and the groups that he is in.
PEOPLE = {
    "writer": SECRET,
    "equal": SECRET,
    "member": Reader(level="secret", groups=frozenset({"desk"})),
    "above": SEES_ALL,
    "below": LOW,
}
POLICY = 'base = "us"\n[groups.desk]\nlevel = "unclassified"\n'
#: With whom the writer shares, and who then sees it beside him.
SEEN: tuple[tuple[Sharing, set[str]], ...] = (
    (PRIVATE, set()),
    (Sharing("person", "equal"), {"equal"}),
    (Sharing("person", "below"), set()),
    (Sharing("group", "desk"), {"member"}),
    (WITH_ALL, {"equal", "member", "above"}),
)
AT = Pointer(mrn=MRN.parse("07LISBON1"))


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[dict[str, Desk]]:
    folder = fill(tmp_path / "archive", {})
    (folder / "policy.toml").write_text(POLICY)
    with ExitStack() as opened:
        yield {
            name: opened.enter_context(Desk.open(folder, reader, owner=name))
            for name, reader in PEOPLE.items()
        }


def seen(desk: Desk) -> int:
    """Return how much of what was written comes in lists, each way that there is."""
    lists = (desk.dossiers(), desk.notes(), desk.searches(), desk.notes_near([AT]))
    (count,) = {len(each) for each in lists}  # alike in all of them
    return count


@pytest.mark.parametrize(("sharing", "also"), SEEN, ids=[str(each) for each, _ in SEEN])
def test_who_sees_it(desks: dict[str, Desk], sharing: Sharing, also: set[str]) -> None:
    writer = desks["writer"] if sharing.kind != "group" else desks["member"]
    made = (
        writer.make_dossier("Dues", sharing=sharing),
        writer.make_note(AT, "So.", sharing=sharing),
        writer.save_search("Dues", "dues", sharing=sharing),
    )
    for name, desk in desks.items():
        sees = desk is writer or name in also
        assert seen(desk) == sees, name
        if sees:
            found = desk.dossier(made[0]), desk.note(made[1]), desk.search(made[2])
            assert {each.may_change for each in found} == {desk is writer}
            continue
        with pytest.raises(NotOnTheDesk):
            desk.dossier(made[0])
        with pytest.raises(NotOnTheDesk):
            desk.note(made[1])
        with pytest.raises(NotOnTheDesk):
            desk.search(made[2])


def test_nobody_but_the_writer_changes_it(desks: dict[str, Desk]) -> None:
    dossier = desks["writer"].make_dossier("Dues", sharing=WITH_ALL)
    for desk in (desks["equal"], desks["above"]):
        with pytest.raises(NotYours):
            desk.delete_dossier(dossier, version=1)
        with pytest.raises(NotYours):
            desk.share_dossier(dossier, PRIVATE, version=1)
        with pytest.raises(NotYours):
            desk.add_items(dossier, [AT])
    copy = desks["equal"].copy_dossier(dossier)
    assert desks["equal"].dossier(copy).sharing == PRIVATE
    desks["writer"].share_dossier(dossier, PRIVATE, version=1)
    assert len(desks["equal"].dossiers()) == 1  # his copy


def test_one_shares_with_a_group_that_one_is_in(desks: dict[str, Desk]) -> None:
    with pytest.raises(NotKept, match="a group that you are in"):
        desks["writer"].make_dossier("Dues", sharing=Sharing("group", "desk"))


def test_what_was_there_before_there_were_accounts_is_everybodys(
    desks: dict[str, Desk], tmp_path: Path
) -> None:
    with Desk.open(tmp_path / "archive", SECRET) as nobody:
        dossier = nobody.make_dossier("Dues")
    assert desks["equal"].dossier(dossier).may_change
    with pytest.raises(NotOnTheDesk):
        desks["below"].dossier(dossier)


def test_the_person_at_the_machine_sees_everything(desks: dict[str, Desk], tmp_path: Path) -> None:
    for desk in (desks["writer"], desks["above"]):
        desk.make_dossier("Dues")
    for reader, count in ((SEES_ALL, 2), (SECRET, 0)):
        with Desk.open(tmp_path / "archive", reader) as alone:
            assert len(alone.dossiers()) == count


def test_it_is_kept_in_a_dump(desks: dict[str, Desk], tmp_path: Path) -> None:
    for sharing in (PRIVATE, Sharing("person", "equal"), WITH_ALL):
        desks["writer"].make_dossier("Dues", sharing=sharing)
    with Store.open(tmp_path / "archive") as store:
        dump(store, tmp_path / "dumped")
    with Store.open(tmp_path / "other", create=True) as store:
        load(store, tmp_path / "dumped")
    (tmp_path / "other" / "policy.toml").write_text(POLICY)
    for name in ("writer", "equal", "below"):
        with Desk.open(tmp_path / "other", PEOPLE[name], owner=name) as desk:
            assert [(each.name, each.sharing) for each in desk.dossiers()] == [
                (each.name, each.sharing) for each in desks[name].dossiers()
            ]


def test_a_sharing_is_one_of_four() -> None:
    for kind, name in product(("private", "person", "group", "all"), ("", "x")):
        if (kind in {"private", "all"}) == (name == ""):
            sharing = Sharing.parse(f"{kind}:{name}" if name else kind)
            assert str(sharing) == (f"{kind}:{name}" if name else kind)
    for wrong in (
        "",
        "person",
        "group:",
        "all:x",
        "everybody",
        "person:a\nb",
        "group:" + "x" * 300,
    ):
        with pytest.raises(ValueError, match="with whom"):
            Sharing.parse(wrong)
