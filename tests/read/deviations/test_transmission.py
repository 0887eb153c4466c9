"""Format lines 1 to 4, pilots and the heading line of JANAP 128, as they deviate."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.read.stream import split_stream
from tests.read.deviations.rows import Row, message, name, read

FULL = "VZCZCLIA0042\nPP RUEHC\nDE RUEHLI #0117 0931425\nZNY CCCCC ZZH"
ROWS = [
    Row("1.1 three digits", "VZCZCLIA042", "LIA 042"),
    Row("1.1 four digits", "VZCZCLIA0042", "LIA 0042"),
    Row("1.1 without V", "ZCZCLIA0042", "LIA 0042"),
    Row("1.1 placeholder", "VZCZCXYZ0000", "XYZ 0000"),
    Row("1.1 seam's letters left", "VVZCZCLIA0042", "LIA 0042"),
    Row("1.1 manual form", "VV   DLA128", "DLA 128"),
    Row("1.1 stacked", "VV   DLA128VV   QTA114", "DLA 128"),
    Row("1.1 stacked", "EUC093WNA114", "EUC 093"),
    Row("1.1 UU behind", "VZCZCLIA0042     UU", "LIA 0042"),
    Row("1.1 HH behind", "VZCZCLIA0042     HH", "LIA 0042"),
    Row("1.2 YY", "YY RUEHC", "RUEHC"),
    Row("1.2 bell signal", "JJJJJSSSSSZZ RUEHC RUEHZY", "RUEHC RUEHZY"),
    Row("1.2 bell signal", "JJJJJSSSSS ZZ RUEHC RUEHZY", "RUEHC RUEHZY"),
    Row("1.2 bell signal", "'''''ZZ RUEHC", "RUEHC"),
    Row("1.2 continued", "OO RUEHC RUEHZY\nRHEHNSC RUEAIIA", "RUEHC RUEHZY RHEHNSC RUEAIIA"),
    Row("1.2 a copy's one", "RR RUEHWEB", "RUEHWEB"),
    Row("1.3 four to eight letters", "PP RUEH RUEHC RUEHFRE RHMFIUUX", "RUEH RUEHC RUEHFRE RHMFIUUX"),
    Row("1.4 no section", "DE RUEHLI #0117 0931425", "RUEHLI 0117 None 0931425"),
    Row("1.4 section of unknown total", "DE RUEHLI #0117/01 0931425", "RUEHLI 0117 1 0931425"),
    Row("1.4 allied serial", "DE RUEHLI 134 02/1425Z", "RUEHLI 134 None 02/1425Z"),
    Row("1.4 operator's letter", "DE RUEHLI 167C 02/1425Z", "RUEHLI 167C None 02/1425Z"),
    Row("1.4 no time", "DE RUEHLI #0117", "RUEHLI 0117 None None"),
    Row("1.5 EFTO", "ZNY EEEEE", "ZNY EEEEE"),
    Row("1.5 restricted", "ZNY RRRRR", "ZNY RRRRR"),
    Row("1.5 release code", "ZNR UUUAA", "ZNR UUUAA"),
    Row("1.5 release code", "ZNY CCCXX", "ZNY CCCXX"),
    Row("1.5 special handling", "ZNY SSSSS/BBBBB", "ZNY SSSSS/BBBBB"),
    Row("1.5 special handling", "ZNY SSSSS/AAAAA", "ZNY SSSSS/AAAAA"),
    Row("1.5 special handling", "ZNY CCCCC/FFFFF ZZH", "ZNY CCCCC/FFFFF [ZZH]"),
    Row("1.5 three to six letters", "ZNY CCCC ZZH", "ZNY CCCC [ZZH]"),
    Row("1.5 three to six letters", "ZNR UUU", "ZNR UUU"),
    Row("1.5 three to six letters", "ZNR UUUUUU ZZH", "ZNR UUUUUU [ZZH]"),
    Row("1.5 blanks behind", "ZNY CCCCC ZZH   ", "ZNY CCCCC [ZZH]"),
    Row("1.5 NIACT", "ZNY CCCCC ZZH ZZK", "ZNY CCCCC [ZZH, ZZK]"),
    Row("1.5 operands", "ZNR UUUUU ZUI RUENAAA3647 2941606", "ZNR UUUUU [ZUI RUENAAA3647 2941606]"),
    *(
        Row("1.5 signals", f"ZNY CCCCC {signal}", f"ZNY CCCCC [{signal}]")
        for signal in ("ZFD", "ZDF", "ZOC", "ZUI", "ZFR", "ZOJ", "ZEL", "ZEX", "ZDK", "ZOV")
    ),
    Row("1.13 pilot", "OO RUEHMD\nZNR UUUUU ZOV RUEHMD", "pilots OO RUEHMD | ZNR UUUUU ZOV RUEHMD"),
    Row("1.13 pilot", "RR RUEHMD\nZNR UUUUU ZDG RUEHMD", "pilots RR RUEHMD | ZNR UUUUU ZDG RUEHMD"),
    Row("1.13 pilot", "RR RUEHMD\nZNY CCCCC ZEL RUEHMD", "pilots RR RUEHMD | ZNY CCCCC ZEL RUEHMD"),
    Row("1.13 pilot", "RR RUEHMD\nZNY CCCCC ZFD RUEHMD", "pilots RR RUEHMD | ZNY CCCCC ZFD RUEHMD"),
]  # fmt: skip
HEADING_LINES = [
    Row("9.4", "RTTCZYUW RUEHLIA0117 0931425-CCCC--RUEHC RUEHZY.", "RUEHLI 0117 0931425 RUEHC RUEHZY"),
    Row("9.4 to AUTODIN", "RAAUZYUW RUEHLIA0117 0931425-UUUU--RHEHAAA.", "RUEHLI 0117 0931425 RHEHAAA"),
    Row("9.4 retransmission", "PTTUZDKW RUEHLIA0117 0931425-UUUU--RUEHC.", "RUEHLI 0117 0931425 RUEHC"),
    Row("9.4 for information", "OTTUZFH2 RUEHLIA0117 0931425-UUUU--RUEHC.", "RUEHLI 0117 0931425 RUEHC"),
]  # fmt: skip
SEAMS = [
    Row("1.1 second ZCZC", "NNNN\nVZCZCLIA0043", "two messages"),
    Row("1.1 run together", "NNNNVVZCZCLIA0043", "two messages"),
    Row("1.1 archive's garble", "NNNNMAFVVZCZCLIA0043", "two messages"),
    Row("1.1 no end between", "VZCZCLIA0043", "two messages"),
]


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    first, second, third, fourth = FULL.split("\n")
    kind = row.clause.split()[0]
    lines = {
        "1.1": (row.written, second, third, fourth),
        "1.2": (first, row.written, third, fourth),
        "1.3": (first, row.written, third, fourth),
        "1.4": (first, second, row.written, fourth),
        "1.5": (first, second, third, row.written),
        "1.13": (row.written, FULL),
    }[kind]
    found = read(message(above="\n".join(lines))).transmission
    signals = f" [{', '.join(found.operating_signals)}]" if found.operating_signals else ""
    shown = {
        "1.1": f"{found.channel} {found.channel_serial}",
        "1.2": " ".join(found.routing_indicators),
        "1.3": " ".join(found.routing_indicators),
        "1.4": f"{found.station} {found.serial} {found.section} {found.filing_time}",
        "1.5": f"{found.security}{signals}",
        "1.13": f"pilots {' | '.join(found.pilots)}",
    }
    assert shown[kind] == row.read
    if kind == "1.13":
        assert (found.channel, found.serial) == ("LIA", "0117")


@pytest.mark.parametrize("row", HEADING_LINES, ids=name)
def test_heading_line(row: Row) -> None:
    found = read(message(above=f"{row.written}\nZNR UUUUU")).transmission
    routing = " ".join(found.routing_indicators)
    assert f"{found.station} {found.serial} {found.filing_time} {routing}" == row.read


@pytest.mark.parametrize("row", SEAMS, ids=name)
def test_seam(row: Row) -> None:
    first = message(above=FULL, end="BT\n#0117")
    rest = message(above="PP RUEHC\nDE RUEHLI #0118 0931430\nZNY CCCCC ZZH", end="BT\n#0118\nNNNN")
    text = first + row.written + "\n" + rest.replace("LISBON 000117", "LISBON 000118")
    pieces = list(split_stream(text))
    assert "".join(pieces) == text
    found = [str(cablegram.parse(piece).mrn) for piece in pieces]
    assert found == ["08LISBON117", "08LISBON118"]
    assert row.read == "two messages"
