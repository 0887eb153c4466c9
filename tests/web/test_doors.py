"""Who may come in: signing in and out, sessions, tokens, roles, and what nobody learns before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role
from cablegram.audit import AuditError, Entry, Log
from cablegram.audit.schema import connect
from cablegram.web import Room, reading_room
from cablegram.web.entering import cookie_name
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import FROM_HERE, PASSWORD, READERS, client_of, enlist, now

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cablegram.web.doorkeeping import Caller

ALIKE = (
    "/c/07LISBON1",
    "/c/07LISBON2",
    "/c/07LISBON99",
    "/nothing",
    "/search?limit=x",
    "/dossier/x",
)
PROGRAM = {"accept": "application/json"}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("doors") / "archive"
    fill(folder, {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(
        folder,
        {
            "rita": (Role.READER, READERS["low"]),
            "anna": (Role.ANNOTATOR, READERS["low"]),
            "adam": (Role.ADMIN, READERS["all"]),
            "secr": (Role.READER, READERS["secret"]),
        },
        signs_in="rita",
    )
    with Room(folder, threads=2, keep_up_seconds=0.05) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield room, sessions


@pytest.fixture
def nobody(newsroom: tuple[Room, dict[str, str]]) -> TestClient:
    return client_of(newsroom[0])


def test_a_person_is_led_to_the_door_whatever_he_asks_for(nobody: TestClient) -> None:
    for place in ALIKE:
        answer = nobody.get(place)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?to=%2F")
        assert answer.content == b""
    assert nobody.get("/").headers["location"] == "/sign-in"


def test_a_program_gets_one_answer_whatever_it_asks_for(nobody: TestClient) -> None:
    said = {
        (answer.status_code, answer.content, answer.headers["www-authenticate"])
        for place in ALIKE
        for answer in (
            nobody.get(place, headers=PROGRAM),
            nobody.post(place, headers={**PROGRAM, **FROM_HERE}),
        )
    }
    assert len(said) == 1
    assert said.pop()[0] == 401


def signed_in(client: TestClient, name: str = "rita", to: str = "", **headers: str) -> str:
    form = {"name": name, "password": PASSWORD, "to": to}
    answer = client.post("/sign-in", data=form, headers={**FROM_HERE, **headers})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_whoever_signs_in_goes_where_he_wanted_and_whoever_leaves_is_out(
    nobody: TestClient,
) -> None:
    where = nobody.get("/search?q=harbor&sort=date").headers["location"]
    form = nobody.get(where)
    assert form.status_code == 200
    assert 'value="/search?q=harbor&amp;sort=date"' in form.text
    assert "Search the archive" not in form.text  # nor any other way into the room
    assert signed_in(nobody, to="/search?q=harbor&sort=date") == "/search?q=harbor&sort=date"
    page = nobody.get("/search.json")
    assert page.json()["total"] == 1
    assert ">rita<" in nobody.get("/").text
    assert nobody.get("/sign-in?to=/notes").headers["location"] == "/notes"
    session = nobody.cookies["cablegram"]
    left = nobody.post("/sign-out", headers=FROM_HERE)
    assert left.headers["location"] == "/sign-in"
    assert "cache" in left.headers["clear-site-data"]
    assert "cablegram" not in nobody.cookies
    nobody.cookies["cablegram"] = session  # whoever has kept it
    assert nobody.get("/search.json").status_code == 303


def test_the_cookie(nobody: TestClient) -> None:
    form = {"name": "rita", "password": PASSWORD}
    plain = nobody.post("/sign-in", data=form, headers=FROM_HERE).headers["set-cookie"]
    assert plain.endswith("; Path=/; HttpOnly; SameSite=Lax")
    assert plain.startswith("cablegram=")
    nobody.base_url = "https://localhost"
    safe = nobody.post("/sign-in", data=form, headers={"origin": "https://localhost"})
    assert safe.headers["set-cookie"].startswith("__Host-cablegram=")
    assert safe.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    assert safe.headers["strict-transport-security"] == "max-age=31536000"


def test_two_rooms_of_one_host_have_each_its_own_cookie(nobody: TestClient) -> None:
    """A browser sends the cookies of a host to each of its ports (RFC 6265, 8.5)."""
    places = ("http://localhost:8042", "http://localhost:8043", "http://localhost",
              "https://localhost:8443", "https://localhost")  # fmt: skip
    form, names = {"name": "rita", "password": PASSWORD}, set()
    for place in places:
        nobody.base_url = place
        kept = nobody.post("/sign-in", data=form, headers={"origin": place}).headers["set-cookie"]
        name, _, secret = kept.partition(";")[0].partition("=")
        assert name.startswith("__Host-") == ("; Secure" in kept) == place.startswith("https")
        names.add(name)
        nobody.cookies.clear()
        for other in places:
            nobody.base_url = other
            cookie = {"cookie": f"{name}={secret}"}
            assert nobody.get("/help", headers=cookie).status_code == (
                200 if other == place else 303
            )
    assert len(names) == len(places)
    # With the usual port said, it is the same room.
    assert cookie_name("https://localhost:443") == cookie_name("https://localhost")
    assert cookie_name("http://[::1]") == "cablegram"


def test_what_is_taken_from_somebody_is_gone_with_the_next_page(
    newsroom: tuple[Room, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another program too. While nothing changes, no thread is waited for to know him."""
    room, _ = newsroom
    asked: list[str] = []
    ask = room.door.caller

    def counted(session: str, token: str | None) -> Caller:
        asked.append(session)
        return ask(session, token)

    monkeypatch.setattr(room.door, "caller", counted)
    at = now()  # after a minute it is written that he is there still, however long this takes
    monkeypatch.setattr(room.door, "now", lambda: at)
    with Accounts.open(room.folder) as others:
        sven = others.add("sven", now=at, role=Role.ADMIN, reader=READERS["secret"]).account_id
        client = client_of(room, others.begin(sven, now=at).token)

        def found() -> list[int]:
            return [client.get(place).status_code for place in ("/c/07LISBON2", "/accounts")]

        assert [found(), found()] == [[200, 200], [200, 200]]
        others.change(sven, reader=READERS["low"])
        assert found() == [404, 200]
        others.change(sven, role=Role.READER)
        assert found() == [404, 403]
        assert asked == []
        others.change(sven, is_active=False)
        assert found() == [303, 303]


