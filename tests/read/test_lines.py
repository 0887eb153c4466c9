"""What each line looks like by itself (reference sections 1, 2, 6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.read.lines import Kind, classify, each_line, is_copies_line, is_wrapped_page, scan

LINES: list[tuple[str, str]] = [
    ("VZCZCABC0042", "FL1"),
    ("ZCZCABC042", "FL1"),
    ("OO RUEHC RUEHZY RHEHNSC", "FL2"),
    ("ZZ RUEHC", "FL2"),
    ("DE RUEHLI #0117/01 0931425", "FL3"),
    ("DE RUEHLI 167C 02/1425Z", "FL3"),
    ("ZNY CCCCC ZZH", "FL4"),
    ("ZNR UUUUU ZUI RUENAAA3647 2941606", "FL4"),
    ("O P 021424Z APR 08", "FL5"),
    ("P 251346 Z JUN 7 3", "FL5"),
    ("R 021424Z APR 2008", "FL5"),
    ("RTTUZYUW RUENAAA0512 1231605-UUUU--RUCRNAD.", "JANAP"),
    ("FM AMEMBASSY LISBON", "FROM"),
    ("TO RUEHC/SECSTATE WASHDC PRIORITY 1311", "TO"),
    ("INFO AMEMBASSY MADRID", "INFO"),
    ("XMT AMEMBASSY OSLO", "EXEMPT"),
    ("BT", "BT"),
    ("NNNN", "END"),
    ("NNN", "END"),
    ("NNNNMAFVVZCZ", "END"),
    ("<< END OF DOCUMENT >>", "END"),
    ("#0117", "VALIDATION"),
    ("GR37", "GROUPS"),
    ("GRNC", "GROUPS"),
    ("C O N F I D E N T I A L LISBON 000117", "CLASS"),
    ("UNCLAS SECTION 01 OF 02 LISBON 000117", "CLASS"),
    ("UNCLASSIFIED", "BANNER"),
    ("LIMITED OFFICIAL USE", "BANNER"),
    ("SECRET//NOFORN", "BANNER"),
    ("E.O. 12958: DECL: 04/02/2018", "ORDER"),
    ("EO 12065; NA", "ORDER"),
    ("E.0. 11652: GDS", "ORDER"),
    ("TAGS: PREL", "TAGS"),
    ("TAGES: PREL", "TAGS"),
    ("SUBJECT: DUES", "SUBJECT"),
    ("UBJECT: DUES", "SUBJECT"),
    ("SUBJ: DUES", "SUBJECT"),
    ("REF: STATE 1", "REFERENCE"),
    ("REFTEL: STATE 1", "REFERENCE"),
    ("REFTELS: STATE 1", "REFERENCE"),
    ("RETEL: STATE 1", "REFERENCE"),
    ("REF(S): STATE 1", "REFERENCE"),
    ("REFERENCES: STATE 1", "REFERENCE"),
    ("REF A) STATE 1", "REFERENCE"),
    ("PROGRAM REF: STATE 1", "REFERENCE"),
    ("Classified By: DCM Sapt", "AUTHORITY"),
    ("DERIVED FROM: DSCG", "AUTHORITY"),
    ("1. (C) TEXT", "PARAGRAPH"),
    ("1.(SBU) TEXT", "PARAGRAPH"),
    ("1 (C) TEXT", "PARAGRAPH"),
    ("\u00b65. TEXT", "PARAGRAPH"),
    ("[1](#)2. TEXT", "PARAGRAPH"),
    ("PAGE 02        LISBON  02545  01 OF 02  091430Z", "PAGE"),
    ("PAGE 01 STATE 187673", "PAGE"),
    ("PAGE 02 RUEHZX 0117 C O N F I D E N T I A L", "PAGE"),
    ("PAGE 02", "PAGE"),
    ("ACTION EUR-12", "DISTRIBUTION"),
    ("ORIGIN EB-07", "DISTRIBUTION"),
    ("INFO OCT-01  ISO-00  SS-15  /040 W", "DISTRIBUTION"),
    ("--------------------- 054819", "COUNTER"),
    ("------------------201212Z 109980 /20", "COUNTER"),
    ("------------------2E354F  030855Z /21", "COUNTER"),
    ("=========", "RULE"),
    ("---", "RULE"),
    ("43", "COPIES"),
    ("DRAFTED BY EB/OFP:JDOLLARD:MMR", "DRAFTING"),
    ("DRAFTEDY BY EB:JDOLLARD", "DRAFTING"),
    ("EPPROVED BY EB:JDOLLARD", "DRAFTING"),
    ("C O R R E C T E D  C O P Y (SUBJECT LINE)", "CORRECTION"),
    ("MRN: 12 LISBON 117", "LABEL"),
    ("Dissemination Rule: Released Copy", "LABEL"),
    ("LINE1: RAAUZYUW", "PRINT"),
    ("OSRI: RUEHTV", "PRINT"),
    ("MSGID/GENADMIN/CNO/N1/MAY//", "USMTF"),
    ("REF/A/LTR/COMBAND/12APR2005//", "USMTF"),
    (
        "Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review",
        "STAMP",
    ),
    (
        "UNCLASSIFIED U.S. Department of State Case No. F-2014-12345 Date: 01/02/2015",
        "STAMP",
    ),
    ("RELEASE IN PART", "STAMP"),
    ("The dues rose.", "TEXT"),
    ("REFUGEES LEFT THE HARBOR", "TEXT"),
    ("REFORM IS WANTED", "TEXT"),
    ("PAGES WERE MISSING", "TEXT"),
    ("SUBJECTS OF THE KING", "TEXT"),
    ("TOKYO AGREED", "TEXT"),
    ("BTW", "TEXT"),
    ("1.5 million ships", "TEXT"),
    ("1,200 ships", "TEXT"),
]


@pytest.mark.parametrize(("row", "wanted"), LINES, ids=[row for row, _ in LINES])
def test_a_line_looks_like(row: str, wanted: str) -> None:
    assert classify(row)[0].name == wanted


@given(st.text(alphabet="AB 1.\n\r\f\t\x00", max_size=80))
def test_every_filled_line_is_there_once(text: str) -> None:
    lines = each_line(text)
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    margin = " \t\r\f\v\x00\xa0"
    wanted = [row.strip(margin) for row in text.split(newline) if row.strip(margin)]
    found = [text[start:end] for kind, start, end, _ in lines if kind is not Kind.BLANK]
    assert found == wanted


def test_plain_lines_come_in_runs_and_can_be_parted() -> None:
    text = "Boats came\nhome again\nwith fish.\n\n1. And then.\n"
    assert "RUN" in [line[0].name for line in scan(text)]
    assert [line[0].name for line in each_line(text)] == [
        "TEXT",
        "TEXT",
        "TEXT",
        "BLANK",
        "PARAGRAPH",
    ]


def test_page_lines_of_the_later_form_need_their_total() -> None:
    text = "A\nLISBON 00000117  002.2 OF 004\nB\nLISBON 00000117  002 OF 004\nLISBON 117\n"
    assert [line[0].name for line in each_line(text)] == ["TEXT", "PAGE", "TEXT", "PAGE", "TEXT"]


def test_line_ends_of_old_machines() -> None:
    assert [line[0].name for line in each_line("BT\rNNNN\r")] == ["BT", "END"]
    assert [line[0].name for line in each_line("BT\r\nNNNN\r\n")] == ["BT", "END"]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("LISBON 00905 01 OF 03 060018Z", True),
        ("01 OF 03 060018Z", True),
        ("060018Z", True),
        ("THE DUES ROSE", False),
        ("A" * 80, False),
    ],
)
def test_the_rest_of_a_wrapped_page_line(row: str, wanted: bool) -> None:
    assert is_wrapped_page(row) is wanted


@pytest.mark.parametrize(
    ("row", "wanted"),
    [("SS-15  NSCE-00  /038 W", True), ("EUR-12 ( ADS ) R", True), ("THE DUES ROSE", False)],
)
def test_a_line_of_copies(row: str, wanted: bool) -> None:
    assert is_copies_line(row) is wanted


def test_the_path_of_a_print_is_furniture() -> None:
    """However far the number of the page stands from it, and if a stroke was read as a 1."""
    for row in (
        "F:\\Cable\\Data Source\\Cables\\CD012\\Jul99\\M1234567.html" + 60 * " " + "Page 2 of 7",
        "F:1Cable\\Data_SourcelCables|CD012\\M1234567.html",
    ):
        assert classify(row)[0] is Kind.FRAME
