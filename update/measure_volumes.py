"""Measure how the numbers a year of one station differ between two years.

Usage:
    python update/measure_volumes.py

Reads the table of yearly volumes: rows of dated telegrams with at least two observations. Prints
Markdown for docs/explanation/reference-years.md, and what the drift of the model rests on.
"""

from __future__ import annotations

import itertools
import statistics
import sys
from collections import defaultdict
from math import exp, log
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from cablegram.vocabulary.tables import load  # noqa: E402 - needs the path

ONE_SERIES = 1967
DISTANCES = (1, 2, 3, 5, 9, 14)


def main() -> int:
    """Print the table."""
    stations: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for row in load("yearly_volumes").mappings():
        name = row["station"]
        if row["source"] == "dated" and int(row["observations"]) > 1 and ":" not in name:
            at = int(row["year"]), log(float(row["per_year"])), float(row["spread"])
            stations[name].append(at)
    groups: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for rows in stations.values():
        for (early, low, noise), (late, high, other) in itertools.combinations(sorted(rows), 2):
            if early < 1950:
                continue
            between = "before 1 July 1966" if late < ONE_SERIES else "since"
            if early < ONE_SERIES <= late:
                between = "across"
            distance = max(each for each in DISTANCES if each <= late - early)
            groups[between, distance].append((high - low, noise**2 + other**2))
    print("| years | years apart, at least | pairs | middle factor | spread | of it not noise |")
    print("|---|---:|---:|---:|---:|---:|")
    for (between, distance), pairs in sorted(groups.items()):
        middle = statistics.median(change for change, _ in pairs)
        off = sorted(abs(change - middle) for change, _ in pairs)
        spread = 1.48 * statistics.median(off)
        noise = statistics.fmean(noise for _, noise in pairs)
        rest = max(spread**2 - noise, 0.0) ** 0.5
        print(
            f"| {between} | {distance} | {len(pairs)} | {exp(middle):.2f} | {spread:.2f}"
            f" | {rest:.2f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
