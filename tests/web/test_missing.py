"""What is cited and not held, as a page and as files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tests.made_up import fill
from tests.web.conftest import clients

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


def test_the_page_says_what_is_missing_and_how_much_is_held(client: TestClient) -> None:
    text = client.get("/missing").text
    assert "1 number is cited by cables of the archive and not held" in text
    assert 'href="/c/06MADRID77"' in text
    assert "How much is held" in text
    assert 'href="/missing?station=LISBON"' in text
    lisbon = client.get("/missing?station=Amembassy+Lisbon").text
    assert "Missing of Lisbon" in lisbon
    assert "No number of Lisbon is cited that is not held." in lisbon
    assert 'href="/missing?station=LISBON&amp;year=2007"' in lisbon
    assert "06MADRID77" in client.get("/missing?year=2006").text
    assert "No number of 2007 is cited" in client.get("/missing?year=2007").text


def test_files_and_pages(hostile: TestClient, client: TestClient) -> None:
    made = client.get("/missing.json").json()
    assert made["total"] == 1
    assert made["missing"][0]["mrn"] == "06MADRID77"
    assert made["missing"][0]["cited_by"] == 1
    assert {each["station"] for each in made["numbering"]} == {
        "LISBON", "MADRID", "STATE", "TOSEC",
    }  # fmt: skip
    rows = list(csv.reader(io.StringIO(client.get("/missing.csv").text)))
    assert rows[0][:2] == ["mrn", "cited_by"]
    assert rows[1][:2] == ["06MADRID77", "1"]
    assert hostile.get("/missing").status_code == 200


def test_a_token_leads_on_and_fits_its_list_only(tmp_path: Path) -> None:
    refs = [f"06MADRID{n}" for n in range(1, 8)]
    folder = fill(tmp_path / "archive", {"mrn": "07LISBON1", "refs": refs}, {"refs": refs[:2]})
    for client in clients(folder):
        first = client.get("/missing.json?limit=3").json()
        second = client.get(first["next"]).json()
        third = client.get(second["next"]).json()
        assert third["next"] is None
        found = [each["mrn"] for made in (first, second, third) for each in made["missing"]]
        assert found[:2] == refs[:2]  # those that two cite
        assert sorted(found) == refs
        token = first["next"].partition("page=")[2]
        assert client.get(f"/missing?page={token}").status_code == 200
        for wrong in (f"/missing?year=2006&page={token}", "/missing?page=x", "/missing?page=%00"):
            answer = client.get(wrong)
            assert answer.status_code == 400, wrong
            assert "That page is not there" in answer.text


def test_what_is_asked_wrongly(client: TestClient) -> None:
    assert client.get("/missing?year=x").status_code == 400
    assert client.get("/missing.xml").status_code == 404
    unknown = client.get("/missing?station=nowhere+at+all")
    assert unknown.status_code == 200
    assert "NOWHEREATALL" in unknown.text


def test_without_cables_or_days(empty: TestClient, undated: TestClient) -> None:
    assert "No number is cited that is not held." in empty.get("/missing").text
    text = undated.get("/missing").text
    assert "year not known" in text
    assert "cannot be told" in text
