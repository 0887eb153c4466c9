"""Lines of a message and what each looks like by itself.

A line's kind is decided by its own characters alone, with one anchored pattern chosen by its
first two characters (`line_patterns.py`); what it means where it stands is decided in
`outliner.py`. A pattern sees at most `MAX_PATTERN_CHARS` of a line without its margins, so a
failed try costs little, whatever stands there.
"""

from __future__ import annotations

import re
from enum import IntEnum

from cablegram.read.line_patterns import MATCHERS

MAX_PATTERN_CHARS = 240


class Kind(IntEnum):
    """What a line looks like."""

    BLANK = 0
    TEXT = 1
    PAGE = 2
    BANNER = 3
    STAMP = 4
    COUNTER = 5
    RULE = 6
    DISTRIBUTION = 7
    FL1 = 8
    FL2 = 9
    FL3 = 10
    FL4 = 11
    FL5 = 12
    JANAP = 13
    FROM = 14
    TO = 15
    INFO = 16
    EXEMPT = 17
    BT = 18
    END = 19
    VALIDATION = 20
    CLASS = 21
    ORDER = 22
    TAGS = 23
    SUBJECT = 24
    REFERENCE = 25
    AUTHORITY = 26
    DRAFTING = 27
    PARAGRAPH = 28
    LABEL = 29
    COPIES = 30
    PRINT = 31
    CORRECTION = 32
    USMTF = 33
    GROUPS = 34
    URGENCY = 35
    FRAME = 36
    RUN = 37
    SECTION = 38


# By these names they are found at once; a member of an enumeration is looked up in its class, which
# takes ten times as long, and each line is asked several times.
BLANK, TEXT, PAGE, PARAGRAPH, RUN = Kind.BLANK, Kind.TEXT, Kind.PAGE, Kind.PARAGRAPH, Kind.RUN

Line = tuple[Kind, int, int, "re.Match[str] | None"]
"""Kind, start and end of the line without its margins, and the match that decided."""

_KINDS = {kind.name: kind for kind in Kind} | {"STAMP_DATE": Kind.STAMP}
_WRAPPED_PAGE = re.compile(
    r"[A-Z][A-Z .]{1,20}\s+[C\d]\d{2,5}(?:\s+\d\d OF \d\d)?(?:\s+\d{6}\s?[Z27]?)?\s*\Z"
    r"|(?:\d\d OF \d\d\s+)?\d{6}[Z27]?(?:\s?/\s?\d{2})?\s*\Z",
    re.IGNORECASE,
)
# The later form of a page line, found by its digits: `ZENDA 00000117  002.2 OF 004`.
_STATION_PAGE = re.compile(
    r"[0-9]{7,8}[ \t]+[0-9]{3}(?:\.[0-9])?[ \t]+OF[ \t]+[0-9]{2,3}[ \t\r]*(?:\n|\Z)"
)
_STATION_NAME = re.compile(r"[A-Z][A-Za-z '.-]{2,24}[ \t]+\Z")
_TOKENS = re.compile(
    r"(?:(?:[A-Z0-9]{1,5}\s?-\s?[\dOØI]{2}|/?\s?\d{3,4}\s?[A-Z]{0,3}|\(\s?[A-Z]{2,5}\s?\)|[WR])(?:\s+|\Z))+\Z"
)
_MARGIN = " \t\r\f\v\x00\xa0"
_WHITE = _MARGIN + "\n"
_STAMP = "Declassified/Released"
_FILLED = re.compile(rf"[^\n{re.escape(_MARGIN)}]")


def _next_line_of_interest() -> re.Pattern[str]:
    """A line end behind which a line is blank, or begins as some kind of line does."""
    seconds: dict[str, set[str]] = {}
    for pair in MATCHERS:
        seconds.setdefault(pair[0], set()).add(pair[1])
    firsts: dict[str, str] = {}  # characters that may be followed by the same ones, together
    for first, found in sorted(seconds.items()):
        key = "".join(re.escape(c) for c in sorted(found))
        firsts[key] = firsts.get(key, "") + re.escape(first)
    pairs = [f"[{first}][{second}]" for second, first in firsts.items()]
    return re.compile(f"\n[{re.escape(_MARGIN)}]*+(?:\n|\\Z|" + "|".join(pairs) + ")")


_NEXT = _next_line_of_interest()


