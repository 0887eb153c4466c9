"""The text head: captions, attention lines, E.O., TAGS, SUBJECT, REF, authority; military sets."""

from __future__ import annotations

import re
from itertools import islice

from cablegram.read.heading_zone import HeadingZone
from cablegram.read.lines import Kind, classify
from cablegram.read.reference_stations import ends_in_station
from cablegram.read.reference_words import NUMBER_ALONE
from cablegram.read.words import GARBLED_SUBJECT
from cablegram.vocabulary import split_captions

MAX_SUBJECT_LINES = 6
LABEL_INDENT = 8  # the value column of the SMART layout is about 30

HEAD_PARTS = {
    Kind.ORDER: "order",
    Kind.TAGS: "tags",
    Kind.SUBJECT: "subject",
    Kind.REFERENCE: "reference",
    Kind.AUTHORITY: "authority",
}
#: A further label on the physical line of one (flattened copies; reference section 2). A bare REF
#: is none: REFUGEES and REFORM are common words of a subject.
_LABEL_BEHIND = re.compile(
    r"(?<=\s)(?:TAGS?|SUBJ(?:ECT)?|REF(?:S|TELS?|ERENCES?)?|CLASSIFIED BY)\s?:", re.IGNORECASE
)
_LABEL_BEHIND_CHARS = 24
_MOST_FUSED = 6
_LABELLED = frozenset(HEAD_PARTS.values())
_ATTENTION = re.compile(
    # A full stop with two blanks ends a sentence: that is text, where a section has no head.
    r"(?:[A-Z](?:[\w,&/' -]|\.(?!\s\s)){0,50}?:?\s)?"
    r"(?:FOR|PASS(?:\s+TO)?|PLEASE PASS(?:\s+TO)?)\b[:\s]"
    r"|(?:DEPT|STATE|DEPARTMENT)\s+[A-Z]{1,4}/"
    r"|FROM\s+(?:AMBASSADOR|CHARGE|THE\s)|EYES ONLY|PASS\s"
)
_BULLET = re.compile(
    r"(?:\u00b6|\[1\]\(\#\))?\s?[\[(]?[A-Z1-9][\].):]{1,2}(?:\s|(?=[A-Z]{2}))|\(?[A-Z]\)\s|[A-Z]\s-\s|AND\b"
)
_MORE = re.compile(
    r"(?:[,;&(/-]|(?:\A|\s)[(\[]?[A-Z][)\].]|\bAND|\bOF|\bTHE|\bSTATE|\bA|\bNO\.?)\Z"
)
_CITES = re.compile(
    r"(?:(?:(?:19|20)?\d\d\s)?[A-Z][A-Z. ]{2,24}|\(?[A-Z]\)|\d{2,4})[\s(]*(?:A-)?\d{2,6}\b"
    r"|DATED\b|NOTAL|OF\s\d"
)
_TAG_TOKENS = re.compile(r"(?:\(?[A-Z]{2}[A-Z/-]{0,14}+(?:[,;.\s()]++|\Z)){1,20}+\Z")
_PASS = re.compile(r"PASS TO OFFICE CODES?\b|(?:FM|TO|INFO)\s+[A-Z]+\s[A-Z].*//")
_SET_TEXT = re.compile(r"(?:RMKS|GENTEXT)\s?/(?:(?:REMARKS|RMKS)\s?/)?\s*")
_GARBLED_LABEL = re.compile(rf"{GARBLED_SUBJECT}\s?:\s")
_SECTION_LINE = re.compile(r"(?:FINAL )?SECTION \d{1,2} OF \d{1,2}")
_LONG_ROW = 55  # posts were told to type 55 characters a line: a longer one may run on


