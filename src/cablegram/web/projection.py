"""From degrees to a flat map: the Equal Earth projection, and the outline of the land on it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Final

#: Of the polynomial; B. Savric, T. Patterson, B. Jenny, "The Equal Earth map projection" (2018).
_A1: Final = 1.340264
_A2: Final = -0.081106
_A3: Final = 0.000893
_A4: Final = 0.003796
_HALF_ROOT: Final = sqrt(3) / 2
#: What is shown: no post stands south or north of this.
SOUTH: Final = -58.0
NORTH: Final = 80.0
WIDTH: Final = 1000.0


def equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a place on the flat map, in radii of the globe, x to the east and y to the north."""
    theta = asin(_HALF_ROOT * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = radians(longitude) * cos(theta) / (_HALF_ROOT * slope)
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


_SCALE: Final = WIDTH / (2 * equal_earth(0, 180)[0])
_TOP: Final = equal_earth(NORTH, 0)[1]
HEIGHT: Final = round(_SCALE * (_TOP - equal_earth(SOUTH, 0)[1]))


def on_the_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a place stands in a drawing of `WIDTH` by `HEIGHT`, from its upper left."""
    x, y = equal_earth(latitude, longitude)
    return round(WIDTH / 2 + _SCALE * x, 1), round(_SCALE * (_TOP - y), 1)


@cache
def land_outline() -> str:
    """Return the outline of the land as the path of an SVG, in whole units."""
    text = (files(__package__) / "data" / "land.txt").read_text(encoding="ascii")
    return "".join(
        _ring([on_the_map(*_place(point)) for point in line.split()])
        for line in text.splitlines()
        if not line.startswith("#")
    )


@cache
def graticule() -> str:
    """Return every thirtieth meridian and parallel as the path of an SVG."""
    meridians = [
        [on_the_map(latitude, longitude) for latitude in range(int(SOUTH), int(NORTH) + 1, 6)]
        for longitude in range(-180, 181, 30)
    ]
    parallels = [
        [on_the_map(latitude, longitude) for longitude in (-180, 180)]
        for latitude in range(-30, 61, 30)
    ]
    return "".join(_line(points) for points in (*meridians, *parallels))


def _place(point: str) -> tuple[float, float]:
    longitude, _, latitude = point.partition(",")
    return float(latitude), float(longitude)


def _ring(points: list[tuple[float, float]]) -> str:
    return f"{_line(points)}z"


def _line(points: list[tuple[float, float]]) -> str:
    """Return a line by its first point and the steps from it."""
    whole = [(round(x), round(y)) for x, y in points]
    parts = [f"M{whole[0][0]} {whole[0][1]}l"]
    x, y = whole[0]
    for next_x, next_y in whole[1:]:
        if (next_x, next_y) != (x, y):
            parts.append(f"{next_x - x} {next_y - y} ")
            x, y = next_x, next_y
    return "".join(parts).rstrip()
