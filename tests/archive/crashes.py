"""Kill `cablegram ingest` at random points, many times, and verify the archive after each.

python -m tests.archive.crashes --rounds 200
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from cablegram.archive import verify
from cablegram.sample import generate
from cablegram.search import Archive
from cablegram.search.agreement import index_findings

ROOT = Path(__file__).parents[2]
# So many are run however slow the machine is.
FEW_ROUNDS = 8


@dataclass
class Outcome:
    """What happened: kills, those of them that met a running ingest with something filed."""

    rounds: int = 0
    killed: int = 0
    in_the_middle: int = 0
    archives: int = 0
    faults: list[str] = field(default_factory=list)


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


def seconds_whole(cables: Path, archive: Path) -> float:
    """Return how long an ingest takes that nobody kills."""
    began = time.perf_counter()
    process = start(cables, archive, 1)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return time.perf_counter() - began


def crash(
    place: Path, rounds: int, *, count: int = 500, seed: int = 0, seconds: float = 1e9
) -> Outcome:
    """Kill and verify `rounds` times, or for so long; a full archive is begun anew."""
    end = time.monotonic() + seconds
    dice = random.Random(seed)
    cables, archive = place / "cables", place / "archive"
    write_cables(cables, count)
    whole = seconds_whole(cables, archive)
    with Archive.open(archive) as held:
        full = held.counts()["witness"]
    shutil.rmtree(archive)
    outcome = Outcome(archives=1)
    before = 0
    for number in range(rounds):
        if number >= FEW_ROUNDS and time.monotonic() > end:
            break
        process = start(cables, archive, 1 + (number % 4 == 3))
        time.sleep(dice.uniform(0.15, 1.05) * whole)
        was_running = process.poll() is None
        process.kill()
        process.communicate(timeout=60)
        # The machine may be busier or less so than it was: the kills shall meet running ingests.
        whole *= 1.1 if was_running else 0.6
        outcome.rounds += 1
        outcome.killed += was_running
        held_now = check(archive, outcome, number, before)
        outcome.in_the_middle += was_running and before < held_now < full
        before = held_now
        if held_now >= full:
            shutil.rmtree(archive)
            outcome.archives += 1
            before = 0
    if archive.exists():
        seconds_whole(cables, archive)
        if check(archive, outcome, rounds, before) != full:
            outcome.faults.append("the last ingest did not bring everything in")
    return outcome


def check(archive: Path, outcome: Outcome, number: int, before: int) -> int:
    """Verify an archive after a kill; return how many witnesses it holds."""
    if not (archive / "archive.sqlite").exists():
        return 0
    with Archive.open(archive, create=True) as held:
        held.update_index()
        for finding in [*verify(held), *index_findings(held)]:
            outcome.faults.append(f"round {number}: {finding}")
        now = held.counts()["witness"]
    if now < before:
        outcome.faults.append(f"round {number}: {before} were held, {now} are")
    return now


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--count", type=int, default=500, help="cables of an archive (500)")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        outcome = crash(Path(place), given.rounds, count=given.count, seed=given.seed)
    sys.stdout.write(
        f"{outcome.rounds} rounds, {outcome.killed} killed while running, {outcome.in_the_middle}"
        f" of them between two batches or in one, {outcome.archives} archives;"
        f" {len(outcome.faults)} faults\n"
    )
    for fault in outcome.faults:
        sys.stdout.write(fault + "\n")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
