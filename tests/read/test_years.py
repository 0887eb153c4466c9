"""The year of a reference that gives none (docs/explanation/reference-years.md)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import MRN
from cablegram.read.years import YearGuess, infer_year
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


STATIONS = st.sampled_from(["STATE", "LISBON", "SECTO", "NOWHERE", "USNATO", "LAPAZ"])
DAYS = st.one_of(st.dates(), st.dates(date(1948, 1, 1), date(2020, 12, 31)))
FIRST_YEAR, LAST_YEAR = 1776, 2199


class Steady:
    """An archive of one post that sends the same each day, and knows some years."""

    def __init__(self, daily: int, years: tuple[int, int]) -> None:
        self.daily, self.years = daily, years

    def probability(self, station: str, number: int, on: date) -> float | None:
        if station != "LISBON" or not self.years[0] <= on.year <= self.years[1]:
            return None
        reached = self.daily * ((on - numbering_period(on)[0]).days + 1)
        return 1.0 if number <= reached else 0.0


def law(on: date, station: str, own: int | None, *, airgram: bool = False) -> MRN | None:
    """Return the number of a citing cable, if it can have one."""
    if own is None or not FIRST_YEAR <= on.year <= LAST_YEAR:
        return None
    return MRN(on.year, station, own, airgram)


@given(
    STATIONS,
    st.integers(),
    st.booleans(),
    DAYS,
    STATIONS,
    st.one_of(st.none(), st.integers(1, 9_999_999)),
    st.one_of(st.none(), STATIONS),
    st.one_of(st.none(), st.builds(Steady, st.integers(1, 900), st.just((1960, 1990)))),
)
def test_any_number_and_any_day(
    station: str,
    number: int,
    airgram: bool,
    on: date,
    sender: str,
    own: int | None,
    party: str | None,
    serials: Steady | None,
) -> None:
    """A year not later than the cable's, a probability and a reason; the same each time."""

    def inferred() -> YearGuess:
        mrn = law(on, sender, own)
        return infer_year(
            station, number, airgram=airgram, on=on, own=mrn, party=party, serials=serials
        )

    guess = inferred()
    assert on.year - 4 <= guess.year <= on.year
    assert 0 < guess.confidence <= 0.995
    assert guess.reason
    assert guess == inferred()


@given(
    STATIONS,
    st.integers(1, 9_999_998),
    st.booleans(),
    DAYS,
    st.integers(1, 9_999_999),
    st.one_of(st.none(), st.builds(Steady, st.integers(1, 900), st.just((1960, 1990)))),
)
def test_never_above_the_own_number(
    station: str, own: int, airgram: bool, on: date, above: int, serials: Steady | None
) -> None:
    """From the same station no higher number than the cable's own in the same period."""
    mrn = law(on, station, own, airgram=airgram)
    if mrn is None or (station == "STATE" and on < date(1966, 7, 1)):
        return
    number = min(own + above, 9_999_999)
    guess = infer_year(station, number, airgram=airgram, on=on, own=mrn, serials=serials)
    start, _ = numbering_period(on)
    # a period that began within the year leaves its earlier months to the one before
    assert guess.year < on.year or date(on.year, 1, 1) < start <= on
    if on.year >= 1969 or on.year < 1950:
        assert guess.year < on.year


@given(DAYS, st.integers(1, 9_999_999))
def test_the_own_number_is_of_the_own_year(on: date, own: int) -> None:
    mrn = law(on, "LISBON", own)
    if mrn is not None:
        assert infer_year("LISBON", own, on=on, own=mrn).year == on.year


def test_a_number_just_above_the_own_is_in_doubt() -> None:
    """Telegrams that are sent together cite each other; the rule says an earlier year."""
    guess = infer_year("LAPAZ", 5001, on=date(1974, 8, 6), own=MRN(1974, "LAPAZ", 5000))
    assert guess.year == 1973
    assert guess.confidence < 0.1
    assert "had reached only 5000 by 6 August 1974" in guess.reason
    assert "unless the two were sent together" in guess.reason
    far = infer_year("LAPAZ", 7000, on=date(1974, 8, 6), own=MRN(1974, "LAPAZ", 5000))
    assert far.year == 1973
    assert far.confidence > guess.confidence


def test_a_number_that_fits_no_year_is_as_recent_as_most() -> None:
    guess = infer_year("LISBON", 900_000, on=date(2008, 2, 2))
    assert guess.year == 2008
    assert guess.confidence < 0.99
    assert guess.reason == "900000 does not fit what is known of the numbers of LISBON"
    own = MRN(2008, "LISBON", 12)
    assert infer_year("LISBON", 900_000, on=date(2008, 2, 2), own=own).year == 2007


def test_a_recent_number_is_surer_than_an_old_one() -> None:
    on = date(1976, 3, 1)
    late = infer_year("STATE", 50_000, on=on)
    early = infer_year("STATE", 2_000, on=on)
    assert (late.year, early.year) == (1976, 1976)
    assert late.confidence > early.confidence


