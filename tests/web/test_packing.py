"""What is sent packed: when, how, and how much every page weighs with what it loads."""

from __future__ import annotations

import gzip
import io
import json
import re
from functools import partial
from typing import IO, TYPE_CHECKING

import pytest
import zstandard

from cablegram.archive import Item
from cablegram.archive.feed import read_bytes
from cablegram.errors import ArchiveError
from cablegram.sample import generate
from cablegram.search import Archive
from cablegram.web import Room, flowing, packing
from tests.made_up import fill
from tests.web.conftest import clients
from tests.web.places import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    Write = Callable[[Archive, IO[bytes]], object]

MOST_BYTES = 60_000
LOADED = re.compile(
    r'<(?:link[^>]* rel="(?:icon|stylesheet)"|script|img)[^>]*?(?:href|src)="([^"]+)"'
)


def unpacked(data: bytes, coding: str) -> bytes:
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return gzip.decompress(data) if coding == "gzip" else data


def raw(client: TestClient, path: str, **headers: str) -> tuple[bytes, dict[str, str], int]:
    """Return the body as it is sent."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", path, headers={"accept-encoding": "", **said}) as answer:
        return b"".join(answer.iter_raw()), dict(answer.headers), answer.status_code


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, zstd; q=0", "gzip"),
        ("gzip;q=0.000", ""),
        ("*", "zstd"),
        ("*;q=0, gzip", "gzip"),
        ("br, identity", ""),
        ("", ""),
        ("\x00;;q=,,=" * 900, ""),
    ],
)
def test_the_coding_that_is_chosen(accepted: str, coding: str) -> None:
    assert packing.coding_for(accepted, "text/html; charset=utf-8") == coding


@pytest.mark.parametrize(
    "kind",
    ["text/csv; charset=utf-8", "application/json", "application/tei+xml", "application/x-bibtex",
     "application/vnd.citationstyles.csl+json", "application/x-ndjson", "image/svg+xml"],
)  # fmt: skip
def test_text_is_packed(kind: str) -> None:
    assert packing.coding_for("gzip", kind) == "gzip"


@pytest.mark.parametrize(
    "kind", ["application/zip", "image/png", "application/vnd.apache.parquet", "application/pdf"]
)
def test_what_is_packed_by_itself_is_left_alone(kind: str) -> None:
    assert packing.coding_for("gzip", kind) == ""


@pytest.mark.parametrize("coding", packing.CODINGS)
@pytest.mark.parametrize(
    "path", ["/c/07LISBON4", "/search.json?q=dues", "/search.csv?q=dues", "/c/07LISBON2"]
)
def test_the_same_comes_out(
    client: TestClient, path: str, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flowing, "PIECE_BYTES", 1)  # so that the table is one that flows
    plain, before, status = raw(client, path)
    assert "content-encoding" not in before
    body, headers, same_status = raw(client, path, accept_encoding=coding)
    assert headers["content-encoding"] == coding
    assert unpacked(body, coding) == plain
    assert same_status == status
    assert headers["vary"] == before["vary"] == "Accept, Accept-Encoding"
    assert headers["content-type"] == before["content-type"]
    if "content-length" in headers:
        assert int(headers["content-length"]) == len(body) < len(plain)


def test_a_small_answer_is_left_alone(client: TestClient) -> None:
    body, headers, _ = raw(client, "/c/07LISBON2.json", accept_encoding="gzip")
    assert "content-encoding" not in headers
    assert json.loads(body)["error"] == "not-held"


def test_each_coding_has_its_tag(client: TestClient) -> None:
    tags = {}
    for coding in ("", *packing.CODINGS):
        _, headers, _ = raw(client, "/c/07LISBON4", accept_encoding=coding)
        tags[coding] = headers["etag"]
    assert len(set(tags.values())) == len(tags)
    for coding, tag in tags.items():
        for said in (tag, f'"other", W/{tag}', "*"):
            body, headers, status = raw(
                client, "/c/07LISBON4", accept_encoding=coding, if_none_match=said
            )
            assert (status, body, headers["etag"]) == (304, b"", tag)
            assert headers["vary"] == "Accept, Accept-Encoding"
        _, _, status = raw(
            client, "/c/07LISBON4", accept_encoding=coding, if_none_match='"other", nonsense'
        )
        assert status == 200


def test_files_of_ours_are_packed_once(client: TestClient) -> None:
    place = re.search(r'href="(/static/room\.css[^"]+)"', client.get("/").text)
    assert place is not None
    before = packing.packed_once.cache_info()
    first, _, _ = raw(client, place[1], accept_encoding="gzip")
    again, _, _ = raw(client, place[1], accept_encoding="gzip")
    assert first == again
    assert packing.packed_once.cache_info().misses <= before.misses + 1


def test_a_file_that_flows_comes_whole_or_visibly_not(tmp_path: Path) -> None:
    def whole(_archive: Archive, out: IO[bytes]) -> None:
        for n in range(20_000):
            out.write(b"line %d\n" % n)

    def broken(_archive: Archive, out: IO[bytes]) -> None:
        out.write(b"line 1\n")
        raise ArchiveError("here", "damaged")

    def sent(write: Write, coding: str, out: IO[bytes], archive: Archive) -> None:
        packing.packing(write, coding)(archive, out)

    expected = io.BytesIO()
    whole(None, expected)  # type: ignore[arg-type]  # it does not look at it
    with Room(fill(tmp_path / "archive", {}), threads=1) as opened:
        for coding in packing.CODINGS:
            out, cut = io.BytesIO(), io.BytesIO()
            opened.submit(partial(sent, whole, coding, out)).result(30)
            assert unpacked(out.getvalue(), coding) == expected.getvalue()
            assert len(out.getvalue()) < len(expected.getvalue()) / 3
            done = opened.submit(partial(sent, broken, coding, cut))
            assert isinstance(done.exception(30), ArchiveError)
            # Nothing that could be taken for an end was sent: the reader sees that it broke off.
            assert len(cut.getvalue()) < len(packing.packed(b"line 1\n", coding))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room with some hundreds of cables that cite each other."""
    folder = tmp_path_factory.mktemp("weight") / "archive"
    with Archive.open(folder, create=True) as archive:
        archive.ingest(
            [
                Item(source=each.name, data=each.data)
                for each in generate(400, seed=3, bulk=True)
                if len(each.truths) == 1
            ],
            read_bytes,
        )
    yield from clients(folder)


