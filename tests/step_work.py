"""What `tests.each_step` kills: kinds of work that write to more than one place, or in many steps.

Each says how a folder is before it, what is done, what is wrong afterwards if anything is, and what
is there, whatever the identifiers are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import Reader
from cablegram.accounts import Accounts, Refused, Role
from cablegram.archive import class_findings, verify, views
from cablegram.archive.reviewing import Action as Ruled
from cablegram.archive.reviewing import Kept, Reviews
from cablegram.archive.reviewing import Step as Reviewed
from cablegram.audit import Action, AuditError, Log, is_there, verify_log
from cablegram.cli import run as command
from cablegram.model import MRN
from cablegram.release import ruled, subject_of
from cablegram.release.folder import faults as folder_faults
from cablegram.release.folder import read_folder
from cablegram.search import Archive
from tests.accounts.test_leaving import made_older
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Callable

NOW: Final = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
CABLES: Final = (
    {"mrn": "07LISBON1", "text": ["Open one."]},
    {"mrn": "07LISBON2", "text": ["A quiet word."], "level": "secret", "subject": "QUIET"},
    {"mrn": "07LISBON3", "text": ["Open three."], "refs": ["07LISBON1"]},
    {"mrn": "07LISBON4", "text": ["Open four."]},
)
LOW: Final = Reader(level="unclassified")
ALL: Final = Reader(sees_all=True)
DAY: Final = "2030-05-01"
PASSWORD: Final = "correct horse battery staple"
SECRET: Final = "secret.txt"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work. Each part gets the place where all of it lies."""

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    faults: Callable[[Path], list[str]]
    contents: Callable[[Path], dict[str, str]]


def archive_of(place: Path) -> Path:
    """Return where the archive of a place lies."""
    return place / "archive"


def rows_of(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        return connection.execute(query).fetchall()


def counts(folder: Path, *tables: str) -> dict[str, str]:
    query = " UNION ALL ".join(f"SELECT '{each}', count(*) FROM {each}" for each in tables)  # noqa: S608
    return {name: str(count) for name, count in rows_of(folder, query)}


def of_store(folder: Path) -> list[str]:
    if not (folder / "archive.sqlite").exists():
        return []
    with Archive.open(folder) as archive:
        found = list(verify(archive))
        for view in views(archive):
            found += [*verify(view, of_class=True), *class_findings(view, archive)]
    return [str(each) for each in found]


def of_log(folder: Path) -> list[str]:
    if not is_there(folder):
        return []
    try:
        with Log.open(folder) as log:  # it goes on
            log.note(Action.SHOWN, who="anna")
    except AuditError as error:
        return [str(error)]
    return [str(each) for each in verify_log(folder).faults]


def said_by(*words: str) -> int:
    """Run a command that says nothing."""
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        return command(list(words))


# What is released


def _with_log(place: Path) -> None:
    folder = fill(archive_of(place), *CABLES)
    with Log.open(folder) as log:
        log.note(Action.SHOWN, who="anna")
    with Archive.open(folder) as archive, Reviews.open(folder) as reviews:
        subject = subject_of(archive, archive.find(MRN.parse("07LISBON4"))[0])
        audience = json.dumps({"level": "unclassified", "words": [], "nations": []})
        audience = audience.replace(" ", "")
        review = reviews.open_review(subject.pointer, audience, "UNCLASSIFIED")
        hide = ruled(subject.record, "p1", Ruled.WITHHOLD, words="four", codes=("B6",))
        reviews.rule(review, hide, by="quill", version=None)
        reviews.step(review, Reviewed.SUBMIT, by="quill", version=None)
        reviews.step(review, Reviewed.CONFIRM, by="penn", version=None)


def _bulk(place: Path) -> None:
    words = ["redact", "--query", "from:lisbon", "--for", "unclassified", "--by", "quill"]
    words += ["--into", str(place / "out"), "--day", DAY, "--archive", str(archive_of(place))]
    if said_by(*words):
        raise RuntimeError("it was not released")


def _single(place: Path) -> None:
    words = ["redact", "07LISBON4", "--for", "unclassified", "--by", "quill", "--day", DAY]
    words += ["--output", str(place / "out.txt"), "--archive", str(archive_of(place))]
    if said_by(*words):
        raise RuntimeError("it was not released")


def _kept(folder: Path) -> set[str]:
    with Kept.open(folder) as kept:
        return {each.file_sha256 for each in kept.all_released()}


def _logged(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "audit.sqlite")) as connection:
        return str(connection.execute("SELECT group_concat(line) FROM entry").fetchall())


