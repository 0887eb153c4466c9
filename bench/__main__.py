"""Measure the speed: `python -m bench --write`, or `python -m bench all --cables 1000000 ...`.

The parts from `ingest` on measure one archive of made-up cables. It is made in --folder once and
used again by the next run, or it is the one that --archive names. `all` is these parts in their
order, each passed over if the folder says that it is done. `load` lets readers walk through the
reading room for some minutes while more is filed; with `--accounts` they have signed in, a quarter
each with one of four clearances, and the log is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from bench.access_speed import access_section
from bench.alerts_speed import alerts_section
from bench.doors_speed import doors_section
from bench.follow_speed import follow_section
from bench.ingest_speed import ingest_section
from bench.load import load_section
from bench.load_tables import Load
from bench.parse_speed import parse_section
from bench.peers_speed import peers_section
from bench.place import Place, keep, recall, say
from bench.read_speed import read_section
from bench.release_speed import release_section
from bench.report import PAGE, Section, commit, machine, write
from bench.room_speed import room_section
from bench.search_speed import search_section
from bench.start_speed import start_section
from bench.steps import steps_section
from bench.view_speed import view_section

if TYPE_CHECKING:
    from collections.abc import Callable

READING = ("parse", "steps", "read", "access")
# In the order of `all`, with about how many minutes each takes for a million cables on two cores.
ARCHIVE = {
    "ingest": (ingest_section, 30),
    "search": (search_section, 2),
    "follow": (follow_section, 15),
    "start": (start_section, 1),
    "room": (room_section, 5),
    "doors": (doors_section, 1),
    "view": (view_section, 30),
    "alerts": (alerts_section, 2),
    "release": (release_section, 1),
    "peers": (peers_section, 50),
}
ALL = "all"
LOAD = "load"
USUAL = (*READING, "ingest", "search")
PARTS = (*READING, *ARCHIVE, LOAD, ALL)


def main() -> int:
    """Run the chosen parts and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "part", nargs="*", help=f"out of {', '.join(PARTS)}; {', '.join(USUAL)} by default"
    )
    parser.add_argument(
        "--cables", type=int, help="of a round of parse and steps (2000), of the others (100000)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="of which the best counts (5)")
    parser.add_argument("--folder", type=Path, help="for what is written meanwhile, and kept")
    parser.add_argument("--archive", type=Path, help="measure this one; made if it is missing")
    parser.add_argument("--minutes", type=float, default=10, help="of load (10)")
    parser.add_argument("--readers", type=int, default=200, help="of load, at once (200)")
    parser.add_argument("--no-thinking", action="store_true", help="of the readers of load")
    parser.add_argument("--no-filing", action="store_true", help="during load")
    parser.add_argument(
        "--accounts", action="store_true", help="of the readers of load; with a log"
    )
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md too")
    given = parser.parse_args()
    unknown = sorted(set(given.part) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    is_all = ALL in given.part
    if is_all and given.folder is None:
        parser.error("all needs --folder, where it goes on if it is interrupted")
    parts = tuple(ARCHIVE) if is_all else given.part or USUAL
    print(f"{machine()}, {commit()}", end="\n\n", flush=True)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        many = given.cables or 100_000
        place = Place(folder=folder.resolve(), cables=many, given=given.archive)
        for part in parts:
            section = _section(part, given, place, is_kept=is_all)
            for table in section.tables:
                print(table.plain(), flush=True)
            if given.write:
                write([section])
    if given.write:
        say(f"written to {PAGE}")
    return 0


def _section(part: str, given: argparse.Namespace, place: Place, *, is_kept: bool) -> Section:
    """Measure one part, or tell what it was when it was measured for `all` before."""
    few = given.cables or 2000
    measure: Callable[[], Section]
    if part in ARCHIVE:
        measure, minutes = partial(ARCHIVE[part][0], place), ARCHIVE[part][1]
    else:
        minutes = 0
        reading = {
            "parse": partial(parse_section, few, given.rounds),
            "steps": partial(steps_section, few, given.rounds),
            "read": partial(read_section, place.cables, given.folder),
            "access": partial(access_section, given.rounds),
            LOAD: partial(load_section, place, _load(given)),
        }
        measure = reading[part]
    note = place.folder / f"{part}-{place.cables}.section.json"
    if is_kept and note.exists():
        say(f"{part}: measured before, {note}")
        return Section.from_dict(recall(note))
    if is_kept:
        expected = minutes * place.cables / 1_000_000
        say(f"{part}: about {expected:.0f} minutes, from {time.strftime('%H:%M')}")
    section = measure()
    if is_kept:
        keep(note, section.to_dict())
    return section


def _load(given: argparse.Namespace) -> Load:
    return Load(
        readers=given.readers,
        minutes=given.minutes,
        thinks=not given.no_thinking,
        files_meanwhile=not given.no_filing,
        have_accounts=given.accounts,
    )


if __name__ == "__main__":
    sys.exit(main())
