"""The portion mark behind a paragraph's number, whole, garbled, or of the whole text.

Source: 32 CFR 2001.21; reference sections 2.8 and 3.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.model import Marking
from cablegram.model.mark_text import parse_mark, unknown_controls
from cablegram.read.portions import LOOSE_MARK, MARK, SECOND_MARK

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.marks import Leaves

WINDOW = 80  # characters behind the number in which the mark stands
_LOOSE_FIRST = frozenset("TSLCU")
_LOOSE_BEGINS = re.compile(r"(?:TS|SBU|LOU|[SCU])[) ]")
_MARK_BEGINS = frozenset("('\u2018")  # what a mark without ENTIRE TEXT begins with
_MARK = re.compile(r"\s*" + MARK + r"\s*")
_BROKEN_MARK = re.compile(
    r"\s*\(?(?P<mark>TS|SBU|LOU|[SCU])(?:(?<=[SCU])"
    r"|(?<=TS))\s*(?:[/-]\s*)?(?:(?P<nf>NF)\s*)?(?:[)}\]]\s*|(?:-\s*)?ENTIRE TEXT[.)]*\s*)"
)
_SMALL_MARK = re.compile(r"\s*\((?P<mark>(?:ts|sbu|lou|[scu])(?:/{1,2}[a-z]{1,3})?)\)\s*")
_GARBLED = re.compile(r"\s*\((?P<mark>GBU|5BU|SBLI|SSU|513U|S13U|\u0421|L1|UI|10|LI|U\b)\)?\s+")
_GARBLES = {
    "GBU": "SBU",
    "5BU": "SBU",
    "SBLI": "SBU",
    "SSU": "SBU",
    "513U": "SBU",
    "S13U": "SBU",
    "\u0421": "C",
    "UI": "U",
}
_WHOLE_TEXT = re.compile(
    r"\s*\(?(?P<mark>TOP SECRET|SECRET|CONFIDENTIAL|LIMITED OFFICIAL USE|LOU|SBU"
    r"|UNCLASSIFIED|TS|[SCU])"
    r"\s*(?:/\s?NF\s*)?(?:-{1,2}\s*)?ENTIRE TEXT\b\s*[.)]*\s*"
    r"|\s*\(?ENTIRE TEXT (?:IS )?(?P<named>CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE|LOU"
    r"|SBU)\b[.)]*\s*"
)


class MarkReader:
    """Reads the marks of the paragraphs of one message, and marks their leaves."""

    __slots__ = ("context", "leaves", "text")

    def __init__(self, text: str, leaves: Leaves, context: Context) -> None:
        """Keep the message's text."""
        self.text = text
        self.leaves = leaves
        self.context = context

    def read(self, after: int, end: int) -> tuple[Marking | None, int]:
        """Read the mark behind a number; return it, and where the paragraph's text begins."""
        text = self.text
        window = min(end, after + WINDOW)
        ahead = text[after:window]
        bare = ahead.lstrip()
        if (
            bare[:1] not in _MARK_BEGINS
            and "ENTIRE" not in bare
            and (bare[:1] not in _LOOSE_FIRST or _LOOSE_BEGINS.match(bare) is None)
        ):
            return None, after + len(ahead) - len(bare)
        match = _MARK.match(text, after, window)
        if match is None:
            match = _WHOLE_TEXT.match(text, after, window)
            if match is not None:
                words = match["mark"] or match["named"]
                self.leaves.add(match.start(), match.end(), "text.paragraph.mark")
                return self._marking(words, match.start(), match.end()), after
            found = self._small(after, window) or self._garbled(after, window)
            return found or (None, after + len(ahead) - len(bare))
        words, stop = match["mark"], match.end()
        more = SECOND_MARK.match(text, stop, window) if text.startswith("(", stop) else None
        if more is not None:
            words, stop = f"{words}/{more['control']}", more.end()
        self.leaves.add(match.start(), stop, "text.paragraph.mark")
        return self._marking(words, match.start("mark"), match.end("mark")), stop

    def read_alone(self, start: int, end: int) -> tuple[Marking | None, int]:
        """Read the mark of a paragraph that has no number; only a whole one is taken for one."""
        if self.text[start] not in _MARK_BEGINS:
            return None, start
        match = _MARK.match(self.text, start, min(end, start + WINDOW))
        if match is None:
            return None, start
        marking = self._marking(match["mark"], match.start("mark"), match.end("mark"))
        if not self.text[match.end() : end].strip(" .)"):  # `(C - ENTIRE TEXT).` is all there is
            return marking, start
        self.leaves.add(match.start(), match.end(), "text.paragraph.mark")
        return marking, match.end()

    def _small(self, after: int, window: int) -> tuple[Marking, int] | None:
        """Read a mark in small letters."""
        match = _SMALL_MARK.match(self.text, after, window)
        if match is None:
            return None
        words = match["mark"].upper()
        span = self.context.place(match.start("mark"), match.end("mark"))
        self.context.note("CG104", f"'({match['mark']})' was read as ({words})", span)
        self.leaves.add(match.start(), match.end(), "text.paragraph.mark")
        return self._marking(words, match.start("mark"), match.end("mark")), match.end()

    def _garbled(self, after: int, window: int) -> tuple[Marking, int] | None:
        """Read a mark that lost a parenthesis, or whose letters a scanner took for others."""
        match = _BROKEN_MARK.match(self.text, after, window)
        if match is not None and ("(" in match[0] or "ENTIRE" in match[0]):
            words = match["mark"] + ("/NF" if match["nf"] else "")
        else:
            match = _GARBLED.match(self.text, after, window)
            if match is not None and match["mark"] in _GARBLES:
                words = _GARBLES[match["mark"]]
            else:
                match = LOOSE_MARK.match(self.text, after, window)
                if match is None:
                    return None
                words = match["open"] or match["closed"] or match["bare"]
        span = self.context.place(match.start(), match.end())
        self.context.note("CG104", f"'{match[0].strip()}' was read as ({words})", span)
        self.leaves.add(match.start(), match.end(), "text.paragraph.mark")
        return self._marking(words, match.start(), match.end()), match.end()

    def _marking(self, words: str, start: int, end: int) -> Marking:
        level, controls, release_to = parse_mark(words)
        span = self.context.place(start, end)
        for control in unknown_controls(controls) if controls else ():
            self.context.note("CG109", f"{control[:40]!r} is not in the tables", span)
        return Marking(level=level, controls=controls, release_to=release_to, text=words, span=span)
