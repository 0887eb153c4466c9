"""What is above a reader changes nothing that the room gives him: the same bytes, everywhere.

Everywhere is every row of the table of paths, with each ending, parameter and kind of value, and
each status, header, error, feed, token and tag that comes back.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from cablegram.access import SEES_ALL, Reader
from cablegram.archive import Item
from cablegram.model import Level, Paragraph
from cablegram.search import Archive
from cablegram.web import Room, reading_room
from tests.made_up import cable
from tests.patience import SECONDS
from tests.search.test_leaks import (
    GUEST,
    NUMBERS,
    POLICY,
    Pairs,
    first_difference,
    pairs,
    read_whole,
)
from tests.web.desk import furnish
from tests.web.tried import FORMS, LIKE, NAMED, OTHERS, ROWS, SAME_FOR_ALL, places, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablegram.model import Cable
    from cablegram.web.paths import Path as Row

JSON = {"accept": "application/json"}
FOLLOWING = re.compile(r'"next":"([^"]+)"|<link rel="next" href="([^"]+)"')
#: So many pages of a list are followed.
PAGES = 2


@contextmanager
def opened(cables: Sequence[Cable | None], reader: Reader) -> Iterator[TestClient]:
    """Open a room with cables for a reader, and yield a client of it."""
    with opened_room(cables, reader) as (_, client):
        yield client


@contextmanager
def opened_room(
    cables: Sequence[Cable | None], reader: Reader
) -> Iterator[tuple[Room, TestClient]]:
    """Open a room with cables for a reader; two archives differ in nothing but these."""
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
        # What one who sees more has written is above a reader too, and how much of it.
        above = "".join(each.source_text for each in cables if each is not None)
        text = sha256(above.encode()).hexdigest()
        furnish(folder, SEES_ALL, name="high", text=text, more=NUMBERS[: len(above) % 3])
        furnish(folder, reader, name="guest", text="Is it so?", more=NUMBERS)
        with Room(folder, reader, threads=1) as room:
            assert room.wait_until_kept_up(SECONDS)
            yield (
                room,
                TestClient(reading_room(room), base_url="http://localhost", follow_redirects=False),
            )


def asked(client: TestClient, row: Row, *, in_brief: bool = False) -> str:
    """Return all that a row of the table answers, pages that follow included."""
    said = []
    for place in places(row, in_brief=in_brief):
        following: str | None = place
        for _ in range(1 + PAGES):
            if following is None:
                break
            text, following = answer_of(client, following)
            said.append(text)
    first = next(places(row))
    said.append(answer_of(client, first, JSON)[0])
    head = client.head(first)
    said.append(f"HEAD {head.status_code} {sorted(head.headers.items())}")
    return "\n".join(said)


def answer_of(
    client: TestClient, place: str, headers: dict[str, str] | None = None
) -> tuple[str, str | None]:
    """Return an answer as text, and where the next page is."""
    answer = client.get(place, headers=headers)
    assert answer.status_code < 500, place
    found = FOLLOWING.search(answer.text)
    following = (found[1] or found[2]).replace("&amp;", "&") if found else None
    with_headers = f"{answer.status_code}\n{sorted(answer.headers.items())}\n{answer.content!r}"
    return f"{place}\n{with_headers}", following


def everything(
    cables: Sequence[Cable | None], reader: Reader = GUEST, *, in_brief: bool = False
) -> str:
    """Return all answers that a reader can get, with their statuses and headers."""
    with opened(cables, reader) as client:
        said = [asked(client, row, in_brief=in_brief) for row in ROWS]
        said += [answer_of(client, place)[0] for place in OTHERS]
    return "\n".join(said)


@settings(
    max_examples=2,
    phases=(Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(archives=pairs())
def test_what_is_above_a_reader_changes_nothing_for_him(archives: Pairs) -> None:
    one, other = (everything([pair[n] for pair in archives], in_brief=True) for n in (0, 1))
    assert one == other, first_difference(one, other)


@pytest.mark.parametrize("row", [*ROWS, *FORMS], ids=lambda row: f"{row.method} {row.path}")
def test_no_row_is_forgotten(row: Row) -> None:
    """Each row is tried with something for each parameter; if not, say with what in `tried.py`."""
    for each in (*row.within, *row.asks, *row.fields):
        assert values(row, each), each.name
    assert list(places(row))


def test_nothing_is_tried_in_vain() -> None:
    named = {
        (row.path, each.name)
        for row in (*ROWS, *FORMS)
        for each in (*row.within, *row.asks, *row.fields)
    }
    assert set(NAMED) <= named
    assert {row.path for row in ROWS} >= SAME_FOR_ALL
    assert set(LIKE) >= {each.like for row in ROWS for each in (*row.within, *row.asks)} - {""}


# Two archives that differ in everything that is above the guest.
SEEN = (
    cable("07LISBON1", text=("The harbor opens.",), refs=("07LISBON2",)),
    cable("07LISBON3", text=("The ferry is late.",), refs=("07LISBON1", "07LISBON2")),
    cable("07LISBON4", text=("No visa for the harbor.",), tags=("EWWT",), day="2007-03-02"),
)
ONE = (
    cable("07LISBON2", level="secret", text=("The treaty about the harbor is void.",)),
    replace(
        cable("07LISBON5", level="secret", refs=("07LISBON3",), tags=("ETRD",), day="2008-03-01"),
        signature="ROE",
    ),
    cable(None, level="secret", text=("One visa.",)),
    cable("07MADRID9", level="secret", origin="AMEMBASSY MADRID", refs=("06PARIS1",)),
)
OTHER = (
    cable("07LISBON2", level="secret", text=("The quay.", "It is closed."), refs=("06PARIS7",)),
    replace(
        cable("07LISBON5", level="secret", refs=("07LISBON4",), tags=("ZZZZ",), day="2008-04-02"),
        signature="POE",
    ),
    cable(None, level="secret", text=("Another ferry.", "And a visa.")),
    cable("06PARIS1", level="secret", origin="AMEMBASSY PARIS", to=("AMEMBASSY LISBON",)),
)


@pytest.fixture(scope="module")
def whole() -> Iterator[tuple[TestClient, TestClient]]:
    """Return rooms with both for somebody who sees all: as if pages were made from the whole."""
    with opened([*SEEN, *ONE], SEES_ALL) as one, opened([*SEEN, *OTHER], SEES_ALL) as other:
        yield one, other


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.path)
def test_a_row_that_leaks_would_be_seen(whole: tuple[TestClient, TestClient], row: Row) -> None:
    """What is tried of each row is enough to notice that it is made from the whole archive."""
    one, other = (asked(client, row) for client in whole)
    assert (one == other) == (row.path in SAME_FOR_ALL)


def test_nothing_of_them_is_seen_by_the_guest() -> None:
    one, other, without = (everything([*SEEN, *more]) for more in (ONE, OTHER, ()))
    assert one == other, first_difference(one, other)
    assert one == without, first_difference(one, without)
    assert "The archive does not have this cable." in one
    for word in ("treaty about", "is void", "is closed", "07MADRID9", "06PARIS", "Another ferry"):
        assert word not in one


#: What is kept, from whom, and who sees it beside him.
KEPT = {
    "level": (
        {"level": "secret"},
        Reader(level=Level.CONFIDENTIAL),
        Reader(level=Level.SECRET),
    ),
    "control": (
        {"controls": ("SBU",)},
        Reader(level=Level.SECRET),
        Reader(level=Level.SECRET, controls=frozenset({"SBU"})),
    ),
    "nationality": (
        {"controls": ("NOFORN",)},
        Reader(level=Level.SECRET, nationality="GBR"),
        Reader(level=Level.SECRET),
    ),
    "need to know": (
        {"level": "secret", "captions": ("NODIS",)},
        Reader(level=Level.SECRET, need_to_know=frozenset({"EXDIS"})),
        Reader(level=Level.SECRET, need_to_know=frozenset({"NODIS"})),
    ),
    "group": (
        {"captions": ("EXDIS",)},
        Reader(level=Level.SECRET),
        Reader(level=Level.UNCLASSIFIED, groups=frozenset({"desk"})),
    ),
    "embargo": (
        {"tags": ("ETRD",)},
        Reader(level=Level.SECRET),
        Reader(level=Level.UNCLASSIFIED, controls=frozenset({"EMBARGOED"})),
    ),
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_one_may_not_see_is_as_if_it_were_not_held(kind: str) -> None:
    """Of whatever keeps it from him: a level, a control, a caption, a nation, a group, a date."""
    marks, reader, another = KEPT[kind]
    made = cable("07LISBON2", refs=("07LISBON3",), **marks)  # type: ignore[arg-type]  # of a table
    kept = replace(made, paragraphs=(Paragraph(text="The treaty is void."),))  # as the banner
    rows = [row for row in ROWS if any(each.like == "mrn" for each in row.within)]
    said = []
    for cables in ([*SEEN, kept], SEEN):
        with opened(cables, reader) as client:
            said.append("\n".join(asked(client, row, in_brief=True) for row in rows))
            assert "harbor opens" in client.get("/c/07LISBON1").text.lower()
            assert client.get("/c/07LISBON2").status_code == 404
    assert said[0] == said[1], first_difference(said[0], said[1])
    with opened([*SEEN, kept], another) as client:
        assert "The treaty is void." in client.get("/c/07LISBON2").text


def test_what_is_not_permitted_takes_the_same_work_as_what_is_not_held() -> None:
    """So not even the time of an answer tells them apart: the database is asked the same."""
    kept = cable("07LISBON2", level="secret", refs=("07LISBON3",), text=("The treaty is void.",))
    done = []
    for cables in ([*SEEN, kept], SEEN):
        with opened_room(cables, GUEST) as (room, client):
            client.get("/c/07LISBON2")  # what is read once only is read
            statements: list[str] = []
            room.submit(partial(_listen, statements)).result(SECONDS)
            for place in ("/c/07LISBON2", "/thread/07LISBON2", "/search?q=treaty", "/c/07OSLO1"):
                client.get(place)
            assert statements
            done.append(statements)
    assert done[0] == done[1]


def _listen(statements: list[str], archive: Archive) -> None:
    with archive.connection() as connection:
        connection.set_trace_callback(statements.append)
