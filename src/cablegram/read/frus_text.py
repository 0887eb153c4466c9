"""The text of a document of *Foreign Relations*: paragraphs, subject, references, omissions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cablegram.model import Paragraph, Reference, Span
from cablegram.read.frus_opening import after_number, find_references, find_subject
from cablegram.read.frus_source_note import with_hyphens
from cablegram.read.passage import Passage
from cablegram.read.portions import portion
from cablegram.read.reference_sentence import find_reference_sentence
from cablegram.read.references import read_references

if TYPE_CHECKING:
    from cablegram.model import Marking
    from cablegram.read.context import Context
    from cablegram.read.view import View

MAX_REDACTIONS: Final = 50
#: Subject and references stand in the first blocks of a telegram.
OPENING_BLOCKS: Final = 8
#: References without a label stand in the first of them: on lines of their own are captions.
SENTENCE_BLOCKS: Final = 3

_NUMBERED: Final = re.compile(r"(?P<number>\d{1,3})\.\s+(?=\S)")
_PORTION: Final = re.compile(
    r"\((?P<mark>(?:TS|LOU|OUO|FOUO|[SCU])(?:/[A-Z]{2,8}|\s?-\s?(?i:noforn))?"
    r"(?:\s?-?\s?(?i:entire text))?)\)\s*(?:[-.]\s+)?"
)
#: A letter in brackets at the beginning of a block: a mark, or one of a list.
_LETTER: Final = re.compile(r"(?:\d{1,3}\.\s+)?\((?P<letter>[A-Z])\)")
#: So many blocks of its own may an item of a list have.
LIST_REACH: Final = 3
_REDACTED: Final = re.compile(
    r"\[[^\[\]]{0,160}not declassified[^\[\]]{0,60}\]|\[text omitted[^\[\]]{0,60}\]"
)


@dataclass(slots=True)
class Body:
    """What the text of a document gives; `places` are `(start, end, kind)` for leaves."""

    paragraphs: tuple[Paragraph, ...] = ()
    subject: str | None = None
    subject_marking: Marking | None = None
    references: tuple[Reference, ...] | None = None
    redactions: list[Span] = field(default_factory=list)
    places: list[tuple[int, int, str]] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)


def read_body(
    blocks: list[View],
    context: Context,
    *,
    number_block: int,
    number_end: int,
    addressee: str | None,
    telegram: bool,
) -> Body:
    """Read the blocks of text.

    Args:
        blocks: Views of the paragraphs, lists and tables, notes left out, in order.
        context: Knows date, number and sender; takes diagnostics.
        number_block: Index of the block that opens with the telegram's number, -1 for none.
        number_end: Where that number ends in the block.
        addressee: Station of the action addressee, for the references.
        telegram: Whether subject and references are looked for.
    """
    body = Body()
    paragraphs: list[Paragraph] = []
    opening = max(number_block, 0)
    listed = _listed(blocks)
    for index, view in enumerate(blocks):
        start = after_number(view.text, number_end) if index == number_block else 0
        if telegram and opening <= index < opening + OPENING_BLOCKS:
            start = _opening(body, view, start, context, addressee)
        _redactions(body, view)
        paragraph = _paragraph(view, start, is_listed=index in listed)
        if paragraph is not None:
            paragraphs.append(paragraph)
    body.paragraphs = tuple(paragraphs)
    if telegram:
        for index, view in enumerate(blocks[opening : opening + SENTENCE_BLOCKS], opening):
            start = after_number(view.text, number_end) if index == number_block else 0
            if body.references is None:
                _sentence(body, view, start, context, addressee)
    return body


def _opening(body: Body, view: View, start: int, context: Context, addressee: str | None) -> int:
    """Take subject and references out of a block; return where its text begins."""
    text = with_hyphens(view.text)
    if body.subject is None and (found := find_subject(text, start)) is not None:
        label, left, right = found
        written = " ".join(view.text[left:right].split())
        mark = _PORTION.match(written)
        if mark is not None and mark.end() < len(written):
            body.subject_marking = portion(mark["mark"])
            written = written[mark.end() :]
        body.subject = written
        body.spans["subject"] = view.span(left, right)
        body.places.append((*_ends(view.span(label, right)), "heading.subject"))
        if label == start:
            start = after_number(text, right)
    if body.references is None and (found := find_references(text, start)) is not None:
        label, left, right = found
        passage = Passage(view.text[left:right], [0], [left], view)
        references = read_references(passage, context, addressee=addressee)
        if references or label == start:
            body.references = references
            body.spans["references"] = view.span(left, right)
            body.places.append((*_ends(view.span(label, right)), "heading.references"))
            if label == start:
                start = after_number(text, right)
    return start


def _sentence(body: Body, view: View, start: int, context: Context, addressee: str | None) -> None:
    """Take the references of a sentence that is nothing else; it stays in the text.

    Not behind a mark of the paragraph: what a cable refers to is seen by whoever sees its heading.
    """
    number = _NUMBERED.match(view.text, start)
    if _PORTION.match(view.text, number.end() if number is not None else start):
        return
    found = find_reference_sentence(view.text, start)
    if found is None:
        return
    label, left, right = found
    noted = len(context.diagnostics)
    passage = Passage(view.text[left:right], [0], [left], view)
    references = read_references(passage, context, addressee=addressee)
    if not references or any(each.mrn in (None, context.mrn) for each in references):
        del context.diagnostics[noted:]
        return
    body.references = references
    body.spans["references"] = view.span(left, right)
    body.places.append((*_ends(view.span(label, right)), "heading.references"))


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _listed(blocks: list[View]) -> frozenset[int]:
    """Return the blocks whose letter in brackets is one of a list and no mark: (C) behind (B)."""
    letters: dict[int, str] = {}
    for index, view in enumerate(blocks):
        if "(" in view.text[:8] and (match := _LETTER.match(view.text)) is not None:
            letters[index] = match["letter"]
    found = set()
    for index, letter in letters.items():
        reach = range(1, LIST_REACH + 1)
        before = next((letters[index - n] for n in reach if index - n in letters), "")
        after = next((letters[index + n] for n in reach if index + n in letters), "")
        if before == chr(ord(letter) - 1) or after == chr(ord(letter) + 1):
            found.add(index)
    return frozenset(found)


def _paragraph(view: View, start: int, *, is_listed: bool) -> Paragraph | None:
    text = view.text
    if start >= len(text):
        return None
    whole = start
    number = _NUMBERED.match(text, start)
    if number is not None:
        start = number.end()
    mark = None if is_listed else _PORTION.match(text, start)
    marking = None
    if mark is not None:
        start = mark.end()
        marking = portion(mark["mark"])
    return Paragraph(
        text=text[start:],
        number=int(number["number"]) if number else None,
        marking=marking,
        span=view.span(whole, len(text)),
    )


def _redactions(body: Body, view: View) -> None:
    if "[" not in view.text:
        return
    for match in _REDACTED.finditer(view.text):
        if len(body.redactions) < MAX_REDACTIONS:
            body.redactions.append(view.span(*match.span()))