def weight(client: TestClient, path: str, coding: str) -> tuple[int, dict[str, int]]:
    """Return the bytes of a page with all that it loads, and of each part."""
    body, headers, _ = raw(client, path, accept_encoding=coding, accept="text/html")
    text = unpacked(body, headers.get("content-encoding", "")).decode()
    parts = {path: len(body)}
    for place in dict.fromkeys(LOADED.findall(text)):
        parts[place] = len(raw(client, place, accept_encoding=coding)[0])
    return sum(parts.values()), parts


@pytest.mark.parametrize("coding", packing.CODINGS)
def test_no_page_weighs_much(client: TestClient, coding: str) -> None:
    for path in PAGES:
        total, parts = weight(client, path, coding)
        assert total <= MOST_BYTES, (path, parts)
        assert len(parts) > 1 or not parts[path], path  # some only say where the page is


@pytest.mark.parametrize("coding", packing.CODINGS)
def test_no_full_page_weighs_much(large: TestClient, coding: str) -> None:
    results = large.get("/search.json?q=the+OR+of&limit=60").json()
    numbers = [hit["mrn"] for hit in results["hits"] if hit["mrn"]]
    assert len(results["hits"]) == 60
    assert sum(len(facet["values"]) for facet in results["facets"]) > 60
    for path in (
        "/", "/search?q=", "/search?q=the+OR+of", results["next"].replace(".json", ""),
        *(f"/c/{each}" for each in numbers), *(f"/c/{each}?view=source" for each in numbers[:20]),
        *(f"/thread/{each}?depth=6" for each in numbers[:20]),
    ):  # fmt: skip
        total, parts = weight(large, path, coding)
        assert total <= MOST_BYTES, (path, parts)
