"""Date-time groups (format line 5), clean and garbled (reference section 1.6)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cablegram.read.context import Context
from cablegram.read.dtg import nearest_year, read_dtg
from cablegram.read.passage import Passage


def read(
    text: str, near: date | None = None
) -> tuple[datetime | None, tuple[str, ...], tuple[str, ...], list[str]]:
    context = Context(date=near)
    group = read_dtg(Passage.whole(text), context)
    assert group is not None
    codes = [each.code for each in context.diagnostics]
    return group.dtg, tuple(each.value for each in group.precedences), group.signals, codes


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CLEAN = [
    ("R 021424Z APR 08", "2008-04-02T14:24", ("routine",), ()),
    ("O P 021424Z APR 08", "2008-04-02T14:24", ("immediate", "priority"), ()),
    (
        "Z O P R 021424Z APR 08",
        "2008-04-02T14:24",
        ("flash", "immediate", "priority", "routine"),
        (),
    ),
    ("021424Z APR 08", "2008-04-02T14:24", (), ()),
    ("R 021424Z APR 2008", "2008-04-02T14:24", ("routine",), ()),
    ("R 021424Z APR 49", "2049-04-02T14:24", ("routine",), ()),
    ("R 021424Z APR 50", "1950-04-02T14:24", ("routine",), ()),
    ("P 021424A APR 08", "2008-04-02T13:24", ("priority",), ()),
    ("P 021424R APR 08", "2008-04-02T19:24", ("priority",), ()),
    ("P 012330M JAN 08", "2008-01-01T11:30", ("priority",), ()),
    ("P 312330Y DEC 07", "2008-01-01T11:30", ("priority",), ()),
    ("R 290000Z FEB 08", "2008-02-29T00:00", ("routine",), ()),
    ("O 031930Z JUN 75 ZFF4", "1975-06-03T19:30", ("immediate",), ("ZFF4",)),
    ("R 142147Z NOV 05 PSN 980867K38", "2005-11-14T21:47", ("routine",), ("PSN 980867K38",)),
    ("R 021424Z APR 08 ZEX ZDS", "2008-04-02T14:24", ("routine",), ("ZEX", "ZDS")),
    ("R 021424Z APR 08 ZYB NAVADMIN", "2008-04-02T14:24", ("routine",), ("ZYB NAVADMIN",)),
    (
        "R 021424Z APR 08 MID 200001234567U",
        "2008-04-02T14:24",
        ("routine",),
        ("MID 200001234567U",),
    ),
]


@pytest.mark.parametrize(
    ("text", "when", "precedences", "signals"), CLEAN, ids=[c[0] for c in CLEAN]
)
def test_clean(
    text: str, when: str, precedences: tuple[str, ...], signals: tuple[str, ...]
) -> None:
    assert read(text) == (at(when), precedences, signals, [])


DIRTY = [
    ("P 251346 Z JUN 7 3", "1973-06-25T13:46", ("priority",)),
    ("R 2 5 1 3 4 6 Z JUN 73", "1973-06-25T13:46", ("routine",)),
    ("R 251346Z JUN73", "1973-06-25T13:46", ("routine",)),
    ("R 251346 JUN 73", "1973-06-25T13:46", ("routine",)),  # no Z
    ("R 251346Z JUNE 73", "1973-06-25T13:46", ("routine",)),  # full name of the month
    ("R 251346Z JUN. 73", "1973-06-25T13:46", ("routine",)),
    ("R O51346Z JUN 73", "1973-06-05T13:46", ("routine",)),  # letter O for zero
    ("R 25I346Z JUN 73", "1973-06-25T13:46", ("routine",)),  # letter I for one
    ("R 25134\u00d8Z JUN 73", "1973-06-25T13:40", ("routine",)),  # struck zero
    ("R251346Z JUN 73", "1973-06-25T13:46", ("routine",)),
    ("0 251346Z JUN 73", "1973-06-25T13:46", ("immediate",)),  # zero for the prosign O
    ("O  P  251346Z  JUN  73", "1973-06-25T13:46", ("immediate", "priority")),
    ("r 251346z jun 73", "1973-06-25T13:46", ("routine",)),
    ("R 2513467 JUN 73", "1973-06-25T13:46", ("routine",)),  # 7 for Z, as scanners read it
]


@pytest.mark.parametrize(("text", "when", "precedences"), DIRTY, ids=[c[0] for c in DIRTY])
def test_dirty_is_read_and_said(text: str, when: str, precedences: tuple[str, ...]) -> None:
    """The line that archives of 1973-76 break most; each repair leaves a diagnostic."""
    assert read(text) == (at(when), precedences, (), ["CG303"])


def test_a_month_in_small_letters_is_no_repair_and_words_of_a_repair_are_not_shouted() -> None:
    assert read("R 251346Z Jun 73") == (at("1973-06-25T13:46"), ("routine",), (), [])
    context = Context()
    read_dtg(Passage.whole("R 251346 Z JUN 73"), context)
    said = [diagnostic.message for diagnostic in context.diagnostics]
    assert said == ["'R 251346 Z JUN 73' was read as 251346Z JUN 73"]


IMPOSSIBLE = [
    "R 321424Z APR 08",
    "R 002424Z APR 08",
    "R 022424Z APR 08",
    "R 021460Z APR 08",
    "R 300000Z FEB 08",
    "R 290000Z FEB 07",
    "R 021424Z XYZ 08",
    "R 021424Z APR 0000",
]


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_no_possible_time(text: str) -> None:
    when, _, _, codes = read(text)
    assert when is None
    assert codes == ["CG304"]


@pytest.mark.parametrize(
    "text", ["", "NO TIME AT ALL", "R APR 08", "0214Z APR 08", "R 02142424Z APR 08"]
)
def test_no_group(text: str) -> None:
    """Runs of seven digits and more stay unread (reference section 1.6)."""
    assert read_dtg(Passage.whole(text), Context()) is None


@pytest.mark.parametrize(
    ("two_digits", "near", "wanted"),
    [
        (8, None, 2008),
        (75, None, 1975),
        (49, None, 2049),
        (50, None, 1950),
        (8, date(1911, 1, 1), 1908),
        (53, date(1954, 3, 1), 1953),
        (99, date(2000, 1, 5), 1999),
        (0, date(1999, 12, 31), 2000),
        (39, date(1990, 1, 1), 2039),
        (41, date(1990, 1, 1), 1941),
    ],
)
def test_two_digits_are_the_nearest_year(two_digits: int, near: date | None, wanted: int) -> None:
    assert nearest_year(two_digits, near) == wanted


def test_the_text_is_kept_as_written_and_the_place_is_told() -> None:
    context = Context()
    group = read_dtg(Passage.whole("P 251346 Z JUN 7 3 ZFF4", start=40), context)
    assert group is not None
    assert group.text == "P 251346 Z JUN 7 3"
    assert context.diagnostics[0].span.start == 40
    assert context.diagnostics[0].span.end == 58