def test_a_session_is_another_after_signing_in_again(nobody: TestClient) -> None:
    signed_in(nobody)
    before = nobody.cookies["cablegram"]
    signed_in(nobody)
    assert nobody.cookies["cablegram"] != before
    nobody.cookies.clear()
    nobody.cookies["cablegram"] = before
    assert nobody.get("/").status_code == 303


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "evil.example", "\\\\evil",
        "/\t/evil.example", "/x\r\nSet-Cookie: a=b", "javascript:alert(1)", "/" + "a" * 3000, "",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_the_room(nobody: TestClient, to: str) -> None:
    assert signed_in(nobody, to=to) == "/"
    assert nobody.get("/sign-in", params={"to": to}).headers["location"] == "/"


def test_nobody_sends_much(nobody: TestClient) -> None:
    """What comes is held in memory, of whoever sends it."""
    form = {"name": "rita", "password": "x" * 70_000}
    assert nobody.post("/sign-in", data=form, headers=FROM_HERE).status_code == 413


def test_a_wrong_name_and_a_wrong_password_are_told_alike(nobody: TestClient) -> None:
    said = set()
    for name, password in (("rita", "wrong"), ("nobody", "wrong"), ("nobody", PASSWORD), ("", "")):
        form = {"name": name, "password": password}
        answer = nobody.post("/sign-in", data=form, headers={**FROM_HERE, **PROGRAM})
        assert "set-cookie" not in answer.headers
        said.add((answer.status_code, answer.text))
        page = nobody.post("/sign-in", data=form, headers=FROM_HERE)
        assert "Name or password is not right" in page.text
        assert password not in page.text.replace('value="wrong"', "") or not password
    assert len(said) == 1


#: What a browser says of where a form comes from, and whether it is taken with a session.
SAID: tuple[tuple[dict[str, str], bool], ...] = (
    ({"origin": "http://localhost"}, True),
    ({"sec-fetch-site": "same-origin"}, True),
    ({"origin": "http://localhost", "sec-fetch-site": "same-origin"}, True),
    ({}, False),
    ({"origin": "null"}, False),
    ({"origin": "http://evil.example"}, False),
    ({"origin": "http://localhost.evil.example"}, False),
    ({"origin": "http://localhost:81"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "same-site"}, False),
)


@pytest.mark.parametrize(("headers", "is_taken"), SAID)
def test_a_form_with_a_session_comes_from_the_room(
    newsroom: tuple[Room, dict[str, str]], headers: dict[str, str], is_taken: bool
) -> None:
    room, sessions = newsroom
    anna, nobody = client_of(room, sessions["anna"]), client_of(room)
    made = anna.post("/dossiers", data={"name": "Dues"}, headers=headers)
    assert made.status_code == (303 if is_taken else 403)
    form = {"name": "rita", "password": PASSWORD}
    entered = nobody.post("/sign-in", data=form, headers=headers)
    assert entered.status_code == (303 if is_taken else 403)  # else one could sign another in
    assert ("set-cookie" in entered.headers) == is_taken


