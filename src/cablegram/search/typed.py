"""What is being typed: the piece of a query at the cursor, with the field that it belongs to.

A query that is being typed is seldom whole: a quotation mark or a bracket is still open. So this
does not ask the parser, it walks over the text up to the cursor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cablegram.search.lexer import MAX_CHARS

#: Fields that take several values, parted by commas.
LISTED: Final = frozenset({"from", "to", "info", "tags", "caption", "form", "office", "reason"})
MAX_TYPED_CHARS: Final = 80
#: So many words may make one name: RIO DE JANEIRO, PORT OF SPAIN.
MAX_RUN_WORDS: Final = 4
_QUOTES: Final = '"“”„'
_REST: Final = re.compile(r"[\w.'/*?~-]*:?")
_BARE: Final = re.compile(r"[^\s:\"“”„()]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A piece of a query.

    Attributes:
        text: What is typed of it so far, without quotation mark.
        field: The field whose value it is, in lower case; empty for none.
        start: Where what is put in its place begins in the query.
        end: Where that ends.
        is_listed: Whether it is one of several values behind one colon.
        runs: The bare words that it ends, longest first, each with where it begins; without itself.
    """

    text: str
    field: str
    start: int
    end: int
    is_listed: bool = False
    runs: tuple[tuple[int, str], ...] = ()


def typed_at(query: str, at: int) -> Typed | None:
    """Return what stands before the cursor in a query; `None` if nothing that goes on does.

    >>> typed_at("ferry from:lis", 14)
    Typed(text='lis', field='from', start=11, end=14, is_listed=False, runs=())
    """
    at = max(0, min(at, len(query)))
    if len(query) > MAX_CHARS:
        return None
    start, is_open, group = _token(query, at)
    text = query[start:at]
    field, sign, value = text.partition(":")
    end = at + len((_REST.match(query, at) or [""])[0])
    if not (sign and field.isascii() and field.isalpha()) or value.startswith("//"):
        field, value = group, text
    if field and query[at:end].endswith(":"):
        end -= 1
    place = at - len(value)
    if is_open:
        value = value.lstrip(_QUOTES)
        end = at + len(query[at:].split('"', 1)[0]) + 1 if '"' in query[at:] else at
    is_listed = not is_open and "," in value and field.lower() in LISTED
    if is_listed:
        place += value.rindex(",") + 1
        value = value[value.rindex(",") + 1 :]
    if len(value) > MAX_TYPED_CHARS or (is_open and not field):
        return None  # within quotation marks stands a text as it is
    return Typed(
        text=value,
        field=field.lower(),
        start=place,
        end=end,
        is_listed=is_listed,
        runs=() if field or is_open else _runs(query, start, at),
    )


def _token(query: str, at: int) -> tuple[int, bool, str]:
    """Return where the token at the cursor begins, whether its quotes are open, and its group."""
    start, is_open = 0, False
    groups: list[str] = []
    for place, letter in enumerate(query[:at]):
        if letter in _QUOTES:
            if is_open:
                start = place + 1
            elif not query[start:place].endswith(":"):
                start = place
            is_open = not is_open
        elif is_open:
            continue
        elif letter == "(":
            name = query[start:place]
            groups.append(name[:-1] if name.endswith(":") else "")
            start = place + 1
        elif letter == ")":
            if groups:
                groups.pop()
            start = place + 1
        elif letter.isspace() or (letter == "-" and place == start):
            start = place + 1
    group = next((name for name in reversed(groups) if name), "")
    return start, is_open, group


def _runs(query: str, start: int, at: int) -> tuple[tuple[int, str], ...]:
    """Return the bare words before the cursor, together with the one that is being typed."""
    found = []
    place = start
    for _ in range(MAX_RUN_WORDS - 1):
        before = query[:place].rstrip()
        word = _BARE.search(before[-MAX_TYPED_CHARS:])
        if word is None or word[0] in {"AND", "OR", "NOT", "NEAR"} or word[0].startswith("-"):
            break
        place = len(before) - len(word[0])
        if at - place > MAX_TYPED_CHARS:
            break
        found.append((place, query[place:at]))
    return tuple(reversed(found))
