"""Sets of military message text: `SUBJ/.../`, `REF/A/MSG/...//` (reference section 9.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.passage import Passage
from cablegram.read.subject import read_subject
from cablegram.read.usmtf_references import read_usmtf_references

if TYPE_CHECKING:
    from cablegram.read.message_parts import MessageParts

_SUBJECT = re.compile(r"(?:\A|[\n\s/])(?P<label>SUBJ\s?/)")
_REFERENCE = re.compile(r"(?:\A|[\n\s/])(?P<set>REF\s?/[A-Z0-9]{1,2}\s?/)")
_SUBJECT_END = re.compile(r"//|\n[^\S\n]*(?=REF/|NARR/|RMKS/|MSGID/|GENTEXT/|POC/)")


def read_sets(reader: MessageParts) -> None:
    """Take subject and references out of the sets where the message has no labels for them."""
    lines = reader.outline.parts.get("usmtf")
    if not lines:
        return
    passage = Passage.of_lines(reader.text, lines, reader.context.view)
    text = passage.text
    subject = _SUBJECT.search(text)
    if subject is not None and reader.values.get("subject") is None:
        stop = _SUBJECT_END.search(text, subject.end())
        end = len(text[: stop.start()].rstrip("\n")) if stop else None
        cut = passage.cut(subject.start("label"), end)
        words, marking, span = read_subject(cut)
        if words is not None:
            reader.values["subject"] = words
            reader.values["subject_marking"] = marking
            reader.spans["subject"] = span
    first = _REFERENCE.search(text)
    if first is not None and reader.values.get("references") is None:
        sets = passage.cut(first.start("set"))
        reader.values["references"] = read_usmtf_references(sets, reader.context)
        reader.spans["references"] = sets.span(0, len(sets.text))
