"""The record store behind its interface: who asks for more than it says, and a second one."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cablegram
from cablegram.access import Reader
from cablegram.archive.interface import RecordStore
from cablegram.archive.store import Store
from cablegram.follow import gaps, read_graph, thread
from cablegram.follow.matter import matter
from cablegram.model import MRN
from cablegram.search import Archive
from cablegram.search.index import Index
from tests.archive.in_memory import InMemory
from tests.made_up import item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.follow.matter import SearchedStore

PACKAGE = Path(cablegram.__file__).parent
OUTER = ("search", "follow", "relay", "web", "cli")
#: Methods of `Store` that run SQL for the modules beside it.
FOR_THE_PACKAGE = ("rows", "stream", "connection", "change")
SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
                 r"|PRAGMA)\b", re.DOTALL)  # fmt: skip

LISBON2 = MRN.parse("07LISBON2")
DESCRIBED: tuple[dict[str, Any], ...] = (
    {"mrn": "07LISBON1", "subject": "HARBOR DUES", "day": "2007-01-02"},
    {"mrn": "07LISBON2", "subject": "HARBOR DUES AGAIN", "refs": ("07LISBON1", "07ROME3")},
    {"mrn": "07LISBON5", "day": "2007-05-01", "refs": ("07LISBON2",), "aliases": ("07TOSEC7",)},
    {"mrn": "07MADRID4", "origin": "AMEMBASSY MADRID", "refs": ("07LISBON2", "letter of May 1"),
     "text": ("The dredger is late.", "So is 07 PARIS 12."), "level": "secret"},
    {"mrn": None, "subject": "NO NUMBER", "refs": ("07TOSEC7",)},
    {"mrn": "07ROME9", "origin": "AMEMBASSY ROME", "refs": ("07MADRID4", "07ROME3")},
)  # fmt: skip


def outer_modules() -> list[Path]:
    return sorted(path for name in OUTER for path in (PACKAGE / name).rglob("*.py"))


def foreign_to_the_interface(text: str) -> list[str]:
    """Return what a module does that is left to the archive: SQL, and what runs it."""
    tree = ast.parse(text)
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # and other strings that nobody uses
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found += [each.name for each in names if each.name.startswith("sqlite3")]
            case ast.ImportFrom(module="sqlite3"):
                found.append("sqlite3")
            case ast.Attribute(attr=name) if name in FOR_THE_PACKAGE and _is_store(node.value):
                found.append(name)
            case ast.Constant(value=str(words)) if SQL.search(words):
                if id(node) not in documentation:
                    found.append(words)
    return found


def _is_store(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.lstrip("_") in {"store", "archive", "self", "whole", "view", "seen"}


@pytest.mark.parametrize("path", outer_modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nobody_outside_the_archive_speaks_sql(path: Path) -> None:
    found = foreign_to_the_interface(path.read_text(encoding="utf-8"))
    # The one class that is a store itself hands its connection on.
    allowed = ["sqlite3"] if path == PACKAGE / "search" / "archive.py" else []
    assert found in ([], allowed)


def test_sql_would_be_found() -> None:
    text = """
import sqlite3
def f(store):
    'SELECT one FROM the documentation is no SQL'
    store.rows(f'SELECT id FROM {table}')
    self._store.stream(QUERY)
"""
    assert len(foreign_to_the_interface(text)) == 4


def test_the_store_has_what_the_interface_says(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        store: RecordStore = archive
        searched: SearchedStore = archive
        assert searched is store
    memory: SearchedStore = InMemory(tmp_path)
    for kind in (Store, type(memory)):
        missing = [name for name in _members() if not hasattr(memory, name)]
        assert missing == [], kind
    assert [name for name in _members() if not hasattr(Store, name) and name != "folder"] == []


def _members() -> list[str]:
    return [name for name in vars(RecordStore) if not name.startswith("_")]


def filed(folder: Path) -> tuple[Archive, InMemory]:
    items = [item(f"{n}.txt", each) for n, each in enumerate(DESCRIBED)]
    memory = InMemory(folder / "memory")
    archive = Archive.open(folder / "sqlite", create=True)
    for store in (archive, memory):
        store.ingest(items, read_made_up)
    return archive, memory


def asking(query: str) -> Callable[[SearchedStore], object]:
    return lambda store: store.search(query, limit=20, with_snippets=False)


ANSWERS: dict[str, Callable[[SearchedStore], object]] = {
    "records": lambda store: list(store.records_after(0)),
    "find": lambda store: [store.find(MRN.parse(name)) for name in ("07LISBON2", "TOSEC 7")],
    "index": lambda store: Index(store).catch_up(),
    "words": asking("harbor dues"),
    "fields": asking("from:lisbon date:2007-03.. sort:number"),
    "cited": asking("citedby:07LISBON2 OR cites:07LISBON2"),
    "copies": asking("has:several-witnesses"),
    "unresolved": asking("has:unresolved-refs"),
    "refs": lambda store: thread(store, LISBON2, depth=3),
    "thread": lambda store: matter(store, LISBON2, depth=4),
    "gaps": lambda store: gaps(store, "LISBON", 2007),
    "missing": lambda store: store.numbers_missing(),
    "most cited": lambda store: store.most_cited(5),
    "graph": read_graph,
    "around": lambda store: store.numbers_around(LISBON2, reach=3),
    "citing": lambda store: store.count_citing([LISBON2, MRN.parse("07ROME3"), LISBON2]),
    "first citing": lambda store: (store.cited_by(LISBON2, limit=1), store.cited_by(LISBON2)),
    "copies of one": lambda store: store.witnesses(2),
    "differences": lambda store: store.differences(1, 2),
    "lower reader": lambda store: thread(store.seen_by(Reader()), LISBON2, depth=3),
    "lower graph": lambda store: read_graph(store.seen_by(Reader())),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_second_store_gives_the_same_answers(tmp_path: Path, name: str) -> None:
    archive, memory = filed(tmp_path)
    with archive:
        expected = ANSWERS[name](archive)
        assert expected is not None
        assert ANSWERS[name](memory) == expected
