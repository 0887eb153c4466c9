"""How many cables an answer has of each year or month, as a picture made on the server.

Its bars are links; a form below it takes any span, and a script lets one brush over the bars.
"""

from __future__ import annotations

import calendar
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
#: So few years are shown month by month.
MOST_YEARS_BY_MONTH: Final = 3
_LABEL_UNITS: Final = 50
_WIDEST: Final = 46.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A year (`1962`) or month (`1962-10`): its cables, where its bar stands and leads."""

    name: str
    said: str
    count: int
    left: float
    width: float
    top: float
    height: float
    href: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The bars in order of time, and the largest count.

    `left_out` earlier years did not fit. `query` and `sort` are those of the answer, and `wider`
    leads to the answer of all years, if it is one of some.
    """

    bars: tuple[Bar, ...]
    most: int
    query: str = ""
    sort: str = ""
    wider: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE
    left_out: int = 0

    @property
    def unit(self) -> str:
        """What a bar stands for: year or month."""
        return "month" if "-" in self.bars[0].name else "year"

    @property
    def names(self) -> str:
        """The names of all bars, for the script that lets one brush over them."""
        return " ".join(bar.name for bar in self.bars)


def timeline(
    values: Sequence[tuple[str, int]],
    place: Callable[[str], str],
    *,
    query: str = "",
    sort: str = "",
    wider: str = "",
) -> Timeline | None:
    """Return the picture of counts by year or by month; `None` if there is nothing to draw.

    Args:
        values: Years or months (`1962-10`) and counts, in order of time.
        place: Where a year or month leads.
        query: Of the answer.
        sort: Its order.
        wider: Where the answer of all years is, if this is one of some.
    """
    counts = {name: count for name, count in values if name.replace("-", "").isdigit()}
    if not counts:
        return None
    years = [int(name[:4]) for name in counts]
    last = max(years)
    first = max(min(years), last - MOST_YEARS + 1)
    by_month = any("-" in name for name in counts)
    names = _months(first, last) if by_month else [f"{year:04}" for year in range(first, last + 1)]
    left_out = len({year for year in years if year < first})
    step = WIDTH / len(names)
    most = max(counts.get(name, 0) for name in names)
    labels = _labels(names, step)
    bars = []
    for number, name in enumerate(names):
        count = counts.get(name, 0)
        height = max(1.5, (BASE - TOP) * count / most) if count else 0.0
        bars.append(
            Bar(
                name=name,
                said=_said(name),
                count=count,
                left=round(number * step, 2),
                width=round(min(_WIDEST, max(1.0, step * 0.82)), 2),
                top=round(BASE - height, 2),
                height=round(height, 2),
                href=place(name) if count else "",
                label=labels.get(name, ""),
            )
        )
    return Timeline(
        bars=tuple(bars),
        most=most,
        query=query,
        sort=sort,
        wider=wider,
        left_out=left_out,
    )


def _months(first: int, last: int) -> list[str]:
    return [f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)]


def _said(name: str) -> str:
    year, _, month = name.partition("-")
    return f"{calendar.month_name[int(month)]} {year}" if month else year


def _labels(names: Sequence[str], step: float) -> dict[str, str]:
    """Return what is written below the line: years, all or every fifth ..., and months of one."""
    if "-" in names[0]:
        is_wide = step >= _LABEL_UNITS
        return {
            name: name[:4] if name.endswith("-01") else calendar.month_abbr[int(name[5:])]
            for name in names
            if name.endswith("-01") or is_wide
        }
    for every in (1, 2, 5, 10, 20, 50):
        if step * every >= _LABEL_UNITS:
            labelled = [at for at, name in enumerate(names) if int(name) % every == 0]
            return {names[at]: names[at] for at in labelled if at * step <= WIDTH - _LABEL_UNITS}
    return {name: name for name in (names[0], names[-1])}
