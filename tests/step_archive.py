"""Kinds of work for `tests.each_step` on what an archive keeps: alerts, classes, backups, jobs."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Final

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role
from cablegram.adding import process
from cablegram.adding.job import Step
from cablegram.adding.job_folder import job_folders
from cablegram.adding.jobs import Jobs
from cablegram.alerts import Board, Kind, Owner, Ways, match_new
from cablegram.alerts.handing import hand_over
from cablegram.archive import Store, back_up, dump, load
from cablegram.archive.desk import Desk
from cablegram.archive.policy import policy_of
from cablegram.archive.pruning import prune
from cablegram.audit import Action, Log
from cablegram.search import Archive
from tests.made_up import fill, item, read_made_up
from tests.step_work import (
    ALL,
    CABLES,
    LOW,
    NOW,
    Work,
    archive_of,
    counts,
    empty,
    files,
    of_log,
    of_store,
    people,
    rows_of,
    said_by,
)

if TYPE_CHECKING:
    from pathlib import Path

# Alerts


def _followed(place: Path) -> None:
    """Make an archive of which two people follow something, with a desk, all not matched yet."""
    folder = archive_of(place)
    _begin_desk(folder)
    with Archive.open(folder) as archive:
        archive.ingest([item(f"{n}.txt", each) for n, each in enumerate(CABLES)], read_made_up)


def _begin_desk(folder: Path) -> None:
    Store.open(folder, create=True).close()
    with Accounts.open(folder, create=True) as accounts:
        for name, reader in (("anna", ALL), ("ben", LOW)):
            made = accounts.add(name, reader=reader, role=Role.READER, now=NOW, password=None)
            owner = Owner(account=made.account_id, reader=reader)
            with Board.open(folder, now=lambda: NOW) as board:
                for what in ("open", "quiet"):
                    ways = Ways(mail="somebody@example.org") if what == "open" else None
                    board.add(owner, Kind.QUERY, what, name=what, ways=ways)
            with Desk.open(folder, reader, owner=made.account_id) as desk:
                desk.make_dossier(f"of {name}")
                desk.save_search(f"by {name}", "open")


def _match(place: Path) -> None:
    folder = archive_of(place)
    with Archive.open(folder) as archive, Board.open(folder, now=lambda: NOW) as board:
        match_new(archive, board)


def _hand_over(place: Path) -> None:
    folder = archive_of(place)
    with Accounts.open(folder) as accounts:
        giver, taker = accounts.named("ben"), accounts.named("anna")
    assert giver is not None
    assert taker is not None
    hand_over(folder, giver.account_id, giver.reader, taker, policy_of(folder))


def _matched(place: Path) -> None:
    _followed(place)
    _match(place)


def _of_owners(place: Path) -> list[str]:
    """Return whether half of somebody's things were given."""
    found = rows_of(
        archive_of(place),
        "SELECT count(DISTINCT owner) FROM (SELECT owner FROM dossier UNION SELECT owner FROM"
        " saved_search UNION SELECT owner FROM subscription)",
    )
    each = [
        rows_of(archive_of(place), f"SELECT count(DISTINCT owner) FROM {table}")[0][0]  # noqa: S608
        for table in ("dossier", "saved_search", "subscription")
    ]
    return [] if len(set(each)) == 1 else [f"owners: {each} of {found}"]


def _told(place: Path) -> dict[str, str]:
    """Return what everybody has been told, matched to the end."""
    folder = archive_of(place)
    _match(place)
    told = rows_of(
        folder,
        "SELECT s.owner IS NULL, s.name, s.what, a.mrn, a.rule, d.way, d.state FROM subscription s"
        " LEFT JOIN alert a ON a.subscription_id = s.id LEFT JOIN alert_delivery d"
        " ON d.alert_id = a.id ORDER BY s.name, s.id, a.mrn",
    )
    told = sorted(told, key=str)
    return {
        "told": str(told),
        **counts(folder, "dossier", "note", "saved_search", "alert_sight", "alert_class"),
        "marks": str(rows_of(folder, "SELECT cable_id FROM alert_mark")),
    }


# Archives of classes


def _classes(place: Path) -> None:
    folder = fill(archive_of(place), *CABLES)
    with Archive.open(folder) as archive:
        for reader in (LOW, Reader(level="secret")):
            archive.seen_by(reader, today=NOW.date()).update_index()
    for used in folder.glob("classes/*/*/used"):
        os.utime(used, (0, 0))


def _prune(place: Path) -> None:
    with Archive.open(archive_of(place)) as archive:
        prune(archive)


def _other_policy(place: Path) -> None:
    """Write another policy, by which somebody sees what he did not."""
    folder = archive_of(place)
    (folder / "policy.toml").write_text('base = "us"\n[groups.desk]\nneed_to_know = ["EXDIS"]\n')
    with Archive.open(folder) as archive:
        for reader in (LOW, Reader(level="secret")):
            archive.seen_by(reader, today=NOW.date()).update_index()


def _of_place(place: Path) -> list[str]:
    return of_store(archive_of(place))


def _seen(place: Path) -> dict[str, str]:
    folder = archive_of(place)
    with Archive.open(folder) as archive:
        said = {
            str(reader.level): str(archive.seen_by(reader, today=NOW.date()).search("").total)
            for reader in (LOW, Reader(level="secret"))
        }
    _prune(place)
    left = [each.name for each in (folder / "classes").glob("gone-*")]
    return {**said, "left": str(left)}


# Backups and dumps