def test_the_department_had_a_series_for_each_post() -> None:
    """The post's own series tells; no number of another of its series is a bound."""
    on, own = date(1965, 9, 4), MRN(1965, "STATE", 474)
    known = yearly_volume("STATE", on, party="SAIGON")
    unknown = yearly_volume("STATE", on)
    assert known.observations > 0
    assert unknown.observations == 0
    assert known.spread < unknown.spread
    assert infer_year("STATE", 671, on=on, own=own, party="SAIGON").year == 1965
    citing = MRN(1965, "SAIGON", 900)
    there = infer_year("STATE", 671, on=on, own=citing)
    assert there == infer_year("STATE", 671, on=on, own=citing, party="SAIGON")
    assert yearly_volume("STATE", date(1976, 1, 1), party="SAIGON") == yearly_volume(
        "STATE", date(1976, 1, 1)
    )


def test_the_departments_own_number_tells_of_its_series_to_the_same_post() -> None:
    """At 600 half a year after July, it had 200 in August; a much higher one is to another post."""
    on, own = date(1957, 1, 9), MRN(1957, "STATE", 600)
    assert infer_year("STATE", 200, on=on, own=own).year == 1956
    assert infer_year("STATE", 200, on=on).year == 1957
    assert infer_year("STATE", 605, on=on, own=own).year == 1957
    other = infer_year("STATE", 4000, on=on, own=own)
    assert other == infer_year("STATE", 4000, on=on, own=MRN(1957, "STATE", 300))


def test_an_archive_comes_before_the_model() -> None:
    serials = Steady(10, (2007, 2008))
    guess = infer_year("LISBON", 300, on=date(2008, 2, 5), serials=serials)
    assert guess.year == 2008
    assert "by the archive's numbers" in guess.reason
    assert infer_year("LISBON", 400, on=date(2008, 2, 5), serials=serials).year == 2007
    own = MRN(2008, "LISBON", 250)
    assert infer_year("LISBON", 300, on=date(2008, 2, 5), own=own, serials=serials).year == 2007
    assert infer_year("STATE", 9000, on=date(2008, 2, 5), serials=serials).year == 2008
    model = infer_year("LISBON", 30, airgram=True, on=date(2008, 2, 5), serials=serials)
    assert "archive" not in model.reason


def test_a_number_that_an_archive_never_saw_reached_is_of_the_year_that_reached_it() -> None:
    """The post sends 3,650 a year: 3,500 of a cable of January is of last December."""
    serials = Steady(10, (2006, 2008))
    guess = infer_year("LISBON", 3500, on=date(2008, 1, 20), serials=serials)
    assert guess.year == 2007
    assert guess.confidence > 0.95


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


def test_a_post_numbers_more_since_all_is_one_series() -> None:
    """On 1 July 1966 each station began to number all its telegrams in one series."""
    before = yearly_volume("CANBERRA", date(1966, 6, 1))
    after = yearly_volume("CANBERRA", date(1967, 2, 1))
    assert after.per_year > 1.5 * before.per_year
    assert yearly_volume("NOWHERE", date(1967, 2, 1)).per_year > 1.5 * (
        yearly_volume("NOWHERE", date(1966, 2, 1)).per_year
    )


def test_a_number_of_another_year_is_no_bound() -> None:
    """The cable's date and its number disagree: the number says nothing of this year."""
    guess = infer_year("LISBON", 1700, on=date(2008, 11, 3), own=MRN(2007, "LISBON", 12))
    assert guess.year == 2008
    assert guess == infer_year("LISBON", 1700, on=date(2008, 11, 3), own=MRN(2007, "LISBON", 5000))


def test_the_first_year_of_all() -> None:
    """Nothing is before it, whatever the number."""
    on, own = date.min, MRN(None, "LISBON", 4)
    assert infer_year("LISBON", 3, on=on, own=own).year == 1
    assert infer_year("LISBON", 5, on=on, own=own).year == 1
    assert infer_year("STATE", 900_000, on=on).year == 1


def test_no_more_than_a_station_can_have_sent() -> None:
    """The Department stands near 22,000 by then; the rule says last year, in doubt or not."""
    on = date(1974, 1, 29)
    for number in (60_000, 117_711, 240_000):
        guess = infer_year("STATE", number, on=on)
        assert guess.year == 1973
    near = infer_year("STATE", 24_000, on=on)
    assert near.year == 1974


def test_the_table_of_volumes() -> None:
    rows = load("yearly_volumes").mappings()
    keys = [(row["station"], int(row["year"])) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert float(row["per_year"]) > 0
        assert 0.05 <= float(row["spread"]) <= 2
        assert row["source"] in {"dated", "cited", "named", "median", "estimate"}
