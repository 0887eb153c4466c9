"""The SUBJECT line (clause 2.5)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    Row("2.5 label", "UBJECT: HARBOR DUES", "HARBOR DUES"),
    Row("2.5 label", "SUBJ: HARBOR DUES", "HARBOR DUES"),
    Row("2.5 label", "SUBJECT : HARBOR DUES", "HARBOR DUES"),
    Row("2.5 label", "SUBJECT HARBOR DUES", "HARBOR DUES"),
    Row("2.5 label", "Subject: Harbor Dues", "Harbor Dues"),
    Row("2.5 bare REF", "SUBJECT: REFUGEES AND REFORM OF DUES", "REFUGEES AND REFORM OF DUES"),
    Row("2.5 bare REF", "SUBJECT: DUES\nREFUGEES PAY", "DUES REFUGEES PAY"),
    *(
        Row("2.5 mark", f"SUBJECT: ({mark}) HARBOR DUES", f"({mark}) HARBOR DUES")
        for mark in ("S/NF", "TS", "S", "C", "U", "SBU", "SBU/N")
    ),
    Row("2.5 wrapped", "SUBJECT: HARBOR DUES AND\nTHE SHIPS OF\nLISBON", "HARBOR DUES AND THE SHIPS OF LISBON"),
    Row("2.5 page line in it", "SUBJECT: HARBOR DUES AND\n\nLISBON 00000117  002 OF 003\n\nTHE SHIPS", "HARBOR DUES AND THE SHIPS"),
    Row("2.5 page line in it", "SUBJECT: HARBOR DUES AND\nPAGE 02 LISBON 00117\nTHE SHIPS", "HARBOR DUES AND THE SHIPS"),
    Row("2.5 REF behind", "SUBJECT: HARBOR DUES  REF: PARIS 12", "HARBOR DUES"),
    Row("2.5 REFTEL below", "SUBJECT: HARBOR DUES\nREFTEL: PARIS 12", "HARBOR DUES"),
    Row("2.5 RETEL below", "SUBJECT: HARBOR DUES\nRETEL PARIS 12", "HARBOR DUES"),
    Row("2.5 authority below", "SUBJECT: HARBOR DUES\nClassified by DCM Sapt, 1.4 (b).", "HARBOR DUES"),
    Row("2.5 text below", "SUBJECT: HARBOR DUES\n1. (C) THE DUES ROSE.\n2. (C) THEY FELL.", "HARBOR DUES"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    parts = {"gap": "", "text": ""} if "ROSE" in row.written else {}
    cable = read(message(subject=row.written, **parts), "subject")
    mark = f"({cable.subject_marking.text}) " if cable.subject_marking else ""
    assert f"{mark}{cable.subject}" == row.read


HEADS = [
    Row("2 TAGS before E.O.", "TAGS: PREL, PO\nE.O. 12958: DECL: 04/02/2018\nSUBJECT: HARBOR DUES\nREF: PARIS 12", "PARIS 12"),
    Row("2 REF behind the authority", "E.O. 12958: DECL: 04/02/2018\nTAGS: PREL, PO\nSUBJECT: HARBOR DUES\nCLASSIFIED BY: DCM SAPT, REASON 1.4 (B)\nREF: PARIS 12", "PARIS 12"),
    Row("2 REF before the authority", "E.O. 12958: DECL: 04/02/2018\nTAGS: PREL, PO\nSUBJECT: HARBOR DUES\n\nREF: PARIS 12\n\nCLASSIFIED BY: DCM SAPT, REASON 1.4 (B)", "PARIS 12"),
    Row("2 on one line", "E.O. 12958: DECL: 04/02/2018 TAGS: PREL, PO SUBJECT: HARBOR DUES REF: PARIS 12", "PARIS 12"),
    Row("2 on one line", "E.O. 12958: DECL: 04/02/2018 TAGS: PREL, PO\nSUBJECT: HARBOR DUES REFTEL: PARIS 12", "PARIS 12"),
    Row("2 subject first", "SUBJECT: HARBOR DUES\nREF: PARIS 12\nE.O. 12958: DECL: 04/02/2018\nTAGS: PREL, PO", "PARIS 12"),
    Row("2 doubled", "E.O. 12958: DECL: 04/02/2018\nTAGS: PREL, PO\nTAGS: PREL, PO\nSUBJECT: HARBOR DUES\nSUBJECT: HARBOR DUES\nREF: PARIS 12", "PARIS 12"),
]  # fmt: skip


@pytest.mark.parametrize("row", HEADS, ids=name)
def test_head(row: Row) -> None:
    cable = read(message(order=row.written, tags="", subject=""))
    (reference,) = cable.references or ()
    assert reference.mrn is not None
    assert f"{reference.mrn.station} {reference.mrn.number}" == row.read
    if "CLASSIFIED BY" in row.written:
        assert cable.classified_by is not None
        assert cable.classified_by.name == "SAPT"
