"""The year of a reference that gives none (docs/explanation/reference-years.md)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import MRN
from cablegram.read.years import infer_year
from cablegram.vocabulary.tables import load
from cablegram.vocabulary.volumes import class_of, numbering_period, yearly_volume

CASES = [
    # station, number, day of the citing cable, its own number, the year
    ("LAPAZ", 1801, date(1974, 1, 4), 12, 1973),
    ("LAPAZ", 10, date(1974, 1, 4), 12, 1974),
    ("LAPAZ", 999, date(1974, 12, 20), 8000, 1974),
    ("LAPAZ", 8000, date(1974, 12, 20), 8000, 1974),
    ("STATE", 117711, date(1974, 1, 29), None, 1973),
    ("STATE", 5919, date(1974, 1, 12), None, 1974),
    ("STATE", 290585, date(1969, 1, 13), None, 1968),
    ("STATE", 200000, date(1979, 12, 29), None, 1979),
    ("MANILA", 18293, date(1969, 1, 13), None, 1968),
    ("QUITO", 335, date(1979, 1, 18), None, 1979),
    # a period from July to June holds two years
    ("SAIGON", 1243, date(1963, 7, 2), 10, 1963),
    ("MOSCOW", 2000, date(1966, 1, 5), 2090, 1965),
    ("MOSCOW", 2090, date(1966, 1, 5), 2095, 1966),
    # until 1966 the Department numbered to each post: its own number is no bound
    ("STATE", 4404, date(1964, 5, 25), 1359, 1964),
]


@pytest.mark.parametrize(("station", "number", "on", "own", "year"), CASES)
def test_years(station: str, number: int, on: date, own: int | None, year: int) -> None:
    mrn = None if own is None else MRN(on.year, station, own)
    assert infer_year(station, number, on=on, own=mrn).year == year


@given(
    st.sampled_from(["STATE", "LISBON", "SECTO", "NOWHERE", "USNATO"]),
    st.integers(1, 9_999_999),
    st.booleans(),
    st.dates(date(1801, 1, 1), date(2100, 12, 31)),
    st.one_of(st.none(), st.integers(1, 999_999)),
)
def test_laws(station: str, number: int, airgram: bool, on: date, own: int | None) -> None:
    """Never later than the cable; a number above the cable's own is not of its period's end."""
    mrn = None if own is None else MRN(on.year, station, own, airgram)
    guess = infer_year(station, number, airgram=airgram, on=on, own=mrn)
    assert guess.year <= on.year
    assert 0 < guess.confidence <= 1
    assert guess.reason
    start, _ = numbering_period(on)
    is_bound = own is not None and (station != "STATE" or on >= date(1966, 7, 1))
    if is_bound and own is not None and number > own and start.year == on.year:
        first = date(on.year, 1, 1)
        assert guess.year < on.year or start > first


def test_a_number_just_above_the_own_is_in_doubt() -> None:
    """Telegrams that are sent together cite each other; the rule says an earlier year."""
    guess = infer_year("LAPAZ", 5001, on=date(1974, 8, 6), own=MRN(1974, "LAPAZ", 5000))
    assert (guess.year, guess.confidence) == (1973, 0.5)
    assert "had reached only 5000 by 6 August 1974" in guess.reason


def test_a_number_beyond_all_volumes() -> None:
    guess = infer_year("LISBON", 900_000, on=date(2008, 2, 2))
    assert guess.year == 2008
    assert guess.confidence < 0.5
    own = MRN(2008, "LISBON", 12)
    assert infer_year("LISBON", 900_000, on=date(2008, 2, 2), own=own).year == 2007


class Archive:
    """A post that sends ten a day, known for 2007 and 2008 only."""

    def probability(self, station: str, number: int, on: date) -> float | None:
        if station != "LISBON" or on.year not in {2007, 2008}:
            return None
        reached = 10 * (on - date(on.year, 1, 1)).days
        return 1.0 if number <= reached else 0.0


def test_an_archive_comes_before_the_model() -> None:
    serials = Archive()
    guess = infer_year("LISBON", 300, on=date(2008, 2, 5), serials=serials)
    assert guess.year == 2008
    assert "by the archive's numbers" in guess.reason
    assert infer_year("LISBON", 360, on=date(2008, 2, 5), serials=serials).year == 2007
    own = MRN(2008, "LISBON", 250)
    assert infer_year("LISBON", 300, on=date(2008, 2, 5), own=own, serials=serials).year == 2007
    assert infer_year("STATE", 9000, on=date(2008, 2, 5), serials=serials).year == 2008


def test_numbering_periods_follow_one_another_without_a_gap() -> None:
    day = date(1945, 1, 1)
    while day < date(1975, 1, 1):
        start, end = numbering_period(day)
        assert start == day
        assert numbering_period(end) == (start, end)
        day = date.fromordinal(end.toordinal() + 1)


def test_volumes_of_stations_and_classes() -> None:
    state = yearly_volume("STATE", date(1976, 5, 1))
    assert 250_000 < state.per_year < 380_000
    assert state.spread < 0.2
    unseen = yearly_volume("NOWHERE", date(1976, 5, 1))
    assert unseen.observations == 0
    assert unseen.spread > state.spread
    assert yearly_volume("LAPAZ", date(1974, 5, 1), airgram=True).per_year < 400
    assert class_of("STATE", date(1960, 1, 1)) == "department:to one post"
    assert class_of("SECTO", date(1960, 1, 1)) == "series"
    assert class_of("USNATO", date(1975, 1, 1)) == "mission"


def test_the_table_of_volumes() -> None:
    rows = load("yearly_volumes").mappings()
    keys = [(row["station"], int(row["year"])) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert float(row["per_year"]) > 0
        assert 0.05 <= float(row["spread"]) <= 2
        assert row["source"] in {"dated", "cited", "named", "median", "estimate"}
