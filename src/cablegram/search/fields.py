"""The values of a query's fields: what may stand after `date:`, `class:`, `tags:` and the rest."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cablegram.errors import QueryError
from cablegram.model import MRN, InvalidMRN, Level
from cablegram.search.tree import Days, Keyword, Levels, Number, Station, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.search.lexer import Token
    from cablegram.search.tree import Leaf

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
MAX_KEYWORDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A field's value as it was written, and the query for messages."""

    query: str
    field: str
    name: Token
    token: Token
    is_phrase: bool

    @property
    def text(self) -> str:
        """The value without blanks at its ends."""
        return self.token.text.strip()

    def error(self, reason: str, hint: str = "") -> QueryError:
        """Return an error that points at the value."""
        return QueryError(self.query, self.token.span, reason, hint)


def read_value(value: Value) -> Leaf:
    """Return the leaf for `field:value`.

    Raises:
        QueryError: If there is no such field, or the value is not one of it.
    """
    read = FIELDS.get(value.field)
    if read is None:
        known = ", ".join(sorted([*FIELDS, "sort"]))
        raise QueryError(
            value.query,
            value.name.span,
            f"there is no field {value.field[:60]!r}",
            f"The fields are {known}. To find the text, put it in quotation marks.",
        )
    if not value.text:
        raise value.error(f"{value.field}: needs a value")
    return read(value)


def _subject(value: Value) -> Leaf:
    is_prefix = value.text.endswith("*") and not value.is_phrase
    return Words(text=value.text, is_prefix=is_prefix, subject_only=True)


def _station(value: Value) -> Leaf:
    return Station(role=value.field, text=value.text)


def _keywords(value: Value) -> Leaf:
    """Read a list; in quotes, a comma belongs to a person's name."""
    text = value.text.upper()
    words = [text] if value.is_phrase else [word for word in text.split(",") if word]
    if not words:
        raise value.error(f"{value.field}: needs a value")
    if len(words) > MAX_KEYWORDS:
        raise value.error(f"more than {MAX_KEYWORDS} values stand after {value.field}:")
    return Keyword(field=value.field, words=tuple(words))


def _split_range(value: Value) -> tuple[str, str]:
    """Return both ends of `a..b`; a single value is both."""
    first, dots, last = value.text.partition("..")
    if dots and not first and not last:
        raise value.error("a range needs at least one end", "Such as 2007.. or ..2008.")
    return (first, last) if dots else (value.text, value.text)


def _level(value: Value, text: str) -> Level:
    level = _LEVELS.get(text.upper().replace("-", "_").replace(" ", "_"))
    if level is None:
        raise value.error(
            f"{text[:60]!r} is not a level of classification",
            "They are unclassified, restricted, confidential, secret and top_secret.",
        )
    return level


def _class(value: Value) -> Leaf:
    first, last = _split_range(value)
    low = _level(value, first) if first else Level.UNCLASSIFIED
    high = _level(value, last) if last else Level.TOP_SECRET
    if high < low:
        raise value.error("the range ends below its beginning")
    return Levels(low=low, high=high)


def _days_of(value: Value, text: str) -> tuple[date, date]:
    """Return first and last day of a year, a month or a day."""
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


def _date(value: Value) -> Leaf:
    begin, end = _split_range(value)
    first = _days_of(value, begin)[0] if begin else None
    last = _days_of(value, end)[1] if end else None
    if first is not None and last is not None and last < first:
        raise value.error("the range ends before it begins")
    return Days(first=first, last=last)


def _number(value: Value) -> Leaf:
    try:
        mrn = MRN.parse(value.text)
    except InvalidMRN:
        raise value.error(
            f"{value.text[:60]!r} is not a message reference number",
            'Write 08LISBON9, or in quotes: "08 RIO DE JANEIRO 44".',
        ) from None
    return Number(role=value.field, mrn=mrn)


FIELDS: dict[str, Callable[[Value], Leaf]] = {
    "from": _station,
    "to": _station,
    "tags": _keywords,
    "caption": _keywords,
    "class": _class,
    "date": _date,
    "mrn": _number,
    "ref": _number,
    "subject": _subject,
}
SORTS = ("score", "date", "-date")


def read_sort(value: Value) -> str:
    """Return the order that `sort:` asks for.

    Raises:
        QueryError: If there is no such order.
    """
    if value.text not in SORTS:
        raise value.error(
            f"cannot sort by {value.text[:60]!r}", "Write sort:date, sort:-date or sort:score."
        )
    return value.text
