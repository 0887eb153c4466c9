"""The SUBJECT line, with its own portion mark (reference section 2.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.portions import MARK, portion

if TYPE_CHECKING:
    from cablegram.model import Marking, Span
    from cablegram.read.passage import Passage

_LABEL = re.compile(r"\s*S?UB\s?J(?:EC?T|CT)?\s*[:;.]*\s*/?\s*", re.IGNORECASE)
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
    subject = " ".join(text[place:].split()).strip()
    if text.endswith("//") or "/" in text[:6]:
        subject = subject.rstrip("/ ")
    return subject or None, marking, passage.span(place, len(text))
