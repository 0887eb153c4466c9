"""Long telegrams in one text, missing sections, and streams of transmissions."""

from __future__ import annotations

import pytest

from cablegram import MRN, parse
from cablegram.read.stream import split_stream


def section(number: int, total: int, serial: int = 117) -> str:
    return (
        f"VZCZCABC{serial % 100 + number:04}\nPP RUEHC\n"
        f"DE RUEHLI #{serial:04}/{number:02} 0931425\n"
        "ZNY CCCCC ZZH\nP 021424Z APR 08\nFM AMEMBASSY LISBON\n"
        "TO RUEHC/SECSTATE WASHDC PRIORITY 1311\nBT\n"
        f"C O N F I D E N T I A L SECTION {number:02} OF {total:02} LISBON {serial:06}\n\n"
        f"{number}. (C) THIS IS PIECE {number} OF THE TEXT.\n"
        f"BT\n#{serial:04}\nNNNN\n"
    )


def test_sections_in_one_text() -> None:
    cable = parse(section(1, 3) + section(2, 3) + section(3, 3))
    assert cable.mrn == MRN(2008, "LISBON", 117)
    assert [one.number for one in cable.transmission.sections] == [1, 2, 3]
    assert cable.transmission.missing_sections == ()
    assert [one.number for one in cable.paragraphs] == [1, 2, 3]
    assert "CG701" not in {one.code for one in cable.diagnostics}


@pytest.mark.parametrize(
    ("present", "missing"), [((1, 3), (2,)), ((1, 2), (3,)), ((2, 3), (1,)), ((2,), (1, 3))]
)
def test_missing_section(present: tuple[int, ...], missing: tuple[int, ...]) -> None:
    cable = parse("".join(section(number, 3) for number in present))
    assert cable.transmission.missing_sections == missing
    assert [one.number for one in cable.paragraphs] == list(present)
    assert "CG701" in {one.code for one in cable.diagnostics}


def test_the_text_behind_a_missing_section_keeps_its_marks() -> None:
    """A paragraph that went into the one above it would bear that one's mark."""
    last = section(3, 3).replace("3. (C) THIS", "9. (S) THAT")
    first, second = parse(section(1, 3).replace("1. (C)", "1. (U)") + last).paragraphs
    assert (first.number, first.marking and first.marking.text) == (1, "U")
    assert (second.number, second.marking and second.marking.text) == (9, "S")


def test_a_section_below_the_classifier_is_placed_once() -> None:
    """It was handed to and fro between the classification line and the text head without end."""
    cable = parse("Classified By: DCM Ada Quill\n\nSECTION 01 OF 02\n\nTAGS: PREL\n")
    assert [str(tag) for tag in cable.tags or ()] == ["PREL"]


def test_a_paragraph_goes_on_in_the_next_section() -> None:
    begun = section(1, 2).replace("PIECE 1 OF THE TEXT.", "PIECE 1 OF")
    ended = section(2, 2).replace("2. (C) THIS IS PIECE 2 OF THE TEXT.", "THE TEXT, AND NO MORE.")
    (whole,) = parse(begun + ended).paragraphs
    assert whole.text == "THIS IS PIECE 1 OF\nTHE TEXT, AND NO MORE."


@pytest.mark.parametrize("end", ["NNNN\n", ""], ids=["ended", "run together"])
def test_stream_loses_no_character_and_no_message(end: str) -> None:
    text = "".join(section(1, 1, serial) for serial in (117, 118, 119)).replace("NNNN\n", end)
    pieces = list(split_stream(text))
    assert "".join(pieces) == text
    assert [parse(piece).mrn for piece in pieces] == [
        MRN(2008, "LISBON", number) for number in (117, 118, 119)
    ]


def test_stream_puts_sections_in_order() -> None:
    (whole,) = split_stream(section(3, 3) + section(1, 3) + section(2, 3))
    assert whole == section(1, 3) + section(2, 3) + section(3, 3)


def test_a_section_below_the_classification() -> None:
    """NAVADMIN 166/11: `UNCLAS`, then `SECTION 2 OF 4` on its own line."""
    cable = parse(
        "R 172244Z MAY 11\nFM CNO ZENDA\nTO HARBORADMIN\nBT\nUNCLAS\nSECTION 2 OF 4\n\n"
        "4. THE DUES ROSE.\n5. THE SHIPS LEFT.\nBT\n"
    )
    assert [(one.number, one.total) for one in cable.transmission.sections] == [(2, 4)]
    assert [one.number for one in cable.paragraphs] == [4, 5]
