"""How long the texts of the cables are: most short, few long."""

from __future__ import annotations

from typing import Final, Protocol

from cablegram.sample.dice import Dice

__all__ = ["ChanceLengths", "EvenLengths", "Lengths"]

# What a message has beside its paragraphs (heading, head, page lines, attributes), in bytes, and
# the bytes that it gains with each byte of paragraphs asked for (line ends, page lines, the
# paragraph that is begun before the end): means of all forms as `eras.ERAS` mixes them.
_BESIDE_BYTES: Final = 1540
_GROWTH: Final = 1.345
_LEAST_BYTES: Final = 300
# The fractions of its multiples fill the range from 0 to 1 evenly, however few they are.
_GOLDEN: Final = 0.6180339887498949
_LONG_EVERY: Final = 17


class Lengths(Protocol):
    """Gives out how many characters the paragraphs of a cable have in all."""

    def take(self, dice: Dice, /) -> int:
        """Return the length of the next cable."""
        ...


class ChanceLengths:
    """Lengths as the dice fall."""

    def __init__(self, *, size: int) -> None:
        """Prepare for messages of about `size` characters."""
        self._mean = size * 0.62

    def take(self, dice: Dice) -> int:
        """Return the length of the next cable."""
        length = _spread(self._mean, dice.roll())
        return length * 4 if dice.chance(0.04) else length


class EvenLengths:
    """Lengths whose mean is soon what was asked for: chance only decides where they begin.

    Dice for each would leave the mean of two thousand messages some three per cent off.
    """

    def __init__(self, seed: object, *, size: int) -> None:
        """Begin a series for messages of `size` bytes on average, over all forms."""
        dice = Dice("lengths", seed)
        self._roll = dice.roll()
        self._count = dice.between(0, _LONG_EVERY - 1)
        self._mean = max((size - _BESIDE_BYTES) / _GROWTH, _LEAST_BYTES)

    def take(self, dice: Dice) -> int:
        """Return the length of the next cable."""
        del dice
        self._count += 1
        self._roll = (self._roll + _GOLDEN) % 1
        length = _spread(self._mean, self._roll)
        return length * 4 if self._count % _LONG_EVERY == 0 else length


def _spread(mean: float, roll: float) -> int:
    return int(mean * (0.3 + roll * roll * 2.1))
