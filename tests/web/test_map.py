"""Posts stand where they are, and lines and tables say who wrote to whom."""

from __future__ import annotations

import csv
import io
import re
from math import isclose
from typing import TYPE_CHECKING

import pytest

from cablegram.archive.overview import Traffic
from cablegram.vocabulary import all_stations
from cablegram.web.map_drawing import MOST_FLOWS, MOST_POSTS, draw_map, place_of_station
from cablegram.web.projection import HEIGHT, WIDTH, equal_earth, graticule, land_outline, on_the_map
from tests.made_up import fill
from tests.web.conftest import clients

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [(0, 0, 0, 0), (0, 180, 2.7066297, 0), (90, 0, 0, 1.3173627), (-90, 0, 0, -1.3173627)],
)  # half the width of the equator and of a pole to a pole, as its makers give them
def test_the_projection(latitude: float, longitude: float, x: float, y: float) -> None:
    found = equal_earth(latitude, longitude)
    assert isclose(found[0], x, abs_tol=1e-6)
    assert isclose(found[1], y, abs_tol=1e-6)


def test_areas_are_true() -> None:
    """A square degree at 60 degrees north is half of one at the equator, as on the globe."""

    def area(south: float) -> float:
        corners = [
            equal_earth(south + up, 40 + aside) for up, aside in ((0, 0), (0, 1), (1, 1), (1, 0))
        ]
        pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
        return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2

    assert isclose(area(59.5) / area(-0.5), 0.5, rel_tol=0.01)


def test_land_and_posts_are_inside_the_drawing() -> None:
    assert len(land_outline()) < 20_000
    for path in (land_outline(), graticule()):
        x = y = 0
        for command, first, second in re.findall(r"([Ml]?)(-?\d+) (-?\d+)", path):
            x, y = (
                (int(first), int(second)) if command == "M" else (x + int(first), y + int(second))
            )
            assert -1 <= x <= WIDTH + 1
    placed = [place for name in all_stations() if (place := place_of_station(name))]
    assert len(placed) > 250
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in placed)
    assert on_the_map(0, 0)[0] == WIDTH / 2


def test_names_do_not_cover_one_another_and_circles_go_with_cables() -> None:
    cables = {name: n for n, name in enumerate(all_stations(), 1)}
    flows = [
        Traffic(origin=one, destination="STATE", cables=400 - n)
        for n, one in enumerate(name for name in all_stations() if place_of_station(name))
    ]
    drawn = draw_map(cables, flows)
    assert len(drawn.posts) == MOST_POSTS
    assert len(drawn.flows) == MOST_FLOWS
    boxes = []
    for post in drawn.posts:
        if post.label:
            x, y, anchor = post.label
            width = 5.9 * len(post.name)
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            boxes.append((left, y - 8, left + width, y))
    assert len(boxes) > 15
    for n, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= WIDTH + 1
        for other in boxes[n + 1 :]:
            apart = one[0] >= other[2] or other[0] >= one[2]
            assert apart or one[1] >= other[3] or other[1] >= one[3]
    largest, second = drawn.posts[:2]
    assert isclose(
        (second.radius / largest.radius) ** 2, second.cables / largest.cables, rel_tol=0.03
    )


def test_the_page_and_its_files(client: TestClient) -> None:
    text = client.get("/map").text
    assert 'aria-label="Lisbon: 6 cables"' in text
    assert "Lisbon to Department of State: 6 cables" in text
    assert "Department of State" in text
    made = client.get("/map.json").json()
    assert made["flows"][0] == {"from": "LISBON", "to": "STATE", "cables": 6}
    rows = list(csv.reader(io.StringIO(client.get("/map.csv?year=2007").text)))
    assert rows[:2] == [["from", "to", "cables"], ["LISBON", "STATE", "5"]]
    chosen = client.get("/map?station=madrid&year=2007").text
    assert "Traffic of Madrid, 2007" in chosen
    assert 'class="post chosen"' in chosen
    assert "No traffic of 1990" in client.get("/map?year=1990").text
    assert "1950 to 1960" in client.get("/map?year=1950&until=1960").text


def test_a_count_leads_to_its_cables(tmp_path: Path) -> None:
    origins = {
        "LISBON": "AMEMBASSY LISBON",
        "STATE": "SECSTATE WASHDC",
        "LAPAZ": "AMEMBASSY LA PAZ",
    }
    cables = [
        {"mrn": f"{year}{name}{n}", "origin": origin, "day": f"{year}-0{n}-01",
         "to": [other for other in origins.values() if other != origin][: n % 3]}
        for year in (1958, 2007, 2008) for name, origin in origins.items() for n in range(1, 5)
    ]  # fmt: skip
    for client in clients(fill(tmp_path / "archive", *cables)):
        counts_lead_to_their_cables(client)


def counts_lead_to_their_cables(client: TestClient) -> None:
    for query in ("", "?year=2007", "?until=1960", "?year=1950&until=2007"):
        text = client.get(f"/map{query}").text
        found = re.findall(r'href="(/search[^"]*)" aria-label="(\d+) cables? from', text)
        assert found
        for href, count in found:
            place = href.replace("&amp;", "&").replace("/search?", "/search.json?")
            assert client.get(place).json()["total"] == int(count), place


def test_without_cables_or_days_and_asked_wrongly(
    empty: TestClient, undated: TestClient, client: TestClient
) -> None:
    assert "No traffic" in empty.get("/map").text
    assert "Lisbon" in undated.get("/map").text
    assert "No traffic of 2007" in undated.get("/map?year=2007").text
    assert client.get("/map?year=12345").status_code == 400
    assert client.get("/map.xml").status_code == 404
    assert client.get("/map?year=2008&until=2001").status_code == 200
