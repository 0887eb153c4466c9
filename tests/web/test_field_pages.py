"""The pages of stations, TAGS and persons, and the lists of them."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.search import Archive
from cablegram.search.finding import Finder
from cablegram.search.tallies import Tally
from cablegram.web.month_bars import month_bars
from cablegram.web.share_bars import share_bars
from cablegram.web.tag_view import YearShare
from tests.made_up import fill
from tests.web.conftest import clients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

CABLES: tuple[dict[str, Any], ...] = (
    {"mrn": "75LISBON10", "day": "1975-01-20", "tags": ["CH", "ETRD"], "signed": "ROE",
     "to": ["SECSTATE WASHDC", "AMEMBASSY MADRID"], "subject": "TEA"},
    {"mrn": "75LISBON40", "day": "1975-06-30", "tags": ["CH", "ETRD"], "signed": "ROE",
     "refs": ["75LISBON10"]},
    {"mrn": "75LISBON90", "day": "1975-12-30", "tags": ["ETRD", "ROE, JANE A"], "signed": "POE",
     "refs": ["75LISBON10", "75LISBON40"]},
    {"mrn": "76MADRID5", "day": "1976-02-01", "tags": ["PREL"], "origin": "AMEMBASSY MADRID",
     "to": ["AMEMBASSY LISBON"], "signed": "Jane B. Roe"},
    {"mrn": "16LISBON7", "day": "2016-03-01", "tags": ["CH", "PREL"], "subject": "WATCHES",
     "to": ["HARBOR GUILD"], "signed": "Max Roebuck"},
    {"mrn": "06STATE9", "day": "2006-03-01", "tags": ["PREL"], "origin": "SECSTATE WASHDC",
     "to": ["AMEMBASSY LISBON"], "signed": "RICE"},
)  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    yield from clients(fill(tmp_path_factory.mktemp("field") / "archive", *CABLES))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("empty") / "archive"
    Archive.open(folder, create=True).close()
    yield from clients(folder)


def test_a_station_counts_what_it_sent_and_received(room: TestClient) -> None:
    said = room.get("/station/LISBON.json").json()
    assert (said["sent"], said["received"]) == (4, 2)
    assert said["kind"] == "embassy"
    assert said["country"] == "PT"
    assert "RUEHLI" in said["routing_indicators"]
    assert {month["month"]: (month["sent"], month["received"]) for month in said["months"]} == {
        "1975-01": (1, 0), "1975-06": (1, 0), "1975-12": (1, 0), "1976-02": (0, 1),
        "2006-03": (0, 1), "2016-03": (1, 0),
    }  # fmt: skip
    tags = {row["value"]: row for row in said["tags"]}
    assert (tags["ETRD"]["count"], tags["ETRD"]["meaning"]) == (3, "Foreign Trade")
    assert (tags["CH"]["first_year"], tags["CH"]["last_year"]) == (1975, 2016)
    assert tags["CH"]["meaning"] is None  # it meant two countries in these years
    assert [(row["value"], row["count"]) for row in said["signers"]] == [
        ("ROE", 2), ("POE", 1), ("ROEBUCK, MAX", 1),
    ]  # fmt: skip
    sent_to = {row["name"]: row["count"] for row in said["sent_to"]}
    assert sent_to == {"Department of State": 3, "HARBOR GUILD": 1, "Madrid": 1}
    assert {row["value"] for row in said["received_from"]} == {"MADRID", "STATE"}
    assert [each["mrn"] for each in said["newest"]] == [
        "16LISBON7", "75LISBON90", "75LISBON40", "75LISBON10",
    ]  # fmt: skip
    assert [(each["mrn"], each["note"]) for each in said["most_cited"]] == [
        ("75LISBON10", "cited by 2"), ("75LISBON40", "cited by 1"),
    ]  # fmt: skip
    held = {each["start"]: each for each in said["holdings"]}
    assert (held["1975-01-01"]["held"], held["1975-01-01"]["largest"]) == (3, 90)
    assert held["1975-01-01"]["total"]["total"] == 119


def test_what_a_page_links_to_finds_as_many_as_it_says(room: TestClient) -> None:
    for place in ("/station/LISBON", "/tag/CH", "/tag/PREL", "/person/ROE", "/stations", "/tags",
                  "/people"):  # fmt: skip
        text = room.get(place).text
        links = re.findall(r'href="(/search\?[^"]+)"[^>]*>([\d,]+)(?:<span[^<]*</span>)?</a>', text)
        assert links, place
        for href, count in links:
            found = room.get(href.replace("&amp;", "&").replace("/search?", "/search.json?")).json()
            assert found["total"] == int(count), (place, href)


def test_a_post_has_one_count_in_the_list_on_its_page_and_in_the_search(tmp_path: Path) -> None:
    """As editions have it, senders are persons who bear a post's name, or posts elsewhere."""
    folder = fill(
        tmp_path / "archive",
        {"mrn": "67STATE9", "origin": "SECSTATE WASHDC"},
        {"mrn": "67SECTO5", "origin": "Secretary of State Rusk"},
        {"mrn": "1948DELGA7", "origin": "Secretary of State"},
        {"mrn": "63CAPETOWN41", "origin": "Embassy in South Africa"},
    )
    counts = {}
    for client in clients(folder):
        for each in client.get("/stations.json").json()["stations"]:
            page = client.get(f"/station/{each['name']}.json").json()
            found = client.get("/search.json", params={"q": f"from:{each['name'].lower()}"}).json()
            counts[each["name"]] = (each["sent"], page["sent"], found["total"])
    assert counts["STATE"] == (2, 2, 2)
    assert counts["PRETORIA"] == (1, 1, 1)
    assert {name for name, each in counts.items() if len(set(each)) > 1} == set()


