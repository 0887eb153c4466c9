"""Traffic by month as a picture made on the server, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cablegram.search.tallies import Tally

WIDTH: Final = 720
HEIGHT: Final = 148
#: Where the line lies from which one direction goes up and the other down.
BASE: Final = 72
_ROOM: Final = 66
#: Earlier years than so many are not drawn.
MOST_YEARS: Final = 60
_WIDEST: Final = 12.0
_LABEL_UNITS: Final = 36
_MONTHS: Final = 12
#: More empty years than so many in a row are cut out of the line; how wide the cut is.
_MOST_EMPTY: Final = 3
_CUT: Final = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year: the counts of its months in both directions, where it stands, where it leads."""

    year: int
    up: tuple[int, ...]
    down: tuple[int, ...]
    left: float
    width: float
    label: str
    up_place: str
    down_place: str

    @property
    def sent(self) -> int:
        """All of one direction."""
        return sum(self.up)

    @property
    def taken(self) -> int:
        """All of the other."""
        return sum(self.down)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBars:
    """The picture: two paths of bars, and the years below it.

    `most` is the largest count of a month, which both directions are drawn to. `cuts` are the
    places at which years without any are left out.
    """

    years: tuple[Year, ...]
    up_path: str
    down_path: str
    most: int
    width: int
    cuts: tuple[float, ...] = ()
    left_out: int = 0
    height: int = HEIGHT
    base: int = BASE


def month_bars(
    up: Iterable[Tally], down: Iterable[Tally], place: Callable[[str, int], str]
) -> MonthBars | None:
    """Return the picture of what was sent and received; `None` if nothing has a date.

    Args:
        up: Months, such as 2007-06, with the counts that go up.
        down: The same for those that go down; empty for one direction alone.
        place: Where `up` or `down` of a year leads.
    """
    ups, downs = _by_month(up), _by_month(down)
    months = {*ups, *downs}
    if not months:
        return None
    with_some = sorted({month // _MONTHS for month in months})[-MOST_YEARS:]
    left_out = len({month // _MONTHS for month in months}) - len(with_some)
    parts = _parts(with_some)
    drawn = [year for part in parts for year in part]
    room = WIDTH - _CUT * (len(parts) - 1)
    step = min(_WIDEST, max(0.6, room / (len(drawn) * _MONTHS)))
    lefts, cuts, left = {}, [], 0.0
    for place_of_part, part in enumerate(parts):
        if place_of_part:
            cuts.append(round(left + _CUT / 2, 2))
            left += _CUT
        for year in part:
            lefts[year] = round(left, 2)
            left += step * _MONTHS
    most = max(
        count
        for counts in (ups, downs)
        for count in (0, *(each for month, each in counts.items() if month // _MONTHS in lefts))
    )
    labels = _labels(lefts)
    return MonthBars(
        years=tuple(
            Year(
                year=year,
                up=_months_of(ups, year),
                down=_months_of(downs, year),
                left=lefts[year],
                width=round(_MONTHS * step, 2),
                label=str(year) if year in labels else "",
                up_place=place("up", year),
                down_place=place("down", year),
            )
            for year in drawn
        ),
        up_path=_path(ups, lefts, step, most, -1),
        down_path=_path(downs, lefts, step, most, 1),
        most=most,
        width=max(200, round(left)),
        cuts=tuple(cuts),
        left_out=left_out,
    )


def _parts(years: list[int]) -> list[range]:
    """Return the years that are drawn: those that have something, and few empty ones between.

    >>> _parts([1934, 1974, 1975, 1978])
    [range(1934, 1935), range(1974, 1979)]
    """
    parts: list[range] = []
    for year in years:
        if parts and year - parts[-1].stop <= _MOST_EMPTY:
            parts[-1] = range(parts[-1].start, year + 1)
        else:
            parts.append(range(year, year + 1))
    return parts


def _labels(lefts: dict[int, float]) -> frozenset[int]:
    """Return the years that are written below the line, as many as there is room for."""
    labels: list[int] = []
    free = 0.0
    for year, left in lefts.items():
        if left >= free:
            labels.append(year)
            free = left + _LABEL_UNITS
    return frozenset(labels)


def _by_month(tallies: Iterable[Tally]) -> dict[int, int]:
    """Return counts by months since the year 0."""
    return {
        int(each.value[:4]) * _MONTHS + int(each.value[5:]) - 1: each.count
        for each in tallies
        if 1 <= int(each.value[5:]) <= _MONTHS
    }


def _months_of(counts: dict[int, int], year: int) -> tuple[int, ...]:
    return tuple(counts.get(year * _MONTHS + month, 0) for month in range(_MONTHS))


def _path(
    counts: dict[int, int], lefts: dict[int, float], step: float, most: int, direction: int
) -> str:
    """Return the bars of one direction as the path of one shape."""
    width = round(max(0.6, step * 0.8), 2)
    pieces = []
    for month, count in sorted(counts.items()):
        year, place = divmod(month, _MONTHS)
        if year not in lefts or not count:
            continue
        height = round(max(1.5, _ROOM * count / most), 2)
        left = round(lefts[year] + place * step, 2)
        top = BASE - height - 0.5 if direction < 0 else BASE + 0.5
        pieces.append(f"M{left} {round(top, 2)}h{width}v{height}h-{width}z")
    return "".join(pieces)


def table_of(years: Sequence[Year]) -> tuple[Year, ...]:
    """Return the years that have something, the newest first."""
    return tuple(year for year in reversed(years) if year.sent or year.taken)
