"""The SUBJECT line, with its own portion mark (reference section 2.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.portions import MARK, portion
from cablegram.read.words import GARBLED_SUBJECT

if TYPE_CHECKING:
    from cablegram.model import Marking, Span
    from cablegram.read.passage import Passage

_LABEL = re.compile(
    rf"\s*(?:S?UB\s?J(?:EC?T|CT)?|{GARBLED_SUBJECT}(?=\s?:))\s*[:;.]*\s*/?\s*", re.IGNORECASE
)
_FIELD_LINE = re.compile(r"\n[ \t]{0,8}/(?!/)")
_MARK = re.compile(MARK + r"\s*")


def read_subject(passage: Passage) -> tuple[str | None, Marking | None, Span]:
    """Read a subject over its lines: its text, its portion mark, and the place of the text."""
    text = passage.text
    label = _LABEL.match(text)
    place = label.end() if label else 0
    marking = None
    mark = _MARK.match(text, place)
    if mark is not None:
        marking = portion(mark["mark"])
        place = mark.end()
    written = text[place:]
    military = text.endswith("//") or "/" in text[:6]
    if military:  # a set runs on in lines that begin with its slash
        written = _FIELD_LINE.sub("\n", written)
    subject = " ".join(written.split()).strip()
    if military:
        subject = subject.rstrip("/ ")
    return subject or None, marking, passage.span(place, len(text))
