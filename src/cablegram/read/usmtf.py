"""Sets of military message text: `SUBJ/.../`, `REF/A/MSG/...//` (reference section 9.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.passage import Passage
from cablegram.read.subject import read_subject
from cablegram.read.usmtf_references import read_usmtf_references

if TYPE_CHECKING:
    from cablegram.read.message import MessageReader

_SUBJECT_END = re.compile(r"//|\n\s*(?=REF/|NARR/|RMKS/|MSGID/|GENTEXT/|POC/)")


def read_sets(reader: MessageReader) -> None:
    """Take subject and references out of the sets where the message has no labels for them."""
    parts = reader.outline.parts
    if "usmtf.subj" in parts and reader.values.get("subject") is None:
        passage = Passage.of_lines(reader.text, parts["usmtf.subj"], reader.context.view)
        stop = _SUBJECT_END.search(passage.text, 5)
        cut = passage.cut(0, stop.start() if stop else None)
        words, marking, span = read_subject(cut)
        if words is not None:
            reader.values["subject"] = words
            reader.values["subject_marking"] = marking
            reader.spans["subject"] = span
    lines = sorted(
        pair for name, pairs in parts.items() if name.startswith("usmtf.ref") for pair in pairs
    )
    if lines and reader.values.get("references") is None:
        passage = Passage.of_lines(reader.text, lines, reader.context.view)
        reader.values["references"] = read_usmtf_references(passage, reader.context)
        reader.spans["references"] = passage.span(0, len(passage.text))
