"""A query with a condition more, or less, as text: what a link or a form makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.search.lexer import Kind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.search.lexer import Token


def with_condition(query: str, condition: str) -> str:
    """Return a query for those of its cables that meet a condition too.

    Raises:
        QueryError: If a quotation mark of the query is not closed.

    >>> with_condition("ferry OR boat", "from:lisbon")
    '(ferry OR boat) from:lisbon'
    """
    query = query.strip()
    is_choice = any(token.kind is Kind.OR for token, depth in _deep(query) if depth == 0)
    return f"({query}) {condition}" if is_choice else f"{query} {condition}".strip()


def without_field(query: str, field: str) -> str:
    """Return a query without the conditions of a field that all its cables meet.

    What stands in brackets, behind a minus or in one of several choices stays.

    Raises:
        QueryError: If a quotation mark of the query is not closed.

    >>> without_field("ferry date:2007 -date:2006", "date")
    'ferry -date:2006'
    """
    found = _deep(query)
    if any(token.kind is Kind.OR for token, depth in found if depth == 0):
        return query.strip()
    kept, place = [], 0
    for number, (token, depth) in enumerate(found):
        is_negated = number > 0 and found[number - 1][0].kind in {Kind.MINUS, Kind.NOT}
        if token.kind is not Kind.FIELD or token.text.lower() != field or depth or is_negated:
            continue
        value = found[number + 1][0]
        is_near = value.start == token.end
        if value.kind is Kind.MINUS:  # a sign of the value: sort:-date
            value = found[number + 2][0]
        if not is_near or value.kind not in {Kind.WORD, Kind.PHRASE}:
            continue
        kept.append(query[place : token.start])
        place = value.end
    return " ".join(part.strip() for part in [*kept, query[place:]] if part.strip())


def _deep(query: str) -> list[tuple[Token, int]]:
    """Return the tokens of a query, each with in how many brackets it stands."""
    return list(_with_depth(tokens(query)))


def _with_depth(found: list[Token]) -> Iterator[tuple[Token, int]]:
    depth = 0
    for token in found:
        if token.kind is Kind.CLOSE:
            depth = max(0, depth - 1)
        yield token, depth
        if token.kind is Kind.OPEN:
            depth += 1
