"""From lines to the parts of a message: what each line is where it stands.

The print image of a telegram is a heading (transmission lines, addresses), a text head
(classification line, captions, attention lines, E.O., TAGS, SUBJECT, REF, authority), and the
text; page furniture may break in anywhere, and each section of a long telegram begins with a
heading again (reference sections 1, 2 and 6.2). Every element may be missing, doubled or out of
order. The outline says which lines belong to which part; field readers read the parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cablegram.read.lines import Kind, Line, is_copies_line
from cablegram.vocabulary import split_captions

if TYPE_CHECKING:
    from cablegram.read.marks import Leaves

Stretch = tuple[int, int]

MAX_SUBJECT_LINES = 6
MAX_HEAD_LOOK = 60  # lines of a text head that are searched for a further label

_ATTENTION = re.compile(
    r"(?:[A-Z][\w.,&/' -]{0,50}?\s)?(?:FOR|PASS(?:\s+TO)?|PLEASE PASS(?:\s+TO)?)\b[:\s]"
    r"|(?:DEPT|STATE|DEPARTMENT)\s+[A-Z]{1,4}/"
    r"|FROM\s+(?:AMBASSADOR|CHARGE|THE\s)|EYES ONLY|PASS\s"
)
_ADDRESS = re.compile(
    r"(?:R[A-Z]{3,7}|ZEN|[A-Za-z]{5,7})\s?/\s?[A-Z]"
    r"|(?:AM{0,2}\s?EMBASSY|AMCONSUL|USMISSION|US\s?MISSION|SECSTATE|SECDEF|USINT|USLO|USDEL|CIA|DIA"
    r"|USIA|JCS|NSC|DOD|DEPT|WHITE HOUSE|USDOC|CINC|USCINC|COM|CNO|AIG|ALL |ZEN|HQ|USCENTCOM|JOINT)"
    r"|.{2,60}\b(?:COLLECTIVE|IMMEDIATE|PRIORITY|ROUTINE|WASHDC|WASHINGTON|AFB|AMERICA)\b"
    r"|.{3,60}\s\d{4}\Z|.{3,60}//"
)
_BULLET = re.compile(r"[\[(]?[A-Z1-9][\].):]{1,2}(?:\s|(?=[A-Z]{2}))|\(?[A-Z]\)\s|AND\b")
_MORE = re.compile(r"(?:[,;&(/-]|\bAND|\bOF|\bTHE|\bSTATE|\bA|\bNO\.?)\Z|\d\s*\Z(?<=[,;]\s)")
_CITES = re.compile(r"(?:[A-Z][A-Z. ]{2,24}|\(?[A-Z]\)|\d{2,4})[\s(]*(?:A-)?\d{2,6}\b|DATED\b|NOTAL|OF\s\d")
_TAG_TOKENS = re.compile(r"(?:\(?[A-Z]{2,}[A-Z/-]*(?:[,;.\s()]+|\Z)){1,20}\Z")
_CLASS_TAIL = re.compile(r"\bSECTION\s+[\dO]{1,2}\s+OF\s+[\dO]{1,2}\b|\bFINAL SECTION OF\b", re.IGNORECASE)
_NUMBER_TAIL = re.compile(r"(?:[A-Z][A-Z.' ]{2,24}\s\d{2,7}|FROM\s)", re.IGNORECASE)
_FIRST_PAGE = frozenset({"01", "1", "O1", "0I", "DI", "D1"})

_FURNITURE = frozenset(
    {Kind.PAGE, Kind.COUNTER, Kind.STAMP, Kind.VALIDATION, Kind.END, Kind.BT, Kind.COPIES}
)
_SECTION_STARTS = frozenset({Kind.FL1, Kind.FL2, Kind.FL3, Kind.JANAP, Kind.FL4, Kind.FL5})
_LABELS = frozenset({Kind.ORDER, Kind.TAGS, Kind.SUBJECT, Kind.REFERENCE, Kind.AUTHORITY})
_HEAD_PARTS = {
    Kind.ORDER: "order",
    Kind.TAGS: "tags",
    Kind.SUBJECT: "subject",
    Kind.REFERENCE: "reference",
    Kind.AUTHORITY: "authority",
}
_TRANSMISSION = {
    Kind.FL1: "fl1",
    Kind.FL2: "fl2",
    Kind.FL3: "fl3",
    Kind.FL4: "fl4",
    Kind.FL5: "fl5",
    Kind.JANAP: "janap",
    Kind.GROUPS: "groups",
}
_PRINT_PARTS = {"LINE1": "janap", "LINE2": "fl4", "LINE3": "fl5", "LINES": "fl5", "LINE4": "from"}
_FURNITURE_KINDS = {
    Kind.PAGE: "page",
    Kind.COUNTER: "page.counter",
    Kind.STAMP: "stamp",
    Kind.VALIDATION: "end.validation",
    Kind.END: "end",
    Kind.BT: "end.bt",
    Kind.COPIES: "page.copies",
}


@dataclass(slots=True)
class Outline:
    """The parts of a message, each as stretches `(start, end)` of the message's text.

    `parts` has the lines of each field of the first heading that has it; `addresses` the lines of
    format lines 7 to 9 with their role; `body` the lines of the text with their kinds, page
    furniture left out (a break is a line of kind PAGE); `later` the class lines of later sections.
    """

    parts: dict[str, list[Stretch]] = field(default_factory=dict)
    labels: dict[str, list[Stretch]] = field(default_factory=dict)
    addresses: list[tuple[str, int, int]] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    classes: list[tuple[int, int, re.Match[str] | None]] = field(default_factory=list)
    banners: list[Stretch] = field(default_factory=list)
    pages: list[tuple[int, int, re.Match[str] | None]] = field(default_factory=list)
    counters: list[Stretch] = field(default_factory=list)
    stamps: list[Stretch] = field(default_factory=list)
    distribution: list[Stretch] = field(default_factory=list)
    endings: list[tuple[Kind, int, int]] = field(default_factory=list)
    unread: list[Stretch] = field(default_factory=list)


class Outliner:
    """Walks over the lines once; `outline` has the result."""

    def __init__(self, text: str, lines: list[Line], leaves: Leaves) -> None:
        """Take the lines of `text`; leaves of furniture and of unread lines are marked at once."""
        self.text = text
        self.lines = lines
        self.leaves = leaves
        self.outline = Outline()
        self.zone = "before"  # before, heading, head, body, after
        self.open: str | None = None
        self.gap = False  # a blank line stands before this one
        self.broken = False  # a page line stands between this line and the last of the open part
        self.index = 0
        self.section = 0
        self.seen: set[str] = set()

    def run(self) -> Outline:
        """Go through all lines."""
        handlers = _HANDLERS
        for self.index, (kind, start, end, match) in enumerate(self.lines):
            if kind is Kind.BLANK:
                self.gap = True
                if self.zone == "body":
                    self.outline.body.append((kind, start, end, None))
                continue
            if self.zone == "body" and not (kind is Kind.TEXT or kind is Kind.PARAGRAPH):
                self._in_body(kind, start, end, match)
            elif self.zone == "body":
                self.outline.body.append((kind, start, end, match))
            else:
                handlers[kind](self, kind, start, end, match)
            self.gap = False
        return self.outline

    # --- the text -------------------------------------------------------------------------

    def _in_body(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Place a line that looks like something inside the text."""
        if kind in _FURNITURE and not (kind is Kind.COPIES and not self._after_page()):
            if kind in (Kind.STAMP,) and end - start < 3:  # noqa: PLR2004 - "B6" in prose
                self.outline.body.append((Kind.TEXT, start, end, None))
                return
            self._furniture(kind, start, end, match)
            if kind is Kind.PAGE and self._is_first_page(match) and self._heading_follows():
                self._restart("heading")
            elif kind in (Kind.END, Kind.BT):
                self.zone = "after"
                self.open = None
            return
        if kind is Kind.BANNER and self._is_frame():
            self.outline.banners.append((start, end))
            self.leaves.add(start, end, "page.banner")
            self.outline.body.append((Kind.PAGE, start, end, None))
            return
        if kind is Kind.CLASS and match is not None and _CLASS_TAIL.search(match["rest_CLASS"]):
            self._restart("heading")
            self._class_line(kind, start, end, match)
            return
        if kind in _SECTION_STARTS and self._heading_follows():
            self._restart("heading")
            self._transmission(kind, start, end, match)
            return
        if kind is Kind.LABEL and match is not None and self._after_text(match):
            self.zone = "after"
            self._label(kind, start, end, match)
            return
        if kind is Kind.PRINT and match is not None and match["label_PRINT"] in ("SECT", "SIT"):
            self.zone = "after"
            self._print_label(kind, start, end, match)
            return
        if kind is Kind.DRAFTING:
            self.open = "drafting"
            self.outline.parts.setdefault("drafting", []).append((start, end))
            self.leaves.add(start, end, "heading.drafting")
            return
        self.outline.body.append((kind if kind is Kind.RULE else Kind.TEXT, start, end, None))

    def _after_text(self, match: re.Match[str]) -> bool:
        """Tell whether a label is one of those that stand after the text of a SMART print."""
        if not self.outline.labels and "mrn" not in self.outline.parts:
            return False
        label = match["label_LABEL"]
        return label not in ("From", "Action", "Info", "MRN") or label == "Info"

    def _is_frame(self) -> bool:
        """Tell whether a classification alone on its line belongs to the page, not to the text.

        It does when the next or the last line that is not blank is furniture or the text's edge.
        """
        lines = self.lines
        for step in (1, -1):
            place = self.index + step
            while 0 <= place < len(lines) and lines[place][0] is Kind.BLANK:
                place += step
            if not 0 <= place < len(lines):
                return True
            if lines[place][0] in _FURNITURE or lines[place][0] is Kind.BANNER:
                return True
        return True  # prose never has a line that is only a classification

    def _after_page(self) -> bool:
        return any(
            kind is Kind.PAGE
            for kind, _, _, _ in self.lines[max(0, self.index - 3) : self.index]
        )

    @staticmethod
    def _is_first_page(match: re.Match[str] | None) -> bool:
        return match is not None and (match["page_PAGE"] or "").upper() in _FIRST_PAGE

    def _heading_follows(self) -> bool:
        """Tell whether a message heading follows within some lines (not prose that looks alike)."""
        found = 0
        for kind, _, _, _ in self.lines[self.index : self.index + 30]:
            if kind in (Kind.FROM, Kind.FL3, Kind.FL5, Kind.JANAP, Kind.CLASS, Kind.COUNTER):
                found += 1
            if found >= 2:  # noqa: PLR2004 - one alone may be chance
                return True
        return False

    def _restart(self, zone: str) -> None:
        """Begin the heading of a further section."""
        self.zone = zone
        self.section += 1
        self.open = None
        self.seen = set()

    # --- furniture ------------------------------------------------------------------------

    def _furniture(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        self.broken = True
        outline = self.outline
        if kind is Kind.PAGE:
            outline.pages.append((start, end, match))
        elif kind is Kind.COUNTER:
            outline.counters.append((start, end))
            self.open = None
            if self.zone == "before":
                self.zone = "heading"
        elif kind is Kind.STAMP:
            outline.stamps.append((start, end))
        elif kind is not Kind.COPIES:
            outline.endings.append((kind, start, end))
            if kind is Kind.BT and self.zone == "heading":
                self._enter_head()
            elif kind is not Kind.BT and self.zone != "before":
                self.zone = "after"
        self.leaves.add(start, end, _FURNITURE_KINDS[kind])
        if self.zone == "body":
            outline.body.append((Kind.PAGE, start, end, None))

    def _copies(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        if self._after_page() or self.zone == "before":
            self._furniture(kind, start, end, match)
        else:
            self._plain(Kind.TEXT, start, end, None)

    def _banner(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a classification alone: of the page, or the classification line without a number."""
        if self.zone == "heading" and self.open in ("to", "info", "exempt", "fl5", "from") and (
            not self._furniture_near()
        ):
            self._class_line(Kind.CLASS, start, end, None)
            return
        self.outline.banners.append((start, end))
        self.leaves.add(start, end, "page.banner")
        self.broken = True

    def _furniture_near(self) -> bool:
        near = self.lines[self.index + 1 : self.index + 6]
        return any(kind is Kind.PAGE for kind, _, _, _ in near)

    # --- heading --------------------------------------------------------------------------

    def _take(self, part: str, start: int, end: int, kind: str) -> None:
        """Give a line to a part of the first heading that has it; later ones are only marked."""
        parts = self.outline.parts
        if part in parts and (self.section > 0 or part in self.seen):
            self.open = f"again.{part}"
        else:
            parts[part] = []
            parts[part].append((start, end))
            self.seen.add(part)
            self.open = part
        self.leaves.add(start, end, kind)
        self.broken = False

    def _transmission(
        self, kind: Kind, start: int, end: int, _match: re.Match[str] | None
    ) -> None:
        if self.zone == "head" and kind is Kind.FL5:
            self._plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "after":
            self._restart("heading")
        part = _TRANSMISSION[kind]
        if part in self.seen and self.zone == "heading" and kind in (Kind.JANAP, Kind.FL2, Kind.FL1):
            self._pilot()
        self.zone = "heading"
        self._take(part, start, end, f"heading.{part}")

    def _pilot(self) -> None:
        """Take what was read so far as a relay's pilot; the message's own heading begins here."""
        parts = self.outline.parts
        pilots = parts.setdefault("pilots", [])
        for part in list(parts):
            if part != "pilots":
                pilots.extend(parts.pop(part))
        pilots.sort()
        self.seen = set()

    def _distribution(
        self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None
    ) -> None:
        if self.zone in ("head", "after") and not self._heading_follows():
            self._plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "after":
            self._restart("heading")
        self.zone = "heading"
        self.open = "distribution"
        if self.section == 0:
            self.outline.distribution.append((start, end))
        self.leaves.add(start, end, "heading.distribution")

    def _from(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        if self.zone == "head":
            self._plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "after":
            self._restart("heading")
        self.zone = "heading"
        self._take("from", start, end, "heading.from")

    def _address(self, kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        if self.zone in ("head", "after") or (self.zone == "before" and not self._heading_near()):
            self._plain(Kind.TEXT, start, end, None)
            return
        self.zone = "heading"
        role = {Kind.TO: "to", Kind.INFO: "info"}.get(kind, "exempt")
        self.open = role
        if self.section == 0:
            self.outline.addresses.append((role, start, end))
        self.leaves.add(start, end, f"heading.{role}")
        self.broken = False

    def _heading_near(self) -> bool:
        """Tell whether transmission lines stood before (an address in a fragment, or prose)."""
        return bool(self.outline.parts) or self.index < 3 or self._heading_follows()  # noqa: PLR2004

    def _class_line(
        self, kind: Kind, start: int, end: int, match: re.Match[str] | None
    ) -> None:
        if self.zone == "before" and match is not None and not (
            _NUMBER_TAIL.search(match["rest_CLASS"]) or self._label_ahead()
        ):
            self._plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "head" and self.open in ("subject", "reference", "tags", "authority"):
            self._plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "after":
            self._restart("heading")
        self.outline.classes.append((start, end, match))
        self.leaves.add(start, end, "head.class")
        self._enter_head()
        self.open = "class"

    def _enter_head(self) -> None:
        self.zone = "head"
        self.open = None

    def _label_ahead(self) -> bool:
        """Tell whether a label of the text head still follows before the text begins."""
        for kind, _, _, _ in self.lines[self.index + 1 : self.index + 1 + MAX_HEAD_LOOK]:
            if kind in _LABELS:
                return True
            if kind is Kind.PARAGRAPH or kind is Kind.END:
                return False
        return False

    # --- text head ------------------------------------------------------------------------

    def _head_label(
        self, kind: Kind, start: int, end: int, _match: re.Match[str] | None
    ) -> None:
        if self.zone == "after":
            self.leaves.add(start, end, "end.note")
            return
        self.zone = "head"
        part = _HEAD_PARTS[kind]
        self._take(part, start, end, f"head.{part}")

    def _correction(
        self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None
    ) -> None:
        self._take("correction", start, end, "head.correction")
        self.open = None

    def _drafting(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        self.open = "drafting"
        self.outline.parts.setdefault("drafting", []).append((start, end))
        self.leaves.add(start, end, "heading.drafting")

    def _usmtf(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a set of a military text (`SUBJ/.../`); it runs on to its double slash."""
        self.zone = "head"
        name = self.text[start : start + 6].split("/")[0].strip().lower()
        if name in ("rmks", "gentext"):
            self._begin_body(Kind.TEXT, start, end, None)
            return
        self.open = "usmtf"
        self.outline.parts.setdefault(f"usmtf.{name}", []).append((start, end))
        self.leaves.add(start, end, f"head.{name}")

    def _label(self, _kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a label of the SMART layout, `MRN:  12 ZENDA 117`."""
        assert match is not None  # noqa: S101 - a label line has its match
        label = " ".join(match["label_LABEL"].lower().split())
        if label.startswith("date"):
            label = "date/dtg"
        if self.zone in ("before", "heading", "head"):
            self.zone = "head"
        labels = self.outline.labels
        self.open = f"label.{label}" if label not in labels else "again.label"
        labels.setdefault(label, []).append((start + match.end(), end))
        self.leaves.add(start, end, f"label.{label.replace(' ', '_')}")

    def _print_label(
        self, _kind: Kind, start: int, end: int, match: re.Match[str] | None
    ) -> None:
        """Take a label of the presidential-library print, `LINE2: ZNR UUUUU`."""
        assert match is not None  # noqa: S101 - a label line has its match
        label = match["label_PRINT"].replace(" ", "").upper()
        value = start + match.end()
        self.leaves.add(start, min(value, end), "label.print")
        if label == "TEXT":
            self._enter_head()
            return
        part = _PRINT_PARTS.get(label, f"print.{label.lower()}")
        if value < end:
            self._take(part, value, end, f"heading.{part}")
        self.open = f"again.{part}"
        self.zone = "heading" if self.zone != "after" else "after"

    # --- what has no mark of its own ------------------------------------------------------

    def _paragraph(
        self, kind: Kind, start: int, end: int, match: re.Match[str] | None
    ) -> None:
        if self.zone == "after":
            self._end_note(start, end)
        elif self.zone in ("before", "heading") and self._label_ahead():
            self._plain(Kind.TEXT, start, end, None)
        else:
            self._begin_body(kind, start, end, match)

    def _plain(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Place a line by what is open around it."""
        zone = self.zone
        if zone == "before":
            self.outline.unread.append((start, end))
        elif zone == "heading":
            self._plain_in_heading(start, end)
        elif zone == "head":
            self._plain_in_head(start, end)
        elif zone == "after":
            self._end_note(start, end)
        else:
            self.outline.body.append((Kind.TEXT, start, end, None))

    def _end_note(self, start: int, end: int) -> None:
        if self.open is not None and self.open.startswith("label."):
            self.outline.labels[self.open.removeprefix("label.")].append((start, end))
            self.leaves.add(start, end, self.open.replace(" ", "_"))
            return
        self.outline.parts.setdefault("note", []).append((start, end))

    def _plain_in_heading(self, start: int, end: int) -> None:
        row = self.text[start:end]
        part = self.open
        if part in ("to", "info", "exempt"):
            if not self.gap or self.broken or _ADDRESS.match(row):
                if self.section == 0:
                    self.outline.addresses.append((part, start, end))
                self.leaves.add(start, end, f"heading.{part}")
                return
            self.zone = "head"
            self._plain_in_head(start, end)
            return
        if is_copies_line(row):
            if self.section == 0:
                self.outline.distribution.append((start, end))
            self.leaves.add(start, end, "heading.distribution")
        elif part == "drafting":
            self.outline.parts["drafting"].append((start, end))
            self.leaves.add(start, end, "heading.drafting")
        elif part == "fl2" and re.match(r"R[A-Z]{3,7}\b", row):
            self.outline.parts["fl2"].append((start, end))
            self.leaves.add(start, end, "heading.fl2")
        elif part is not None and part.removeprefix("again.") == "print.subj":
            self.leaves.add(start, end, "heading.print.subj")
        elif _NUMBER_TAIL.fullmatch(row) and "from" in self.outline.parts:
            self._class_line(Kind.CLASS, start, end, None)
        else:
            self.outline.unread.append((start, end))

    def _plain_in_head(self, start: int, end: int) -> None:
        part = self.open
        if part is not None and self._continues(part, start, end):
            name = part.removeprefix("again.")
            if part.startswith("label."):
                self.outline.labels[part.removeprefix("label.")].append((start, end))
                self.leaves.add(start, end, part.replace(" ", "_"))
            else:
                if part == name and name in self.outline.parts:
                    self.outline.parts[name].append((start, end))
                self.leaves.add(start, end, f"head.{name}")
            self.broken = False
            return
        row = self.text[start:end]
        captions = split_captions(row)
        if captions is not None and not self.seen & {"subject", "reference"}:
            self.outline.parts.setdefault("captions", []).append((start, end))
            self.leaves.add(start, end, "head.captions")
            self.open = None
            return
        if not self.seen & {"subject", "reference"} and _ATTENTION.match(row):
            self.outline.parts.setdefault("attention", []).append((start, end))
            self.leaves.add(start, end, "head.attention")
            self.open = "attention"
            return
        if self._label_ahead():
            self.outline.parts.setdefault("preface", []).append((start, end))
            self.leaves.add(start, end, "head.preface")
            self.open = None
            return
        self._begin_body(Kind.TEXT, start, end, None)

    def _continues(self, part: str, start: int, end: int) -> bool:
        """Tell whether a line goes on with the open part."""
        row = self.text[start:end]
        if part.startswith("label."):
            return self._continues_label(part, start)
        name = part.removeprefix("again.")
        after_break = self.gap and self.broken
        lines = self.outline.parts.get(name, [])
        before = self.text[slice(*lines[-1])] if lines and part == name else ""
        if name == "usmtf":
            return False
        if name == "subject":
            return (not self.gap or after_break) and len(lines) < MAX_SUBJECT_LINES
        if name == "tags":
            going_on = before.endswith((",", "-")) or before.count("(") > before.count(")")
            return (not self.gap or going_on) and (
                going_on or _TAG_TOKENS.match(row) is not None
            ) and split_captions(row) is None
        if name == "reference":
            if _BULLET.match(row) is not None:
                return True
            if self.gap and not after_break:
                return before.endswith((",", ";")) or not before.rstrip(":").partition(" ")[2]
            return _MORE.search(before) is not None or _CITES.match(row) is not None or (
                row[:1].islower() or len(before) > 55 or row.startswith("(")  # noqa: PLR2004
            )
        if name == "order":
            return not self.gap and (
                before.count("(") > before.count(")")
                or before.endswith((",", "-", ":"))
                or row.startswith(("DECL", "XGDS", "REASON"))
            )
        if name in ("authority", "attention"):
            return not self.gap and not (name == "attention" and split_captions(row) is not None)
        return False

    def _continues_label(self, part: str, start: int) -> bool:
        """A value of the SMART layout runs on in lines indented to its column."""
        line_start = self.text.rfind("\n", 0, start) + 1
        indent = start - line_start
        return indent >= 8 or part in (  # noqa: PLR2004 - the value column is about 30
            "label.subject", "label.info", "label.action",
        ) and not self.gap

    def _begin_body(
        self, kind: Kind, start: int, end: int, match: re.Match[str] | None
    ) -> None:
        self.zone = "body"
        self.open = None
        self.outline.body.append((kind, start, end, match))

    def _ignored(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a rule or the like outside the text."""
        self.leaves.add(start, end, "page.rule")


_HANDLERS = {kind: Outliner._plain for kind in Kind}  # noqa: SLF001 - the class's own table
_HANDLERS |= {
    Kind.PAGE: Outliner._furniture,  # noqa: SLF001
    Kind.COUNTER: Outliner._furniture,  # noqa: SLF001
    Kind.STAMP: Outliner._furniture,  # noqa: SLF001
    Kind.VALIDATION: Outliner._furniture,  # noqa: SLF001
    Kind.END: Outliner._furniture,  # noqa: SLF001
    Kind.BT: Outliner._furniture,  # noqa: SLF001
    Kind.COPIES: Outliner._copies,  # noqa: SLF001
    Kind.BANNER: Outliner._banner,  # noqa: SLF001
    Kind.RULE: Outliner._ignored,  # noqa: SLF001
    Kind.DISTRIBUTION: Outliner._distribution,  # noqa: SLF001
    Kind.FROM: Outliner._from,  # noqa: SLF001
    Kind.TO: Outliner._address,  # noqa: SLF001
    Kind.INFO: Outliner._address,  # noqa: SLF001
    Kind.EXEMPT: Outliner._address,  # noqa: SLF001
    Kind.CLASS: Outliner._class_line,  # noqa: SLF001
    Kind.CORRECTION: Outliner._correction,  # noqa: SLF001
    Kind.DRAFTING: Outliner._drafting,  # noqa: SLF001
    Kind.USMTF: Outliner._usmtf,  # noqa: SLF001
    Kind.LABEL: Outliner._label,  # noqa: SLF001
    Kind.PRINT: Outliner._print_label,  # noqa: SLF001
    Kind.PARAGRAPH: Outliner._paragraph,  # noqa: SLF001
}
_HANDLERS |= dict.fromkeys(_TRANSMISSION, Outliner._transmission)  # noqa: SLF001
_HANDLERS |= dict.fromkeys(_LABELS, Outliner._head_label)  # noqa: SLF001
