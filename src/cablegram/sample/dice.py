"""Repeatable chance. Only `random()` is asked for, which gives one series for ever and anywhere."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """A seeded source of choices; the same seed gives the same choices on every machine."""

    __slots__ = ("roll",)

    def __init__(self, *seed: object) -> None:
        # A text as seed goes through SHA-512, so that no hash order gets in.
        self.roll = Random("/".join(map(str, seed))).random

    def pick(self, items: Sequence[T]) -> T:
        """Return one item, each as likely as the other."""
        return items[int(self.roll() * len(items))]

    def skewed(self, items: Sequence[T]) -> T:
        """Return one item, the first ones far more often than the last ones."""
        roll = self.roll()
        return items[int(roll * roll * len(items))]

    def chance(self, share: float) -> bool:
        """Return True in `share` of the cases."""
        return self.roll() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + int(self.roll() * (high - low + 1))

    def several(self, items: Sequence[T], count: int) -> tuple[T, ...]:
        """Return `count` different items (all, if there are fewer), in the order of `items`."""
        left = min(count, len(items))
        found = []
        for place, item in enumerate(items):
            if self.roll() * (len(items) - place) < left:
                found.append(item)
                left -= 1
        return tuple(found)

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        """Return one item of (item, weight) pairs."""
        roll = self.roll() * sum(weight for _, weight in items)
        for item, weight in items:
            roll -= weight
            if roll < 0:
                return item
        return items[-1][0]
