"""Release stamps, in the text and round it (clause 3.7)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

REVIEW = "Declassified/Released US Department of State EO Systematic Review"
ROWS = [
    Row("3.7", f"{REVIEW} 30 JUN 2005", "systematic_review 2005-06-30"),
    Row("3.7", f"Margaret P. Grafeld {REVIEW} 05 JUL 2006", "systematic_review 2006-07-05 Margaret P. Grafeld"),
    Row("3.7", f"Margaret P. Grafeld {REVIEW} 22 May 2009", "systematic_review 2009-05-22 Margaret P. Grafeld"),
    Row("3.7", f"Sheryl P. Walter {REVIEW} 20 Mar 2014", "systematic_review 2014-03-20 Sheryl P. Walter"),
    Row("3.7 another day", f"{REVIEW} 30 JUN 2006", "systematic_review 2006-06-30"),
    Row("3.7 another name", f"Anna H. Sapt {REVIEW} 1 Feb 2016", "systematic_review 2016-02-01 Anna H. Sapt"),
    Row("3.7 five lines", "Sheryl P. Walter\nDeclassified/Released\nUS Department of State\nEO Systematic Review\n20 Mar 2014", "systematic_review 2014-03-20 Sheryl P. Walter"),
    Row("3.7 tabs", f"\t{REVIEW}\t30 JUN 2005", "systematic_review 2005-06-30"),
    Row("3.7 two lines", "Declassified/Released US Department of State\nEO Systematic Review 30 JUN 2005", "systematic_review 2005-06-30"),
    Row("3.7 FOIA", "UNCLASSIFIED U.S. Department of State Case No. F-2014-12345 Doc No. C05771234 Date: 01/02/2015", "foia_case 2015-01-02 F-2014-12345 C05771234"),
    Row("3.7 FOIA", "RELEASE IN FULL", "released_in_full"),
    Row("3.7 FOIA", "RELEASE IN PART", "released_in_part"),
    Row("3.7 FOIA", "RELEASE IN PART B1,1.4(B),1.4(D)", "released_in_part B1 1.4(B) 1.4(D)"),
    Row("3.7 FOIA", "DENY IN FULL", "denied"),
    *(
        Row("3.7 exemption", f"RELEASE IN PART\n{code}", f"released_in_part exemption {code}")
        for code in ("B1", "B3", "B5", "B6", "B7(C)", "1.4(B)")
    ),
    Row("3.7 repeated", f"{REVIEW} 30 JUN 2005\nPAGE 02 LISBON 00117\n{REVIEW} 30 JUN 2005", "systematic_review 2005-06-30"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
@pytest.mark.parametrize("where", ["text", "above", "end"])
def test_row(row: Row, where: str) -> None:
    if where == "text":
        text = f"1. (C) THE DUES\n{row.written}\nROSE.\n\n2. (C) THE SHIPS LEFT."
        cable = read(message(text=text))
    else:
        cable = read(message(**{where: row.written}))
    assert [" ".join(each.text.split()) for each in cable.paragraphs] == [
        "THE DUES ROSE.",
        "THE SHIPS LEFT.",
    ]
    found = []
    for event in cable.release:
        parts = (event.kind, str(event.date or ""), event.authority or "", event.case_number or "")
        found += [*parts, event.document_number or "", *event.exemptions]
    assert " ".join(part for part in found if part) == row.read
