"""Lines flow by how wide those of the cable are; lists and tables keep theirs."""

from __future__ import annotations

import pytest

from cablegram.web.reflow import USUAL_WIDTH, blocks, usual_width

LONG = "THE HARBOR MASTER TOLD US AT LENGTH ABOUT THE DUES OF HIS PORT AND"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A word in brackets, an abbreviation, an initial at the beginning of a line are no items.
        (f"{LONG} THE\n(EEC) RATES.", [f"{LONG} THE (EEC) RATES."]),
        (f"{LONG} WHAT\nART. 51 SAYS.", [f"{LONG} WHAT ART. 51 SAYS."]),
        (f"{LONG} MINISTER\nJ. QUILL.", [f"{LONG} MINISTER J. QUILL."]),
        # But those of a list are.
        (f"{LONG} RATES:\nA. HIGH\nB. LOW", [f"{LONG} RATES:", "A. HIGH", "B. LOW"]),
        (f"A. {LONG} HIGH\nB. LOW", [f"A. {LONG} HIGH", "B. LOW"]),
        ("(I) HIGH\n(II) LOW", ["(I) HIGH", "(II) LOW"]),
        # A word parted at the end of a line is whole again; a dash is none.
        (f"{LONG} INTER-\nNATIONAL RATES", [f"{LONG} INTER-NATIONAL RATES"]),
        (f"{LONG} RATES --\nTHE HIGH ONES", [f"{LONG} RATES -- THE HIGH ONES"]),
        # In small letters, a capital behind a short line begins another.
        ("the ferry was late by more than an hour\nTwo piers", 2),
        ("the ferry was late by more than an hour\nat two piers", 1),
        # One wide gap in prose is no table; two rows are, and a blank line does not part them.
        (f"{LONG}   THE\nRATES.", [f"{LONG} THE RATES."]),
        ("PORT    TON\n\nLISBON  12  4", ["PORT    TON\nLISBON  12  4"]),
        ("PORT   TON   DUES", ["PORT   TON   DUES"]),
        ("ONE.  TWO.  THREE.", ["ONE. TWO. THREE."]),
    ],
)
def test_blocks(text: str, expected: list[str] | int) -> None:
    found = [block for block, _ in blocks(text)]
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_a_narrow_cable_flows_too() -> None:
    narrow = (
        "THE HARBOR MASTER SPOKE AT\nLENGTH ABOUT THE DUES OF HIS\nPORT AND OF THE GUILD\nTHERE."
    )
    assert len(list(blocks(narrow, 30))) == 1
    assert len(list(blocks(narrow, 100))) == 4


def test_the_width_is_that_of_the_lines() -> None:
    assert usual_width([]) == USUAL_WIDTH
    assert usual_width(["one\ntwo"]) == USUAL_WIDTH
    assert usual_width(["\n".join(["x" * 48] * 20)]) == 48
    assert usual_width(["\n".join(["x" * 5000] * 20)]) == 120
    assert usual_width(["\n".join(["x   y" * 40] * 20)]) == USUAL_WIDTH  # tables do not count
