"""From the text of a query to its tree, by a small recursive parser with bounds.

The engine's own parser never sees what a user typed: it obeys field names that would step round an
access rule, and deep nesting kills the process. The grammar is in docs/reference/query-language.md.
"""

from __future__ import annotations

import re

from cablegram.errors import QueryError
from cablegram.model import MRN, InvalidMRN
from cablegram.search.fields import Value, read_sort, read_value
from cablegram.search.lexer import Kind, Token, tokens
from cablegram.search.tree import And, Node, Not, Number, Or, ParsedQuery, Words

MAX_CLAUSES = 256
MAX_DEPTH = 20
MIN_PREFIX_CHARS = 3
MAX_NUMBER_CHARS = 60
# What may be a number typed alone. A bare "word 12" is one too: it is only preferred, not demanded.
_NUMBER_LIKE = re.compile(r"(?=\D*\d)[\w\s.,'/#()-]*\Z")
_STARTS = frozenset({Kind.OPEN, Kind.MINUS, Kind.NOT, Kind.PHRASE, Kind.FIELD, Kind.WORD})


def parse_query(query: str) -> ParsedQuery:
    """Return the tree of a query. An empty query matches every cable.

    Raises:
        QueryError: If the query is not in the language, or is larger than its bounds: 4,096
            characters, 256 clauses, 20 levels of brackets. It points at the place.
    """
    parser = _Parser(query)
    typed_number = _typed_number(query)
    try:
        root = parser.whole()
    except QueryError:
        if typed_number is None:
            raise
        root = Number(role="mrn", mrn=typed_number)
    return ParsedQuery(root=root, sort=parser.sort, typed_number=typed_number)


def _typed_number(query: str) -> MRN | None:
    text = query.strip()
    if len(text) > MAX_NUMBER_CHARS or not _NUMBER_LIKE.match(text):
        return None
    try:
        return MRN.parse(text)
    except InvalidMRN:
        return None


class _Parser:
    """One run over the tokens of one query."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._tokens = tokens(query)
        self._place = 0
        self._clauses = 0
        self._sort: tuple[str, Token] | None = None

    @property
    def sort(self) -> str:
        return self._sort[0] if self._sort else "score"

    def whole(self) -> Node:
        root = self._any(0) if self._next.kind is not Kind.END else And(parts=())
        if self._next.kind is Kind.CLOSE:
            raise self._error(self._next, "this bracket closes nothing")
        if self._next.kind is not Kind.END:
            raise self._error(self._next, f"a term is missing before {self._next.text}")
        return root

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _error(self, token: Token, reason: str, hint: str = "") -> QueryError:
        return QueryError(self._query, token.span, reason, hint)

    def _any(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._next.kind is Kind.OR:
            self._take()
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Or(parts=tuple(parts))

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        while True:
            part = self._term(depth)
            if part is not None:
                parts.append(part)
            if self._next.kind is Kind.AND:
                self._take()
                if self._next.kind not in _STARTS:
                    raise self._error(self._next, "a term is missing after AND")
            elif self._next.kind not in _STARTS:
                return parts[0] if len(parts) == 1 else And(parts=tuple(parts))

    def _term(self, depth: int) -> Node | None:
        """Read one term; `None` for a directive such as `sort:date`, which matches nothing."""
        token = self._take()
        match token.kind:
            case Kind.MINUS | Kind.NOT:
                return self._negated(token, depth)
            case Kind.OPEN:
                return self._group(token, depth)
            case Kind.FIELD:
                return self._field(token)
            case Kind.PHRASE:
                self._count(token)
                if not token.text.strip():
                    raise self._error(token, "nothing stands between the quotation marks")
                return Words(text=token.text)
            case Kind.WORD:
                self._count(token)
                return self._word(token)
            case Kind.END:
                raise self._error(token, "the query ends where a term is expected")
            case _:
                raise self._error(token, f"a term is expected here, not {token.text!r}")

    def _count(self, token: Token) -> None:
        self._clauses += 1
        if self._clauses > MAX_CLAUSES:
            raise self._error(token, f"the query has more than {MAX_CLAUSES} terms")

    def _deeper(self, token: Token, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise self._error(token, f"brackets and signs are nested deeper than {MAX_DEPTH}")
        return depth + 1

    def _negated(self, token: Token, depth: int) -> Node:
        if self._next.kind not in _STARTS:
            raise self._error(token, "a term is missing after this")
        part = self._term(self._deeper(token, depth))
        if part is None:
            raise self._error(token, "an order cannot be excluded")
        return Not(part=part)

    def _group(self, token: Token, depth: int) -> Node:
        inner = self._any(self._deeper(token, depth))
        if self._next.kind is not Kind.CLOSE:
            raise self._error(token, "this bracket is not closed")
        self._take()
        return inner

    def _field(self, token: Token) -> Node | None:
        value = self._next
        is_near = value.start == token.end
        if not is_near or value.kind not in {Kind.WORD, Kind.PHRASE, Kind.MINUS, *_OPERATOR_WORDS}:
            raise self._error(
                token,
                f"{token.text}: needs a value right after the colon",
                f'To find the text itself, write "{token.text}:" in quotation marks.',
            )
        value = self._value_token()
        self._count(token)
        written = Value(
            query=self._query,
            field=token.text.lower(),
            name=token,
            token=value,
            is_phrase=value.kind is Kind.PHRASE,
        )
        if written.field == "sort":
            if self._sort is not None:
                raise self._error(token, "the order is given twice")
            self._sort = read_sort(written), token
            return None
        return read_value(written)

    def _value_token(self) -> Token:
        """Take a value; a sign before it is part of it (`sort:-date`)."""
        value = self._take()
        if value.kind is Kind.MINUS and self._next.kind is Kind.WORD:
            word = self._take()
            return Token(kind=Kind.WORD, text="-" + word.text, start=value.start, end=word.end)
        return value

    def _word(self, token: Token) -> Node:
        text = token.text
        is_prefix = text.endswith("*")
        stem = text.rstrip("*")
        if is_prefix and sum(map(str.isalnum, stem)) < MIN_PREFIX_CHARS:
            raise self._error(
                token, f"at least {MIN_PREFIX_CHARS} letters must stand before the asterisk"
            )
        if not any(map(str.isalnum, text)):
            raise self._error(
                token, f"{text[:60]!r} has neither a letter nor a digit that could be found"
            )
        return Words(text=stem if is_prefix else text, is_prefix=is_prefix)


_OPERATOR_WORDS = (Kind.AND, Kind.OR, Kind.NOT)
