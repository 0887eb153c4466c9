"""The opening of a telegram in *Foreign Relations*: its number, subject and references.

    4428. Subject: ...        Secto 14. ...        266151/Todel 1466.        CAP 63365. ...

Source: reference section 8 (first paragraph) and section 4 (numbers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cablegram.model import MRN, InvalidMRN
from cablegram.model.mrn import MAX_NUMBER
from cablegram.vocabulary import canonical_station, series_names

MAX_OPENING: Final = 400

_SERIES_FIRST: Final = re.compile(
    r"(?P<series>[A-Z][A-Za-z]{2,7})\s(?P<serial>\d{1,7})(?:/(?P<number>\d{1,7}))?(?=\s?[.,;:\n]|\s[A-Z(\[]|\Z)"
)
_NUMBER_FIRST: Final = re.compile(
    r"[;“\"(\[]?(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.\d)?"
    r"(?:/(?P<series>[A-Z][A-Za-z]{2,7})\s?(?P<serial>\d{1,7}))?"
    r"(?:\]?[.](?!\d)\]?|(?=\s?\n|\s?\Z|;|, [A-Z]))"
)
_DTG: Final = re.compile(
    r"(?:CINCPAC |COMUSMACV |MAC J-3, DTG )?"
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s?Z\b(?:/(?=[A-Z]))?"
    r"[\s.]{0,2}(?:Cite (?=[A-Z]{2,8} \d))?"
)
_AIRGRAM: Final = re.compile(
    r"(?P<series>A|CA|CW|G|C|OM|CERP|TOICA|ICATO)\s?-\s?(?P<number>\d{1,6})(?=[\s.,;:]|\Z)"
)
_MILITARY: Final = re.compile(
    r"(?P<series>MAC ?J[-A-Z0-9]{1,3}(?=,? )|[A-Z]{1,8}(?:[ -]?[A-Z]{1,4}\d?-?(?=\s\d|\d))?"
    r"|Saig|Def|HUL-A|P-4)[ .-]?"
    r"(?P<number>\d\d \d\d(?=\.)|\d{2,7}|\d-\d{3,5})(?P<year>-\d{2})?"
    r"(?P<rest>(?:/\d{2}|/IN \d{1,6})?(?: CC)?)"
    r"(?=[\s.,;:]|\Z)"
)
_NO_SERIES: Final = frozenset(
    {
        "RE",
        "REF",
        "REFS",
        "PARA",
        "PART",
        "YOUR",
        "OUR",
        "EMBTEL",
        "DEPTEL",
        "POL",
        "RG",
        "SOC",
        "AV",
    }
)
_NOT_GIVEN: Final = re.compile(
    r"\[(?:document )?number[^\]]{0,80}not declassified\]", re.IGNORECASE
)
_REST: Final = re.compile(r"[\s.,;:\]]*")
_SUBJECT: Final = re.compile(
    r"\b(?:Subject|Subj|SUBJECT|SUBJ)(?:\s?(?:[:;]|is\b|\.(?=\s[A-Z]))|(?= [A-Z]))\s*"
)
_REF: Final = re.compile(
    r"\b(?:Refs?|REFS?|References?|REFERENCES?|Reftels?)\s?(?:[:;]|\.(?=\s?:?\s?[A-Z(])|(?=\s\([Aa]\)))\s*"
)
_STOP: Final = re.compile(r"\.(?=\s|\Z|[A-Z][a-z])|\n")
_SHORTENED: Final = (
    r"Mr|Mrs|Ms|Dr|Gen|Adm|Col|Maj|Lt|St|Jr|Sr|No|Nos|vs|Vol|Amb|Gov|Sen|Rep|Prof"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m"
)
_ABBREVIATION: Final = re.compile(rf"\b(?:[A-Z]|{_SHORTENED}|{_SHORTENED.upper()})\Z")
_LABEL: Final = re.compile(r"(?:\A|[\s.:;(])\(?[A-Ha-h]\Z")


@dataclass(slots=True)
class Number:
    """A telegram's number as an opening or a head gives it: `[start, end)` is its place.

    `station` is that of the number when a series has its own (SECTO, CAP); None is the sender's.
    """

    start: int
    end: int
    number: int | None = None
    station: str | None = None
    suffix: str = ""
    airgram: bool = False
    alias: tuple[str, int] | None = None
    withheld: bool = False
    moment: tuple[int, int, int] | None = None


def read_number(text: str, *, first: bool = True, airgram: bool = False) -> Number | None:
    """Return the number that a paragraph (dashes made hyphens) opens with, or None.

    Args:
        text: The paragraph.
        first: Whether it is the first; later ones must not be taken for numbered paragraphs.
        airgram: Whether the document is an airgram, whose bare numbers are A-numbers.
    """
    text = text[:MAX_OPENING]
    withheld = _NOT_GIVEN.match(text)
    if withheld is not None:
        return Number(0, withheld.end(), withheld=True)
    number = _dtg(text) or _bare(text, first=first, airgram=airgram)
    return number or _airgram(text) or _series(text)


def _dtg(text: str) -> Number | None:
    match = _DTG.match(text)
    if match is None:
        return None
    found = Number(
        0, match.end(), moment=(int(match["day"]), int(match["hour"]), int(match["minute"]))
    )
    after = _military(text, match.end())
    if after is not None:
        found.number, found.station, found.end = after.number, after.station, after.end
    return found


def _bare(text: str, *, first: bool, airgram: bool) -> Number | None:
    match = _NUMBER_FIRST.match(text)
    if match is None:
        return None
    number = int(match["number"].replace(",", ""))
    if not 0 < number <= MAX_NUMBER or (not first and number < 100):
        return None
    found = Number(match.start(), match.end(), number=number, airgram=airgram)
    if match["series"] and int(match["serial"]):
        found.alias = (match["series"].upper(), int(match["serial"]))
    return found


def _airgram(text: str) -> Number | None:
    match = _AIRGRAM.match(text)
    if match is None or not int(match["number"]):
        return None
    number = int(match["number"])
    series = match["series"]
    if series == "A":
        return Number(0, match.end(), number=number, airgram=True)
    if len(series) > 1:
        return Number(0, match.end(), number=number, station=series)
    return Number(0, match.end(), number=number, suffix=series)


def _series(text: str) -> Number | None:
    match = _SERIES_FIRST.match(text)
    if match is not None and match["series"].upper() in _all_series() and int(match["serial"]):
        name, serial = match["series"].upper(), int(match["serial"])
        if match["number"] and int(match["number"]):
            number = int(match["number"])
            return Number(0, match.end(), number=number, alias=(name, serial))
        return Number(0, match.end(), number=serial, station=name)
    return _military(text, 0)


def _military(text: str, start: int) -> Number | None:
    match = _MILITARY.match(text, start)
    if match is None:
        return None
    station = re.sub(r"[^A-Z]", "", match["series"].upper())
    station = "MAC" if station.startswith("MACJ") else station
    digits = re.sub(r"\D", "", match["number"])
    if station in _NO_SERIES or not digits or not 0 < int(digits) <= MAX_NUMBER:
        return None
    return Number(0, match.end(), number=int(digits), station=station)


_EXTRA: Final = frozenset(
    {
        "JOHTO",
        "CONTO",
        "USITO",
        "UNMIS",
        "TOSIT",
        "CANTEL",
        "COMKAS",
        "SITTO",
        "TOJOH",
        "KUNCO",
        "NAIRO",
    }
)


def _all_series() -> frozenset[str]:
    return series_names() | _EXTRA


def after_number(text: str, end: int) -> int:
    """Return the place after the stop and blanks that follow a number."""
    match = _REST.match(text, end)
    return match.end() if match else end


def find_subject(text: str, place: int = 0) -> tuple[int, int, int] | None:
    """Return `(label, start, end)` of the subject in an opening, without its final stop."""
    stop = place + MAX_OPENING
    if text.find("ubj", place, stop) < 0 and text.find("UBJ", place, stop) < 0:
        return None
    match = _SUBJECT.search(text, place, stop)
    if match is None:
        return None
    end = _sentence(text, match.end(), labels=False)
    ref = _REF.search(text, match.end(), end)
    if ref is not None:
        end = ref.start()
    end = match.end() + len(text[match.end() : end].rstrip(" .\n"))
    return (match.start(), match.end(), end) if end > match.end() else None


def find_references(text: str, place: int = 0) -> tuple[int, int, int] | None:
    """Return `(label, start, end)` of the references in an opening."""
    stop = place + 2 * MAX_OPENING
    if text.find("Ref", place, stop) < 0 and text.find("REF", place, stop) < 0:
        return None
    match = _REF.search(text, place, stop)
    if match is None:
        return None
    end = _sentence(text, match.end(), labels=True)
    return (match.start(), match.end(), end) if end > match.end() else None


def _sentence(text: str, start: int, *, labels: bool) -> int:
    """Return the offset of the stop that ends a sentence, past abbreviations and labels."""
    limit = min(len(text), start + 1500)
    for match in _STOP.finditer(text, start, limit):
        if match[0] == "\n":
            return match.start()
        before = text[max(start, match.start() - 6) : match.start()]
        if labels:
            if _LABEL.search(before):
                continue
            if re.match(r"\.\s+\(?[A-Ha-h][.)]\s", text[match.start() : match.start() + 12]):
                continue
            return match.start()
        if _ABBREVIATION.search(before) is None:
            return match.start()
    return limit


def make_mrn(
    year: int | None, station: str | None, number: int | None, *, airgram: bool
) -> MRN | None:
    """Return the MRN of the parts, None when one is missing or impossible."""
    if station is None or number is None:
        return None
    try:
        return MRN(year, canonical_station(station) or station, number, airgram)
    except InvalidMRN:
        return None
