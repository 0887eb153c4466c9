"""A small index of new cables in memory, over which every query runs once.

It holds each form of each cable that some class sees, and nothing is asked but whether a form
matches: neither counts nor scores, so what comes out for one form depends on no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import tantivy

from cablegram.search.compiler import Compiler
from cablegram.search.documents import ANALYZER, analyzer, document, schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.search.compiler import LookUps
    from cablegram.search.tree import ParsedQuery

HEAP_BYTES: Final = 256_000_000
#: So many hits are looked for first; few queries have more in one batch.
FIRST_HITS: Final = 64


class SmallIndex:
    """Some forms, to be searched; each is known by its place, from 0."""

    def __init__(self) -> None:
        self._schema = schema()
        self._analyzer = analyzer()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer(ANALYZER, self._analyzer)
        self._writer = self._index.writer(HEAP_BYTES, 1)
        self._searcher: tantivy.Searcher | None = None
        self.count = 0

    def add(self, record: dict[str, Any]) -> int:
        """Add a form, and return its place."""
        place = self.count
        self._writer.add_document(document(place, record))
        self.count += 1
        return place

    def close(self) -> None:
        """Take no more; from now on it can be searched."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def matching(self, parsed: ParsedQuery, look_ups: LookUps | None = None) -> list[int]:
        """Return the places of the forms that match.

        Args:
            parsed: The query.
            look_ups: What is known around the forms; needed if the query `asks_archive`.
        """
        if self._searcher is None or not self.count:
            return []
        compiler = Compiler(self._schema, self._analyzer, look_ups or _NOTHING)
        query = tantivy.Query.const_score_query(compiler.query(parsed), 1.0)
        limit = min(FIRST_HITS, self.count)
        hits = self._searcher.search(query, limit=limit, count=False).hits
        if len(hits) == limit < self.count:
            hits = self._searcher.search(query, limit=self.count, count=False).hits
        if not hits:
            return []
        addresses = [address for _, address in hits]
        return [int(each or 0) for each in self._searcher.fast_field_values("id", addresses)]


class _Nothing:
    """Knows of nothing around a cable."""

    cables = 0

    def cited_by(self, number: str) -> Sequence[str]:
        """Return no number."""
        del number
        return ()

    def unresolved(self) -> Sequence[int]:
        """Return no form."""
        return ()

    def copied(self) -> Sequence[int]:
        """Return no form."""
        return ()

    def frequency(self, field: str, term: str) -> int:
        """Return 0: a small index has no frequent runs."""
        del field, term
        return 0


_NOTHING: Final = _Nothing()
