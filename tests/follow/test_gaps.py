"""What of a station's numbers is not held."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.archive import Store, numbers_missing
from cablegram.follow import Places, estimate_total, gaps
from cablegram.follow.totals import runs_of
from cablegram.model import MRN
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.follow import Gaps, Place


def one_year(folder: Path, station: str = "LISBON", year: int = 2008) -> Gaps:
    with Store.open(folder) as store:
        (found,) = gaps(store, station, year)
    return found


def placed(folder: Path, mrn: str, not_after: str | None = None) -> Place:
    with Store.open(folder) as store:
        by = None if not_after is None else date.fromisoformat(not_after)
        return Places(store).place(MRN.parse(mrn), not_after=by)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(
        tmp_path_factory.mktemp("archive"),
        {"mrn": "08LISBON2", "day": "2008-01-05", "refs": ("08LISBON1",)},
        {"mrn": "08LISBON3", "day": "2008-01-09"},
        {"mrn": "08LISBON9", "day": "2008-12-20", "refs": ("08LISBON5", "08LISBON11")},
        {"mrn": "08ROME1", "day": "2008-02-01", "refs": ("08LISBON5", "08LISBON900")},
        {"mrn": "09ROME1", "day": "2009-02-01", "refs": ("08PARIS5", "08LISBON3")},
    )


def test_runs(folder: Path) -> None:
    found = one_year(folder)
    assert [(run.first.number, run.last.number) for run in found.runs] == [(1, 1), (4, 8), (10, 11)]
    assert (found.held, found.missing, found.cited, found.largest_held) == (3, 8, 3, 9)
    middle = found.runs[1]
    assert (middle.earliest, middle.latest) == (date(2008, 1, 9), date(2008, 12, 20))
    assert [(each.mrn.number, each.cited_by) for each in middle.cited] == [(5, 2)]
    assert found.cited_beyond == (MRN.parse("08LISBON900"),)


def test_the_total_is_not_below_what_is_cited_for_sure(folder: Path) -> None:
    found = one_year(folder)
    assert found.sent is not None
    assert (found.sent.low, found.sent.total) == (11, 11)
    assert found.total == found.sent, "the holdings reach into December"


def test_holdings_that_end_early_are_drawn_on(tmp_path: Path) -> None:
    days = {10: "2008-01-15", 20: "2008-02-01", 30: "2008-02-29"}
    folder = fill(tmp_path, *({"mrn": f"08LISBON{n}", "day": day} for n, day in days.items()))
    found = one_year(folder)
    assert found.sent is not None
    assert found.total is not None
    assert found.sent.total == 39
    assert found.total.total == pytest.approx(39 * 366 / 60, abs=1)
    assert found.total.low == 30
    assert found.total.high > found.sent.high


def test_a_number_out_of_its_row_counts_for_nothing(tmp_path: Path) -> None:
    described = [{"mrn": f"08LISBON{n}", "day": f"2008-{n:02}-01"} for n in range(1, 13)]
    folder = fill(tmp_path, *described, {"mrn": "08LISBON700", "day": "2008-03-04"})
    found = one_year(folder)
    assert (found.held, found.missing) == (12, 0)
    assert found.cited_beyond == (MRN.parse("08LISBON700"),)


def test_a_year_of_two_periods(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {"mrn": "64SAIGON900", "day": "1964-05-01"},
        {"mrn": "64SAIGON3", "day": "1964-07-03"},
        {"mrn": "64SAIGON60", "day": "1964-09-01"},
    )
    with Store.open(folder) as store:
        first, second = gaps(store, "SAIGON", 1964)
    assert (first.held, first.largest_held, first.end) == (1, 900, date(1964, 6, 30))
    assert (second.held, second.largest_held, second.missing) == (2, 60, 58)
    assert placed(folder, "64SAIGON30").before is not None
    assert placed(folder, "64SAIGON30").basis == "neighbours"


def test_nothing_is_known(folder: Path) -> None:
    found = one_year(folder, "MADRID")
    assert (found.held, found.runs, found.total) == (0, (), None)


def test_a_place_between_neighbours(folder: Path) -> None:
    place = placed(folder, "08LISBON6")
    assert place.before is not None
    assert place.after is not None
    assert (str(place.before.mrn), str(place.after.mrn)) == ("08LISBON3", "08LISBON9")
    assert (place.date, place.basis) == (date(2008, 6, 30), "neighbours")
    assert placed(folder, "08LISBON6", not_after="2008-03-01").date == date(2008, 3, 1)
    assert placed(folder, "08LISBON6", not_after="2007-03-01") == place, "no sense in that"


def test_a_place_beyond_the_last_and_without_any(folder: Path) -> None:
    assert placed(folder, "08ROME2").basis == "pace"
    assert placed(folder, "08ROME2").date == date(2008, 3, 4)
    model = placed(folder, "08PARIS5")
    assert (model.basis, model.before, model.date) == ("model", None, date(2008, 1, 2))
    assert placed(folder, "PARIS 5").basis == ""
    assert placed(folder, "08LISBON3").date == date(2008, 1, 9), "a held one is on its day"


def test_missing(folder: Path) -> None:
    with Store.open(folder) as store:
        found = numbers_missing(store)
        assert [(str(each.mrn), each.cited_by) for each in found] == [
            ("08LISBON5", 2),
            ("08LISBON1", 1),
            ("08LISBON11", 1),
            ("08LISBON900", 1),
            ("08PARIS5", 1),
        ]
        assert found[0].first_cited == date(2008, 2, 1)
        assert numbers_missing(store, limit=1) == found[:1]
        assert [str(each.mrn) for each in numbers_missing(store, station="PARIS")] == ["08PARIS5"]
        assert numbers_missing(store, year=2007) == ()


def test_the_tanks() -> None:
    """The example of every textbook: 19, 40, 42 and 60 give 74."""
    estimate = estimate_total([60, 19, 40, 42, 42])
    assert (estimate.total, estimate.low) == (74, 60)
    assert estimate_total([1]).high == 20  # the chance to draw 1 out of N is 1/N
    for wrong in ([], [0, 3]):
        with pytest.raises(ValueError, match="from 1"):
            estimate_total(wrong)
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate_total([1], confidence=1)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_of_fair_draws_nineteen_intervals_in_twenty_hold_the_truth(share: float) -> None:
    dice = random.Random(7)
    held = 0
    for _ in range(400):
        total = dice.randint(300, 5000)
        drawn = dice.sample(range(1, total + 1), max(2, round(share * total)))
        estimate = estimate_total(drawn)
        held += estimate.low <= total <= estimate.high
    assert 0.92 <= held / 400 <= 1.0


@given(st.sets(st.integers(1, 400)))
def test_runs_hold_each_number_once(numbers: set[int]) -> None:
    runs = runs_of(numbers)
    assert [n for first, last in runs for n in range(first, last + 1)] == sorted(numbers)
    assert all(after[0] > before[1] + 1 for before, after in pairwise(runs))