def test_a_code_means_what_it_meant_in_the_years_at_hand(room: TestClient) -> None:
    near = {each["code"]: each["meaning"] for each in
            room.get("/tag/ETRD.json").json()["neighbours"]}  # fmt: skip
    assert near["CH"] == "China (Mainland)"  # these cables are of 1975
    facets = room.get("/search", params={"q": "date:1975"}).text
    assert "China (Mainland)" in facets
    assert "Switzerland" not in facets
    assert "; Switzerland" in room.get("/search", params={"q": "tags:CH"}).text  # to 2016


def test_a_list_that_is_cut_leads_to_the_whole(tmp_path: Path) -> None:
    codes = ["EAGR", "EAIR", "EAID", "ECON", "EFIN", "EFIS", "EIND", "EINV", "ELAB", "EMIN",
             "ENRG", "EPET", "ETRD", "ETEL", "EWWT", "PREL"]  # fmt: skip
    signed = {"mrn": None, "origin": "HARBOR GUILD", "signed": "MARLOWE", "tags": codes[:3]}
    folder = fill(tmp_path / "archive", {"mrn": "75LISBON1", "tags": codes}, signed)
    for client in clients(folder):
        assert '<a href="/facet/tags?q=from%3Alisbon">All of them</a>' in (
            client.get("/station/LISBON").text
        )
        page = client.get("/tag/PREL").text
        assert '<a href="/facet/tags?q=tags%3APREL">All of them</a>' in page
        assert "/facet/station" not in page  # one sender, and it is there
        person = client.get("/person/MARLOWE").text
        assert "Signed 1 cable" in person
        assert 'class="role"' not in person  # a heading over nothing: he signed at no post


def test_a_station_leads_to_the_map_and_to_what_is_missing(room: TestClient) -> None:
    text = room.get("/station/LISBON").text
    assert 'href="/map?station=LISBON"' in text
    assert 'href="/missing?station=LISBON&amp;year=1975"' in text


def test_pages_link_to_pages_that_are_there(room: TestClient) -> None:
    for place in ("/station/LISBON", "/tag/CH", "/person/ROE", "/stations", "/tags", "/people"):
        for href in set(re.findall(r'href="(/[^"]+)"', room.get(place).text)):
            answer = room.get(href.replace("&amp;", "&"))
            assert answer.status_code == 200, (place, href)


@pytest.mark.parametrize(
    ("spelling", "place"),
    [
        ("/station/lisbon", "/station/LISBON"),
        ("/station/AMEMBASSY%20LISBON", "/station/LISBON"),
        ("/station/secstate.json", "/station/STATE.json"),
        ("/tag/prel", "/tag/PREL"),
        ("/tag/Roe,%20Jane%20A", "/tag/ROE,_JANE_A"),
        ("/person/roe", "/person/ROE"),
        ("/person/Jane%20A.%20Roe", "/person/ROE,_JANE_A"),
        ("/person/roebuck", "/people?q=ROEBUCK"),
    ],
)
def test_every_spelling_leads_to_one_place(room: TestClient, spelling: str, place: str) -> None:
    answer = room.get(spelling)
    assert answer.status_code in {301, 302}
    assert answer.headers["location"] == place
    assert room.get(place).status_code == 200


