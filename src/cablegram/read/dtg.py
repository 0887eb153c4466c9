"""Date-time groups (format line 5): `O P 021424Z APR 08 ZFF4` (reference section 1.6)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from cablegram.model import Precedence
from cablegram.model.value import place_value
from cablegram.read.words import MONTHS

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.passage import Passage

_PIVOT = 50
EARLIEST, LATEST = 1776, 2199  # the years that a message number can have
_SIGNS = {
    "Z": Precedence.FLASH,
    "O": Precedence.IMMEDIATE,
    "0": Precedence.IMMEDIATE,
    "P": Precedence.PRIORITY,
    "R": Precedence.ROUTINE,
    "Y": Precedence.FLASH,
}
_CLEAN = re.compile(
    r"(?P<signs>(?:[ZOPRY] ){0,4})(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>[A-IK-Z]) "
    r"(?P<month>[A-Z]{3}) (?P<year>\d{4}|\d\d)(?!\d)"
)
_DIRTY = re.compile(
    r"""[^A-Z0-9Ø]{0,4}(?:ROUTINE|PRIORITY|IMMEDIATE)?(?P<signs>(?:[ZOPRY0](?![\dØ]{6})[\s.]{0,3}|[ZOPRY](?=\d{6})){0,4})
    (?P<digits>(?:[\dOØUI]\s?){6})(?P<zone>[A-IK-Z72]?)\s*
    (?P<month>[A-Z]{3,9}|[A-Z](?:\s[A-Z]){2})\.?[\s/.]*(?P<year>\d\s?\d(?:\s?\d\s?\d)?)(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGNALS = re.compile(r"\b(Z[A-Z]{2}\d?\b(?:(?!\sZ[A-Z]{2}\d?\b).)*|(?:PSN|MID|SVC)\s?\S+)")
_DIGIT_REPAIRS = str.maketrans(
    {"O": "0", "o": "0", "Ø": "0", "U": "0", "I": "1", " ": "", "\t": ""}
)


@place_value
class DateTimeGroup:
    """What format line 5 says."""

    dtg: datetime | None
    text: str
    precedences: tuple[Precedence, ...]
    signals: tuple[str, ...]


def read_dtg(passage: Passage, context: Context) -> DateTimeGroup | None:
    """Read a date-time group with its precedences and operating signals.

    The year of two digits is the one nearest to `context.date` where that is known, else 1950 to
    2049. Returns None when the text has none; a group that is no possible time gives `dtg` None.
    """
    text = passage.text
    match = _CLEAN.match(text)
    if match is not None:
        digits = match["day"] + match["hour"] + match["minute"]
        zone, repaired = match["zone"], False
    else:
        match = _DIRTY.match(text)
        if match is None:
            return None
        digits = match["digits"].translate(_DIGIT_REPAIRS)
        zone = match["zone"].upper().replace("7", "Z").replace("2", "Z") or "Z"
        repaired = True
    span = passage.span(match.start(), match.end())
    moment = _moment(digits, zone, match["month"], match["year"], context)
    if moment is None:
        context.note("CG304", f"{_quote(match[0])} is no possible date and time", span)
    elif repaired and not _is_typed_month(match):
        read = f"{moment:%d%H%MZ %b %y}".upper()
        context.note("CG303", f"{_quote(match[0])} was read as {read}", span)
    signs = tuple(_SIGNS[sign] for sign in match["signs"].upper() if sign in _SIGNS)
    tail = text[match.end() :]
    signals = tuple(part.strip() for part in _SIGNALS.findall(tail)) if tail.strip() else ()
    return DateTimeGroup(moment, match[0].strip(), signs, signals)


def _is_typed_month(match: re.Match[str]) -> bool:
    """Tell whether a group is as it should be, but for the month: `R 300000Z Oct 01`."""
    written = match[0].strip().replace(match["month"], match["month"].upper())
    return _CLEAN.fullmatch(written) is not None


def _quote(text: str) -> str:
    return "'" + " ".join(text.split())[:60] + "'"


def _moment(
    digits: str, zone: str, month_text: str, year_text: str, context: Context
) -> datetime | None:
    month = MONTHS.get("".join(month_text.split())[:3].upper())
    if month is None:
        return None
    year_digits = "".join(year_text.split())
    year = int(year_digits)
    if len(year_digits) == 2:
        year = nearest_year(year, context.date)
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        local = datetime(
            year,
            month,
            int(digits[:2]),
            int(digits[2:4]),
            int(digits[4:6]),
            tzinfo=_zone(zone),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def nearest_year(two_digits: int, near: date | None) -> int:
    """Return the full year of two digits: nearest to `near`, else 1950 to 2049."""
    if near is None:
        return 1900 + two_digits if two_digits >= _PIVOT else 2000 + two_digits
    century = near.year - near.year % 100
    return min(
        (century + two_digits + offset for offset in (-100, 0, 100)),
        key=lambda year: abs(year - near.year),
    )


def _zone(letter: str) -> timezone:
    """Return the offset of a military zone letter; J (local time) does not occur."""
    if letter == "Z":
        return UTC
    if letter < "J":
        return timezone(timedelta(hours=ord(letter) - ord("A") + 1))
    if letter <= "M":
        return timezone(timedelta(hours=ord(letter) - ord("A")))
    return timezone(-timedelta(hours=ord(letter) - ord("N") + 1))
