"""Facets that were counted lately, for several threads that search one archive."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from cablegram.search.tree import asks_archive

if TYPE_CHECKING:
    from cablegram.search.facets import Facet
    from cablegram.search.finding import Finder
    from cablegram.search.tree import ParsedQuery

MOST: Final = 256


class RememberedFacets:
    """The facets of the queries asked last, each for one commit of one index.

    To go through the pages of an answer, to order it otherwise and to come back to it counts it
    once. The index is named by its folder, which is that of a class of readers: what is
    remembered for one class is never told to another. Some 20 KB for each query.
    """

    def __init__(self, most: int = MOST) -> None:
        """Remember so many at most; the one not asked for the longest is forgotten first."""
        self._most = most
        self._facets: OrderedDict[object, tuple[Facet, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._facets)

    def facets(
        self, finder: Finder, parsed: ParsedQuery, *, up_to: int | None = None
    ) -> tuple[Facet, ...]:
        """Return what `finder.facets` does."""
        if finder.state is None or asks_archive(parsed.root):
            return finder.facets(parsed, up_to=up_to)
        bound = None if up_to is None or up_to >= finder.highest_id else up_to
        key = (finder.state, parsed.root, str(parsed.typed_number), bound)
        with self._lock:
            if key in self._facets:
                self._facets.move_to_end(key)
                return self._facets[key]
        found = finder.facets(parsed, up_to=up_to)
        with self._lock:
            self._facets[key] = found
            while len(self._facets) > self._most:
                self._facets.popitem(last=False)
        return found
