"""From lines to the parts of a message: what each line is where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.head_zone import HEAD_PARTS, HeadZone
from cablegram.read.heading_zone import PAGE_BEHIND, TRANSMISSION
from cablegram.read.lines import (
    BLANK,
    PAGE,
    PARAGRAPH,
    RUN,
    TEXT,
    Kind,
    classify,
    is_wrapped_page,
    split_run,
)
from cablegram.read.walker import FURNITURE, MARKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.read.lines import Line
    from cablegram.read.outline import Outline

_SECTION = re.compile(
    r"\bSECTION\s+[\dO]{1,2}\s+OF\s+[\dO]{1,2}\b|\bFINAL SECTION OF\b", re.IGNORECASE
)
_FIRST_PAGE = frozenset({"01", "1", "O1", "0I", "DI", "D1"})
_SECTION_STARTS = frozenset({Kind.FL1, Kind.FL2, Kind.FL3, Kind.JANAP, Kind.FL4, Kind.FL5})
_MIN_STAMP_CHARS = 3
PROSE_CHARS = 40
MIN_PROSE_LINES = 2
_REAL = frozenset(
    {Kind.FL2, Kind.FL5, Kind.FROM, Kind.CLASS, Kind.ORDER, Kind.TAGS, Kind.SUBJECT, Kind.COUNTER}
)
#: The bell before a FLASH message, as a printer without it shows it (reference section 1.2).
_BELL = re.compile(r"(?:J{3,5}S{3,5}|'{3,5})\s*(?=(?:ZZ|OO|PP|RR|YY)\s)")
#: Stacked transmission identifications, the newest first (reference section 1.1).
_STACKED = re.compile(r"(?:[A-Z]{3}\d{3,4}){1,4}\Z")


class Outliner(HeadZone):
    """Walks over the lines once; `run` gives the outline."""

    def run(self) -> Outline:
        """Go through all lines."""
        body = self.outline.body
        for index, line in enumerate(self.lines):
            kind = line[0]
            if kind is BLANK:
                self.gap = True
                if self.zone == "body":
                    body.append(line)
                continue
            if self.zone != "body" or self.bare_page:
                self._place(index, line)
                continue
            if kind is RUN or kind is PARAGRAPH or kind is TEXT:
                body.append(line)
            else:
                self.index = index
                self.in_body(*line)
            self.gap = False
        self._take_stray_text()
        return self.outline

    def _place(self, index: int, line: Line) -> None:
        """Place a line outside the text, or behind a page line that may have been wrapped."""
        self.index = index
        kind, start, end, match = line
        if self.bare_page and kind is not PAGE:
            if kind is TEXT and self.wrapped_page(start, end):
                return
            if kind is RUN and self.zone == "body":
                rows = split_run(self.text, start, end)
                if self.wrapped_page(*rows[0][1:3]):
                    self.outline.body.append((RUN, rows[1][1], end, None))
                    self.bare_page = False
                    return
            if kind is not RUN or self.zone == "body":
                self.bare_page = False
        if self.zone != "body":
            if kind is RUN:
                self._run(start, end)
            else:
                _HANDLERS[kind](self, kind, start, end, match)
        elif kind is RUN or kind is PARAGRAPH or kind is TEXT:
            self.outline.body.append(line)
        else:
            self.in_body(kind, start, end, match)
        self.gap = False

    def _run(self, start: int, end: int) -> None:
        """Place plain lines one by one until the text begins; the rest of them is text."""
        for kind, left, right, _ in split_run(self.text, start, end):
            if self.zone == "body":
                self.outline.body.append((RUN, left, end, None))
                return
            if not (self.bare_page and self.wrapped_page(left, right)):
                self.plain(kind, left, right, None)
            self.bare_page = False
            self.gap = False

    def _take_stray_text(self) -> None:
        """Take prose above the first heading as text: a copy may begin on a later page."""
        unread = self.outline.unread
        first = self.outline.body[0][1] if self.outline.body else len(self.text)
        prose = [
            (start, end)
            for start, end in unread
            if end - start >= PROSE_CHARS and end <= first and "\t" not in self.text[start:end]
        ]  # a row of a table in the frame of a web page has tabs between its cells
        if len(prose) < MIN_PROSE_LINES:
            return
        begin = prose[0][0]
        lines = [(TEXT, start, end, None) for start, end in unread if begin <= start < first]
        self.outline.unread = [pair for pair in unread if not begin <= pair[0] < first]
        self.outline.body[:0] = lines

    def in_body(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Place a line that looks like something inside the text."""
        if kind in FURNITURE:
            self._furniture_in_body(kind, start, end, match)
        elif kind is Kind.BANNER:  # prose has no line that is only a classification
            self.outline.banners.append((start, end))
            self.leaves.add(start, end, "page.banner")
            self.outline.body.append((PAGE, start, end, None))
        elif kind is Kind.CLASS and match is not None and PAGE_BEHIND.match(match["rest_CLASS"]):
            page = PAGE_BEHIND.match(match["rest_CLASS"])
            self._furniture_in_body(PAGE, start, end, page)
        elif kind is Kind.CLASS and match is not None and _SECTION.search(match["rest_CLASS"]):
            self.restart("heading")
            self.class_line(kind, start, end, match)
        elif kind in _SECTION_STARTS and self.heading_follows():
            self.restart("heading")
            self.transmission(kind, start, end, match)
        elif kind is Kind.LABEL and match is not None and self._is_closing_label(match):
            self.zone = "after"
            self.label(kind, start, end, match)
        elif kind is Kind.PRINT and match is not None and self._is_closing_print(match):
            self.zone = "after"
            self.print_label(kind, start, end, match)
        elif kind is Kind.DRAFTING:
            self.drafting(kind, start, end, match)
        elif kind is Kind.FROM and self._heads_a_section():
            self.restart("heading")
            self.sender(kind, start, end, match)
        else:
            self.outline.body.append((kind if kind is Kind.RULE else TEXT, start, end, None))

    def _furniture_in_body(
        self, kind: Kind, start: int, end: int, match: re.Match[str] | None
    ) -> None:
        stray_copies = kind is Kind.COPIES and not self.after_page()
        # `B6` alone is a code beside a redaction where the copy was released by stamps.
        stray_code = kind is Kind.STAMP and end - start < _MIN_STAMP_CHARS
        if stray_copies or (stray_code and not self.outline.stamps):
            self.outline.body.append((TEXT, start, end, None))
            return
        self.furniture(kind, start, end, match)
        if kind is PAGE and _is_first_page(match) and self.heading_follows():
            self.restart("heading")
        elif kind in (Kind.END, Kind.BT):
            self.zone = "after"
            self.open = None

    def _heads_a_section(self) -> bool:
        """Tell whether a counter stands above an FM line and a TO line below it."""
        lines = self.lines
        above = next((k for k, *_ in reversed(lines[: self.index]) if k is not BLANK), None)
        below = next((k for k, *_ in lines[self.index + 1 :] if k is not BLANK), None)
        return above is Kind.COUNTER and below is Kind.TO and self.heading_follows()

    def _is_closing_label(self, match: re.Match[str]) -> bool:
        """Tell whether a label is one of those that stand behind the text of a SMART print."""
        if not self.outline.labels:
            return False
        return match["label_LABEL"] not in ("From", "Action", "MRN")

    def _is_closing_print(self, match: re.Match[str]) -> bool:
        return match["label_PRINT"] in ("SECT", "SIT", "SSN", "TOR") and any(
            part.startswith("print.") for part in self.outline.parts
        )

    def plain(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Place a line that has no mark of its own, by the zone."""
        zone = self.zone
        if zone in ("before", "heading") and self._is_noisy(start, end):
            return
        if zone == "before":
            if self._nothing_follows():
                self.begin_body(TEXT, start, end, None)
            else:
                self.outline.unread.append((start, end))
        elif zone == "heading":
            self.plain_in_heading(start, end)
        elif zone == "head":
            self.plain_in_head(start, end)
        elif zone == "after":
            self.end_note(start, end)
        else:
            self.outline.body.append((TEXT, start, end, None))

    def _is_noisy(self, start: int, end: int) -> bool:
        """Take a line whose first characters are a scanner's noise, or a piece of a page line."""
        row = self.text[start:end]
        if row.startswith("BT ") and self.zone == "heading" and classify(row[3:])[0] is Kind.CLASS:
            kind, match = classify(row[3:])
            self.furniture(Kind.BT, start, start + 2, None)
            self.class_line(kind, start + 3, end, match)
            return True
        bell = _BELL.match(row)
        if bell is not None or (not row[0].isalnum() and len(row) > _MIN_STAMP_CHARS):
            bare = row[bell.end() :] if bell else row.lstrip("\u2022*.:-'\"\u20bd`~|_ ")
            kind, match = classify(bare)
            if bare != row and kind in _REAL:
                self.leaves.add(start, end - len(bare), "page.noise")
                _HANDLERS[kind](self, kind, end - len(bare), end, match)
                return True
        if row[-1].isdigit() or row[-1] in "Zz":
            if _STACKED.match(row) and self._routing_below():
                self.transmission(Kind.FL1, start, end, None)
                return True
            if self.zone == "heading" and self.open in ("to", "info", "from"):
                return False
            if is_wrapped_page(row):
                self.outline.pages.append((start, end, None))
                self.leaves.add(start, end, "page")
                return True
        return False

    def _routing_below(self) -> bool:
        """Tell whether line 2 stands just below, so that this is a transmission identification."""
        below = self.lines[self.index + 1 : self.index + 3]
        return any(kind in (Kind.FL2, Kind.FL3, Kind.FL1) for kind, _, _, _ in below)

    def _nothing_follows(self) -> bool:
        """Tell whether no heading or label comes any more: the text is a body without a head."""
        if self.last_mark is None:
            self.last_mark = max(
                (place for place, line in enumerate(self.lines) if line[0] in MARKS), default=-1
            )
        return self.index > self.last_mark

    def rule(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a rule outside the text; below a blank line it ends what is open in the head."""
        if self.gap and self.zone == "head":
            self.open = None
        self.leaves.add(start, end, "page.rule")


def _is_first_page(match: re.Match[str] | None) -> bool:
    return match is not None and (match["page_PAGE"] or "").upper() in _FIRST_PAGE


_HANDLERS: dict[Kind, Callable[[Outliner, Kind, int, int, re.Match[str] | None], None]] = (
    dict.fromkeys(Kind, Outliner.plain)
    | dict.fromkeys(FURNITURE, Outliner.furniture)
    | dict.fromkeys(TRANSMISSION, Outliner.transmission)
    | dict.fromkeys(HEAD_PARTS, Outliner.head_label)
    | {
        Kind.COPIES: Outliner.copies,
        Kind.BANNER: Outliner.banner,
        Kind.RULE: Outliner.rule,
        Kind.DISTRIBUTION: Outliner.distribution,
        Kind.FROM: Outliner.sender,
        Kind.TO: Outliner.address,
        Kind.INFO: Outliner.address,
        Kind.EXEMPT: Outliner.address,
        Kind.CLASS: Outliner.class_line,
        Kind.CORRECTION: Outliner.correction,
        Kind.DRAFTING: Outliner.drafting,
        Kind.USMTF: Outliner.military_set,
        Kind.LABEL: Outliner.label,
        Kind.PRINT: Outliner.print_label,
        PARAGRAPH: Outliner.paragraph,
    }
)
