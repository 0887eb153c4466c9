"""Measure the speed: `python -m bench --write`, or `python -m bench read --cables 100000`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from bench.ingest_speed import ingest_section
from bench.parse_speed import parse_section
from bench.read_speed import read_section
from bench.report import PAGE, commit, machine, write
from bench.search_speed import search_section
from bench.steps import steps_section

PARTS = ("parse", "steps", "read", "ingest", "search")


def main() -> int:
    """Run the chosen parts and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"out of {', '.join(PARTS)}; all by default")
    parser.add_argument(
        "--cables",
        type=int,
        help="of a round of parse and steps (2000), of read, ingest and search (100000)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="of which the best counts (5)")
    parser.add_argument("--folder", type=Path, help="for what is written meanwhile")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md too")
    given = parser.parse_args()
    unknown = sorted(set(given.part) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    few, many = given.cables or 2000, given.cables or 100_000
    print(f"{machine()}, {commit()}", end="\n\n", flush=True)
    for part in given.part or PARTS:
        if part == "parse":
            section = parse_section(few, given.rounds)
        elif part == "steps":
            section = steps_section(few, given.rounds)
        elif part == "read":
            section = read_section(many, given.folder)
        elif part == "search":
            section = search_section(many, given.folder)
        else:
            section = ingest_section(many, given.folder)
        for table in section.tables:
            print(table.plain(), flush=True)
        if given.write:
            write([section])
    if given.write:
        print(f"written to {PAGE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
