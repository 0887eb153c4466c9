"""What is another's own is not there for anybody else, by whatever word it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.accounts import Role
from cablegram.web import Room
from cablegram.web.dossier_files import FILES
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import FROM_HERE, READERS, client_of, enlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

#: Stands in all that she keeps.
OWN = "quagga"
LISTS = (
    "/", "/dossiers", "/dossiers.json", "/dossiers.csv", "/notes", "/notes.json", "/notes.csv",
    "/notes.jsonld", "/saved", "/saved.json", "/alerts", "/alerts.json", "/c/07LISBON1",
    "/dossiers/add?cable=07LISBON1", "/dossiers/add?q=harbor", "/audit",
)  # fmt: skip
OTHERS = ("ben", "eva")


class House:
    """A room in which somebody keeps something for herself."""

    def __init__(self, room: Room, sessions: dict[str, str]) -> None:
        self.people = {name: client_of(room, token) for name, token in sessions.items()}
        made = {
            "dossier": ("/dossiers", {"name": f"The {OWN} dossier", "description": OWN}),
            "note": ("/note", {"cable": "07LISBON1", "body": OWN}),
            "search": ("/saved", {"do": "save", "name": OWN, "q": OWN}),
            "alert": ("/alerts", {"kind": "query", "what": OWN, "hook": "https://a.example/"}),
        }
        self.words = {
            what: self.post("anna", place, form)[1].rpartition("/")[2].rpartition("-")[2]
            for what, (place, form) in made.items()
        }
        form = {"to": self.words["dossier"], "cable": "07LISBON1", "note": OWN}
        assert self.post("anna", "/dossiers/add", form)[0] == 303

    def post(self, who: str, place: str, form: dict[str, str]) -> tuple[int, str, str]:
        answer = self.people[who].post(place, data=form, headers=FROM_HERE)
        return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = fill(tmp_path_factory.mktemp("others") / "archive", {})
    sessions = enlist(
        folder,
        {
            "anna": (Role.ANNOTATOR, READERS["all"]),
            "ben": (Role.ANNOTATOR, READERS["all"]),
            "eva": (Role.ADMIN, READERS["all"]),
        },
    )
    with Room(folder, threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield House(room, sessions)


def shown(client: TestClient, place: str) -> tuple[int, str]:
    answer = client.get(place)
    return answer.status_code, answer.text


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_not_shown(house: House, name: str) -> None:
    words = house.words
    endings = ("", *(ending for ending, _, _ in FILES))
    own = [f"/dossier/{words['dossier']}{ending}" for ending in endings]
    own += ["/dossier/The_quagga_dossier", f"/note?id={words['note']}"]
    own += [f"/alerts/{words['alert']}", f"/alerts/{words['alert']}.json"]
    for place in own:
        assert shown(house.people[name], place)[0] == 404, place
        assert shown(house.people["anna"], place)[0] in {200, 302, 501}, place
    named = [f"/alerts?kind={kind}&what={words[kind]}" for kind in ("dossier", "search")]
    for place in (*LISTS, *named):
        status, text = shown(house.people[name], place)
        assert status in {200, 403}, place
        assert OWN not in text, place


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_not_changed(house: House, name: str) -> None:
    words = house.words
    sent: list[tuple[str, dict[str, str]]] = [
        *((f"/dossier/{words['dossier']}", {"do": act, "version": "2", "name": "x"})
          for act in ("describe", "copy", "by-date", "delete")),
        *(("/note", {"do": act, "id": words["note"], "version": "1", "body": "x"})
          for act in ("change", "delete")),
        *(("/saved", {"do": act, "id": words["search"], "version": "1", "name": "x"})
          for act in ("rename", "delete")),
        *(("/share", {"what": what, "id": words[what], "version": "1", "shared": "all"})
          for what in ("dossier", "note", "search")),
        *((f"/alerts/{words['alert']}", {"do": act, "version": "1", "name": "x",
                                         "rhythm": "daily", "time_zone": "UTC"})
          for act in ("change", "feed", "close-feed", "again", "remove")),
        *(("/alerts", {"kind": kind, "what": words[kind]}) for kind in ("dossier", "search")),
        ("/dossiers/add", {"to": words["dossier"], "cable": "07LISBON1"}),
    ]  # fmt: skip
    before = [shown(house.people["anna"], each) for each in LISTS[1:12] if "add" not in each]
    for place, form in sent:
        status, _, text = house.post(name, place, form)
        assert status == 404, (place, form)
        assert OWN not in text
    after = [shown(house.people["anna"], each) for each in LISTS[1:12] if "add" not in each]
    assert before == after
