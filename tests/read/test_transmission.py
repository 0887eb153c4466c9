"""Format lines 1 to 5 and 10 to 16, JANAP 128, pilots, seams (reference sections 1 and 9.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cablegram
from cablegram.read.passage import Passage
from cablegram.read.stream import split_stream
from cablegram.read.transmission import read_fl1, read_fl2, read_fl3, read_fl4, read_janap

Reader = Callable[[Passage, dict[str, Any]], None]

LINES: list[tuple[Reader, str, dict[str, object]]] = [
    (read_fl1, "VZCZCABC0042", {"channel": "ABC", "channel_serial": "0042"}),
    (read_fl1, "ZCZCABC042", {"channel": "ABC", "channel_serial": "042"}),
    (read_fl1, "VVZCZCXYZ0000", {"channel": "XYZ", "channel_serial": "0000"}),
    (read_fl1, "VV   DLA128VV   QTA114", {"channel": "DLA", "channel_serial": "128"}),
    (read_fl1, "EUC093WNA114", {"channel": "EUC", "channel_serial": "093"}),
    (read_fl1, "no channel", {}),
    (read_fl2, "OO RUEHC RUEHZY RHEHNSC", {"routing_indicators": ("RUEHC", "RUEHZY", "RHEHNSC")}),
    (read_fl2, "RR RUEHC RUEHZY\nRHEHNSC", {"routing_indicators": ("RUEHC", "RUEHZY", "RHEHNSC")}),
    (
        read_fl3,
        "DE RUEHLI #0117/01 0931425",
        {"station": "RUEHLI", "serial": "0117", "section": 1, "filing_time": "0931425"},
    ),
    (
        read_fl3,
        "DE RUEHLI #0117 0931425",
        {"station": "RUEHLI", "serial": "0117", "section": None, "filing_time": "0931425"},
    ),
    (
        read_fl3,
        "DE RUEHLI 167C 02/1425Z",
        {"station": "RUEHLI", "serial": "167C", "section": None, "filing_time": "02/1425Z"},
    ),
    (
        read_fl3,
        "DE RUEHLI #0117",
        {"station": "RUEHLI", "serial": "0117", "section": None, "filing_time": None},
    ),
    (read_fl4, "ZNR UUUUU", {"security": "ZNR UUUUU"}),
    (read_fl4, "ZNY CCCCC ZZH", {"security": "ZNY CCCCC", "operating_signals": ("ZZH",)}),
    (read_fl4, "ZNY CCCCC ZZH ZZK", {"security": "ZNY CCCCC", "operating_signals": ("ZZH", "ZZK")}),
    (
        read_fl4,
        "ZNR UUUUU ZUI RUENAAA3647 2941606",
        {"security": "ZNR UUUUU", "operating_signals": ("ZUI RUENAAA3647 2941606",)},
    ),
    (
        read_fl4,
        "ZNR UUUUU ZFR ZOV RUEHLI",
        {"security": "ZNR UUUUU", "operating_signals": ("ZFR", "ZOV RUEHLI")},
    ),
    (read_fl4, "ZNY SSSSS/BBBBB", {"security": "ZNY SSSSS/BBBBB"}),
    (read_fl4, "ZNY CCCXX", {"security": "ZNY CCCXX"}),
    (read_fl4, "ZNY CCCC", {"security": "ZNY CCCC"}),
    (
        read_janap,
        "RAAUZYUW RUEHZXA0117 0931425-UUUU--RHEHAAA.",
        {
            "station": "RUEHZXA",
            "serial": "0117",
            "filing_time": "0931425",
            "routing_indicators": ("RHEHAAA",),
        },
    ),
    (
        read_janap,
        "RTTCZYUW RUEHZXA0117 0931425-CCCC--RUEHC RUEHZY.",
        {
            "station": "RUEHZXA",
            "serial": "0117",
            "filing_time": "0931425",
            "routing_indicators": ("RUEHC", "RUEHZY"),
        },
    ),
]


@pytest.mark.parametrize(("reader", "line", "wanted"), LINES, ids=[case[1] for case in LINES])
def test_a_line(reader: Reader, line: str, wanted: dict[str, object]) -> None:
    values: dict[str, Any] = {}
    reader(Passage.whole(line), values)
    assert values == wanted


BODY = """\
R 021424Z APR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
GR37
BT
UNCLAS LISBON 000117