class _Ahead:
    """Where runs of plain lines end; what was found ahead is not looked for again."""

    __slots__ = ("_place", "_stamp", "_text")

    def __init__(self, text: str, *, has_stamps: bool) -> None:
        self._text = text
        self._place = -1
        self._stamp = -1 if has_stamps else len(text)

    def run_end(self, stop: int) -> int:
        """Return the end of the last plain line of the run that `stop` ends a line of.

        With a stamp ahead that is `stop` itself: it may stand under the name of a reviewer, so the
        text before it is looked at line by line.
        """
        text = self._text
        if stop > self._place:
            found = _NEXT.search(text, stop)
            self._place = len(text) if found is None else found.start()
        if self._stamp < stop:
            stamp = text.find(_STAMP, stop)
            self._stamp = stamp if stamp >= 0 else len(text)
        return self._place if self._stamp >= self._place else stop


def scan(text: str) -> list[Line]:
    """Return the lines of a text in order; a line ends at LF, or at CR where there is no LF.

    Lines of plain text that follow each other come as one of kind RUN.
    """
    has_stamps = _STAMP in text
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    pages = _station_pages(text)
    jump = None if pages or newline == "\r" else _Ahead(text, has_stamps=has_stamps).run_end
    lines: list[Line] = []
    place, size = 0, len(text)
    add = lines.append
    find = text.find
    matchers = MATCHERS.get
    blank, plain, run = Kind.BLANK, Kind.TEXT, Kind.RUN
    while place < size:
        if (stop := find(newline, place)) < 0:
            stop = size
        row = text[place:stop]
        body = row.strip(_MARGIN)
        if not body:
            add((blank, place, place, None))
            if stop + 1 < size and text[stop + 1] not in _WHITE:  # most blank lines stand alone
                place = stop + 1
                continue
            if (filled := _FILLED.search(text, stop)) is None:
                break
            place = max(text.rfind(newline, place, filled.start()) + 1, stop + 1)
            continue
        start = place if row[0] == body[0] else place + row.index(body[0])
        end = start + len(body)
        matcher = matchers(body[:2])
        match = None if matcher is None else matcher(body, 0, MAX_PATTERN_CHARS)
        if match is not None:
            add((_KINDS[match.lastgroup or ""], start, end, match))
        elif pages and start in pages:
            add((Kind.PAGE, start, end, None))
        elif has_stamps and _STAMP in body:
            add((Kind.STAMP, start, end, None))
        elif jump is not None:
            if (last := jump(stop)) > stop:
                add((run, start, start + len(text[start:last].rstrip(_MARGIN)), None))
                stop = last
            else:
                add((plain, start, end, None))
        else:
            add((plain, start, end, None))
        place = stop + 1
    return lines


def each_line(text: str) -> list[Line]:
    """Return the lines of a text with none run together."""
    lines: list[Line] = []
    for line in scan(text):
        if line[0] is Kind.RUN:
            lines.extend(split_run(text, line[1], line[2]))
        else:
            lines.append(line)
    return lines


def split_run(text: str, start: int, end: int) -> list[Line]:
    """Part a RUN into its lines."""
    lines: list[Line] = []
    place = start
    for row in text[start:end].split("\n"):
        body = row.strip(_MARGIN)
        if body:
            begin = place + row.index(body[0])
            lines.append((Kind.TEXT, begin, begin + len(body), None))
        place += len(row) + 1
    return lines


def _station_pages(text: str) -> frozenset[int]:
    """Return where page lines of the later form stand (`ZENDA 00000117  002.2 OF 004`)."""
    if " OF 0" not in text:
        return frozenset()
    found: set[int] = set()
    for match in _STATION_PAGE.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        name = text[start : match.start()].lstrip(_MARGIN)
        if _STATION_NAME.match(name):
            found.add(match.start() - len(name))
    return frozenset(found)


def classify(row: str) -> tuple[Kind, re.Match[str] | None]:
    """Return what one line without margins looks like."""
    matcher = MATCHERS.get(row[:2])
    match = None if matcher is None else matcher(row, 0, MAX_PATTERN_CHARS)
    return (Kind.TEXT, None) if match is None else (_KINDS[match.lastgroup or ""], match)


def is_wrapped_page(row: str) -> bool:
    """Tell whether a line is the rest of a page line that was wrapped behind its number."""
    return len(row) < 60 and _WRAPPED_PAGE.match(row) is not None


def is_copies_line(text: str) -> bool:
    """Tell whether a line holds only distribution tokens (`SS-15  NSCE-00  /038 W`)."""
    return _TOKENS.match(text) is not None
