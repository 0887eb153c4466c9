"""Kill work on an archive at random points, many times, and verify the archive after each.

python -m tests.archive.crashes --rounds 240

Each kind of work is done once without a kill, and what it goes through is noted with the moments.
Then it is begun again and again and killed: some times at a moment drawn between the first thing
that it does and its end, the others a moment after one of the things that it goes through, drawn
so that each kind of them is met as often as the others, the short ones too. Up to three kills
follow one another before the work is brought to its end; what is there then must be what is there
without a kill.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cablegram.sample import generate
from tests.archive.killed_work import (
    ALL_WORK,
    Place,
    Work,
    contents,
    faults,
    make,
    take_small_steps,
    tell_stages,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
# Kills of one archive before its work is brought to its end.
MOST_KILLS = 3
# Share of the kills whose moment is drawn from the clock.
BY_TIME = 0.4
PATIENCE_SECONDS = 120.0
BEFORE_ALL = "before anything"


@dataclass
class Outcome:
    """What happened: kills by work and by what was going on, and what was wrong."""

    rounds: int = 0
    killed: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended_first: int = 0
    in_the_middle: int = 0
    compared: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Whole:
    """One piece of work that nobody killed: its moments, its length, what was there then.

    The length is drawn nearer to what it is now: the machine may be busier or less so.
    """

    moments: list[float]
    stages: list[str]
    seconds: float
    contents: dict[str, str]


def write_cables(folder: Path, count: int, seed: int = 1) -> int:
    """Write made-up cables as files, and return how many inputs they are."""
    folder.mkdir()
    names = set()
    for file in generate(count, seed=seed):
        name = file.name.replace("/", "-")
        (folder / name).write_bytes(file.data)
        names.add(name)
    return len(names)


def start(cables: Path, archive: Path, workers: int) -> subprocess.Popen[bytes]:
    """Start an ingest as a process of its own."""
    words = ["ingest", str(cables), "--archive", str(archive), "--quiet"]
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT / 'src')!r}]; from cablegram.cli import main\n"
        f"sys.argv[1:] = {[*words, '--workers', str(workers)]!r}\n"
        "if __name__ == '__main__':\n main()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


class Child:
    """A process of its own that does something; it is the same program, so that it starts at once.

    The parent must have opened no archive: threads of libraries do not live on in a child.
    """

    def __init__(self, do: Callable[[int], None]) -> None:
        self._reading, writing = os.pipe()
        self.number = os.fork()
        if not self.number:
            os.close(self._reading)
            code = 1
            try:
                take_small_steps()
                do(writing)
                code = 0
            except BaseException:  # noqa: BLE001 (told, and the process ends by this)
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        os.close(writing)
        self._lines = b""

    def more(self, seconds: float) -> bool:
        """Wait for what it says, so long at most; tell whether it can say more."""
        ready, _, _ = select.select([self._reading], [], [], max(0.0, seconds))
        if not ready:
            return True
        piece = os.read(self._reading, 1 << 16)
        self._lines += piece
        return bool(piece)

    @property
    def said(self) -> list[str]:
        """The whole lines that it said."""
        return self._lines.decode().split("\n")[:-1]

    def kill(self) -> None:
        """Kill it."""
        os.kill(self.number, signal.SIGKILL)

    def end(self) -> int:
        """Wait for its end; return its exit status, or the number of the signal, negative."""
        while self.more(PATIENCE_SECONDS):
            pass
        os.close(self._reading)
        _, status = os.waitpid(self.number, 0)
        return os.waitstatus_to_exitcode(status)


def asked(function: Callable[..., Any], *values: Any, **named: Any) -> Any:  # noqa: ANN401
    """Return what a function gives, called in a process of its own."""

    def do(descriptor: int) -> None:
        with os.fdopen(descriptor, "w") as file:
            file.write(json.dumps(function(*values, **named)) + "\n")

    child = Child(do)
    code = child.end()
    if code:
        message = f"{function.__name__} failed with {code}"
        raise RuntimeError(message)
    return json.loads(child.said[0])


def working(work: Work, place: Place, folder: Path) -> Child:
    """Begin work in a process of its own that tells what it is doing."""

    def do(descriptor: int) -> None:
        tell_stages(descriptor)
        work.run(place, folder)

    return Child(do)


def measure(work: Work, place: Place, folder: Path) -> Whole:
    """Do work without a kill."""
    asked(work.prepare, place, folder)
    began = time.monotonic()
    child = working(work, place, folder)
    moments: list[float] = []
    while child.more(PATIENCE_SECONDS):
        moments += [time.monotonic() - began] * (len(child.said) - len(moments))
    seconds = time.monotonic() - began
    code = child.end()
    if code:
        message = f"{work.name} failed with {code}"
        raise RuntimeError(message)
    found = Whole(moments, child.said, seconds, asked(contents, folder))
    shutil.rmtree(folder)
    return found


def kill_once(
    work: Work, place: Place, folder: Path, whole: Whole, dice: random.Random
) -> list[str]:
    """Begin work and kill it; return what it had done, or nothing if it ended before."""
    child = working(work, place, folder)
    began = time.monotonic()
    if dice.random() < BY_TIME:
        moment = began + dice.uniform(whole.moments[0], whole.seconds)
    else:  # so many lines, and a little later
        stage = dice.choice(sorted(set(whole.stages)))
        wanted = dice.choice([n for n, each in enumerate(whole.stages) if each == stage])
        gap = whole.seconds / len(whole.moments)
        while len(child.said) <= wanted and child.more(PATIENCE_SECONDS):
            pass
        moment = time.monotonic() + dice.choice([0.0, dice.uniform(0.0, gap)])
    while time.monotonic() < moment and child.more(moment - time.monotonic()):
        pass
    child.kill()
    code = child.end()
    if code == -signal.SIGKILL:
        whole.seconds *= 1.1
        return child.said or [BEFORE_ALL]
    if code:
        message = f"{work.name} failed with {code}"
        raise RuntimeError(message)
    whole.seconds *= 0.7
    return []


def crash(
    place: Place, rounds: int, *, seed: int = 0, seconds: float = 1e9, count: int = 250
) -> Outcome:
    """Kill and verify `rounds` times, or for so long, each kind of work in turn."""
    end = time.monotonic() + seconds
    dice = random.Random(seed)
    asked(make, place, count)
    folder = place.folder / "archive"
    known: dict[str, Whole] = {}
    outcome = Outcome()
    for work in cycle(ALL_WORK):
        if outcome.rounds >= rounds or (time.monotonic() > end and len(known) == len(ALL_WORK)):
            break
        if work.name not in known:
            known[work.name] = measure(work, place, folder)
        whole = known[work.name]
        asked(work.prepare, place, folder)
        for _ in range(dice.randint(1, MOST_KILLS)):
            outcome.rounds += 1
            done = kill_once(work, place, folder, whole, dice)
            if not done:
                outcome.ended_first += 1
                break
            doing = done[-1]
            outcome.killed[work.name, doing] += 1
            outcome.in_the_middle += 1 < len(done) < len(whole.moments)
            where = f"{work.name}, round {outcome.rounds}, killed {doing}: "
            outcome.faults += [where + each for each in asked(faults, folder, with_index=False)]
        compare(work, place, folder, whole, outcome)
        shutil.rmtree(folder)
    return outcome


def compare(work: Work, place: Place, folder: Path, whole: Whole, outcome: Outcome) -> None:
    """Bring work to its end, and look whether all is as it is without a kill."""
    where = f"{work.name}, round {outcome.rounds}, brought to its end: "
    code = working(work, place, folder).end()
    if code:
        outcome.faults.append(f"{where}failed with {code}")
        return
    outcome.faults += [where + each for each in asked(faults, folder, with_index=True)]
    found = asked(contents, folder)
    outcome.compared += 1
    for name in sorted(found.keys() | whole.contents.keys()):
        if found.get(name) != whole.contents.get(name):
            outcome.faults.append(
                f"{where}{name}: {found.get(name)}, not {whole.contents.get(name)}"
            )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--count", type=int, default=250, help="cables of an archive (250)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no more after so long")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = crash(
            Place(Path(folder)),
            given.rounds,
            seed=given.seed,
            seconds=given.seconds,
            count=given.count,
        )
    for (work, doing), count in sorted(outcome.killed.items()):
        sys.stdout.write(f"{count:6}  {work}: {doing}\n")
    sys.stdout.write(
        f"{outcome.rounds} rounds: {outcome.killed.total()} killed, {outcome.in_the_middle} of them"
        f" in the middle; {outcome.ended_first} ended first; {outcome.compared} archives compared"
        f" at the end; {len(outcome.faults)} faults\n"
    )
    for fault in outcome.faults:
        sys.stdout.write(fault + "\n")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
