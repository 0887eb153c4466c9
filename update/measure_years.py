"""Measure how often the inferred year of a reference is right, and how sure it said it was.

Usage:
    python update/measure_years.py CORPUS [--by-volume] [-v]

The files are in two halves by the hash of their names (with `--by-volume`, of their volumes). Each
telegram is judged by yearly volumes that were derived from the other half, so that none is judged
by a table that was made from it. The few constants of the model were chosen with both halves in
view. What counts as truth: see `year_cases`. `-v` lists what was wrong.

Prints Markdown for docs/explanation/reference-years.md.
"""

# ruff: noqa: S311, SLF001 - a measurement looks inside, draws, and prints
from __future__ import annotations

import itertools
import random
import sys
from collections import defaultdict
from datetime import date, timedelta
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import volumes as derive
import year_cases
from year_cases import Case

from cablegram.archive.serials import SeenSerials
from cablegram.read import year_weights, years
from cablegram.vocabulary import volumes as model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cablegram.read.context import SerialEvidence

Judged = list[tuple[Case, years.YearGuess]]
Seen = list[tuple[str, derive.Observation]]
EDGES = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)
UNDATED = ("footnotes", "held")
DAYS = (0, 15, 30, 60, 120, 240, 600)


def use_table(found: list[derive.Observation]) -> None:
    """Let the model use volumes derived from these observations."""
    rows: dict[str, list[tuple[float, model.Volume]]] = defaultdict(list)
    for line in derive.table(found).splitlines()[1:]:
        station, year, rate, spread, count, _ = line.split(",")
        volume = model.Volume(per_year=float(rate), spread=float(spread), observations=int(count))
        rows[station].append((float(year), volume))
    frozen = {name: tuple(values) for name, values in rows.items()}
    model._volume.cache_clear()
    model._class_volume.cache_clear()
    year_weights.periods.cache_clear()
    model._observed = lambda: frozen  # type: ignore[assignment]


def judge(
    cases: Iterable[Case],
    seen: Seen,
    side_of: Callable[[str], int],
    evidence: Callable[[Case], SerialEvidence | None] = lambda _: None,
) -> Judged:
    """Return each case with what is inferred for it."""
    judged: Judged = []
    for side in (0, 1):
        use_table([one for name, one in seen if side_of(name) != side])
        for case in cases:
            if side_of(case.file) == side:
                guess = years.infer_year(
                    case.station,
                    case.number,
                    airgram=case.airgram,
                    on=case.on,
                    own=case.own,
                    party=case.party,
                    serials=evidence(case),
                )
                judged.append((case, guess))
    return judged


def without(seen: Seen) -> Callable[[Case], SerialEvidence | None]:
    """Return an archive of all telegrams but the citing one, and all that names the cited one."""
    by_station: dict[str, Seen] = defaultdict(list)
    for name, one in seen:
        if one.kind == "dated" and (
            one.station != "STATE" or one.on >= model.ONE_DEPARTMENT_SERIES
        ):
            by_station[one.station].append((name, one))

    def evidence(case: Case) -> SerialEvidence | None:
        return SeenSerials(
            (one.station, one.on, one.number)
            for name, one in by_station[case.station]
            if name != case.file and one.number != case.number
        )

    return evidence


def drawn_cases(seen: Seen) -> list[Case]:
    """Return dated telegrams, each cited by another station after a drawn age."""
    random.seed(7)
    scale, power = year_weights.OTHER_AGES
    found = []
    for name, one in seen:
        if not one.is_own or one.on.year < 1950 or not name.startswith("frus"):
            continue
        for _ in range(3):
            age = scale * (random.random() ** (-1 / power) - 1)
            on = one.on + timedelta(days=min(int(age), 3000))
            known = year_weights.periods("STATE", False, None, _start(on))  # noqa: FBT003
            shares = [period[-1] for period in known if period[0] <= one.on.toordinal()]
            if shares and random.random() < shares[0]:
                found.append(
                    Case(
                        source="drawn",
                        form="frus",
                        file=name,
                        station=one.station,
                        number=one.number,
                        on=on,
                        own=None,
                        year=one.on.year,
                        party=one.party,
                    )
                )
    return found


