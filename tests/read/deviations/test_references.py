"""The REF line, the least regular field of all (clause 2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.deviations.rows import Row, message, name, read

if TYPE_CHECKING:
    from cablegram.model import Reference

LABELS = """
REF: / REF / REF : / REFS: / REFS / REFTEL: / REFTELS: / RETEL: / RETELS: / RETEL / REFERENCE: /
REFERENCES: / REFERENCE(S): / REF(S): / Ref(s): / REF A) / PROGRAM REF: / REF; / REF.
"""
BULLETS = [
    "A. PARIS 12 B. BONN 13", "A) PARIS 12 B) BONN 13", "(A) PARIS 12 (B) BONN 13",
    "[A] PARIS 12 [B] BONN 13", "A: PARIS 12 B: BONN 13", "A - PARIS 12\nB - BONN 13",
    "\u00b6A. PARIS 12\n\u00b6B. BONN 13", "[1](#)A. PARIS 12\n[1](#)B. BONN 13",
    "A. (A) PARIS 12\nB. (B) BONN 13", "A. A) PARIS 12\nB. B) BONN 13",
    "A. REF A PARIS 12\nB. REF B BONN 13", "(A) PARIS 12; (B) BONN 13",
]  # fmt: skip
ROWS = [
    *(
        Row("2.6 labels", f"{label.strip()} PARIS 12", "A:PARIS 12" if "A)" in label else "PARIS 12")
        for label in LABELS.split(" /")
    ),
    *(Row("2.6 bullets", f"REF: {text}", "A:PARIS 12 B:BONN 13") for text in BULLETS),
    Row("2.6 no bullet", "REF: PARIS 12", "PARIS 12"),
    Row("2.6 year", "REF: 08 TUNIS 44", "2008 TUNIS 44"),
    Row("2.6 year", "REF: 2008 TUNIS 44", "2008 TUNIS 44"),
    Row("2.6 year", "REF: STATE (01) 201265", "2001 STATE 201265"),
    Row("2.6 year", "REF: TUNIS 117 (2002)", "2002 TUNIS 117"),
    Row("2.6 year", "REF: TUNIS 117-91", "1991 TUNIS 117"),
    Row("2.6 year", "REF: TUNIS 1170/08", "2008 TUNIS 1170"),
    Row("2.6 year", "REF: TUNIS 1170 99", "1999 TUNIS 1170"),
    Row("2.6 station", "REF: RIO DE JAN 12", "RIODEJANEIRO 12"),
    Row("2.6 station", "REF: RIODEJANEIRO 12", "RIODEJANEIRO 12"),
    Row("2.6 station", "REF: ST. PETERSBURG 12", "STPETERSBURG 12"),
    Row("2.6 station", "REF: HK 12", "HONGKONG 12"),
    Row("2.6 station", "REF: BA 12", "BUENOSAIRES 12"),
    Row("2.6 station", "REF: USUN 12", "USUNNEWYORK 12"),
    Row("2.6 station", "REF: SECSTATE 12", "STATE 12"),
    Row("2.6 said once", "REF: PARIS 7472 AND 7677", "PARIS 7472 PARIS 7677"),
    Row("2.6 said once", "REF: KABUL 936/935", "KABUL 936 KABUL 935"),
    Row("2.6 said once", "REF: GUANGZHOU 11657 and 7743, 12155", "GUANGZHOU 11657 GUANGZHOU 7743 GUANGZHOU 12155"),
    Row("2.6 said once", "REF: A. PARIS 2961\nB. 2962 AND PREVIOUS", "A:PARIS 2961 B:PARIS 2962 previous"),
    Row("2.6 sender's", "REF: 2962 AND PREVIOUS", "LISBON 2962 previous"),
    Row("2.6 reversed", "REF: 870 ULAANBAATAR", "ULAANBAATAR 870"),
    Row("2.6 sign", "REF: BAGHDAD #3565", "BAGHDAD 3565"),
    Row("2.6 O for 0", "REF: LAGOS O1512", "LAGOS 1512"),
    Row("2.6 comma", "REF: PRAGUE, 1228", "PRAGUE 1228"),
    Row("2.6 notes", "REF: PARIS 12 NOTAL", "PARIS 12 notal"),
    Row("2.6 notes", "REF: PARIS 12 (NOTAL)", "PARIS 12 notal"),
    Row("2.6 notes", "REF: PARIS 12 AND PREVIOUS", "PARIS 12 previous"),
    Row("2.6 notes", "REF: PARIS 12 (EXDIS)", "PARIS 12"),
    Row("2.6 notes", "REF: PARIS 12 DTG 301601Z SEP 07", "2007 PARIS 12 2007-09-30"),
    Row("2.6 notes", "REF: STATE CIRCULAR 131558", "STATE 131558"),
    Row("2.6 airgram", "REF: LISBON A-150", "LISBON A-150"),
    Row("2.6 airgram", "REF: STATE CA-3400 NOV 2, 1966", "1966 STATE A-3400 1966-11-02"),
    Row("2.6 military", "REF: SECDEF 162245Z OCT 07", "cable 2007-10-16"),
    Row("2.6 military", "REF: R162245Z", "cable"),
    Row("2.6 report", "REF: IIR 6 899 0149 10", "document"),
    Row("2.6 report", "REF: TD-314/21795-05", "document"),
    Row("2.6 report", "REF: OSC EUP20080707950031", "document"),
    Row("2.6 points", "REF: PARIS POINTS JULY 15", "other 2007-07-15"),
    Row("2.6 kind", "REF: SAPT-HELSING EMAIL OF MARCH 3", "email 2008-03-03"),
    Row("2.6 kind", "REF: E-MAIL SAPT TO HELSING, 3/3/08", "email 2008-03-03"),
    Row("2.6 kind", "REF: SAPT-HELSING E-MAILS", "email"),
    Row("2.6 kind", "REF: SAPT-HELSING TELCON OF MARCH 3", "telephone 2008-03-03"),
    Row("2.6 kind", "REF: SAPT LETTER OF MARCH 3", "letter 2008-03-03"),
    Row("2.6 kind", "REF: SAPT MEMO OF MARCH 3", "document 2008-03-03"),
    Row("2.6 kind", "REF: SAPT-HELSING MEETING OF MARCH 3", "meeting 2008-03-03"),
    Row("2.6 kind", "REF: 9 FAM 41.31", "document"),
    Row("2.6 kind", "REF: HARBOR REPORT OF MARCH 3", "document 2008-03-03"),
    Row("2.6 kind", "REF: SAPT FAX OF MARCH 3", "document 2008-03-03"),
    Row("2.6 kind", "REF: HTTP://WWW.EXAMPLE.ORG", "document"),
    Row("2.6 kind", "REF: DIPLOMATIC NOTE 123", "document"),
    Row("2.6 page line in the list", "REF: A. TRIPOLI 12\nLISBON 00000117  001.2 OF 003\nB. BONN 13", "A:TRIPOLI 12 B:BONN 13"),
    Row("2.6 not numbered yet", "REF: SEPTEL", "cable"),
    *(
        Row("2.6 never a station", f"REF: {word} 12", "")
        for word in (
            "JANUARY", "MAY", "SECRET", "CONFIDENTIAL", "UNCLAS", "SECTION", "PART", "PARA",
            "PREVIOUS", "EMAIL", "ZJAN", "ZDEC", "PRIORITY", "TODAY",
        )
    ),
    Row("1.12 lost shift", "REF: 955-2- 117", "OTTAWA 117 CG505"),
]  # fmt: skip


def shown(reference: Reference) -> str:
    label = f"{reference.label}:" if reference.label else ""
    mrn = reference.mrn
    if mrn is None:
        what = reference.kind.value
    else:
        year = f"{mrn.year} " if reference.year_written else ""
        what = f"{year}{mrn.station} {'A-' if mrn.airgram else ''}{mrn.number}"
    when = f" {reference.date}" if reference.date else ""
    marks = " notal" * reference.notal + " previous" * reference.and_previous
    return f"{label}{what}{when}{marks}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    cable = read(message(ref=row.written))
    if row.clause == "2.6 never a station":
        assert all(each.mrn is None for each in cable.references or ())
        return
    found = [shown(each) for each in cable.references or ()]
    found += [
        each.code for each in cable.diagnostics if each.code == "CG505" and "955" in row.written
    ]
    assert " ".join(found) == row.read


USES = [
    Row("2.6 letter in the text", "SEE REF A.", "A"),
    Row("2.6 letter in the text", "SEE REFS A AND B.", "A B"),
    Row("2.6 letter in the text", "SEE REF (B).", "B"),
    Row("2.6 letter in the text", "SEE REFTEL B.", "B"),
    Row("2.6 letter in the text", "SEE REFTELS.", ""),
]


@pytest.mark.parametrize("row", USES, ids=name)
def test_use(row: Row) -> None:
    text = f"1. (C) {row.written}\n\n2. (C) THE SHIPS LEFT."
    cable = read(message(ref="REF: A. PARIS 12\nB. BONN 13", text=text))
    assert " ".join(map(str, cable.paragraphs[0].references)) == row.read


def test_the_only_one() -> None:
    text = "1. (C) SEE REFTEL.\n\n2. (C) THE SHIPS LEFT."
    cable = read(message(ref="REFTEL: 07 PARIS 12", text=text))
    assert [str(each) for each in cable.paragraphs[0].references] == ["07PARIS12"]
