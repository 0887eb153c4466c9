"""From the tree of a query to the engine's query objects; it never parses a user's text."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, assert_never

from tantivy import FieldType, Occur, Query

from cablegram.search.documents import address_terms, day_number
from cablegram.search.runs import RUN_FIELD, run_of
from cablegram.search.tree import (
    And,
    Days,
    Fuzzy,
    Has,
    Keyword,
    Levels,
    Not,
    Number,
    Or,
    Pattern,
    Precedences,
    Station,
    TagMeant,
    Together,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

    from cablegram.search.tree import Node, ParsedQuery

# The cable whose number was typed stands before those whose text holds the same words.
TYPED_NUMBER_SCORE = 1e6
# How many places the words of one paragraph may be moved, in all, to stand side by side. Two
# paragraphs are twice as far from each other in the index (documents.PARAGRAPH_GAP).
PARAGRAPH_PLACES = 5_000
# Ranges of days that are looked for in lists, not in every cable.
MOST_YEARS = 12
MOST_DAYS = timedelta(days=62)
_DAY_FIELDS = {"date": "day", "declass": "declass_day"}


class LookUps(Protocol):
    """What a query asks of the index and the archive while it is made."""

    def cited_by(self, number: str) -> Sequence[str]:
        """Return the numbers that the cables with a number cite."""
        ...

    def unresolved(self) -> Sequence[int]:
        """Return the identifiers of the cables that cite a number which is not held."""
        ...

    def copied(self) -> Sequence[int]:
        """Return the identifiers of the cables of which there are several copies."""
        ...

    def frequency(self, field: str, term: str) -> int:
        """Return how many cables of the index have a term."""
        ...

    @property
    def cables(self) -> int:
        """How many cables the index has."""
        ...


class Compiler:
    """Makes the queries of one index."""

    def __init__(
        self, schema: tantivy.Schema, analyzer: tantivy.TextAnalyzer, look_ups: LookUps
    ) -> None:
        self._schema = schema
        self._analyzer = analyzer
        self._look_ups = look_ups

    def query(self, parsed: ParsedQuery) -> Query:
        """Return the engine's query for a whole query."""
        root = self._node(parsed.root)
        if parsed.typed_number is None:
            return root
        number = self._node(Number(role="mrn", mrn=parsed.typed_number))
        first = Query.const_score_query(number, TYPED_NUMBER_SCORE)
        return Query.boolean_query([(Occur.Should, first), (Occur.Should, root)])

    def numbered(self, query: Query, first: int | None, last: int) -> Query:
        """Return a query for the cables that were filed from one to another, both included."""
        bound = Query.range_query(self._schema, "id", FieldType.Unsigned, first, last)
        bounded = [(Occur.Must, query), (Occur.Must, Query.const_score_query(bound, 0.0))]
        return Query.boolean_query(bounded)

    def with_ids(self, ids: Sequence[int]) -> Query:
        """Return a query for the cables with some identifiers."""
        return Query.term_set_query(self._schema, "id", list(ids))

    def term(self, field: str, term: str | int) -> Query:
        """Return a query for the cables with a term."""
        return Query.term_query(self._schema, field, term, "basic")

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
            case Words() | Pattern() | Fuzzy() | Together():
                return self._words(node)
            case Levels():
                return self._range("level", node.low.rank, node.high.rank)
            case Precedences():
                return self._range("precedence", node.low.rank, node.high.rank)
            case Days():
                return Query.const_score_query(self._days(node), 0.0)
            case Station() | Keyword() | TagMeant() | Number() | Has():
                # A keyword says whether, not how well.
                return Query.const_score_query(self._keyword(node), 0.0)
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

    def _words(self, node: Words | Pattern | Fuzzy | Together) -> Query:
        match node:
            case Words():
                return self._text(node)
            case Pattern():
                return self._pattern(node)
            case Fuzzy():
                return self._fuzzy(node)
            case Together():
                return self._together(node)
            case _:
                assert_never(node)

    def _keyword(self, node: Station | Keyword | TagMeant | Number | Has) -> Query:
        match node:
            case Station():
                return self._station(node)
            case Keyword():
                return self._any_of(node.field, node.words)
            case TagMeant():
                options = [("tag_country", node.countries), ("tag_name", node.names)]
                return self._either([self._any_of(*each) for each in options if each[1]])
            case Number():
                return self._number(node)
            case Has():
                return self._has(node)
            case _:
                assert_never(node)

    def _number(self, node: Number) -> Query:
        field = "ref" if node.role == "ref" else "mrn"
        number = str(node.mrn)
        if node.role == "citedby":
            return self._any_of("mrn", self._look_ups.cited_by(number))
        return self._any_of(field if node.mrn.year is not None else f"{field}_any", (number,))

    def _has(self, node: Has) -> Query:
        match node.what:
            case "unresolved-refs":
                return self._with_any_id(self._look_ups.unresolved())
            case "several-witnesses":
                return self._with_any_id(self._look_ups.copied())
            case _:
                return self._any_of("has", (node.what,))

    def _with_any_id(self, ids: Sequence[int]) -> Query:
        return self.with_ids(ids) if ids else Query.empty_query()

    def _any_of(self, field: str, words: Sequence[str]) -> Query:
        if not words:
            return Query.empty_query()
        if len(words) == 1:
            return Query.term_query(self._schema, field, words[0], "basic")
        return Query.term_set_query(self._schema, field, list(words))

    def _either(self, options: list[Query]) -> Query:
        return Query.boolean_query([(Occur.Should, option) for option in options])

    def _range(self, field: str, low: int | None, high: int | None) -> Query:
        ranged = Query.range_query(self._schema, field, FieldType.Unsigned, low, high)
        return Query.const_score_query(ranged, 0.0)

    def _days(self, node: Days) -> Query:
        first, last, field = node.first, node.last, _DAY_FIELDS[node.of]
        if first is not None and last is not None and field == "day":
            years = range(first.year, last.year + 1)
            is_whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
            if is_whole and len(years) <= MOST_YEARS:  # the lists of years are looked at soonest
                return Query.term_set_query(self._schema, "year", list(years))
        is_short = first is not None and last is not None and last - first < MOST_DAYS
        return Query.range_query(
            self._schema,
            field,
            FieldType.Unsigned,
            day_number(first.isoformat()) if first else None,
            day_number(last.isoformat()) if last else None,
            use_inverted_index=is_short,
        )

    def _text(self, node: Words) -> Query:
        words = self.words_of(node.text)
        if not words:
            return Query.empty_query()
        if not node.is_prefix:
            return self._phrase(node.field, words, node.slop)
        # phrase_prefix stops silently after some terms, a pattern does not.
        last = re.escape(words[-1]) + ".*"
        if len(words) == 1:
            return Query.regex_query(self._schema, node.field, last)
        patterns = [*map(re.escape, words[:-1]), last]
        return Query.regex_phrase_query(self._schema, node.field, list(patterns), node.slop)

    def _phrase(self, field: str, words: list[str], slop: int) -> Query:
        if len(words) == 1:
            return Query.term_query(self._schema, field, words[0])
        runs = self._runs_in(words) if field == "text" and slop == 0 else []
        if runs and len(words) == len(("one", "other")):
            return self._run(words, runs[0])
        phrase = Query.phrase_query(self._schema, field, list(words), slop)
        if not runs:
            return phrase
        held = [Query.const_score_query(self._run_term(run), 0.0) for run in runs]
        return Query.boolean_query([(Occur.Must, part) for part in (phrase, *held)])

    def _runs_in(self, words: list[str]) -> list[str]:
        """Return the runs in a phrase that have a term."""
        runs = map(run_of, pairwise(words))
        return [run for run in runs if self._look_ups.frequency(RUN_FIELD, run)]

    def _run(self, words: list[str], run: str) -> Query:
        """Return the query for a run, scored as the phrase would be."""
        rarity = sum(self._rarity("text", word) for word in words)
        return Query.boost_query(self._run_term(run), rarity / self._rarity(RUN_FIELD, run))

    def _run_term(self, run: str) -> Query:
        return Query.term_query(self._schema, RUN_FIELD, run, "freq")

    def _rarity(self, field: str, term: str) -> float:
        """Return the weight that BM25 gives a term."""
        with_it = self._look_ups.frequency(field, term)
        without = max(0, self._look_ups.cables - with_it)
        return math.log1p((without + 0.5) / (with_it + 0.5))

    def _pattern(self, node: Pattern) -> Query:
        pieces = re.split(r"([*?])", node.text)
        pattern = "".join(
            {"*": ".*", "?": "."}.get(piece) or re.escape("".join(self.words_of(piece)))
            for piece in pieces
            if piece
        )
        return Query.regex_query(self._schema, node.field, pattern)

    def _fuzzy(self, node: Fuzzy) -> Query:
        words = self.words_of(node.text)
        if len(words) != 1:
            return Query.empty_query()
        return Query.fuzzy_term_query(self._schema, node.field, words[0], node.distance)

    def _together(self, node: Together) -> Query:
        words: list[str] = []
        patterns: list[str] = []
        for each in node.words:
            cut = self.words_of(each.text)
            words += cut
            patterns += map(re.escape, cut)
            if each.is_prefix and cut:
                patterns[-1] += ".*"
        phrases = [each for each in node.words if " " in each.text.strip() or each.slop]
        if not any(each.is_prefix for each in node.words):
            near = self._phrase("text", words, PARAGRAPH_PLACES) if words else Query.empty_query()
        elif len(patterns) == 1:
            near = Query.regex_query(self._schema, "text", patterns[0])
        else:
            near = Query.regex_phrase_query(self._schema, "text", list(patterns), PARAGRAPH_PLACES)
        # A phrase in the brackets is one that stands somewhere, with all of its words in there.
        parts = [(Occur.Must, self._text(each)) for each in phrases]
        return Query.boolean_query([(Occur.Must, near), *parts]) if parts else near

    def _station(self, node: Station) -> Query:
        from cablegram.vocabulary import canonical_station  # noqa: PLC0415 - large tables

        options = [self._any_of(node.role, address_terms(node.text))]
        words = self.words_of(node.text)
        # What names a post means that post: its page, lists and facets count it and nothing else.
        if words and canonical_station(node.text) is None:
            options.append(self._phrase(f"{node.role}_text", words, 0))
        return self._either(options)
