"""The calendar counts what a search for the same days finds."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from cablegram.web.calendar_grid import SHADES, month_of, year_rows

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def cells(text: str) -> list[tuple[str, int]]:
    """Return where the cells of a calendar lead, and their counts."""
    found = re.findall(r'<td class="shade\d"[^>]*><a href="([^"]*)"[^>]*>(.*?)</a>', text)
    return [
        (href.replace("&amp;", "&"), int(re.sub("<[^>]*>", " ", inside).split()[-1]))
        for href, inside in found
    ]


def test_every_month_and_day_has_as_many_cables_as_it_says(client: TestClient) -> None:
    months = cells(client.get("/calendar").text)
    assert [place for place, _ in months] == [
        "/calendar/1958/06", "/calendar/2007/03", "/calendar/2007/04", "/calendar/2007/05",
        "/calendar/2007/06", "/calendar/2007/11",
    ]  # fmt: skip
    for place, count in months:
        days = cells(client.get(place).text)
        assert sum(each for _, each in days) == count
        for search, cables in days:
            answer = client.get(search.replace("/search?", "/search.json?"))
            assert answer.json()["total"] == cables, search


def test_a_year_shows_its_days_and_its_neighbours(client: TestClient) -> None:
    text = client.get("/calendar/2007").text
    assert "9 March 2007: 1 cable" in text
    assert 'href="/calendar/1958"' in text  # the year before with cables
    assert "February" in text
    assert 'href="/calendar/2007/02"' not in text
    assert "1958" in client.get("/calendar").text
    assert "1959 to 2006: no cable" in client.get("/calendar").text


def test_a_query_narrows_it(client: TestClient) -> None:
    text = client.get("/calendar?q=tags:EWWT").text
    assert cells(text) == [("/calendar/2007/03?q=tags%3AEWWT", 1)]
    ((place, _),) = cells(client.get("/calendar/2007/03?q=ferry OR tags:EWWT").text)
    assert client.get(place.replace("/search?", "/search.json?")).json()["total"] == 1
    answer = client.get("/calendar?q=dues)")
    assert answer.status_code == 400
    assert "That query is not right" in answer.text
    assert "No cable matches" in client.get("/calendar?q=nothing-of-that").text


def test_files(client: TestClient) -> None:
    made = client.get("/calendar.json").json()
    assert made["months"][0] == {"month": "1958-06", "cables": 1}
    assert made["total"] == sum(each["cables"] for each in made["months"]) + made["undated"]
    rows = list(csv.reader(io.StringIO(client.get("/calendar/2007/03.csv").text)))
    assert rows[0] == ["day", "cables"]
    assert ["2007-03-09", "1"] in rows
    assert client.get("/calendar/2007.json").json()["days"][0]["day"].startswith("2007-03-0")


@pytest.mark.parametrize(
    ("place", "leads"),
    [
        ("/calendar/2007/3", "/calendar/2007/03"),
        ("/calendar/958.csv?q=a b", "/calendar/0958.csv?q=a+b"),
        ("/calendar/2007/03/09", "/search?q=date%3A2007-03-09&sort=date"),
        ("/calendar/2007/03/09?q=dues", "/search?q=dues+date%3A2007-03-09&sort=date"),
    ],
)
def test_there_is_one_address(client: TestClient, place: str, leads: str) -> None:
    assert client.get(place).headers["location"] == leads


@pytest.mark.parametrize(
    "place",
    ["/calendar/0000", "/calendar/10000", "/calendar/x", "/calendar/2007/13", "/calendar/2007/00",
     "/calendar/2007/02/30", "/calendar/2007.xml", "/calendar.xml",
     "/calendar/\u0662\u0660\u0660\u0667",
     "/calendar/2007-03", "/calendar/2007/03-09"],
)  # fmt: skip
def test_what_no_calendar_has_is_not_there(client: TestClient, place: str) -> None:
    assert client.get(place).status_code == 404


@pytest.mark.parametrize("place", ["/calendar", "/calendar/9999", "/calendar/0001/12"])
def test_without_cables_or_days(empty: TestClient, undated: TestClient, place: str) -> None:
    for each in (empty, undated):
        answer = each.get(place)
        assert answer.status_code == 200
        assert not cells(answer.text)
    assert "2 of them have no day" in undated.get("/calendar").text


def test_many_years_of_mistakes_are_bounded() -> None:
    months: dict[tuple[int, ...], int] = {(year, 1): 1 for year in range(1000, 2000)}
    rows, left_out = year_rows(months, lambda *parts: f"/{parts}")
    assert (len(rows), left_out) == (250, 750)
    assert rows[-1].year == 1999


def test_a_month_is_laid_out_by_weeks() -> None:
    made = month_of(2024, 2, {}, most=0, href="", place=str)
    assert [len(week) for week in made.weeks] == [7] * 5
    assert [each.number if each else None for each in made.weeks[0]] == [None] * 3 + [1, 2, 3, 4]
    assert made.weeks[-1][3] is not None
    assert made.weeks[-1][3].number == 29  # a leap year
    assert made.weeks[-1][4] is None
    full = month_of(2024, 2, {}, most=0, href="", place=str)
    assert {each.shade for week in full.weeks for each in week if each} == {0}
    (one,) = year_rows({(2007, 3): 10**6, (2007, 4): 1}, lambda *_: "/")[0]
    assert [each.shade for each in one.months[2:4]] == [SHADES, 1]
