"""What many readers saw, as tables."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.report import Table
from bench.watch import percentile

#: Wanted of searches at the 95th percentile.
WANTED_MS = 150.0
#: Statuses that a reader takes for an answer; all else is an error, and so is none.
ANSWERS = frozenset({200, 300, 301, 302, 404})


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many readers come, for how long, whether they think between two pages, and sign in."""

    readers: int
    minutes: float
    thinks: bool
    files_meanwhile: bool = True
    have_accounts: bool = False


class Answer(NamedTuple):
    """A page: when since the start, its kind, the milliseconds it took, status, and clearance."""

    at: float
    kind: str
    took: float
    status: int
    clearance: str


@dataclass(slots=True)
class Seen:
    """What the readers saw."""

    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True)
class Watch:
    """Memory and time of the server, and time of the ingest, every few seconds."""

    rows: list[tuple[float, float, float, float, float]] = field(default_factory=list)


def by_kind(seen: Seen, load: Load) -> Table:
    """Return how long pages of each kind took."""
    by_kind: dict[str, list[tuple[float, int]]] = {"search, all": []}
    for each in seen.answers:
        by_kind.setdefault(each.kind, []).append((each.took, each.status))
        if each.kind.startswith("search"):
            by_kind["search, all"].append((each.took, each.status))
    rows = []
    for kind, answers in sorted(by_kind.items()):
        times = [took for took, _ in answers]
        errors = sum(status not in ANSWERS for _, status in answers)
        p95 = percentile(times, 0.95)
        wanted = ""
        if kind == "search, all":
            wanted = f"{WANTED_MS:.0f}, {'met' if p95 <= WANTED_MS else 'missed'}"
        rows.append(
            (kind, f"{len(times):,}", *(f"{percentile(times, x):.1f}" for x in (0.5, 0.95, 0.99)),
             f"{max(times):.1f}", wanted, str(errors))
        )  # fmt: skip
    return Table(
        title="Milliseconds of a page, as a reader sees it",
        columns=("page", "asked", "p50", "p95", "p99", "max", "wanted p95", "errors"),
        rows=tuple(rows),
        note=f"{len(seen.answers) / (60 * load.minutes):.1f} pages a second in all.",
    )


def by_clearance(seen: Seen, noted: str) -> Table:
    """Return how long searches took for people of each clearance."""
    by_clearance: dict[str, list[float]] = {}
    asked = Counter(each.clearance for each in seen.answers)
    for each in seen.answers:
        if each.kind.startswith("search"):
            by_clearance.setdefault(each.clearance, []).append(each.took)
    return Table(
        title="By clearance",
        columns=("may see", "pages", "search p50, ms", "search p95, ms"),
        rows=tuple(
            (
                clearance, f"{asked[clearance]:,}",
                *(f"{percentile(times, x):.1f}" for x in (0.5, 0.95)),
            )
            for clearance, times in by_clearance.items()
        ),
        note=noted,
    )  # fmt: skip


def over_time(seen: Seen, watch: Watch, load: Load) -> Table:
    """Return how time and memory changed."""
    rows = []
    step = max(30.0, 6 * load.minutes)
    for start in range(0, int(60 * load.minutes), int(step)):
        within = [each for each in seen.answers if start <= each.at < start + step]
        found = [each.took for each in within if each.kind.startswith("search")]
        looked = [each for each in watch.rows if start <= each[0] < start + step]
        if not found or not looked:
            continue
        rows.append(
            (
                f"{(start + step) / 60:.1f}", f"{len(within) / step:.1f}",
                f"{percentile(found, 0.5):.1f}", f"{percentile(found, 0.95):.1f}",
                f"{max(each[1] for each in looked):,.0f}",
                f"{max(each[2] for each in looked):,.0f}",
            )
        )  # fmt: skip
    return Table(
        title="Over time",
        columns=(
            "minutes", "pages/s", "search p50, ms", "search p95, ms", "MB of its own, most",
            "MB with mapped files, most",
        ),
        rows=tuple(rows),
        note=(
            "Memory of the server's processes; what they share counts once. Mapped files are the "
            "index, which the system takes back when it needs the memory."
        ),
    )  # fmt: skip


def shares(watch: Watch, own: float, load: Load) -> Table:
    """Return which program used how much."""
    seconds = watch.rows[-1][0] - watch.rows[0][0]
    first, last = watch.rows[0], watch.rows[-1]
    rows = [
        ("server", f"{(last[3] - first[3]) / seconds:.2f}"),
        ("ingest", f"{(last[4] - first[4]) / seconds:.2f}"),
        ("the readers themselves", f"{own / (60 * load.minutes):.2f}"),
    ]
    return Table(
        title="Cores in use, on average",
        columns=("process", "cores"),
        rows=tuple(rows),
        note=f"Of {os.cpu_count()} cores.",
    )
