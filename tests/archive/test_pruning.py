"""Archives of classes that nobody uses any more go; those in use stay, whoever reads or writes."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from cablegram import cli
from cablegram.access import Reader
from cablegram.archive import Store, prune, views
from cablegram.archive.class_folders import CLASSES_FOLDER, USED_NAME, throw_away
from cablegram.archive.lock import writing
from cablegram.model import MRN
from cablegram.search import Archive
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from pathlib import Path

LOW, HIGH = Reader(level="unclassified"), Reader(level="secret")
DAY = 86_400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", {"mrn": "07LISBON1"}, {"mrn": "07LISBON2", "subject": "X"})


def classes(folder: Path) -> list[Path]:
    return sorted((folder / CLASSES_FOLDER).glob("*/*@*"))


def used_before(view: Store, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(view.folder / USED_NAME, (then, then))


def test_what_was_not_used_for_long_goes_and_the_rest_stays(folder: Path) -> None:
    with Store.open(folder) as store:
        low, high = store.seen_by(LOW), store.seen_by(HIGH)
        used_before(low, 31)
        used_before(high, 29)
        pruned = prune(store)
        assert pruned.archives == 1
        assert pruned.size_bytes > 0
        assert classes(folder) == [high.folder]
        assert prune(store).archives == 0
        assert prune(store, now=time.time() + 2 * DAY).archives == 1
        assert list((folder / CLASSES_FOLDER).iterdir()) == []  # nor what they stood in


def test_use_is_noted_anew(folder: Path) -> None:
    with Store.open(folder) as store:
        used_before(store.seen_by(LOW), 40)
        store.seen_by(LOW)
        assert prune(store).archives == 0


def test_who_reads_goes_on_and_who_asks_next_gets_another(folder: Path) -> None:
    with Archive.open(folder) as reading, Archive.open(folder) as other:
        seen = reading.seen_by(LOW)
        assert seen.search("harbor").total == 2
        assert prune(other, now=time.time() + 40 * DAY).archives == 1
        assert classes(folder) == []
        assert seen.search("harbor").total == 2
        assert len(seen.find(MRN.parse("07LISBON1"))) == 1
        again = reading.seen_by(LOW)  # by the one who had it open, too
        assert again.search("harbor").total == 2
        assert classes(folder) == [again.folder]
        assert other.seen_by(LOW).search("harbor").total == 2
        # And it is kept up, whoever it was that made it.
        other.ingest([item("x", {"mrn": "07LISBON3"})], read_made_up)
        assert reading.seen_by(LOW).search("harbor").total == 3
        assert other.seen_by(LOW).search("harbor").total == 3
    with Store.open(folder) as store:
        assert len(list(views(store))) == 1


def test_what_is_being_written_stays(folder: Path) -> None:
    with Store.open(folder) as store:
        view = store.seen_by(LOW)
        used_before(view, 40)
        with writing(view.folder):
            assert prune(store).archives == 0
        assert prune(store).archives == 1


def test_what_another_version_or_archive_left_goes_at_once(folder: Path) -> None:
    with Store.open(folder) as store:
        view = store.seen_by(LOW)
        name, _, day = view.folder.name.rpartition("@")
        for left in (
            f"{name[:-4]}beef@{day}",
            "unclassified-home-x-1.7-0123456789abcdef@2027-01-01",
        ):
            shutil.copytree(view.folder, view.folder.with_name(left))
        assert prune(store).archives == 2
        assert classes(folder) == [view.folder]


def test_broken_off_in_the_middle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(path: Path, **_more: object) -> None:
        (path / "archive.sqlite").unlink()
        raise KeyboardInterrupt

    with Store.open(folder) as store:
        used_before(store.seen_by(LOW), 40)
        with monkeypatch.context() as patched:
            patched.setattr("cablegram.archive.class_folders.shutil.rmtree", dies)
            with pytest.raises(KeyboardInterrupt):
                prune(store)
        assert classes(folder) == []  # nobody finds half of one
        assert list(views(store)) == []
        assert len(list((folder / CLASSES_FOLDER).iterdir())) == 2
    with Store.open(folder) as store:
        today = dt.datetime.now(dt.UTC).date()
        assert len(store.seen_by(LOW, today=today).find(MRN.parse("07LISBON1"))) == 1
        assert prune(store).archives == 0
        assert [path.name[:5] for path in (folder / CLASSES_FOLDER).iterdir()] != ["gone-"]
        assert len(classes(folder)) == 1


def test_two_who_throw_away_the_same(folder: Path) -> None:
    with Store.open(folder) as store:
        place = store.seen_by(LOW).folder
        assert throw_away(place, folder / CLASSES_FOLDER)
        assert not throw_away(place, folder / CLASSES_FOLDER)


def test_a_day_at_least(folder: Path) -> None:
    with Store.open(folder) as store, pytest.raises(ValueError, match="1 at least"):
        prune(store, days=0)


def test_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(folder) as store:
        used_before(store.seen_by(LOW), 8)
    words = ["archive", "prune", "--archive", str(folder)]
    assert cli.run(words) == 0
    assert cli.run([*words, "--days", "7", "--json"]) == 0
    first, said = capsys.readouterr().out.split("\n", 1)
    assert first == "0 thrown away, 0.0 MB"
    assert json.loads(said)["archives"] == 1
    assert cli.run([*words, "--days", "0"]) == 2


def test_filing_does_it_too(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder) as store:
        used_before(store.seen_by(LOW), 31)
    cables = tmp_path / "cables"
    cables.mkdir()
    assert cli.run(["ingest", str(cables), "--archive", str(folder), "--quiet"]) == 0
    assert classes(folder) == []
