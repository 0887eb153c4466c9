"""The words of a query: quotes, brackets, signs, `field:value`, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from cablegram.errors import QueryError

MAX_CHARS = 4096

# Controls and marks of writing direction are no part of a word; pasted text has them.
_BLANK = r"\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Quotation marks as a word processor makes them are meant as plain ones.
_QUOTES = '"“”„'
_TOKEN = re.compile(
    rf"""
    (?P<space>[{_BLANK}]+)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<minus>-(?=[^{_BLANK}]))                      # only before a term; "cease-fire" is one word
  | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<end>[{_QUOTES}]?)(?P<slop>~\d{{0,9}})?
  | (?P<near>NEAR(?:/(?P<places>\d{{1,9}}))?)(?=[{_BLANK}()]|\Z)
  | (?P<field>[A-Za-z]+):(?!//)             # "http://..." is no field
  | (?P<word>[^{_BLANK}(){_QUOTES}]+)
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
    NEAR = "NEAR"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token: its text without quotes or colon, and where it stands in the query.

    `places` is how far apart words may stand: behind the tilde of a phrase, or behind NEAR; `None`
    if it is not said.
    """

    kind: Kind
    text: str
    start: int
    end: int
    places: int | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the query, end exclusive."""
        return self.start, self.end


DEFAULT_PLACES = 10
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
        if match["phrase"] is not None:
            found.append(_phrase(query, match))
        elif match["near"]:
            found.append(_token(Kind.NEAR, match, match["near"], match["places"]))
        elif group == "word":
            text = match["word"]
            found.append(_token(_OPERATORS.get(text, Kind.WORD), match, text))
        elif group in _SIGNS:
            found.append(_token(_SIGNS[group], match, match[group]))
        place = match.end()
    found.append(Token(kind=Kind.END, text="", start=len(query), end=len(query)))
    return found


def _token(kind: Kind, match: re.Match[str], text: str, places: str | None = None) -> Token:
    return Token(
        kind=kind,
        text=text,
        start=match.start(),
        end=match.end(),
        places=None if places is None else int(places),
    )


def _phrase(query: str, match: re.Match[str]) -> Token:
    if not match["end"]:
        raise QueryError(
            query,
            (match.start(), match.start() + 1),
            "this quotation mark is not closed",
            'Such as "harbor dues".',
        )
    slop = match["slop"]
    places = None if slop is None else slop[1:] or str(DEFAULT_PLACES)
    return _token(Kind.PHRASE, match, match["phrase"], places)
