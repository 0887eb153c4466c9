"""The first steps in the room are what a new reader sees: every quotation stands on its page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from cablegram.adding.process import SAMPLE_CABLES, SAMPLE_SEED
from cablegram.archive.feed import items, read_bytes
from cablegram.sample import write
from cablegram.search import Archive
from cablegram.web import Room, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "reading-room.md"
#: Where what the tutorial says of a page stands there.
SAID = (
    ("/", "482 cables from 1936 to 2012"),
    ("/", "TUNA LICENSING: ARGENTINE VIEWS\n05BUENOSAIRES276, 3 Feb 2005, cited by 6"),
    ("/c/05BUENOSAIRES276", "Immediate, from Embassy Buenos Aires to the Department of State"),
    ("/c/05BUENOSAIRES276", "The whole matter"),
    ("/c/05BUENOSAIRES276", "EFIS"),
    ("/thread/05BUENOSAIRES276", "9 cables and 2 not held, 12 Oct 2004 to 25 Aug 2005."),
    ("/thread/05BUENOSAIRES276", "193574"),
    ("/c/04STATE193574", "Not held"),
    ("/c/04STATE193574", "about 11 December 2004"),
    ("/add", "Add"),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Open a room with the sample that an empty one offers."""
    folder = tmp_path_factory.mktemp("sample")
    write(folder / "cables", SAMPLE_CABLES, SAMPLE_SEED)
    with Archive.open(folder / "archive", create=True) as archive:
        report = archive.ingest_and_index(items([folder / "cables"]), read_bytes)
        assert (report.inputs, report.new_cables, report.variants, report.duplicates) == (
            500, 494, 12, 6,
        )  # fmt: skip
    with Room(folder / "archive", threads=1) as opened:
        assert opened.wait_until_kept_up(60)
        yield TestClient(reading_room(opened), base_url="http://localhost")


def in_one_line(text: str) -> str:
    return re.sub(r"\s+([,.])", r"\1", " ".join(text.replace("*", "").split()))


@pytest.mark.parametrize(
    ("place", "said"), SAID, ids=[f"{each[0]}-{each[1][:20]}" for each in SAID]
)
def test_what_is_said_of_a_page_stands_there(room: TestClient, place: str, said: str) -> None:
    assert in_one_line(said) in in_one_line(TUTORIAL.read_text(encoding="utf-8"))
    shown = unescape(re.sub(r"<[^>]+>", " ", room.get(place).text))
    assert in_one_line(said) in in_one_line(shown)


def test_the_search_finds_what_is_said(room: TestClient) -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    assert "`tuna licensing` into the box: ten cables" in text
    assert room.get("/search.json?q=tuna+licensing").json()["total"] == 10
    (query,) = re.findall(r"`(tags:EFIS [^`]*)`", text)
    assert room.get("/search.json", params={"q": query}).json()["total"] > 1
