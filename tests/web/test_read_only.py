"""A room for reading only keeps nothing and changes nothing, and offers nothing of the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from cablegram.web import Room, reading_room
from cablegram.web.paths import PATHS
from tests.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OFFERS = ("Add to a dossier", "Write a note", "note-form", "Save this search", ">Add<")


@pytest.fixture(scope="module")
def reading_only(folder: Path) -> Iterator[TestClient]:
    with Room(folder, threads=1, read_only=True) as room:
        assert room.wait_until_kept_up(SECONDS)
        with TestClient(reading_room(room), base_url="http://localhost") as made:
            yield made


def test_no_form_changes_anything(reading_only: TestClient) -> None:
    changing = [path for path in PATHS if path.changes]
    assert len(changing) > 5
    for path in changing:
        place = path.path.partition("{")[0] + ("x" if "{" in path.path else "")
        answer = reading_only.post(place, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (403, "read-only"), place


def test_a_form_that_only_asks_is_answered(reading_only: TestClient) -> None:
    assert "07LISBON1" in reading_only.post("/batch", data={"lines": "07LISBON1"}).text


def test_nothing_of_the_kind_is_offered(reading_only: TestClient, client: TestClient) -> None:
    def offered(to: TestClient) -> set[str]:
        text = to.get("/c/07LISBON4").text + to.get("/search?q=dues").text
        return {each for each in OFFERS if each in text}

    assert offered(reading_only) == set()
    assert offered(client) == set(OFFERS)  # else the line above would say nothing
