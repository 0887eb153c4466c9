from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.errors import QueryError
from cablegram.model import MRN, Level
from cablegram.search import parse_query
from cablegram.search.tree import (
    And,
    Days,
    Keyword,
    Levels,
    Node,
    Not,
    Number,
    Or,
    Station,
    Words,
)


def word(text: str) -> Words:
    return Words(text=text)


@pytest.mark.parametrize(
    ("query", "root"),
    [
        ("", And(parts=())),
        ("  ", And(parts=())),
        ("harbor", word("harbor")),
        ("harbor dues", And(parts=(word("harbor"), word("dues")))),
        ("harbor AND dues", And(parts=(word("harbor"), word("dues")))),
        ("harbor OR dues", Or(parts=(word("harbor"), word("dues")))),
        ("and or not", And(parts=(word("and"), word("or"), word("not")))),
        ('"harbor dues"', word("harbor dues")),
        ("-visa", Not(part=word("visa"))),
        ("NOT visa", Not(part=word("visa"))),
        ("cease-fire", word("cease-fire")),  # a sign inside a word excludes nothing
        ("overfl*", Words(text="overfl", is_prefix=True)),
        ("a (b OR -c)", And(parts=(word("a"), Or(parts=(word("b"), Not(part=word("c"))))))),
        ("a b OR c", Or(parts=(And(parts=(word("a"), word("b"))), word("c")))),
        ("http://x.example", word("http://x.example")),
        ("from:lisbon", Station(role="from", text="lisbon")),
        ('to:"rio de janeiro"', Station(role="to", text="rio de janeiro")),
        ("TAGS:prel,Marr", Keyword(field="tags", words=("PREL", "MARR"))),
        ('tags:"DOE, JANE"', Keyword(field="tags", words=("DOE, JANE",))),
        ("caption:noforn", Keyword(field="caption", words=("NOFORN",))),
        ("class:secret", Levels(low=Level.SECRET, high=Level.SECRET)),
        ("class:..C", Levels(low=Level.UNCLASSIFIED, high=Level.CONFIDENTIAL)),
        ("class:s..", Levels(low=Level.SECRET, high=Level.TOP_SECRET)),
        ("class:top-secret", Levels(low=Level.TOP_SECRET, high=Level.TOP_SECRET)),
        ("date:2007", Days(first=date(2007, 1, 1), last=date(2007, 12, 31))),
        ("date:2008-02", Days(first=date(2008, 2, 1), last=date(2008, 2, 29))),
        ("date:2008-02-03", Days(first=date(2008, 2, 3), last=date(2008, 2, 3))),
        ("date:2007-06..2008", Days(first=date(2007, 6, 1), last=date(2008, 12, 31))),
        ("date:2007..", Days(first=date(2007, 1, 1), last=None)),
        ("date:..2007-06", Days(first=None, last=date(2007, 6, 30))),
        ("ref:07LISBON1328", Number(role="ref", mrn=MRN(2007, "LISBON", 1328))),
        ('mrn:"08 LISBON 9"', Number(role="mrn", mrn=MRN(2008, "LISBON", 9))),
        ("subject:visa", Words(text="visa", field="subject")),
        ("-subject:visa", Not(part=Words(text="visa", field="subject"))),
        ("visa sort:-date", word("visa")),
        ("sort:date", And(parts=())),
        ("from:OR", Station(role="from", text="OR")),
    ],
)
def test_tree(query: str, root: Node) -> None:
    if query == "sort:date":
        assert parse_query(query).root in (root, And(parts=()))
    elif query == "visa sort:-date":
        assert parse_query(query).root == root or parse_query(query).root == And(parts=(root,))
    else:
        assert parse_query(query).root == root


@pytest.mark.parametrize(
    ("query", "sort"), [("a", "score"), ("a sort:date", "date"), ("sort:-date a", "-date")]
)
def test_sort(query: str, sort: str) -> None:
    assert parse_query(query).sort == sort


@pytest.mark.parametrize(
    "query",
    ["08LISBON9", "08 LISBON 0009", "2008LISBON00009", " lisbon 9 (2008) ", "08 Lisbon #9"],
)
def test_a_number_typed_alone(query: str) -> None:
    assert parse_query(query).typed_number == MRN(2008, "LISBON", 9)


@pytest.mark.parametrize("query", ["visa", "from:lisbon", "08LISBON9 visa", '"08LISBON9', "1 2 3"])
def test_no_number_typed(query: str) -> None:
    try:
        assert parse_query(query).typed_number is None
    except QueryError:
        assert query.startswith('"')


@pytest.mark.parametrize(
    ("query", "column", "reason"),
    [
        ('visa "open', 6, "not closed"),
        ("(visa", 1, "not closed"),
        ("visa)", 5, "closes nothing"),
        ("visa AND", 9, "missing after AND"),
        ("OR visa", 1, "expected here"),
        ("visa OR", 8, "ends where"),
        ("-(", 3, "ends where"),
        ("()", 2, "expected here"),
        ("NOT", 1, "missing"),
        ("fron:lisbon", 1, "no field 'fron'"),
        ("from: lisbon", 1, "right after the colon"),
        ("from:", 1, "right after the colon"),
        ('from:""', 6, "needs a value"),
        ("tags:,", 6, "needs a value"),
        ("visa date:2007-13", 11, "is not a date"),
        ("date:soon", 6, "is not a date"),
        ("date:..", 6, "at least one end"),
        ("date:2008..2007", 6, "ends before"),
        ("class:high", 7, "not a level"),
        ("class:s..c", 7, "ends below"),
        ("mrn:nothing", 5, "not a message reference number"),
        ("ov*", 1, "at least 3"),
        ("***", 1, "at least 3"),
        ("visa ...", 6, "neither a letter"),
        ('""', 1, "nothing stands"),
        ("sort:size", 6, "cannot sort"),
        ("sort:date sort:date", 11, "twice"),
        ("-sort:date", 1, "cannot be excluded"),
        ("tags:" + ",".join(["A"] * 65), 6, "more than 64"),
        (" ".join(["a"] * 257), 513, "more than 256"),
        ("(" * 21 + "a" + ")" * 21, 21, "nested deeper"),
        ("-" * 30 + "a", 21, "nested deeper"),
        ("a" * 4097, 4097, "more than 4,096"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_errors_point_at_the_place(query: str, column: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert reason in str(caught.value)
    assert caught.value.column == column
    assert len(caught.value.picture()) < 200


def test_bounds_are_inside() -> None:
    parse_query(" ".join(["a"] * 256))
    parse_query("(" * 20 + "a" + ")" * 20)
    parse_query("a" * 4096)


def refusal(query: str) -> QueryError | None:
    try:
        parse_query(query)
    except QueryError as error:
        return error
    return None


SYNTAX = st.sampled_from(
    ["(", ")", "-", '"', " ", "AND", "OR", "NOT", "from:", "date:2007..", "a", "*", "..", ":", "\0"]
)


@given(st.one_of(st.text(max_size=60), st.lists(SYNTAX, max_size=60).map(" ".join)))
def test_any_text_is_parsed_or_refused_with_a_place(query: str) -> None:
    error = refusal(query)
    if error is not None:
        start, end = error.span
        assert 0 <= start <= end <= len(query)
        assert str(error)
