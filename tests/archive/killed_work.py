"""What `tests.archive.crashes` kills: every kind of work on an archive, each from a firm start.

Work is made of small steps here, so that a small archive has as many commits as a large one: the
constants that say how much is done at once are lowered in the process that does it.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from cablegram.access import Reader
from cablegram.archive import (
    Store,
    class_findings,
    compact,
    correct_years,
    dump,
    forget,
    load,
    verify,
    views,
)
from cablegram.archive.erasing import DUE_NAME
from cablegram.archive.feed import items, read_bytes
from cablegram.archive.lock import writing
from cablegram.archive.witnesses import Witnesses
from cablegram.sample import generate
from cablegram.search import Archive
from cablegram.search.agreement import index_findings
from cablegram.search.index import Index, _Adding
from tests.archive.test_migrations import first_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOW = Reader()
WITNESSES = """
SELECT hex(sha256), source, form, size,
       (SELECT group_concat(name) FROM witness_name WHERE witness_id = id)
FROM witness ORDER BY 1
"""
WORDS = (
    "",
    "embassy",
    "tags:PREL",
    "minister OR harbor",
    "has:several-witnesses",
    "date:2000..2010",
)
#: Module, name, and what is done at once in place of what it says.
SMALL_STEPS = (
    ("cablegram.archive.pool", "BATCH_ITEMS", 12),
    ("cablegram.archive.dictionaries", "TRAIN_AFTER", 150),
    ("cablegram.archive.dictionaries", "REPACK_AT_ONCE", 20),
    ("cablegram.archive.dumping", "BATCH", 12),
    ("cablegram.archive.view", "AT_ONCE", 60),
    ("cablegram.search.index", "COMMIT_EVERY", 25),
)
#: Module, name, and what is being done while that function runs.
STAGES = (
    ("cablegram.archive.schema", "_prepare", "opening the database"),
    ("cablegram.archive.pool", "read_batch", "reading a batch"),
    ("cablegram.archive.view", "ingest", "filing for a class"),
    ("cablegram.archive.ingest", "transaction", "writing a batch"),
    ("cablegram.archive.dumping", "transaction", "writing a batch"),
    ("cablegram.archive.dictionaries", "train_new", "training a dictionary"),
    ("cablegram.archive.erasing", "train_new", "training a dictionary"),
    ("cablegram.archive.ingest", "repack", "packing anew"),
    ("cablegram.archive.erasing", "repack", "packing anew"),
    ("cablegram.archive.dumping", "repack", "packing anew"),
    ("cablegram.archive.years", "correct_years", "correcting years"),
    ("cablegram.archive.view", "correct_years", "correcting years"),
    ("cablegram.archive.dumping", "correct_years", "correcting years"),
    ("tests.archive.killed_work", "correct_years", "correcting years"),
    ("cablegram.archive.store", "transaction", "writing years"),
    ("cablegram.archive.view", "transaction", "noting how far the class is"),
    ("cablegram.archive.erasing", "_delete", "deleting rows"),
    ("cablegram.archive.erasing", "_erase", "erasing what is derived"),
    ("cablegram.archive.erasing", "_shrink", "writing pages over"),
    ("cablegram.archive.migrations", "keep_copy", "copying the old database"),
)
METHODS = (
    (Witnesses, "settle", "comparing copies"),
    (_Adding, "step", "adding to the index"),
    (Index, "commit", "committing the index"),
    (Index, "_adding", "opening the index"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parts lie from which each kind of work begins."""

    folder: Path

    @property
    def cables(self) -> Path:
        return self.folder / "cables"

    @property
    def full(self) -> Path:
        return self.folder / "full"

    @property
    def dump(self) -> Path:
        return self.folder / "dump"

    @property
    def old(self) -> Path:
        return self.folder / "old"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: how an archive is before it, and what is done. Done twice, it is the same."""

    name: str
    prepare: Callable[[Place, Path], None]
    run: Callable[[Place, Path], None]


def make(place: Place, count: int) -> None:
    """Make what all work begins from: cables as files, an archive of them, a dump, an old one."""
    place.cables.mkdir()
    for file in generate(count, seed=1):
        (place.cables / file.name.replace("/", "-")).write_bytes(file.data)
    _ingest(place, place.full)
    with Archive.open(place.full) as archive:
        dump(archive, place.dump)
    place.old.mkdir()
    first_archive(place.old, copies=count // 4)


def _nothing(place: Place, folder: Path) -> None:
    del place, folder


def _copy(place: Place, folder: Path) -> None:
    shutil.copytree(place.full, folder)


def _ingest(place: Place, folder: Path) -> None:
    with Archive.open(folder, create=True) as archive:
        archive.ingest_and_index(items([place.cables]), read_bytes)


def _without_index(place: Place, folder: Path) -> None:
    _copy(place, folder)
    shutil.rmtree(folder / "index")


def _index(place: Place, folder: Path) -> None:
    del place
    with Archive.open(folder) as archive:
        archive.update_index()


def _see(place: Place, folder: Path) -> None:
    del place
    with Archive.open(folder) as archive:
        archive.seen_by(LOW).update_index()


def _before_years(place: Place, folder: Path) -> None:
    _copy(place, folder)
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection, connection:
        connection.execute("UPDATE followed SET watermark = 0")
        connection.execute(
            "UPDATE reference SET year = year - 1, year_confidence = 0.2 WHERE year_written = 0"
        )


def _years(place: Place, folder: Path) -> None:
    del place
    with Store.open(folder) as store, writing(folder):
        correct_years(store)


def _compact(place: Place, folder: Path) -> None:
    del place
    with Store.open(folder) as store:
        compact(store)


def _with_class(place: Place, folder: Path) -> None:
    _copy(place, folder)
    _see(place, folder)


def _forget(place: Place, folder: Path) -> None:
    """Forget every twentieth witness, as a person does who is told to go on."""
    del place
    with Store.open(folder) as store:
        with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
            query = "SELECT id FROM witness WHERE substr(hex(sha256), 1, 1) = '7'"
            doomed = [row[0] for row in connection.execute(query)]
        if doomed:
            forget(store, doomed)
        elif (folder / DUE_NAME).exists():
            compact(store)
    _index(Place(folder), folder)


def _load(place: Place, folder: Path) -> None:
    with Archive.open(folder, create=True) as archive:
        load(archive, place.dump)
        archive.update_index()


def _old(place: Place, folder: Path) -> None:
    shutil.copytree(place.old, folder)


def _migrate(place: Place, folder: Path) -> None:
    del place
    Store.open(folder).close()


ALL_WORK = (
    Work("ingest", _nothing, _ingest),
    Work("index", _without_index, _index),
    Work("seen_by", _copy, _see),
    Work("years", _before_years, _years),
    Work("compact", _copy, _compact),
    Work("forget", _with_class, _forget),
    Work("load", _nothing, _load),
    Work("migrate", _old, _migrate),
)


def take_small_steps() -> None:
    """Lower what is done at once, for the rest of this process."""
    for module, name, value in SMALL_STEPS:
        setattr(importlib.import_module(module), name, value)


def tell_stages(descriptor: int) -> None:
    """Write a line to a pipe whenever something else is being done, for the rest of this process.

    The last line says what was going on when the process was killed.
    """
    doing = ["something else"]

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        doing.append(name)
        os.write(descriptor, f"{name}\n".encode())
        try:
            yield
        finally:
            doing.pop()
            os.write(descriptor, f"{doing[-1]}\n".encode())

    def told(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapper(*values: Any, **named: Any) -> Any:  # noqa: ANN401
            with stage(name):
                return function(*values, **named)

        return wrapper

    def told_within(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def wrapper(*values: object) -> Iterator[None]:
            with stage(name), function(*values):
                yield

        return wrapper

    for module_name, attribute, name in STAGES:
        module = importlib.import_module(module_name)
        around = told_within if attribute == "transaction" else told
        setattr(module, attribute, around(name, getattr(module, attribute)))
    for kind, attribute, name in METHODS:
        setattr(kind, attribute, told(name, getattr(kind, attribute)))
    migrations = importlib.import_module("cablegram.archive.migrations")
    steps = tuple(
        replace(each, run=told(f"changing tables: {each.name}", each.run))
        for each in migrations.MIGRATIONS
    )
    for module in (migrations, importlib.import_module("cablegram.archive.schema")):
        vars(module)["MIGRATIONS"] = steps


def faults(folder: Path, *, with_index: bool) -> list[str]:
    """Return what is wrong with an archive; that forgetting is due is not, while it is."""
    if not (folder / "archive.sqlite").exists():
        return []
    with Archive.open(folder, create=True) as archive:
        found = list(verify(archive))
        if with_index:
            found += index_findings(archive)
        for view in views(archive):
            found += [*verify(view, of_class=True), *class_findings(view, archive)]
            if with_index:
                found += index_findings(view)
    return [str(each) for each in found if with_index or "interrupted" not in each.message]


def contents(folder: Path) -> dict[str, str]:
    """Return what an archive says, a hash for each part, whatever the identifiers are."""
    found = {}
    for number, path in enumerate([folder, *_classes(folder)]):
        with Archive.open(path) as archive:
            for name, rows in _parts(archive):
                found[f"of a class: {name}" if number else name] = _hash(rows)
    return found


def _classes(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("classes/**/archive.sqlite"))


def _hash(rows: list[Any]) -> str:
    text = json.dumps(rows, sort_keys=True, default=str)
    return f"{len(rows)} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _parts(archive: Archive) -> Iterator[tuple[str, list[Any]]]:
    with closing(sqlite3.connect(archive.folder / "archive.sqlite")) as connection:

        def rows(query: str) -> list[Any]:
            return connection.execute(query).fetchall()

        keys = {
            cable_id: f"{sha256} {position}"
            for cable_id, sha256, position in rows(
                "SELECT c.id, hex(w.sha256), c.position FROM cable AS c"
                " JOIN witness AS w ON w.id = c.witness_id"
            )
        }
        yield "witnesses", rows(WITNESSES)
        leads = rows("SELECT id, lead_id FROM cable")
        yield "copies", sorted([keys[one], keys.get(lead)] for one, lead in leads)
        references = rows(
            "SELECT cable_id, position, year, station, number, read_year, node,"
            " round(year_confidence, 9) FROM reference"
        )
        yield "references", sorted((keys[row[0]], *row[1:]) for row in references)
        yield "unread", rows("SELECT source, reason FROM unread ORDER BY 1")
    yield "records", sorted([keys[one], archive.record(one)] for one in keys)
    if (archive.folder / "index").exists():
        hits: list[Any] = []
        for query in WORDS:
            found = archive.search(query, limit=1000, with_facets=True)
            hits.append([query, found.total, str(found.facets)])
            hits.append(sorted(keys[hit.cable.cable_id] for hit in found.hits))
        yield "index", hits
