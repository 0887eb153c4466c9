"""A backup has all that cannot be derived, is made while others write, and comes back whole."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role
from cablegram.archive import Item, Store, back_up, verify
from cablegram.archive import backup as module
from cablegram.archive.backup import DUMP_NAME, LIST_NAME
from cablegram.archive.desk import Desk
from cablegram.archive.desk.pointing import point_to, pointed_at
from cablegram.archive.desk.values import LONGEST_TEXT
from cablegram.archive.reviewing import Kept, ReleasedFile, Reviews
from cablegram.audit import KEY_NAME, LOG_NAME, Action, Log, verify_log
from cablegram.cli import run
from cablegram.errors import ArchiveError
from cablegram.model import MRN
from tests.archive.test_witnesses import BODY, TELEGRAM, filed, section
from tests.made_up import fill
from tests.web.people import enlist

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cablegram.archive import Summary
    from cablegram.archive.desk import Pointer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive with a log, a policy, and an index that need not be kept."""
    made = fill(
        tmp_path_factory.mktemp("kept") / "archive", {"mrn": "07LISBON1"}, {"mrn": "07LISBON4"}
    )
    (made / "policy.toml").write_text("")
    enlist(made, {"anna": (Role.ADMIN, Reader(sees_all=True))})
    with Log.open(made) as log:
        log.note(Action.SHOWN, who="anna", what=["07LISBON4"])
    return made


@pytest.fixture(scope="module")
def backup(folder: Path) -> Path:
    """Return a backup that was made while the log was being written."""
    place = folder.parent / "backup"
    stop = threading.Event()

    def write() -> None:
        with Log.open(folder) as log:
            while not stop.is_set():
                log.note(Action.SHOWN, who="ben")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert run(["archive", "backup", str(place), "--archive", str(folder)]) == 0
    finally:
        stop.set()
        writer.join()
    return place


def test_it_has_what_cannot_be_derived_for_its_owner_alone(backup: Path) -> None:
    names = {DUMP_NAME, "accounts.sqlite", LOG_NAME, KEY_NAME, "policy.toml", LIST_NAME}
    assert {path.name for path in backup.iterdir()} == names
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()} == {0o600}
    assert set(json.loads((backup / LIST_NAME).read_text())["files"]) == names - {LIST_NAME}


