"""The text: numbered paragraphs with their marks and headings, summary, comment, signature.

Paragraphs are numbered consecutively from 1, with the portion mark in parentheses after the
number (5 FAH-1 H-246.2; reference section 2.8). Numbers also begin lines of tables and quoted
documents, so a number opens a paragraph only when it can be the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cablegram.model import Marking, Paragraph
from cablegram.model.mrn import find_mrns
from cablegram.model.value import place_value
from cablegram.read import quotations
from cablegram.read.closing import TERMINAL, take_signature
from cablegram.read.lines import BLANK, PAGE, PARAGRAPH, RUN, TEXT, Kind, Line, split_run
from cablegram.read.paragraph_marks import MarkReader
from cablegram.read.ref_letters import reference_letters, tie_letters, unlisted_letters
from cablegram.read.summary import comment_of, summary_of
from cablegram.vocabulary import canonical_station, station_endings

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.model import MRN, Reference, Span
    from cablegram.read.context import Context
    from cablegram.read.marks import Leaves

MAX_PARAGRAPHS = 4096
MAX_LAST_ROWS = 12  # rows in which the signature is looked for
MAX_FRAME_LINES = 80  # blank lines and page lines that may follow it
MAX_LOOK = 40  # further numbers that are looked at
FULL_ROW = 50  # characters: posts were told to type 55 a line
MAX_JUMP = 3  # numbers that may be missing before a number is no longer taken for the next one
MAX_SECTION_JUMP = 40  # numbers that a missing section may hold

_HEADING = re.compile(
    r"(?P<heading>(?:BEGIN\s+)?(?:SUMMAR?Y(?:\s+AND\s+(?:COMMENT|ACTION REQUEST"
    r"|INTRODUCTION))?|COMMENTS?"
    r"|ACTION REQUEST(?:ED)?|INTRODUCTION|BACKGROUND|CONCLUSION|RECOMMENDATIONS?"
    r"|BIO(?:GRAPHIC)? NOTE"
    r"|NEXT STEPS|OBJECTIVES?|TALKING POINTS|EMBASSY COMMENT|ACTION))\s*(?P<after>[:.]|--?|\Z)",
    re.IGNORECASE,
)
_HEADING_BEGINS = frozenset(
    ("BE", "SU", "CO", "AC", "IN", "BA", "RE", "BI", "NE", "OB", "TA", "EM")
)
_REDACTION = re.compile(
    r"\b(?:x{6,}|X{6,})\b|\[(?:\d|[a-z])[^\[\]]{0,60}not declassified[^\[\]]{0,20}\]|gentlex{2,}"
)
_REDACTED = ("xxxxxx", "XXXXXX", "not declassified", "gentlexx")  # one stands in each redaction


@dataclass(slots=True)
class _Draft:
    """A paragraph while its lines are collected; stretches are of the message's text."""

    number: int | None
    start: int
    text_start: int
    marking: Marking | None = None
    heading: str | None = None
    stretches: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0


@place_value
class Body:
    """The text of a message as it was read."""

    paragraphs: tuple[Paragraph, ...]
    summary: str | None
    comment: str | None
    signature: str | None
    signature_span: Span | None
    redactions: int
    notes: tuple[str, ...]


