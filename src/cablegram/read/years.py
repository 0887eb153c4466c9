"""The year of a reference that gives none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import MRN
    from cablegram.read.context import SerialEvidence


@dataclass(frozen=True, slots=True)
class YearGuess:
    """A year, how sure it is (0 to 1), and one sentence why."""

    year: int
    confidence: float
    reason: str


def infer_year(
    station: str,
    number: int,
    *,
    airgram: bool = False,
    on: date,
    own: MRN | None = None,
    serials: SerialEvidence | None = None,  # noqa: ARG001
) -> YearGuess:
    """Return the year in which a station can have sent a number that a cable of `on` cites."""
    if own is not None and own.station == station and own.airgram == airgram:
        if number > own.number:
            return YearGuess(
                on.year - 1, 0.95, f"{station} had reached only {own.number} in {on.year}"
            )
    return YearGuess(on.year, 0.8, "the citing cable's year")
