"""Which form a text has: a score for each form, the runner-up kept (reference section 0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.frus_web import frus_web_score
from cablegram.read.lines import Kind, scan
from cablegram.read.mail import mail_score
from cablegram.read.tei import tei_score
from cablegram.read.web import web_score

if TYPE_CHECKING:
    from cablegram.read.lines import Line

HEAD_CHARS = 12_000
MAX_HEAD_LINES = 160
_SAS_TEXT = re.compile(r"^[ \t\f]*Message Text[ \t\r]*$", re.MULTILINE)
_SAS_ATTRIBUTES = re.compile(r"^[ \t\f]*Message Attributes[ \t\r]*$", re.MULTILINE)
_MRN = re.compile(r"^[ \t]*MRN\s?:", re.MULTILINE)
_DATE = re.compile(r"^[ \t]*Date.{1,2}DTG\s?:", re.MULTILINE | re.IGNORECASE)
_RAW = frozenset({Kind.FL1, Kind.FL2, Kind.FL3, Kind.JANAP, Kind.FL4})
_STRONG = {
    Kind.ORDER: 0.3, Kind.TAGS: 0.3, Kind.SUBJECT: 0.15, Kind.REFERENCE: 0.1, Kind.FROM: 0.2,
    Kind.FL5: 0.2, Kind.DISTRIBUTION: 0.2, Kind.COUNTER: 0.2, Kind.AUTHORITY: 0.2, Kind.END: 0.15,
    Kind.STAMP: 0.1, Kind.CORRECTION: 0.1, Kind.PAGE: 0.1, Kind.BANNER: 0.05,
}


def sniff(text: str) -> list[tuple[str, float]]:
    """Return the forms with their scores from 0 to 1, best first; none at all for plain text.

    A form above 0.5 is taken; the second says what else it might have been.
    """
    head = text[:HEAD_CHARS]
    scores: dict[str, float] = {}
    if "Message Attributes" in text and _SAS_ATTRIBUTES.search(text):
        scores["sas"] = 1.0 if _SAS_TEXT.search(head) else 0.6
        return [("sas", scores["sas"])]
    if "<" in head:
        scores["tei"] = tei_score(head)
        if scores["tei"] > 0.9:  # noqa: PLR2004 - certain
            return [("tei", scores["tei"])]
    if _MRN.search(text) and _DATE.search(text):
        scores["smart"] = 0.95
    if "<" in head or "&" in head or "](" in head or "¶" in head:
        scores["web"] = web_score(head)
    if ":" in head[:400]:
        scores["mail"] = mail_score(head) * (0.5 if "smart" in scores else 1.0)
    scores["frus_web"] = frus_web_score(text)
    lines = scan(head)[:MAX_HEAD_LINES]
    scores["acp127"], scores["telegram"] = _print_scores(lines)
    ranked = sorted(((score, form) for form, score in scores.items() if score > 0), reverse=True)
    return [(form, score) for score, form in ranked]


def _print_scores(lines: list[Line]) -> tuple[float, float]:
    """Score raw traffic and printed telegrams by the kinds of their lines."""
    kinds = [line[0] for line in lines]
    found = set(kinds)
    raw = 0.0
    if found & {Kind.FL1, Kind.JANAP}:
        raw = 0.9
    elif Kind.FL3 in found and found & {Kind.FL2, Kind.FL4, Kind.FL5}:
        raw = 0.9
    elif kinds.count(Kind.PRINT) > 3:  # noqa: PLR2004 - the labels of the print
        return 0.9, 0.1
    elif Kind.FL5 in found and Kind.FROM in found and not found & {Kind.DISTRIBUTION, Kind.COUNTER}:
        raw = 0.75
    if Kind.USMTF in found and Kind.FROM in found:
        raw = max(raw, 0.75)
    score = sum(weight for kind, weight in _STRONG.items() if kind in found)
    if any(kind is Kind.CLASS and match is not None and any(map(str.isdigit, match["rest_CLASS"]))
           for kind, _, _, match in lines):
        score += 0.3
    if Kind.PARAGRAPH in found:
        score += 0.15
    if found & {Kind.DISTRIBUTION, Kind.COUNTER, Kind.PAGE}:
        raw = min(raw, 0.7) if not found & {Kind.FL1, Kind.JANAP} else raw
    elif raw and not found & {Kind.ORDER, Kind.TAGS}:
        score = min(score, 0.6)
    return raw, min(score, 0.85)
