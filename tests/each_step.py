"""Kill work at each of its steps, one after the other, and look what is there then.

python -m tests.each_step --most 0

A step is whatever can be seen from outside: a file made, written, renamed or deleted, and a
transaction that is committed. The work is killed before each of them in a process of its own, and
once more with a file that was begun and is still empty. What is wrong then is told; after that the
work is done again, as a person does who is told to, and what is there must be what is there without
a kill. Inside SQLite and the index it is `tests.archive.crashes` that kills.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.archive.crashes import Child, asked
from tests.step_archive import OF_ARCHIVE
from tests.step_work import OF_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.step_work import Work

#: What changes something that stays (docs.python.org, "Audit events table").
CHANGING = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod"}
)
CONNECT = sqlite3.connect
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
#: Files that say who holds a lock: whether they are there means nothing.
OF_NO_ACCOUNT = (".lock", ".tmp")


@dataclass(slots=True)
class Steps:
    """Counts the steps of this process, tells each, and kills it at one of them."""

    tell: Callable[[str], object]
    die_at: int = -1
    root: str = ""
    count: int = 0
    is_within: bool = False

    def step(self, name: str) -> None:
        """Count a step that is about to be made."""
        if self.count == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1
        self.tell(name)

    def hear(self, event: str, said: tuple[Any, ...]) -> None:
        """Hear what the interpreter is about to do."""
        if self.is_within:
            return
        self.is_within = True
        try:
            if event == "open":
                self.opening(*said)
            elif event in CHANGING and self.is_ours(said[0]):
                self.step(f"{event} {self.short(said[0])}")
        finally:
            self.is_within = False

    def connect(self, *said: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401 (of SQLite)
        """Open a database, and hear each of its statements."""
        made: sqlite3.Connection = CONNECT(*said, **named)
        made.set_trace_callback(lambda text: self.statement(made, text))
        return made

    def opening(self, path: object, _mode: object, flags: int) -> None:
        """Count a file that is about to be written; once more when it is begun."""
        if not flags & WRITING or not self.is_ours(path):
            return
        self.step(f"open {self.short(path)}")
        if flags & (os.O_TRUNC | os.O_EXCL):
            if self.count == self.die_at:
                os.close(os.open(str(path), flags, 0o600))
            self.step(f"begun {self.short(path)}")

    def statement(self, connection: sqlite3.Connection, text: str) -> None:
        """Count a commit that is about to be made, and whatever is a transaction by itself."""
        word = text.split(None, 1)[0].upper()
        if word == "COMMIT" or (
            not connection.in_transaction and word not in {"SELECT", "BEGIN", "PRAGMA", "WITH"}
        ):
            self.step(f"{word} {text[:60]!r}")

    def is_ours(self, path: object) -> bool:
        """Tell whether a path is one that the work is about."""
        if not isinstance(path, str | os.PathLike):
            return False
        text = os.fspath(path)
        return str(text).startswith(self.root) and not str(text).endswith(OF_NO_ACCOUNT)

    def short(self, path: object) -> str:
        """Return a path within the place."""
        return str(path)[len(self.root) :]


def begun(work: Work, place: Path, die_at: int = -1) -> tuple[int, list[str]]:
    """Do the work in a process of its own; return its status and the steps that it made."""

    def do(descriptor: int) -> None:
        steps = Steps(
            lambda name: os.write(descriptor, f"{name}\n".encode()),
            die_at=die_at,
            root=f"{place}{os.sep}",
        )
        sys.addaudithook(steps.hear)
        sqlite3.connect = steps.connect  # type: ignore[assignment]
        work.run(place)

    child = Child(do)
    code = child.end()
    return code, child.said


@dataclass(slots=True)
class Outcome:
    """What was found of one kind of work."""

    steps: list[str]
    killed: int = 0
    faults: list[str] = field(default_factory=list)


def each_step(work: Work, place: Path, most: int = 0) -> Outcome:
    """Kill a kind of work at so many of its steps, evenly chosen; 0 for all."""
    place.mkdir()
    start, folder = place / "start", place / "at-work"
    start.mkdir()
    asked(work.prepare, start)
    shutil.copytree(start, folder, symlinks=True)
    code, steps = begun(work, folder)
    if code:
        message = f"{work.name} failed with {code}"
        raise RuntimeError(message)
    whole = asked(work.contents, folder)
    outcome = Outcome(steps)
    outcome.faults += [f"{work.name}, not killed: {each}" for each in asked(work.faults, folder)]
    stride = max(1, math.ceil(len(steps) / most)) if most else 1
    for number in range(len(steps) - 1, -1, -stride):
        shutil.rmtree(folder)
        shutil.copytree(start, folder, symlinks=True)
        code, done = begun(work, folder, number)
        where = f"{work.name}, killed before step {number}, {steps[number]}"
        if not code:  # some steps are made once in a while: there were fewer of them this time
            continue
        if code != -signal.SIGKILL:
            outcome.faults.append(f"{where}: ended with {code} after {len(done)} steps")
            continue
        outcome.killed += 1
        outcome.faults += [f"{where}: {each}" for each in asked(work.faults, folder)]
        code, _ = begun(work, folder)
        if code:
            outcome.faults.append(f"{where}: again, it failed with {code}")
            continue
        outcome.faults += [f"{where}, again: {each}" for each in asked(work.faults, folder)]
        found = asked(work.contents, folder)
        outcome.faults += [
            f"{where}, again: {name}: {found.get(name)}, not {whole.get(name)}"
            for name in sorted(found.keys() | whole.keys())
            if found.get(name) != whole.get(name)
        ]
    with suppress(OSError):
        shutil.rmtree(place)
    return outcome


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--work", action="append", help="only this kind; may be given again")
    parser.add_argument("--most", type=int, default=6, help="steps of a kind; 0 for all (6)")
    parser.add_argument("--steps", action="store_true", help="print the steps too")
    given = parser.parse_args()
    all_faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for work in (*OF_PEOPLE, *OF_ARCHIVE):
            if given.work and work.name not in given.work:
                continue
            outcome = each_step(work, Path(folder) / work.name, given.most)
            sys.stdout.write(
                f"{work.name}: {len(outcome.steps)} steps, {outcome.killed} kills,"
                f" {len(outcome.faults)} faults\n"
            )
            for each in outcome.steps if given.steps else ():
                sys.stdout.write(f"    {each}\n")
            for each in outcome.faults:
                sys.stdout.write(f"  {each}\n")
            sys.stdout.flush()
            all_faults += len(outcome.faults)
    return 1 if all_faults else 0


if __name__ == "__main__":
    sys.exit(main())
