"""Following: references resolved, single cables and threads looked up, texts that are alike."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from bench.report import Section, Table
from bench.watch import percentile, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.place import Place
    from cablegram.model import MRN
    from cablegram.search import Archive

LOOKED_UP = 1000
THREADS = 200
DEPTH = 4
SLOWEST = 3
RESOLVE = """
import sys, time
from cablegram.follow import read_graph
from cablegram.search import Archive
with Archive.open(sys.argv[1]) as archive:
    began = time.perf_counter()
    graph = read_graph(archive)
    drawn = time.perf_counter() - began
    began = time.perf_counter()
    archive.citing_missing()
    told = time.perf_counter() - began
    print(drawn, told, graph.references, len(graph.targets), graph.resolved, graph.share_resolved)
"""
ALIKE = """
import sys, time
from cablegram.follow import duplicates
from cablegram.search import Archive
with Archive.open(sys.argv[1]) as archive:
    began = time.perf_counter()
    found = duplicates(archive)
    print(time.perf_counter() - began, len(archive.leading_ids()), len(found),
          sum(len(each.cables) for each in found))
"""


def follow_section(place: Place) -> Section:
    """Measure references, look-ups, threads and duplicates on an archive."""
    from cablegram.search import Archive

    path = place.archive
    with Archive.open(path) as archive:
        looked_up, slowest = _looked_up(archive)
        cables = len(archive.leading_ids())
    return Section(
        name="Following",
        about=f"An archive of {cables:,} cables, in one process, warm.",
        tables=(_resolved(path), looked_up, slowest, _alike(path)),
    )


def _resolved(path: Path) -> Table:
    took = watched("-c", RESOLVE, str(path))
    drawn, told, references, edges, resolved, share = map(float, took.output.split())
    shares = (
        f"{references:,.0f}", f"{edges:,.0f}", f"{resolved:,.0f}", f"{share:.1%}"
    )  # fmt: skip
    memory = f"{took.peak_bytes / 1e6:,.0f}"
    return Table(
        title="All references resolved",
        columns=(
            "what", "references", "to what can be named", "to what is held",
            "share of those to numbers", "seconds", "references/s", "peak of memory, MB",
        ),
        rows=(
            (
                "held or not, by the store", *shares, f"{told:.1f}",
                f"{references / told:,.0f}", "",
            ),
            (
                "the whole graph", *shares, f"{drawn:.1f}", f"{references / drawn:,.0f}", memory,
            ),
        ),
        note=(
            "The first asks of every reference whether a cable bears its number, which is what "
            "`has:unresolved-refs` takes. The second reads cables too, and makes every number, "
            "letter and meeting a node and every reference an edge. The made-up drafters cite an "
            "eighth of their cables' forerunners that were never made."
        ),
    )  # fmt: skip


def _looked_up(archive: Archive) -> tuple[Table, Table]:
    """Return the latencies of single look-ups, and the slowest of each by number."""
    from cablegram.follow import matter, thread

    held = _numbers(archive)
    cited = [mrn for mrn, _ in archive.most_cited(THREADS // 2)]
    asked: tuple[tuple[str, Callable[[MRN], object], Sequence[MRN]], ...] = (
        ("show", lambda mrn: _show(archive, mrn), held),
        ("cited by", archive.cited_by, held),
        ("cited by, the most cited", archive.cited_by, cited),
        (f"refs, depth {DEPTH}", lambda mrn: thread(archive, mrn, depth=DEPTH), held[:THREADS]),
        (
            f"refs, depth {DEPTH}, the most cited",
            lambda mrn: thread(archive, mrn, depth=DEPTH),
            cited,
        ),
        (f"thread, depth {DEPTH}", lambda mrn: matter(archive, mrn, depth=DEPTH), held[:THREADS]),
        (
            f"thread, depth {DEPTH}, the most cited",
            lambda mrn: matter(archive, mrn, depth=DEPTH),
            cited,
        ),
    )
    rows, slowest = [], []
    for name, look_up, numbers in asked:
        took = []
        look_up(numbers[0])
        for mrn in numbers:
            began = time.perf_counter()
            look_up(mrn)
            took.append((1000 * (time.perf_counter() - began), str(mrn)))
        values = [each for each, _ in took]
        rows.append(
            (
                name, str(len(values)), f"{percentile(values, 0.5):.2f}",
                f"{percentile(values, 0.95):.2f}", f"{max(values):.2f}",
            )
        )  # fmt: skip
        worst = sorted(took, reverse=True)[:SLOWEST]
        slowest.append(
            (name, ", ".join(f"{mrn} {milliseconds:.1f}" for milliseconds, mrn in worst))
        )
    return (
        Table(
            title="Milliseconds of a look-up",
            columns=("what", "numbers", "p50", "p95", "max"),
            rows=tuple(rows),
            note="Chosen by chance, and those that most others cite.",
        ),
        Table(
            title="The slowest", columns=("what", "number and milliseconds"), rows=tuple(slowest)
        ),
    )


def _show(archive: Archive, mrn: MRN) -> object:
    """Do what `cablegram show` does: the cable, and how many copies there are."""
    (found, *_) = archive.find(mrn)
    return archive.cable(found.cable_id), archive.witnesses(found.cable_id)


def _numbers(archive: Archive) -> list[MRN]:
    """Return numbers of held cables, chosen by chance."""
    dice = random.Random(3)
    highest = archive.highest_id()
    found: list[MRN] = []
    while len(found) < LOOKED_UP:
        held = archive.summaries([dice.randint(1, highest) for _ in range(500)])
        found += [each.mrn for each in held.values() if each.mrn is not None]
    return found[:LOOKED_UP]


def _alike(path: Path) -> Table:
    took = watched("-c", ALIKE, str(path))
    seconds, cables, groups, members = map(float, took.output.split())
    return Table(
        title="Texts that are alike",
        columns=(
            "cables", "groups", "cables in them", "seconds", "cables/s", "peak of memory, MB",
        ),
        rows=(
            (
                f"{cables:,.0f}", f"{groups:,.0f}", f"{members:,.0f}", f"{seconds:.1f}",
                f"{cables / seconds:,.0f}", f"{took.peak_bytes / 1e6:,.0f}",
            ),
        ),
        note="`cablegram duplicates`: every text read once, one process.",
    )  # fmt: skip
