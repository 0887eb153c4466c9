"""The web edition of *Foreign Relations* flattened to text.

    50. Telegram From the Embassy in X to the Department of StateSource     title, `Source` run on
    Strelsau, July 28, 1962, noon.                                          place and date
    76. For the Secretary.1 ...                                             number, text, note mark
    Sapt                                                                    signature
    * * *
    * Source: ... Secret; Priority.                                         source note
    1 Not printed.                                                          footnotes

Source: reference section 8; corpus family `frus-web`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cablegram.model import Attribute
from cablegram.read.footnote_marks import footnote_marks
from cablegram.read.frus import Edition, finish
from cablegram.read.frus_dateline import Dateline, is_dateline, read_dateline
from cablegram.read.frus_head import Head, read_head
from cablegram.read.frus_source_note import read_source_note
from cablegram.read.marks import Leaves
from cablegram.read.view import View, ViewBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.model import Cable
    from cablegram.read.context import Context

_TITLE: Final = re.compile(
    r"\s{0,200}\[?\d{1,5}\.?\]?\s[^\n]{0,80}?\b(?:Telegram|Airgram|Message|Memorandum|Letter|Note|Paper)\b"
)
_RUN_ON: Final = re.compile(r"(?<=[a-z)\]])Source\d?\Z")
_RULE: Final = re.compile(r"\*(?:\s?\*){2,4}\Z")
_SOURCE: Final = re.compile(r"[*†\d]{0,3}\s?(?=\[?Source:)")
_FOOTNOTE: Final = re.compile(r"[*†]\s|\d{1,3}[a-z]?\s")
_NAME: Final = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z&][\w.’'-]*){0,4}(?<![.\d])")
MAX_SIGNATURE: Final = 60


@dataclass(slots=True)
class _Layout:
    """The blocks of a page: pairs of offsets into the text."""

    title: tuple[int, int] | None = None
    run_on: tuple[int, int] | None = None
    dateline: tuple[int, int] | None = None
    body: list[tuple[int, int]] = field(default_factory=list)
    signature: tuple[int, int] | None = None
    rules: list[tuple[int, int]] = field(default_factory=list)
    source: tuple[int, int] | None = None
    notes: list[tuple[int, int]] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)


def frus_web_score(text: str) -> float:
    """Tell how surely a text is a page of the web edition, 0 to 1."""
    title = _TITLE.match(text[:2000])
    if title is None:
        return 0.0
    score = 0.4
    line = text[title.start() : 3000].lstrip().partition("\n")[0].rstrip()
    if _RUN_ON.search(line[-40:]):
        score += 0.4
    if " From " in line[:300] or " from " in line[:300]:
        score += 0.1
    if "\n* * *" in text[:200_000] or "Source:" in text[:200_000]:
        score += 0.1
    return min(score, 1.0)


def read_frus_web(text: str, context: Context) -> Cable:
    """Return a page of the web edition as a cable; never raises."""
    layout = _layout(text)
    empty = View("", [])
    edition = Edition(head=Head(), head_view=empty, dateline=Dateline(), date_view=empty)
    if layout.title is not None:
        edition.head_view = _view(text, layout.title)
        edition.head = read_head(edition.head_view)
    if layout.dateline is not None:
        edition.date_view = _view(text, layout.dateline)
        edition.dateline = read_dateline(edition.date_view)
    if layout.source is not None:
        edition.source_view = _view(text, layout.source)
        edition.source = read_source_note(edition.source_view)
        edition.notes.append(edition.source_view)
    edition.notes += [_view(text, place) for place in layout.notes]
    edition.blocks = [_without(text, place, layout.marks) for place in layout.body]
    if layout.signature is not None:
        edition.signatures = [_view(text, layout.signature)]
    if edition.head.number is not None:
        edition.attributes["document"] = Attribute(
            key="document",
            text=edition.head.number,
            span=edition.head_view.span(0, len(edition.head.number)),
        )
    cable, places = finish(edition, "web", text, context)
    leaves = Leaves()
    for place in layout.marks:
        leaves.add(*place, "note.mark")
    for start, end, kind in places:
        leaves.add(start, end, kind)
    _mark(leaves, layout)
    return replace(cable, tree=leaves.tree(text), diagnostics=tuple(context.diagnostics))


def _view(text: str, place: tuple[int, int]) -> View:
    start, end = place
    return View(text[start:end], [(0, start, end - start, True)])


def _without(text: str, place: tuple[int, int], marks: list[tuple[int, int]]) -> View:
    """Return a block without the marks of notes in it."""
    start, end = place
    builder = ViewBuilder()
    for left, right in marks:
        if start <= left and right <= end:
            builder.keep(text, start, left)
            start = right
    builder.keep(text, start, end)
    return builder.build()


def _layout(text: str) -> _Layout:
    """Find the blocks; what has no title is all text."""
    layout = _Layout()
    after_rule = False
    for start, end in _blocks(text):
        place = (start, end)
        piece = text[start : min(end, start + 300)]
        if _RULE.match(text, start, end):
            layout.rules.append(place)
            after_rule = True
        elif layout.title is None and not layout.body and _TITLE.match(piece):
            _title(layout, text, start, end)
        elif layout.source is None and (source := _SOURCE.match(piece)) is not None:
            layout.source = (start + source.end(), end)
            layout.rules += [(start, start + source.end())] if source.end() else []
        elif (after_rule and _FOOTNOTE.match(piece)) or (after_rule and layout.notes):
            layout.notes.append(place)
        elif _is_dateline(layout, piece, end - start):
            layout.dateline = place
        else:
            layout.body.append(place)
            after_rule = False
    _signature(layout, text)
    layout.marks = footnote_marks(text, layout.body, layout.notes)
    return layout


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the runs of lines that are not blank, without their margins."""
    place = 0
    begun = -1
    last = 0
    for line in text.split("\n"):
        inked = line.strip()
        if inked:
            left = place + len(line) - len(line.lstrip())
            begun = left if begun < 0 else begun
            last = left + len(inked)
        elif begun >= 0:
            yield begun, last
            begun = -1
        place += len(line) + 1
    if begun >= 0:
        yield begun, last


def _title(layout: _Layout, text: str, start: int, end: int) -> None:
    run_on = _RUN_ON.search(text, max(start, end - 40), end)
    if run_on is not None:
        layout.run_on = run_on.span()
        end = run_on.start()
    layout.title = (start, end)


def _is_dateline(layout: _Layout, piece: str, length: int) -> bool:
    return (
        layout.title is not None
        and layout.dateline is None
        and not layout.body
        and length == len(piece)
        and is_dateline(piece)
    )


def _signature(layout: _Layout, text: str) -> None:
    """Take the last block as the signature if it is a name: short, without a full stop."""
    if layout.title is None or len(layout.body) < 2:
        return
    start, end = layout.body[-1]
    if end - start <= MAX_SIGNATURE and _NAME.fullmatch(text, start, end):
        layout.signature = layout.body.pop()


def _mark(leaves: Leaves, layout: _Layout) -> None:
    for place, kind in (
        (layout.title, "heading.head"),
        (layout.run_on, "heading.source_mark"),
        (layout.dateline, "heading.dateline"),
        (layout.source, "heading.source_note"),
        (layout.signature, "text.signature"),
    ):
        if place is not None:
            leaves.add(*place, kind)
    for place in layout.rules:
        leaves.add(*place, "rule")
    for place in layout.notes:
        leaves.add(*place, "note")
    if layout.title is not None:  # without a title nothing says that this is an edition's page
        for place in layout.body:
            leaves.add(*place, "text.paragraph")


__all__ = ["frus_web_score", "read_frus_web"]
