"""The share that a code has of the cables of each year, as a picture made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.web.tag_view import YearShare

WIDTH: Final = 720
TOP: Final = 14
BASE: Final = 98
MOST_YEARS: Final = 130
#: The share of fewer cables says little, and does not set the scale.
FEW: Final = 20
_WIDEST: Final = 46.0
_LABEL_UNITS: Final = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBar:
    """One year: its bar, and what it stands for."""

    of: YearShare
    left: float
    width: float
    top: float
    height: float
    is_few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBars:
    """The bars in order of time; the tallest is `most`, a share of 0 to 1.

    `has_few` tells that some years have too few cables to say much. `labels` are places and years.
    """

    bars: tuple[ShareBar, ...]
    labels: tuple[tuple[float, int], ...]
    has_few: bool
    most: float
    width: int
    height: int = BASE + 18
    base: int = BASE


def share_bars(years: Sequence[YearShare]) -> ShareBars | None:
    """Return the picture; `None` of a single year, which says nothing about a trend."""
    years = [each for each in years if each.year > years[-1].year - MOST_YEARS]
    sure = [each.share for each in years if each.all >= FEW]
    most = max(sure, default=0.0) or max((each.share for each in years), default=0.0)
    if len(years) < 2 or not most:
        return None
    span = range(years[0].year, years[-1].year + 1)
    step = min(_WIDEST, WIDTH / len(span))
    every = next((each for each in (1, 2, 5, 10, 20) if each * step >= _LABEL_UNITS), 50)
    bars = []
    for each in years:
        share = min(each.share, most) / most
        height = max(1.5, (BASE - TOP) * share) if each.count else 0.0
        bars.append(
            ShareBar(
                of=each,
                left=round((each.year - span[0]) * step, 2),
                width=round(max(1.0, step * 0.82), 2),
                top=round(BASE - height, 2),
                height=round(height, 2),
                is_few=each.all < FEW,
            )
        )
    return ShareBars(
        bars=tuple(bars),
        labels=tuple(
            (round((year - span[0]) * step, 2), year) for year in span if year % every == 0
        ),
        has_few=any(each.is_few and each.of.count for each in bars),
        most=most,
        width=max(160, round(step * len(span))),
    )
