"""From the text of a query to its tree, by a small recursive parser with bounds.

The engine's own parser never sees what a user typed: it obeys field names that would step round an
access rule, and deep nesting kills the process. The grammar is in docs/reference/query-language.md.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cablegram.errors import QueryError
from cablegram.model import MRN, InvalidMRN
from cablegram.search.fields import Value, read_sort, read_value
from cablegram.search.lexer import DEFAULT_PLACES, Kind, Token, tokens
from cablegram.search.terms import MAX_PLACES, phrase_term, word_term
from cablegram.search.tree import And, Node, Not, Number, Or, ParsedQuery, Together, Words

MAX_CLAUSES = 256
MAX_DEPTH = 20
MAX_NUMBER_CHARS = 60
MAX_TOGETHER = 16
# What may be a number typed alone. A bare "word 12" is one too: it is only preferred, not demanded.
_NUMBER_LIKE = re.compile(r"(?=\D*\d)[\w\s.,'/#()-]*\Z")
_SORT = re.compile(r"(?:^|\s)sort:-?[a-z]+(?=\s|\Z)")
_STARTS = frozenset({Kind.OPEN, Kind.MINUS, Kind.NOT, Kind.PHRASE, Kind.FIELD, Kind.WORD})
_OPERATOR_WORDS = (Kind.AND, Kind.OR, Kind.NOT, Kind.NEAR)


def parse_query(query: str) -> ParsedQuery:
    """Return the tree of a query. An empty query matches every cable.

    Raises:
        QueryError: If the query is not in the language, or is larger than its bounds: 4,096
            characters, 256 clauses, 20 levels of brackets. It points at the place.
    """
    parser = _Parser(query)
    typed_number = _typed_number(_SORT.sub(" ", query[: 2 * MAX_NUMBER_CHARS + 1]))
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
        self._group_field: Token | None = None

    @property
    def sort(self) -> str:
        return self._sort[0] if self._sort else "score"

    def whole(self) -> Node:
        root = self._any(0) if self._next.kind is not Kind.END else And(parts=())
        if self._next.kind is Kind.CLOSE:
            raise self._error(self._next, "this bracket closes nothing", "Take it out.")
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
            part = self._near(depth)
            if part is not None:
                parts.append(part)
            if self._next.kind is Kind.AND:
                self._take()
                if self._next.kind not in _STARTS:
                    raise self._error(self._next, "a term is missing after AND")
            elif self._next.kind not in _STARTS:
                return parts[0] if len(parts) == 1 else And(parts=tuple(parts))

    def _near(self, depth: int) -> Node | None:
        """Read a term, and those that NEAR ties to it."""
        begin = self._place
        left = self._term(depth)
        while self._next.kind is Kind.NEAR:
            near = self._take()
            if self._next.kind not in _STARTS:
                raise self._error(
                    near, "a word is missing after NEAR", "Such as base NEAR/5 rights."
                )
            end = self._place
            right = self._term(depth)
            left = self._together(near, (begin, left), (end, right))
        return left

    def _together(
        self, near: Token, left: tuple[int, Node | None], right: tuple[int, Node | None]
    ) -> Words:
        for place, node in (left, right):
            token = self._tokens[place]
            is_grouped = Kind.OPEN in {token.kind, self._tokens[place + 1].kind}
            if is_grouped or not isinstance(node, Words) or node.is_prefix:
                raise self._error(
                    token,
                    "NEAR stands between two words or phrases",
                    "Such as base NEAR/5 rights.",
                )
        first, second = left[1], right[1]
        assert isinstance(first, Words)  # noqa: S101 - for the type checker: looked at above
        assert isinstance(second, Words)  # noqa: S101
        if first.field != second.field:
            raise self._error(near, "NEAR stands between words of one field")
        places = DEFAULT_PLACES if near.places is None else near.places
        if places > MAX_PLACES:
            raise self._error(near, f"words may be at most {MAX_PLACES:,} places apart")
        slop = max(first.slop, second.slop, places)
        return replace(first, text=f"{first.text} {second.text}", slop=slop)

    def _term(self, depth: int) -> Node | None:
        """Read one term; `None` for a directive such as `sort:date`, which matches nothing."""
        token = self._take()
        match token.kind:
            case Kind.MINUS | Kind.NOT:
                return self._negated(token, depth)
            case Kind.OPEN:
                return self._group(token, depth)
            case Kind.FIELD:
                return self._field(token, depth)
            case Kind.PHRASE | Kind.WORD:
                self._count(token)
                if self._group_field is not None:
                    return read_value(self._value(self._group_field, token))
                term = phrase_term if token.kind is Kind.PHRASE else word_term
                return term(self._query, token)
            case Kind.END:
                raise self._error(token, "the query ends where a term is expected")
            case _:
                raise self._error(
                    token,
                    f"a term is expected here, not {token.text!r}",
                    f'To find the text itself, write "{token.text}" in quotation marks.',
                )

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

    def _field(self, token: Token, depth: int) -> Node | None:
        value = self._next
        is_near = value.start == token.end
        if is_near and value.kind is Kind.OPEN and token.text.lower() != "sort":
            return self._field_group(token, depth)
        if not is_near or value.kind not in {Kind.WORD, Kind.PHRASE, Kind.MINUS, *_OPERATOR_WORDS}:
            raise self._error(
                token,
                f"{token.text}: needs a value right after the colon",
                f'To find the text itself, write "{token.text}:" in quotation marks.',
            )
        value = self._value_token()
        if token.text.lower() == "reason" and value.kind is Kind.WORD:
            value = self._with_bracket(value)
        self._count(token)
        written = self._value(token, value)
        if written.field == "sort":
            if self._sort is not None:
                raise self._error(token, "the order is given twice")
            self._sort = read_sort(written), token
            return None
        return read_value(written)

    def _field_group(self, token: Token, depth: int) -> Node:
        """Read `field:(...)`: each word in the brackets is a value of the field."""
        if self._group_field is not None:
            raise self._error(token, "a field cannot stand within the brackets of another")
        self._group_field = token
        try:
            inner = self._group(self._take(), depth)
        finally:
            self._group_field = None
        return inner if token.text.lower() != "para" else self._paragraph(token, inner)

    def _paragraph(self, token: Token, inner: Node) -> Together:
        """Make one leaf of `para:(...)`: its words stand in the same paragraph."""
        parts = inner.parts if isinstance(inner, And) else (inner,)
        words = tuple(
            each
            for part in parts
            for each in (part.words if isinstance(part, Together) else (part,))
            if isinstance(each, Words)
        )
        if len(words) < len(parts):
            raise self._error(
                token,
                "para: takes words and phrases that stand in one paragraph, nothing else",
                "Such as para:(overflight clearance).",
            )
        if len(words) > MAX_TOGETHER:
            raise self._error(token, f"para: takes at most {MAX_TOGETHER} words")
        return Together(words=words)

    def _value(self, name: Token, token: Token) -> Value:
        return Value(
            query=self._query,
            field=name.text.lower(),
            name=name,
            token=token,
            is_phrase=token.kind is Kind.PHRASE,
        )

    def _value_token(self) -> Token:
        """Take a value; a sign before it is part of it (`sort:-date`)."""
        value = self._take()
        if value.kind is Kind.MINUS and self._next.kind is Kind.WORD:
            word = self._take()
            return Token(kind=Kind.WORD, text="-" + word.text, start=value.start, end=word.end)
        return value

    def _with_bracket(self, value: Token) -> Token:
        """Add a bracket that belongs to the value, as in `1.4(b)`."""
        ahead = self._tokens[self._place : self._place + 3]
        kinds = [token.kind for token in ahead]
        if kinds != [Kind.OPEN, Kind.WORD, Kind.CLOSE] or ahead[0].start != value.end:
            return value
        self._place += 3
        text = f"{value.text}({ahead[1].text})"
        return Token(kind=Kind.WORD, text=text, start=value.start, end=ahead[2].end)
