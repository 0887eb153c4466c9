"""The E.O. line of every order since 1972 (reference sections 2.4 and 3.6)."""

from __future__ import annotations

from datetime import date

import pytest

import cablegram
from cablegram.read.context import Context
from cablegram.read.orders import read_order
from cablegram.read.passage import Passage

# Line, year of the cable, order, scheme, when, who.
LINES: list[tuple[str, int, str | None, str | None, date | str | None, str | None]] = [
    ("E.O. 11652: GDS", 1974, "11652", "GDS", None, None),
    ("E.O. 11652: ADS, DECLAS 12-31-74", 1974, "11652", "ADS", date(1974, 12, 31), None),
    (
        "E.O. 11652: ADS, DECLAS ATTEND CURRENT TEST SERIES",
        1974,
        "11652",
        "ADS",
        "ATTEND CURRENT TEST SERIES",
        None,
    ),
    ("E.O. 11652: XGDS1, DECLAS 12-31-84", 1974, "11652", "XGDS-1", date(1984, 12, 31), None),
    ("E.O. 11652: XGDS-2", 1974, "11652", "XGDS-2", "XGDS-2", None),
    ("E.O. 11652: N/A", 1974, "11652", "N/A", None, None),
    (
        "E.O. 12065: GDS 6/5/85 (TARLENHEIM, F.) OR-P",
        1979,
        "12065",
        "GDS",
        date(1985, 6, 5),
        "TARLENHEIM, F.",
    ),
    (
        "E.O. 12065: RDS-4 6/5/99 (HELSING, GRETA M.) OR-M",
        1979,
        "12065",
        "RDS-4",
        date(1999, 6, 5),
        "HELSING, GRETA M.",
    ),
    ("E.O. 12065: N/A", 1979, "12065", "N/A", None, None),
    ("E.O. 12356: DECL: OADR", 1985, "12356", "OADR", "OADR", None),
    ("E.O. 12356: DECL: 10/13/99", 1993, "12356", "DECL", date(1999, 10, 13), None),
    ("E.O. 12356: N/A", 1985, "12356", "N/A", None, None),
    ("E.O. 12958: DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958: DECL: X1, X5", 2000, "12958", "X1", "X1, X5", None),
    ("E.O. 12958: DECL: 1.6X6", 2000, "12958", "1.6X6", "1.6X6", None),
    (
        "E.O. 12958: DECL: AFTER THE HARBOR TALKS",
        2000,
        "12958",
        "DECL",
        "AFTER THE HARBOR TALKS",
        None,
    ),
    ("E.O. 12958: N/A", 2000, "12958", "N/A", None, None),
    ("E.O. 13526: DECL: 2035/02/23", 2010, "13526", "DECL", date(2035, 2, 23), None),
    ("E.O. 13526: DECL: 02/23/2035", 2010, "13526", "DECL", date(2035, 2, 23), None),
    ("E.O. 13526: N/A", 2010, "13526", "N/A", None, None),
    ("E.O. 13526:", 2012, "13526", None, None, None),
    # Forms of the date.
    ("E.O. 12958: DECL: 4/2/18", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958: DECL: 2018/04/02", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958: DECL: 04-02-18", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958: DECL: 02 APR 18", 2008, "12958", "DECL", date(2018, 4, 2), None),
    # Two digits are always later than the cable.
    (
        "E.O. 12065: RDS-1 11/20/09 (SAPT, J.)",
        1979,
        "12065",
        "RDS-1",
        date(2009, 11, 20),
        "SAPT, J.",
    ),
    # Slips that occur.
    ("E.O 12958: DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("EO 12958: DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E. O. 12958: DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.0. 12958: DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("e.o. 12958: decl: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958 DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958:: DECL: 04/02/2018", 2008, "12958", "DECL", date(2018, 4, 2), None),
    ("E.O. 12958:N/A", 2008, "12958", "N/A", None, None),
    ("E.O. 12958: NA", 2008, "12958", "N/A", None, None),
    ("EO 12065; NA", 1979, "12065", "N/A", None, None),
    ("E.OM 12065: N/A", 1979, "12065", "N/A", None, None),
    ("E.O. 12958: 04/02/2018", 2008, "12958", None, date(2018, 4, 2), None),
    ("E.O. 11652: 6DS", 1974, "11652", "GDS", None, None),
    ("E.O. 11652: LDS", 1974, "11652", "GDS", None, None),
    ("E.O. 11652: AGDS", 1974, "11652", "GDS", None, None),
]


@pytest.mark.parametrize(
    ("line", "year", "number", "scheme", "when", "who"), LINES, ids=[case[0] for case in LINES]
)
def test_a_line(
    line: str,
    year: int,
    number: str | None,
    scheme: str | None,
    when: date | str | None,
    who: str | None,
) -> None:
    order, found = read_order(Passage.whole(line), Context(date=date(year, 4, 2)))
    assert order.number == number
    assert order.scheme == scheme
    assert found == when
    assert order.authority == who


REPAIRED = [
    ("E.O.1295: DECL: 04/02/2018", 2008, "12958"),
    ("E.O. 11653: GDS", 1974, "11652"),
    ("E.O. 16652: GDS", 1974, "11652"),
]


@pytest.mark.parametrize(("line", "year", "number"), REPAIRED, ids=[case[0] for case in REPAIRED])
def test_a_garbled_number_is_repaired_and_said(line: str, year: int, number: str) -> None:
    context = Context(date=date(year, 4, 2))
    order, _ = read_order(Passage.whole(line), context)
    assert order.number == number
    assert [each.code for each in context.diagnostics] == ["CG105"]


def test_a_number_that_is_no_order_is_kept_and_said() -> None:
    context = Context(date=date(2008, 4, 2))
    order, _ = read_order(Passage.whole("E.O. 19999: DECL: 04/02/2018"), context)
    assert order.number == "19999"
    assert [(each.code, "12958" in each.hint) for each in context.diagnostics] == [("CG106", True)]


def test_the_instruction_is_kept_as_written() -> None:
    order, _ = read_order(
        Passage.whole("E.O. 12958: DECL: 04/02/2018,\n  DNG: CONF 01/01/12"), Context()
    )
    assert order.text == "DECL: 04/02/2018, DNG: CONF 01/01/12"


FUSED = """\
UNCLAS LISBON 000117

E.O. 12958: N/A TAGS: PREL, PO
SUBJECT: HARBOR DUES

1. The dues rose.
"""


def test_a_line_fused_with_tags() -> None:
    cable = cablegram.parse(FUSED)
    assert cable.executive_order is not None
    assert cable.executive_order.text == "N/A"
    assert [str(tag) for tag in cable.tags or ()] == ["PREL", "PO"]


def test_no_line_is_none_and_na_gives_no_date() -> None:
    assert cablegram.parse("TAGS: PREL\n").executive_order is None
    assert cablegram.parse(FUSED).declassify_on is None
