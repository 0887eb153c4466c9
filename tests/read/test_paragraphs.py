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
