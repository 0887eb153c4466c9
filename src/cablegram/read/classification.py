"""The classification line: level, handling words, section, station and serial (section 2.1)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.model import Level, Marking
from cablegram.model.value import place_value
from cablegram.read.shift import undo_shift
from cablegram.read.words import CLASSIFICATION
from cablegram.vocabulary import canonical_station
from cablegram.vocabulary.station_matching import edit_distance

if TYPE_CHECKING:
    from cablegram.read.passage import Passage

_SECTION = re.compile(
    r"(?P<final>FINAL\s+)?SECTION\s*(?:(?P<number>[\dO]{1,2})\s*)?OF\s+(?P<total>[\dO]{1,2})",
    re.IGNORECASE,
)
_LEVEL = re.compile(CLASSIFICATION, re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<station>[A-Z][A-Z.'\u2019/ -]{1,40}?)[\s,]*(?P<air>A-)?#?\s?(?P<number>(?:(?<=[\s#])"
    r"[OØ](?=\d))?\d[\dOØ]{0,6})"
    r"(?:\s*/\s*\d{1,2})?(?:\s+(?P<series>(?:TO|SEC|PAR|DEP)[A-Z]{2,4})\s+(?P<serial>\d{1,7}))?"
    r"\s*(?:[A-Z /,-]{0,40}|\([A-Z ]{1,30}\)"
    # a corrector's note behind the number (reference section 1.15)
    r"|(?:SUSPECTED\s+DUPLICATE|Z[A-Z]{2}\d?)\s[A-Z0-9 /#-]{1,60})?\s*\Z",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*#?(?P<number>\d{1,7})\s*\Z")
_HANDLING = re.compile(
    r"\s*(?:[/,:-]+\s*)?"
    r"(?P<word>NOFORN|NO\s?FORN|EXDIS|NODIS|LIMDIS|STADIS|SENSITIVE|SIPDIS|SI PDIS"
    r"|E\s?F\s?T\s?O|ONLY|EYES ONLY|FOUO|LOU|SBU|SPECAT|ROGER CHANNEL|CHEROKEE|ORCON"
    r"|//[A-Z]\d{5}//|//[A-Z ]{3,20}//|PERSONAL|CLEAR)(?![A-Z])",
    re.IGNORECASE,
)


@place_value
class ClassLine:
    """What a classification line says; `level_end` is an offset into the line."""

    level: Level | None
    controls: frozenset[str]
    handling: tuple[str, ...]
    section: int | None
    total: int | None
    level_end: int
    station: str | None = None
    number: int | None = None
    airgram: bool = False
    series: str | None = None


@lru_cache(maxsize=1024)
def level_of(text: str) -> tuple[Level | None, str | None]:
    """Return the level of classification words, and the control that they stand for."""
    letters = re.sub(r"[^A-Z]", "", text.upper())
    if letters.startswith("TOPSECRET"):
        return Level.TOP_SECRET, None
    if letters.startswith("SECRET"):
        return Level.SECRET, None
    if letters.startswith("CONFIDENTIA"):
        return Level.CONFIDENTIAL, None
    if letters.startswith("RESTRICTED"):
        return Level.RESTRICTED, None
    if letters.startswith(("LIMITEDOFF", "LOU")):
        return Level.UNCLASSIFIED, "LOU"
    if letters.startswith(("SENSITIVEBUT", "SBU")):
        return Level.UNCLASSIFIED, "SBU"
    if letters.startswith(("FOROFFICIAL", "FOUO")):
        return Level.UNCLASSIFIED, "FOUO"
    if letters.startswith(("UNCLAS", "INCLAS", "UNGLAS")):
        return Level.UNCLASSIFIED, "EFTO" if letters.endswith("EFTO") else None
    return None, None


def read_class_line(line: str) -> ClassLine:
    """Read a classification line, in whatever order its parts stand."""
    match = _LEVEL.match(line.lstrip("\"' "))
    offset = len(line) - len(line.lstrip("\"' "))
    level, control = (None, None) if match is None else level_of(match[0])
    place = offset + match.end() if match is not None else 0
    level_end = place
    controls = {control} if control else set()
    handling: list[str] = []
    rest = line[place:]
    section = total = None
    while True:
        word = _HANDLING.match(line, place)
        if word is None:
            break
        name = " ".join(word["word"].upper().split())
        if name.startswith("//"):  # an office or subject code of military traffic
            place = word.end()
            continue
        handling.append({"NO FORN": "NOFORN", "SI PDIS": "SIPDIS"}.get(name, name))
        place = word.end()
    found = _SECTION.search(line, place)
    if found is not None:
        total = _digits(found["total"])
        section = total if found["final"] else _digits(found["number"] or "") or None
        before, after = line[place : found.start()], line[found.end() :]
        rest = after if after.strip(" /.-") else before
    else:
        rest = line[place:]
    joined = {caption.replace(" ", "") for caption in handling}
    controls |= joined & {"NOFORN", "EFTO", "FOUO", "LOU", "SBU", "ORCON"}
    said = (level, frozenset(controls), tuple(handling), section, total, level_end)
    body = " ".join(rest.lstrip(" /,:.-").split())
    numbered = _NUMBER.match(body)
    if numbered is None or "//" in numbered["station"]:  # `FM CNO WASHINGTON DC//N1//`
        bare = _BARE.match(body)
        return ClassLine(*said, number=int(bare["number"]) or None if bare else None)
    return ClassLine(
        *said,
        station=numbered["station"].strip(),
        number=_digits(numbered["number"]) or None,
        airgram=numbered["air"] is not None,
        series=f"{numbered['series']} {numbered['serial']}" if numbered["series"] else None,
    )


_WORDS = (
    ("CONFIDENTIAL", 4),
    ("SECRET", 2),
    ("UNCLASSIFIED", 4),
    ("UNCLAS", 1),
    ("LIMITEDOFFICIALUSE", 5),
)


def repair_class_line(line: str) -> str | None:
    """Return a classification line whose level a scanner garbled, with the level put right.

    `CONFIDEN I I A I ZENDA 2817` becomes `CONFIDENTIAL ZENDA 2817` when one level is near enough
    and the rest is a station that the tables know, with its number; otherwise None.
    """
    words = line.split()
    if not 3 <= len(words) <= 24 or not words[-1].isdecimal():
        return None
    for split in range(len(words) - 2, max(len(words) - 6, 0), -1):
        if canonical_station(" ".join(words[split:-1])) is None:
            continue
        head = re.sub(r"[^A-Z0-9]", "", "".join(words[:split]).upper())
        near = [
            word
            for word, limit in _WORDS
            if abs(len(head) - len(word)) <= limit
            and edit_distance(head, word, limit=limit) <= limit
        ]
        if len(near) == 1:
            return f"{near[0]} {' '.join(words[split:])}"
    return None


def shifted_class_line(line: str) -> str | None:
    """Return a classification line whose station lost its letter shift, with it put right."""
    text, places = undo_shift(line, canonical_station)
    return text if places else None


def _digits(text: str) -> int:
    digits = text.upper().replace("O", "0").replace("Ø", "0")
    return int(digits) if digits.isdecimal() else 0


def read_banner(passage: Passage) -> Marking:
    """Return the marking of a classification that stands alone on its line."""
    line = read_class_line(passage.text)
    return Marking(
        level=line.level,
        controls=line.controls,
        text=passage.text.strip(),
        span=passage.span(0, len(passage.text)),
    )
