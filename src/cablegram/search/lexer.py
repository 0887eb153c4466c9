"""The words of a query: quotes, brackets, signs, `field:value`, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from cablegram.errors import QueryError

MAX_CHARS = 4096

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<minus>-(?=\S))                      # only before a term; "cease-fire" is one word
  | "(?P<phrase>[^"]*)(?P<end>"?)
  | (?P<field>[A-Za-z]+):(?!//)             # "http://..." is no field
  | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE,
)


class Kind(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    PHRASE = "phrase"
    FIELD = "field"
    WORD = "word"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token: its text without quotes or colon, and where it stands in the query."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the query, end exclusive."""
        return self.start, self.end


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_SIGNS = {"open": Kind.OPEN, "close": Kind.CLOSE, "minus": Kind.MINUS, "field": Kind.FIELD}


def tokens(query: str) -> list[Token]:
    """Return the tokens of a query, the last one of kind `END`.

    Raises:
        QueryError: If the query is too long or a quotation mark is not closed.
    """
    if len(query) > MAX_CHARS:
        raise QueryError(
            query, (MAX_CHARS, len(query)), f"the query has more than {MAX_CHARS:,} characters"
        )
    found: list[Token] = []
    place = 0
    while place < len(query):
        match = _TOKEN.match(query, place)
        if match is None:  # every character begins a token
            raise QueryError(query, (place, place + 1), "this character cannot stand here")
        group = match.lastgroup or ""
        if group == "end":
            _add_phrase(query, match, found)
        elif group == "word":
            text = match["word"]
            kind = _OPERATORS.get(text, Kind.WORD)
            found.append(Token(kind=kind, text=text, start=place, end=match.end()))
        elif group in _SIGNS:
            text = match[group]
            found.append(Token(kind=_SIGNS[group], text=text, start=place, end=match.end()))
        place = match.end()
    found.append(Token(kind=Kind.END, text="", start=len(query), end=len(query)))
    return found


def _add_phrase(query: str, match: re.Match[str], found: list[Token]) -> None:
    if not match["end"]:
        raise QueryError(
            query, (match.start(), match.start() + 1), "this quotation mark is not closed"
        )
    found.append(
        Token(kind=Kind.PHRASE, text=match["phrase"], start=match.start(), end=match.end())
    )
