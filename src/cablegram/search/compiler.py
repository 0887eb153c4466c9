"""From the tree of a query to the engine's query objects; it never parses a user's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from tantivy import FieldType, Occur, Query

from cablegram.search.documents import address_terms, day_number
from cablegram.search.tree import (
    And,
    Days,
    Keyword,
    Levels,
    Not,
    Number,
    Or,
    Station,
    Words,
)

if TYPE_CHECKING:
    import tantivy

    from cablegram.search.tree import Node, ParsedQuery

# The cable whose number was typed stands before those whose text holds the same words.
TYPED_NUMBER_SCORE = 1e6


class Compiler:
    """Makes the queries of one index."""

    def __init__(self, schema: tantivy.Schema, analyzer: tantivy.TextAnalyzer) -> None:
        self._schema = schema
        self._analyzer = analyzer

    def query(self, parsed: ParsedQuery) -> Query:
        """Return the engine's query for a whole query."""
        root = self._node(parsed.root)
        if parsed.typed_number is None:
            return root
        number = self._node(Number(role="mrn", mrn=parsed.typed_number))
        first = Query.const_score_query(number, TYPED_NUMBER_SCORE)
        return Query.boolean_query([(Occur.Should, first), (Occur.Should, root)])

    def words_of(self, text: str) -> list[str]:
        """Return the words of a text as the index has them."""
        return list(self._analyzer.analyze(text))

    def _node(self, node: Node) -> Query:
        match node:
            case And():
                return self._and(node)
            case Or():
                return Query.boolean_query([(Occur.Should, self._node(x)) for x in node.parts])
            case Not():
                return self._and(And(parts=(node,)))
            case Words():
                return self._text("subject" if node.subject_only else "text", node)
            case Station():
                return self._station(node)
            case Keyword():
                return self._terms(node.field, node.words)
            case Number():
                return self._terms(node.role, (str(node.mrn),))
            case Levels():
                return self._range("level", node.low.rank, node.high.rank)
            case Days():
                first = day_number(node.first.isoformat()) if node.first else None
                last = day_number(node.last.isoformat()) if node.last else None
                return self._range("day", first, last)
            case _:
                assert_never(node)

    def _and(self, node: And) -> Query:
        parts = [
            (Occur.MustNot, self._node(part.part))
            if isinstance(part, Not)
            else (Occur.Must, self._node(part))
            for part in node.parts
        ]
        if all(occur is Occur.MustNot for occur, _ in parts):
            parts.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(parts)

    def _terms(self, field: str, words: tuple[str, ...]) -> Query:
        terms = [Query.term_query(self._schema, field, word, "basic") for word in words]
        either = Query.boolean_query([(Occur.Should, term) for term in terms])
        # A keyword says whether, not how well.
        return Query.const_score_query(either, 0.0)

    def _range(self, field: str, low: int | None, high: int | None) -> Query:
        ranged = Query.range_query(self._schema, field, FieldType.Unsigned, low, high)
        return Query.const_score_query(ranged, 0.0)

    def _text(self, field: str, node: Words) -> Query:
        words = self.words_of(node.text)
        if not words:
            return Query.empty_query()
        if not node.is_prefix:
            return self._phrase(field, words)
        # phrase_prefix stops silently after some terms, a pattern does not.
        last = Query.regex_query(self._schema, field, re.escape(words[-1]) + ".*")
        if len(words) == 1:
            return last
        before = self._phrase(field, words[:-1])
        return Query.boolean_query([(Occur.Must, before), (Occur.Must, last)])

    def _phrase(self, field: str, words: list[str]) -> Query:
        if len(words) == 1:
            return Query.term_query(self._schema, field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def _station(self, node: Station) -> Query:
        options = [self._terms(node.role, address_terms(node.text))] if node.text else []
        words = self.words_of(node.text)
        if words:
            found = self._phrase(f"{node.role}_text", words)
            options.append(Query.const_score_query(found, 0.0))
        return Query.boolean_query([(Occur.Should, option) for option in options])
