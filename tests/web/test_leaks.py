"""What is above a reader changes nothing that the room gives him: the same bytes, everywhere."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from cablegram.access import Reader
from cablegram.archive import Item
from cablegram.model import Level
from cablegram.search import Archive
from cablegram.web import Room, reading_room
from cablegram.web.places import CABLE_ENDINGS, LIST_ENDINGS
from tests.made_up import cable
from tests.search.test_leaks import (
    GUEST,
    NUMBERS,
    POLICY,
    QUERIES,
    Pairs,
    first_difference,
    pairs,
    read_whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.model import Cable

SECONDS = 60
PLACES = (
    "/", "/help", "/static/room.css", "/nothing",
    *(f"/search{ending}?q={quote(query)}" for query in QUERIES for ending in ("", ".json")),
    *(f"/search{ending}?q={quote(query)}" for query in ("", "harbor") for ending in LIST_ENDINGS),
    *(f"/complete.json?q={quote(begun)}" for begun in
      ("h", "ha", "tr", "treat", "07", "07L", "07LISBON", "from:", "from:li", "tags:", "tags:p",
       "class:", "caption:", "person:", "date:", "ref:07", "to:", "subject:ha")),
    "/search?q=harbor&sort=-date", "/search.json?limit=1", "/search?q=harbor(",
    *(f"/c/{number}{ending}{view}" for number in (*NUMBERS, "07LISBON5", "LISBON1")
      for ending in ("", *CABLE_ENDINGS)
      for view in ("", "?w=1", "?w=2", "?view=source&w=1", "?view=diff&w=1")),
    *(f"/thread/{number}{ending}" for number in NUMBERS
      for ending in ("", ".json", "?depth=4", "?only=references")),
    *(f"/calendar{part}{query}" for query in ("", "?q=harbor")
      for part in ("", ".json", ".csv", "/2007", "/2007.json", "/2007/03", "/2007/03.csv")),
    *(f"/item/{number}" for number in range(1, 8)),
)  # fmt: skip


def everything(cables: Sequence[Cable | None]) -> str:
    """Return all answers that the guest can get, with their statuses and headers."""
    said = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "archive"
        with Archive.open(folder, create=True) as archive:
            items = [
                Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
                for n, each in enumerate(cables)
                if each is not None
            ]
            archive.ingest(items, read_whole)
        (folder / "policy.toml").write_text(POLICY)
        with sqlite3.connect(folder / "archive.sqlite") as connection:
            # Its random name is part of the tokens of pages.
            connection.execute("UPDATE archive SET identity = 'same'")
        connection.close()
        with Room(folder, GUEST, threads=1) as room:
            assert room.wait_until_kept_up(SECONDS)
            client = TestClient(
                reading_room(room), base_url="http://localhost", follow_redirects=False
            )
            for place in PLACES:
                answer = client.get(place)
                headers = sorted(answer.headers.items())
                said.append(f"{place}\n{answer.status_code}\n{headers}\n{answer.content!r}")
                assert answer.status_code < 500, place
    return "\n".join(said)


@settings(
    max_examples=6,
    phases=(Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(archives=pairs())
def test_what_is_above_a_reader_changes_nothing_for_him(archives: Pairs) -> None:
    one = everything([pair[0] for pair in archives])
    other = everything([pair[1] for pair in archives])
    assert one == other, first_difference(one, other)


def test_what_one_may_not_see_is_as_if_it_were_not_held(tmp_path: Path) -> None:
    """With it or without it, the room gives the same; and something at all."""
    secret = cable("07LISBON2", level="secret", text=("The treaty is void.",))
    seen = [
        cable("07LISBON1", text=("The harbor opens.",)),
        cable("07LISBON3", refs=("07LISBON2",)),
    ]
    answers = []
    for name, cables in (("with", [*seen, secret]), ("without", seen)):
        with Archive.open(tmp_path / name, create=True) as archive:
            items = [
                Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
                for n, each in enumerate(cables)
            ]
            archive.ingest(items, read_whole)
        with Room(tmp_path / name, Reader(level=Level.UNCLASSIFIED), threads=1) as room:
            assert room.wait_until_kept_up(SECONDS)
            client = TestClient(reading_room(room), base_url="http://localhost")
            answers.append(
                [client.get(place).content for place in
                 ("/", "/c/07LISBON2", "/c/07LISBON2.json", "/thread/07LISBON2", "/search?q=treaty",
                  "/search.json?q=harbor", "/c/07LISBON1", "/item/3")]
            )  # fmt: skip
    assert answers[0] == answers[1]
    assert b"The archive does not have this cable." in answers[0][1]
    assert b"07LISBON3" in answers[0][1]  # it is cited, and that may be seen
    assert b"harbor" in answers[0][5]
