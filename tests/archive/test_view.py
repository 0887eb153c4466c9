"""What a class of readers sees of an archive is an archive of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from cablegram import Archive, cli
from cablegram.access import SEES_ALL, InvalidReader, Reader, read_policy
from cablegram.archive import Item, Store, forget, view, witnesses_of
from cablegram.archive.class_folders import CLASSES_FOLDER, throw_away
from cablegram.archive.view import drop_outlived
from cablegram.errors import ArchiveError
from cablegram.model import MRN, Cable, Level, Marking, Paragraph, Section, Transmission
from cablegram.search.index import Index
from tests.made_up import cable

if TYPE_CHECKING:
    from pathlib import Path

    from tantivy import IndexWriter

LOW = Reader(level=Level.UNCLASSIFIED)
LISBON1 = MRN.parse("07LISBON1")
MARK = {"U": Level.UNCLASSIFIED, "S": Level.SECRET}


def paragraphs(*portions: tuple[str, str]) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(text=text, marking=Marking(level=MARK[mark], text=mark), number=n)
        for n, (mark, text) in enumerate(portions, 1)
    )


def secret(number: str, *portions: tuple[str, str], section: int | None = None) -> Cable:
    made = replace(cable(number, level="secret"), paragraphs=paragraphs(*portions))
    if section is None:
        return made
    transmission = Transmission(
        sections=(Section(number=section, total=2),), missing_sections=(3 - section,)
    )
    return replace(made, transmission=transmission)


def read_json(_: str, data: bytes) -> tuple[Cable, ...]:
    return (Cable.from_dict(msgspec.json.decode(data)),)


def add(store: Store, *cables: Cable, first: int = 0) -> None:
    items = [
        Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
        for n, each in enumerate(cables, first)
    ]
    store.ingest(items, read_json)


def test_who_sees_all_gets_the_archive_itself(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        assert store.seen_by(SEES_ALL) is store
    assert not (tmp_path / "classes").exists()


def test_what_is_filed_later_is_seen_later(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "open")))
        assert len(store.seen_by(LOW).find(LISBON1)) == 1
        add(store, secret("07LISBON2", ("U", "more")), secret("07LISBON3", ("S", "shut")), first=1)
        seen = store.seen_by(LOW)
        assert [len(seen.find(MRN.parse(f"07LISBON{n}"))) for n in (1, 2, 3)] == [1, 1, 0]


def test_copies_that_differ_in_what_is_not_seen_are_one(tmp_path: Path) -> None:
    """And the copy that leads may be another than for who sees all."""
    words = " ".join(f"word{n}" for n in range(40))
    long = ("S", " ".join(f"hidden{n}" for n in range(300)))
    other = ("S", " ".join(f"other{n}" for n in range(300)))
    with Store.open(tmp_path, create=True) as store:
        add(
            store,
            secret("07LISBON1", ("U", words), long),
            secret("07LISBON1", ("U", words), other),
            secret("07LISBON1", ("U", f"{words} and more"), long),
        )
        assert len(store.find(LISBON1)) == 2, "the second has too little of the first"
        seen = store.seen_by(LOW)
        (found,) = seen.find(LISBON1)
        assert len(seen.witnesses(found.cable_id)) == 2, "two of the three look the same"


def test_sections_of_which_parts_are_seen_are_joined(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        add(
            archive,
            secret("07LISBON1", ("U", "the ferry"), ("S", "shut"), section=1),
            secret("07LISBON1", ("S", "shut too"), ("U", "the quay"), section=2),
        )
        seen = archive.seen_by(LOW)
        assert seen.search("ferry quay").total == 1
        (found,) = seen.find(LISBON1)
        shown = seen.cable(found.cable_id)
        assert [each.text for each in shown.paragraphs] == ["the ferry", "the quay"]
        assert shown.transmission.missing_sections == ()


def test_a_number_that_only_a_hidden_line_gives_is_not_told(tmp_path: Path) -> None:
    """ "Reftel" in an open paragraph is tied to the REF line, which counts as the banner."""
    made = secret("07LISBON1", ("U", "See reftel and 07 MADRID 12."))
    first = replace(made.paragraphs[0], references=(MRN.parse("07ROME5"), MRN.parse("07MADRID12")))
    with Store.open(tmp_path, create=True) as store:
        add(store, replace(made, paragraphs=(first,)))
        seen = store.seen_by(LOW)
        assert [str(each.mrn) for each in seen.references(1)] == ["07MADRID12"]


def test_forgetting_reaches_the_archives_of_classes(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        add(archive, secret("07LISBON1", ("U", "zanzibar")), secret("07LISBON2", ("U", "quay")))
        assert archive.seen_by(LOW).search("zanzibar").total == 1
        (found,) = archive.find(LISBON1)
        forget(archive, [each.witness_id for each in witnesses_of(archive, [found.cable_id])])
        assert archive.seen_by(LOW).search("zanzibar").total == 0
        assert archive.seen_by(LOW).search("quay").total == 1


def test_an_archive_that_was_put_back_begins_its_classes_anew(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Store.open(folder, create=True) as store:
        add(store, secret("07LISBON1", ("U", "first")))
        store.seen_by(LOW)
    older = (folder / "archive.sqlite").read_bytes()
    with Store.open(folder) as store:
        add(store, secret("07LISBON2", ("U", "second")), first=1)
        store.seen_by(LOW)
    (folder / "archive.sqlite").write_bytes(older)
    with Store.open(folder) as store:
        assert not store.seen_by(LOW).find(MRN.parse("07LISBON2"))
        assert store.seen_by(LOW).find(LISBON1)


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(_: int) -> None:
        raise Stop

    with Store.open(tmp_path, create=True) as store:
        add(store, *(secret(f"07LISBON{n}", ("U", f"text {n}")) for n in range(1, 6)))
        with pytest.raises(Stop):
            store.seen_by(LOW, progress=stop)
        seen = store.seen_by(LOW)
        assert seen.counts()["cable"] == 5


def test_a_run_that_ended_before_the_years_were_corrected_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: Store) -> None:
        raise KeyboardInterrupt

    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "open")))
        with monkeypatch.context() as patched:
            patched.setattr("cablegram.archive.view.correct_years", stop)
            with pytest.raises(KeyboardInterrupt):
                store.seen_by(LOW)
        seen = store.seen_by(LOW)
        assert seen.followed() == seen.highest_id() == 1


def test_copies_that_differ_in_a_field_of_parts_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = " ".join(f"word{n}" for n in range(40))
    with Store.open(tmp_path, create=True) as store:
        add(
            store,
            cable("07LISBON1", text=(words,)),
            cable("07LISBON1", text=(words,), to=("USUN",)),
        )
    assert cli.run(["show", "07LISBON1", "--json", "--diff", "--archive", str(tmp_path)]) == 0
    assert "USUN" in capsys.readouterr().out


EMBARGO = """
base = "us"
[[rules]]
name = "the first"
mrns = ["07LISBON1"]
level = "secret"
until = 2027-02-01
[[rules]]
name = "the second"
mrns = ["07LISBON2"]
level = "secret"
until = 2027-02-05
"""
DAY = dt.date(2027, 2, 1)


def made(folder: Path) -> list[str]:
    """Return the days of the archives of classes, by policy and class."""
    return sorted(path.name.rpartition("@")[2] for path in (folder / "classes").glob("*/*"))


def held_on(store: Store, day: dt.date) -> list[bool]:
    seen = store.seen_by(LOW, today=day)
    return [bool(seen.find(MRN.parse(f"07LISBON{n}"))) for n in (1, 2, 3)]


def test_the_archive_of_a_class_follows_the_day(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(EMBARGO)
    before = DAY - dt.timedelta(days=10)
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")), secret("07LISBON3", ("U", "three")))
        assert held_on(store, before) == [False, False, True]
        assert held_on(store, DAY - dt.timedelta(days=1)) == [False, False, True]
        assert made(tmp_path) == ["2027-01-22"], "nothing has changed, so nothing is made anew"
        assert held_on(store, DAY) == [True, False, True]
        assert made(tmp_path) == ["2027-02-01"], "the old one is gone"
        assert held_on(store, before) == [False, False, True], "a clock that was set back"


def test_what_is_filed_later_is_decided_as_of_the_day(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(EMBARGO)
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON3", ("U", "three")))
        assert held_on(store, DAY) == [False, False, True]
        add(store, secret("07LISBON2", ("U", "two")), first=1)
        assert held_on(store, DAY.replace(day=4)) == [False, False, True]
        add(store, secret("07LISBON1", ("U", "one")), first=2)
        assert held_on(store, DAY.replace(day=4)) == [True, False, True], "its day had come before"
        assert made(tmp_path) == ["2027-02-01"]
        assert held_on(store, DAY.replace(day=5)) == [True, True, True]
        assert made(tmp_path) == ["2027-02-05"]


def test_two_who_have_the_archive_open_on_the_day(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(EMBARGO)
    with Store.open(tmp_path, create=True) as one, Store.open(tmp_path) as other:
        add(one, secret("07LISBON1", ("U", "one")))
        for store in (one, other):
            assert held_on(store, DAY.replace(month=1)) == [False] * 3
        for store in (one, other, one):
            assert held_on(store, DAY) == [True, False, False]


def test_a_note_of_the_day_that_cannot_be_read_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(EMBARGO)
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")))
        seen = store.seen_by(LOW, today=DAY.replace(month=1))
        (seen.folder / "changes-on").write_text("soon")
        assert held_on(store, DAY) == [False] * 3


def test_a_rule_by_file_asks_for_the_name_under_which_it_was_filed(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(
        'base = "us"\n[[rules]]\nname = "x"\nsources = ["0.*"]\nlevel = "secret"\n'
    )
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")), secret("07LISBON2", ("U", "two")))
        assert held_on(store, DAY) == [False, True, False]


def test_a_changed_policy_makes_new_archives_of_classes(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")))
        assert held_on(store, DAY) == [True, False, False]
        (tmp_path / "policy.toml").write_text(EMBARGO)
        assert held_on(store, DAY.replace(month=1)) == [False] * 3
        (old,) = (tmp_path / "classes").iterdir()
        assert old.name == store.policy.digest
        (tmp_path / "policy.toml").unlink()
        assert held_on(store, DAY) == [True, False, False]
        assert len(list((tmp_path / "classes").iterdir())) == 1


def test_a_given_policy_leaves_those_of_the_archives_own_alone(tmp_path: Path) -> None:
    given = read_policy(EMBARGO)
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")))
        own = store.seen_by(LOW)
        other = store.seen_by(LOW, policy=given, today=DAY.replace(month=1))
        assert not other.find(LISBON1)
        assert store.seen_by(LOW) is own
        assert len(list((tmp_path / "classes").iterdir())) == 2
        another = read_policy('name = "another"\n' + EMBARGO)
        assert store.seen_by(LOW, policy=another, today=DAY).find(LISBON1)
        assert len(list((tmp_path / "classes").iterdir())) == 2, "the first given one is gone"


def test_nobody_looks_by_a_policy_that_cannot_be_used(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")))
        for text in (b"levels = []", b"\xff", None):
            (tmp_path / "policy.toml").unlink(missing_ok=True)
            if text is None:
                (tmp_path / "policy.toml").mkdir()
            else:
                (tmp_path / "policy.toml").write_bytes(text)
            with pytest.raises(ArchiveError, match=r"policy\.toml"):
                store.seen_by(LOW)
            assert store.seen_by(SEES_ALL) is store


def test_a_reader_whom_the_policy_does_not_know(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store, pytest.raises(InvalidReader, match="one of"):
        store.seen_by(Reader(level="source-protected"))
    assert not (tmp_path / "classes").exists()


def test_who_is_late_with_the_old_policy_drops_nothing_of_the_new(tmp_path: Path) -> None:
    """It looks at the archive by the policy that it read before the file was changed."""
    with Store.open(tmp_path, create=True) as store:
        add(store, secret("07LISBON1", ("U", "one")))
        old = store.seen_by(LOW).folder
        (tmp_path / "policy.toml").write_text(EMBARGO)
        drop_outlived(old, store)
        new = store.seen_by(LOW, today=DAY)
        assert not old.exists()
        drop_outlived(old, store)
        assert new.folder.exists()
        assert new.find(LISBON1)


def test_one_that_another_throws_away_just_then_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has read a newer policy, and drops what the policy of this one gave."""

    def dropping(folder: Path, whole: Store) -> None:
        throw_away(folder, whole.folder / CLASSES_FOLDER)

    with Store.open(tmp_path, create=True) as store:
        add(store, cable("07LISBON1"), cable("07LISBON2", level="secret"))
        monkeypatch.setattr(view, "drop_outlived", dropping)
        assert store.seen_by(Reader()).counts()["cable"] == 1
        monkeypatch.undo()
        assert store.seen_by(Reader()).counts()["cable"] == 1


def test_one_that_goes_while_it_is_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the error that everybody waits for: else who keeps the room up would end by it."""
    commit = Index.commit

    def gone(self: Index, writer: IndexWriter, last_id: int, change: int) -> None:
        commit(self, writer, last_id, change)
        throw_away(self._store.folder, tmp_path / CLASSES_FOLDER)

    with Archive.open(tmp_path, create=True) as archive:
        add(archive, cable("07LISBON1"), cable("07LISBON2", level="secret"))
        monkeypatch.setattr(Index, "commit", gone)
        with pytest.raises(ArchiveError, match="the index cannot be"):
            archive.seen_by(Reader()).update_index()
        monkeypatch.undo()
        seen = archive.seen_by(Reader())
        seen.update_index()
        assert seen.search("").total == 1