class BodyReader:
    """Reads the lines of the text; `place` makes spans (through a view where there is one)."""

    def __init__(
        self, text: str, leaves: Leaves, context: Context, place: Callable[[int, int], Span]
    ) -> None:
        """Keep the message's text."""
        self.text = text
        self.leaves = leaves
        self.context = context
        self.place = place
        self.drafts: list[_Draft] = []
        self.expected = 1
        self.numbers: list[int] = []  # of all lines that begin with one
        self.passed = 0  # how many of them were passed
        self.marks = MarkReader(text, leaves, context)
        self.references: tuple[Reference, ...] = ()
        self.blank_before = True
        self.after_section = False  # the heading of a further section stands above
        self.ruled = False  # the last line was a rule
        self.quoted_until = 0  # where a quoted text with numbers of its own ends
        self.quotes_end = True  # whether any end of a quotation may still come

    def read(self, body: list[Line], references: tuple[Reference, ...] = ()) -> Body:
        """Read the whole text; `references` are those of the REF line, which the text may use."""
        self.references = references
        lines = self._with_last_lines_apart(body)
        signature, notes = take_signature(self.text, lines, self.leaves)
        self.numbers = [
            int(match["number_PARAGRAPH"])
            for kind, _, _, match in lines
            if kind is PARAGRAPH and match is not None
        ]
        for kind, start, end, match in lines:
            if kind is RUN or kind is TEXT:
                self._line(start, end)
            elif kind is BLANK:
                self.blank_before = True
            elif kind is PARAGRAPH and match is not None:
                self._numbered(start, end, match)
            elif kind is PAGE:
                self._break()
            elif kind is Kind.SECTION:
                self.after_section = True
            else:
                self._rule(start, end)
        paragraphs = tuple([self._finish(draft) for draft in self.drafts])
        whole = self._joined() if paragraphs else ""
        redacted = any(words in whole for words in _REDACTED)
        redactions = len(_REDACTION.findall(whole)) if redacted else 0
        return Body(
            paragraphs,
            summary_of(paragraphs) if "SUMMA" in whole or "ummar" in whole else None,
            comment_of(paragraphs) if "COMMENT" in whole or "omment" in whole else None,
            signature[0] if signature else None,
            self.place(signature[1], signature[2]) if signature else None,
            redactions,
            notes,
        )

    def _with_last_lines_apart(self, body: list[Line]) -> list[Line]:
        """Return the lines with the last run of plain ones parted: the signature is among them."""
        lines = list(body)
        rows = 0
        for index in range(len(lines) - 1, max(len(lines) - MAX_FRAME_LINES, -1), -1):
            rows += lines[index][0] not in (BLANK, PAGE)
            if rows >= MAX_LAST_ROWS:
                break
            if lines[index][0] is RUN:
                _, start, end, _ = lines[index]
                lines[index : index + 1] = split_run(self.text, start, end)
                break
        return lines

    # --- collecting -----------------------------------------------------------------------

    def _numbered(self, start: int, end: int, match: re.Match[str]) -> None:
        number = int(match["number_PARAGRAPH"])
        self.passed += 1
        if number == 1 and self.expected > 1 and start >= self.quoted_until:
            self._quotation(start)
        is_quoted = start < self.quoted_until
        if is_quoted or not self._is_next(number) or len(self.drafts) >= MAX_PARAGRAPHS:
            self._line(start, end)
            return
        after = start + match.end()
        draft = _Draft(number, start, after, end=end)
        self.leaves.add(start, after, "text.paragraph.number")
        draft.marking, draft.text_start = self.marks.read(after, end)
        if not self.drafts or self.drafts[-1].number is not None:
            self._heading_above(draft)
        elif self.ruled and len(self.drafts[-1].stretches) == 1:
            self._heading_between_rules(draft)
        if draft.text_start < end:
            draft.stretches.append((draft.text_start, end))
        if number != self.expected and self.drafts and self.drafts[-1].number is not None:
            self.context.note(
                "CG601",
                f"paragraph {number} follows paragraph {self.expected - 1}",
                self.place(start, after),
            )
        self.drafts.append(draft)
        self.expected = number + 1
        self.blank_before = self.after_section = False

    def _quotation(self, start: int) -> None:
        """Take a number 1 that comes again as one of a quoted text, if one begins and ends."""
        if not self.quotes_end or not self.drafts:
            return
        begin = max(self.drafts[-1].start, start - quotations.LOOK)
        if not quotations.is_quoted(self.text[begin:start]):
            return
        end = quotations.ENDS.search(self.text, start)
        self.quotes_end = end is not None
        if end is not None:
            self.quoted_until = end.start()
            span = self.place(start, end.start())
            self.context.note("CG605", "a quoted text has numbers of its own", span)

    def _is_next(self, number: int) -> bool:
        numbered = self.expected > 1 or any(draft.number is not None for draft in self.drafts[-8:])
        if not numbered:
            return number <= MAX_JUMP or not self.drafts or self._all_follow(number)
        if number == self.expected:
            return (
                self.blank_before
                or self.after_section
                or not (self._comes_again(number) and self._is_inside_sentence())
            )
        if self.after_section and number > self.expected:  # a section may be missing
            return number < self.expected + MAX_SECTION_JUMP
        if number == 0 or not (self.blank_before or self.after_section):
            return self._is_last_again(number)
        return self.expected - 2 <= number <= self.expected + MAX_JUMP - 1

    def _all_follow(self, number: int) -> bool:
        """Tell whether a number above the first begins a run to the end: the copy begins later."""
        rest = self.numbers[self.passed - 1 : self.passed + MAX_LOOK]
        return len(rest) > 1 and rest == list(range(number, number + len(rest)))

    def _is_last_again(self, number: int) -> bool:
        """Tell whether the text's last number repeats the one before it, behind a full stop."""
        if number != self.expected - 1 or number < 2 or self.passed != len(self.numbers):
            return False
        stretches = self.drafts[-1].stretches
        return bool(stretches) and bool(TERMINAL.search(self.text[slice(*stretches[-1])]))

    def _comes_again(self, number: int) -> bool:
        """Tell whether this number begins a further line before the next one does."""
        for later in self.numbers[self.passed : self.passed + MAX_LOOK]:
            if later in (number, number + 1):
                return later == number
        return False

    def _is_inside_sentence(self) -> bool:
        """Tell whether the line above is full and ends without a stop: the number is prose."""
        stretches = self.drafts[-1].stretches
        if not stretches:
            return False
        start, end = stretches[-1]
        begin = max(start, self.text.rfind("\n", start, end) + 1)
        row = self.text[begin:end].rstrip()
        return len(row) > FULL_ROW and not TERMINAL.search(row)

    def _line(self, start: int, end: int) -> None:
        drafts = self.drafts
        if not drafts or (drafts[-1].number is None and self.blank_before and drafts[-1].stretches):
            marking, after = self.marks.read_alone(start, end)
            drafts.append(_Draft(None, start, after, marking, end=end))
            start = after
        draft = drafts[-1]
        self.ruled = False
        stretches = draft.stretches
        if not stretches:
            stretches.append((start, end))
        elif self.blank_before:
            stretches += ((start, start), (start, end))
        else:
            first, last = stretches[-1]
            if start - last <= 2 or not self.text[last:start].strip():  # a line end and margins
                stretches[-1] = (first, end)
            else:
                stretches.append((start, end))
        draft.end = end
        self.blank_before = self.after_section = False

    def _break(self) -> None:
        """A page line: the text goes on behind it without a blank line."""
        draft = self.drafts[-1] if self.drafts else None
        if draft is not None and draft.stretches:
            start, end = draft.stretches[-1]
            if start != end:
                draft.stretches.append((end, end))
                draft.stretches.pop()
        self.blank_before = False

    def _heading_between_rules(self, draft: _Draft) -> None:
        """Take a line between two rules at the beginning of the text as the first heading."""
        ((start, end),) = self.drafts[-1].stretches
        words = " ".join(self.text[start:end].split())
        if 2 < len(words) <= 90 and not TERMINAL.search(words):
            draft.heading = words
            self.drafts.pop()
            self.leaves.add(start, end, "text.heading")

    def _rule(self, start: int, end: int) -> None:
        self.ruled = True
        self.leaves.add(start, end, "text.rule")
        self.blank_before = True

    def _heading_above(self, draft: _Draft) -> None:
        """Take a short line between blank lines above a number as the paragraph's heading."""
        if not self.drafts or self.after_section:  # what ends a section is no heading of the next
            return
        stretches = self.drafts[-1].stretches
        if len(stretches) < 3 or stretches[-2][0] != stretches[-2][1]:
            return
        start, end = stretches[-1]
        words = " ".join(self.text[start:end].split())
        if quotations.ENDS.fullmatch(words):
            return
        if 2 < len(words) <= 90 and not TERMINAL.search(words) and not words[:1].islower():
            draft.heading = words
            del stretches[-2:]
            self.leaves.add(start, end, "text.heading")

    # --- finishing ------------------------------------------------------------------------

    def _finish(self, draft: _Draft) -> Paragraph:
        stretches = list(draft.stretches)
        while stretches and stretches[-1][0] == stretches[-1][1]:
            stretches.pop()
        source = self.text
        if len(stretches) == 1:
            text = source[stretches[0][0] : stretches[0][1]]
        else:
            text = "\n".join([source[start:end] for start, end in stretches])
        if "\r" in text:
            text = text.replace("\r", "")
        for start, end in stretches:
            self.leaves.add(start, end, "text.paragraph")
        end = stretches[-1][1] if stretches else draft.text_start
        heading = draft.heading
        if heading is None and text[:2].upper() in _HEADING_BEGINS:
            inline = _HEADING.match(text)
            if inline is not None:
                heading = " ".join(inline["heading"].split())
        return Paragraph(
            text=text,
            number=draft.number,
            marking=draft.marking,
            heading=heading,
            references=self._used_references(text, draft),
            span=self.place(draft.start, max(draft.start, end)),
        )

    def _used_references(self, text: str, draft: _Draft) -> tuple[str | MRN, ...]:
        letters: tuple[tuple[str, int, int], ...] = ()
        if "REF" in text or "Ref" in text or "ref" in text:
            letters = reference_letters(text)
            if letters:
                self._note_unlisted(letters, draft)
        return _references_used(text, letters, self.references)

    def _note_unlisted(self, letters: tuple[tuple[str, int, int], ...], draft: _Draft) -> None:
        for letter, start, end in unlisted_letters(letters, self.references):
            if len(draft.stretches) == 1:
                begin = draft.stretches[0][0]
                span = self.place(begin + start, begin + end)
            else:
                span = self.place(draft.start, draft.end)
            self.context.note(
                "CG504", f"the text uses reference {letter}, which REF does not list", span
            )

    def _joined(self) -> str:
        first, last = self.drafts[0], self.drafts[-1]
        return self.text[first.start : last.end]


def paragraph_references(text: str) -> tuple[str | MRN, ...]:
    """Return the letters and the MRNs that the text of a paragraph uses, without a REF line."""
    return _references_used(text, reference_letters(text), ())


def _references_used(
    text: str, letters: tuple[tuple[str, int, int], ...], references: tuple[Reference, ...]
) -> tuple[str | MRN, ...]:
    """Return the letters and the MRNs that a paragraph uses, in order, each once.

    A bare "reftel" is tied to the only reference; with several it says nothing.
    """
    used: list[str | MRN] = []
    if letters:
        used.extend(tie_letters([letter for letter, _, _ in letters], references))
    used += [mrn for mrn, _ in find_mrns(text, canonical_station, station_endings())]
    return tuple(dict.fromkeys(used)) if used else ()
