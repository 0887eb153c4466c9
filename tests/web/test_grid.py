"""Role by route by reader, against one table that a person can read: `who_may.md`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cablegram.accounts import Role
from cablegram.web import Room
from cablegram.web.paths import PATHS
from cablegram.web.sections import NEEDED, SECTIONS, SIGNED_IN
from tests.patience import SECONDS
from tests.web.people import FROM_HERE, READERS, client_of, newsroom_of
from tests.web.tried import bare_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response
    from starlette.testclient import TestClient

TABLE: Final = (Path(__file__).parent / "who_may.md").read_text(encoding="utf-8")
PROGRAM: Final = {"accept": "application/json"}


def table(first: str) -> dict[str, dict[str, str]]:
    """Return the table whose first column is called so: by row, by column."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TABLE.splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    start = next(n for n, line in enumerate(lines) if line[0] == first)
    head, found = lines[start], {}
    for line in lines[start + 1 :]:
        if len(line) != len(head):
            break
        found[line[0]] = dict(zip(head[1:], line[1:], strict=True))
    return found


ROUTES: Final = table("route")
CABLES: Final = table("cable")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """Return a browser of everybody, all in one room."""
    folder = tmp_path_factory.mktemp("grid") / "archive"
    sessions = newsroom_of(folder)
    with Room(folder, threads=2, keep_up_seconds=0.1) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield {name: client_of(room, token) for name, token in sessions.items()} | {
            "nobody": client_of(room)
        }


def asked(client: TestClient, route: str, **headers: str) -> Response:
    method, _, path = route.partition(" ")
    row = next(row for row in PATHS if (row.method, row.path) == (method, path))
    place = next(bare_places(row))
    return client.request(method, place, headers={**FROM_HERE, **headers})


def came_in(answer: Response) -> bool:
    """Tell whether somebody got past the door; what he sent may be wrong all the same."""
    if answer.status_code in {401, 403}:
        assert answer.json()["error"] in {"not-for-you", "not-to-add"}
        return False
    return not answer.headers.get("location", "").startswith("/sign-in")


def test_every_route_is_in_the_table() -> None:
    """Whoever adds a page says there who may open it."""
    rows = {f"{row.method} {row.path}": row for row in PATHS}
    wanted = [
        f"| {name} | {'yes' if row.role is None else 'sign in'} | "
        + " | ".join("yes" if row.role is None or r.may(row.role) else "no" for r in Role)
        + " |"
        for name, row in rows.items()
        if name not in ROUTES
    ]
    assert not wanted, "think about it, and add to who_may.md:\n" + "\n".join(wanted)
    assert set(ROUTES) == set(rows)


def test_the_menu_offers_what_the_table_says() -> None:
    for place, _ in (*SECTIONS, *SIGNED_IN):
        said = ROUTES[f"GET {place}"]
        least = next(role for role in Role if said[role] in {"yes", "if he sees all"})
        assert NEEDED.get(place, Role.READER) is least, place


@pytest.mark.parametrize("route", ROUTES)
def test_nobody(people: dict[str, TestClient], route: str) -> None:
    said = ROUTES[route]["nobody"]
    person, program = (asked(people["nobody"], route, **headers) for headers in ({}, PROGRAM))
    if said == "sign in":
        where = "/sign-in(\\?to=.*)?" if route.startswith("GET") else "/sign-in"
        assert re.fullmatch(where, person.headers["location"])
        assert (person.status_code, program.status_code) == (303, 401)
        assert program.json()["error"] == "sign-in"
    else:
        assert said == "yes"
        assert person.status_code not in {401, 403} or route == "POST /sign-in"


@pytest.mark.parametrize("route", [each for each in ROUTES if ROUTES[each]["nobody"] != "yes"])
def test_every_role(people: dict[str, TestClient], route: str) -> None:
    for role in Role:
        for reader in ("low", "all"):
            said = ROUTES[route][role]
            may = said == "yes" or (said == "if he sees all" and reader == "all")
            answer = asked(people[f"{role} {reader}"], route, **PROGRAM)
            assert came_in(answer) == may, (role, reader, answer.status_code)


@pytest.mark.parametrize("number", CABLES)
def test_every_reader_of_every_role(people: dict[str, TestClient], number: str) -> None:
    for role in Role:
        for reader in READERS:
            client, sees = people[f"{role} {reader}"], CABLES[number][reader]
            text = client.get(f"/c/{number}.txt", headers=PROGRAM)
            page = client.get(f"/c/{number}")
            if sees == "-":
                assert (text.status_code, page.status_code) == (404, 404)
                assert text.content == client.get("/c/07LISBON98.txt", headers=PROGRAM).content
                assert "The archive does not have this cable." in page.text
                continue
            assert (text.status_code, page.status_code) == (200, 200), (role, reader)
            for said in (text.text, page.text):
                assert ("treaty is void" in said.lower()) == (sees == "yes")
                assert "quay is old" in said.lower() or number != "07LISBON7"


def test_every_reader_finds_what_he_sees_and_no_more(people: dict[str, TestClient]) -> None:
    for reader in READERS:
        sees = {number for number, row in CABLES.items() if row[reader] == "yes"}
        for role in (Role.READER, Role.ADMIN):
            found = people[f"{role} {reader}"].get("/search.json?q=treaty").json()
            assert {hit["mrn"] for hit in found["hits"]} == sees, (role, reader)