def test_it_is_restored(
    backup: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "restored"
    assert run(["archive", "restore", str(backup), "--archive", str(place), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cables"] == 2
    with Store.open(place) as store, Store.open(folder) as before:
        assert store.counts() == before.counts()
        assert list(verify(store)) == []
    with Accounts.open(place) as accounts:
        assert [each.name for each in accounts.all()] == ["anna"]
    found = verify_log(place)
    assert found.is_whole
    assert 1 <= found.entries <= verify_log(folder).entries
    with Log.open(place) as log:  # the key came along, and the log goes on
        log.note(Action.SHOWN, who="anna")
        assert found.head is not None
        assert log.key.public == found.head.key
    assert verify_log(place).entries == found.entries + 1
    assert {stat.S_IMODE((place / name).stat().st_mode) for name in (LOG_NAME, KEY_NAME)} == {0o600}
    # What is there is not overwritten.
    assert run(["archive", "restore", str(backup), "--archive", str(place)]) == 3


def test_what_points_to_a_joined_telegram_or_one_with_an_endless_subject_comes_back(
    tmp_path: Path,
) -> None:
    """A note on either made a backup that could not be restored."""
    endless = Item(
        source="endless.txt",
        data=TELEGRAM.format(subject="DUES " * 20_000, body=BODY)
        .replace("000009", "000008")
        .encode(),
    )
    filed(tmp_path / "archive", [section(1), section(2), endless]).close()
    before = kept(tmp_path / "archive")
    assert {each.position for each in before} == {-1, 0}
    assert max(len(each.title) for each in before) > LONGEST_TEXT
    for words in (
        ["backup", str(tmp_path / "backup"), "--archive", str(tmp_path / "archive")],
        ["restore", str(tmp_path / "backup"), "--archive", str(tmp_path / "again")],
    ):
        assert run(["archive", *words, "--quiet"]) == 0  # fmt: skip
    with Desk.open(tmp_path / "again") as desk, Store.open(tmp_path / "again") as store:
        found = [note.pointer for note in desk.notes()]
        assert sorted(found, key=str) == sorted(before, key=str)
        assert len(pointed_at(store, found)) == len(found)
    with Reviews.open(tmp_path / "again") as reviews, Kept.open(tmp_path / "again") as released:
        assert {each.pointer for each in reviews.reviews()} == set(before)
        assert {each.pointer for each in released.all_released()} == set(before)


def kept(folder: Path) -> list[Pointer]:
    """Keep something of all kinds on each cable, and return what points to them."""
    with (
        Store.open(folder) as store, Desk.open(folder) as desk,
        Reviews.open(folder) as reviews, Kept.open(folder) as released,
    ):  # fmt: skip
        made = []
        for cable in (each for mrn in ("08LISBON9", "08LISBON8") for each in _found(store, mrn)):
            pointer = point_to(store, cable)
            desk.make_note(pointer, "Look here.")
            desk.add_items(desk.make_dossier(f"Of {cable.mrn}", ""), [pointer])
            reviews.open_review(pointer, '{"level":"unclassified","words":[],"nations":[]}', "ALL")
            file = ReleasedFile(
                file_id="", pointer=pointer, audience="all", label="ALL", review_id=None,
                format="text", file_sha256="0" * 64, content="Out.", made_by="quill",
                made_at=dt.datetime.now(dt.UTC),
            )  # fmt: skip
            released.keep([file])
            made.append(pointer)
        return made


def _found(store: Store, mrn: str) -> tuple[Summary, ...]:
    return store.find(MRN.parse(mrn))


@pytest.mark.parametrize("what", ["load", "_copy_file"])
def test_one_that_is_broken_off_is_no_archive(
    backup: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: str,
) -> None:
    """Else there would be cables for which nobody needs to sign in, or without their policy."""
    place = tmp_path / "restored"
    words = ["archive", "restore", str(backup), "--archive", str(place), "--quiet"]

    def broken_off(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module, what, broken_off)
        assert run(words) == 3
    assert "No space left on device" in capsys.readouterr().err
    for asked in (["search", ""], ["archive", "verify"], words[:3]):
        assert run([*asked, "--archive", str(place)]) == 3
        assert "delete the folder and restore once more" in capsys.readouterr().err
    shutil.rmtree(place)
    assert run(words) == 0
    with Store.open(place) as store:
        assert store.counts()["cable"] == 2


def test_nobody_is_signed_in_before_it_can_be_opened(backup: Path, tmp_path: Path) -> None:
    place = tmp_path / "restored"
    seen = []

    def finish() -> None:
        with pytest.raises(ArchiveError, match="being restored"):
            Store.open(place)
        seen.append(Accounts.are_there(place))

    with Store.open(place, create=True) as store:
        module.restore(store, backup, finish=finish)
    assert seen == [True]
    Store.open(place).close()


def _spoil_dump(place: Path) -> None:
    path = place / DUMP_NAME
    path.write_bytes(path.read_bytes()[:-1])


def _spoil_list(place: Path) -> None:
    (place / LIST_NAME).write_text('{"schema": "cablegram.backup/1"}')


def _other_list(place: Path) -> None:
    (place / LIST_NAME).write_text('{"schema": "cablegram.backup/9"}')


def _no_dump(place: Path) -> None:
    (place / LIST_NAME).write_text('{"schema": "cablegram.backup/1", "files": {}}')


def _out_of_it(place: Path) -> None:
    path = place / LIST_NAME
    path.write_text(path.read_text().replace(f'"{KEY_NAME}"', f'"../{place.name}/{KEY_NAME}"'))


def _without_key(place: Path) -> None:
    (place / KEY_NAME).unlink()


@pytest.mark.parametrize(
    "spoil", [_spoil_dump, _spoil_list, _other_list, _no_dump, _out_of_it, _without_key]
)
def test_a_damaged_one_restores_nothing(
    backup: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    spoil(copy)
    place = tmp_path / "restored"
    assert run(["archive", "restore", str(copy), "--archive", str(place)]) == 3
    assert not (place / LOG_NAME).exists()
    with Store.open(place) as store:
        assert store.last_id() == 0


@pytest.mark.parametrize("when", ["_copy_database", "_copy_file"])
def test_a_key_that_is_changed_meanwhile_fits_the_log(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Else nobody could write the log that is restored: the key before is gone."""
    copy, times = getattr(module, when), iter(range(1))

    def copied(path: Path, to: Path) -> None:
        copy(path, to)
        if path.name.startswith("audit") and next(times, None) is not None:
            with Log.open(folder) as log:
                log.change_key(who="cli:anna")

    monkeypatch.setattr(module, when, copied)
    with Store.open(folder) as store:
        back_up(store, tmp_path / "backup")
    monkeypatch.undo()
    assert (
        run(["archive", "restore", str(tmp_path / "backup"), "--archive", str(tmp_path / "a")]) == 0
    )
    with Log.open(tmp_path / "a") as log:
        log.note(Action.SHOWN, who="anna")
    assert verify_log(tmp_path / "a").is_whole


def test_one_that_fails_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "archive"
    with Store.open(odd, create=True) as store:
        (odd / "other.sqlite").write_bytes(b"no database at all" * 100)
        with pytest.raises(ArchiveError, match="cannot be backed up"):
            back_up(store, tmp_path / "backup")
        assert [path.name for path in tmp_path.iterdir()] == ["archive"]
    with Store.open(folder) as store, pytest.raises(ArchiveError, match="replaces nothing"):
        back_up(store, odd)
