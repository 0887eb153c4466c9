"""Release stamps, which stand anywhere and are never part of the text (reference section 3.7)."""

from __future__ import annotations

from datetime import date

import pytest

import cablegram
from cablegram.model import Level

BODY = """\
CONFIDENTIAL
PAGE 01        LISBON  00117  021424Z
R 021424Z APR 76
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
C O N F I D E N T I A L LISBON 0117
E.O. 11652: GDS
TAGS: PREL, PO
SUBJECT: HARBOR DUES
1. THE DUES ROSE,
{stamp}
AND THE SHIPS LEFT.
2. THEY CAME BACK.
SAPT
"""
REVIEW = "Declassified/Released US Department of State EO Systematic Review"
STAMPS: list[tuple[str, str, date | None, str | None]] = [
    (f"{REVIEW} 30 JUN 2005", "systematic_review", date(2005, 6, 30), None),
    (
        f"Margaret P. Grafeld {REVIEW} 04 MAY 2006",
        "systematic_review",
        date(2006, 5, 4),
        "Margaret P. Grafeld",
    ),
    (
        f"Sheryl P. Walter {REVIEW} 20 Mar 2014",
        "systematic_review",
        date(2014, 3, 20),
        "Sheryl P. Walter",
    ),
    (
        "Declassified/Released\nUS Department of State\nEO Systematic Review\n30 JUN 2005",
        "systematic_review",
        date(2005, 6, 30),
        None,
    ),
    ("RELEASE IN FULL", "released_in_full", None, None),
    ("RELEASED IN FULL", "released_in_full", None, None),
    ("RELEASE IN PART", "released_in_part", None, None),
    ("DENY IN FULL", "denied", None, None),
    (
        "U.S. Department of State Case No. F-2014-12345 Doc No. C05771234 Date: 01/02/2015",
        "foia_case",
        date(2015, 1, 2),
        None,
    ),
]


@pytest.mark.parametrize(
    ("stamp", "kind", "when", "who"), STAMPS, ids=[case[0][:50] for case in STAMPS]
)
def test_a_stamp_in_the_text(stamp: str, kind: str, when: date | None, who: str | None) -> None:
    cable = cablegram.parse(BODY.format(stamp=stamp))
    (event,) = cable.release
    assert (event.kind, event.date) == (kind, when)
    assert who is None or event.authority == who
    assert " ".join(cable.paragraphs[0].text.split()) == "THE DUES ROSE, AND THE SHIPS LEFT."
    assert [each.number for each in cable.paragraphs] == [1, 2]
    assert event.span is not None
    assert stamp.split("\n", maxsplit=1)[0] in cable.source_text[event.span.start : event.span.end]


def test_a_stamp_never_changes_the_marks() -> None:
    cable = cablegram.parse(
        BODY.format(stamp="UNCLASSIFIED U.S. Department of State Case No. F-2014-12345")
    )
    assert cable.marking is not None
    assert cable.marking.level is Level.CONFIDENTIAL


def test_case_and_document_numbers() -> None:
    (event,) = cablegram.parse(BODY.format(stamp=STAMPS[8][0])).release
    assert (event.case_number, event.document_number) == ("F-2014-12345", "C05771234")


@pytest.mark.parametrize("code", ["B6", "1.4(B)", "B1, 1.4(D)"])
def test_codes_of_exemption_beside_a_release_stamp(code: str) -> None:
    cable = cablegram.parse("RELEASE IN PART\n" + code + "\n" + BODY.format(stamp=code))
    assert {event.kind for event in cable.release} == {"released_in_part", "exemption"}
    assert code not in cable.paragraphs[0].text


def test_repeats_at_page_breaks_are_one_event() -> None:
    stamp = f"{REVIEW} 30 JUN 2005"
    cable = cablegram.parse(stamp + "\n" + BODY.format(stamp=stamp) + stamp + "\n")
    assert len(cable.release) == 1


def test_no_stamp_is_empty() -> None:
    assert cablegram.parse(BODY.format(stamp="")).release == ()
