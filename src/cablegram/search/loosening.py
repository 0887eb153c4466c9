"""What could be loosened in a query that finds nothing: a condition, or a spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.errors import QueryError
from cablegram.search.lexer import Kind, tokens
from cablegram.search.parser import parse_query
from cablegram.search.snippet import is_near
from cablegram.search.tree import And, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.search.archive import Archive
    from cablegram.search.finding import Finder

MOST: Final = 6
_BEGINNING: Final = 2
_LISTED: Final = 2_000
_LEAST_LETTERS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A query that finds something.

    `left_out` is the condition that it is without; or `instead` is the spelling of the archive,
    and `left_out` that of the query.
    """

    query: str
    total: int
    left_out: str
    instead: str = ""


def loosened(archive: Archive, query: str) -> tuple[Loosened, ...]:
    """Return queries that find something, each with one thing less or another than a given one.

    Only the conditions that stand side by side at the outermost level are looked at.

    Args:
        archive: The archive.
        query: One that finds nothing.

    Raises:
        QueryError: If the query cannot be understood.
    """
    finder = archive.ready()
    found = [*_spelled(finder, query), *_without_one(finder, query)]
    return tuple(each for each in found if each.total)[:MOST]


def _pieces(query: str) -> list[tuple[int, int]]:
    """Return where the conditions stand, each with its sign, field and brackets."""
    found: list[tuple[int, int]] = []
    depth, begin, is_open = 0, 0, False
    for token in tokens(query):
        if token.kind is Kind.END:
            break
        if depth == 0 and not is_open:
            begin = token.start
        if token.kind is Kind.OPEN and found and found[-1][1] == token.start:
            begin = found.pop()[0]  # part of a value: 1.4(b)
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        # A sign, a field and an operator go on with what follows.
        is_open = token.kind in {Kind.MINUS, Kind.NOT, Kind.FIELD}
        if depth == 0 and not is_open:
            found.append((begin, token.end))
    return found


def _without_one(finder: Finder, query: str) -> Iterator[Loosened]:
    parsed = parse_query(query)
    if not isinstance(parsed.root, And) or len(parsed.root.parts) < len(("one", "other")):
        return
    kinds = {token.kind for token in tokens(query)}
    for begin, end in _pieces(query):
        left_out = query[begin:end]
        if left_out.lower().startswith("sort:") or kinds & {Kind.NEAR, Kind.AND}:
            continue
        rest = " ".join(f"{query[:begin]} {query[end:]}".split())
        try:
            less = parse_query(rest)
        except QueryError:  # it was the half of something
            continue
        total, _ = finder.find(less, limit=0)
        yield Loosened(query=rest, total=total, left_out=left_out)


def _spelled(finder: Finder, query: str) -> Iterator[Loosened]:
    """Yield the query with a word of the archive in the place of one that no cable has."""
    spelled: list[tuple[str, str]] = []
    root = parse_query(query).root
    parts = root.parts if isinstance(root, And) else (root,)
    for words in parts:
        if not isinstance(words, Words) or words.is_prefix or words.field != "text":
            continue
        cut = finder.words_of(words.text)
        if len(cut) != 1 or len(cut[0]) < _LEAST_LETTERS or query.count(words.text) != 1:
            continue
        if finder.has_term("text", cut[0]):
            continue
        near = _nearest(finder, cut[0])
        if near is not None:
            spelled.append((words.text, near))
    # A slip in each of several words: one mended alone finds nothing still.
    whole = [tuple(spelled)] if len(spelled) > 1 else []
    for slips in (*whole, *((each,) for each in spelled)):
        instead = query
        for written, near in slips:
            instead = instead.replace(written, near)
        total, _ = finder.find(parse_query(instead), limit=0)
        yield Loosened(
            query=instead,
            total=total,
            left_out=" ".join(written for written, _ in slips),
            instead=" ".join(near for _, near in slips),
        )


def _nearest(finder: Finder, word: str) -> str | None:
    """Return the word of most cables that is spelled nearly so and begins alike."""
    listed = finder.beginning("text", word[:_BEGINNING], _LISTED)
    for distance in (1, 2):
        for term, _ in listed:
            if not any(map(str.isdigit, term)) and is_near(term, word, distance):
                return term
    return None
