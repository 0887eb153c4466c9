"""Rebuild the outline of the land that the map of posts is drawn on.

    python update/land.py land-110m.json

The file is that of the npm package `world-atlas` 2.0.2 (Natural Earth 4.1.0, land 1:110m, in the
public domain; the package that carries it is under the ISC licence).
"""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "src" / "cablegram" / "web" / "data" / "land.txt"
#: Points that stand less than so many degrees beside the line are left out.
TOLERANCE = 0.22
#: Islands of fewer square degrees are left out, and what lies south of this.
LEAST_AREA = 0.8
SOUTH = -60.0

Point = tuple[float, float]


def main() -> None:
    """Write the outline."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [_arc(each, topology["transform"]) for each in topology["arcs"]]
    rings = []
    joined = (_joined(ring, arcs) for ring in _rings(topology["objects"]["land"]))
    for points in (part for ring in joined for part in _parted(ring)):
        if max(latitude for _, latitude in points) < SOUTH or _area(points) < LEAST_AREA:
            continue
        half = len(points) // 2  # a ring has no ends to begin from
        thin = _simplified(points[: half + 1])[:-1] + _simplified(points[half:])
        rings.append(" ".join(f"{x:.1f},{y:.1f}" for x, y in thin[:-1]))
    head = (
        "# Outline of the land, one ring a line: degrees east,north. Natural Earth 4.1.0, 1:110m,\n"
        f"# public domain, from the npm package world-atlas 2.0.2; made by update/land.py, {date.today()}.\n"  # noqa: DTZ011, E501
    )
    OUT.write_text(head + "\n".join(rings) + "\n", encoding="ascii")


def _arc(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return points


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    match shape["type"]:
        case "GeometryCollection":
            return [ring for each in shape["geometries"] for ring in _rings(each)]
        case "MultiPolygon":
            return [ring for polygon in shape["arcs"] for ring in polygon]
        case _:
            return list(shape["arcs"])


def _joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _parted(ring: list[Point]) -> list[list[Point]]:
    """Return what a ring is on the flat map: two parts if it crosses the date line."""
    whole = ring[:1]
    for x, y in ring[1:]:
        before = whole[-1][0]
        whole.append((x + 360 * round((before - x) / 360), y))
    parts = [_clipped([(x + turn, y) for x, y in whole]) for turn in (-360, 0, 360)]
    return [part for part in parts if len(part) > 3]


def _clipped(ring: list[Point]) -> list[Point]:
    """Return the part of a ring between the date line in the west and in the east."""
    for sign in (1, -1):
        kept: list[Point] = []
        for (x1, y1), (x2, y2) in pairwise(ring):
            if sign * x1 <= 180:
                kept.append((x1, y1))
            if (sign * x1 <= 180) != (sign * x2 <= 180):
                kept.append((sign * 180.0, y1 + (y2 - y1) * (sign * 180 - x1) / (x2 - x1)))
        if not kept:
            return []
        ring = [*kept, kept[0]]
    return ring


def _area(points: list[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(points))) / 2


def _simplified(points: list[Point]) -> list[Point]:
    """Return a line without the points that change it little (Douglas and Peucker)."""
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1e-9
    far, distance = 0, 0.0
    for place, (x, y) in enumerate(points[1:-1], 1):
        aside = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
        if aside > distance:
            far, distance = place, aside
    if distance <= TOLERANCE:
        return [points[0], points[-1]]
    return _simplified(points[: far + 1])[:-1] + _simplified(points[far:])


if __name__ == "__main__":
    main()
