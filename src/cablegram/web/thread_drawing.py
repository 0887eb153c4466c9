"""A matter drawn over time: a lane for each station, what is not held as empty rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary import station_info
from cablegram.web.places import place_of
from cablegram.web.templates import short_day

if TYPE_CHECKING:
    from cablegram.follow import Matter, Step
    from cablegram.model import MRN

LEFT: Final = 150
RIGHT: Final = 1010
WIDTH: Final = 1060
TOP: Final = 34
ROW: Final = 38
#: Two marks nearer than this stand one below the other.
APART: Final = 15.0
#: A number is written below its mark if the marks beside it in the row leave it so much room.
LABEL_UNITS: Final = 40.0
#: A year less sure than this is drawn with a broken line.
SURE: Final = 0.95
_TICKS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One step: a disc if it is held, a ring if it is not, a square if it is no cable."""

    x: float
    y: float
    kind: str
    label: str
    title: str
    href: str
    is_root: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From the citing to the cited one; `kind` is `sure`, `unsure` or `subject`."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A station: its name and the height at which it stands."""

    name: str
    y: float
    top: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All of it, in units of one pixel at its full size."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    root_x: float | None


def draw(matter: Matter) -> Drawing | None:
    """Return the drawing of a matter; `None` if no step of it has a day."""
    dated = [step for step in matter.steps if step.date is not None]
    if not dated:
        return None
    scale = _Scale([step.date for step in dated if step.date is not None])
    lanes, places, bottom = _places(dated, scale)
    free = _with_room(places)
    marks = tuple(
        _mark(step, *places[id(step)], matter.mrn, has_room=id(step) in free) for step in dated
    )
    by_number = {step.mrn: places[id(step)] for step in dated if step.mrn is not None}
    root = by_number.get(matter.mrn)
    return Drawing(
        width=WIDTH,
        height=round(bottom) + 30,
        lanes=lanes,
        lines=tuple(_lines(dated, places, by_number)),
        marks=marks,
        ticks=scale.ticks(),
        root_x=None if root is None else root[0],
    )


class _Scale:
    """From days to places."""

    def __init__(self, days: list[date]) -> None:
        self._first = min(days).toordinal()
        self._span = max(days).toordinal() - self._first

    def x(self, day: date) -> float:
        if not self._span:
            return (LEFT + RIGHT) / 2
        return round(LEFT + (day.toordinal() - self._first) / self._span * (RIGHT - LEFT), 1)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return a few places with their days, at even distances."""
        if not self._span:
            return (((LEFT + RIGHT) / 2, short_day(date.fromordinal(self._first))),)
        count = min(_TICKS, self._span + 1)
        days = [
            date.fromordinal(self._first + round(self._span * n / (count - 1)))
            for n in range(count)
        ]
        return tuple((self.x(day), short_day(day)) for day in dict.fromkeys(days))


def _places(
    dated: list[Step], scale: _Scale
) -> tuple[tuple[Lane, ...], dict[int, tuple[float, float]], float]:
    """Give each station a lane, high enough that no two marks cover each other."""
    stations: dict[str, list[Step]] = {}
    for step in dated:
        stations.setdefault(_lane_of(step), []).append(step)
    lanes = []
    places: dict[int, tuple[float, float]] = {}
    top = float(TOP)
    for name, steps in stations.items():
        rows: list[float] = []
        for step in steps:
            x = scale.x(step.date or date.min)
            row = next((n for n, last in enumerate(rows) if x - last >= APART), len(rows))
            rows[row : row + 1] = [x]
            places[id(step)] = (x, top + ROW * (row + 0.5))
        height = ROW * len(rows)
        lanes.append(Lane(name=name, y=top + height / 2, top=top, height=height))
        top += height
    return tuple(lanes), places, top


def _with_room(places: dict[int, tuple[float, float]]) -> set[int]:
    """Return the steps beside which there is room for a number."""
    rows: dict[float, list[tuple[float, int]]] = {}
    for key, (x, y) in places.items():
        rows.setdefault(y, []).append((x, key))
    free = set()
    for row in rows.values():
        row.sort()
        xs = [x for x, _ in row]
        for place, (x, key) in enumerate(row):
            before = xs[place - 1] if place else float("-inf")
            after = xs[place + 1] if place + 1 < len(xs) else float("inf")
            if min(x - before, after - x) >= LABEL_UNITS:
                free.add(key)
    return free


def _lane_of(step: Step) -> str:
    if step.mrn is None:
        return "letters, meetings"
    info = station_info(step.mrn.station)
    return (info.display_name if info else step.mrn.station).title()


def _mark(step: Step, x: float, y: float, root: MRN, *, has_room: bool) -> Mark:
    kind = "held" if step.cable is not None else "missing"
    if step.mrn is None:
        kind = "other"
    day = short_day(step.date)
    when = f"about {day}" if step.is_estimated else day
    name = str(step.mrn) if step.mrn is not None else " ".join(step.text.split())[:80]
    subject = step.cable.subject if step.cable is not None else None
    said = subject or ("no subject" if step.cable is not None else "not held")
    if step.mrn is None:
        said = step.kind
    return Mark(
        x=x,
        y=y,
        kind=kind,
        label=str(step.mrn.number) if step.mrn is not None and has_room else "",
        title=f"{name}, {when}: {said}",
        href=place_of(step.mrn) if step.mrn is not None else "",
        is_root=step.mrn == root,
    )


def _lines(
    dated: list[Step],
    places: dict[int, tuple[float, float]],
    by_number: dict[MRN, tuple[float, float]],
) -> list[Line]:
    found: dict[str, Line] = {}
    for step in dated:
        for reason in step.reasons:
            other = by_number.get(reason.other) if reason.other is not None else None
            if other is None:
                continue
            kind = "sure"
            if reason.relation == "same_subject":
                kind = "subject"
            elif reason.year_confidence is not None and reason.year_confidence < SURE:
                kind = "unsure"
            path = _path(places[id(step)], other)
            found.setdefault(path, Line(path=path, kind=kind))
    return list(found.values())


def _path(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a bow from one mark to another; in one row it goes above the marks between."""
    (x1, y1), (x2, y2) = sorted((start, end))
    if y1 == y2:
        lift = min(ROW * 0.9, 6 + abs(x2 - x1) / 14)
        return f"M{x1},{y1} Q{round((x1 + x2) / 2, 1)},{round(y1 - 2 * lift, 1)} {x2},{y2}"
    middle = round((x1 + x2) / 2, 1)
    return f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}"
