"""The state of walking over a message's lines, and the page furniture that may stand anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.read.lines import PAGE, PARAGRAPH, Kind, Line, is_wrapped_page
from cablegram.read.outline import Outline

if TYPE_CHECKING:
    import re

    from cablegram.read.marks import Leaves

MAX_HEAD_LOOK = 60  # lines of a text head that are searched for a further label
HEADING_LOOK = 30  # lines in which a message heading shows itself

FURNITURE = frozenset(
    {
        PAGE,
        Kind.COUNTER,
        Kind.STAMP,
        Kind.VALIDATION,
        Kind.END,
        Kind.BT,
        Kind.COPIES,
        Kind.FRAME,
    }
)
LABELS = frozenset(
    {Kind.ORDER, Kind.TAGS, Kind.SUBJECT, Kind.REFERENCE, Kind.AUTHORITY, Kind.USMTF}
)
_HEADING = frozenset(
    {Kind.FROM, Kind.FL3, Kind.FL5, Kind.JANAP, Kind.CLASS, Kind.COUNTER, Kind.DISTRIBUTION}
)
MARKS = _HEADING | LABELS | {Kind.TO, Kind.FL1, Kind.FL2, Kind.FL4, Kind.LABEL, Kind.PRINT}
_FURNITURE_KINDS = {
    PAGE: "page",
    Kind.FRAME: "page.frame",
    Kind.COUNTER: "page.counter",
    Kind.STAMP: "stamp",
    Kind.VALIDATION: "end.validation",
    Kind.END: "end",
    Kind.BT: "end.bt",
    Kind.COPIES: "page.copies",
}
_BARE_PAGE_CHARS = 10


class Walker:
    """Walks over the lines of a message; `zone` says in which part it is.

    Zones: `before` the message, `heading` (format lines 1 to 10, distribution), `head` (the text
    head), `body`, and `after` it.
    """

    def __init__(self, text: str, lines: list[Line], leaves: Leaves) -> None:
        """Take the lines of `text`; leaves of furniture and of headings are marked at once."""
        self.text = text
        self.lines = lines
        self.leaves = leaves
        self.outline = Outline()
        self.zone = "before"
        self.open: str | None = None  # the part that a line without a mark may go on with
        self.gap = False  # a blank line stands before this one
        self.broken = False  # a page line stands between this line and the last of the open part
        self.index = 0
        self.section = 0
        self.seen: set[str] = set()
        self.last_mark: int | None = None  # index of the last line of any heading, when needed
        self.bare_page = False  # the last line was `PAGE 02` alone: the rest of it may follow

    # --- looking around -------------------------------------------------------------------

    def after_page(self) -> bool:
        """Tell whether a page line stands just above."""
        above = self.lines[max(0, self.index - 3) : self.index]
        return any(kind is PAGE for kind, _, _, _ in above)

    def page_below(self) -> bool:
        """Tell whether a page line stands just below."""
        below = self.lines[self.index + 1 : self.index + 6]
        return any(kind is PAGE for kind, _, _, _ in below)

    def class_line_ahead(self) -> bool:
        """Tell whether a classification line with something behind it still follows."""
        ahead = self.lines[self.index + 1 : self.index + HEADING_LOOK]
        return any(kind is Kind.CLASS for kind, _, _, _ in ahead)

    def heading_follows(self) -> bool:
        """Tell whether a message heading follows within some lines, not prose that looks alike."""
        found: set[Kind] = set()
        for kind, _, _, _ in self.lines[self.index : self.index + HEADING_LOOK]:
            if kind in _HEADING:
                found.add(kind)
                if len(found) > 1:  # one alone may be chance
                    return True
        return False

    def label_ahead(self) -> bool:
        """Tell whether a label of the text head still follows before the text begins."""
        for kind, _, _, _ in self.lines[self.index + 1 : self.index + 1 + MAX_HEAD_LOOK]:
            if kind in LABELS:
                return True
            if kind is PARAGRAPH or kind is Kind.END:
                return False
        return False

    # --- moving on ------------------------------------------------------------------------

    def restart(self, zone: str) -> None:
        """Begin the heading of a further section."""
        self.zone = zone
        body = self.outline.body
        if body:  # the text goes on behind the heading: a number may begin there
            place = self.lines[self.index][1]
            body.append((Kind.SECTION, place, place, None))
        if self.outline.classes or self.outline.addresses or self.outline.parts:
            self.section += 1
        self.open = None
        self.seen = set()

    def enter_head(self) -> None:
        """Go over to the text head."""
        self.zone = "head"
        self.open = None

    def begin_body(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Begin the text with this line."""
        self.zone = "body"
        self.open = None
        self.outline.body.append((kind, start, end, match))

    def take(self, part: str, start: int, end: int, kind: str) -> None:
        """Give a line to a part of the first heading that has it; later ones are only marked."""
        parts = self.outline.parts
        if part in parts and (self.section > 0 or part in self.seen):
            self.open = f"again.{part}"
            if self.section == 0:
                parts.setdefault(self.open, []).append((start, end))
        else:
            parts[part] = [(start, end)]
            self.seen.add(part)
            self.open = part
        self.leaves.add(start, end, kind)
        self.broken = False

    # --- furniture ------------------------------------------------------------------------

    def furniture(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a line of the page out of what runs around it."""
        self.broken = True
        outline = self.outline
        if kind is PAGE:
            outline.pages.append((start, end, match))
            self.bare_page = end - start <= _BARE_PAGE_CHARS
        elif kind is Kind.COUNTER:
            outline.counters.append((start, end))
            self.open = None
            if self.zone == "before":
                self.zone = "heading"
        elif kind is Kind.STAMP:
            outline.stamps.append((start, end))
        elif kind not in (Kind.COPIES, Kind.FRAME):
            outline.endings.append((kind, start, end))
            if kind is Kind.BT and self.zone == "heading":
                self.enter_head()
            elif kind is not Kind.BT and self.zone != "before":
                self.zone = "after"
        self.leaves.add(start, end, _FURNITURE_KINDS[kind])
        if self.zone == "body":
            outline.body.append((PAGE, start, end, None))

    def wrapped_page(self, start: int, end: int) -> bool:
        """Take the rest of a page line that was wrapped behind its number."""
        if not self.bare_page or not is_wrapped_page(self.text[start:end]):
            return False
        self.outline.pages.append((start, end, None))
        self.leaves.add(start, end, "page")
        if self.zone == "body":
            self.outline.body.append((PAGE, start, end, None))
        return True
