"""The classification authority: who classified the cable, and why (reference section 2.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.model import ClassifiedBy

if TYPE_CHECKING:
    from cablegram.read.passage import Passage

_LABEL = re.compile(
    r"\s*(?:\d{1,2}\.?\s*)?(?:\([A-Z/]{1,6}\)\s*)?(?:(?:CLASSIFIED|DERIVED)\s+(?:BY|FROM)\b\s*:?\s*){1,3}",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?<![\s,;.(-])[\s,;.(-]*+(?:FOR\s+)?(?:THE\s+)?(?:FOLLOWING\s+)?"
    r"(?:REASONS?(?:\(S\))?\s*+[:;.,]?\s*+(?:PARA(?:GRAPH)?S?\s*)?"
    r"|PER\s+|UNDER\s+|PARA\s+)?(?:SECTIONS?\s*)?(?:E\.?\s?O\.?\s*1\d{4},?\s*(?:SECTIONS?\s*)?)?"
    r"(?P<section>1\s?\.\s?[4-6])(?P<letters>(?:[\s,;/&().:-]+|AND\b|[A-H](?![A-Z])){0,40})",
    re.IGNORECASE,
)
#: A word of the clause that the wrapping of the line broke (reference section 2.7).
_SPLIT_WORD = re.compile(
    r"(?i)\b(?:a nd|an d|f or|fo r|r easons?|re asons?|rea sons?|reas ons?|reaso ns?|reason s)\b"
)
_SURNAME = re.compile(r"[A-Z][\w'-]+\Z")
_REASON_WORD = re.compile(r"\bREASONS?\b", re.IGNORECASE)
_LETTER = re.compile(r"(?<![A-Z])[A-H](?![A-Z])", re.IGNORECASE)
_SPLIT = re.compile(r" ?[,;] ?| - ")  # of words with one space between them
_TITLE_WORD = re.compile(
    r"\b(?:AMBASSADOR|CHARGE|CHARG\u00c9|DCM|CDA|COUNSELOR|COUNSELLOR|CHIEF|OFFICER|CONSUL|POLOFF|ECONOFF"
    r"|POLCOUNS|POLCHIEF|ECONCOUNS|ECON|POL|SECRETARY|DIRECTOR|DEPUTY|ACTING|MINISTER|PRINCIPAL|ADVISOR"
    r"|ADVISER|REPRESENTATIVE|ATTACHE|A/DCM|EMBASSY|SPECIALIST|MANAGER|PO|PAO|RSO|REFCOORD|COORDINATOR"
    r"|CG|ADCM|ADMINISTRATOR|ASSISTANT|POLAD|UNDERSECRETARY|D/?CM|CHARGEE?)\b",
    re.IGNORECASE,
)
_LEADING_TITLE = re.compile(
    r"(?P<title>(?:(?:ACTING|DEPUTY|POLITICAL|ECONOMIC|POL/?ECON|P/?E|ECON|POL|A/?"
    r"|CHIEF OF MISSION|SENIOR)\s*){0,6}"
    r"(?:AMBASSADOR|CHARGE(?:\s+D.AFFAIRES)?|CDA|DCM|ADCM|A/DCM|COUNSELOR|CONSUL GENERAL"
    r"|CONSUL|CONGEN"
    r"|(?:POL|ECON)\w{0,4}COUNS(?:ELOR)?|(?:POL|ECON|A/)\w{0,3}CHIEF|CHIEF|OFFICER|POLOFF"
    r"|ECONOFF|DIRECTOR|MINISTER)(?:\s+A\.?I\.?)?)\s+(?P<name>[A-Z][\w.' -]+)",
    re.IGNORECASE,
)


def read_authority(passage: Passage) -> ClassifiedBy | None:
    """Read a classified-by line in the word orders that people use.

    A line broken inside a word (`1.4 (b) a NL nd (d)`) is joined first. Reasons are
    canonical: `1.4(b)`.
    """
    text = passage.text.replace("\n", " ")
    label = _LABEL.match(text)
    place = label.end() if label else 0
    joined = _SPLIT_WORD.sub(lambda match: match[0].replace(" ", ""), text[place:])
    reason = _REASON.search(joined)
    reasons: tuple[str, ...] = ()
    who = joined
    tail = ""
    if reason is not None:
        section = re.sub(r"\s", "", reason["section"])
        letters = _LETTER.findall(re.sub(r"(?i)\band\b", " ", reason["letters"]))
        reasons = tuple(dict.fromkeys(f"{section}({letter.lower()})" for letter in letters))
        reasons = reasons or (section,)
        who = joined[: reason.start()]
        tail = joined[reason.end() :]
    else:
        word = _REASON_WORD.search(who)
        if word is not None:
            who = who[: word.start()]
    name, title = _who(who)
    if name is None and tail.strip(" ."):
        name, title = _who(tail)
    if name is None and title is None and not reasons:
        return None
    return ClassifiedBy(
        name=name, title=title, reasons=reasons, span=passage.span(0, len(passage.text))
    )


def _who(text: str) -> tuple[str | None, str | None]:
    """Part name and title: `NAME, TITLE`, `TITLE NAME`, `TITLE, NAME`."""
    clean = " ".join(text.split()).strip(" ,;.:-(")
    clean = re.sub(r"(?i) for$", "", clean).strip(" ,;.:-(")
    if not clean:
        return None, None
    leading = _LEADING_TITLE.fullmatch(clean)
    if leading is not None and "," not in leading["name"]:
        return leading["name"].strip(), leading["title"].strip()
    parts = [part for part in _SPLIT.split(clean) if part]
    if len(parts) == 1:
        inner = re.fullmatch(r"(?P<name>[^()]+?) ?\((?P<title>[^()]+)\)?", parts[0])
        if inner is not None:
            return inner["name"], inner["title"]
        if _TITLE_WORD.search(parts[0]) and not re.search(r"\b[A-Z]\.", parts[0]):
            found = _LEADING_TITLE.match(parts[0])
            if found is not None:
                return found["name"].strip(), found["title"].strip()
            return None, parts[0]
        return parts[0], None
    if _is_reversed(parts):
        parts[:2] = [f"{parts[1]} {parts[0]}"]
    if _TITLE_WORD.search(parts[0]) and not _TITLE_WORD.search(parts[1]):
        found = _LEADING_TITLE.fullmatch(parts[0])
        if found is None:
            return parts[1], parts[0]
        return found["name"].strip(), found["title"].strip()
    return parts[0], ", ".join(parts[1:])


def _is_reversed(parts: list[str]) -> bool:
    """Tell whether the surname stands before the first name: `SAPT, ANNA, DCM`."""
    return (
        len(parts) > 2
        and not any(map(_TITLE_WORD.search, parts[:2]))
        and all(map(_SURNAME.match, parts[:2]))
        and _TITLE_WORD.search(parts[2]) is not None
    )
