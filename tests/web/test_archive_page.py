"""What is in the archive, and to whom which part of that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from cablegram.access import Reader
from cablegram.archive import Item, Store
from cablegram.model import Level
from cablegram.web import Room, reading_room
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.conftest import clients

if TYPE_CHECKING:
    from pathlib import Path

COPY = {"mrn": "07LISBON1", "text": ["The harbor master raised the dues again."]}
CABLES = (
    COPY,
    {**COPY, "subject": "HARBOR  DUES"},
    {"mrn": "07MADRID2", "refs": ["07LISBON1", "06ROME5"], "level": "secret", "text": ["Ferry."]},
    {"mrn": "07MADRID2", "subject": "OLIVES", "text": ["Another text of that number, on olives."]},
)


def test_figures_are_those_of_the_archive(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", *CABLES)
    with Store.open(folder) as store:
        store.ingest([Item(source="broken.bin", data=b"x")], read_nothing)
    for client in clients(folder):
        made = client.get("/archive.json").json()
        assert made["cables"] == 3
        assert made["copies"] == 1
        assert made["shared_numbers"] == 1
        assert (made["references_with_number"], made["references_held"]) == (2, 1)
        assert made["forms"] == {"telegram": 4}
        assert made["levels"] == {"unclassified": 2, "secret": 1}
        assert made["coverage"] == {"all of it": 4}
        assert made["looked_at"] == 3
        assert made["whole"]["witnesses"] == 4
        assert made["whole"]["unread"] == 1
        assert not made["whole"]["is_erasing_due"]
        text = client.get("/archive").text
        assert "broken.bin" in text
        assert "of which 50 % is held" in text
        assert "The index is up to date." in text
        (folder / "erasing-is-due").touch()
        assert "Forgetting was interrupted" in client.get("/archive").text
        assert client.get("/archive.csv").status_code == 404


def test_a_lower_reader_is_told_of_his_own_only(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", *CABLES)
    with Store.open(folder) as store:
        store.ingest([Item(source="broken.bin", data=b"x")], read_nothing)
    with Room(folder, Reader(level=Level.UNCLASSIFIED), threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        client = TestClient(reading_room(room), base_url="http://localhost")
        made = client.get("/archive.json").json()
        assert made["cables"] == 2
        assert made["shared_numbers"] == 0
        assert made["whole"] is None
        text = client.get("/archive").text
        for told in ("broken.bin", "MB", "witnesses:", "schema"):
            assert told not in text


def test_an_empty_one(empty: TestClient, undated: TestClient) -> None:
    assert "The archive is empty." in empty.get("/archive").text
    assert empty.get("/archive.json").json()["first_year"] is None
    assert undated.get("/archive").status_code == 200


def read_nothing(source: str, data: bytes) -> tuple[()]:
    """Read no cable in anything."""
    del source, data
    return ()
