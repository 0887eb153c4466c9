"""Asking an index: hits in a firm order, counts, facets, words that begin so.

Nothing that comes out depends on anything but the documents of the index, and not on how they lie
in it: hits of the same score stand in the order of filing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import tantivy

from cablegram.archive.interface import state_of
from cablegram.model.codec import mrn_from_text
from cablegram.search.compiler import Compiler
from cablegram.search.documents import ID_BITS, LIST_FIELD
from cablegram.search.facets import (
    Counts,
    Facet,
    counting,
    joint_requests,
    part,
    read_counts,
    read_facets,
    requests,
)
from cablegram.search.in_time import in_time
from cablegram.search.people import folded
from cablegram.search.snippet import Wanted
from cablegram.search.tallies import Tally, read_tallies, tally_requests
from cablegram.search.tree import Fuzzy, ParsedQuery, Pattern, is_ranked, searched_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cablegram.archive.interface import RecordStore
    from cablegram.archive.interface import State as StoreState
    from cablegram.search.tree import Node

Found = tuple[int, float | None]
#: The folder of an index, and the file of its last commit.
State = tuple[str, int, int, int]
ORDER_FIELDS: Final = {"date": "by_date", "station": "by_station", "number": "by_number"}
# Hits of one score at the end of a page are all looked at, up to so many.
MAX_TIES: Final = 10_000
MAX_NUMBERS: Final = 5_000_000
MAX_COMPLETIONS: Final = 50
# Beginnings of so few letters are remembered, and counts, up to so many.
SHORT: Final = 2
MAX_REMEMBERED: Final = 5_000


# All references are looked at for it, so it is done once for each state of an archive.
_UNRESOLVED: WeakKeyDictionary[RecordStore, tuple[StoreState, list[int]]] = WeakKeyDictionary()


class Finder:
    """One state of one index, and the archive behind it."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        analyzer: tantivy.TextAnalyzer,
        store: RecordStore,
    ) -> None:
        self._searcher = searcher
        self._store = store
        self._compiler = Compiler(schema, analyzer, self)
        self._begun: dict[tuple[str, str, int | None], list[tuple[str, int]]] = {}
        self._counted: dict[tuple[str, str | int], int] = {}
        #: What tells this commit of this index from all others; `None` if nobody can.
        self.state: State | None = None

    @cached_property
    def highest_id(self) -> int:
        """The identifier of the cable filed last, 0 if there is none."""
        if not self._searcher.num_docs:
            return 0
        everything = tantivy.Query.all_query()
        result = self._searcher.search(everything, limit=1, count=False, order_by_field="id")
        return int(result.hits[0][0])

    def find(
        self, parsed: ParsedQuery, *, limit: int, offset: int = 0, up_to: int | None = None
    ) -> tuple[int, list[Found]]:
        """Return how many cables match, and identifier and score of some of them.

        Args:
            parsed: The query.
            limit: How many at most, 0 for the count alone.
            offset: How many to pass over.
            up_to: Leave out what was filed after the cable with this identifier.
        """
        query = self._query(parsed, up_to)
        if limit == 0:
            return self._count(query), []
        sort = parsed.sort
        if sort == "score":
            if is_ranked(parsed):
                return self._best(query, offset, limit)
            sort = "-date"  # none is better than another: the newest first
        order = tantivy.Order.Desc if sort.startswith("-") else tantivy.Order.Asc
        result = self._searcher.search(
            query,
            limit=limit,
            offset=offset,
            order_by_field=ORDER_FIELDS[sort.removeprefix("-")],
            order=order,
        )
        ids = self._ids([address for _, address in result.hits])
        return _total(result), [(found, None) for found in ids]

    def filed_after(
        self,
        parsed: ParsedQuery,
        cable_id: int,
        *,
        up_to: int,
        limit: int,
        without: frozenset[int] = frozenset(),
    ) -> list[int]:
        """Return cables that match in the order of filing.

        Args:
            parsed: The query.
            cable_id: They were filed after this one.
            up_to: They were not filed after this one.
            limit: How many at most.
            without: Some that are passed over.
        """
        query = self._compiler.numbered(self._compiler.query(parsed), cable_id + 1, up_to)
        ahead = sum(each > cable_id for each in without)
        result = self._searcher.search(
            query, limit=limit + ahead, count=False, order_by_field="id", order=tantivy.Order.Asc
        )
        ids = self._ids([address for _, address in result.hits])
        return [each for each in ids if each not in without][:limit]

    def facets(self, parsed: ParsedQuery, *, up_to: int | None = None) -> tuple[Facet, ...]:
        """Return the counts of the whole answer by year, station, TAGS and the rest."""
        return self._facets(self._query(parsed, up_to))

    def facets_in_time(
        self,
        parsed: ParsedQuery,
        *,
        seconds: float,
        up_to: int | None = None,
        keep: Callable[[tuple[Facet, ...]], None] | None = None,
    ) -> tuple[Facet, ...] | None:
        """Return what `facets` does; `None` if that takes longer than so many seconds.

        It is counted to the end all the same, and `keep` is told, maybe from another thread.
        """
        query = self._query(parsed, up_to)

        def count() -> tuple[Facet, ...]:
            found = self._facets(query)
            if keep is not None:
                keep(found)
            return found

        return in_time(count, seconds)

    def _facets(self, query: tantivy.Query) -> tuple[Facet, ...]:
        found = part(self._searcher.aggregate(query, joint_requests()))
        if found is None:
            found = self._searcher.aggregate(query, requests())
        facets, short = read_facets(found)
        if short:  # many of one count: all are needed to say which stand first
            again = self._searcher.aggregate(query, requests(short, everything=True))
            exact = {facet.name: facet for facet in read_facets(again)[0]}
            facets = tuple(exact.get(facet.name, facet) for facet in facets)
        return facets

    def counts(self, parsed: ParsedQuery, name: str) -> Counts:
        """Return all cables that match, counted by one of `COUNTED`."""
        asked = counting(name)
        query = self._query(parsed, None)
        return self._counts(query, name, self._searcher.aggregate(query, asked))

    def counts_in_time(self, parsed: ParsedQuery, name: str, *, seconds: float) -> Counts | None:
        """Return what `counts` does; `None` if that takes longer than so many seconds."""
        asked = counting(name)
        query = self._query(parsed, None)
        found = in_time(lambda: self._searcher.aggregate(query, asked), seconds)
        return None if found is None else self._counts(query, name, found)

    def _counts(self, query: tantivy.Query, name: str, found: dict[str, Any]) -> Counts:
        values, others = read_counts(name, found)
        total = self._count(query)
        return Counts(name=name, query="", total=total, values=tuple(values), others=others)

    def tallies(
        self, root: Node, wanted: Iterable[str], *, with_years: Iterable[str] = (), most: int = 20
    ) -> dict[str, tuple[Tally, ...]]:
        """Return all cables that match, counted by several things at once.

        Args:
            root: What is looked for.
            wanted: Of `tallies.FIELDS`.
            with_years: Those of them of which the years are wanted too.
            most: How many values of each at most; years and months are all given.

        Raises:
            ValueError: If something cannot be counted.
        """
        asked = tally_requests(wanted, with_years=with_years, most=most)
        query = self._compiler.query(ParsedQuery(root=root))
        return read_tallies(self._searcher.aggregate(query, asked), most=most)

    def count(self, root: Node) -> int:
        """Return how many cables match."""
        return self._count(self._compiler.query(ParsedQuery(root=root)))

    def newest(self, root: Node, limit: int) -> list[int]:
        """Return the identifiers of the newest cables that match, newest first."""
        parsed = ParsedQuery(root=root, sort="-date")
        return [cable_id for cable_id, _ in self.find(parsed, limit=limit)[1]]

    def serials(self, root: Node, limit: int) -> list[tuple[int, int]]:
        """Return day (20070630, 0 without one) and serial number of cables that match.

        Args:
            root: What is looked for.
            limit: How many at most.
        """
        query = self._compiler.query(ParsedQuery(root=root))
        hits = self._searcher.search(query, limit=limit, count=False, order_by_field="id").hits
        addresses = [address for _, address in hits]
        if not addresses:
            return []
        values = [
            self._searcher.fast_field_values(name, addresses) for name in ("day", "by_number")
        ]
        return [
            (int(day or 0), int(number or 0) >> ID_BITS)
            for day, number in zip(*values, strict=True)
        ]

    def sharing(self, field: str, values: Iterable[str], within: Node) -> dict[str, int]:
        """Return how many of some cables have each of some values of a keyword.

        Under the empty text stands how many have any value of it.
        """
        inside = (tantivy.Occur.Must, self._compiler.query(ParsedQuery(root=within)))
        some = tantivy.Query.exists_query(field)
        found = {"": self._count(tantivy.Query.boolean_query([inside, (tantivy.Occur.Must, some)]))}
        for value in values:
            one = (tantivy.Occur.Must, self._compiler.term(field, value))
            found[value] = self._count(tantivy.Query.boolean_query([inside, one]))
        return found

    def values(self, field: str, beginning: str = "") -> list[tuple[str, int]]:
        """Return all values of a keyword that begin so, with how many cables have them."""
        only = tantivy.Query.all_query() if self.left_over else None
        found = self._searcher.terms_with_prefix(field, beginning, filter_query=only)
        return [(value, count) for value, count in found if count]

    def held(self, ids: Sequence[int]) -> frozenset[int]:
        """Return those identifiers that the index has."""
        result = self._searcher.search(self._compiler.with_ids(ids), limit=max(1, len(ids)))
        return frozenset(self._ids([address for _, address in result.hits]))

    def complete(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Return the words that begin so, with how many cables have them, most first."""
        words = self._compiler.words_of(beginning)
        if len(words) != 1:
            return []
        return self._searcher.terms_with_prefix("text", words[0], limit=limit)

    def beginning(
        self, field: str, beginning: str, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return the terms of a field that begin so, with how many cables had them, most first.

        What was taken out of the index may still be counted (`left_over`). Short beginnings are
        remembered: many terms begin so.
        """
        key = (field, beginning, limit)
        known = self._begun.get(key)
        if known is None:
            known = self._searcher.terms_with_prefix(field, beginning, limit=limit)
            if len(beginning) <= SHORT and len(self._begun) < MAX_REMEMBERED:
                self._begun[key] = known
        return known

    @cached_property
    def left_over(self) -> int:
        """How many cables that were taken out the lists of terms still count."""
        names = self._searcher.terms_with_prefix(LIST_FIELD, "")  # every cable has one
        return sum(count for _, count in names) - self._searcher.num_docs

    def has_term(self, field: str, term: str | int) -> int:
        """Return how many cables have a term, or had it; 0 only if none has it now."""
        count = self._searcher.doc_freq(field, term)
        return count if count > self.left_over else self.exact_frequency(field, term)

    def exact_frequency(self, field: str, term: str | int) -> int:
        """Return how many cables have a term, without those that were taken out."""
        count = self._searcher.doc_freq(field, term)
        if not count or not self.left_over:
            return count
        key = (field, term)
        if key not in self._counted:
            if len(self._counted) >= MAX_REMEMBERED:
                self._counted.clear()
            self._counted[key] = self._count(self._compiler.term(field, term))
        return self._counted[key]

    def words_of(self, text: str) -> list[str]:
        """Return the words of a text as the index has them."""
        return self._compiler.words_of(text)

    def people(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Return the names of people of which a word begins so, with how many cables have them.

        Those first that most cables have. Several words are the given name and the beginning of the
        surname, or the other way round.
        """
        text = folded(beginning)
        if not text:
            return []
        found = dict(self.beginning("people", text, limit))
        surname, blank, given = text.partition(" ")
        if "," not in text:
            found |= {
                term.partition(" ")[2]: count
                for term, count in self.beginning("people_word", text, limit)
            }
            if blank:
                found |= dict(self.beginning("people", f"{surname}, {given}", limit))
        if self.left_over:
            exact = {name: self.exact_frequency("people", name) for name in found}
            found = {name: count for name, count in exact.items() if count}
        return sorted(found.items(), key=lambda each: (-each[1], each[0]))[:limit]

    def terms(self) -> list[tuple[str, int]]:
        """Return all words of the texts, with how many cables have them, most first."""
        return self._searcher.terms_with_prefix("text", "")

    def wanted(self, parsed: ParsedQuery) -> tuple[Wanted, ...]:
        """Return the words that a snippet shows, as the index has them."""
        runs = []
        for words in searched_words(parsed.root):
            if isinstance(words, Pattern):
                runs.append(Wanted(words=(words.text.lower(),), is_pattern=True))
                continue
            cut = tuple(self._compiler.words_of(words.text))
            if isinstance(words, Fuzzy):
                runs += [Wanted(words=(word,), distance=words.distance) for word in cut]
            elif words.slop:
                runs += [Wanted(words=(word,)) for word in cut]
            elif cut:
                runs.append(Wanted(words=cut, is_prefix=words.is_prefix))
        return tuple(dict.fromkeys(runs))

    def cited_by(self, number: str) -> Sequence[str]:
        """Return the numbers that the cables with a number cite."""
        found: dict[str, None] = {}
        for summary in self._store.find(mrn_from_text(number)):
            for reference in self._store.record(summary.cable_id)["references"] or ():
                if reference["mrn"]:
                    found[reference["mrn"]] = None
        return tuple(found)

    def unresolved(self) -> Sequence[int]:
        """Return the identifiers of the cables that cite a number which is not held now."""
        store = self._store
        state = state_of(store)
        known = _UNRESOLVED.get(store)
        if known is None or known[0] != state:
            known = _UNRESOLVED[store] = state, store.citing_missing()
        return known[1]

    def copied(self) -> Sequence[int]:
        """Return the identifiers of the cables of which there are several copies."""
        return self._store.copied_ids()

    @property
    def cables(self) -> int:
        """How many cables the index has."""
        return self._searcher.num_docs

    def frequency(self, field: str, term: str) -> int:
        """Return how many cables of the index have a term."""
        return self._searcher.doc_freq(field, term)

    def _query(self, parsed: ParsedQuery, up_to: int | None) -> tantivy.Query:
        query = self._compiler.query(parsed)
        if up_to is None or up_to >= self.highest_id:
            return query
        return self._compiler.numbered(query, None, up_to)

    def _count(self, query: tantivy.Query) -> int:
        return _total(self._searcher.search(query, limit=1))

    def _best(self, query: tantivy.Query, offset: int, limit: int) -> tuple[int, list[Found]]:
        """Return the hits of the highest scores; those of one score in the order of filing."""
        end = offset + limit
        wanted = end + 1
        while True:
            result = self._searcher.search(query, limit=wanted)
            hits = result.hits
            is_cut_between_equals = len(hits) == wanted and hits[end - 1][0] == hits[-1][0]
            if not is_cut_between_equals or wanted > end + MAX_TIES:
                break
            wanted = end + 2 * (wanted - end) + 20
        ids = self._ids([address for _, address in hits])
        ordered = sorted(zip((score for score, _ in hits), ids, strict=True), key=_best_first)
        found: list[Found] = [(cable_id, float(score)) for score, cable_id in ordered[offset:end]]
        return _total(result), found

    def _ids(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        if not addresses:
            return []
        values = self._searcher.fast_field_values("id", addresses)
        return [int(value or 0) for value in values]


def _best_first(hit: tuple[float, int]) -> tuple[float, int]:
    return -hit[0], hit[1]


def _total(result: tantivy.SearchResult) -> int:
    total: int = result.count  # type: ignore[attr-defined]  # its type file leaves it out
    return total
