"""Diagnostics that compare the parts of a message: each is given, and not for a sound message."""

from __future__ import annotations

import pytest

import cablegram
from tests.read.deviations.rows import message

FULL = "VZCZCLIA0042\nPP RUEHC\nDE RUEHLI #0117 0931425\nZNY CCCCC ZZH"
COPIES = "ACTION EUR-12\nINFO  OCT-01  ISO-00  SS-15  /028 W"
RECORD = """\
Message Text

R 021400Z APR 76
FM AMEMBASSY LISBON
TO SECSTATE WASHDC 1311
C O N F I D E N T I A L LISBON 0117
E.O. 11652: GDS
TAGS: PFOR, PO
SUBJECT: HARBOR DUES
1. THE DUES ROSE.
2. THE SHIPS LEFT. SAPT

Message Attributes

Document Number: 1976LISBON00117
Draft Date: 02 APR 1976
Original Classification: CONFIDENTIAL
TAGS: PFOR, PO
Type: TE
"""
FIRST_SECTION = message(line="CONFIDENTIAL SECTION 01 OF 02 LISBON 000117")
STAMP = "Declassified/Released US Department of State EO Systematic Review"

# Code, a message that has nothing of the sort, and what gives it.
CASES: list[tuple[str, str | bytes, str | bytes]] = [
    ("CG003", message().encode(), message(subject="SUBJECT: CAF\xc9 DUES").encode("latin-1")),
    ("CG008", message(), message(text="1. (C) THE\0 DUES ROSE.")),
    ("CG008", message(above="\f"), message(text="1. (C) THE\x1a DUES ROSE.")),
    (
        "CG103",
        FIRST_SECTION + "CONFIDENTIAL SECTION 02 OF 02 LISBON 000117\n\n3. (C) MORE.\n",
        FIRST_SECTION + "SECRET SECTION 02 OF 02 LISBON 000117\n\n3. (C) MORE.\n",
    ),
    ("CG109", message(text="1. (S//NF) THE DUES."), message(text="1. (S//ZINNIA) THE DUES.")),
    ("CG205", message(above=FULL), message(above=FULL.replace("ZNY CCCCC", "ZNY SSSSS"))),
    ("CG205", message(above=FULL), message(above=FULL.replace("ZNY CCCCC", "ZNR UUUUU"))),
    ("CG309", message(fm="", line="UNCLAS LISBON 12"), message(fm="", line="UNCLAS PORTO 12")),
    ("CG404", message(), message(subject="")),
    ("CG404", message(tags="", order="", subject=""), message(subject="")),
    ("CG406", message(tags="TAGS: PREL, RS"), message(tags="TAGS: PREL, RU")),
    (
        "CG602",
        message(text="THE DUES ROSE."),
        message(text="THE DUES ROSE.\n\nTHE SHIPS LEFT AGAIN IN MAY."),
    ),
    (
        "CG704",
        FIRST_SECTION + "CONFIDENTIAL SECTION 02 OF 02 LISBON 000117\n\n3. (C) MORE.\n",
        message(above=FULL) + message(above=FULL).replace("000117", "000118"),
    ),
    ("CG705", message(), message(fl5="P 021424Z APR 08\nTHE QUICK HARBOR MASTER WRITES SO")),
    ("CG706", message(above=COPIES), message(above=COPIES.replace("/028", "/027"))),
    ("CG707", message(above=FULL), message(above=FULL.replace("PP RUEHC", "OO RUEHC"))),
    ("CG708", message(above=FULL), message(above=FULL.replace("0931425", "0991425"))),
    ("CG708", message(above=FULL), message(above=FULL.replace("0931425", "3991425"))),
    ("CG901", RECORD, RECORD.replace("TAGS: PFOR, PO\nType", "TAGS: PFOR, SP\nType")),
    ("CG901", RECORD, RECORD.replace("cation: CONFIDENTIAL", "cation: SECRET")),
    ("CG901", RECORD, RECORD.replace("Draft Date: 02", "Draft Date: 22")),
    ("CG904", message(end=f"{STAMP} 30 JUN 2005"), message(end=STAMP)),
]


@pytest.mark.parametrize(
    ("code", "sound", "odd"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_given_where_it_holds_and_only_there(
    code: str, sound: str | bytes, odd: str | bytes
) -> None:
    assert code not in [each.code for each in cablegram.parse(sound).diagnostics]
    cable = cablegram.parse(odd)
    (found, *_) = [each for each in cable.diagnostics if each.code == code]
    assert 0 <= found.span.start <= found.span.end <= len(cable.source_text)
    assert found.message


@pytest.mark.parametrize(
    ("filed", "day"),
    [
        ("0011425", "P 312359Z DEC 07"),  # filed after midnight of the year's end
        ("3651425", "P 010000Z JAN 08"),
        ("3661425", "P 311424Z DEC 08"),  # a leap year's last day
        ("0951425", "P 021424Z APR 08"),
    ],
)
def test_a_filing_time_that_may_be(filed: str, day: str) -> None:
    cable = cablegram.parse(message(above=FULL.replace("0931425", filed), fl5=day))
    assert "CG708" not in [each.code for each in cable.diagnostics]


def test_line_2_of_a_copy_for_information_is_no_mismatch() -> None:
    """A copy that serves only information addressees may have their precedence (para 152d)."""
    cable = cablegram.parse(
        message(above=FULL.replace("PP RUEHC", "RR RUEHC"), fl5="P R 021424Z APR 08")
    )
    assert "CG707" not in [each.code for each in cable.diagnostics]


def test_lines_of_the_heading_are_told_of_up_to_a_bound() -> None:
    lines = "\n".join(f"THE HARBOR MASTER WRITES LINE {chr(65 + n)} HERE" for n in range(20))
    cable = cablegram.parse(message(fl5=f"P 021424Z APR 08\n{lines}"))
    assert [each.code for each in cable.diagnostics].count("CG705") == 8