class HeadZone(HeadingZone):
    """Places the lines of the text head."""

    def head_label(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a label of the text head and begin its part."""
        if self.zone == "after":
            self.leaves.add(start, end, "end.note")
            return
        if kind is Kind.REFERENCE and self.open == "usmtf" and not self._sets_ended():
            self._in_sets(start, end)  # "Reference (b) is ..." in an AMPN set
            return
        self.zone = "head"
        part = HEAD_PARTS[kind]
        place = start
        value = start + (match.end() if match is not None else 1)
        if self.text.find(":", value, end) < 0:  # as it is nearly always
            self.take(part, start, end, f"head.{part}")
            return
        for behind in islice(_LABEL_BEHIND.finditer(self.text, value, end), _MOST_FUSED):
            kind = classify(self.text[behind.start() : behind.start() + _LABEL_BEHIND_CHARS])[0]
            if kind in HEAD_PARTS:
                stop = place + len(self.text[place : behind.start()].rstrip())
                self.take(part, place, stop, f"head.{part}")
                part, place = HEAD_PARTS[kind], behind.start()
        self.take(part, place, end, f"head.{part}")

    def correction(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take `CORRECTED COPY` and `CANCEL THIS ...`."""
        self.take("correction", start, end, "head.correction")
        self.open = None

    def military_set(self, _kind: Kind, start: int, end: int, _match: re.Match[str] | None) -> None:
        """Take a set of a military text (`SUBJ/.../`); sets run on to RMKS or GENTEXT."""
        if self.zone == "after":
            self.plain(Kind.TEXT, start, end, None)
            return
        self.zone = "head"
        self.open = "usmtf"
        self._in_sets(start, end)

    def _in_sets(self, start: int, end: int) -> None:
        found = _SET_TEXT.search(self.text, start, end)
        stop = end if found is None else found.start()
        if start < stop:
            self.outline.parts.setdefault("usmtf", []).append((start, stop))
            self.leaves.add(start, stop, "head.set")
        if found is None:
            return
        self.leaves.add(found.start(), found.end(), "head.set")
        place = found.end()
        kind, match = classify(self.text[place:end])
        self.zone = "body"
        self.open = None
        if place < end:
            self.begin_body(
                kind if kind is Kind.PARAGRAPH else Kind.TEXT,
                place,
                end,
                match if kind is Kind.PARAGRAPH else None,
            )

    def _sets_ended(self) -> bool:
        """Tell whether the last set was closed with its double slash."""
        last = self.outline.parts.get("usmtf", [(0, 0)])[-1]
        return self.text[slice(*last)].rstrip().endswith("//")

    def paragraph(self, kind: Kind, start: int, end: int, match: re.Match[str] | None) -> None:
        """Take a number at the head of a line: the text begins, unless the head goes on."""
        if self.zone == "after":
            self.end_note(start, end)
        elif self.open == "usmtf" and not self._sets_ended():
            self._in_sets(start, end)
        elif self.zone in ("before", "heading") and self.label_ahead():
            self.plain(Kind.TEXT, start, end, None)
        else:
            self.begin_body(kind, start, end, match)

    def end_note(self, start: int, end: int) -> None:
        """Take a line behind the end of the text."""
        if self.open is not None and self.open.startswith("label."):
            self.outline.labels[self.open.removeprefix("label.")].append((start, end))
            self.leaves.add(start, end, self.open.replace(" ", "_"))
        elif self.open is not None and self.open.startswith("again."):
            self.leaves.add(start, end, "label.print")
        else:
            self.outline.notes.append((start, end))
            self.leaves.add(start, end, "end.note")

    def plain_in_head(self, start: int, end: int) -> None:
        """Place a line without a mark in the text head, by what is open."""
        part = self.open
        if part == "usmtf":
            if self.gap and self._sets_ended() and not self.label_ahead():
                self.begin_body(Kind.TEXT, start, end, None)
            else:
                self._in_sets(start, end)
            return
        if part is not None and self._continues(part, start, end):
            self._go_on(part, start, end)
            return
        row = self.text[start:end]
        if "subject" not in self.seen and "tags" in self.seen and _GARBLED_LABEL.match(row):
            self.head_label(Kind.SUBJECT, start, end, None)
            return
        if not self.seen & {"tags", "subject"} and _SECTION_LINE.fullmatch(row):
            self.open = None  # what was open does not go on here
            self.class_line(Kind.CLASS, start, end, None)  # below a classification alone
            return
        is_first = part is None and not self.outline.classes and not self.seen & _LABELLED
        if is_first and self._is_number_line(row):
            self.class_line(Kind.CLASS, start, end, None)  # below BT, without its classification
            return
        captions = split_captions(row)
        if captions is not None and (self.gap or not self.seen & {"subject", "reference"}):
            self.outline.parts.setdefault("captions", []).append((start, end))
            self.leaves.add(start, end, "head.captions")
            self.open = None
        elif not self.seen & {"subject", "reference"} and _ATTENTION.match(row):
            self.outline.parts.setdefault("attention", []).append((start, end))
            self.leaves.add(start, end, "head.attention")
            self.open = "attention"
        elif self.label_ahead():
            self.outline.parts.setdefault("preface", []).append((start, end))
            self.leaves.add(start, end, "head.preface")
            self.open = None
        else:
            self.begin_body(Kind.TEXT, start, end, None)

    def _go_on(self, part: str, start: int, end: int) -> None:
        if part.startswith("label."):
            self.outline.labels[part.removeprefix("label.")].append((start, end))
            self.leaves.add(start, end, part.replace(" ", "_"))
        else:
            lines = self.outline.parts.get(part)
            if lines is not None:
                lines.append((start, end))
            self.leaves.add(start, end, f"head.{part.removeprefix('again.')}")
        self.broken = False

    def _continues(self, part: str, start: int, end: int) -> bool:
        """Tell whether a line goes on with the open part."""
        if part.startswith("label."):
            return self._continues_label(part, start)
        row = self.text[start:end]
        lines = self.outline.parts.get(part, [])
        before = self.text[slice(*lines[-1])] if lines else ""
        after_break = self.gap and self.broken
        name = part.removeprefix("again.")
        if name == "subject":
            ended = before.endswith("//") or _PASS.match(row) is not None  # military traffic
            return (not self.gap or after_break) and len(lines) < MAX_SUBJECT_LINES and not ended
        if name == "tags":
            going_on = before.endswith((",", "-")) or before.count("(") > before.count(")")
            fits = going_on or _TAG_TOKENS.match(row) is not None
            return (not self.gap or going_on) and fits and split_captions(row) is None
        if name == "reference":
            return self._continues_reference(row, before, after_break=after_break)
        if name == "order":
            return not self.gap and (
                before.count("(") > before.count(")")
                or before.endswith((",", "-", ":"))
                or row.startswith(("DECL", "XGDS", "REASON"))
            )
        if name in ("authority", "attention"):
            return not self.gap and not (name == "attention" and split_captions(row) is not None)
        return False

    def _continues_reference(self, row: str, before: str, *, after_break: bool) -> bool:
        if _BULLET.match(row) is not None:
            return True
        if self.gap and not after_break:
            return before.endswith((",", ";")) or not before.rstrip(":").partition(" ")[2]
        return (
            _MORE.search(before) is not None
            or _CITES.match(row) is not None
            or row[:1].islower()
            or row.startswith("(")
            or (NUMBER_ALONE.match(row) is not None and ends_in_station(before[-40:]))
            or len(before) > _LONG_ROW
        )

    def _continues_label(self, part: str, start: int) -> bool:
        """A value of the SMART layout runs on in lines indented to its column."""
        indent = start - (self.text.rfind("\n", 0, start) + 1)
        running = ("label.subject", "label.info", "label.action")
        return indent >= LABEL_INDENT or (part in running and not self.gap)
