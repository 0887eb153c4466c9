"""How many messages a station numbered, from the numbers that are seen (serial-gaps.md)."""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_TOTAL = 10**9
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A total with its interval, ends included; `confidence` is the share of such that hold it."""

    total: int
    low: int
    high: int
    confidence: float


def estimate_total(numbers: Collection[int], *, confidence: float = 0.95) -> Estimate:
    """Estimate the largest number of a row from those of it that were seen.

    Serials start at 1 and rise by 1, so the largest one seen is a lower bound, and what is seen
    is taken for a fair draw of them. The point estimate is that with the least variance among
    those without bias, m + m/k - 1, with k numbers of which m is the largest. The upper end is the
    highest total under which the chance to see none above m is still 1 - `confidence`.

    Args:
        numbers: Numbers from 1, any order, duplicates count once.
        confidence: 0 to 1, ends excluded.

    Raises:
        ValueError: If there are none, or one is below 1, or the confidence is out of range.

    Source: 5 FAH-2 H-321.2 (numbering); method: docs/explanation/serial-gaps.md.

    >>> estimate_total([3, 9, 41])
    Estimate(total=54, low=41, high=109, confidence=0.95)
    """
    seen = set(numbers)
    if not seen or min(seen) < 1:
        raise ValueError("numbers from 1 are needed, at least one")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence is between 0 and 1, not {confidence}")
    count, largest = len(seen), max(seen)
    total = round(largest + largest / count - 1)
    high = _highest(largest, count, log(1 - confidence))
    return Estimate(total=total, low=largest, high=high, confidence=confidence)


def _highest(largest: int, count: int, least: float) -> int:
    """Return the highest total under which `count` draws stay up to `largest` often enough."""
    low, high = largest, MAX_TOTAL
    while low < high:
        middle = (low + high + 1) // 2
        if _chance(largest, middle, count) >= least - ROUNDING:
            low = middle
        else:
            high = middle - 1
    return low


def _chance(largest: int, total: int, count: int) -> float:
    """Return the logarithm of the chance that `count` draws out of `total` stay up to `largest`."""
    return (
        lgamma(largest + 1)
        - lgamma(largest - count + 1)
        - lgamma(total + 1)
        + lgamma(total - count + 1)
    )


def runs_of(missing: Collection[int]) -> list[tuple[int, int]]:
    """Return numbers as runs of first and last.

    >>> runs_of([7, 1, 2, 3])
    [(1, 3), (7, 7)]
    """
    runs: list[tuple[int, int]] = []
    for number in sorted(missing):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
