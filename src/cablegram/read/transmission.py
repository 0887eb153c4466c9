"""Format lines 1 to 4 and the JANAP 128 heading line (reference sections 1.1 to 1.5, 9.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cablegram.vocabulary import routing_indicator

if TYPE_CHECKING:
    from cablegram.read.passage import Passage

_FL1 = re.compile(r"V{0,4}\s*ZCZC\s?(?P<channel>[A-Z]{3})\s?(?P<serial>\d{3,4})")
_FL1_MANUAL = re.compile(r"(?:VV\s+)?(?P<channel>[A-Z]{3})(?P<serial>\d{3,4})")
_INDICATOR = re.compile(r"\b[RQU][A-Z]{3,7}\b")
_FL3 = re.compile(
    r"D\s?E\s+(?P<station>[A-Z]{4,8})\s+\#?\s?(?P<serial>\d{1,4}[A-Z]?)(?:\s?/\s?(?P<section>\d{2})\b)?"
    r"(?:\s+(?P<time>\d{7}|\d{2}/\d{4}Z?|\d{3,6}))?"
)
_JANAP = re.compile(
    r"(?P<precedence>[ZOPRY])[A-Z]{2}(?P<level>[A-Z])(?P<content>[A-Z0-9]{4})\s?"
    r"(?P<station>[A-Z]{6,7}?)X?\s?(?P<serial>\d{4})\d?\s(?P<time>\d{7})"
    r"(?:\s?[-\u2014\u2013]{1,2}\s?(?P<classes>[A-Z]{4}))?(?P<routing>.*)"
)
_SECURITY = re.compile(r"(?P<warning>Z\s?N\s?[RY](?:\s+[A-Z]{3,6}(?:/[ABF]{3,6})?)?)")
_SIGNAL = re.compile(r"Z[A-Z]{2}\d?(?![A-Z])(?:(?!\s+Z[A-Z]{2}\d?(?![A-Z])).)*")


def read_fl1(passage: Passage, values: dict[str, Any]) -> None:
    """Read the transmission identification `VZCZCABC0042`; of stacked ones the newest, first."""
    match = _FL1.match(passage.text) or _FL1_MANUAL.match(passage.text)
    if match is not None:
        values["channel"] = match["channel"]
        values["channel_serial"] = match["serial"]


def read_fl2(passage: Passage, values: dict[str, Any]) -> None:
    """Read the routing line `OO RUEHC RUEHZY`."""
    values["routing_indicators"] = tuple(_INDICATOR.findall(passage.text))


def read_fl3(passage: Passage, values: dict[str, Any]) -> None:
    """Read `DE RUEHZX #0117/01 0931425`: calling station, serial, section, time of file."""
    match = _FL3.match(passage.text)
    if match is not None:
        values["station"] = match["station"]
        values["serial"] = match["serial"]
        values["section"] = int(match["section"]) if match["section"] else None
        values["filing_time"] = match["time"]


def read_janap(passage: Passage, values: dict[str, Any]) -> None:
    """Read `RAAUZYUW RUEHZXA0117 0931425-UUUU--RHEHAAA.`, which stands for lines 1 to 3."""
    match = _JANAP.match(passage.text)
    if match is not None:
        values["station"] = _unpadded(match["station"])
        values["serial"] = match["serial"]
        values["filing_time"] = match["time"]
        values["routing_indicators"] = tuple(_INDICATOR.findall(match["routing"]))


def _unpadded(indicator: str) -> str:
    """Take the A off that fills an indicator of six letters to seven, if the tables say so."""
    bare = indicator.removesuffix("A")
    is_padded = routing_indicator(indicator) is None and routing_indicator(bare) is not None
    return bare if is_padded else indicator


def read_fl4(passage: Passage, values: dict[str, Any]) -> None:
    """Read the security warning `ZNY CCCCC ZZH` and the operating signals with their operands."""
    text = passage.text
    match = _SECURITY.match(text)
    rest = 0
    if match is not None:
        values["security"] = " ".join(match["warning"].split())
        rest = match.end()
    signals = tuple(" ".join(signal.split()) for signal in _SIGNAL.findall(text, rest))
    if signals:
        values["operating_signals"] = values.get("operating_signals", ()) + signals
