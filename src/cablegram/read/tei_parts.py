"""The parts of one document of a TEI volume: head, notes, dateline, blocks of text, signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cablegram.model import Tree
from cablegram.model.tree import BLANK, UNKNOWN
from cablegram.read.tei_markup import CDATA, EMPTY, OPEN, TEXT, Element, Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablegram.read.view import View

NOTES: Final = frozenset({"note"})
#: Text outside the document: head matter, chapter titles, lists of persons of a volume.
VOLUME: Final = "volume"

_BLOCKS: Final = frozenset({"p", "list", "table", "quote", "lg", "ab"})
_PIECE: Final = re.compile(r"<div\b[^<>]{0,4000}?\btype\s?=\s?[\"']document[\"'][^<>]{0,4000}>")
_KINDS: Final = {
    "head": "heading.head",
    "dateline": "heading.dateline",
    "date": "heading.dateline",
    "p": "text.paragraph",
    "ab": "text.paragraph",
    "list": "text.list",
    "table": "text.table",
    "quote": "text.quote",
    "lg": "text.quote",
    "signed": "text.signature",
    "closer": "text.signature",
    "salute": "text.salute",
    "postscript": "text.paragraph",
    "byline": "text.signature",
    "note": "note",
    "seg": "heading.marking",
    "figure": "text.figure",
    "opener": "heading.opener",
}
#: Kinds inside which an element does not change what the text is.
_CLOSED: Final = ("note", "heading.source_note", "text.", "heading.head", "heading.dateline")


@dataclass(slots=True)
class Parts:
    """What was found in a document, as elements; `text_blocks` are in order."""

    root: Element | None = None
    head: Element | None = None
    source: Element | None = None
    source_in_text: Element | None = None
    file_lines: list[Element] = field(default_factory=list)
    summaries: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    dateline: Element | None = None
    when: str = ""
    segs: list[Element] = field(default_factory=list)
    text_blocks: list[Element] = field(default_factory=list)
    signatures: list[Element] = field(default_factory=list)


def document_starts(text: str) -> Iterator[int]:
    """Yield the offsets at which a document begins (`div` of type `document`)."""
    place = 0
    while True:
        place = text.find("<div", place)
        if place < 0:
            return
        if _PIECE.match(text, place) is not None:
            yield place
        place += len("<div")


def find_parts(markup: Markup) -> Parts:
    """Return the parts of the first document, or of the whole text when none is marked as one."""
    parts = Parts(root=_root(markup))
    until = -1
    for index, element in markup.walk(parts.root):
        name = element.name
        if name == "note":
            if index > until or not _within(element, "note"):
                _note(parts, markup, element)
        elif name == "date" and not parts.when and (index > until or _within(element, "head")):
            parts.when = element.get("when") or element.get("from")
        if index <= until:
            continue
        if name == "head":
            if parts.head is None and not parts.text_blocks:
                parts.head = element
            else:
                parts.text_blocks.append(element)
        elif name == "dateline":
            if parts.dateline is None:
                parts.dateline = element
                _date(parts, markup, element)
        elif name == "seg":
            parts.segs.append(element)
        elif name == "signed":
            parts.signatures.append(element)
        elif name in _BLOCKS:
            _block(parts, markup, element)
        elif name != "note":
            continue
        until = element.last
    return parts


def _root(markup: Markup) -> Element | None:
    fallback: Element | None = None
    for _, element in markup.walk():
        if element.name == "div":
            if element.get("type") == "document":
                return element
            fallback = fallback or element
    return fallback


def _within(element: Element, name: str) -> bool:
    parent = element.parent
    for _ in range(12):  # deeper nesting than a volume has tells nothing
        if parent is None:
            return False
        if parent.name == name:
            return True
        parent = parent.parent
    return False


def _date(parts: Parts, markup: Markup, dateline: Element) -> None:
    for _, element in markup.walk(dateline):
        if element.name == "date" and (when := element.get("when") or element.get("from")):
            parts.when = when
            return


def _start_of(markup: Markup, element: Element) -> str:
    """Return the first words of an element, cheaply."""
    for index in range(element.first + 1, element.last):
        if markup.kinds[index] == TEXT:
            start = markup.starts[index]
            piece = markup.text[start : min(start + 200, markup.ends[index])].lstrip()
            if piece:
                return piece
    return ""


def _note(parts: Parts, markup: Markup, note: Element) -> None:
    kind = note.get("type")
    start = _start_of(markup, note)
    if kind == "summary":
        parts.summaries.append(note)
        return
    parts.notes.append(note)
    is_source = start.startswith(("Source:", "[Source:")) or (
        kind == "source" and note.get("rend") != "inline"
    )
    if is_source:
        if parts.source is None:
            parts.source = note
    elif kind == "source":
        parts.file_lines.append(note)


def _block(parts: Parts, markup: Markup, element: Element) -> None:
    if element.name == "p" and _start_of(markup, element).startswith("[Source:"):
        parts.source_in_text = parts.source_in_text or element
    parts.text_blocks.append(element)


def mark_kinds(markup: Markup, parts: Parts) -> None:
    """Give every element the kind of the text that stands in it."""
    root = parts.root
    first, last = (0, len(markup.kinds)) if root is None else (root.first, root.last)
    for index, event in enumerate(markup.kinds):
        if event not in (OPEN, EMPTY):
            continue
        element = markup.elements[index]
        if element is None:
            continue
        if not first <= index <= last:
            element.kind = VOLUME
            continue
        above = "" if element.parent is None or element is root else element.parent.kind
        element.kind = _kind(element, above)
    for element in (parts.source, parts.source_in_text, *parts.file_lines):
        if element is not None:
            _set_kind(markup, element, "heading.source_note")
    for element in parts.summaries:
        _set_kind(markup, element, "note.summary")


def _kind(element: Element, above: str) -> str:
    own = _KINDS.get(element.name, "")
    if not own:
        return above or UNKNOWN
    if above.startswith(_CLOSED) and own != "note":
        return above
    return own


def _set_kind(markup: Markup, element: Element, kind: str) -> None:
    element.kind = kind
    for _, inner in markup.walk(element):
        inner.kind = kind


def build_tree(markup: Markup, parts: Parts, places: Sequence[tuple[int, int, str]]) -> Tree:
    """Return the tree: tags are `markup`, text has its element's kind, `places` theirs.

    `places` are `(start, end, kind)` in the source; where two overlap, the first keeps its place.
    """
    text = markup.text
    ends: list[int] = []
    kinds: list[str] = []
    queue = sorted(places)
    at = 0
    outside = VOLUME if parts.root is not None else UNKNOWN
    for index, event in enumerate(markup.kinds):
        start, end = markup.starts[index], markup.ends[index]
        element = markup.elements[index]
        if event not in (TEXT, CDATA):
            is_page = event == EMPTY and element is not None and element.name == "pb"
            _leaf(ends, kinds, end, "page_break" if is_page else "markup")
            continue
        kind = (element.kind if element is not None else "") or outside
        if text[start:end].isspace():
            _leaf(ends, kinds, end, BLANK)
            continue
        while at < len(queue) and queue[at][1] <= start:
            at += 1
        look = at
        while look < len(queue) and queue[look][0] < end:
            left, right, own = queue[look]
            left, right = max(left, start), min(right, end)
            if left < right:
                if left > start:
                    _leaf(ends, kinds, left, kind)
                _leaf(ends, kinds, right, own)
                start = right
            look += 1
        if start < end:
            _leaf(ends, kinds, end, kind)
    return Tree(text, tuple(ends), tuple(kinds))


def _leaf(ends: list[int], kinds: list[str], end: int, kind: str) -> None:
    if kinds and kinds[-1] == kind and kind == "markup":
        ends[-1] = end
    elif not ends or end > ends[-1]:
        ends.append(end)
        kinds.append(kind)


def broken_places(markup: Markup, parts: Parts) -> Iterator[tuple[int, int, str]]:
    """Yield where the markup of the document itself is broken.

    A piece of a volume begins or ends inside the volume's own elements: that is no fault of it.
    """
    root = parts.root
    if root is None:
        yield from markup.broken
        return
    for start, end, why in markup.broken:
        if root.start <= start < max(root.end, root.start + 1):
            yield start, end, why


def view_of(markup: Markup, element: Element) -> View:
    """Return the text of an element without the notes in it."""
    return markup.view(element, NOTES)
