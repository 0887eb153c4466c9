"""A query with a condition more or less, as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.errors import QueryError
from cablegram.search import parse_query
from cablegram.search.narrowing import with_condition, without_field


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "date:2007"),
        ("ferry", "ferry date:2007"),
        ("a OR b", "(a OR b) date:2007"),
        ("(a OR b)", "(a OR b) date:2007"),
        ('"a OR b"', '"a OR b" date:2007'),
        ("a or b", "a or b date:2007"),
        ("a OR b sort:date", "(a OR b sort:date) date:2007"),
    ],
)
def test_with_a_condition(query: str, expected: str) -> None:
    assert with_condition(query, "date:2007") == expected
    parse_query(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("date:2007", ""),
        ("ferry date:2007..2008 boat", "ferry boat"),
        ('DATE:"2007" ferry date:2008', "ferry"),
        ("-date:2007 ferry", "-date:2007 ferry"),
        ("NOT date:2007", "NOT date:2007"),
        ("(ferry date:2007)", "(ferry date:2007)"),
        ("a OR date:2007", "a OR date:2007"),
        ("date:(2007 OR 2008) x", "date:(2007 OR 2008) x"),
        ('"date:2007" x', '"date:2007" x'),
        ("from:lisbon", "from:lisbon"),
    ],
)
def test_without_a_field(query: str, expected: str) -> None:
    assert without_field(query, "date") == expected


def test_without_an_order() -> None:
    assert without_field("ferry sort:-date x", "sort") == "ferry x"
    assert without_field("sort:date", "sort") == ""


@given(query=st.text(alphabet='ab:"()- ORdate2007.', max_size=40))
def test_what_can_be_asked_can_be_asked_afterwards(query: str) -> None:
    try:
        parsed = parse_query(query)
    except QueryError:
        return
    if parsed.typed_number is None:
        parse_query(with_condition(query, "date:2007"))
        parse_query(with_condition(without_field(query, "date"), "date:2007"))