def _of_release(place: Path) -> list[str]:
    folder = archive_of(place)
    found = [*of_store(folder), *of_log(folder)]
    logged, kept = _logged(folder), _kept(folder)
    if (place / "out").exists():
        read = read_folder(place / "out")
        found += [f"{each.file} {each.why}" for each in folder_faults(read, logged.__contains__)]
        found += [f"{name} is out, not kept" for name, sha in read.files.items() if sha not in kept]
    if (place / "out.txt").exists():
        digest = hashlib.sha256((place / "out.txt").read_bytes()).hexdigest()
        found += ["it is out and not in the log"] * (digest not in logged)
        found += ["it is out, not kept"] * (digest not in kept)
    return found


def _what_is_out(place: Path) -> dict[str, str]:
    files = [each for each in place.rglob("*") if each.is_file()]
    own = [each for each in files if archive_of(place) not in each.parents]
    said = {str(each.relative_to(place)): _digest(each) for each in own}
    states = rows_of(archive_of(place), "SELECT state FROM review")
    return {**said, "kept": str(sorted(_kept(archive_of(place)))), "states": str(states)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


# The log and its key


def empty(place: Path) -> None:
    fill(archive_of(place), *CABLES)


def _begin_log(place: Path) -> None:
    with Log.open(archive_of(place)) as log:
        log.note(Action.SHOWN, who="anna", what=["07LISBON1"])


def _rotate(place: Path) -> None:
    with Log.open(archive_of(place)) as log:
        log.change_key(who="cli:anna")


def _log_is_whole(place: Path) -> list[str]:
    return of_log(archive_of(place))


def files(place: Path) -> dict[str, str]:
    """Return the files of an archive that are no half ones: of keys, logs and accounts."""
    there = archive_of(place).iterdir()
    return {"files": str(sorted(each.name for each in there if each.suffix in {".key", ".sqlite"}))}


# Accounts


def begin_accounts(place: Path) -> None:
    with Accounts.open(archive_of(place), create=True) as accounts:
        if accounts.named("anna") is None:
            accounts.add("anna", role=Role.ADMIN, reader=ALL, now=NOW, password=None)


def _invited(place: Path) -> None:
    empty(place)
    begin_accounts(place)
    with Accounts.open(archive_of(place)) as accounts:
        made = accounts.invite(now=NOW, ends=NOW + dt.timedelta(days=1), name="ben")
    (place / SECRET).write_text(made.secret or "")


def _accept(place: Path) -> None:
    secret = (place / SECRET).read_text()
    with Accounts.open(archive_of(place)) as accounts, suppress(Refused):
        accounts.accept(secret, password=PASSWORD, now=NOW)


def _of_accounts(place: Path) -> list[str]:
    folder = archive_of(place)
    if not Accounts.are_there(folder):
        return []
    with Accounts.open(folder) as accounts:
        names = {each.name for each in accounts.all()}
        open_ones = len(accounts.invitations(now=NOW))
    if (place / SECRET).exists() and ("ben" in names) == bool(open_ones):
        return [f"{names} and {open_ones} invitations"]
    return []


def people(place: Path) -> dict[str, str]:
    with Accounts.open(archive_of(place)) as accounts:
        return {"people": str(sorted(each.name for each in accounts.all()))}


def _old_accounts(place: Path) -> None:
    empty(place)
    begin_accounts(place)
    made_older(archive_of(place), 1)


def _open_accounts(place: Path) -> None:
    Accounts.open(archive_of(place)).close()


def _brought_up(place: Path) -> dict[str, str]:
    copies = sorted(each.name for each in archive_of(place).glob("*.before-*"))
    return {**people(place), "copies": str(copies)}


OF_PEOPLE: Final = (
    Work("bulk", _with_log, _bulk, _of_release, _what_is_out),
    Work("single", _with_log, _single, _of_release, _what_is_out),
    Work("log", empty, _begin_log, _log_is_whole, files),
    Work("rotate", _with_log, _rotate, _log_is_whole, files),
    Work("accounts", empty, begin_accounts, _of_accounts, people),
    Work("old accounts", _old_accounts, _open_accounts, _of_accounts, _brought_up),
    Work("accept", _invited, _accept, _of_accounts, people),
)
