"""The year of a reference, against released telegrams (docs/explanation/reference-years.md).

The table of yearly volumes has been derived from these same telegrams: this is a floor under the
reader, not a measurement. `update/measure_years.py` measures, with the files in two halves.
"""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cablegram.read.years import YearGuess, infer_year
from cablegram.vocabulary.volumes import ONE_DEPARTMENT_SERIES, numbering_period

UPDATE = Path(__file__).parents[2] / "update"


@pytest.fixture(scope="module")
def judged(corpus: Path) -> list[tuple[Any, YearGuess]]:
    sys.path.insert(0, str(UPDATE))  # the script that makes the table stands there
    cases = import_module("year_cases").cases(corpus)
    return [
        (
            case,
            infer_year(
                case.station,
                case.number,
                airgram=case.airgram,
                on=case.on,
                own=case.own,
                party=case.party,
            ),
        )
        for case in cases
    ]


def is_above(case: Any) -> bool:  # noqa: ANN401 - a class of the script
    own = case.own
    if own.station != case.station or own.airgram != case.airgram:
        return False
    if case.station == "STATE" and case.on < ONE_DEPARTMENT_SERIES:
        return False
    return bool(case.number > own.number)


def test_undated_references(judged: list[tuple[Any, YearGuess]]) -> None:
    """At least as many right as with the citing year for all, where the rule leaves a choice."""
    undated = [row for row in judged if row[0].source in {"footnotes", "held"}]
    assert len(undated) > 700
    free = [row for row in undated if not is_above(row[0])]
    right = sum(case.year == guess.year for case, guess in free)
    plain = sum(case.year == case.on.year for case, _ in free)
    assert right >= plain + 3
    assert right / len(free) > 0.985
    assert sum(case.year == guess.year for case, guess in undated) / len(undated) > 0.975


def test_what_is_said_to_be_sure_is(judged: list[tuple[Any, YearGuess]]) -> None:
    chosen = [row for row in judged if row[0].source != "written"]
    for low, high, least, most in (
        (0.99, 1.0, 0.99, 1.0),
        (0.9, 0.99, 0.9, 1.0),
        (0.6, 0.9, 0.65, 0.97),
        (0.0, 0.6, 0.1, 0.65),
    ):
        part = [case.year == guess.year for case, guess in chosen if low <= guess.confidence < high]
        assert len(part) > 15
        assert least <= sum(part) / len(part) <= most


def test_the_laws(judged: list[tuple[Any, YearGuess]]) -> None:
    for case, guess in judged:
        assert guess.year <= case.on.year
        if is_above(case):
            start, _ = numbering_period(case.on)
            assert guess.year < case.on.year or start > date(case.on.year, 1, 1)
