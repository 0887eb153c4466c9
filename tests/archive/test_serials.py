"""What the numbers that an archive holds tell of those that it does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.archive import SeenSerials
from cablegram.read.years import infer_year

FIRST = date(2008, 1, 1)


def seen(*points: tuple[int, int], station: str = "LISBON") -> SeenSerials:
    """Return an archive of one post, of (day of the year, number)."""
    return SeenSerials((station, FIRST + timedelta(days=day - 1), number) for day, number in points)


def chance(serials: SeenSerials, number: int, day: int) -> float:
    found = serials.probability("LISBON", number, FIRST + timedelta(days=day - 1))
    assert found is not None
    return found


def test_between_two_numbers() -> None:
    serials = seen((10, 100), (20, 200))
    assert chance(serials, 100, 10) == 1.0
    assert chance(serials, 90, 15) == 1.0
    assert chance(serials, 210, 15) == 0.0
    assert 0.4 < chance(serials, 150, 15) < 0.6
    assert chance(serials, 120, 15) > 0.6 > chance(serials, 150, 15) > chance(serials, 180, 15)


def test_after_the_last_number_the_rate_goes_on() -> None:
    serials = seen((10, 100))
    assert chance(serials, 150, 20) > 0.8
    assert chance(serials, 200, 20) == pytest.approx(0.5, abs=0.01)
    assert chance(serials, 900, 20) < 0.01


def test_what_was_not_seen_is_not_known() -> None:
    serials = seen((10, 100))
    assert serials.probability("PORTO", 5, FIRST) is None
    assert serials.probability("LISBON", 5, date(2009, 1, 1)) is None
    assert SeenSerials([]).probability("LISBON", 5, FIRST) is None


def test_a_number_of_another_series_is_left_out() -> None:
    points = [(day, 10 * day) for day in range(1, 60)]
    plain = seen(*points)
    strays = seen(*points, (30, 9000), (40, 3))
    for number in (290, 301, 420):
        assert chance(strays, number, 31) == chance(plain, number, 31)


def test_a_period_may_begin_in_july() -> None:
    serials = SeenSerials([("SAIGON", date(1963, 8, 1), 150), ("SAIGON", date(1963, 6, 20), 1200)])
    assert serials.probability("SAIGON", 140, date(1963, 8, 2)) == 1.0
    assert serials.probability("SAIGON", 1100, date(1963, 8, 2)) == 0.0
    assert serials.probability("SAIGON", 1100, date(1963, 6, 21)) == 1.0


@given(
    st.lists(st.tuples(st.integers(1, 366), st.integers(1, 9999)), min_size=1, max_size=30),
    st.integers(1, 12_000),
    st.integers(1, 365),
)
def test_a_chance_that_rises_with_the_days_and_falls_with_the_number(
    points: list[tuple[int, int]], number: int, day: int
) -> None:
    serials = seen(*points)
    now = chance(serials, number, day)
    assert 0 <= now <= 1
    assert chance(serials, number + 1, day) <= now
    assert seen(*reversed(points)).probability("LISBON", number, FIRST) == chance(
        serials, number, 1
    )


def test_the_reader_asks_it() -> None:
    """The post had reached 60 in twelve days; its 3,900 is of last December."""
    last = [("LISBON", date(2007, 1, 1) + timedelta(days=day), 11 * day + 5) for day in range(360)]
    serials = SeenSerials([*last, ("LISBON", date(2008, 1, 12), 60)])
    guess = infer_year("LISBON", 3900, on=date(2008, 1, 14), serials=serials)
    assert guess.year == 2007
    assert guess.confidence > 0.95
    assert "by the archive's numbers" in guess.reason
    assert infer_year("LISBON", 55, on=date(2008, 1, 14), serials=serials).year == 2008
