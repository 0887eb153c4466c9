"""Short signatures of texts (MinHash), and which of them are nearly the same.

The share of places at which two signatures agree is about the share of runs of words that the texts
have in common. Texts that may be alike are found by bands: places in a row in which two signatures
agree. Needs the extra `graph`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

#: Places of a signature, of two bytes each: so half a KB for each text.
HASHES: Final = 252
SEED: Final = 1
#: How often two texts that are as alike as is asked for stand in one band at least.
CHANCE: Final = 0.9995
#: An estimate strays by 0.03 or so; pairs are compared for what they are from so far below.
MARGIN: Final = 0.12
#: Texts so much alike have the same neighbours: one of them is compared for both.
NEARLY_ALL: Final = 0.97
_GROWTH: Final = 4096
_MIX: Final = 0x9E3779B97F4A7C15


class Signatures:
    """The signatures of many texts, by numbers from 0."""

    def __init__(self) -> None:
        self._numpy, self._rensa = _libraries()
        self._rows = self._numpy.zeros((_GROWTH, HASHES), dtype=self._numpy.uint16)
        self.count = 0

    def add(self, shingles: Collection[str]) -> int:
        """Add a text by its runs of words, and return its number."""
        made = self._rensa.RMinHash(num_perm=HASHES, seed=SEED)
        made.update(list(shingles))
        if self.count == len(self._rows):
            room = self._numpy.zeros((len(self._rows) // 2, HASHES), dtype=self._numpy.uint16)
            self._rows = self._numpy.concatenate((self._rows, room))
        low = self._numpy.array(made.digest(), dtype=self._numpy.uint32) & 0xFFFF
        self._rows[self.count] = low
        self.count += 1
        return self.count - 1

    def join_alike(self, likeness: float, join: Callable[[int, int], bool], groups: Any) -> None:  # noqa: ANN401 (an array)
        """Offer all pairs of texts that may be as much alike, but for those of one group.

        Args:
            likeness: 0 to 1.
            join: Called with two numbers; tells whether the two were found to be alike, and has
                put them into one group then.
            groups: The group of each number, an array that `join` keeps up.
        """
        numpy = self._numpy
        least = (likeness - MARGIN) * HASHES
        for run in self._runs(rows_of_band(likeness)):
            rest = run
            while len(rest) > 1:
                first, rest = int(rest[0]), rest[1:]
                agree = (self._rows[rest] == self._rows[first]).sum(axis=1)
                for other in rest[(agree >= least) & (groups[rest] != groups[first])]:
                    if groups[other] != groups[first]:
                        join(first, int(other))
                same = (agree >= NEARLY_ALL * HASHES) & (groups[rest] == groups[first])
                rest = rest[numpy.logical_not(same)]

    def _runs(self, size: int) -> Iterator[Any]:
        """Yield the numbers of texts that agree in all places of a band of so many places."""
        numpy = self._numpy
        rows = self._rows[: self.count]
        for start in range(0, HASHES - size + 1, size):
            keys = numpy.zeros(self.count, dtype=numpy.uint64)
            for column in range(start, start + size):
                keys = (keys ^ rows[:, column]) * numpy.uint64(_MIX)
                keys ^= keys >> numpy.uint64(29)
            order = numpy.argsort(keys, kind="stable")
            ordered = keys[order]
            ends = numpy.flatnonzero(ordered[1:] != ordered[:-1]) + 1
            begins = numpy.concatenate((numpy.zeros(1, dtype=ends.dtype), ends))
            ends = numpy.append(ends, self.count)
            for place in numpy.flatnonzero(ends - begins > 1):
                yield order[begins[place] : ends[place]]

    def groups(self) -> Any:  # noqa: ANN401 (an array)
        """Return an array in which each number is a group by itself."""
        return self._numpy.arange(self.count)


def rows_of_band(likeness: float) -> int:
    """Return how many places a band has: as many as leave a chance of `CHANCE` to be found.

    >>> [rows_of_band(likeness) for likeness in (0.51, 0.7, 0.8, 0.9, 1.0)]
    [3, 5, 7, 11, 12]
    """
    for rows in range(12, 2, -1):
        if 1 - (1 - likeness**rows) ** (HASHES // rows) >= CHANCE:
            return rows
    return 2


def _libraries() -> tuple[Any, Any]:
    try:
        import numpy  # noqa: ICN001, PLC0415 (an extra)
        import rensa  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("graph", "the search for texts that are alike") from error
    return numpy, rensa