def test_who_may_not_is_told_no_more_than_that(newsroom: tuple[Room, dict[str, str]]) -> None:
    room, sessions = newsroom
    rita = client_of(room, sessions["rita"])
    said = {
        (answer.status_code, answer.text)
        for answer in (
            rita.post("/dossiers", data={"name": "Dues"}, headers=FROM_HERE),
            rita.post("/dossier/x", headers=FROM_HERE),
            rita.post("/note", data={"version": "x"}, headers=FROM_HERE),
            rita.get("/note?cable=07LISBON1"),
            rita.get("/note?cable=07LISBON2"),
            rita.get("/add"),
            rita.get("/add/20080104-153000-a1b2c3"),
            rita.post("/add", headers=FROM_HERE),
        )
    }
    assert len(said) == 1
    assert said.pop()[0] == 403


def test_each_is_offered_what_he_may_do(newsroom: tuple[Room, dict[str, str]]) -> None:
    room, sessions = newsroom
    offers = {
        name: {
            word
            for word in ("Write a note", "Add to a dossier", ">Add<")
            if word in client_of(room, sessions[name]).get("/c/07LISBON1").text
        }
        for name in ("rita", "anna", "adam")
    }
    both = {"Write a note", "Add to a dossier"}
    assert offers == {"rita": set(), "anna": both, "adam": {*both, ">Add<"}}


def test_nothing_that_one_signs_in_for_is_kept_by_a_browser(
    newsroom: tuple[Room, dict[str, str]],
) -> None:
    room, sessions = newsroom
    rita = client_of(room, sessions["rita"])
    for place in (
        "/",
        "/c/07LISBON1",
        "/search.csv",
        "/c/07LISBON2",
        "/nothing",
        "/search?limit=x",
    ):
        answer = rita.get(place)
        assert answer.headers["cache-control"] == "no-store", place
        assert "Cookie" in answer.headers["vary"]
    assert "immutable" in rita.get("/static/room.css").headers["cache-control"]


def test_two_in_one_room_see_each_what_he_may(newsroom: tuple[Room, dict[str, str]]) -> None:
    room, sessions = newsroom
    clients = {name: client_of(room, sessions[name]) for name in ("rita", "secr", "adam")}
    for _ in range(3):
        totals = {
            name: client.get("/search.json").json()["total"] for name, client in clients.items()
        }
        assert totals == {"rita": 1, "secr": 2, "adam": 2}
        held = {name: client.get("/c/07LISBON2").status_code for name, client in clients.items()}
        assert held == {"rita": 404, "secr": 200, "adam": 200}


def test_the_person_at_the_machine_signs_in_nowhere(
    newsroom: tuple[Room, dict[str, str]],
) -> None:
    with Room(newsroom[0].folder, threads=1, alone=True) as room:
        assert room.wait_until_kept_up(SECONDS)
        client = client_of(room)
        assert client.get("/search.json").json()["total"] == 2
        assert "Sign out" not in client.get("/").text
        assert client.get("/sign-in?to=/notes").headers["location"] == "/notes"


def test_the_first_account_shuts_a_room_that_is_open(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {})
    with Room(folder, threads=1) as room:
        client = client_of(room)
        assert client.get("/").status_code == 200
        enlist(folder, {"rita": (Role.READER, READERS["low"])})
        assert client.get("/").status_code == 303


def test_a_clearance_that_the_policy_does_not_know(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {})
    sessions = enlist(folder, {"odd": (Role.READER, Reader(level="cosmic"))})
    with Room(folder, threads=1) as room:
        answer = client_of(room, sessions["odd"]).get("/search.json")
        assert (answer.status_code, answer.json()["error"]) == (403, "no-clearance")


def entries(folder: Path) -> list[tuple[str, str, tuple[str, ...], str, Mapping[str, object]]]:
    connection = connect(folder, create=False)
    try:
        found = [Entry.of(line) for (line,) in connection.execute("SELECT line FROM entry")]
    finally:
        connection.close()
    return [(each.action, each.who, each.what, each.outcome, each.about) for each in found]


def test_it_is_noted_what_was_shown_to_whom(newsroom: tuple[Room, dict[str, str]]) -> None:
    room, sessions = newsroom
    before = len(entries(room.folder))
    rita, anna = (client_of(room, sessions[name]) for name in ("rita", "anna"))
    assert rita.get("/c/07LISBON1").status_code == 200
    # As one that is not held: what is shown is the number beside it.
    assert rita.get("/c/07LISBON2").status_code == 404
    rita.get("/calendar")
    rita.get("/search?q=harbor")
    rita.get("/search.csv?q=harbor")
    rita.get("/c/07LISBON1.txt")
    rita.get("/add")
    anna.post("/dossiers", data={"name": "The harbor master raised"}, headers=FROM_HERE)
    client_of(room).get("/c/07LISBON1")
    client_of(room, authorization="Bearer cablegram_x").get("/")
    found = entries(room.folder)[before:]
    assert [(action, who, what, outcome) for action, who, what, outcome, _ in found] == [
        ("shown", "rita", ("07LISBON1",), "done"),
        ("shown", "rita", ("07LISBON1",), "done"),
        ("searched", "rita", ("07LISBON1",), "done"),
        ("exported", "rita", ("07LISBON1",), "done"),
        ("exported", "rita", ("07LISBON1",), "done"),
        ("refused", "rita", (), "not-for-you"),
        ("changed", "anna", (), "done"),
        ("refused", "nobody", (), "wrong-token"),
    ]
    assert found[2][4]["query"] == found[3][4]["query"]
    log = (room.folder / "audit.sqlite").read_bytes() + (
        room.folder / "audit.sqlite-wal"
    ).read_bytes()
    for word in (b"harbor", b"HARBOR", b"raised", PASSWORD.encode()):
        assert word not in log


