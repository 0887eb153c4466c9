"""The labelled print of 2009 on, and the library's print of the 1990s (clause 7)."""

from __future__ import annotations

import pytest

import cablegram
from tests.read.deviations.rows import Row, name

PRINT = """\
                         UNCLASSIFIED
                             SBU
MRN:                     12 LISBON 117
Date/DTG:                Apr 02, 2012 / 021424Z APR 12
From:                    AMEMBASSY LISBON
Action:                  WASHDC, SECSTATE ROUTINE
E.O.:                    13526
TAGS:                    PREL, PGOV, PO
Captions:                SENSITIVE, SIPDIS
Reference:               A) 12 STATE 11111
                         B) 11 MADRID 900
Pass Line:               STATE FOR EUR/WE
                         NSC FOR SAPT
Subject:                 The Dues
1. (SBU) The dues rose.

2. (U) The ships left.

Signature:               Tarlenheim

Drafted By:              LISBON:Sapt, J
Info:                    BALKAN COLLECTIVE ROUTINE
Action Post:
Dissemination Rule:      Released Copy
                         UNCLASSIFIED
"""
ROWS = [
    Row("7 slash by OCR", "Date!DTG:                Apr 02, 2012 / 021424Z APR 12", "dtg 2012-04-02 14:24"),
    Row("7 slash by OCR", "DatelDTG:                Apr 02, 2012 / 021424Z APR 12", "dtg 2012-04-02 14:24"),
    Row("7 midnight", "Date/DTG:                Apr 02, 2012 / 020000Z APR 12", "date 2012-04-02"),
    Row("7 addressees", "Action:                  WASHDC, SECSTATE ROUTINE; HENTZAU, AMCONSUL IMMEDIATE", "WASHDC, SECSTATE routine; HENTZAU, AMCONSUL immediate"),
    Row("7 addressees", "Action:                  SECDEF WASHINGTON DC ROUTINE", "SECDEF WASHINGTON DC routine"),
    Row("7 persons", "Action:                  Helsing, Greta ROUTINE", "Helsing, Greta routine"),
    Row("7 no blank", "Action:                  PRISTINA, USOFFICEROUTINE", "PRISTINA, USOFFICE routine"),
    Row("7 title case", "Action:                  WASHDC, SECSTATE Routine", "WASHDC, SECSTATE routine"),
    Row("7 older", "Action:                  RUEHC/SECSTATE WASHDC ROUTINE", "SECSTATE WASHDC routine"),
    Row("7 only the number", "E.O.:                    13526", "13526 None"),
    Row("7 empty label", "Captions:", "captions None"),
    Row("7 no year", "Reference:               A) STATE 11111", "12STATE11111"),
    Row("7 rule", "Dissemination Rule:      POLINFO", "POLINFO"),
    Row("7 rule", "Dissemination Rule:      Archive Copy", "Archive Copy"),
    Row("7 signature", "Signature:               Tarlenheim", "Tarlenheim"),
]  # fmt: skip


def lines_with(line: str) -> str:
    """Return the print with a label's line replaced."""
    label = line[:4] if line.startswith("Date") else line.partition(":")[0] + ":"
    return "\n".join(line if row.startswith(label) else row for row in PRINT.split("\n"))


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    label = row.written.partition(":")[0]
    text = lines_with(row.written)
    if label == "Reference":
        text = text.replace("                         B) 11 MADRID 900\n", "")
    cable = cablegram.parse(text)
    assert cable.form == "smart"
    assert str(cable.mrn) == "12LISBON117"
    assert [each.number for each in cable.paragraphs] == [1, 2]
    order = cable.executive_order
    entries = [
        f"{each.name} {each.precedence.value if each.precedence else None}"
        for each in cable.action or ()
    ]
    when = f"dtg {cable.dtg:%Y-%m-%d %H:%M}" if cable.dtg else f"date {cable.date}"
    found = {
        "Action": "; ".join(entries),
        "E.O.": f"{order.number if order else None} {cable.declassify_on}",
        "Captions": f"captions {cable.captions}",
        "Reference": " ".join(str(each.mrn) for each in cable.references or ()),
        "Signature": cable.signature,
    }
    if label.startswith("Date"):
        assert when == row.read
    elif label == "Dissemination Rule":
        assert cable.attributes[label].text == row.read
    else:
        assert found[label] == row.read


