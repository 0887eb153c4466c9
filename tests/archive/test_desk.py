"""The desk: dossiers, notes and saved searches outlive all that the archive goes through."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import threading
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

import pytest
import zstandard

from cablegram.access import SEES_ALL, Reader
from cablegram.archive import Store, compact, dump, forget, load, verify, witnesses_of
from cablegram.archive.desk import (
    ChangedMeanwhile,
    Desk,
    NotKept,
    NotOnTheDesk,
    NotYours,
    Passage,
    Pointer,
)
from cablegram.archive.desk.pointing import is_same, point_to, pointed_at
from cablegram.errors import ArchiveError, InputError
from cablegram.model import MRN
from cablegram.search import Archive
from tests.archive.test_migrations import first_archive
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOW = Reader(level="unclassified")
MIDDLE = Reader(level="confidential")
HIGH = Reader(level="secret", need_to_know=frozenset({"NODIS"}))
LISBON1, MADRID7 = MRN.parse("07LISBON1"), MRN.parse("07MADRID7")
QUOTED = "the zinc casket of Baron Ottokar leaves the quay at dawn"
CABLES = (
    {"mrn": "07LISBON1", "subject": "A CASKET AT THE QUAY", "text": [f"We hear that {QUOTED}."]},
    {"mrn": "07MADRID7", "subject": "OLIVES", "text": ["The olives are green this year."]},
    {"mrn": None, "subject": "A LETTER", "text": ["Dear colleague, the ferry is late."]},
    {"mrn": None, "subject": "A LETTER", "text": ["Dear all."], "day": "2007-03-02"},
)


def ids() -> Callable[[], str]:
    """Return what gives words in order, where the desk takes them by chance."""
    numbers = count(1)
    return lambda: f"id{next(numbers)}"


def noon() -> dt.datetime:
    return dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


def desk_of(folder: Path, reader: Reader = SEES_ALL) -> Desk:
    return Desk.open(folder, reader, now=noon)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", *CABLES)


def pointers(folder: Path) -> list[Pointer]:
    with Store.open(folder) as store:
        found = store.summaries(sorted(store.leading_ids()))
        return [point_to(store, each) for each in found.values()]


# Dossiers


def test_a_dossier_keeps_its_order(folder: Path) -> None:
    with desk_of(folder) as desk:
        one, other, letter, _ = pointers(folder)
        dossier_id = desk.make_dossier("  The  quay ", "What\r\nleft it ")
        assert desk.add_items(dossier_id, [one, other]) == 2
        assert desk.add_items(dossier_id, [other, letter], note="found later") == 1
        found = desk.dossier(dossier_id)
        assert (found.name, found.description) == ("The quay", "What\nleft it")
        assert [each.pointer for each in found.items] == [one, other, letter]
        assert [each.note for each in found.items] == ["", "", "found later"]
        assert (found.version, found.count, found.may_change) == (3, 3, True)
        first, second, third = (each.item_id for each in found.items)
        desk.move_item(dossier_id, third, "up", version=3)
        desk.move_item(dossier_id, first, "last", version=4)
        desk.move_item(dossier_id, second, "first", version=5)
        assert order(desk, dossier_id) == [second, third, first]
        desk.move_item(dossier_id, second, "up", version=6)
        desk.move_item(dossier_id, first, "down", version=7)
        assert order(desk, dossier_id) == [second, third, first]
        desk.order_items(dossier_id, [first, second, third], version=8)
        desk.remove_item(dossier_id, second, version=9)
        desk.note_item(dossier_id, third, "seen", version=10)
        desk.describe_dossier(dossier_id, "Quay", "", version=11)
        found = desk.dossier(dossier_id)
        assert [(each.item_id, each.note) for each in found.items] == [(first, ""), (third, "seen")]
        assert desk.add_items(dossier_id, [other]) == 1
        assert order(desk, dossier_id)[:2] == [first, third]
        assert [each.name for each in desk.dossiers_named("QUAY")] == ["Quay"]
        assert desk.dossiers()[0].count == 3
        desk.delete_dossier(dossier_id, version=13)
        assert desk.dossiers() == ()
        assert desk._rows("SELECT * FROM dossier_item") == []


def order(desk: Desk, dossier_id: str) -> list[str]:
    return [each.item_id for each in desk.dossier(dossier_id).items]


def test_a_stale_change_is_refused_and_says_which_version_there_is(folder: Path) -> None:
    with desk_of(folder) as desk, desk_of(folder) as other:
        dossier_id = desk.make_dossier("One")
        other.describe_dossier(dossier_id, "Two", "", version=1)
        with pytest.raises(ChangedMeanwhile, match="look at it and try again") as caught:
            desk.describe_dossier(dossier_id, "Three", "", version=1)
        assert caught.value.version == 2
        assert desk.dossier(dossier_id).name == "Two"
        note_id = desk.make_note(Pointer(mrn=LISBON1), "Hm.")
        desk.change_note(note_id, "Ah.", version=1)
        with pytest.raises(ChangedMeanwhile):
            other.delete_note(note_id, version=1)
        search_id = desk.save_search("Quay", "quay")
        desk.rename_search(search_id, "The quay", version=1)
        with pytest.raises(ChangedMeanwhile):
            other.rename_search(search_id, "Q", version=1)


def test_who_add_at_once_both_get_what_they_added(folder: Path) -> None:
    with desk_of(folder) as desk:
        dossier_id = desk.make_dossier("Many")

    def add(station: str) -> None:
        with desk_of(folder) as own:
            for number in range(1, 26):
                own.add_items(dossier_id, [Pointer(mrn=MRN.parse(f"07{station}{number}"))])

    threads = [threading.Thread(target=add, args=(each,)) for each in ("LISBON", "MADRID", "PARIS")]
    for thread in threads:
        thread.start()
    with Store.open(folder) as store:  # meanwhile cables are filed
        store.ingest([item(f"{n}.txt", {"mrn": f"08LISBON{n}"}) for n in range(40)], read_made_up)
    for thread in threads:
        thread.join()
    with desk_of(folder) as desk:
        found = desk.dossier(dossier_id)
        assert found.version == 76
        assert len({each.pointer.mrn for each in found.items}) == 75
        places = desk._rows("SELECT place FROM dossier_item ORDER BY place")
        assert [place for (place,) in places] == list(range(1, 76))


@pytest.mark.parametrize("name", ["", "  \n", "x" * 201])
def test_names_that_are_none(folder: Path, name: str) -> None:
    with desk_of(folder) as desk:
        with pytest.raises(NotKept):
            desk.make_dossier(name)
        with pytest.raises(NotKept):
            desk.save_search(name, "q")


def test_too_much_is_refused(folder: Path) -> None:
    with desk_of(folder) as desk:
        dossier_id = desk.make_dossier("Full")
        many = [Pointer(mrn=MRN.parse(f"07LISBON{n}")) for n in range(1, 2002)]
        with pytest.raises(NotKept, match="2,000"):
            desk.add_items(dossier_id, many)
        with pytest.raises(NotKept, match="says something"):
            desk.make_note(many[0], " \n")
        with pytest.raises(NotKept, match="50,000"):
            desk.make_note(many[0], "x" * 50_001)
        assert desk.dossier(dossier_id).count == 0


def test_any_text_is_kept(folder: Path) -> None:
    with desk_of(folder) as desk:
        dossier_id = desk.make_dossier("a\x00\ud800b", "\udfff'; DROP TABLE note; --")
        found = desk.dossier(dossier_id)
        assert found.name == "a\ufffd\ufffdb"
        assert found.description == "\ufffd'; DROP TABLE note; --"


# Visibility


def test_each_sees_what_was_written_under_clearances_below_his_own(folder: Path) -> None:
    readers = {"low": LOW, "middle": MIDDLE, "high": HIGH, "all": SEES_ALL}
    made = {}
    for name, reader in readers.items():
        with desk_of(folder, reader) as desk:
            note = desk.make_note(Pointer(mrn=LISBON1), name)
            made[name] = desk.make_dossier(name), note, desk.save_search(name, name)
    names = list(readers)
    for place, (name, reader) in enumerate(readers.items()):
        with desk_of(folder, reader) as desk:
            seen = sorted(names[: place + 1])
            assert sorted(each.name for each in desk.dossiers()) == seen
            assert sorted(each.body for each in desk.notes()) == seen
            assert sorted(e.body for e in desk.notes_near([Pointer(mrn=LISBON1)])) == seen
            assert [each.name for each in desk.searches()] == seen
            for other, (dossier_id, note_id, search_id) in made.items():
                if other not in seen:
                    for look, which in (
                        (desk.dossier, dossier_id), (desk.note, note_id), (desk.search, search_id),
                        (desk.copy_dossier, dossier_id),
                    ):  # fmt: skip
                        with pytest.raises(NotOnTheDesk):
                            look(which)
                    for gone in (
                        lambda d=dossier_id: desk.delete_dossier(d, version=1),
                        lambda n=note_id: desk.delete_note(n, version=1),
                        lambda s=search_id: desk.delete_search(s, version=1),
                        lambda d=dossier_id: desk.add_items(d, []),
                    ):
                        with pytest.raises(NotOnTheDesk):
                            gone()
                elif other != name:
                    assert not desk.dossier(dossier_id).may_change
                    with pytest.raises(NotYours):
                        desk.add_items(dossier_id, [Pointer(mrn=LISBON1)])
                    with pytest.raises(NotYours):
                        desk.change_note(note_id, "mine", version=1)
                    copy_id = desk.copy_dossier(dossier_id)
                    assert desk.dossier(copy_id).may_change
                    desk.delete_dossier(copy_id, version=1)
                else:
                    assert desk.note(note_id).may_change


def test_a_policy_without_the_level_shows_nothing_of_it(folder: Path) -> None:
    with desk_of(folder, MIDDLE) as desk:
        desk.make_dossier("Middle")
    (folder / "policy.toml").write_text('levels = ["unclassified", "secret"]')
    with desk_of(folder, Reader(level="secret")) as desk:
        assert desk.dossiers() == ()
    with desk_of(folder) as desk:
        assert len(desk.dossiers()) == 1


# Pointers


def test_pointers_lead_back_to_their_cables(folder: Path) -> None:
    made = pointers(folder)
    with Store.open(folder) as store:
        found = pointed_at(store, [*made, Pointer(mrn=MRN.parse("07PARIS1"))])
    assert [found[each][0].cable_id for each in made] == [1, 2, 3, 4]
    assert len(found) == 4
    for one in made:
        assert [is_same(one, other) for other in made].count(True) == 1


def test_pointers_hold_when_all_is_filed_anew(folder: Path, tmp_path: Path) -> None:
    made = pointers(folder)
    other = fill(tmp_path / "other", *reversed(CABLES), {"mrn": "07PARIS1"})
    with Store.open(other) as store:
        found = pointed_at(store, made)
        again = [store.record(found[each][0].cable_id)["source_text"] for each in made]
    assert again == ["\n".join(map(str, each["text"] or ())) for each in CABLES]


def test_two_messages_of_one_number(tmp_path: Path) -> None:
    folder = fill(
        tmp_path / "archive",
        {"mrn": "07MADRID3", "subject": "FERRY", "text": ["The ferry is late."]},
        {"mrn": "07MADRID3", "subject": "OLIVES", "text": ["No olive is green."]},
    )
    ferry, olives = pointers(folder)
    bare = Pointer(mrn=MRN.parse("07MADRID3"))
    with Store.open(folder) as store:
        found = pointed_at(store, [ferry, olives, bare])
    assert [each.subject for each in found[ferry]] == ["FERRY"]
    assert [each.subject for each in found[olives]] == ["OLIVES"]
    assert len(found[bare]) == 2
    assert not is_same(ferry, Pointer(mrn=MRN.parse("07MADRID3"), title="OLIVES"))
    assert is_same(ferry, bare)


def test_in_the_archive_of_a_class(tmp_path: Path) -> None:
    """What was gathered under one clearance is found by a higher one, unless it has no number."""
    folder = fill(tmp_path / "archive", *CABLES, {"mrn": "07LISBON9", "level": "secret"})
    with Archive.open(folder) as whole:
        seen = whole.seen_by(LOW)
        made = [
            point_to(seen, each) for each in seen.summaries(sorted(seen.leading_ids())).values()
        ]
        assert len(made) == 4
        for archive in (seen, whole, whole.seen_by(HIGH)):
            assert len(pointed_at(archive, made)) == 4
        above = point_to(whole, whole.find(MRN.parse("07LISBON9"))[0])
        assert pointed_at(seen, [above]) == {}


# What the archive goes through


def filled(folder: Path) -> dict[str, object]:
    """Put something of each kind on the desk of everyone, and return all that there is."""
    made = pointers(folder)
    for reader in (SEES_ALL, LOW):
        with desk_of(folder, reader) as desk:
            dossier_id = desk.make_dossier("The quay", "About it.")
            desk.add_items(dossier_id, made, note="See.")
            desk.add_items(dossier_id, [Pointer(mrn=MRN.parse("06PARIS2"))])
            desk.save_search("Quay", "quay", "-date")
            at = Passage(paragraph=1, exact=QUOTED, prefix="We hear that ", suffix=".", start=13)
            desk.make_note(made[0], "Is it he?", at)
            desk.make_note(made[2], "Which ferry?")
    return everything(folder)


def everything(folder: Path) -> dict[str, object]:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()  # noqa: S608
            for table in ("dossier", "dossier_item", "note", "saved_search")
        }


def test_it_outlives_filing_packing_and_indexes(folder: Path) -> None:
    before = filled(folder)
    with Archive.open(folder) as archive:
        archive.ingest([item("0.txt", CABLES[0]), item("new.txt", {})], read_made_up)
        archive.update_index()
        compact(archive)
        archive.drop_views()
        assert list(verify(archive)) == []
    shutil.rmtree(folder / "index", ignore_errors=True)
    assert everything(folder) == before


def test_an_old_archive_gets_a_desk(tmp_path: Path) -> None:
    with desk_of(first_archive(tmp_path)) as desk:
        desk.make_dossier("One")
        assert len(desk.dossiers()) == 1


def test_a_dump_takes_it_along(folder: Path, tmp_path: Path) -> None:
    before = filled(folder)
    with Store.open(folder) as store:
        moved = dump(store, tmp_path / "dump")
    assert moved.desk == 8
    with Store.open(tmp_path / "other", create=True) as store:
        assert load(store, tmp_path / "dump").desk == 8
        assert everything(tmp_path / "other") == before
        with desk_of(tmp_path / "other") as desk:
            dossier = next(each for each in desk.dossiers() if each.may_change)
            desk.describe_dossier(dossier.dossier_id, "Mine", "", version=dossier.version)
        load(store, tmp_path / "dump")
        with desk_of(tmp_path / "other") as desk:  # what is held already stays as it is
            assert desk.dossier(dossier.dossier_id).name == "Mine"
            assert (
                len(pointed_at(store, [e.pointer for e in desk.dossier(dossier.dossier_id).items]))
                == 4
            )


def test_dumps_of_the_first_kind_are_read(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder) as store:
        dump(store, tmp_path / "dump")
    text = zstandard.ZstdDecompressor().stream_reader((tmp_path / "dump").read_bytes()).read()
    lines = text.decode().splitlines()
    head, end = json.loads(lines[0]), json.loads(lines[-1])
    head["schema"] = "cablegram.dump/1"
    del end["end"]["desk"]
    old = "\n".join([json.dumps(head), *lines[1:-1], json.dumps(end), ""])
    (tmp_path / "old").write_bytes(zstandard.compress(old.encode()))
    with Store.open(tmp_path / "other", create=True) as store:
        assert load(store, tmp_path / "old").cables == len(CABLES)


@pytest.mark.parametrize(
    ("column", "value"),
    [("version", "1"), ("version", -1), ("name", None), ("name", "x" * 201), ("created_at", "x"),
     ("items", [{}]), ("items", None)],
)  # fmt: skip
def test_a_damaged_line_is_refused(
    folder: Path, tmp_path: Path, column: str, value: object
) -> None:
    filled(folder)
    with Store.open(folder) as store:
        dump(store, tmp_path / "dump")
    text = zstandard.ZstdDecompressor().stream_reader((tmp_path / "dump").read_bytes()).read()
    lines = [json.loads(line) for line in text.decode().splitlines()]
    next(line for line in lines if "dossier" in line)["dossier"][column] = value
    damaged = "".join(f"{json.dumps(line)}\n" for line in lines)
    (tmp_path / "bad").write_bytes(zstandard.compress(damaged.encode()))
    with Store.open(tmp_path / "other", create=True) as store, pytest.raises(InputError):
        load(store, tmp_path / "bad")
    assert everything(tmp_path / "other")["dossier"] == []


# Forgetting


def forgotten(folder: Path, mrn: str, which: int | None = None) -> None:
    with Store.open(folder) as store:
        copies = [c for m in store.find(MRN.parse(mrn)) for c in store.witnesses(m.cable_id)]
        doomed = copies if which is None else [copies[which]]
        forget(store, [d.witness_id for d in witnesses_of(store, [c.cable_id for c in doomed])])


def test_what_was_quoted_of_a_forgotten_cable_goes(folder: Path) -> None:
    made = pointers(folder)
    with desk_of(folder, HIGH) as desk:
        dossier_id = desk.make_dossier("Caskets", f"He says {QUOTED.upper()}! I doubt it.")
        desk.add_items(dossier_id, made, note="“the zinc\ncasket of BARON   Ottokar leaves”")
        desk.save_search("casket", f'"{QUOTED}"')
        at = Passage(paragraph=1, exact="zinc casket", prefix="the ", suffix=" of", start=17)
        note_id = desk.make_note(made[0], "A casket at the quay, and olives.", at)
        other_id = desk.make_note(made[1], f"Not so: {QUOTED}. The olives are green.")
    forgotten(folder, "07LISBON1")
    with desk_of(folder, HIGH) as desk:
        found = desk.dossier(dossier_id)
        assert found.description == "He says [forgotten]! I doubt it."
        assert {each.note for each in found.items} == {"“[forgotten]”"}
        assert found.items[0].pointer.mrn == LISBON1
        assert [each.pointer.title for each in found.items][:2] == ["", "OLIVES"]
        assert desk.searches()[0].query == '"[forgotten]"'
        assert desk.note(other_id).body == "Not so: [forgotten]. The olives are green."
        note = desk.note(note_id)
        assert note.body == "[forgotten], and olives."
        assert note.passage is not None
        assert (note.passage.exact, note.passage.prefix, note.passage.suffix) == ("", "", "")
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes().lower()
            for word in (b"ottokar", b"zinc"):
                assert word not in data, path


def test_what_stays_in_another_copy_stays_quoted(tmp_path: Path) -> None:
    public = f"We hear that {QUOTED}. The rest is known to you, and we say no more of it here."
    inner = "Our man at the quay is the harbor clerk himself."
    described = {"mrn": "07LISBON1", "subject": "A CASKET AT THE QUAY"}
    folder = fill(
        tmp_path / "archive",
        {**described, "text": [public, inner]},
        {**described, "text": [public]},
    )
    with Store.open(folder) as store:
        (message,) = store.find(LISBON1)
        assert len(store.witnesses(message.cable_id)) == 2
    with desk_of(folder) as desk:
        one = Passage(paragraph=1, exact=QUOTED, prefix="We hear that ", suffix=". The rest")
        other = Passage(paragraph=2, exact="Our man", prefix="", suffix=" at the quay is")
        kept = desk.make_note(pointers(folder)[0], f"{QUOTED}, says the clerk.", one)
        gone = desk.make_note(pointers(folder)[0], inner, other)
    longer = next(n for n, text in enumerate(texts(folder)) if inner in text)
    forgotten(folder, "07LISBON1", longer)
    with desk_of(folder) as desk:
        assert desk.note(kept).body == f"{QUOTED}, says the clerk."
        assert desk.note(kept).passage == one
        assert desk.note(gone).body == "[forgotten]."
        passage = desk.note(gone).passage
        assert passage is not None
        assert passage.exact == ""


def texts(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        (message,) = store.find(LISBON1)
        return [store.record(c.cable_id)["source_text"] for c in store.witnesses(message.cable_id)]


# The door


def test_there_is_no_desk_without_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        Desk.open(tmp_path)


def test_a_database_that_is_damaged_says_so(folder: Path) -> None:
    with desk_of(folder) as desk:
        with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
            connection.execute("DROP TABLE saved_search")
        with pytest.raises(ArchiveError, match="the database says"):
            desk.searches()
        with pytest.raises(ArchiveError, match="the database says"):
            desk.save_search("a", "b")


def test_words_for_addresses_cannot_be_guessed(folder: Path) -> None:
    with Desk.open(folder) as desk:
        made = {desk.make_dossier("x") for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) == 12 for each in made)
