"""Tables of cables: quoting of all kinds, columns by name and by order, broken quotes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.read import csv_records
from cablegram.read.rows import COLUMNS, row_view, rows_score, split_rows

ROW = (
    '"7","4/2/2008 14:24","08LISBON9","Embassy Lisbon","SECRET","08LISBON1|08PARIS2",'
    '"R 021424Z APR 08\nFM AMEMBASSY LISBON","1. The ""bridge"", it\nis open."\n'
)
NAMES = "Record URL,Draft Date,Document Number,From,Subject,TAGS,To,Message Text\n"


def values(text: str) -> list[tuple[str, ...]]:
    return [row.values for row in split_rows(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a,b\nc,d\n", [("a", "b"), ("c", "d")], id="plain"),
        pytest.param("a;b\r\nc;d", [("a", "b"), ("c", "d")], id="semicolon-crlf"),
        pytest.param("a\tb\n", [("a", "b")], id="tab"),
        pytest.param("a|b\n", [("a", "b")], id="bar"),
        pytest.param('a,"b, c"\n', [("a", "b, c")], id="quoted"),
        pytest.param('a,"b\nc"\nd,e\n', [("a", "b\nc"), ("d", "e")], id="line-in-a-cell"),
        pytest.param('a,"b ""c"" d"\n', [("a", 'b "c" d')], id="doubled"),
        pytest.param('a,"b \\"c\\" d"\n', [("a", 'b "c" d')], id="backslash"),
        pytest.param('a,"b \\"c\\", d \\"e\\" f"\n', [("a", 'b "c", d "e" f')], id="both-signs"),
        pytest.param('a,"",""\n', [("a", "", "")], id="empty-cells"),
        pytest.param('a,"b "c" d"\ne,f\n', [("a", 'b "c" d'), ("e", "f")], id="stray"),
        pytest.param('a,"b\nc,d\n', [("a", '"b'), ("c", "d")], id="never-closed"),
        pytest.param("a,b\n\n", [("a", "b"), ("",)], id="empty-line"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_cells(text: str, expected: list[tuple[str, ...]]) -> None:
    assert values(text) == expected


def test_columns_in_order() -> None:
    (row,) = split_rows(ROW)
    assert row.columns == COLUMNS
    assert row.value(7) == '1. The "bridge", it\nis open.'
    assert not row.is_names


def test_columns_by_name() -> None:
    names, row = split_rows(NAMES + "u,2 APR 2008,2008LISBON9,LISBON,A BRIDGE,PREL,STATE,OPEN\n")
    assert names.is_names
    assert row.columns == ("id", "date", "mrn", "origin", "subject", "tags", "to", "body")


def test_faults_are_told() -> None:
    assert [row.fault for row in split_rows('a,"b\nc,d\n')] == [csv_records.UNCLOSED, ""]
    assert [row.fault for row in split_rows('a,"b "c" d"\n')] == [csv_records.STRAY]


def test_a_quote_without_end_does_not_eat_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "MAX_RECORD_CHARS", 1000)
    text = 'a,"b\n' + "c,d\n" * 5000
    rows = list(split_rows(iter(text[i : i + 300] for i in range(0, len(text), 300))))
    assert len(rows) == 5001
    assert "".join(row.text for row in rows) == text


def test_a_record_that_is_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "MAX_RECORD_CHARS", 1000)
    rows = list(split_rows("x" * 2500))
    assert [len(row.text) for row in rows] == [1000, 1000, 500]
    assert rows[0].fault == csv_records.TOO_LONG


def test_the_view_of_a_row() -> None:
    view = row_view(ROW)
    body = '1. The "bridge", it\nis open.'
    assert view.text == f"R 021424Z APR 08\nFM AMEMBASSY LISBON\n\n{body}"
    assert view.attributes["references"] == "08LISBON1|08PARIS2"
    assert set(view.attributes) == set(COLUMNS) - {"header", "body"}
    start = view.text.index("bridge")
    span = view.span(start, start + 6)
    assert ROW[span.start : span.end] == "bridge"


def test_the_view_of_a_row_with_its_names() -> None:
    text = NAMES + 'u,2 APR 2008,2008LISBON9,LISBON,"A ""B""",PREL,STATE,"OPEN, ""YES"""\n'
    view = row_view(text)
    assert view.text == 'OPEN, "YES"'
    assert view.attributes["subject"] == 'A "B"'
    span = view.span(0, 4)
    assert text[span.start : span.end] == "OPEN"


def test_a_row_without_known_columns_gives_its_longest_cell() -> None:
    assert row_view("1,THE BRIDGE IS OPEN,x\n").text == "THE BRIDGE IS OPEN"


@pytest.mark.parametrize("text", ["", "\n\n", NAMES])
def test_no_row_at_all(text: str) -> None:
    assert row_view(text).text == ""


@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        (ROW, True),
        (NAMES, True),
        ("O 021424Z APR 08\nFM AMEMBASSY LISBON\n", False),
        ("We met, talked, and parted, as we do, in May, in June, in July, too.\n", False),
        ("a,b,c\n1,2,3\n", False),
        ("", False),
    ],
)
def test_score(text: str, is_table: bool) -> None:
    assert (rows_score(text) > 0.7) is is_table


DIRTY = st.text(alphabet='ab,;"\\\n\r\t| ', max_size=80)


@given(DIRTY, st.integers(1, 9), st.sampled_from([4 << 20, 20]))
def test_rows_joined_are_the_table(text: str, size: int, bound: int) -> None:
    """Rule 1 of the design: reading never drops a character; in pieces or at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "MAX_RECORD_CHARS", bound)
        rows = list(split_rows(text))
        assert "".join(row.text for row in rows) == text
        assert all(row.text for row in rows)
        pieces = split_rows(text[i : i + size] for i in range(0, len(text), size))
        assert "".join(row.text for row in pieces) == text


@given(DIRTY)
def test_spans_of_the_view_lie_in_the_source(text: str) -> None:
    view = row_view(text)
    rows_score(text)
    for place in range(len(view.text)):
        span = view.span(place, place + 1)
        assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize("unit", ['"', ",", '"a\n', '""', '\\"', "\n", '",', '"a" b\n', "|"])
def test_time_is_linear(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = time.process_time()
    assert sum(len(row.text) for row in split_rows(text)) == len(text)
    row_view(text)
    assert time.process_time() - started < 20
