"""Paragraphs: numbers, portion marks, summary, page lines inside, and what ends the text."""

from __future__ import annotations

import pytest

from cablegram import Cable, parse
from cablegram.model import Level

HEAD = """\
P 021424Z APR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC PRIORITY 1311
BT
C O N F I D E N T I A L LISBON 000117

E.O. 12958: DECL: 04/02/2018
TAGS: PREL, PO
SUBJECT: HARBOR DUES

"""


def read_text(text: str) -> Cable:
    cable = parse(HEAD + text)
    for paragraph in cable.paragraphs:
        assert paragraph.span is not None
        place = cable.source_text[paragraph.span.start : paragraph.span.end]
        assert paragraph.text.split()[-1] in place
    return cable


@pytest.mark.parametrize(
    ("mark", "level", "controls"),
    [
        ("(C)", Level.CONFIDENTIAL, set()),
        ("(S/NF)", Level.SECRET, {"NOFORN"}),
        ("(S//NF)", Level.SECRET, {"NOFORN"}),
        ("(U)", Level.UNCLASSIFIED, set()),
    ],
)
def test_portion_mark(mark: str, level: Level, controls: set[str]) -> None:
    cable = read_text(f"1. {mark} THE DUES ROSE.\n\n2. (C) THE SHIPS LEFT.\n")
    first = cable.paragraphs[0]
    assert first.number == 1
    assert first.marking is not None
    assert first.marking.level is level
    assert first.marking.controls == controls
    assert first.text.endswith("THE DUES ROSE.")


@pytest.mark.parametrize("start", ["1.(C) ", "1. (C) ", "1.  (C) ", "1 (C) ", "¶1. (C) "])
def test_number_spellings(start: str) -> None:
    cable = read_text(f"{start}THE DUES ROSE.\n\n2. (U) THE SHIPS LEFT.\n")
    assert [one.number for one in cable.paragraphs] == [1, 2]
    assert cable.paragraphs[0].marking is not None
    assert cable.paragraphs[0].marking.level is Level.CONFIDENTIAL


def test_summary_without_a_start_is_the_first_paragraph() -> None:
    cable = read_text("1. (C) THE DUES ROSE. END SUMMARY.\n\n2. (C) THE SHIPS LEFT.\n")
    assert cable.summary is not None
    assert "THE DUES ROSE" in cable.summary
    assert "SHIPS" not in cable.summary


def test_page_line_inside_a_paragraph_is_taken_out() -> None:
    cable = read_text(
        "1. (C) THE DUES ROSE AND\n\nLISBON 00000117  002 OF 002\n\nTHE SHIPS LEFT.\n"
        "\n2. (C) NOTHING MORE.\n"
    )
    assert [one.number for one in cable.paragraphs] == [1, 2]
    assert "002 OF 002" not in cable.paragraphs[0].text
    assert cable.paragraphs[0].text.split()[-4:] == ["AND", "THE", "SHIPS", "LEFT."]


@pytest.mark.parametrize(
    "end",
    ["2. (C) THE SHIPS LEFT.\nTARLENHEIM\n", "2. (C) THE SHIPS LEFT. TARLENHEIM\n"],
    ids=["alone", "stuck"],
)
def test_signature(end: str) -> None:
    cable = read_text("1. (C) THE DUES ROSE.\n\n" + end)
    assert cable.signature == "TARLENHEIM"
    assert "TARLENHEIM" not in cable.paragraphs[-1].text


def test_signature_before_a_note() -> None:
    cable = read_text(
        "1. (C) THE DUES ROSE.\n\n2. (C) THE SHIPS LEFT.\nTARLENHEIM\n\n"
        "NOTE BY OC/T: ABOVE TEXT AS RECEIVED.\n"
    )
    assert cable.signature == "TARLENHEIM"
    assert any("OC/T" in note for note in cable.notes)


def test_unsigned_text_has_no_signature() -> None:
    assert read_text("1. (C) THE DUES ROSE.\n\n2. (C) THE SHIPS LEFT.\n").signature is None


def test_a_copy_that_begins_in_a_later_section() -> None:
    """NAVADMIN 166/11 is kept in parts: the second begins with a table and paragraph 4."""
    text = "TIER TWO\nHARBOR 1.5\n\n4. THE DUES ROSE.\n5. THE SHIPS LEFT.\n6. NOTHING ELSE.\n"
    assert [one.number for one in read_text(text).paragraphs if one.number] == [4, 5, 6]


