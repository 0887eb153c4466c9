"""Dates in their written forms (reference sections 2.4 and 6.4)."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram.read.dates import find_date

DATES = [
    ("4/2/2018", date(2018, 4, 2)),
    ("04/02/2018", date(2018, 4, 2)),
    ("2035/02/23", date(2035, 2, 23)),
    ("2035-02-23", date(2035, 2, 23)),
    ("12-31-74", date(1974, 12, 31)),
    ("02 APR 2008", date(2008, 4, 2)),
    ("02 APR 08", date(2008, 4, 2)),
    ("12APR2005", date(2005, 4, 12)),
    ("2 April 1966", date(1966, 4, 2)),
    ("April 2, 1966", date(1966, 4, 2)),
    ("NOV 2, 1966", date(1966, 11, 2)),
    ("23/12/1999", date(1999, 12, 23)),
    ("on 02/29/2008", date(2008, 2, 29)),
    ("02/30/2008", None),
    ("13/13/2008", None),
    ("no date", None),
    ("", None),
    ("1/2", None),
    ("1234/56/78", None),
    ("02/30/2008 or 03/01/2008", date(2008, 3, 1)),
]


@pytest.mark.parametrize(("text", "wanted"), DATES, ids=[text for text, _ in DATES])
def test_a_date(text: str, wanted: date | None) -> None:
    found = find_date(text)
    assert (found[0] if found else None) == wanted


@pytest.mark.parametrize(
    ("text", "later_than", "wanted"),
    [
        ("6/5/85", date(1979, 1, 1), date(1985, 6, 5)),
        ("6/5/09", date(1979, 1, 1), date(2009, 6, 5)),
        ("4/2/18", date(2008, 4, 2), date(2018, 4, 2)),
        ("12/31/99", date(1999, 3, 1), date(1999, 12, 31)),
    ],
)
def test_two_digits_are_later_than_the_cable(text: str, later_than: date, wanted: date) -> None:
    """Section 2.4: two-digit years of an instruction are always later than the cable."""
    found = find_date(text, later_than=later_than)
    assert found is not None
    assert found[0] == wanted


def test_two_digits_are_the_nearest_year() -> None:
    found = find_date("6/5/53", near=date(1954, 1, 1))
    assert found == (date(1953, 6, 5), 0, 6)