def _start(on: date) -> int:
    return model.numbering_period(on)[0].toordinal()


def main() -> int:
    """Print the tables."""
    corpus = Path(sys.argv[1])
    by_volume = "--by-volume" in sys.argv
    seen = list(derive.observations_by_file(corpus))
    cases = year_cases.cases(corpus)

    def side_of(name: str) -> int:
        return year_cases.half(name.partition("-d")[0] if by_volume else name)

    judged = judge(cases, seen, side_of)
    print("## Right, by source and form\n")
    _counts(judged, lambda case: (case.source, case.form, "own" if case.is_same else "other"))
    undated = [row for row in judged if row[0].source in UNDATED]
    print("\n## Undated: by half, station, days since the numbers began again\n")
    _counts(undated, lambda case: (f"half {side_of(case.file)}",))
    _counts(undated, lambda case: ("own" if case.is_same else "other station",))
    _counts(undated, _days_gone)
    print("\n## Undated: above the own number, and the rest\n")
    _counts(undated, lambda case: (_place_of(case),))
    print("noted:\n")
    noted = [row for row in judged if row[0].source == "noted"]
    _counts(noted, lambda case: (_place_of(case),))
    print("\n## How sure\n")
    for name, rows in (
        ("undated", undated),
        ("undated, half 1", [row for row in undated if side_of(row[0].file) == 1]),
        ("all but written", [row for row in judged if row[0].source != "written"]),
    ):
        print(f"\n{name}:\n")
        _reliability(rows)
    _archive(cases, seen, side_of, judged)
    _drawn(seen, side_of)
    _ages([case for case, _ in undated])
    if "-v" in sys.argv:
        for case, guess in judged:
            if case.year != guess.year:
                print(case, guess)
    return 0


def _archive(
    cases: Sequence[Case], seen: Seen, side_of: Callable[[str], int], judged: Judged
) -> None:
    print("\n## With the numbers of the other telegrams (leave one out), undated\n")
    informed = judge(cases, seen, side_of, without(seen))
    spoke = {id(case) for case, guess in informed if "archive's" in guess.reason}
    for name, rows in (("the model alone", judged), ("with the archive", informed)):
        print(f"{name}:\n")
        chosen = [row for row in rows if row[0].source in UNDATED]
        _counts(chosen, lambda case: ("decided by it" if id(case) in spoke else "not",))
    _reliability([row for row in informed if id(row[0]) in spoke])


def _drawn(seen: Seen, side_of: Callable[[str], int]) -> None:
    print("\n## Drawn\n")
    drawn = judge(drawn_cases(seen), seen, side_of)
    _counts(drawn, lambda _: ("drawn",))
    early = [row for row in drawn if (row[0].on.toordinal() - _start(row[0].on)) < 30]
    _counts(early, lambda _: ("first thirty days",))
    _reliability(drawn)


def _days_gone(case: Case) -> tuple[str, ...]:
    gone = case.on.toordinal() - _start(case.on)
    low, high = next(pair for pair in itertools.pairwise(DAYS) if gone < pair[1])
    return (f"day {low:3} to {high - 1}",)


def _place_of(case: Case) -> str:
    """Tell whether the rule of the own number decides, and which period was meant."""
    own = case.own
    if (
        not case.is_same
        or own is None
        or case.number <= own.number
        or case.airgram != own.airgram
        or (case.station == "STATE" and case.on < model.ONE_DEPARTMENT_SERIES)
    ):
        return "not above"
    if case.sent is not None and case.sent.toordinal() < _start(case.on):
        within = "same calendar year" if case.year == case.on.year else "earlier year"
        return f"above, earlier period, {within}"
    return "above, same period: forced by the rule"


