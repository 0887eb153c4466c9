"""The labelled layout of 2009 on (reference section 7)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.read.passage import Passage
from cablegram.read.smart import place_of_address, read_labelled_addresses, split_date_dtg

PRINT = """\
                         UNCLASSIFIED
                             SBU
MRN:                     12 LISBON 117
Date/DTG:                Apr 02, 2012 / 021424Z APR 12
From:                    AMEMBASSY LISBON
Action:                  WASHDC, SECSTATE ROUTINE; MADRID, AMEMBASSY IMMEDIATE
E.O.:                    13526
TAGS:                    PREL, PGOV, PO
Captions:                SENSITIVE, SIPDIS
Reference:               A) 12 STATE 11111
                         B) 11 MADRID 900
                         C) LISBON 17
Pass Line:               NSC FOR SAPT
Subject:                 The Dues of the Harbor
                         Rise
1. (SBU) The dues rose.

2. (U) The ships left.

Signature:               Tarlenheim

Drafted By:              LISBON:Sapt, J
Cleared By:              POL:Helsing, Greta
Approved By:             EXEC:Tarlenheim, Fritz
Released By:             LISBON:Sapt, J
Info:                    BALKAN COLLECTIVE ROUTINE; Helsing, Greta ROUTINE
XMT:                     AMEMBASSY OSLO
Attachments:             Metadata.dat

Action Post:
Dissemination Rule:      Released Copy
                         UNCLASSIFIED
"""


def names(entries: tuple[object, ...] | None) -> list[str]:
    return [getattr(each, "name", "") for each in entries or ()]


def check(cable: cablegram.Cable) -> None:
    assert cable.form == "smart"
    assert str(cable.mrn) == "12LISBON117"
    assert cable.dtg is not None
    assert cable.dtg.isoformat() == "2012-04-02T14:24:00+00:00"
    assert names(cable.action) == ["WASHDC, SECSTATE", "MADRID, AMEMBASSY"]
    assert [str(tag) for tag in cable.tags or ()] == ["PREL", "PGOV", "PO"]
    assert cable.captions == ("SENSITIVE", "SIPDIS")
    assert [str(each.mrn) for each in cable.references or ()] == [
        "12STATE11111",
        "11MADRID900",
        "12LISBON17",
    ]
    assert cable.subject == "The Dues of the Harbor Rise"
    assert [(each.number, each.text) for each in cable.paragraphs] == [
        (1, "The dues rose."),
        (2, "The ships left."),
    ]
    assert cable.signature == "Tarlenheim"


def test_the_print() -> None:
    cable = cablegram.parse(PRINT)
    check(cable)
    assert cable.marking is not None
    assert str(cable.marking) == "UNCLASSIFIED//SBU"
    assert names(cable.info)[0] == "BALKAN COLLECTIVE"
    assert cable.coverage == 1.0


@pytest.mark.parametrize("slash", ["!", "l", "I", "|"])
def test_the_slash_of_date_dtg_as_scanners_read_it(slash: str) -> None:
    check(cablegram.parse(PRINT.replace("Date/DTG", f"Date{slash}DTG")))


@pytest.mark.parametrize(
    "label",
    [
        "Captions",
        "Reference",
        "Pass Line",
        "Info",
        "XMT",
        "Attachments",
        "Drafted By",
        "Action Post",
        "E.O.",
    ],
)
def test_labels_that_can_be_absent(label: str) -> None:
    lines = PRINT.split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{label}:"))
    end = start + 1
    while lines[end].startswith("   ") and lines[end].strip() != "UNCLASSIFIED":
        end += 1
    cable = cablegram.parse("\n".join(lines[:start] + lines[end:]))
    assert str(cable.mrn) == "12LISBON117"
    assert cable.subject == "The Dues of the Harbor Rise"
    assert [each.number for each in cable.paragraphs] == [1, 2]


@pytest.mark.parametrize("label", ["Captions", "Reference", "Pass Line", "E.O.", "TAGS"])
def test_empty_labels(label: str) -> None:
    lines = [f"{label}:" if line.startswith(f"{label}:") else line for line in PRINT.split("\n")]
    lines = [
        line
        for line in lines
        if label != "Reference" or not line.strip().startswith(("B) ", "C) "))
    ]
    cable = cablegram.parse("\n".join(lines))
    assert cable.subject == "The Dues of the Harbor Rise"
    assert [each.number for each in cable.paragraphs] == [1, 2]


def test_the_old_heading_below_the_labels_is_no_second_cable() -> None:
    """State-origin texts still hold the class line, captions, E.O., TAGS and SUBJECT."""
    old = """\
