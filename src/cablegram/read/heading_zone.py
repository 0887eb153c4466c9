"""The heading: format lines 1 to 10, distribution, drafting block, labels of two print layouts."""

from __future__ import annotations

import re

from cablegram.read.classification import read_class_line, repair_class_line
from cablegram.read.lines import Kind, classify, is_copies_line
from cablegram.read.walker import Walker
from cablegram.vocabulary import canonical_station, split_captions

_ADDRESS = re.compile(
    r"(?:R[A-Z]{3,7}|ZEN|[A-Za-z]{5,7})\s?/\s?[A-Z]"
    r"|(?:AM{0,2}\s?EMBASSY|AMCONSUL|USMISSION|US\s?MISSION|SECSTATE|SECDEF|USINT|USLO|USDEL|CIA|DIA"
    r"|USIA|JCS|NSC|DOD|DEPT|WHITE HOUSE|USDOC|CINC|USCINC|COM|CNO|AIG|ALL |ZEN|HQ|USCENTCOM|JOINT)"
    r"|.{2,60}\b(?:COLLECTIVE|IMMEDIATE|PRIORITY|ROUTINE|WASHDC|WASHINGTON|AFB|AMERICA)\b"
    r"|.{3,60}\s\d{4}\Z|.{3,60}//"
)
_KNOWN_ADDRESS = re.compile(r"R[A-Z]{3,7}\s?/|AM[A-Z]|US[A-Z]|SEC[SD]|ZEN|[A-Z]{2,5}-\d")
_NUMBER_LINE = re.compile(
    r"(?:CLEAR )?(?:SECTION \d+ OF \d+ )?[A-Z][A-Z.' -]{2,24}\s#?\d{2,7}(?:\s?/\s?\d)?\Z",
    re.IGNORECASE,
)
_NUMBER_TAIL = re.compile(r"[A-Z][A-Z.' -]{2,24}\s\d{2,7}", re.IGNORECASE)
_INDICATOR = re.compile(r"R[A-Z]{3,7}\b")
#: A page line behind the classification of the page, on one line (reference section 5).
PAGE_BEHIND = re.compile(r"\s+P\s?A\s?G\s?E\s+(?P<page_PAGE>\d{1,3})\b", re.IGNORECASE)
_PRINT_PARTS = {"LINE1": "janap", "LINE2": "fl4", "LINE3": "fl5", "LINES": "fl5", "LINE4": "from"}
TRANSMISSION = {
    Kind.FL1: "fl1",
    Kind.FL2: "fl2",
    Kind.FL3: "fl3",
    Kind.FL4: "fl4",
    Kind.FL5: "fl5",
    Kind.JANAP: "janap",
    Kind.GROUPS: "groups",
    Kind.URGENCY: "urgency",
}
#: Controls that stand among the captions, below the classification line.
_CONTROL_CAPTIONS = frozenset({"LOU", "FOUO"})
_BEHIND_FL1 = frozenset({"fl2", "fl3", "fl4"})
_FIRST_LINES = 3
MAX_ADDRESS_CHARS = 60  # a longer line of a list without any mark of an address is prose
MAX_PILOT_LINES = 32  # relays put one or two small headings before a message
_ROLES = {Kind.TO: "to", Kind.INFO: "info", Kind.EXEMPT: "exempt"}