@pytest.mark.parametrize(
    "place",
    ["/station/PARIS", "/station/NOWHERE", "/station/%C3%A9%C3%A9", "/tag/KDEM", "/tag/%22",
     "/person/DOE", "/person/1", "/person/%20", "/station/LISBON.csv", "/station/" + "A" * 500],
)  # fmt: skip
def test_what_is_not_held_is_as_any_other(room: TestClient, place: str) -> None:
    answer = room.get(place)
    assert answer.status_code == 404
    assert answer.content == room.get("/nothing-here").content


def test_a_code_is_told_by_what_it_meant_then(room: TestClient) -> None:
    said = room.get("/tag/CH.json").json()
    assert [(each["name"], each["first_year"], each["count"]) for each in said["meanings"]] == [
        ("China (Mainland)", 1975, 2), ("Switzerland", 2016, 1),
    ]  # fmt: skip
    assert [(each["year"], each["count"], each["all"]) for each in said["years"]] == [
        (1975, 2, 3), (1976, 0, 1), (2006, 0, 1), (2016, 1, 1),
    ]  # fmt: skip
    near = {each["code"]: (each["count"], each["lift"]) for each in said["neighbours"]}
    assert near["ETRD"] == (2, None)  # too few to say
    page = room.get("/tag/CH").text
    assert page.index("China (Mainland)") < page.index("Switzerland")


def test_chance_is_that_of_the_years_of_a_code(tmp_path: Path) -> None:
    """Of 8 cables with TAGS of 1975, 4 have A and 5 B, 4 both: chance has 2.5."""
    tags = [["PFOR", "ETRD"]] * 4 + [["ETRD"]] + [["EFIN"]] * 3
    cables = [
        {"mrn": f"75LISBON{n}", "day": "1975-03-01", "tags": codes, "subject": f"NO {n}",
         "text": [f"Of the number {n}, and nothing else than {n}."]}
        for n, codes in enumerate(tags, 1)
    ]  # fmt: skip
    other = {"mrn": "05LISBON1", "day": "2005-03-01", "tags": ["ETRD"]}
    without = {"mrn": "75LISBON99", "day": "1975-03-01", "tags": [], "text": ["No index term."]}
    for client in clients(fill(tmp_path / "archive", *cables, other, without)):
        near = client.get("/tag/PFOR.json").json()["neighbours"]
        assert [(each["code"], each["count"], each["lift"]) for each in near] == [("ETRD", 4, 1.6)]


def test_a_surname_is_not_taken_for_a_person(room: TestClient) -> None:
    said = room.get("/person/ROE.json").json()
    assert said["surname_only"]
    assert [(each["role"], each["count"]) for each in said["roles"]] == [("signed", 2)]
    offered = {each["name"]: each for each in said["may_be"]}
    assert set(offered) == {"ROE, JANE A", "ROE, JANE B"}
    assert offered["ROE, JANE A"]["is_near"]  # the TAGS of a cable of that post and year
    assert not offered["ROE, JANE B"]["is_near"]
    text = room.get("/person/ROE").text
    assert "may be of several people" in text
    said = room.get("/person/ROE,_JANE_A.json").json()
    assert [(each["role"], each["count"]) for each in said["roles"]] == [("named", 1)]
    assert [each["name"] for each in said["may_be"]] == ["ROE"]
    assert [each["name"] for each in said["others_of_the_surname"]] == ["ROE, JANE B"]
    company = {each["title"]: each["people"][0]["value"] for each in said["company"]}
    assert company == {"Signed by": "POE"}


def test_a_list_of_stations(room: TestClient) -> None:
    found = room.get("/stations.json").json()["stations"]
    assert [(each["name"], each["sent"], each["received"]) for each in found] == [
        ("LISBON", 4, 2), ("STATE", 1, 3), ("MADRID", 1, 1),
    ]  # fmt: skip
    assert [each["name"] for each in room.get("/stations.json?q=portugal").json()["stations"]] == [
        "LISBON"
    ]
    named = room.get("/stations.json?sort=received").json()["stations"]
    assert named[0]["name"] == "STATE"
    text = room.get("/stations?q=zzz").text
    assert "No station has “zzz”" in text
    rows = list(csv.reader(io.StringIO(room.get("/stations.csv").text)))
    assert rows[0][:2] == ["station", "name"]
    assert rows[1][:2] == ["LISBON", "Lisbon"]