TAGS: PREL
SUBJECT: HARBOR DUES

1. The dues rose.

2. The ships left.
SAPT
BT
#0117
NNNN
"""
HEAD = "VZCZCLIA0042\nRR RUEHC\nDE RUEHLI #0117 0931425\nZNR UUUUU ZZH\n"


def test_the_whole_frame() -> None:
    found = cablegram.parse(HEAD + BODY).transmission
    assert (found.channel, found.serial, found.validation, found.group_count) == (
        "LIA",
        "0117",
        "0117",
        "GR37",
    )
    assert [each.value for each in found.precedences] == ["routine"]


@pytest.mark.parametrize(
    "lost",
    [
        "VZCZCLIA0042\n",
        "RR RUEHC\n",
        "DE RUEHLI #0117 0931425\n",
        "ZNR UUUUU ZZH\n",
        "BT\n",
        "#0117\n",
        "NNNN\n",
        "GR37\n",
    ],
)
def test_every_line_but_the_text_can_be_lost(lost: str) -> None:
    cable = cablegram.parse((HEAD + BODY).replace(lost, ""))
    assert str(cable.mrn) == "08LISBON117"
    assert cable.subject == "HARBOR DUES"
    assert [each.number for each in cable.paragraphs] == [1, 2]
    assert cable.signature == "SAPT"


@pytest.mark.parametrize("bell", ["JJJJJSSSSS\n", "'''''\n", "UU\n"])
def test_signals_of_the_wire(bell: str) -> None:
    """FLASH is preceded by the bell; what a teletype printed of it stays out of the fields."""
    cable = cablegram.parse("VZCZCLIA0042\n" + bell + (HEAD + BODY).removeprefix("VZCZCLIA0042\n"))
    assert str(cable.mrn) == "08LISBON117"
    assert cable.transmission.serial == "0117"


def test_a_pilot_is_kept_beside_the_message() -> None:
    """ACP 127(G): a relay puts handling lines before the complete original (section 1.13)."""
    cable = cablegram.parse("OO RUEHMD\nZNR UUUUU ZOV RUEHMD\n" + HEAD + BODY)
    assert cable.transmission.pilots == ("OO RUEHMD", "ZNR UUUUU ZOV RUEHMD")
    assert cable.transmission.routing_indicators == ("RUEHC",)
    assert cable.transmission.channel == "LIA"


def test_seam_of_two_messages() -> None:
    """The archive's garble `NNNNMAFVVZCZ` is the end of one and the start of the next."""
    two = (
        (HEAD + BODY).rstrip("\n")
        + "VVZCZCLIA0043\nRR RUEHC\nDE RUEHLI #0118 0931430\n"
        + BODY.replace("117", "118")
    )
    pieces = list(split_stream(two))
    assert "".join(pieces) == two
    assert [str(cablegram.parse(piece).mrn) for piece in pieces] == ["08LISBON117", "08LISBON118"]


def test_a_second_message_without_an_end_before_it() -> None:
    two = (
        (HEAD + BODY).removesuffix("NNNN\n") + HEAD.replace("42", "43") + BODY.replace("117", "118")
    )
    assert [str(cablegram.parse(piece).mrn) for piece in split_stream(two)] == [
        "08LISBON117",
        "08LISBON118",
    ]


def test_a_service_message_is_an_answer_without_fields() -> None:
    """Section 1.14: no FM, no TO; the text begins with the classification and SVC."""
    text = """\
VZCZCXBA007
PP RUEHZX
DE RUEHZY #0009 0931510
ZNR UUUUU
BT
UNCLAS SVC INT ZDK RUEHZX #0117 0931425
WA REGRET - PAGE 2 LINES 3 AND 4
BT
#0009
NNNN
"""
    cable = cablegram.parse(text)
    assert cable.form == "acp127"
    assert (cable.mrn, cable.origin, cable.action) == (None, None, None)
    assert cable.transmission.validation == "0009"
