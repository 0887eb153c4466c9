"""How many cables an answer has of each year, as a picture made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH: Final = 720
HEIGHT: Final = 96
TOP: Final = 14
BASE: Final = 78
#: A gap of more years than this is cut out, so that one stray year does not squeeze the rest.
MOST_YEARS: Final = 130
_LABEL_UNITS: Final = 44
_WIDEST: Final = 46.0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBar:
    """One year: how many cables it has, where its bar stands, and where it leads."""

    year: int
    count: int
    left: float
    width: float
    top: float
    height: float
    href: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The bars in order of time, and the largest count; `left_out` years did not fit."""

    bars: tuple[YearBar, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE
    left_out: int = 0


def timeline(values: Sequence[tuple[str, int]], place: Callable[[str], str]) -> Timeline | None:
    """Return the picture of a facet of years; `None` if there is nothing to draw.

    Args:
        values: Years and counts, in order of time.
        place: Where a year leads.
    """
    counts = {int(year): count for year, count in values if year.isdigit()}
    if not counts:
        return None
    last = max(counts)
    first = max(min(counts), last - MOST_YEARS + 1)
    left_out = sum(year < first for year in counts)
    years = range(first, last + 1)
    step = min(_WIDEST, WIDTH / len(years))
    most = max(count for year, count in counts.items() if year >= first)
    labelled = _labelled(years, step)
    bars = []
    for place_in_row, year in enumerate(years):
        count = counts.get(year, 0)
        height = max(1.5, (BASE - TOP) * count / most) if count else 0.0
        bars.append(
            YearBar(
                year=year,
                count=count,
                left=round(place_in_row * step, 2),
                width=round(max(1.0, step * 0.82), 2),
                top=round(BASE - height, 2),
                height=round(height, 2),
                href=place(str(year)) if count else "",
                label=str(year) if year in labelled else "",
            )
        )
    width = max(160, round(step * len(years)))
    return Timeline(bars=tuple(bars), most=most, width=width, left_out=left_out)


def _labelled(years: range, step: float) -> frozenset[int]:
    """Return the years that are written below the line: all, or every fifth, tenth ..."""
    for every in (1, 2, 5, 10, 20, 50):
        if step * every >= _LABEL_UNITS:
            return frozenset(year for year in years if year % every == 0)
    return frozenset({years[0], years[-1]})
