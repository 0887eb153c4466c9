"""The fields of a query: which there are, and what may stand after their colon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cablegram.errors import QueryError
from cablegram.model import MRN, InvalidMRN, Level, Precedence
from cablegram.read import FORMS
from cablegram.search.meanings import read_tags
from cablegram.search.people import ROLE_FIELDS, read_name
from cablegram.search.spans import days_of, level_of, precedence_of, split_range
from cablegram.search.terms import phrase_term, word_term
from cablegram.search.tree import (
    HAS,
    Days,
    Has,
    Keyword,
    Levels,
    Number,
    Or,
    Precedences,
    Station,
    Together,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.search.lexer import Token
    from cablegram.search.tree import Node, TextField

MAX_KEYWORDS = 64
_DATE_LIKE = re.compile(r"[\d.-]+\Z", re.ASCII)
_REASON = re.compile(r"(?:1\.?[3-7]?)?\(?([A-J])\)?\Z")


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

    def words(self) -> tuple[str, ...]:
        """Return the parts of a list in capitals; in quotes, a comma belongs to a name.

        Raises:
            QueryError: If there are none, or too many.
        """
        text = self.text.upper()
        words = [text] if self.is_phrase else [word for word in text.split(",") if word]
        if not words:
            raise self.error(f"{self.field}: needs a value")
        if len(words) > MAX_KEYWORDS:
            raise self.error(f"more than {MAX_KEYWORDS} values stand after {self.field}:")
        return tuple(words)


def read_value(value: Value) -> Node:
    """Return the part of the tree for `field:value`.

    Raises:
        QueryError: If there is no such field, or the value is not one of it.
    """
    read = FIELDS.get(value.field)
    if read is None:
        names = sorted([*FIELDS, "sort"])
        from difflib import get_close_matches  # noqa: PLC0415 - for a slip alone

        near = get_close_matches(value.field[:60], names, n=1)
        raise QueryError(
            value.query,
            value.name.span,
            f"there is no field {value.field[:60]!r}",
            (f"Did you mean {near[0]}:? " if near else "")
            + f"The fields are {', '.join(names)}. To find the text, put it in quotation marks.",
        )
    if not value.text:
        raise value.error(f"{value.field}: needs a value")
    return read(value)


def _text(field: TextField, value: Value) -> Node:
    term = phrase_term if value.is_phrase else word_term
    return term(value.query, value.token, field)


def _para(value: Value) -> Node:
    words = _text("text", value)
    return Together(words=(words,)) if isinstance(words, Words) else words


def _station(value: Value) -> Node:
    if value.is_phrase:
        return Station(role=value.field, text=value.text)
    names = [name for name in value.text.split(",") if any(map(str.isalnum, name))]
    if not names:
        raise value.error(f"{value.field}: needs the name of a post", "Such as from:lisbon.")
    if len(names) > MAX_KEYWORDS:
        raise value.error(f"more than {MAX_KEYWORDS} values stand after {value.field}:")
    stations = tuple(Station(role=value.field, text=name) for name in names)
    return stations[0] if len(stations) == 1 else Or(parts=stations)


def _keywords(value: Value) -> Node:
    return Keyword(field=value.field, words=value.words())


def _tags(value: Value) -> Node:
    return read_tags(value.words())


def _form(value: Value) -> Node:
    known = (*FORMS, "unknown")
    words = tuple(word.lower() for word in value.words())
    for word in words:
        if word not in known:
            raise value.error(
                f"{word[:60]!r} is not a source form", f"They are {', '.join(sorted(known))}."
            )
    return Keyword(field="form", words=words)


def _reason(value: Value) -> Node:
    """Read a reason of an order: `1.4(B)`, or its letter alone, which is of any order."""
    words = tuple("".join(word.split()) for word in value.words())
    for word in words:
        if not _REASON.match(word):
            raise value.error(
                f"{word[:60]!r} is not a reason of classification", "Such as 1.4(b), or b alone."
            )
    return Keyword(field="reason", words=words)


def _office(value: Value) -> Node:
    return Keyword(field="office", words=tuple("".join(word.split()) for word in value.words()))


def _name(value: Value) -> Node:
    """Read the name of a person in any spelling; a surname alone means those who have no more."""
    name = read_name(value.text)
    if name is None:
        raise value.error(
            f"{value.text[:60]!r} is not the name of a person", 'Such as "SMITH, JOHN A", or smith.'
        )
    return Keyword(field=value.field, words=(str(name),))


def _has(value: Value) -> Node:
    word = value.text.lower().replace("_", "-").replace(" ", "-")
    if word not in HAS:
        raise value.error(
            f"{value.text[:60]!r} is nothing that can be asked for", f"Write {', '.join(HAS)}."
        )
    return Has(what=word)


def _class(value: Value) -> Node:
    first, last = split_range(value)
    low = level_of(value, first) if first else Level.UNCLASSIFIED
    high = level_of(value, last) if last else Level.TOP_SECRET
    if high < low:
        raise value.error("the range ends below its beginning")
    return Levels(low=low, high=high)


def _precedence(value: Value) -> Node:
    first, last = split_range(value)
    low = precedence_of(value, first) if first else Precedence.DEFERRED
    high = precedence_of(value, last) if last else Precedence.FLASH
    if high < low:
        raise value.error("the range ends below its beginning")
    return Precedences(low=low, high=high)


def _date(value: Value) -> Node:
    begin, end = split_range(value)
    first = days_of(value, begin)[0] if begin else None
    last = days_of(value, end)[1] if end else None
    if first is not None and last is not None and last < first:
        raise value.error("the range ends before it begins")
    return Days(first=first, last=last, of=value.field)


def _declass(value: Value) -> Node:
    """Read a day or a range of days, or the words of an event."""
    is_date = not value.is_phrase and _DATE_LIKE.match(value.text)
    return _date(value) if is_date else _text("declass", value)


def _number(value: Value) -> Node:
    try:
        mrn = MRN.parse(value.text)
    except InvalidMRN:
        raise value.error(
            f"{value.text[:60]!r} is not a message reference number",
            'Write 08LISBON9, or in quotes: "08 RIO DE JANEIRO 44".',
        ) from None
    role = "ref" if value.field == "cites" else value.field
    return Number(role=role, mrn=mrn)


FIELDS: dict[str, Callable[[Value], Node]] = {
    "text": partial(_text, "text"),
    "subject": partial(_text, "subject"),
    "summary": partial(_text, "summary"),
    "para": _para,
    "from": _station,
    "to": _station,
    "info": _station,
    "tags": _tags,
    "class": _class,
    "caption": _keywords,
    "date": _date,
    "mrn": _number,
    "ref": _number,
    "cites": _number,
    "citedby": _number,
    "precedence": _precedence,
    "form": _form,
    "signed": partial(_text, "signed"),
    "classifiedby": partial(_text, "classifiedby"),
    "reason": _reason,
    "declass": _declass,
    "has": _has,
    "office": _office,
    "person": partial(_text, "person"),
    **dict.fromkeys(ROLE_FIELDS.values(), _name),
}
SORTS = ("score", "date", "-date", "station", "-station", "number", "-number")


def read_sort(value: Value) -> str:
    """Return the order that `sort:` asks for.

    Raises:
        QueryError: If there is no such order.
    """
    if value.text not in SORTS:
        raise value.error(
            f"cannot sort by {value.text[:60]!r}", f"Write one of {', '.join(SORTS)}."
        )
    return value.text
