"""Alerts in the room: following, being told, feeds with secret addresses, and whose they are."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role, Scope
from cablegram.alerts import Board, match_new
from cablegram.search import Archive
from cablegram.web import Room, alert_pages
from tests.made_up import fill, item, read_made_up
from tests.patience import SECONDS
from tests.web.people import ADDRESS, FROM_HERE, READERS, client_of, enlist, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

MAIL = '[mail]\nhost = "localhost"\nfrom = "cables@example.org"\n'
HOUR = dt.timedelta(hours=1)


def file(folder: Path, *described: dict[str, Any]) -> None:
    """File and match, as ingest does."""
    with Archive.open(folder) as archive, Board.open(folder) as board:
        archive.ingest([item(f"{each['mrn']}.txt", each) for each in described], read_made_up)
        match_new(archive, board)
        for reader in (READERS["low"], READERS["secret"]):
            archive.seen_by(reader)  # as the keeper does, in time


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", {"mrn": "07LISBON1"})


@pytest.fixture
def alone(folder: Path) -> Iterator[TestClient]:
    with Room(folder, threads=1, keep_up_seconds=0.05) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield client_of(room, **FROM_HERE)


def followed(client: TestClient, what: str = "harbor", kind: str = "query", **more: str) -> str:
    answer = client.post("/alerts", data={"kind": kind, "what": what, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def version(client: TestClient, place: str) -> str:
    return str(client.get(f"{place}.json").json()["version"])


def opened_feed(client: TestClient, place: str) -> str:
    sent = {"do": "feed", "version": version(client, place)}
    answer = client.post(place, data=sent)
    assert answer.status_code == 200
    found = re.search(r'href="http://localhost(/feed/[\w-]{43}\.atom)"', answer.text)
    assert found is not None
    return found[1]


def test_what_is_not_there_yet_can_be_waited_for(alone: TestClient, folder: Path) -> None:
    assert "Follow this search" in alone.get("/search?q=nothinglikeit").text
    link = re.search(r'href="(/alerts\?[^"]+)">Be told when it', alone.get("/c/07LISBON9").text)
    assert link is not None
    form = alone.get(link[1].replace("&amp;", "&")).text
    assert '<input type="hidden" name="what" value="07LISBON9">' in form
    place = followed(alone, "07LISBON9", "thread")
    file(folder, {"mrn": "07LISBON9", "text": ["Nothing of it."]})
    assert [each["mrn"] for each in alone.get(f"{place}.json").json()["alerts"]] == ["07LISBON9"]


def test_from_a_search_to_an_alert(alone: TestClient, folder: Path) -> None:
    assert "You follow nothing yet" in alone.get("/alerts").text
    link = re.search(
        r'href="(/alerts\?[^"]+)">Follow this search', alone.get("/search?q=dues").text
    )
    assert link is not None
    form = alone.get(link[1].replace("&amp;", "&")).text
    assert '<input type="hidden" name="what" value="dues">' in form
    place = followed(alone, "dues")
    assert "Nothing yet" in alone.get(place).text
    file(folder, {"mrn": "07LISBON2", "controls": ["NOFORN"]}, {"mrn": "07LISBON3", "text": ["x"]})
    for page in (alone.get("/alerts").text, alone.get(place).text):
        assert "Unclassified, NOFORN" in page
        assert 'href="/c/07LISBON2"' in page
        assert "matches dues" in page
    listed = alone.get(f"{place}.json").json()
    assert [each["mrn"] for each in listed["alerts"]] == ["07LISBON3", "07LISBON2"]
    (head,) = alone.get("/alerts.json").json()["subscriptions"]
    assert (head["cables"], head["name"]) == (2, "dues")
    changed = {"do": "change", "version": "1", "name": "Port\r\nx", "rhythm": "daily",
               "time_zone": "Europe/Lisbon", "hook": "https://example.org/h"}  # fmt: skip
    assert alone.post(place, data=changed).status_code == 303
    assert alone.post(place, data=changed).status_code == 409
    page = alone.get(place).text
    assert "<h1>Port x</h1>" in page
    assert re.search(r"whsec_[\w+/=]{44}", page)
    assert alone.post(place, data={"do": "remove", "version": "2"}).headers["location"] == "/alerts"
    assert alone.get(place).status_code == 404


def test_what_mail_says_is_chosen_with_what_is_followed(alone: TestClient, folder: Path) -> None:
    place = followed(alone, "dues")
    assert "mail_shows" not in alone.get(place).text  # no mail is sent at all
    (folder / "alerts.toml").write_text(MAIL)
    assert '<option value="subjects">' in alone.get(place).text
    other = followed(alone, "harbor", mail="roe@example.org", mail_shows="subjects")
    for page in (place, other, "/alerts?kind=query&what=x"):  # it is so of all that he follows
        assert '<option value="subjects" selected>' in alone.get(page).text
    change = {"do": "change", "version": "1", "name": "x", "rhythm": "daily", "time_zone": "UTC"}
    assert alone.post(place, data={**change, "mail_shows": "numbers"}).status_code == 303
    assert '<option value="subjects">' in alone.get(other).text
    assert alone.post(other, data={**change, "mail_shows": "x"}).status_code == 400
    (folder / "alerts.toml").write_text(f"{MAIL}subjects = false\n")
    page = alone.get(place).text
    assert "mail_shows" not in page
    assert "Mail says numbers of cables and links." in page


@pytest.mark.parametrize("page", ["/c/07LISBON1", "/thread/07LISBON1", "/station/LISBON"])
def test_pages_lead_to_a_form(alone: TestClient, page: str) -> None:
    link = re.search(r'href="(/alerts\?[^"]+)">Follow', alone.get(page).text)
    assert link is not None
    form = alone.get(link[1].replace("&amp;", "&")).text
    sent = dict(re.findall(r'<input type="hidden" name="(kind|what)" value="([^"]*)">', form))
    assert followed(alone, **sent)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "query", "what": "harbor("}, 400),
        ({"kind": "colour", "what": "x"}, 400),
        ({"kind": "cites", "what": "x"}, 422),
        ({"kind": "dossier", "what": "x"}, 404),
        ({"kind": "query", "what": "x", "hook": "http://a:b@c/"}, 422),
        ({"kind": "query", "what": "x", "mail": "a b"}, 422),
        ({"kind": "query", "what": "x", "time_zone": "Nowhere"}, 422),
    ],
)
def test_what_is_refused(alone: TestClient, sent: dict[str, str], status: int) -> None:
    assert alone.post("/alerts", data=sent).status_code == status
    assert alone.get("/alerts.json").json()["subscriptions"] == []


def test_a_feed_has_a_secret_address_that_can_be_ended(alone: TestClient, folder: Path) -> None:
    place = followed(alone, "dues")
    feed = opened_feed(alone, place)
    file(folder, {"mrn": "07LISBON2", "subject": "DUES & <MORE>"})
    stranger = client_of_feed(alone)
    answer = stranger.get(feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "(UNCLASSIFIED) 07LISBON2: DUES &amp; &lt;MORE&gt;" in answer.text
    assert "dues: matches dues" in answer.text
    secret = feed.removeprefix("/feed/").removesuffix(".atom")
    for path in folder.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()
    other = opened_feed(alone, place)
    assert stranger.get(feed).status_code == 404
    assert stranger.get(other).status_code == 200
    alone.post(place, data={"do": "close-feed", "version": version(alone, place)})
    assert stranger.get(other).status_code == 404
    assert stranger.get("/feed/x.atom").status_code == 404


def client_of_feed(client: TestClient) -> TestClient:
    from starlette.testclient import TestClient as Client

    return Client(client.app, base_url=ADDRESS)


def test_a_room_for_reading_only_follows_nothing(folder: Path) -> None:
    with Room(folder, threads=1, keep_up_seconds=0.05, read_only=True) as room:
        assert room.wait_until_kept_up(SECONDS)
        client = client_of(room, **FROM_HERE)
        assert client.post("/alerts", data={"kind": "query", "what": "x"}).status_code == 403
        assert "Follow" not in client.get("/search?q=dues").text


def test_each_has_his_own_and_sees_what_he_may(folder: Path) -> None:
    sessions = enlist(
        folder,
        {
            "rita": (Role.READER, READERS["low"]),
            "sara": (Role.READER, READERS["secret"]),
            "adam": (Role.ADMIN, READERS["all"]),
        },
    )
    with Accounts.open(folder) as accounts:
        ids = {each.name: each.account_id for each in accounts.all()}
        token = accounts.make_token(
            ids["rita"], name="x", scopes={Scope.READ}, ends=now() + HOUR, now=now()
        ).secret
    with Room(folder, threads=1, keep_up_seconds=0.05) as room:
        assert room.wait_until_kept_up(SECONDS)
        rita, sara, adam = (client_of(room, sessions[n], **FROM_HERE) for n in sessions)
        places = {each: followed(each) for each in (rita, sara)}
        feed = opened_feed(rita, places[rita])
        high = opened_feed(sara, places[sara])
        file(folder, {"mrn": "07LISBON2", "level": "secret"}, {"mrn": "07LISBON3"})
        told = {
            client: [each["mrn"] for each in client.get(f"{place}.json").json()["alerts"]]
            for client, place in places.items()
        }
        assert told == {rita: ["07LISBON3"], sara: ["07LISBON3", "07LISBON2"]}
        # Nobody has another's, whoever he is; and a session is nothing to a feed.
        assert adam.get("/alerts.json").json()["subscriptions"] == []
        for other in (sara, adam):
            assert other.get(places[rita]).status_code == 404
            sent = {"do": "remove", "version": "1"}
            assert other.post(places[rita], data=sent).status_code == 404
        nobody = client_of(room)
        assert "07LISBON2" not in nobody.get(feed).text
        assert "07LISBON3" in nobody.get(feed).text
        assert "07LISBON2" in rita.get(high).text  # who was given the address
        assert nobody.get("/feed/nothing.atom").status_code == 404
        assert nobody.get(places[rita]).status_code in {303, 401}
        reads = client_of(room, authorization=f"Bearer {token}", accept="application/json")
        assert reads.get("/alerts.json").status_code == 200
        assert reads.post("/alerts", data={"kind": "query", "what": "x"}).status_code == 403
        # His clearance is lowered: what was found under the old one is his no more.
        with Accounts.open(folder) as accounts:
            accounts.change(ids["sara"], reader=Reader(level="unclassified"))
        assert "07LISBON2" not in nobody.get(high).text
        with Accounts.open(folder) as accounts:
            accounts.change(ids["rita"], is_active=False)
        assert nobody.get(feed).status_code == 404


def test_what_does_not_fit_on_a_page_stands_on_the_next(
    alone: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the room nothing is lost, however much was told at once."""
    monkeypatch.setattr(alert_pages, "MOST", 2)
    place = followed(alone)
    file(folder, *({"mrn": f"07LISBON{n}"} for n in range(11, 16)))
    found, following, pages = [], f"{place}.json", 0
    while following:
        answer = alone.get(following)
        said = answer.json()
        found += [each["mrn"] for each in said["alerts"]]
        following, pages = said["next"], pages + 1
        assert (following or "") in answer.headers.get("link", "")
    assert (found, pages) == ([f"07LISBON{n}" for n in range(15, 10, -1)], 3)
    first = alone.get(place).text
    assert "more than 2 cables" in alone.get("/alerts").text
    (second,) = re.findall(r'<a rel="next" href="([^"]+)">', first)
    assert "07LISBON13" in alone.get(second).text
    assert alone.get(f"{place}?page=x").status_code == 400
