"""FM, TO, INFO and XMT lines (reference sections 1.7 to 1.10)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.model import Addressee, Precedence
from cablegram.read.addresses import precedence_of, read_addressee, read_origin
from cablegram.read.context import Context
from cablegram.read.passage import Passage

# Line, then what differs from an addressee of that name alone.
LINES: list[tuple[str, dict[str, object]]] = [
    ("SECSTATE WASHDC", {"name": "SECSTATE WASHDC"}),
    ("RUEHC/SECSTATE WASHDC", {"name": "SECSTATE WASHDC", "routing_indicator": "RUEHC"}),
    ("RUEHC / SECSTATE WASHDC", {"name": "SECSTATE WASHDC", "routing_indicator": "RUEHC"}),
    (
        "SECSTATE WASHDC PRIORITY 4261",
        {"name": "SECSTATE WASHDC", "precedence": "priority", "mcn": "4261"},
    ),
    ("SECSTATE WASHDC 4261", {"name": "SECSTATE WASHDC", "mcn": "4261"}),
    ("SECSTATE WASHDC 0000", {"name": "SECSTATE WASHDC", "mcn": "0000"}),
    (
        "SECSTATE WASHDC NIACT IMMEDIATE",
        {"name": "SECSTATE WASHDC", "precedence": "niact_immediate"},
    ),
    (
        "SECSTATE WASHDC IMMEDIATE NIACT",
        {"name": "SECSTATE WASHDC", "precedence": "niact_immediate"},
    ),
    (
        "SECSTATE WASHDC NIACT  IMMEDIATE 8764",
        {"name": "SECSTATE WASHDC", "precedence": "niact_immediate", "mcn": "8764"},
    ),
    ("SECSTATE WASHDC FLASH", {"name": "SECSTATE WASHDC", "precedence": "flash"}),
    ("AMEMBASSY LISBON ROUTINE", {"name": "AMEMBASSY LISBON", "precedence": "routine"}),
    ("AMEMBASSY LISBON immediate", {"name": "AMEMBASSY LISBON", "precedence": "immediate"}),
    ("ZEN/AMCONSUL PONTA DELGADA", {"name": "AMCONSUL PONTA DELGADA"}),
    ("DET 1 39LG ANKARA TU", {"name": "DET 1 39LG ANKARA TU"}),
    ("AIG 7034", {"name": "AIG 7034"}),
    ("ALL DIPLOMATIC AND CONSULAR POSTS", {"name": "ALL DIPLOMATIC AND CONSULAR POSTS"}),
    (
        "RHEHNSC/NSC WASHDC//EUR/RUR//",
        {"name": "NSC WASHDC", "routing_indicator": "RHEHNSC", "office": "EUR/RUR"},
    ),
    (
        "CNO WASHINGTON DC//N1/N13// PRIORITY",
        {"name": "CNO WASHINGTON DC", "office": "N1/N13", "precedence": "priority"},
    ),
    (
        "EUROPEAN POLITICAL COLLECTIVE, XMT AMEMBASSY OSLO, USOFFICE PRISTINA",
        {
            "name": "EUROPEAN POLITICAL COLLECTIVE",
            "exempt": ("AMEMBASSY OSLO", "USOFFICE PRISTINA"),
        },
    ),
    ("PAGE 02 STATE   015113 182333Z AMEMBASSY OSLO", {"name": "AMEMBASSY OSLO"}),
    ("  AMEMBASSY   LISBON  ", {"name": "AMEMBASSY LISBON"}),
    (
        "AMEMBASSY PORT-AU-PRINCE PRIORITY",
        {"name": "AMEMBASSY PORT-AU-PRINCE", "precedence": "priority"},
    ),
    ("USMISSION USUN NEW YORK 0717", {"name": "USMISSION USUN NEW YORK", "mcn": "0717"}),
]


@pytest.mark.parametrize(("line", "wanted"), LINES, ids=[line for line, _ in LINES])
def test_an_addressee(line: str, wanted: dict[str, object]) -> None:
    found = read_addressee(Passage.whole(line), 0, Context())
    assert found is not None
    expected = {"routing_indicator": None, "mcn": None, "exempt": (), "office": None, **wanted}
    word = expected.pop("precedence", None)
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.precedence == (None if word is None else Precedence(str(word)))
    assert (found.precedence_text is None) == (word is None)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("FLASH", Precedence.FLASH),
        ("NIACT IMMEDIATE", Precedence.NIACT_IMMEDIATE),
        ("IMMEDIATE NIACT", Precedence.NIACT_IMMEDIATE),
        ("NIACT\n IMMEDIATE", Precedence.NIACT_IMMEDIATE),
        ("IMMEDIATE", Precedence.IMMEDIATE),
        ("PRIORITY", Precedence.PRIORITY),
        ("Routine", Precedence.ROUTINE),
        ("PIORITY", Precedence.PRIORITY),
        ("SOON", None),
    ],
)
def test_words_of_precedence(word: str, wanted: Precedence | None) -> None:
    assert precedence_of(word) is wanted


def test_precedence_is_ordered() -> None:
    order = ["routine", "priority", "immediate", "niact_immediate", "flash"]
    kept = [each.value for each in sorted(Precedence) if each.value in order]
    assert kept == order


def test_a_misspelt_precedence_is_read_and_said() -> None:
    context = Context()
    found = read_addressee(Passage.whole("SECSTATE WASHDC PIORITY 8812"), 0, context)
    assert found == Addressee(
        name="SECSTATE WASHDC",
        precedence=Precedence.PRIORITY,
        precedence_text="PIORITY",
        mcn="8812",
    )
    assert [each.code for each in context.diagnostics] == ["CG202"]


@pytest.mark.parametrize("line", ["4261", "PRIORITY 4261", "/ ", "RUEHC/"])
def test_a_line_without_a_name(line: str) -> None:
    context = Context()
    assert read_addressee(Passage.whole(line), 0, context) is None
    assert {each.code for each in context.diagnostics} <= {"CG203"}


ORIGINS = [
    ("FM AMEMBASSY LISBON", "AMEMBASSY LISBON", None),
    ("FM  USDEL   SECRETARY", "USDEL SECRETARY", None),
    ("FM IRAN RPO DUBAI", "IRAN RPO DUBAI", None),
    ("FM CNO WASHINGTON DC//N1//", "CNO WASHINGTON DC", "N1"),
    ("FROM: AMEMBASSY LISBON.", "AMEMBASSY LISBON", None),
]


@pytest.mark.parametrize(("line", "name", "office"), ORIGINS, ids=[o[0] for o in ORIGINS])
def test_an_originator(line: str, name: str, office: str | None) -> None:
    assert read_origin(Passage.whole(line)) == Addressee(name=name, office=office)


def test_no_originator() -> None:
    assert read_origin(Passage.whole("FM ")) is None


HEADING = """\
R 021424Z APR 08
FM AMEMBASSY LISBON
TO RUEHC/SECSTATE WASHDC 1311
RUEHMD/AMEMBASSY MADRID
INFO RUEHZL/EUROPEAN POLITICAL COLLECTIVE
XMT AMEMBASSY OSLO
USOFFICE PRISTINA
BT
UNCLAS LISBON 000117
"""


def names(entries: tuple[Addressee, ...] | None) -> list[str] | None:
    return None if entries is None else [each.name for each in entries]


def test_lines_of_a_heading() -> None:
    cable = cablegram.parse(HEADING)
    assert names(cable.action) == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]
    assert names(cable.info) == ["EUROPEAN POLITICAL COLLECTIVE"]
    assert cable.info is not None
    assert cable.info[0].exempt == ("AMEMBASSY OSLO", "USOFFICE PRISTINA")  # up to INFO or BT


def test_a_cable_for_information_only() -> None:
    cable = cablegram.parse(
        HEADING.replace("TO RUEHC/SECSTATE WASHDC 1311\nRUEHMD/AMEMBASSY MADRID\n", "")
    )
    assert cable.action is None
    assert names(cable.info) == ["EUROPEAN POLITICAL COLLECTIVE"]


def test_a_page_line_fused_into_the_first_address() -> None:
    """Reference section 1.9: `TO PAGE 02        STATE   015113 182333Z`, the addressee below."""
    text = HEADING.replace(
        "TO RUEHC/SECSTATE WASHDC 1311",
        "TO PAGE 02        STATE   015113 182333Z\nSECSTATE WASHDC 1311",
    )
    cable = cablegram.parse(text)
    assert names(cable.action) == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]
    assert "CG204" in {each.code for each in cable.diagnostics}


def test_a_page_line_between_addressees() -> None:
    text = HEADING.replace("RUEHMD/", "PAGE 02 LISBON 00117\nRUEHMD/")
    assert names(cablegram.parse(text).action) == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]


def test_each_has_its_place() -> None:
    cable = cablegram.parse(HEADING)
    for each in (*(cable.action or ()), *(cable.info or ()), cable.origin):
        assert each is not None
        assert each.span is not None
        assert each.name in HEADING[each.span.start : each.span.end]


def test_to_and_info_on_one_line() -> None:
    """NAVADMIN 048/07; `BT UNCLAS` on one line is of the same message."""
    text = "R 232000Z FEB 07\nFM CNO ZENDA//N1//\nTO HARBORADMIN INFO ZEN/CNO ZENDA//N1//\n"
    cable = cablegram.parse(text + "BT UNCLAS //N01300//\nHARBORADMIN 048/07\nSUBJ/HARBOR DUES//\n")
    assert names(cable.action) == ["HARBORADMIN"]
    assert names(cable.info) == ["CNO ZENDA"]
    assert cable.marking is not None
    assert cable.marking.level == "unclassified"


def test_a_stroke_beside_the_list_is_no_addressee() -> None:
    text = HEADING.replace("RUEHMD/AMEMBASSY MADRID", "I\nRUEHMD/AMEMBASSY MADRID")
    assert names(cablegram.parse(text).action) == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]


def test_a_garbled_indicator_is_no_part_of_the_name() -> None:
    text = HEADING.replace("RUEHMD/", "rUeHMD/")
    assert names(cablegram.parse(text).action) == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]


def test_prose_below_the_list_is_text() -> None:
    prose = "THE SHIPS THAT LEFT THE HARBOR IN MARCH CAME BACK IN APRIL WITH THE OLD DUES UNPAID"
    text = HEADING.partition("BT\n")[0] + prose + "\nAND STAYED THERE.\n"
    assert names(cablegram.parse(text).info) == ["EUROPEAN POLITICAL COLLECTIVE"]


def test_the_heading_of_a_section_behind_the_text() -> None:
    """Bodies without heading have that of the second section inside (1979 USUN NEW YORK 4958)."""
    cable = cablegram.parse(
        "1. THE DUES ROSE.\n\n2. THE SHIPS LEFT AND\n------------------130679 061726Z /50\n"
        "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC IMMEDIATE 3943\n"
        "UNCLAS SECTION 02 OF 02 LISBON 04958\n\nCAME BACK.\n\nSAPT\n",
        form="telegram",
    )
    assert cable.origin is not None
    assert cable.origin.name == "AMEMBASSY LISBON"
    assert names(cable.action) == ["SECSTATE WASHDC"]
    assert [each.number for each in cable.paragraphs] == [1, 2]


def test_several_addressees_on_one_line() -> None:
    """Those behind the first have routing indicators, by which they are told."""
    text = (
        "R 232000Z FEB 07\nFM CNO ZENDA//N1//\n"
        "TO HARBORADMIN RUBDPLA/HARBORADMIN @ AL PIERS(UC) INFO CNO ZENDA\nBT\nUNCLAS\n"
        "1. TEXT.\nBT #4420\nNNNN\n"
    )
    cable = cablegram.parse(text)
    assert [each.name for each in cable.action or ()] == [
        "HARBORADMIN",
        "HARBORADMIN @ AL PIERS(UC)",
    ]
    assert [each.name for each in cable.info or ()] == ["CNO ZENDA"]
    assert [each.text.strip() for each in cable.paragraphs] == ["TEXT."]
