"""What programs ask for: feeds, files, their tags, what stands beside them, and heads alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import pytest
from starlette.testclient import TestClient

from cablegram.web import Room, reading_room
from cablegram.web.describing import media_types
from cablegram.web.flowing import PIECE_BYTES
from cablegram.web.kinds import KINDS
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.places import READ, addresses
from tests.web.tried import ROWS

if TYPE_CHECKING:
    import pathlib

    from cablegram.web.paths import Path

ATOM = "{http://www.w3.org/2005/Atom}"
WITH_FILES = [row for row in ROWS if row.endings]
IRI = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINK = re.compile(r'<([^<>]*)>; rel="([\w-]+)"(?:; type="([^"]+)")?')


def first(row: Path) -> str:
    """Return an address of a row that answers with a page."""
    return addresses(row)[0]


def with_ending(place: str, ending: str) -> str:
    bare, sign, query = place.partition("?")
    return f"{bare}{ending}{sign}{query}"


def check_feed(text: str) -> list[str]:
    """See that a feed is what RFC 4287 asks for, and return the names of its entries."""
    feed = ET.fromstring(text)  # noqa: S314 (ours)
    assert feed.tag == f"{ATOM}feed"
    names = [check_common(each) for each in (feed, *feed.findall(f"{ATOM}entry"))]
    assert len(names) == len(set(names))
    links = {each.get("rel"): each.get("href") or "" for each in feed.findall(f"{ATOM}link")}
    assert set(links) == {"self", "alternate"}
    newest = [each.findtext(f"{ATOM}updated") or "" for each in feed.findall(f"{ATOM}entry")]
    assert newest == sorted(newest, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == (newest[0] if newest else "1970-01-01T00:00:00Z")
    return names[1:]


def check_common(each: ET.Element) -> str:
    """See that a feed or an entry has what both must have, once, and return its name."""
    for name in ("id", "title", "updated"):
        assert len(each.findall(f"{ATOM}{name}")) == 1, name
    assert each.findtext(f"{ATOM}title")
    moment = datetime.fromisoformat(each.findtext(f"{ATOM}updated") or "")
    assert moment.tzinfo is not None
    assert all(author.findtext(f"{ATOM}name") for author in each.findall(f"{ATOM}author"))
    assert each.findall(f"{ATOM}author")
    alternates = [x for x in each.findall(f"{ATOM}link") if x.get("rel") == "alternate"]
    assert len(alternates) == 1
    name = each.findtext(f"{ATOM}id") or ""
    assert IRI.fullmatch(name)
    return name


@pytest.mark.parametrize("row", [row for row in ROWS if ".atom" in row.endings])
def test_feeds_are_valid_and_stay_the_same(client: TestClient, row: Path) -> None:
    place = with_ending(first(row), ".atom")
    for each in dict.fromkeys((place, f"{place.partition('?')[0]}?q=", "/search.atom?q=zebra")):
        answer = client.get(each)
        assert answer.headers["content-type"] == KINDS[".atom"].media_type
        check_feed(answer.text)
        assert client.get(each).content == answer.content


def test_two_messages_of_one_number_are_two_entries(client: TestClient) -> None:
    names = check_feed(client.get("/search.atom?q=07MADRID3").text)
    assert len(names) >= 2
    assert (
        len(check_feed(client.get("/search.atom").text))
        == client.get("/search.json").json()["total"]
    )


@pytest.mark.parametrize("place", READ)
def test_a_head_alone_is_that_of_the_answer(client: TestClient, place: str) -> None:
    """All but the length of a file that flows, which nobody knows before."""
    for headers in ({}, {"accept-encoding": "gzip"}, {"accept": "application/json"}):
        whole, head = client.get(place, headers=headers), client.head(place, headers=headers)
        assert head.content == b""
        assert head.status_code == whole.status_code
        assert dict(head.headers) == dict(whole.headers)
        assert whole.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("row", "ending"), [(row, ending) for row in ROWS for ending in ("", *row.endings)]
)
def test_what_one_has_is_not_sent_again(client: TestClient, row: Path, ending: str) -> None:
    place = with_ending(first(row), ending)
    answer = client.get(place)
    if answer.status_code in {302, 303, 406, 422, 501}:
        return  # it stands elsewhere, nothing is decided yet, or a package is missing
    assert answer.status_code == 200, place
    assert answer.headers["content-type"].partition(";")[0] in media_types(row, ending)
    is_file = "content-disposition" in answer.headers
    if is_file and len(answer.content) > PIECE_BYTES:
        # Nobody has the bytes of a file that flows before they are sent.
        assert "etag" not in answer.headers
        return
    tag = answer.headers["etag"]
    for said in (tag, f'"x", W/{tag}', "*"):
        again = client.get(place, headers={"if-none-match": said})
        assert (again.status_code, again.content) == (304, b""), place
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == answer.headers["vary"]
    assert client.get(place, headers={"if-none-match": '"x"'}).status_code == 200
    packed = client.get(place, headers={"accept-encoding": "gzip"})
    assert (packed.headers["etag"] == tag) == ("content-encoding" not in packed.headers)


@pytest.mark.parametrize("row", WITH_FILES, ids=lambda row: row.path)
def test_files_are_announced_beside_the_page(client: TestClient, row: Path) -> None:
    page = first(row)
    answer = client.get(page)
    links = LINK.findall(answer.headers["link"])
    alternates = [(where, kind) for where, rel, kind in links if rel == "alternate"]
    assert [kind for _, kind in alternates] == [KINDS[ending].plain for ending in row.endings]
    for where, kind in alternates:
        sibling = client.get(urljoin(page, where))
        assert sibling.status_code in {200, 422, 501}, where
        if sibling.status_code == 200:
            assert sibling.headers["content-type"].partition(";")[0] == kind


def test_the_pages_of_a_list_are_linked(client: TestClient) -> None:
    place, seen = "/search.json?limit=3&sort=date", 0
    while True:
        answer = client.get(place)
        document = answer.json()
        seen += len(document["hits"])
        following = [where for where, rel, _ in LINK.findall(answer.headers.get("link", ""))
                     if rel == "next"]  # fmt: skip
        assert following == ([document["next"]] if document["next"] else [])
        if not following:
            break
        place = following[0]
    assert seen == document["total"]


def test_the_door_tells_how_a_program_asks(client: TestClient) -> None:
    links = {rel: where for where, rel, _ in LINK.findall(client.get("/").headers["link"])}
    assert links["service-desc"] == "/openapi.json"
    assert links["service-doc"] == "/api"


def test_no_link_takes_what_was_sent_for_a_link(client: TestClient) -> None:
    query = quote("\"x>; rel='next', <http://evil.example>\"")
    found = LINK.findall(client.get(f'/search?q={query}&sort=-date&x="').headers["link"])
    assert found
    for where, rel, _ in found:
        assert where.startswith("/search.")
        assert rel == "alternate"
    assert "link" not in client.get(f"/search?q={'a ' * 2000}").headers


def test_a_large_file_flows_and_a_small_one_has_its_length(tmp_path: pathlib.Path) -> None:
    text = "The harbor master raised the dues again. " * 40
    cables = [{"mrn": f"07LISBON{n}", "text": [text]} for n in range(1, 61)]
    with Room(fill(tmp_path / "archive", *cables), threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        client = TestClient(reading_room(room), base_url="http://localhost")
        plain = {"accept-encoding": "identity"}
        large = client.get("/search.ndjson", headers=plain)
        assert len(large.content) > PIECE_BYTES
        assert large.text.count("\n") == 60
        assert not {"etag", "content-length"} & set(large.headers)
        little = client.get("/search.ndjson?q=07LISBON7", headers=plain)
        assert little.headers["content-length"] == str(len(little.content))
        assert little.headers["content-disposition"] == 'attachment; filename="cables.ndjson"'


def test_servers_between_take_the_head_of_each_answer(client: TestClient) -> None:
    """nginx gives up (502) above 4,096 bytes of head; a query stands there for each sibling."""
    links = []
    for words in range(0, 60, 2):
        answer = client.get("/search", params={"q": "-ärger " * words})
        assert answer.status_code == 200
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        assert head + len("HTTP/1.1 200 OK\r\n\r\n") < 4_096 - 300  # the cookie of a session
        links.append(len(answer.headers.get("link", "")))
    assert max(links) > 2_000
    assert not min(links)