def test_what_cannot_be_noted_is_not_shown(
    newsroom: tuple[Room, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise AuditError("here", "the disk is full")

    room, sessions = newsroom
    monkeypatch.setattr(Log, "note", full)
    monkeypatch.setattr(Log, "noting", full)
    rita = client_of(room, sessions["rita"])
    for place in ("/c/07LISBON1", "/c/07LISBON1.txt", "/search.csv", "/add"):
        answer = rita.get(place)
        assert answer.status_code == 500
        assert "harbor" not in answer.text.lower()


def test_a_note_is_shared_with_one_who_may_see_what_it_is_on(
    newsroom: tuple[Room, dict[str, str]],
) -> None:
    room, sessions = newsroom
    anna, rita, secr = (client_of(room, sessions[name]) for name in ("anna", "rita", "secr"))
    note = {"cable": "07LISBON1", "body": "Ask the guild.", "shared": "person", "person": "RITA"}
    assert anna.post("/note", data=note, headers=FROM_HERE).status_code == 303
    private = {"cable": "07LISBON1", "body": "For myself."}
    assert anna.post("/note", data=private, headers=FROM_HERE).status_code == 303
    assert "Ask the guild." in anna.get("/c/07LISBON1").text
    assert "shared with rita" in anna.get("/c/07LISBON1").text
    seen = rita.get("/c/07LISBON1").text
    assert "Ask the guild." in seen
    assert "Note 1</span> by anna" in seen
    assert "For myself." not in seen
    assert "Ask the guild." not in secr.get("/c/07LISBON1").text
    with Accounts.open(room.folder) as accounts:
        found = accounts.named("anna")
        assert found is not None
        accounts.change(found.account_id, full_name="rita")  # she calls herself as she likes
        assert "Note 1</span> by rita (anna)" in rita.get("/c/07LISBON1").text
        accounts.change(found.account_id, full_name="")
    wrong = anna.post("/note", data={**note, "person": "nobody"}, headers=FROM_HERE)
    assert wrong.status_code == 422
    assert "Ask the guild." in wrong.text  # nothing that was typed is lost


def test_behind_a_proxy_that_takes_nothing_but_tls(newsroom: tuple[Room, dict[str, str]]) -> None:
    app = reading_room(newsroom[0], safe_hosts=["cables.example.org"])
    client = TestClient(app, base_url="http://cables.example.org", follow_redirects=False)
    form = {"name": "rita", "password": PASSWORD}
    for origin, status in (("https://cables.example.org", 303), ("http://cables.example.org", 403)):
        answer = client.post("/sign-in", data=form, headers={"origin": origin})
        assert answer.status_code == status
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        if status == 303:
            assert answer.headers["set-cookie"].startswith("__Host-cablegram=")
            assert "; Secure" in answer.headers["set-cookie"]
    assert client.get("/sign-in", headers={"host": "evil.example"}).status_code == 421


def test_in_a_room_for_reading_only_one_signs_in_and_keeps_nothing(
    newsroom: tuple[Room, dict[str, str]],
) -> None:
    with Room(newsroom[0].folder, threads=1, read_only=True) as room:
        assert room.wait_until_kept_up(SECONDS)
        form = {"name": "rita", "password": PASSWORD}
        assert client_of(room).post("/sign-in", data=form, headers=FROM_HERE).status_code == 303
        anna = client_of(room, newsroom[1]["anna"])
        assert "Write a note" not in anna.get("/c/07LISBON1").text
        note = {"cable": "07LISBON1", "body": "So."}
        kept = anna.post("/note", data=note, headers={**FROM_HERE, **PROGRAM})
        assert (kept.status_code, kept.json()["error"]) == (403, "read-only")


def test_whoever_sees_nothing_is_not_told_how_an_archive_is_filled(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {"level": "secret"})
    sessions = enlist(folder, {"rita": (Role.READER, READERS["low"])})
    with Room(folder, threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        front = client_of(room, sessions["rita"]).get("/").text
        assert "There is nothing here that you may see." in front
        assert str(tmp_path) not in front
