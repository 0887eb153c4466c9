"""Posts on the map of the world, with the traffic between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary import station_info
from cablegram.web.plain_words import station_name
from cablegram.web.projection import HEIGHT, WIDTH, on_the_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cablegram.archive.overview import Traffic

MOST_POSTS: Final = 150
MOST_FLOWS: Final = 60
MOST_LABELS: Final = 40
_LARGEST: Final = 20.0
_SMALLEST: Final = 2.2
_CHOSEN: Final = 7.0
_WIDEST: Final = 4.5
_THINNEST: Final = 0.5
#: Of a name on the map, in units of the drawing.
_LETTER: Final = 5.9
_BOLDER: Final = 1.12
_LINE: Final = 12.0
_BEND: Final = 0.16
_APART: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What stands at one place of the map: a post, or several in one town.

    Attributes:
        station: The one with most cables.
        name: Of that, as people say it.
        said: All of them with their cables.
        cables: Of all of them.
        x: From the left.
        y: From the top.
        radius: The area of the circle goes with the cables.
        is_chosen: Whether the map is about it.
        label: Where its name stands: x, y, and `start`, `middle` or `end`; `None` without.
    """

    station: str
    name: str
    said: tuple[tuple[str, int], ...]
    cables: int
    x: float
    y: float
    radius: float
    is_chosen: bool
    label: tuple[float, float, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A line from one place to another: its path and width, and what it stands for."""

    path: str
    width: float
    name: str
    cables: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawing:
    """The whole drawing; `off_the_map` are the stations that have no place."""

    posts: tuple[Post, ...]
    flows: tuple[Flow, ...]
    off_the_map: int
    width: int = int(WIDTH)
    height: int = int(HEIGHT)


def place_of_station(station: str) -> tuple[float, float] | None:
    """Return where a station stands on the map; `None` if that is not known."""
    info = station_info(station)
    if info is None or info.latitude is None or info.longitude is None:
        return None
    return on_the_map(info.latitude, info.longitude)


def draw_map(
    cables: Mapping[str, int], flows: Sequence[Traffic], *, chosen: str | None = None
) -> MapDrawing:
    """Return posts and the largest flows between them.

    Args:
        cables: How many cables each station stands for, 1 and more.
        flows: Who sent how many to whom, most first.
        chosen: The station that the map is about.
    """
    towns: dict[tuple[float, float], list[tuple[str, int]]] = {}
    for station, count in cables.items():
        place = place_of_station(station)
        if place is not None:
            towns.setdefault(place, []).append((station, count))
    placed = sum(map(len, towns.values()))
    largest = sorted(towns.items(), key=lambda each: (-sum(n for _, n in each[1]), each[0]))
    shown = largest[:MOST_POSTS]
    # The one that the map is about would make all others small: it has a size of its own.
    others = [each for _, each in shown if all(station != chosen for station, _ in each)]
    most = max((sum(n for _, n in stations) for stations in others), default=1)
    posts = [_post(place, stations, most, chosen) for place, stations in shown]
    return MapDrawing(
        posts=_labelled(posts),
        flows=_flows(flows),
        off_the_map=len(cables) - placed,
    )


def _post(
    place: tuple[float, float], stations: list[tuple[str, int]], most: int, chosen: str | None
) -> Post:
    ordered = sorted(stations, key=lambda each: (each[0] != chosen, -each[1], each[0]))
    count = sum(n for _, n in stations)
    is_chosen = ordered[0][0] == chosen
    return Post(
        station=ordered[0][0],
        name=station_name(ordered[0][0]),
        said=tuple((station_name(station), n) for station, n in ordered),
        cables=count,
        x=place[0],
        y=place[1],
        radius=_CHOSEN if is_chosen else round(max(_SMALLEST, _LARGEST * sqrt(count / most)), 1),
        is_chosen=is_chosen,
    )


def _flows(flows: Sequence[Traffic]) -> tuple[Flow, ...]:
    """Return the largest flows between two places as lines, the thinnest first."""
    lines = []
    most = 0
    for each in flows:
        start = place_of_station(each.origin)
        end = place_of_station(each.destination or "")
        if start is None or end is None or start == end:
            continue
        most = max(most, each.cables)
        lines.append(
            Flow(
                path=_curve(start, end),
                width=round(max(_THINNEST, _WIDEST * sqrt(each.cables / most)), 1),
                name=f"{station_name(each.origin)} to {station_name(each.destination or '')}",
                cables=each.cables,
            )
        )
        if len(lines) == MOST_FLOWS:
            break
    return tuple(reversed(lines))


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a line that bends to the left of its way, so that the way back has its own."""
    across, down = end[0] - start[0], end[1] - start[1]
    middle_x = (start[0] + end[0]) / 2 + down * _BEND
    middle_y = (start[1] + end[1]) / 2 - across * _BEND
    return f"M{start[0]:g} {start[1]:g}Q{middle_x:.0f} {middle_y:.0f} {end[0]:g} {end[1]:g}"


def _labelled(posts: list[Post]) -> tuple[Post, ...]:
    """Return the posts with names where they fit, the largest first; none covers another."""
    taken: list[tuple[float, float, float, float]] = []
    circles = [(post.x, post.y, post.radius) for post in posts if post.radius > _SMALLEST]
    done = []
    names = 0
    for post in sorted(posts, key=lambda each: not each.is_chosen):
        label = None
        if names < MOST_LABELS or post.is_chosen:
            label = _room_for(post, taken, circles)
            names += label is not None
        done.append(replace(post, label=label))
    # The largest are drawn first, so that a small one beside it can be seen and pressed.
    return tuple(sorted(done, key=lambda each: (-each.radius, each.station)))


def _room_for(
    post: Post,
    taken: list[tuple[float, float, float, float]],
    circles: list[tuple[float, float, float]],
) -> tuple[float, float, str] | None:
    width = _LETTER * len(post.name) * (_BOLDER if post.is_chosen else 1)
    aside = post.radius + 3
    choices = (
        (post.x + aside, post.y + 4, "start", post.x + aside),
        (post.x - aside, post.y + 4, "end", post.x - aside - width),
        (post.x, post.y - aside, "middle", post.x - width / 2),
        (post.x, post.y + aside + 9, "middle", post.x - width / 2),
    )
    for x, y, anchor, left in choices:
        box = (left, y - _LINE + 2, left + width, y + 3)
        if box[0] < 0 or box[2] > WIDTH or box[1] < 0 or box[3] > HEIGHT:
            continue
        if any(_meet(box, other) for other in taken):
            continue
        if any(_near(box, circle) for circle in circles if circle[:2] != (post.x, post.y)):
            continue
        taken.append(box)
        return round(x, 1), round(y, 1), anchor
    return None


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _near(box: tuple[float, ...], circle: tuple[float, float, float]) -> bool:
    x, y, radius = circle
    across = max(box[0] - x, 0.0, x - box[2])
    down = max(box[1] - y, 0.0, y - box[3])
    return hypot(across, down) < min(radius, 6.0) + _APART
