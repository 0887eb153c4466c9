"""Lists of searches, values of facets, files of answers; what there was no time for."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cablegram.web import lists
from tests.made_up import fill
from tests.web.conftest import clients
from tests.web.test_browser import browser, opened, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

__all__ = ["browser", "place"]  # fixtures
LIST = "07LISBON4\r\n# a note\r\n\r\ndues\r\nferry)\r\n07OSLO1\r\n"


def test_a_list_as_a_page(client: TestClient) -> None:
    text = client.post("/batch", data={"lines": LIST}).text
    assert "2 lines of 4 find something." in text
    assert '<a href="/c/07LISBON4">07LISBON4</a>' in text
    assert '<a href="/search?q=dues">dues</a>' in text
    assert "column 6: this bracket closes nothing." in text
    assert '<a href="/c/07OSLO1">07OSLO1</a>' in text
    assert "HARBOR DUES: THE GUILD ANSWERS</a>" in text
    assert client.get("/batch").status_code == 200
    place = (
        "/batch?lines=07LISBON4%0D%0A%23+a+note%0D%0A%0D%0Adues%0D%0Aferry%29%0D%0A07OSLO1%0D%0A"
    )
    assert f'<a href="{place}">This table</a>' in text
    assert "2 lines of 4 find something." in client.get(place).text


def test_a_list_as_files(client: TestClient) -> None:
    document = client.post("/batch", data={"lines": LIST, "as": "json"}).json()
    assert document["schema"] == "cablegram.batch/1"
    assert [row["cables"] for row in document["rows"]][2:] == [None, 0]
    assert document["rows"][0] == {
        "line": "07LISBON4",
        "taken_for": "number 07LISBON4",
        "cables": 1,
        "mrn": "07LISBON4",
        "date": "2007-03-09",
        "subject": "HARBOR DUES: THE GUILD ANSWERS",
        "href": "/c/07LISBON4",
        "problem": None,
    }
    assert client.get("/batch.json", params={"lines": LIST}).json() == document
    for answer in (
        client.post("/batch", data={"lines": LIST, "as": "csv"}),
        client.get("/batch.csv", params={"lines": LIST}),
    ):
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["taken_for"] for row in rows] == [
            "number 07LISBON4", "query", "not understood", "number 07OSLO1",
        ]  # fmt: skip
    assert client.get("/batch.xlsx").status_code == 404
    assert client.get("/batch.json").json()["rows"] == []


def test_a_list_that_is_too_long(client: TestClient) -> None:
    lines = "\n".join(f"07LISBON{n}" for n in range(1, 511))
    text = client.post("/batch", data={"lines": lines}).text
    assert "10 lines beyond the first 500 not taken." in text
    assert 'value="07LISBON501\n' in text  # to go on with
    assert "This table" not in text  # too long for an address
    document = client.post("/batch", data={"lines": lines, "as": "json"}).json()
    assert (len(document["rows"]), document["left"]) == (500, 10)


def test_a_list_that_takes_too_long(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cablegram.web.batch_pages.SECONDS", -1.0)
    text = client.post("/batch", data={"lines": "dues\n07LISBON4"}).text
    assert "2 lines not counted in time" in text
    assert 'name="lines" value="dues\n07LISBON4"' in text
    document = client.post("/batch", data={"lines": "dues", "as": "json"}).json()
    assert document["rows"][0]["taken_for"] == "not counted in time"
    assert document["left"] == 1


def test_a_list_by_hand(browser: Browser, place: str) -> None:
    with opened(browser, place, java_script_enabled=False) as page:
        page.goto("/search")
        page.get_by_text("How to search").click()
        page.get_by_role("link", name="search by a list").click()
        page.get_by_label("Numbers and queries").fill("07LISBON4\ndues")
        page.get_by_role("button", name="Count").click()
        expect(page.get_by_role("row")).to_have_count(3)
        page.get_by_role("link", name="This table").click()
        expect(page.get_by_role("row")).to_have_count(3)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room with many TAGS."""
    codes = [f"K{a}{b}X" for a in "ABCDEFGHIJKLMNO" for b in "ABCDEFGHIJKLMNOP"]
    cables = [
        {"mrn": f"07LISBON{n + 1}", "tags": codes[n * 12 : n * 12 + 12] + ["EWWT"] * (n < 3)}
        for n in range(20)
    ]
    yield from clients(fill(tmp_path_factory.mktemp("many") / "archive", *cables))


