"""What it takes to see something, and what a reader has: points of one lattice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Clearance:
    """What a portion asks of a reader, or what a reader has to offer.

    The order is `a <= b`: whoever has `b` sees what asks for `a`. That is so if the rank is not
    higher, the words are among the other's, and every nation left to the other is left here too.
    It is the product of a chain and two lattices of sets, so join (`|`, what asks for both) and
    meet (`&`, what both ask for) always exist.

    Attributes:
        rank: Place of the level in the policy, from 0.
        words: Controls to be held, captions to have need to know of.
        nations: The foreign nations that it is released to; `None` is all. The home nation
            is not counted, since it is never left out. For a foreign reader, his own alone.
    """

    rank: int = 0
    words: frozenset[str] = frozenset()
    nations: frozenset[str] | None = None

    def __le__(self, other: Clearance) -> bool:
        """Tell whether what asks for this is seen by who has the other."""
        return (
            self.rank <= other.rank
            and self.words <= other.words
            and (
                self.nations is None
                or (other.nations is not None and other.nations <= self.nations)
            )
        )

    def __or__(self, other: Clearance) -> Clearance:
        """Return the least that is above both."""
        return Clearance(
            max(self.rank, other.rank),
            self.words | other.words,
            _both(self.nations, other.nations),
        )

    def __and__(self, other: Clearance) -> Clearance:
        """Return the most that is below both."""
        either = (
            None if self.nations is None or other.nations is None else self.nations | other.nations
        )
        return Clearance(min(self.rank, other.rank), self.words & other.words, either)


#: What everyone has.
NOTHING: Final = Clearance()


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