def _to_back_up(place: Path) -> None:
    _followed(place)
    folder = archive_of(place)
    (folder / "policy.toml").write_text('base = "us"\n')
    with Log.open(folder) as log:
        log.note(Action.SHOWN, who="anna")
    with Accounts.open(folder) as accounts:
        accounts.begin(accounts.all()[0].account_id, now=NOW)


def _back_up(place: Path) -> None:
    if not (place / "backup").exists():
        with Store.open(archive_of(place)) as store:
            back_up(store, place / "backup")


def _backed_up(place: Path) -> None:
    _to_back_up(place)
    _back_up(place)
    (place / "archive").rename(place / "before")


def _of_backup(place: Path) -> list[str]:
    """Return what is wrong with a backup that has its name."""
    if not (place / "backup").exists():
        return []
    said = json.loads((place / "backup" / "backup.json").read_text())["files"]
    wrong = [name for name in said if not (place / "backup" / name).is_file()]
    there = {each.name for each in (place / "backup").iterdir()} - {"backup.json"}
    return wrong + sorted(there ^ set(said))


def _of_backups(place: Path) -> dict[str, str]:
    return {"there": str(sorted(each.name for each in place.iterdir()))}


def _restore(place: Path) -> None:
    if archive_of(place).exists():  # as he is told to
        shutil.rmtree(archive_of(place))
    words = ["archive", "restore", str(place / "backup"), "--archive", str(archive_of(place))]
    if said_by(*words, "--quiet"):
        raise RuntimeError("it was not restored")


def _of_restored(place: Path) -> list[str]:
    """Return what is wrong with an archive that opens: it must be all of it then."""
    folder = archive_of(place)
    try:
        with Store.open(folder) as store:
            cables = store.counts()["cable"]
    except Exception:  # noqa: BLE001 (told that it is none)
        return []
    found = [*of_store(folder), *of_log(folder)]
    if cables and not Accounts.are_there(folder):
        found.append("cables, and nobody needs to sign in")
    if cables and not (folder / "policy.toml").exists():
        found.append("cables without the policy")
    if cables and cables != len(CABLES):
        found.append(f"{cables} of {len(CABLES)} cables, and it opens")
    if Accounts.are_there(folder):
        with (
            Accounts.open(folder) as accounts,
            closing(sqlite3.connect(folder / "accounts.sqlite")) as connection,
        ):
            if cables and connection.execute("SELECT 1 FROM session").fetchone():
                found.append("somebody is signed in still")
            del accounts
    return found


def _restored(place: Path) -> dict[str, str]:
    return {**_told(place), **people(place), **files(place)}


def _dumped(place: Path) -> None:
    _matched(place)
    folder = archive_of(place)
    with Archive.open(folder) as archive:  # filed, and not matched yet
        more = [{"mrn": f"07LISBON{n}", "text": [f"Open {n}."]} for n in range(20, 26)]
        archive.ingest([item(f"more{n}.txt", each) for n, each in enumerate(more)], read_made_up)
        dump(archive, place / "dump")
    folder.rename(place / "before")


def _load(place: Path) -> None:
    with Archive.open(archive_of(place), create=True) as archive:
        load(archive, place / "dump")


# Adding


def _nobody(name: str) -> int:
    """End at once, as a process that was killed."""
    del name
    return -9


def _job(place: Path) -> None:
    empty(place)
    folder = archive_of(place)
    jobs = Jobs(folder)
    jobs._process = _nobody  # type: ignore[method-assign]
    lot = jobs.receive()
    for number in range(3):
        lot.begin(f"{number}.txt")
        described = {"mrn": f"07LISBON{30 + number}", "text": [f"Open {number}."]}
        lot.write(item("", described).data)
        lot.end()
    jobs.hand_over(lot)
    jobs.close()


def _file_job(place: Path) -> None:
    process.SAMPLE_CABLES = 6  # type: ignore[misc]
    folder = archive_of(place)
    (at,) = job_folders(folder)
    (job,) = Jobs(folder).all()
    if job.now.step is not Step.DONE and process.run(folder, at, 1, threading.Event()):
        raise RuntimeError(Jobs(folder).all()[0].now.problem)


def _file_upload(place: Path) -> None:
    process.read_bytes = read_made_up  # type: ignore[assignment, attr-defined]
    _file_job(place)


def _filed(place: Path) -> dict[str, str]:
    """Return what is filed; what is told of it may lack what was filed just before a kill."""
    (job,) = Jobs(archive_of(place)).all()
    said = {"inputs": str(job.report.inputs), "step": job.now.step.value}
    return {**said, **counts(archive_of(place), "cable", "witness")}


def _sample(place: Path) -> None:
    empty(place)
    jobs = Jobs(archive_of(place))
    jobs._process = _nobody  # type: ignore[method-assign]
    jobs.sample()
    jobs.close()


OF_ARCHIVE: Final = (
    Work("match", _followed, _match, _of_place, _told),
    Work("hand over", _matched, _hand_over, _of_owners, _told),
    Work("prune", _classes, _prune, _of_place, _seen),
    Work("policy", _classes, _other_policy, _of_place, _seen),
    Work("backup", _to_back_up, _back_up, _of_backup, _of_backups),
    Work("restore", _backed_up, _restore, _of_restored, _restored),
    Work("load", _dumped, _load, _of_place, _told),
    Work("job", _job, _file_upload, _of_place, _filed),
    Work("sample", _sample, _file_job, _of_place, _filed),
)
