"""The description of the room for programs is true to its standard, and whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from cablegram import __version__
from cablegram.web import Room, reading_room
from cablegram.web.api_pages import example_place, examples
from cablegram.web.describing import describe, json_of, media_types, places_of
from cablegram.web.document_parts import PARTS
from cablegram.web.documents import DOCUMENTS
from cablegram.web.kinds import KINDS
from cablegram.web.paths import PATHS, Path
from tests.made_up import fill
from tests.patience import SECONDS

if TYPE_CHECKING:
    import pathlib

    from cablegram.web.shapes import Schema

DESCRIBED = describe(PATHS, __version__)


def references(value: object) -> set[str]:
    """Return what a document refers to."""
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(each) for each in value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_it_is_what_the_standard_says() -> None:
    assert list(OpenAPIV31SpecValidator(DESCRIBED).iter_errors()) == []
    wrong = {**DESCRIBED, "info": {"title": "x"}}
    assert list(OpenAPIV31SpecValidator(wrong).iter_errors()) != []


def test_every_path_is_described_once() -> None:
    places = [place for path in PATHS for place, _ in places_of(path)]
    assert set(DESCRIBED["paths"]) == set(places)
    operations = [each for item in DESCRIBED["paths"].values() for each in item.values()]
    assert len(operations) == len(places)
    names = [each["operationId"] for each in operations]
    assert len(names) == len(set(names))


def test_nothing_is_referred_to_in_vain() -> None:
    found = references(DESCRIBED)
    for place in found:
        value: Schema = DESCRIBED
        for name in place.removeprefix("#/").split("/"):
            value = value[name]
    named = {place.split("/")[3] for place in found if "/schemas/" in place}
    assert named == {*DOCUMENTS, *PARTS}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.path)
def test_a_path_that_gives_json_says_which(path: Path) -> None:
    for _, ending in places_of(path):
        assert ending in {"", *KINDS}
        kinds = media_types(path, ending)
        if any(kind.endswith("json") and "ndjson" not in kind for kind in kinds):
            name = json_of(path, ending) or "none"
            assert name in DOCUMENTS, "give the row its `document`, with a schema in documents.py"


def test_the_room_gives_it(client: TestClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == DESCRIBED


def test_the_examples_of_the_page_work(client: TestClient) -> None:
    text = client.get("/api").text
    places = [each.replace("&amp;", "&") for each in re.findall(r'<td><a href="([^"]+)"', text)]
    asked = [path for path in PATHS if path.method == "GET"]
    assert len(places) > len(asked)
    for place in places:
        answer = client.get(place, follow_redirects=True)
        assert answer.status_code in {200, 300}, place
    for path in PATHS:
        assert path.says in text.replace("&#39;", "'")


def test_an_empty_archive_has_no_examples(tmp_path: pathlib.Path) -> None:
    with Room(fill(tmp_path / "archive"), threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        client = TestClient(reading_room(room), base_url="http://localhost")
        answer = client.get("/api")
        assert answer.status_code == 200
        assert "none in this archive" in answer.text
        found = room.submit(examples).result(SECONDS)
    assert found == {}
    search = next(path for path in PATHS if path.path == "/search")
    assert example_place(search, ".json", found) == "/search.json"