def _counts(rows: Judged, key: Callable[[Case], tuple[str, ...]]) -> None:
    groups: dict[tuple[str, ...], Judged] = defaultdict(list)
    for row in rows:
        groups[key(row[0])].append(row)
    print("| which | references | of an earlier year | right | citing year for all | log loss |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, part in sorted(groups.items()):
        _count(", ".join(name), part)
    if len(groups) > 1:
        _count("all", rows)
    print()


def _count(name: str, rows: Judged) -> None:
    plain = sum(case.year == case.on.year for case, _ in rows)
    right = sum(case.year == guess.year for case, guess in rows)
    loss = -sum(
        log(max(guess.confidence if case.year == guess.year else 1 - guess.confidence, 1e-3))
        for case, guess in rows
    )
    print(
        f"| {name} | {len(rows)} | {len(rows) - plain} | {right} ({right / len(rows):.1%})"
        f" | {plain} ({plain / len(rows):.1%}) | {loss:.1f} |"
    )


def _reliability(rows: Judged) -> None:
    print("| said | references | mean said | right |\n|---|---:|---:|---:|")
    for low, high in itertools.pairwise(EDGES):
        part = [(c, g) for c, g in rows if low <= g.confidence < high]
        if part:
            mean = sum(g.confidence for _, g in part) / len(part)
            hits = sum(c.year == g.year for c, g in part) / len(part)
            print(f"| {low:.2f} to {min(high, 1.0):.2f} | {len(part)} | {mean:.3f} | {hits:.3f} |")


def _ages(cases: Sequence[Case]) -> None:
    """Print quantiles of ages, and the ages that fit best."""
    print("\n## Ages of undated references, in days\n")
    print(
        "| which | references | half | nine in ten | 98 in 100 | fits best |\n" + "|---" * 6 + "|"
    )
    for name, chosen in (("own", True), ("other", False)):
        for side in (0, 1):
            part = [
                case
                for case in cases
                if case.is_same == chosen and case.sent and year_cases.half(case.file) == side
            ]
            ages = sorted((case.on - case.sent).days for case in part if case.sent)
            half, most, last = (ages[int(len(ages) * share)] for share in (0.5, 0.9, 0.98))
            scale, power, left_out = _fitted(part)
            print(
                f"| {name}, half {side} | {len(part)} | {half} | {most} | {last} |"
                f" scale {scale}, power {power}, left out {left_out} |"
            )


def _fitted(cases: Sequence[Case]) -> tuple[float, float, float]:
    """Return scale and power of the ages, and the share left out, by greatest likelihood."""
    grid = itertools.product(
        (2, 3, 4, 5, 6, 8, 12), (0.7, 0.9, 1.1, 1.4, 1.8, 2.4), (0.1, 0.3, 0.5, 0.7, 1.0)
    )
    return max(grid, key=lambda each: _likelihood(cases, *each))


def _likelihood(cases: Sequence[Case], scale: float, power: float, left_out: float) -> float:
    ages = year_weights.Ages(scale, power)
    shares: Mapping[int, float] = {0: 1.0, 1: left_out, 2: left_out**2 / 2}
    total = 0.0
    for case in cases:
        assert case.sent is not None  # noqa: S101 - chosen so
        age, now = (case.on - case.sent).days, case.on.toordinal() + 1
        known = year_weights.periods("LISBON", False, None, _start(case.on))  # noqa: FBT003
        weight = own = 0.0
        for back, period in enumerate(known):
            late, early = max(now - period[1] - 1, 0), now - period[0]
            weight += shares[back] * (ages.older(late) - ages.older(early))
            if period[0] <= case.sent.toordinal() <= period[1]:
                own = shares[back]
        total += log(max(own * (ages.older(age) - ages.older(age + 1)), 1e-12) / weight)
    return total


if __name__ == "__main__":
    sys.exit(main())