def test_a_list_of_tags(room: TestClient) -> None:
    found = {each["code"]: each for each in room.get("/tags.json").json()["tags"]}
    assert found["CH"]["meaning"] == "China (Mainland); Switzerland"
    assert found["PREL"]["family"] == "subject"
    assert [each["code"] for each in room.get("/tags.json?q=switz").json()["tags"]] == ["CH"]
    assert {each["code"] for each in room.get("/tags.json?family=geo").json()["tags"]} == {"CH"}
    assert room.get("/tags?family=nonsense").status_code == 400
    assert "Countries and regions" in room.get("/tags").text


def test_a_list_of_people(room: TestClient) -> None:
    found = {each["name"]: each for each in room.get("/people.json").json()["people"]}
    assert (found["ROE"]["signed"], found["ROE, JANE A"]["named"]) == (2, 1)
    assert [each["name"] for each in room.get("/people.json?letter=P").json()["people"]] == ["POE"]
    begun = room.get("/people.json?q=jan").json()["people"]
    assert [each["name"] for each in begun] == ["ROE, JANE A", "ROE, JANE B"]
    in_order = room.get("/people.json?sort=name").json()["people"]
    assert [each["name"] for each in in_order] == sorted(found)
    assert room.get("/people?letter=1").status_code == 400
    assert room.get("/people.xml").status_code == 404


@pytest.mark.parametrize("place", ["/stations", "/tags", "/people"])
def test_an_empty_archive_has_empty_lists(empty: TestClient, place: str) -> None:
    assert empty.get(place).status_code == 200
    assert " yet." in empty.get(place).text
    assert empty.get(f"{place}.json").status_code == 200
    assert len(empty.get(f"{place}.csv").text.splitlines()) == 1


@pytest.mark.parametrize("place", ["/station/LISBON", "/tag/PREL", "/person/ROE", "/people"])
def test_files_are_announced(room: TestClient, place: str) -> None:
    found = re.findall(r'<link rel="alternate"[^>]* href="([^"]+)"', room.get(place).text)
    assert found
    for href in found:
        answer = room.get(href.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert "html" not in answer.headers["content-type"]


def place(way: str, year: int) -> str:
    return f"/{way}/{year}"


def test_years_without_anything_are_cut_out() -> None:
    up = [Tally(value="1934-05", count=2), Tally(value="1974-01", count=4)]
    drawn = month_bars(up, [Tally(value="1974-02", count=8)], place)
    assert drawn is not None
    assert [year.year for year in drawn.years] == [1934, 1974]
    assert len(drawn.cuts) == 1
    assert drawn.most == 8
    assert drawn.up_path.count("M") == 2
    assert drawn.down_path.count("M") == 1
    assert drawn.years[1].up_place == "/up/1974"
    assert month_bars([], [], place) is None


def test_a_picture_of_many_years_leaves_the_oldest_out() -> None:
    up = [Tally(value=f"{year}-06", count=1) for year in range(1900, 2000)]
    drawn = month_bars(up, [], place)
    assert drawn is not None
    assert drawn.left_out == 40
    assert drawn.years[0].year == 1940
    labels = [year.left for year in drawn.years if year.label]
    assert all(other - one >= 30 for one, other in pairwise(labels))


def shares(*counts: tuple[int, int, int]) -> list[YearShare]:
    return [YearShare(year=year, count=count, all=all_, cables="/") for year, count, all_ in counts]


def test_years_of_few_cables_do_not_set_the_scale() -> None:
    drawn = share_bars(shares((1975, 1, 1), (1976, 10, 100), (1978, 5, 100)))
    assert drawn is not None
    assert drawn.most == 0.1
    assert [bar.is_few for bar in drawn.bars] == [True, False, False]
    tallest, half = drawn.bars[1].height, drawn.bars[2].height
    assert drawn.bars[0].height == tallest == 2 * half
    assert share_bars(shares((1975, 1, 1))) is None
    assert share_bars([]) is None


def test_what_a_page_counts_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    count = Finder.tallies

    def counting(finder: Finder, root: Any, wanted: Any, **more: Any) -> Any:  # noqa: ANN401
        asked.append(root)
        return count(finder, root, wanted, **more)

    monkeypatch.setattr(Finder, "tallies", counting)
    for client in clients(fill(tmp_path / "archive", *CABLES)):
        first = client.get("/station/LISBON").content
        assert len(asked) == 2
        assert client.get("/station/LISBON").content == first
        assert len(asked) == 2
