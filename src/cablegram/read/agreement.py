"""What the parts of one message say of each other: lines that repeat a fact must agree.

A copy's line 2 may lack the precedence of the others, and a time of filing may be a day late; what
cannot be so is told. Values are left as they were read.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cablegram.model import Level

if TYPE_CHECKING:
    from cablegram.model import Marking, Precedence, Span
    from cablegram.read.context import Context

MAX_FILING_DAYS = 2
_SIGNS = {
    "flash": "ZY",
    "niact_immediate": "O",
    "immediate": "O",
    "priority": "P",
    "routine": "R",
    "deferred": "R",
}
_LETTERS = {
    "U": Level.UNCLASSIFIED,
    "E": Level.UNCLASSIFIED,
    "R": Level.RESTRICTED,
    "C": Level.CONFIDENTIAL,
    "S": Level.SECRET,
    "T": Level.TOP_SECRET,
}
_SECURITY = re.compile(r"ZN[RY]\s+(?P<letter>[UERCST])")
_COUNTS = re.compile(r"(?<![\w/-])[A-Z][A-Z0-9]{0,4}-(\d{1,2})(?![\w/-])")
_TOTAL = re.compile(r"/(\d{3})(?!\w)")
_DAYS = 366


def note_security(
    security: str | None, marking: Marking | None, context: Context, span: Span
) -> None:
    """Tell of a security warning (line 4) that is not the classification line's level."""
    match = _SECURITY.match(security or "")
    if match is None or marking is None or marking.level is None:
        return
    warned = _LETTERS[match["letter"]]
    if warned is not marking.level:
        said, read = warned.value.replace("_", " "), marking.level.value.replace("_", " ")
        context.note("CG205", f"line 4 says {said}, the classification line {read}", span)


def note_precedence(
    line: str | None, precedences: tuple[Precedence, ...], context: Context, span: Span
) -> None:
    """Tell of a line 2 whose prosign is none of line 5's."""
    if not line or not precedences:
        return
    if not any(line[0] in _SIGNS[each.value] for each in precedences):
        said = " ".join(each.value for each in precedences)
        context.note("CG707", f"line 2 begins with {line[:2]}, line 5 says {said}", span)


def note_filing_time(
    filing_time: str | None, day: date | None, context: Context, span: Span
) -> None:
    """Tell of a time of filing more than two days from the date-time group."""
    if not filing_time or day is None or len(filing_time) != len("0931425"):
        return
    number = int(filing_time[:3])
    if not 1 <= number <= _DAYS:
        context.note("CG708", f"day {number} of line 3 is no day of a year", span)
        return
    years = (day.year - 1, day.year, day.year + 1)
    filed = [date(year, 1, 1) + timedelta(days=number - 1) for year in years if 1 <= year < 9999]
    if min((abs((each - day).days) for each in filed), default=0) > MAX_FILING_DAYS:
        context.note("CG708", f"line 3 says day {number}, the date-time group {day:%d %B}", span)


def note_copies(distribution: tuple[str, ...], context: Context, span: Span) -> None:
    """Tell of copies that do not add up to the total behind them (reference section 6.2)."""
    total = _TOTAL.search(" ".join(distribution[-2:]))
    if total is None:
        return
    stated, found = int(total[1]), sum(map(int, _COUNTS.findall(" ".join(distribution))))
    if found != stated:
        context.note("CG706", f"the copies add up to {found}, not to {stated}", span)
