"""Copies side by side, a cable on paper, the neighbours of a number: as they are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cablegram.archive.sameness import Differences, FieldDifference, TextDifference
from cablegram.model import Addressee, ExecutiveOrder, Precedence
from cablegram.web.copies_view import MATCHED_AT_MOST, SHOWN, beside, said
from cablegram.web.paper import paper_heading
from cablegram.web.series import FAR_APART_DAYS, _between
from tests.made_up import cable


def field(name: str, first: object, other: object) -> FieldDifference:
    return FieldDifference(field=name, first=first, other=other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ([], ""),
        ("HARBOR", "HARBOR"),
        ([{"name": "AMEMBASSY LISBON", "mcn": None}, {"name": "NSC"}], "AMEMBASSY LISBON; NSC"),
        ([{"code": "PREL", "name": "External Political Relations"}], "PREL"),
        ({"serial": "117", "sections": [1, 2], "pilots": []}, "serial: 117, sections: 1; 2"),
        (12, "12"),
    ],
)
def test_values_are_said_as_a_person_reads_them(value: object, expected: str) -> None:
    assert said(value) == expected


def test_words_that_one_copy_alone_has_are_marked() -> None:
    found = Differences(
        fields=(
            field("subject", "HARBOR DUES", "HARBOUR DUES"),
            field("precedence", "priority", None),
            field("signature", "", "MARLOWE"),
        ),
        text=(TextDifference(paragraph=2, first="the high dues", other="the dues"),),
    )
    made = beside(found)
    assert [pair.where for pair in made.pairs] == ["Subject", "Paragraph 2"]
    marked = [[(run.text, run.is_other) for run in pair.first] for pair in made.pairs]
    assert marked == [
        [("HARBOR", True), ("DUES", False)],
        [("the", False), ("high", True), ("dues", False)],
    ]
    assert made.only_first == (("Precedence", "priority"),)
    assert made.only_other == (("Signature", "MARLOWE"),)


def test_the_work_is_bounded() -> None:
    words = " ".join(map(str, range(round(MATCHED_AT_MOST**0.5) + 1)))
    long = TextDifference(paragraph=None, first=words, other=f"{words} more")
    made = beside(Differences(fields=(), text=(long,) * (SHOWN + 5)))
    assert made.left_out == 5
    assert [(run.is_other, run.text == words) for run in made.pairs[0].first] == [(True, True)]


def test_the_heading_on_paper() -> None:
    found = replace(
        cable("07LISBON4", refs=("07LISBON1", "LETTER FROM THE GUILD"), captions=("SIPDIS",)),
        precedence=Precedence.PRIORITY,
        dtg=datetime(2007, 3, 1, 12, 5, tzinfo=UTC),
        info=(Addressee(name="NSC WASHDC"), Addressee(name="CIA WASHDC")),
        executive_order=ExecutiveOrder(number="12958", text="N/A"),
    )
    assert list(paper_heading(found)) == [
        "P 011205Z MAR 07", "FM AMEMBASSY LISBON", "TO SECSTATE WASHDC", "INFO NSC WASHDC",
        "CIA WASHDC", "", "07LISBON4", "SIPDIS", "E.O. 12958: N/A", "TAGS: PREL",
        "SUBJECT: HARBOR DUES", "REF: A. 07LISBON1", "     B. LETTER FROM THE GUILD",
    ]  # fmt: skip


def test_no_day_is_told_where_the_neighbours_are_far_apart() -> None:
    known = {1: date(2007, 1, 1), 5: date(2007, 1, 9), 9: date(2007, 12, 1)}
    assert _between(3, known) == (date(2007, 1, 5), None, None)
    assert (known[9] - known[5]).days > FAR_APART_DAYS
    assert _between(7, known) == (None, known[5], known[9])
    assert _between(11, known) == (None, None, None)