class HeadingZone(Walker):
    """Places the lines of a heading."""

    def transmission(self, kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take format lines 1 to 5 and 10."""
        part = TRANSMISSION[kind]
        if self.zone == "head" and (part in self.outline.parts or kind is Kind.URGENCY):
            self.plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "after":
            if not self.heading_follows():
                self.plain(Kind.TEXT, start, end, None)
                return
            self.restart("heading")
        again = part in self.seen and kind in (Kind.JANAP, Kind.FL2, Kind.FL1)
        again = again or (kind is Kind.FL1 and not self.seen.isdisjoint(_BEHIND_FL1))
        stacked = len(self.outline.parts.get("pilots", ()))
        if again and self.zone == "heading" and self.section == 0 and stacked < MAX_PILOT_LINES:
            self._pilot()
        if self.zone != "head":
            self.zone = "heading"
        self.take(part, start, end, f"heading.{part}")

    def _pilot(self) -> None:
        """Take what was read so far as a relay's pilot; the message's own heading begins here."""
        parts = self.outline.parts
        pilots = parts.setdefault("pilots", [])
        for part in list(parts):
            if part != "pilots":
                pilots.extend(parts.pop(part))
        pilots.sort()
        self.seen = set()

    def distribution(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take the ACTION, ORIGIN and INFO copies of a print."""
        if self.zone in ("head", "after"):
            if not self.heading_follows():
                self.plain(Kind.TEXT, start, end, None)
                return
            if self.zone == "after":
                self.restart("heading")
        self.zone = "heading"
        self.open = "distribution"
        if self.section == 0:
            self.outline.distribution.append((start, end))
        self.leaves.add(start, end, "heading.distribution")

    def sender(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take the FM line."""
        if self.zone == "head" and (self.section == 0 or "from" in self.seen):
            self.plain(Kind.TEXT, start, end, None)
            return
        if self.zone == "after":
            self.restart("heading")
        self.zone = "heading"
        self.take("from", start, end, "heading.from")

    def address(self, kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a TO, INFO or XMT line."""
        stray = self.zone == "before" and not (
            self.outline.parts or self.index < _FIRST_LINES or self.heading_follows()
        )
        if self.zone in ("head", "after") or stray:
            self.plain(Kind.TEXT, start, end, None)
            return
        self.zone = "heading"
        role = _ROLES[kind]
        self.open = role
        if self.section == 0:
            self.outline.addresses.append((role, start, end))
        self.leaves.add(start, end, f"heading.{role}")
        self.broken = False

    def class_line(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a classification line; it ends the heading."""
        rest = match["rest_CLASS"] if match is not None else ""
        if (page := PAGE_BEHIND.match(rest)) is not None:
            self.furniture(Kind.PAGE, start, end, page)
            return
        if self.zone == "before" and match is not None:
            numbered = _NUMBER_TAIL.search(rest) is not None
            if self.page_below() or not (numbered or self.label_ahead()):
                self.leaves.add(start, end, "page.banner") if self.page_below() else self.plain(
                    Kind.TEXT, start, end, None
                )
                return
        inside = self.open in ("subject", "reference", "tags", "authority")
        if self.outline.labels and _NUMBER_TAIL.search(rest) is not None:
            inside = False  # the heading of the old telegram below the labels of a later print
        if self.zone == "head" and inside and not rest.startswith("//"):
            self.plain(Kind.TEXT, start, end, None)
            return
        row = self.text[start:end]
        below = self.zone == "head" and self.open == "class" and row.startswith("SENS")
        if below and split_captions(row) is not None:  # SENSITIVE NOFORN below the line itself
            self.outline.parts.setdefault("captions", []).append((start, end))
            self.leaves.add(start, end, "head.captions")
            return
        if self.zone == "after":
            self.restart("heading")
        del kind
        self.outline.classes.append((start, end, match))
        self.leaves.add(start, end, "head.class")
        self.enter_head()
        self.open = "class"

    def banner(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a classification alone: of the page, or a classification line without a number."""
        if (
            self.zone == "heading"
            and self.open in ("to", "info", "exempt", "fl5", "from")
            and not self.page_below()
            and not (self.after_page() and self.class_line_ahead())
        ):
            self.class_line(Kind.CLASS, start, end, None)
            return
        row = self.text[start:end]
        if self.zone == "head" and self.open == "class" and row in _CONTROL_CAPTIONS:
            self.outline.parts.setdefault("captions", []).append((start, end))
            self.leaves.add(start, end, "head.captions")
            return
        self.outline.banners.append((start, end))
        self.leaves.add(start, end, "page.banner")
        self.broken = True

    def copies(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take the two digits under `PAGE 01` (reference section 6.2)."""
        if self.after_page() or self.zone == "before":
            self.furniture(kind, start, end, match)
        else:
            self.plain(Kind.TEXT, start, end, None)

    def drafting(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take the drafting block: DRAFTED BY, APPROVED BY, clearances."""
        self.open = "drafting"
        self.outline.parts.setdefault("drafting", []).append((start, end))
        self.leaves.add(start, end, "heading.drafting")

    def label(self, _kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a label of the SMART layout, `MRN:  12 ZENDA 117`."""
        if match is None:
            return
        label = " ".join(match["label_LABEL"].lower().split())
        if label.startswith("date"):
            label = "date/dtg"
        if self.zone in ("before", "heading", "head"):
            self.zone = "head"
        labels = self.outline.labels
        self.open = "again.label" if label in labels else f"label.{label}"
        labels.setdefault(label, []).append((start + match.end(), end))
        self.leaves.add(start, end, f"label.{label.replace(' ', '_')}")

    def print_label(self, _kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a label of the presidential-library print, `LINE2: ZNR UUUUU`."""
        if match is None:
            return
        label = match["label_PRINT"].replace(" ", "").upper()
        value = start + match.end()
        self.leaves.add(start, min(value, end), "label.print")
        if label == "TEXT":
            self.enter_head()
            return
        part = _PRINT_PARTS.get(label, f"print.{label.lower()}")
        if part == "from" and classify(self.text[value:end])[0] is not Kind.FROM:
            part = "print.line4"
        if value < end:
            self.take(part, value, end, f"heading.{part}")
        self.open = f"again.{part}"
        if self.zone != "after":
            self.zone = "heading"

    def plain(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Place a line that has no mark of its own; the zones' own methods do it."""
        raise NotImplementedError

    @staticmethod
    def _is_number_line(row: str) -> bool:
        """Tell whether a line is a station that the tables know and a number, with no level."""
        if _NUMBER_LINE.match(row) is None:
            return False
        station = read_class_line(row).station
        return station is not None and canonical_station(station) is not None

    def plain_in_heading(self, start: int, end: int) -> None:
        """Place a line without a mark in a heading, by what is open."""
        row = self.text[start:end]
        part = self.open
        if (
            row[-1].isdigit()
            and _KNOWN_ADDRESS.match(row) is None
            and repair_class_line(row) is not None
        ):
            self.class_line(Kind.CLASS, start, end, None)
            return
        if part in ("to", "info", "exempt") and not is_copies_line(row):
            self._in_address_list(part, start, end)
            return
        if is_copies_line(row):
            if self.section == 0:
                self.outline.distribution.append((start, end))
            self.leaves.add(start, end, "heading.distribution")
        elif part == "drafting":
            self.outline.parts["drafting"].append((start, end))
            self.leaves.add(start, end, "heading.drafting")
        elif part == "fl2" and _INDICATOR.match(row):
            self.outline.parts["fl2"].append((start, end))
            self.leaves.add(start, end, "heading.fl2")
        elif part is not None and part.removeprefix("again.").startswith("print."):
            self.leaves.add(start, end, f"heading.{part.removeprefix('again.')}")
        elif "from" in self.outline.parts and self._is_number_line(row):
            self.class_line(Kind.CLASS, start, end, None)
        elif part == "from" and self.label_ahead():
            self.outline.parts.setdefault("preface", []).append((start, end))
            self.leaves.add(start, end, "head.preface")
        else:
            self.outline.unread.append((start, end))

    def _in_address_list(self, part: str, start: int, end: int) -> None:
        """Place a line without a mark below TO, INFO or XMT: a further addressee, or the text."""
        row = self.text[start:end]
        known = _ADDRESS.match(row) is not None
        prose = len(row) > MAX_ADDRESS_CHARS and not known
        listed = not prose and (not self.gap or self.broken or known)
        if not prose and self._is_number_line(row) and (not listed or (self.gap and not known)):
            self.class_line(Kind.CLASS, start, end, None)
        elif listed:
            if self.section == 0:
                self.outline.addresses.append((part, start, end))
            self.leaves.add(start, end, f"heading.{part}")
        else:
            self.enter_head()
            self.plain(Kind.TEXT, start, end, None)
