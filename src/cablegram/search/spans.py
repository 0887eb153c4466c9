"""Ranges in queries: levels, precedences and dates, with ends that may be left open."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from cablegram.model import Level, Precedence

if TYPE_CHECKING:
    from cablegram.search.fields import Value

_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?\Z", re.ASCII)
_LEVELS = {
    "U": Level.UNCLASSIFIED,
    "UNCLAS": Level.UNCLASSIFIED,
    "R": Level.RESTRICTED,
    "C": Level.CONFIDENTIAL,
    "CONF": Level.CONFIDENTIAL,
    "S": Level.SECRET,
    "TS": Level.TOP_SECRET,
    "TOPSECRET": Level.TOP_SECRET,
    **{level.value.upper(): level for level in Level},
}
_PRECEDENCES = {
    "M": Precedence.DEFERRED,
    "R": Precedence.ROUTINE,
    "P": Precedence.PRIORITY,
    "O": Precedence.IMMEDIATE,
    "Z": Precedence.FLASH,
    "NIACT": Precedence.NIACT_IMMEDIATE,
    **{each.value.upper(): each for each in Precedence},
}


def split_range(value: Value) -> tuple[str, str]:
    """Return both ends of `a..b`; a single value is both.

    Raises:
        QueryError: If neither end is given.
    """
    first, dots, last = value.text.partition("..")
    if dots and not first and not last:
        raise value.error("a range needs at least one end", "Such as 2007.. or ..2008.")
    return (first, last) if dots else (value.text, value.text)


def _word(text: str) -> str:
    return text.strip().upper().replace("-", "_").replace(" ", "_")


def level_of(value: Value, text: str) -> Level:
    """Return the level that a word or letter means.

    Raises:
        QueryError: If it means none.
    """
    level = _LEVELS.get(_word(text))
    if level is None:
        raise value.error(
            f"{text[:60]!r} is not a level of classification",
            "They are unclassified, restricted, confidential, secret and top_secret.",
        )
    return level


def precedence_of(value: Value, text: str) -> Precedence:
    """Return the precedence that a word or prosign means.

    Raises:
        QueryError: If it means none.
    """
    precedence = _PRECEDENCES.get(_word(text))
    if precedence is None:
        raise value.error(
            f"{text[:60]!r} is not a precedence",
            f"They are {', '.join(each.value for each in Precedence)}.",
        )
    return precedence


def days_of(value: Value, text: str) -> tuple[date, date]:
    """Return first and last day of a year, a month or a day.

    Raises:
        QueryError: If it is none.
    """
    wrong = value.error(f"{text[:60]!r} is not a date", "Write 2007, 2007-06 or 2007-06-30.")
    match = _DAY.match(text)
    if match is None:
        raise wrong
    try:
        year = int(match["year"])
        month = int(match["month"] or 1)
        last_month = int(match["month"] or 12)
        first = date(year, month, int(match["day"] or 1))
        last = date(year, last_month, int(match["day"] or monthrange(year, last_month)[1]))
    except ValueError:
        raise wrong from None
    return first, last
