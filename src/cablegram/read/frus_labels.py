"""Labels of the telegram's own heading that a volume prints: E.O. line, TAGS, "Eyes only".

The electronic volumes reproduce telegrams with their heading, each line a paragraph or a part of
one:

    E.O. 11652: GDS / TAGS: PFOR, UN        USUN 4973 / EO 11652: N/A / TAGS: UN PFOR

In the printed volumes only "Eyes only Secretary." at the head of the text is left of it.
Source: reference sections 2.2, 2.4, 5 and 8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.read.orders import read_order
from cablegram.read.passage import Passage
from cablegram.read.tags import read_tags

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import ExecutiveOrder, Span, Tag
    from cablegram.read.context import Context
    from cablegram.read.view import View

#: A heading with distribution and drafting lines has some thirty paragraphs before its text.
HEADING_BLOCKS: Final = 60
MAX_LABELLED: Final = 1000
EYES_ONLY_CHARS: Final = 160

_ORDER: Final = re.compile(r"^[ \t]{0,8}E\.?\s?O\.?\s?:?\s?(?=1[0-6]\d{3}\b)", re.MULTILINE)
_ORDER_PIECES: Final = ("O. 1", "EO 1", "O.1", "O1")  # one of them stands in every E.O. line
_TAGS: Final = re.compile(r"(?:^[ \t]{0,8}|(?<=\s))TAGS?\s?[:;]\s{0,8}(?=[A-Z(])", re.MULTILINE)
_BARE_TAGS: Final = re.compile(r"^[ \t]{0,8}TAGS\s{1,4}(?=[A-Z]{2,4}[,\s])", re.MULTILINE)
_NEXT_LABEL: Final = re.compile(
    r"\sTAGS?\s?[:;\s]|\n\s*\n|\n(?=[ \t]*(?:E\.?O\.?\s|SUBJ|REFS?\b|REFTEL|DEPT\b|[1-9]\.\s))"
    r"|\s(?=SUBJ(?:ECT)?\s?:)",
)
_FIRST_PARAGRAPH: Final = re.compile(r"1\s?\.\s")
_EYES_ONLY: Final = re.compile(
    r"(?:\A[.\s]{0,4}|[.;:]\s{1,3}|\n)(?P<words>(?:(?:Strictly|Personal and)\s)?eyes only)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Labels:
    """What the labels give; None is what the volume does not print."""

    order: ExecutiveOrder | None = None
    order_span: Span | None = None
    declassify_on: date | str | None = None
    tags: tuple[Tag, ...] | None = None
    tags_span: Span | None = None
    eyes_only: Span | None = None


def read_frus_labels(
    blocks: list[View], context: Context, number_block: int, number_end: int
) -> Labels:
    """Read the labels above the first numbered paragraph.

    Args:
        blocks: Views of the blocks of text in order.
        context: Knows the date; takes diagnostics.
        number_block: Index of the block that opens with the telegram's number, -1 for none.
        number_end: Where that number ends in the block.
    """
    labels = Labels()
    for view in blocks[:HEADING_BLOCKS]:
        head = view.text[:MAX_LABELLED]
        if head.startswith("1") and _FIRST_PARAGRAPH.match(head):
            break
        if labels.order is None and any(piece in head for piece in _ORDER_PIECES):
            _order(labels, view, head, context)
        if labels.tags is None and "TAG" in head:
            _tags(labels, view, head, context)
    opening = blocks[max(number_block, 0)] if blocks else None
    if opening is not None:
        place = number_end if number_block >= 0 else 0
        found = _EYES_ONLY.search(opening.text[place : place + EYES_ONLY_CHARS])
        if found is not None:
            labels.eyes_only = opening.span(place + found.start("words"), place + found.end())
    return labels


def _order(labels: Labels, view: View, text: str, context: Context) -> None:
    match = _ORDER.search(text)
    if match is None:
        return
    line = text.find("\n", match.end())
    end = line if line >= 0 else len(text)
    beyond = _NEXT_LABEL.search(text, match.end(), end)
    end = beyond.start() if beyond else end
    passage = Passage(text[match.start() : end], [0], [match.start()], view)
    order, labels.declassify_on = read_order(passage, context)
    if order.number is not None or order.text:
        labels.order = order
        labels.order_span = view.span(match.start(), end)


def _tags(labels: Labels, view: View, text: str, context: Context) -> None:
    match = _TAGS.search(text) or _BARE_TAGS.search(text)
    if match is None:
        return
    stop = _NEXT_LABEL.search(text, match.end())
    line = text.find("\n", match.end())
    end = min(stop.start() if stop else len(text), line if line >= 0 else len(text))
    start = text.index("TAG", match.start())
    tags = read_tags(Passage(text[start:end], [0], [start], view), context)
    if tags:
        labels.tags = tags
        labels.tags_span = view.span(start, end)


__all__ = ["Labels", "read_frus_labels"]