UNCLAS LISBON 000117

SENSITIVE
SIPDIS

E.O. 13526: N/A
TAGS: PREL, PGOV, PO
SUBJECT: The Dues of the Harbor Rise

"""
    check(cablegram.parse(PRINT.replace("1. (SBU)", old + "1. (SBU)")))


def test_inside_a_mail() -> None:
    check(
        cablegram.parse(
            """\
From: SMART Core
Sent: Monday, April 2, 2012 11:02 AM
To: Helsing, Greta
Subject: The Dues

"""
            + PRINT
        )
    )


def test_page_banners_inside() -> None:
    banner = """\

UNCLASSIFIED U.S. Department of State Case No. F-2014-00001 Doc No. C05700001 Date: 01/02/2015
\f"""
    cable = cablegram.parse(
        PRINT.replace("2. (U)", banner + "2. (U)").replace(
            "Captions:",
            banner.strip("""\

\f""")
            + "\nCaptions:",
        )
    )
    check(cable)
    assert [each.kind for each in cable.release] == ["foia_case"]


ADDRESSEES: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("WASHDC, SECSTATE ROUTINE", [("WASHDC, SECSTATE", "routine")]),
    ("WASHDC, SECSTATE Routine", [("WASHDC, SECSTATE", "routine")]),  # title case in 2023
    ("LISBON, USOFFICEROUTINE", [("LISBON, USOFFICE", "routine")]),  # no space
    (
        "SECDEF WASHINGTON DC NIACT IMMEDIATE; Helsing, Greta ROUTINE",
        [("SECDEF WASHINGTON DC", "niact_immediate"), ("Helsing, Greta", "routine")],
    ),
    ("RUEHC/SECSTATE WASHDC ROUTINE", [("SECSTATE WASHDC", "routine")]),
    ("WASHDC, SECSTATE", [("WASHDC, SECSTATE", None)]),
    ("", []),
    (" ; ;", []),
]


@pytest.mark.parametrize(("text", "wanted"), ADDRESSEES, ids=[case[0] for case in ADDRESSEES])
def test_labelled_addressees(text: str, wanted: list[tuple[str, str | None]]) -> None:
    found = read_labelled_addresses(Passage.whole(text))
    assert [
        (each.name, each.precedence.value if each.precedence else None) for each in found
    ] == wanted


def test_a_comma_behind_a_precedence_parts_entries_as_scanners_read_them() -> None:
    found = read_labelled_addresses(
        Passage.whole("Sapt, Anton IMMEDIATE, Helsing, Greta ROUTINE; IMMEDIATE COLLECTIVE ROUTINE")
    )
    assert [(each.name, str(each.precedence)) for each in found] == [
        ("Sapt, Anton", "immediate"),
        ("Helsing, Greta", "routine"),
        ("IMMEDIATE COLLECTIVE", "routine"),
    ]


def test_the_stroke_before_the_group_read_as_a_digit() -> None:
    cable = cablegram.parse(PRINT.replace(" / 021424Z", " 1021424Z"))
    assert cable.dtg is not None
    assert cable.dtg.strftime("%d%H%MZ") == "021424Z"
    assert "CG303" in {each.code for each in cable.diagnostics}


def test_date_and_group_in_one_label() -> None:
    stated, group = split_date_dtg(Passage.whole("Apr 02, 2012 / 021424Z APR 12"))
    assert (stated, group.text) == ("Apr 02, 2012", "021424Z APR 12")
    assert split_date_dtg(Passage.whole("021424Z APR 12"))[0] is None


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("WASHDC, SECSTATE", "SECSTATE WASHDC"),
        ("SECDEF WASHINGTON DC", "SECDEF WASHINGTON DC"),
        ("Helsing, Greta", "Helsing, Greta"),
    ],
)
def test_addresses_turned_round(written: str, wanted: str) -> None:
    assert place_of_address(written) == wanted


def test_the_highest_precedence_of_an_addressee_is_that_of_the_message() -> None:
    assert cablegram.parse(PRINT).precedence == "immediate"
    informed = PRINT.replace("SECSTATE ROUTINE; MADRID, AMEMBASSY IMMEDIATE", "SECSTATE")
    assert cablegram.parse(informed).precedence == "routine"
