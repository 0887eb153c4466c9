"""Executive orders, reasons, repaired numbers."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram.vocabulary import (
    all_orders,
    all_reasons,
    order,
    order_in_force,
    reason,
    repair_order,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1295", "12958"),
        ("11653", "11652"),
        ("16652", "11652"),
        ("12O65", "12065"),
        ("12598", "12958"),
        ("12958", "12958"),
        ("12958A", "12958"),
        ("E.O. 12356: DECL: OADR", "12356"),
        ("l3526", "13526"),
        ("12956", None),  # 12356 or 12958
        ("13256", None),  # 12356 or 13526
        ("99999", None),
        ("N/A", None),
        ("", None),
        ("1" * 10_000, None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    assert repair_order(text) == number


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(1950, 1, 1), None),
        (date(1960, 1, 1), "10501"),
        (date(1972, 6, 1), "11652"),
        (date(1978, 11, 30), "11652"),
        (date(1978, 12, 1), "12065"),
        (date(1990, 1, 1), "12356"),
        (date(2008, 4, 2), "12958"),
        (date(2010, 6, 27), "13526"),
        (date(2030, 1, 1), "13526"),
    ],
)
def test_in_force(on: date, number: str | None) -> None:
    found = order_in_force(on)
    assert (found.number if found else None) == number


def test_orders() -> None:
    assert [one.number for one in all_orders()] == [
        "10501", "11652", "12065", "12356", "12958", "13526",
    ]  # fmt: skip
    found = order(12958)
    assert found is not None
    assert found.effective_to == date(2010, 6, 26)
    assert order("1") is None
    assert len(all_reasons()) == 78


# Order, letter, section asked for; section and amendment found.
REASONS: list[tuple[str, str, str | None, tuple[str, bool] | None]] = [
    ("12958", "d", None, ("1.4", True)),
    ("12958", "D", "1.5", ("1.5", False)),
    ("E.O. 12958", "(d)", "1.4", ("1.4", True)),
    ("12958", "h", "1.5", None),  # weapons of mass destruction came in 2003
    ("12958", "X1", None, ("1.6(d)", False)),
    ("12958", "25X3", None, ("3.3(b)", True)),
    ("13526", "b", "1.4", ("1.4", False)),
    ("13526", "25X1", None, ("3.3(b)", False)),
    ("13526", "50X1-HUM", None, ("1.5", False)),
    ("11652", "GDS", None, ("5(A)", False)),
    ("11652", "XGDS2", None, ("5(B)", False)),
    ("11652", "3", None, ("5(B)", False)),
    ("12065", "GDS", None, ("1-401", False)),
    ("12356", "OADR", None, ("1.4", False)),
    ("12958", "N/A", None, ("N/A", False)),
    ("12958", "z", None, None),
    ("10501", "d", None, None),
]


@pytest.mark.parametrize(("number", "letter", "section", "expected"), REASONS)
def test_reasons(
    number: str, letter: str, section: str | None, expected: tuple[str, bool] | None
) -> None:
    found = reason(number, letter, section)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.section, found.amended) == expected
        assert found.category
