"""A matter drawn over time: a lane for each station, what is not held as empty rings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.web.places import place_of
from cablegram.web.plain_words import station_name
from cablegram.web.templates import short_day
from cablegram.web.thread_scale import Scale

if TYPE_CHECKING:
    from datetime import date

    from cablegram.follow import Matter, Reason, Step
    from cablegram.model import MRN

TOP: Final = 36.0
#: The name of a lane stands above its rows.
NAME: Final = 19.0
ROW: Final = 34.0
#: Two marks nearer than this stand one below the other.
APART: Final = 20.0
#: A number is written below its mark if the marks beside it in the row leave it so much room.
LABEL_UNITS: Final = 42.0
#: Marks of one day in one lane go into so many rows before they go to the right.
ROWS: Final = 3
#: A year less sure than this is drawn with a broken line.
SURE: Final = 0.95
#: With more lines than this, those of a mark are not drawn once more for the pointer.
_LINES_TWICE: Final = 400
_NAME_CHARS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One step: a disc if it is held, a ring if it is not, a square if it is no cable.

    `lane` counts the lanes from 0; `paths` are the lines that end here, drawn over the others
    when somebody points at it.
    """

    x: float
    y: float
    kind: str
    label: str
    title: str
    href: str
    is_root: bool
    lane: int = 0
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From the citing to the cited one; `kind` is `sure`, `unsure` or `subject`."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A station: its name, where it begins and how high it is."""

    name: str
    top: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All of it, in pixels: it is shown at its size, and scrolls where there is less room."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    root_x: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    x: float
    y: float
    lane: int


def draw(matter: Matter) -> Drawing | None:
    """Return the drawing of a matter; `None` if no step of it has a day."""
    numbered = [(n, step) for n, step in enumerate(matter.steps, 1) if step.date is not None]
    if not numbered:
        return None
    dated = [step for _, step in numbered]
    lanes, places, scale, bottom = _laid_out(dated)
    labelled = _with_room(places)
    by_number = {s.mrn: n for n, s in enumerate(dated) if s.mrn is not None}
    lines, ends = _lines(dated, places, by_number)
    root = by_number.get(matter.mrn)
    marks = tuple(
        _mark(
            step,
            place,
            href=place_of(step.mrn) if step.mrn is not None else f"#step-{number}",
            is_root=n == root,
            has_label=n in labelled or n == root,
            paths=tuple(ends.get(n, ())) if len(lines) <= _LINES_TWICE else (),
        )
        for n, ((number, step), place) in enumerate(zip(numbered, places, strict=True))
    )
    return Drawing(
        width=scale.width,
        height=round(bottom) + 30,
        lanes=lanes,
        lines=tuple(lines),
        # In order of time, as the keyboard goes through them.
        marks=tuple(sorted(marks, key=lambda mark: (mark.x, mark.y))),
        ticks=scale.ticks(dated[root].date if root is not None else None),
        root_x=None if root is None else places[root].x,
    )


def _laid_out(dated: list[Step]) -> tuple[tuple[Lane, ...], list[_Place], Scale, float]:
    """Give each station a lane, high enough that no two marks cover each other."""
    stations: dict[str, list[int]] = {}
    days: dict[tuple[str, date], list[int]] = {}
    widths: dict[date, float] = {}
    for n, step in enumerate(dated):
        if step.date is not None:
            name = _lane_of(step)
            stations.setdefault(name, []).append(n)
            same = days.setdefault((name, step.date), [])
            same.append(n)
            beside = (len(same) - 1) // ROWS * APART
            widths[step.date] = max(widths.get(step.date, 0.0), beside)
    scale = Scale(widths)
    lanes = []
    found: dict[int, _Place] = {}
    top = TOP
    for lane, (name, steps) in enumerate(stations.items()):
        rows: list[float] = []
        for n in steps:
            step = dated[n]
            if step.date is None:
                continue
            column = days[name, step.date].index(n) // ROWS
            x = scale.x(step.date) + column * APART
            row = _row(rows, x)
            rows[row : row + 1] = [x]
            found[n] = _Place(x=x, y=top + NAME + ROW * row + 10, lane=lane)
        height = NAME + ROW * len(rows)
        lanes.append(Lane(name=name[:_NAME_CHARS], top=top, height=height))
        top += height
    return tuple(lanes), [found[n] for n in range(len(dated))], scale, top


def _row(rows: list[float], x: float) -> int:
    """Return the row of a lane for a mark: one with room for its number, or at least for itself."""
    for apart in (LABEL_UNITS, APART):
        for n, last in enumerate(rows):
            if x - last >= apart:
                return n
        if len(rows) < ROWS:
            return len(rows)
    return len(rows)


def _with_room(places: list[_Place]) -> set[int]:
    """Return the marks beside which there is room for a number."""
    rows: dict[float, list[tuple[float, int]]] = {}
    for n, place in enumerate(places):
        rows.setdefault(place.y, []).append((place.x, n))
    free = set()
    for row in rows.values():
        row.sort()
        last = float("-inf")
        for order, (x, n) in enumerate(row):
            after = row[order + 1][0] if order + 1 < len(row) else float("inf")
            # Its own room begins where that of the last written number ends.
            if x - last >= LABEL_UNITS and after - x >= LABEL_UNITS / 2:
                free.add(n)
                last = x
    return free


def _lane_of(step: Step) -> str:
    if step.mrn is None:
        return "letters, meetings"
    return station_name(step.mrn.station)


def _mark(
    step: Step,
    place: _Place,
    *,
    href: str,
    is_root: bool,
    has_label: bool,
    paths: tuple[str, ...],
) -> Mark:
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
        x=place.x,
        y=place.y,
        kind=kind,
        label=str(step.mrn.number) if step.mrn is not None and has_label else "",
        title=f"{name}, {when}: {said}",
        href=href,
        is_root=is_root,
        lane=place.lane,
        paths=paths,
    )


def _lines(
    dated: list[Step], places: list[_Place], by_number: dict[MRN, int]
) -> tuple[list[Line], dict[int, list[str]]]:
    """Return the lines, each once, and those that end at each mark."""
    found: dict[tuple[int, int], Line] = {}
    ends: dict[int, list[str]] = {}
    for n, step in enumerate(dated):
        for reason in step.reasons:
            other = by_number.get(reason.other) if reason.other is not None else None
            if other is None or other == n:
                continue
            key = (min(n, other), max(n, other))
            if key not in found:
                path = _path(places[n], places[other])
                found[key] = Line(path=path, kind=_kind(reason))
                for end in key:
                    ends.setdefault(end, []).append(path)
    return list(found.values()), ends


def _kind(reason: Reason) -> str:
    if reason.relation == "same_subject":
        return "subject"
    if reason.year_confidence is not None and reason.year_confidence < SURE:
        return "unsure"
    return "sure"


def _path(start: _Place, end: _Place) -> str:
    """Return a bow from one mark to another; in one row it goes above the marks between."""
    (x1, y1), (x2, y2) = sorted(((start.x, start.y), (end.x, end.y)))
    if y1 == y2:
        lift = min(ROW * 0.7, 6 + abs(x2 - x1) / 14)
        return f"M{x1},{y1} Q{round((x1 + x2) / 2, 1)},{round(y1 - 2 * lift, 1)} {x2},{y2}"
    if x1 == x2:
        return f"M{x1},{y1} Q{x1 + ROW / 2},{round((y1 + y2) / 2, 1)} {x2},{y2}"
    middle = round((x1 + x2) / 2, 1)
    return f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}"
