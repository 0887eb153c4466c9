"""The lossless tree: every character of the source belongs to one leaf, in order."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from cablegram.model.diagnostic import Span
from cablegram.model.value import place_value, value

if TYPE_CHECKING:
    from collections.abc import Iterator

UNKNOWN = "unknown"
BLANK = "blank"


@value
class Leaf:
    """A piece of the source with what it was recognised as."""

    kind: str
    text: str
    span: Span


@place_value
class Tree:
    """The source text cut into leaves.

    A tree is stored as the leaves' ends and kinds, and makes `Leaf` values when they are asked
    for: a message of 4 KB has some 150 leaves, and most callers look at few. Kinds are dotted
    paths (`heading.dtg`, `text.paragraph`), so `find("heading")` gives a whole branch.

    Law: `"".join(leaf.text for leaf in tree.leaves()) == tree.text`, for any text.
    """

    text: str
    ends: tuple[int, ...]
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check that the leaves tile the text."""
        if len(self.ends) != len(self.kinds) or (self.ends[-1] if self.ends else 0) != len(
            self.text
        ):
            message = "the leaves of a tree must tile its text"
            raise ValueError(message)

    def leaves(self) -> Iterator[Leaf]:
        """Yield the leaves in order."""
        start = 0
        for end, kind in zip(self.ends, self.kinds, strict=True):
            yield Leaf(kind=kind, text=self.text[start:end], span=Span(start, end))
            start = end

    def find(self, kind: str) -> Iterator[Leaf]:
        """Yield the leaves of a kind or of a branch of kinds, in order."""
        prefix = kind + "."
        for leaf in self.leaves():
            if leaf.kind == kind or leaf.kind.startswith(prefix):
                yield leaf

    def at(self, offset: int) -> Leaf:
        """Return the leaf that holds the character at `offset`.

        Raises:
            IndexError: If `offset` is outside the text.
        """
        if not 0 <= offset < len(self.text):
            message = f"offset {offset} is outside the text"
            raise IndexError(message)
        index = bisect_right(self.ends, offset)
        start = self.ends[index - 1] if index else 0
        end = self.ends[index]
        return Leaf(kind=self.kinds[index], text=self.text[start:end], span=Span(start, end))

    def unknown(self) -> Iterator[Leaf]:
        """Yield what no rule recognised."""
        return self.find(UNKNOWN)

    @property
    def coverage(self) -> float:
        """Share of the text inside recognised leaves, blank ones left out; 1.0 when empty."""
        if UNKNOWN not in self.kinds:
            return 1.0
        unknown = blank = start = 0
        for end, kind in zip(self.ends, self.kinds, strict=True):
            if kind == UNKNOWN:
                unknown += end - start
            elif kind == BLANK:
                blank += end - start
            start = end
        inked = len(self.text) - blank
        return 1.0 if inked <= 0 else 1.0 - unknown / inked
