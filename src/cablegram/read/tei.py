"""TEI XML of *Foreign Relations of the United States*, one document a `div` (reference sect. 8)."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cablegram.model import Attribute, Cable, Span
from cablegram.read.frus import Edition, finish
from cablegram.read.frus_dateline import Dateline, is_dateline, read_dateline
from cablegram.read.frus_head import Head, read_head
from cablegram.read.frus_source_note import SourceNote, read_file_line, read_seg, read_source_note
from cablegram.read.tei_markup import Markup
from cablegram.read.tei_parts import (
    Parts,
    broken_places,
    build_tree,
    document_starts,
    find_parts,
    mark_kinds,
    view_of,
)
from cablegram.read.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.read.context import Context

MAX_BROKEN: Final = 20

_NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
_VOLUME: Final = re.compile(
    r"<TEI\b[^<>]{0,2000}?\bxml:id\s?=\s?[\"'](?P<id>[^\"'<>]{1,60})[\"']"
    r"|<idno type=\"frus\">(?P<idno>[^<>]{1,60})</idno>"
)


def tei_score(text_head: str) -> float:
    """Tell how surely a text that begins so is TEI, 0 to 1.

    Args:
        text_head: The first characters of the text; 4,096 are enough.
    """
    head = text_head[:8192].lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return 0.0
    if _NAMESPACE in head:
        return 1.0
    if next(document_starts(head), None) is not None:
        return 0.95
    if "<TEI" in head or "<teiHeader" in head:
        return 0.9
    if "<dateline" in head or "<placeName" in head or "<persName" in head:
        return 0.7
    return 0.0


def split_tei(text: str) -> Iterator[str]:
    """Yield the pieces of a volume, one for each document; joined they are the text.

    What stands before the first document goes with it, what follows a document with that one. A
    text with fewer than two documents is one piece.
    """
    starts = list(document_starts(text))
    cuts = [0, *starts[1:], len(text)]
    for start, end in pairwise(cuts):
        yield text[start:end]


def read_tei(text: str, context: Context) -> Cable:
    """Return the first document of a TEI text as a cable; never raises.

    Args:
        text: A whole document with its tags, or a piece that `split_tei` gave.
        context: Takes the diagnostics; its date is used where the document has none.
    """
    markup = Markup(text)
    parts = find_parts(markup)
    mark_kinds(markup, parts)
    for count, (start, end, why) in enumerate(broken_places(markup, parts)):
        if count == MAX_BROKEN:
            break
        context.note("CG005", f"the XML is broken: {why}", Span(start, end))
    edition = _edition(markup, parts)
    cable, places = finish(edition, "tei", text, context)
    tree = build_tree(markup, parts, places)
    return replace(cable, tree=tree, diagnostics=tuple(context.diagnostics))


def _edition(markup: Markup, parts: Parts) -> Edition:
    """Read the parts into what all editions of the series have."""
    empty = View("", [])
    edition = Edition(head=Head(), head_view=empty, dateline=Dateline(), date_view=empty)
    if parts.head is not None:
        edition.head_view = view_of(markup, parts.head)
        edition.head = read_head(edition.head_view)
    if parts.dateline is not None:
        edition.date_view = view_of(markup, parts.dateline)
        edition.dateline = read_dateline(edition.date_view, machine=parts.when)
    elif edition.head.date is not None:
        edition.date_view = edition.head_view
        edition.dateline = read_dateline(edition.head_view, edition.head.date[0], parts.when)
        edition.dateline.place = None
    elif parts.text_blocks and is_dateline(view_of(markup, parts.text_blocks[0]).text):
        edition.date_view = view_of(markup, parts.text_blocks.pop(0))
        edition.dateline = read_dateline(edition.date_view)
    elif parts.when:
        edition.dateline = read_dateline(empty, machine=parts.when)
    _marks(edition, markup, parts)
    blocks = [block for block in parts.text_blocks if block is not parts.source_in_text]
    edition.blocks = [view_of(markup, block) for block in blocks]
    edition.signatures = [view_of(markup, element) for element in parts.signatures]
    edition.notes = [markup.view(note) for note in parts.notes]
    edition.summaries = [markup.view(note) for note in parts.summaries]
    edition.attributes = _attributes(markup, parts, edition.head)
    edition.editorial = parts.root is not None and parts.root.get("subtype") == "editorial-note"
    return edition


def _marks(edition: Edition, markup: Markup, parts: Parts) -> None:
    source = parts.source or parts.source_in_text
    if source is not None:
        edition.source_view = markup.view(source)
        edition.source = read_source_note(edition.source_view)
    for element in parts.file_lines:
        view = markup.view(element)
        edition.file_lines.append((view, read_file_line(view)))
    if edition.source is None or edition.source.marking is None:
        for element in parts.segs:
            edition.source = read_seg(markup.view(element), edition.source or SourceNote())


def _attributes(markup: Markup, parts: Parts, head: Head) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    root = parts.root
    number = (root.get("n") if root is not None else "") or head.number or ""
    if number:
        span = Span(root.start, root.start + 1) if root is not None else None
        found["document"] = Attribute(key="document", text=number, span=span)
    volume = _VOLUME.search(markup.text, 0, 20_000)
    if volume is not None:
        group = volume.lastgroup or "id"
        span = Span(*volume.span(group))
        found["volume"] = Attribute(key="volume", text=volume[group], span=span)
    return found
