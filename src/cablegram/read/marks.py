"""Where the leaves of the tree are collected while a message is read."""

from __future__ import annotations

from itertools import pairwise

from cablegram.model import Tree
from cablegram.model.tree import BLANK, UNKNOWN


class Leaves:
    """Pieces of the source with their kinds, added in any order; `tree` tiles the text with them.

    Whoever marks a place first keeps it: a later, overlapping piece loses the overlap. So the
    furniture of the page is marked first, then the fields, then the text around them.
    """

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        """Start with nothing recognised."""
        self._pieces: list[tuple[int, int, str]] = []

    def add(self, start: int, end: int, kind: str) -> None:
        """Mark `start` to `end` (offsets into the source text) as `kind`."""
        if start < end:
            self._pieces.append((start, end, kind))

    def tree(self, text: str) -> Tree:
        """Return the tree: unmarked places are `unknown`, or `blank` if only white space."""
        return _tile(text, sorted(self._pieces)) or _whole(text, _resolve(self._pieces))


def _whole(text: str, pieces: list[tuple[int, int, str]]) -> Tree:
    tree = _tile(text, pieces)
    assert tree is not None  # noqa: S101 - overlaps are resolved
    return tree


def _tile(text: str, pieces: list[tuple[int, int, str]]) -> Tree | None:
    """Return the tree of pieces in order; None when one overlaps another."""
    ends: list[int] = []
    kinds: list[str] = []
    place = 0
    for start, end, kind in pieces:
        if start > place:
            if start - place == 1 and text[place] == "\n":  # most gaps are a line end
                ends.append(start)
                kinds.append(BLANK)
            else:
                _fill(text, place, start, ends, kinds)
        elif start < place:
            return None
        ends.append(end)
        kinds.append(kind)
        place = end
    if place < len(text):
        _fill(text, place, len(text), ends, kinds)
    return Tree(text, tuple(ends), tuple(kinds))


def _resolve(added: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Cut overlapping pieces: a sweep over the edges, the earliest added piece on top wins."""
    from heapq import heappop, heappush  # noqa: PLC0415 - the rare path

    pieces = sorted((start, order, end, kind) for order, (start, end, kind) in enumerate(added))
    edges = sorted({edge for start, _, end, _ in pieces for edge in (start, end)})
    out: list[tuple[int, int, str]] = []
    active: list[tuple[int, int, str]] = []
    index = 0
    owner = -1
    for left, right in pairwise(edges):
        while index < len(pieces) and pieces[index][0] <= left:
            _, order, end, kind = pieces[index]
            heappush(active, (order, end, kind))
            index += 1
        while active and active[0][1] <= left:
            heappop(active)
        if not active:
            owner = -1
            continue
        order, _, kind = active[0]
        if order == owner and out and out[-1][1] == left:
            out[-1] = (out[-1][0], right, kind)
        else:
            out.append((left, right, kind))
        owner = order
    return out


def _fill(text: str, start: int, end: int, ends: list[int], kinds: list[str]) -> None:
    """Add an unmarked stretch, its white margins as blanks of their own."""
    piece = text[start:end]
    if piece.isspace():
        ends.append(end)
        kinds.append(BLANK)
        return
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    for edge, kind in ((left, BLANK), (right, UNKNOWN), (end, BLANK)):
        if edge > (ends[-1] if ends else 0):
            ends.append(edge)
            kinds.append(kind)
