"""The classification line, in whatever order its parts stand (reference sections 1.12 and 2.1)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.model import Level
from cablegram.read.classification import level_of, read_banner, read_class_line, repair_class_line
from cablegram.read.passage import Passage

U, R, C, S, TS = (
    Level.UNCLASSIFIED,
    Level.RESTRICTED,
    Level.CONFIDENTIAL,
    Level.SECRET,
    Level.TOP_SECRET,
)

WORDS = [
    ("UNCLAS", U, None),
    ("UNCLASSIFIED", U, None),
    ("UNCLAS E F T O", U, "EFTO"),
    ("LIMITED OFFICIAL USE", U, "LOU"),
    ("SENSITIVE BUT UNCLASSIFIED", U, "SBU"),
    ("RESTRICTED", R, None),
    ("CONFIDENTIAL", C, None),
    ("C O N F I D E N T I A L", C, None),
    ("S E C R E T", S, None),
    ("T O P  S E C R E T", TS, None),
    ("TOP SECRET", TS, None),
    ("S e c r e t", S, None),
    ("FOR OFFICIAL USE ONLY", U, "FOUO"),
    ("HELLO", None, None),
]


@pytest.mark.parametrize(("text", "level", "control"), WORDS, ids=[case[0] for case in WORDS])
def test_words(text: str, level: Level | None, control: str | None) -> None:
    assert level_of(text) == (level, control)


# Line, level, controls, section, total, station, number.
LINES: list[tuple[str, Level | None, str, int | None, int | None, str | None, int | None]] = [
    ("C O N F I D E N T I A L LISBON 000117", C, "", None, None, "LISBON", 117),
    ("C O N F I D E N T I A L SECTION 01 OF 02 LISBON 000117", C, "", 1, 2, "LISBON", 117),
    ("UNCLAS LISBON 2238 SECTION 2 OF 2", U, "", 2, 2, "LISBON", 2238),
    ("C O N F I D E N T I A L FINAL SECTION OF 03 LISBON 000117", C, "", 3, 3, "LISBON", 117),
    ("S e c r e t lisbon 000117", S, "", None, None, "lisbon", 117),
    ("SECRET NOFORN LISBON 117", S, "NOFORN", None, None, "LISBON", 117),
    ("S E C R E T NOFORN SECTION 01 OF 02 LISBON 117", S, "NOFORN", 1, 2, "LISBON", 117),
    ("UNCLAS SENSITIVE LISBON 000117", U, "", None, None, "LISBON", 117),
    ("UNCLAS E F T O LISBON 000117", U, "EFTO", None, None, "LISBON", 117),
    ("LIMITED OFFICIAL USE 2545", U, "LOU", None, None, None, 2545),
    ("LIMITED OFFICIAL USE RIO DE JANEIRO 2545", U, "LOU", None, None, "RIO DE JANEIRO", 2545),
    ("SECTION 01 OF 02 LISBON 000117", None, "", 1, 2, "LISBON", 117),
    ("UNCLAS STATE 018029", U, "", None, None, "STATE", 18029),
    ("CONFIDENTIAL STATE 255577 TOSEC 140323", C, "", None, None, "STATE", 255577),
    ("C O N F I D E N T I A L ST. PETERSBURG 000117", C, "", None, None, "ST. PETERSBURG", 117),
    ("T O P  S E C R E T LISBON 000117", TS, "", None, None, "LISBON", 117),
    ("UNCLAS LISBON O00117", U, "", None, None, "LISBON", 117),
    ("UNCLAS LISBON #117", U, "", None, None, "LISBON", 117),
    ("UNCLAS LISBON A-117", U, "", None, None, "LISBON", 117),
    ("UNCLAS LISBON 000117 SIPDIS", U, "", None, None, "LISBON", 117),
    ("UNCLAS //N05720//", U, "", None, None, None, None),
    ("UNCLAS LISBON 000000", U, "", None, None, "LISBON", None),
    ("UNCLAS", U, "", None, None, None, None),
]


@pytest.mark.parametrize(
    ("line", "level", "controls", "section", "total", "station", "number"),
    LINES,
    ids=[case[0] for case in LINES],
)
def test_a_line(
    line: str,
    level: Level | None,
    controls: str,
    section: int | None,
    total: int | None,
    station: str | None,
    number: int | None,
) -> None:
    found = read_class_line(line)
    assert (found.level, found.controls) == (level, frozenset(controls.split()))
    assert (found.section, found.total) == (section, total)
    assert (found.station, found.number) == (station, number)


def test_further_numbers_of_the_line() -> None:
    assert read_class_line("CONFIDENTIAL STATE 255577 TOSEC 140323").series == "TOSEC 140323"
    assert read_class_line("UNCLAS LISBON A-117").airgram
    assert not read_class_line("UNCLAS LISBON 117").airgram
    assert read_class_line("SECRET NODIS LISBON 117").handling == ("NODIS",)


REPAIRS = [
    ("CONFIDEN I I A I LISBON 2817", "CONFIDENTIAL LISBON 2817"),
    ("UNCLASSIF1ED LISBON 2817", "UNCLASSIFIED LISBON 2817"),
    ("THE MINISTER LEFT LISBON 2817", None),
    ("CONFIDENTIAI NOWHERE 2817", None),
    ("LISBON 2817", None),
    ("", None),
]


@pytest.mark.parametrize(("line", "wanted"), REPAIRS, ids=[case[0] for case in REPAIRS])
def test_a_garbled_level_needs_a_station_and_a_number(line: str, wanted: str | None) -> None:
    assert repair_class_line(line) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SECRET", "SECRET"),
        ("UNCLASSIFIED//FOUO", "UNCLASSIFIED//FOUO"),
        ("SBU", "UNCLASSIFIED//SBU"),
        ("LIMITED OFFICIAL USE", "UNCLASSIFIED//LOU"),
        ("SECRET//NOFORN", "SECRET//NOFORN"),
    ],
)
def test_a_banner(text: str, wanted: str) -> None:
    assert str(read_banner(Passage.whole(text))) == wanted


# What stands near the top of a printed telegram; the number is read beside it.
HEADING = "R 021424Z APR 08\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC\n"
HEADS = [
    ("UNCLAS LISBON 000117", "CORRECTED COPY (SUBJECT LINE)"),
    ("UNCLAS LISBON 000117", "C O R R E C T E D  C O P Y (SUBJECT LINE)"),
    ("UNCLAS LISBN 000117", ""),  # station garbled by one letter
    ("UNCLAS 000117", ""),  # station missing
    ("LISBON 000117", ""),  # classification dropped
]


@pytest.mark.parametrize(
    ("line", "above"), HEADS, ids=[f"{line} {above}".strip() for line, above in HEADS]
)
def test_the_number_of_a_telegram(line: str, above: str) -> None:
    text = f"{HEADING}{above}\n{line}\n\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: X\n\n1. A.\n"
    assert str(cablegram.parse(text).mrn) == "08LISBON117"


def test_two_numbers_of_one_cable() -> None:
    """The party's series (SECTO, TOSEC) is an alias (reference section 2.1)."""
    cable = cablegram.parse(
        """\
R 021424Z OCT 76
FM SECSTATE WASHDC
TO USDEL SECRETARY
SECRET STATE 255577 TOSEC 140323
TAGS: PREL
1. A.
"""
    )
    assert str(cable.mrn) == "76STATE255577"
    assert [str(each) for each in cable.aliases] == ["76TOSEC140323"]


def test_no_classification_is_none() -> None:
    assert cablegram.parse("TAGS: PREL\nSUBJECT: X\n").marking is None


def test_a_station_with_hyphens() -> None:
    found = read_class_line("C O N F I D E N T I A L PORT-AU-PRINCE 000117")
    assert (found.station, found.number) == ("PORT-AU-PRINCE", 117)
