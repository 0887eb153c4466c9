"""Which form a text has: a score for each form, the runner-up kept (reference section 0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.frus_web import frus_web_score
from cablegram.read.lines import Kind, scan
from cablegram.read.mail import mail_score
from cablegram.read.rows import rows_score
from cablegram.read.sas import find_attributes, find_text
from cablegram.read.tei import tei_score
from cablegram.read.web import web_score

if TYPE_CHECKING:
    from cablegram.read.lines import Line

HEAD_CHARS = 12_000
MAX_HEAD_LINES = 160
CERTAIN = 0.9
MIN_SCORE = 0.15
MIN_BODY_CHARS = 200
FORM_IN_DOUBT = 0.03
_SURNAME = re.compile(r"[A-Z][A-Z'-]{3,19}")
_MRN = re.compile(r"MRN\s?:")
_MAX_MARGIN = 80  # characters before a label on its line
_DATE = re.compile(r"^[ \t]*Date.{1,2}DTG\s?:", re.MULTILINE | re.IGNORECASE)
_STRONG = {
    Kind.ORDER: 0.3,
    Kind.TAGS: 0.3,
    Kind.SUBJECT: 0.15,
    Kind.REFERENCE: 0.15,
    Kind.FROM: 0.2,
    Kind.FL5: 0.2,
    Kind.DISTRIBUTION: 0.2,
    Kind.COUNTER: 0.2,
    Kind.AUTHORITY: 0.2,
    Kind.END: 0.15,
    Kind.STAMP: 0.1,
    Kind.CORRECTION: 0.1,
    Kind.PAGE: 0.1,
    Kind.BANNER: 0.05,
}


def _is_signed_body(text: str) -> bool:
    """Tell whether a text is a telegram's body by its letters and its end alone.

    Telegraph circuits had no small letters, and the last line is the signature: a surname.
    """
    body = text.strip()
    if not MIN_BODY_CHARS <= len(body) <= HEAD_CHARS or body != body.upper():
        return False
    rest, _, name = body.rpartition("\n")
    return _SURNAME.fullmatch(name) is not None and rest.rstrip().endswith((".", '"', "?", "!"))


def is_labelled(text: str) -> bool:
    """Tell whether a text has the labels of the SMART layout."""
    place = text.find("MRN")
    while place >= 0:
        before = text[max(0, place - _MAX_MARGIN) : place].rpartition("\n")[2]
        if not before.strip(" \t") and _MRN.match(text, place):
            return _DATE.search(text) is not None
        place = text.find("MRN", place + 3)
    return False


def sniff(text: str) -> tuple[list[tuple[str, float]], list[Line] | None]:
    """Recognise the form of a text.

    Returns:
        The forms with their scores from 0 to 1, best first; the second says what else it might
        be. And the text's lines, where they had to be looked at.
    """
    head = text[:HEAD_CHARS]
    scores: dict[str, float] = {}
    if find_attributes(text):
        return [("sas", 1.0 if find_text(head, len(head)) else 0.6)], None
    has_tags = "<" in head
    if has_tags:
        scores["tei"] = tei_score(head)
        if scores["tei"] > CERTAIN:
            return [("tei", scores["tei"])], None
    if is_labelled(text):
        scores["smart"] = 0.93
    if has_tags or "](" in head or "\u00b6" in head or "&#" in head or "\\" in head:
        scores["web"] = web_score(head)
    first, _, _ = head.lstrip()[:400].partition("\n")
    if ":" in first or first.startswith("From "):
        scores["mail"] = mail_score(head) * (0.95 if "smart" in scores else 1.0)
    if first.count(",") > 1 or first.count(";") > 1 or "\t" in first or "|" in first:
        scores["rows"] = rows_score(text)
    if "elegram" in first or "ource" in first:
        scores["frus_web"] = frus_web_score(text)
    lines = None
    if max(scores.values(), default=0.0) < CERTAIN:
        lines = scan(text)
        scores["acp127"], scores["telegram"] = _print_scores(lines[:MAX_HEAD_LINES])
        if max(scores.values()) < MIN_SCORE and _is_signed_body(text):
            scores["telegram"] = 0.2
    ranked = sorted(((score, form) for form, score in scores.items() if score > 0), reverse=True)
    return [(form, score) for score, form in ranked], lines


def _print_scores(lines: list[Line]) -> tuple[float, float]:
    """Score raw traffic and printed telegrams by the kinds of their lines."""
    kinds = [line[0] for line in lines]
    found = set(kinds)
    raw = 0.0
    around = {Kind.FL2, Kind.FL4, Kind.FL5}
    if found & {Kind.FL1, Kind.JANAP} or (Kind.FL3 in found and found & around):
        raw = 0.9
    elif kinds.count(Kind.PRINT) > 3:
        return 0.9, 0.1
    elif Kind.FL5 in found and Kind.FROM in found and not found & {Kind.DISTRIBUTION, Kind.COUNTER}:
        raw = 0.88  # the abbreviated heading that begins with the date-time group
    if Kind.USMTF in found and Kind.FROM in found:
        raw = max(raw, 0.75)
    score = sum(weight for kind, weight in _STRONG.items() if kind in found)
    if any(
        kind is Kind.CLASS and match is not None and any(map(str.isdigit, match["rest_CLASS"]))
        for kind, _, _, match in lines
    ):
        score += 0.3
    if Kind.PARAGRAPH in found:
        score += 0.15
    if found & {Kind.DISTRIBUTION, Kind.COUNTER, Kind.PAGE}:
        raw = min(raw, 0.7) if not found & {Kind.FL1, Kind.JANAP} else raw
    elif raw and not found & {Kind.ORDER, Kind.TAGS}:
        score = min(score, 0.6)
    return raw, min(score, 0.85)