CARRIED = [
    Row("7 by mail", "From: SMART Core\nSent: Monday, April 2, 2012 11:02 AM\nTo: Helsing, Greta\nSubject: The Dues\n\n", "above"),
    Row("7 page of the release", "UNCLASSIFIED U.S. Department of State Case No. F-2014-00001 Doc No. C05700001 Date: 01/02/2015\n", "inside"),
    Row("7 page of the release", "RELEASE IN FULL\n", "inside"),
    Row("7 page of the release", "RELEASE IN PART\nB6\n", "inside"),
    Row("7 old heading below", "UNCLAS LISBON 000117\n\nSENSITIVE\nSIPDIS\n\nE.O. 13526: N/A\nTAGS: PREL, PGOV, PO\nSUBJECT: The Dues\n\n", "below"),
]  # fmt: skip


@pytest.mark.parametrize("row", CARRIED, ids=name)
def test_carried(row: Row) -> None:
    places = {"above": "  UNCLASSIFIED", "inside": "Captions:", "below": "1. (SBU)"}
    mark = places[row.read]
    text = row.written + PRINT if row.read == "above" else PRINT.replace(mark, row.written + mark)
    cable = cablegram.parse(text)
    assert (cable.form, str(cable.mrn), cable.subject) == ("smart", "12LISBON117", "The Dues")
    assert cable.captions == ("SENSITIVE", "SIPDIS")
    assert [str(tag) for tag in cable.tags or ()] == ["PREL", "PGOV", "PO"]
    assert [str(each.mrn) for each in cable.references or ()] == ["12STATE11111", "11MADRID900"]
    assert [each.text for each in cable.paragraphs] == ["The dues rose.", "The ships left."]


FIRST_LABELS = """\
MRN:
Date/DTG:
From:
Action:
E.O.:
TAGS:
Subject:
12 LISBON 117
Apr 02, 2012 / 021424Z APR 12
AMEMBASSY LISBON
WASHDC, SECSTATE ROUTINE
13526
PREL, PGOV, PO
The Dues
1. (SBU) The dues rose.

2. (U) The ships left.
"""
LISTS = [Row("7 labels before values", FIRST_LABELS, "12LISBON117 AMEMBASSY LISBON The Dues CG009")]


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.clause)
def test_labels_before_values(row: Row) -> None:
    cable = cablegram.parse(row.written)
    origin = cable.origin.name if cable.origin else None
    codes = " ".join(each.code for each in cable.diagnostics if each.code == "CG009")
    assert f"{cable.mrn} {origin} {cable.subject} {codes}" == row.read


LIBRARY = """\
PREC: ROUTINE
CLASS: UNCLASSIFIED
LINE1: RAAUZYUW RUEHLIA0117 0931425-UUUU--RHEHAAA.
LINE2: ZNR UUUUU ZZH
LINE3: R 021424Z APR 97
LINE4: FM AMEMBASSY LISBON
OSRI: RUEHLI
DTG: 021424Z APR 97
ORIG: AMEMBASSY LISBON
TO: SECSTATE WASHDC
SUBJ: HARBOR DUES
TEXT:
UNCLAS SECTION 01 OF 02 LISBON 000117

E.O. 12958: N/A
TAGS: PREL, PO
SUBJECT: HARBOR DUES

1. THE DUES ROSE.
{part}
2. THE SHIPS LEFT.
SECT: SECTION: 01 OF 02
SSN: 0117
TOR: 970402103000 M0117
"""
PRINTS = [
    Row("7 library's print", "", "97LISBON117 RUEHLI 0117"),
    Row(
        "7 parted by marks",
        "<^SECT>SECTION: 02 OF 02 <^SSN> 0118 <^TOR> 970402103100",
        "97LISBON117 RUEHLI 0117",
    ),
]


@pytest.mark.parametrize("row", PRINTS, ids=name)
def test_library_print(row: Row) -> None:
    cable = cablegram.parse(LIBRARY.format(part=row.written))
    found = cable.transmission
    assert f"{cable.mrn} {found.station} {found.serial}" == row.read
    assert [each.text for each in cable.paragraphs] == ["THE DUES ROSE.", "THE SHIPS LEFT."]
    assert (cable.subject, cable.precedence) == ("HARBOR DUES", "routine")