def test_what_ends_a_section_is_no_heading_of_the_next() -> None:
    """A signature below each section would go by the mark of the paragraph that follows it."""
    first = HEAD.replace("LISBON 000117", "SECTION 01 OF 02 LISBON 000117")
    text = f"{first}1. (C) THE DUES ROSE\n\nQUILL\nBT\n"
    second = first.replace("SECTION 01", "SECTION 02")
    cable = parse(f"{text}{second}2. (U) THE SHIPS LEFT.\n\nQUILL\nBT\n")
    assert [(each.number, each.heading) for each in cable.paragraphs] == [(1, None), (2, None)]
    assert cable.signature == "QUILL"


def test_a_number_in_a_table_is_no_later_section() -> None:
    text = "THE SHIPS\n\n14. LISBON\n20. OSLO\n15. MADRID\n"
    assert [one.number for one in read_text(text).paragraphs] != [14, 15]


def test_the_last_number_twice() -> None:
    """NAVADMIN 319/06 has two paragraphs 7."""
    text = "1. THE DUES ROSE.\n2. WRITE TO SAPT.\n2. RELEASED BY HENTZAU.\n"
    assert [one.number for one in read_text(text).paragraphs] == [1, 2, 2]


def test_a_date_at_the_head_of_a_line_is_no_number() -> None:
    text = "1. THE DUES ROSE ON NOVEMBER\n2, 2008. THE SHIPS LEFT.\n"
    assert [one.number for one in read_text(text).paragraphs] == [1]


def test_a_year_opens_a_paragraph() -> None:
    text = "1. THE DUES ROSE.\n2. 2007 WAS WORSE.\n"
    assert [one.number for one in read_text(text).paragraphs] == [1, 2]


def test_a_mark_as_a_scanner_read_it() -> None:
    first = read_text("1. (513U) THE DUES ROSE.\n\n2. (SBU) THE SHIPS LEFT.\n").paragraphs[0]
    assert first.marking is not None
    assert first.marking.text == "SBU"


def test_the_signature_before_the_frame_of_an_empty_page() -> None:
    """1974 LA PAZ 5026: the last page has a frame and no text."""
    frame = "\nCONFIDENTIAL\n\nCONFIDENTIAL\n\nPAGE 02  LISBON 00117  021424Z\n" + "\n" * 20
    cable = read_text("1. THE DUES ROSE.\n2. THE SHIPS LEFT\nAND CAME BACK.\nSAPT" + frame)
    assert cable.signature == "SAPT"


@pytest.mark.parametrize("word", ["OFFICIAL", "UNGLASSIFEO", "UNCLASSIFIFD", "LIMITED"])
def test_a_piece_of_a_classification_is_no_signature(word: str) -> None:
    assert read_text(f"1. THE DUES ROSE.\n\n{word}\n").signature is None


@pytest.mark.parametrize(
    ("written", "mark", "text"),
    [
        ("(C) THE MINISTER SAID NOTHING.", "C", "THE MINISTER SAID NOTHING."),
        ("(S/NF) THE MINISTER\nSAID NOTHING.", "S/NF", "THE MINISTER\nSAID NOTHING."),
        ("(C - ENTIRE TEXT).", "C - ENTIRE TEXT", "(C - ENTIRE TEXT)."),
    ],
)
def test_the_mark_of_a_paragraph_without_a_number(written: str, mark: str, text: str) -> None:
    first, second = read_text(f"{written}\n\n(U) THE SHIPS LEFT.\n").paragraphs
    assert first.marking is not None
    assert (first.number, first.marking.text, first.text) == (None, mark, text)
    assert second.marking is not None
    assert (second.marking.text, second.text) == ("U", "THE SHIPS LEFT.")


def test_the_table_around_a_cable_on_a_web_page_is_no_text() -> None:
    page = (
        "<html><body><table><tr><th>Reference ID</th><th>Created</th><th>Classification</th>"
        "<th>Origin</th></tr>\n<tr><td>08LISBON9</td><td>2008-01-02 10:11</td>"
        "<td>UNCLASSIFIED</td><td>AMEMBASSY LISBON</td></tr></table>\n<pre>UNCLAS LISBON 000009\n"
        "E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: DUES\n\n1. THE DUES ROSE.\n</pre></body></html>"
    )
    assert [one.text for one in parse(page).paragraphs] == ["THE DUES ROSE."]
