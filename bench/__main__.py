"""Measure the speed: `python -m bench`, or `python -m bench parse steps --write`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from bench.ingest_speed import ingest_section
from bench.parse_speed import parse_section
from bench.read_speed import read_section
from bench.report import PAGE, machine, write
from bench.steps import steps_section

PARTS = ("parse", "steps", "read", "ingest")


def main() -> int:
    """Run the chosen parts and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"out of {', '.join(PARTS)}; all by default")
    parser.add_argument("--cables", type=int, default=2000, help="of a round of parse (2000)")
    parser.add_argument("--rounds", type=int, default=5, help="of which the best counts (5)")
    parser.add_argument("--count", type=int, default=100_000, help="of read and ingest (100000)")
    parser.add_argument("--folder", type=Path, help="for what is written meanwhile")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md too")
    given = parser.parse_args()
    unknown = sorted(set(given.part) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(machine(), end="\n\n", flush=True)
    sections = []
    for part in given.part or PARTS:
        if part == "parse":
            section = parse_section(given.cables, given.rounds)
        elif part == "steps":
            section = steps_section(given.cables, given.rounds)
        elif part == "read":
            section = read_section(given.count, given.folder)
        else:
            section = ingest_section(given.count, given.folder)
        for table in section.tables:
            print(table.plain(), flush=True)
        sections.append(section)
        if given.write:
            write([section])
    if given.write:
        print(f"written to {PAGE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