def test_all_values_of_a_facet(many: TestClient) -> None:
    assert 'href="/facet/tags?q=07LISBON1">all values' not in many.get("/search?q=07LISBON1").text
    text = many.get("/search?q=dues").text
    assert 'href="/facet/tags?q=dues">all values' in text
    first = many.get("/facet/tags?q=dues").text
    assert "241 values in 20 cables, 1 to 200." in first
    assert "Waterborne Transportation" in first
    assert '<link rel="next" href="/facet/tags?q=dues&amp;page=2">' in first
    second = many.get("/facet/tags?q=dues&page=2").text
    assert "201 to 241" in second
    assert "Waterborne" not in second
    assert many.get("/facet/tags?q=dues&page=3").status_code == 404
    filtered = many.get("/facet/tags?filter=waterb").text
    assert "1 value with “waterb” in 20 cables." in filtered
    assert 'href="/search?q=tags%3AEWWT"' in filtered
    assert "No value is there." in many.get("/facet/tags?filter=zzz").text


def test_values_of_a_facet_as_files(many: TestClient) -> None:
    document = many.get("/facet/tags.json?filter=waterb").json()
    assert document["values"] == [{"value": "EWWT", "count": 3}]
    assert (document["schema"], document["total"]) == ("cablegram.facet/1", 20)
    assert many.get("/facet/tags.csv?filter=ewwt").text == "tags,cables\r\nEWWT,3\r\n"
    assert many.get("/facet/station").status_code == 200
    for wrong in ("/facet/x", "/facet/", "/facet/tags.xml", "/facet/tags.json.csv"):
        assert many.get(wrong).status_code == 404
    assert many.get("/facet/tags?q=x)").status_code == 400
    assert many.get("/facet/tags?page=x").status_code == 400


def test_what_there_is_no_time_to_count(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.search.finding.in_time", lambda _job, _seconds: None)
    text = client.get("/search?q=dues+-unheard").text
    assert "Not counted in time" in text
    assert "HARBOR <mark>DUES</mark>" in text
    document = client.get("/search.json?q=dues+-unheard2").json()
    assert (document["facets"], document["facets_late"]) == ([], True)
    assert document["total"] > 0
    answer = client.get("/facet/tags.json")
    assert (answer.status_code, answer.json()["error"]) == (503, "not-counted")
    assert "Not counted" not in client.get("/search?q=zzz").text


def test_parquet(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    answer = client.get("/search.parquet?q=dues")
    table = parquet.read_table(io.BytesIO(answer.content))
    assert "07LISBON4" in table.column("mrn").to_pylist()
    assert answer.headers["content-disposition"] == 'attachment; filename="cables.parquet"'
    assert 'href="/search.parquet?q=dues"' in client.get("/search?q=dues").text
    monkeypatch.setattr(lists, "has_parquet", lambda: False)
    assert client.get("/search.parquet?q=dues").status_code == 501
    missing = client.get("/search.parquet", headers={"accept": "application/json"})
    assert missing.json()["error"] == "missing-extra"
    assert "parquet" not in client.get("/search?q=dues").text


def test_the_order_can_be_changed(client: TestClient) -> None:
    text = client.get("/search?q=dues+sort:-date").text
    assert '<strong aria-current="true">newest first</strong>' in text
    assert '<a href="/search?q=dues&amp;sort=date">oldest first</a>' in text
    assert '<a href="/search?q=dues">best match</a>' in text
    unranked = client.get("/search?q=from:lisbon").text  # none matches better than another
    assert '<strong aria-current="true">newest first</strong>' in unranked
    assert "best match" not in unranked


def test_nothing_found_helps(client: TestClient) -> None:
    text = client.get("/search?q=dues+from:oslo").text
    assert 'Without <code>from:oslo</code> there are <a href="/search?q=dues">' in text
    assert 'Did you mean <a href="/search?q=harbor">harbor</a>?' in client.get(
        "/search?q=habror"
    ).text  # fmt: skip
