"""Facets and tallies that were counted lately, for several threads that search one archive."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cablegram.search.tree import asks_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from cablegram.search.facets import Facet
    from cablegram.search.finding import Finder
    from cablegram.search.tree import ParsedQuery

Counted = TypeVar("Counted")

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
        self._facets: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._facets)

    def facets(
        self,
        finder: Finder,
        parsed: ParsedQuery,
        *,
        up_to: int | None = None,
        seconds: float | None = None,
    ) -> tuple[Facet, ...] | None:
        """Return what `finder.facets` does; `None` if it takes longer than so many seconds.

        What was late is there the next time.
        """
        bound = None if up_to is None or up_to >= finder.highest_id else up_to
        place = (finder.state, "facets", parsed.root, str(parsed.typed_number), bound)
        if finder.state is None or asks_archive(parsed.root):
            return _counted(finder, parsed, up_to, seconds)
        with self._lock:
            if place in self._facets:
                self._facets.move_to_end(place)
                remembered: tuple[Facet, ...] = self._facets[place]
                return remembered
        return _counted(finder, parsed, up_to, seconds, lambda found: self._keep(place, found))

    def counted(
        self, finder: Finder, key: tuple[Hashable, ...], count: Callable[[], Counted]
    ) -> Counted:
        """Return what was counted for a key in this state of the index, counting it if need be.

        Args:
            finder: The state of the index.
            key: What is counted: it tells everything that `count` depends on but the index.
            count: Counts it; numbers and names, no texts of cables.
        """
        if finder.state is None:
            return count()
        place = (finder.state, *key)
        with self._lock:
            if place in self._facets:
                self._facets.move_to_end(place)
                remembered: Counted = self._facets[place]
                return remembered
        found = count()
        self._keep(place, found)
        return found

    def _keep(self, place: Hashable, found: object) -> None:
        with self._lock:
            self._facets[place] = found
            while len(self._facets) > self._most:
                self._facets.popitem(last=False)


def _counted(
    finder: Finder,
    parsed: ParsedQuery,
    up_to: int | None,
    seconds: float | None,
    keep: Callable[[tuple[Facet, ...]], None] | None = None,
) -> tuple[Facet, ...] | None:
    if seconds is not None:
        return finder.facets_in_time(parsed, up_to=up_to, seconds=seconds, keep=keep)
    found = finder.facets(parsed, up_to=up_to)
    if keep is not None:
        keep(found)
    return found
