"""No page offers what would be refused: a form or a link that leads to “Not for you”."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest
from starlette.routing import compile_path
from starlette.testclient import TestClient

from cablegram.accounts import Role
from cablegram.web import Room, reading_room
from cablegram.web.paths import PATHS
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.conftest import CABLES, leave_a_report
from tests.web.desk import furnish
from tests.web.people import ADDRESS, READERS, client_of, enlist
from tests.web.places import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.web.path_rows import Path as Row

#: It tells programs of all places.
API: Final = "/api"
ROWS: Final = tuple((path, compile_path(path.path)[0]) for path in PATHS)


class Offers(HTMLParser):
    """The forms and links of a page, as methods with places of the room."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.place = ""
        self._method = "GET"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._method = said.get("method", "get").upper()
            self._add(self._method, said.get("action", self.place))
        elif tag == "button" and "formaction" in said:
            self._add(self._method, said["formaction"])
        elif tag == "a":
            self._add("GET", said.get("href", ""))

    def _add(self, method: str, place: str) -> None:
        parts = urlsplit(place)
        if not parts.netloc and parts.path:
            self.found.add((method, parts.path))


def offered(client: TestClient) -> Iterator[tuple[str, str, str, Row]]:
    """Yield what pages offer: page, method, place, and the row of the table that answers it."""
    for page in PAGES:
        if page == API:
            continue
        answer = client.get(page)
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            continue
        offers = Offers()
        offers.place = urlsplit(page).path
        offers.feed(answer.text)
        for method, place in sorted(offers.found):
            for row, pattern in ROWS:
                if row.method == method and re.fullmatch(pattern, place):
                    yield page, method, place, row
                    break


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = fill(tmp_path_factory.mktemp("offers") / "archive", *CABLES)
    furnish(made)
    leave_a_report(made)
    return made


@pytest.fixture(scope="module")
def reading_only(archive: Path) -> Iterator[TestClient]:
    with Room(archive, threads=1, read_only=True) as room:
        assert room.wait_until_kept_up(SECONDS)
        with TestClient(reading_room(room), base_url=ADDRESS, follow_redirects=False) as made:
            yield made


@pytest.fixture(scope="module")
def people(archive: Path, reading_only: TestClient) -> Iterator[dict[Role, TestClient]]:
    del reading_only  # which comes before anybody has an account
    sessions = enlist(archive, {role.value: (role, READERS["all"]) for role in Role})
    with Room(archive, threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield {role: client_of(room, sessions[role.value]) for role in Role}


def test_a_room_for_reading_offers_no_change(reading_only: TestClient) -> None:
    """Nor the way to a page that is a form, which is there for who types its address."""
    forms = {row.path for row in PATHS if row.changes and row.role is Role.ANNOTATOR} & {
        row.path for row in PATHS if row.method == "GET" and row.role is Role.ANNOTATOR
    }
    wrong = {
        (page, method, place)
        for page, method, place, row in offered(reading_only)
        if (row.changes or row.path in forms) and urlsplit(page).path not in forms
    }
    assert not wrong


@pytest.mark.parametrize("role", Role)
def test_nobody_is_offered_what_he_may_not(people: dict[Role, TestClient], role: Role) -> None:
    found = list(offered(people[role]))
    wrong = {
        (page, method, place)
        for page, method, place, row in found
        if row.role is not None and not role.may(row.role)
    }
    assert not wrong
    assert any(method == "POST" for _, method, _, _ in found)
