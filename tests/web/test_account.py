"""One's own account, and other ways in: invitations, an institution's sign-on, passkeys."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

from cablegram.accounts import Accounts, Provider, Role, begun
from cablegram.audit import Wanted
from cablegram.audit.reading import entries, reading
from cablegram.web import Room, reading_room
from cablegram.web.entering import cookie_name
from tests.accounts.device import Device
from tests.accounts.made import NOW
from tests.accounts.provider import SECRET, SETTINGS, Institution
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.conftest import ATTACKS
from tests.web.people import FROM_HERE, PASSWORD, PERSON, READERS, client_of, enlist
from tests.web.test_browser import AXE, browser, opened, serving
from tests.web.test_every_page import LOOK, TOO_WIDE, WIDTHS
from tests.web.test_hostile import check_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A telephone that is asked for a finger, and gets one.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OTHER = "seven grey pelicans"
__all__ = ["browser"]  # a fixture
PROGRAM = {"accept": "application/json"}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("account") / "archive"
    fill(folder, {})
    people = {
        "rita": (Role.READER, READERS["low"]),
        "adam": (Role.ADMIN, READERS["all"]),
        "ella": (Role.ANNOTATOR, READERS["low"]),
    }
    sessions = enlist(folder, people, signs_in="rita")
    with Room(folder, threads=2, keep_up_seconds=0.05) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield room, sessions


@pytest.fixture
def accounts(newsroom: tuple[Room, dict[str, str]]) -> Accounts:
    return newsroom[0].door.accounts()


@pytest.fixture
def nobody(newsroom: tuple[Room, dict[str, str]]) -> TestClient:
    return client_of(newsroom[0])


@pytest.fixture
def ella(newsroom: tuple[Room, dict[str, str]]) -> TestClient:
    return client_of(newsroom[0], newsroom[1]["ella"])


def sent(client: TestClient, **form: str) -> str:
    """Send a form of the page; return where it leads, or the page with what is wrong."""
    answer = client.post("/account", data=form, headers=FROM_HERE)
    assert answer.status_code in {200, 303, 422}, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.headers.get("location", "") or answer.text


def test_who_has_signed_in_sees_his_own_account(ella: TestClient) -> None:
    text = ella.get("/account").text
    assert "You sign in as <strong>ella</strong>, may do what an annotator may" in text
    assert "UNCLASSIFIED" in text
    assert 'href="/account">ella<' in ella.get("/").text
    assert "adam" not in text


def test_a_token_is_shown_once_and_ended(newsroom: tuple[Room, dict[str, str]]) -> None:
    ella = client_of(newsroom[0], newsroom[1]["ella"])
    made = sent(ella, do="make-token", name="nightly export", scope="read", days="7")
    found = re.search(r"cablegram_[\w-]{43}", made)
    assert found is not None
    bearer = {"authorization": f"Bearer {found[0]}", **PROGRAM}
    program = client_of(newsroom[0])
    assert program.get("/search.json", headers=bearer).status_code == 200
    page = ella.get("/account").text
    assert found[0] not in page
    assert "nightly export" in page
    which = re.search(r'value="(\w+)"><span><strong>nightly', page)
    assert which is not None
    # A token makes no token, and changes no password.
    for form in (
        {"do": "make-token", "name": "x", "scope": "read", "days": "7"},
        {"do": "password"},
    ):
        assert program.post("/account", data=form, headers=bearer).status_code == 403
    assert sent(ella, do="end-token", id=which[1]) == "/account?done=end-token"
    assert program.get("/search.json", headers=bearer).status_code == 401
    assert "above" not in sent(ella, do="make-token", name="x", scope="annotate", days="7")
    assert "cannot have the scope" in sent(ella, do="make-token", name="x", scope="admin", days="7")
    assert "within 366 days" in sent(ella, do="make-token", name="x", scope="read", days="9999")


def test_a_password_is_changed_and_the_other_sessions_end(
    newsroom: tuple[Room, dict[str, str]], accounts: Accounts
) -> None:
    here, there = client_of(newsroom[0]), client_of(newsroom[0], newsroom[1]["rita"])
    form = {"name": "rita", "password": PASSWORD}
    assert here.post("/sign-in", data=form, headers=FROM_HERE).status_code == 303
    assert "in two ways" in sent(here, do="password", old=PASSWORD, new=OTHER, again="x")
    assert "is not right" in sent(here, do="password", old="x", new=OTHER, again=OTHER)
    assert "at least 12" in sent(here, do="password", old=PASSWORD, new="short", again="short")
    assert there.get("/account").status_code == 200
    where = sent(here, do="password", old=PASSWORD, new=OTHER, again=OTHER)
    assert "Your other sessions have ended" in here.get(where).text
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    rita = accounts.named("rita")
    assert rita is not None
    accounts.set_password(rita.account_id, PASSWORD)


def test_whoever_finds_a_browser_open_makes_no_other_way_in(
    newsroom: tuple[Room, dict[str, str]], accounts: Accounts
) -> None:
    """ASVS 5.0, 7.5.1: the password again, or signing in again, some time after it."""
    room = newsroom[0]
    rita, ella = accounts.named("rita"), accounts.named("ella")
    assert rita is not None
    assert ella is not None
    then = room.door.now() - dt.timedelta(minutes=11)
    token = {"do": "make-token", "name": "open window", "scope": "read", "days": "7"}
    client = client_of(room, accounts.begin(rita.account_id, now=then).token)
    assert "Present password, since" in client.get("/account").text
    for old in ({}, {"old": "x"}):
        assert "is not right" in sent(client, **token, **old)
        made = client.post("/account/passkey", data=old, headers={**FROM_HERE, **PROGRAM})
        assert made.status_code == 422
    assert accounts.tokens(rita.account_id, now=room.door.now()) == ()
    assert "cablegram_" in sent(client, **token, old=PASSWORD)
    made = client.post("/account/passkey", data={"old": PASSWORD}, headers=FROM_HERE)
    assert made.json()["schema"] == "cablegram.passkey-question/1"
    client = client_of(room, accounts.begin(ella.account_id, now=then).token)  # has no password
    assert "Sign out and in again first" in sent(client, **token)


def test_sessions_are_ended_one_by_one_and_all(
    newsroom: tuple[Room, dict[str, str]], accounts: Accounts
) -> None:
    adam = accounts.named("adam")
    ella = accounts.named("ella")
    assert adam is not None
    assert ella is not None
    now = dt.datetime.now(dt.UTC)
    others = [accounts.begin(adam.account_id, now=now, about=FIREFOX) for _ in range(3)]
    hers = accounts.begin(ella.account_id, now=now)
    client = client_of(newsroom[0], newsroom[1]["adam"])
    page = client.get("/account").text
    assert "Firefox on Linux" in page
    assert "this one" in page
    assert sent(client, do="end-session", id=others[0].session_id).startswith("/account")
    assert accounts.session(others[0].token, now=now) is None
    assert accounts.session(others[1].token, now=now) is not None
    sent(client, do="end-session", id=hers.session_id)
    assert accounts.session(hers.token, now=now) is not None  # of somebody else
    sent(client, do="end-others")
    assert accounts.session(others[1].token, now=now) is None
    assert client.get("/account").status_code == 200


def test_an_invitation_makes_an_account_that_is_signed_in(
    newsroom: tuple[Room, dict[str, str]], accounts: Accounts
) -> None:
    now = dt.datetime.now(dt.UTC)
    ends = now + dt.timedelta(days=1)
    made = accounts.invite(now=now, ends=ends, role=Role.ANNOTATOR, reader=READERS["low"])
    client = client_of(newsroom[0])
    place = f"/invitation/{made.secret}"
    assert "as an annotator" in client.get(place).text
    form = {"name": "nora", "full_name": "Nora Ode", "password": OTHER, "again": OTHER}

    def answer(**changes: str) -> tuple[int, str]:
        got = client.post(place, data={**form, **changes}, headers=FROM_HERE)
        return got.status_code, got.text

    assert answer(again="x")[0] == 422
    assert answer(name="ella") == (422, answer(name="ella")[1])
    assert "is taken" in answer(name="ella")[1]
    assert 'value="Nora Ode"' in answer(name="a b")[1]
    assert answer()[0] == 303
    assert "Nora Ode" in client.get("/").text
    assert answer()[0] == 404
    assert client.get(place).status_code == 404
    nora = accounts.named("nora")
    assert nora is not None
    again = accounts.invite_again(nora.account_id, now=now, ends=ends)
    place = f"/invitation/{again.secret}"
    assert "A new password" in client.get(place).text
    assert answer(password=PASSWORD, again=PASSWORD)[0] == 303
    accounts.sign_in("nora", PASSWORD, address="", now=now)


@pytest.fixture(scope="module")
def institution() -> Institution:
    return Institution()


@pytest.fixture
def sign_on(
    newsroom: tuple[Room, dict[str, str]], institution: Institution, accounts: Accounts
) -> Iterator[TestClient]:
    """A room to which people come by a made-up institution, at the time of its answers."""
    room = newsroom[0]
    (room.folder / "sign-on.key").write_text(SECRET)
    said = room.folder / "accounts.toml"
    said.write_text(SETTINGS)
    accounts.look_again()
    assert accounts.settings.sign_on is not None
    clock = room.door.now
    accounts.provider = Provider(accounts.settings.sign_on, transport=institution.transport)
    room.door.now = lambda: NOW
    client = client_of(room)
    client.base_url = "https://localhost"
    yield client
    said.unlink()
    accounts.look_again()
    room.door.now = clock


def test_people_come_by_the_sign_on_of_their_institution(
    sign_on: TestClient, institution: Institution
) -> None:
    form = sign_on.get("/sign-in?to=/notes").text
    assert "Sign in by Example University" in form
    went = sign_on.get("/sign-in/oidc?to=/notes")
    assert went.status_code == 303
    kept = went.headers["set-cookie"]
    assert kept.startswith("__Host-cablegram-sign-on=")
    assert kept.endswith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure")
    back = institution.sign_on(went.headers["location"])
    came = sign_on.get("/sign-in/oidc/return", params=back)
    assert (came.status_code, came.headers["location"]) == (303, "/notes")
    assert "Ana Prado" in sign_on.get("/").text
    assert "password and passkeys are there" in sign_on.get("/account").text
    again = sign_on.get("/sign-in/oidc/return", params=back)
    assert again.status_code == 401


def test_who_signs_out_there_is_out_here(
    newsroom: tuple[Room, dict[str, str]], sign_on: TestClient, institution: Institution
) -> None:
    back = institution.sign_on(sign_on.get("/sign-in/oidc").headers["location"])
    sign_on.get("/sign-in/oidc/return", params=back)
    assert sign_on.get("/account").status_code == 200
    server = TestClient(sign_on.app, base_url="https://localhost", follow_redirects=False)
    place, form = "/sign-in/oidc/logout", {"logout_token": institution.logout_token()}
    wrong = server.post(place, data={"logout_token": "x"}, headers=PROGRAM)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_request")
    assert wrong.headers["cache-control"] == "no-store"
    # No page of another place sends it, whoever looks at that.
    elsewhere = {"origin": "https://evil.example"}
    assert server.post(place, data=form, headers=elsewhere).status_code == 403
    assert sign_on.get("/account").status_code == 200
    left = server.post(place, data=form)
    assert (left.status_code, left.content) == (200, b"")
    assert left.headers["cache-control"] == "no-store"
    assert sign_on.get("/account").status_code == 303
    assert server.post(place, data=form).status_code == 400
    log = newsroom[0].log
    assert log is not None
    with reading(newsroom[0].folder) as connection:
        entry, _ = next(entries(connection, Wanted(action="signed_out")))
    assert (entry.who, entry.about["by"]) == ("ana.prado", "sign-on")


def test_nobody_comes_back_who_has_not_gone(sign_on: TestClient, institution: Institution) -> None:
    """A link that somebody else made would sign him in as somebody else."""
    back = institution.sign_on(sign_on.get("/sign-in/oidc?to=//evil.example").headers["location"])
    sign_on.cookies.clear()
    assert sign_on.get("/sign-in/oidc/return", params=back).status_code == 401
    for asked in ({}, {"error": "access_denied", "state": back["state"]}):
        assert sign_on.get("/sign-in/oidc/return", params=asked).status_code == 401


def test_a_silent_institution_is_said_to_be_one(
    sign_on: TestClient, institution: Institution, accounts: Accounts
) -> None:
    assert accounts.settings.sign_on is not None
    silent = Institution()
    silent.issuer = "https://other.example.org"
    accounts.provider = Provider(accounts.settings.sign_on, transport=silent.transport)
    answer = sign_on.get("/sign-in/oidc", headers=PROGRAM)
    assert (answer.status_code, answer.json()["error"]) == (503, "sign-on")
    assert institution is not silent


def test_without_a_sign_on_there_is_no_way_to_it(nobody: TestClient) -> None:
    assert "Sign in by" not in nobody.get("/sign-in").text
    for place in ("/sign-in/oidc", "/sign-in/oidc/return"):
        assert nobody.get(place).status_code == 404


def asked_of(client: TestClient, place: str) -> Mapping[str, str]:
    answer = client.post(place, headers={**FROM_HERE, **PROGRAM})
    assert answer.status_code == 200
    found: Mapping[str, str] = answer.json()
    return found


def test_whoever_begins_without_end_keeps_nobody_from_coming_back(
    newsroom: tuple[Room, dict[str, str]],
    sign_on: TestClient,
    institution: Institution,
    accounts: Accounts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By whichever way he begins: all of them together are what one address may have."""
    monkeypatch.setattr(begun, "MOST_FROM_ONE", 4)
    monkeypatch.setattr(begun, "MOST_BEGUN", 8)
    with accounts._writing() as connection:
        connection.execute("DELETE FROM begun")
    room = newsroom[0]
    app, place = reading_room(room), str(sign_on.base_url)
    person = TestClient(app, place, follow_redirects=False, client=("192.0.2.7", 1), headers=PERSON)
    went = person.get("/sign-in/oidc?to=/notes").headers["location"]
    ella = accounts.named("ella")
    assert ella is not None
    signed_in = client_of(room, accounts.begin(ella.account_id, now=NOW).token)
    for _ in range(6):
        assert sign_on.get("/sign-in/oidc").status_code == 303
        asked_of(client_of(room), "/sign-in/passkey")
        asked_of(signed_in, "/account/passkey")
        assert len(accounts._rows("SELECT 1 FROM begun")) <= 5
    back = person.get("/sign-in/oidc/return", params=institution.sign_on(went))
    assert (back.status_code, back.headers["location"]) == (303, "/notes")


def test_a_passkey_is_made_and_used_and_removed(
    newsroom: tuple[Room, dict[str, str]], ella: TestClient, accounts: Accounts
) -> None:
    device = Device("http://localhost")
    assert "Make a passkey" in ella.get("/account").text
    asked = asked_of(ella, "/account/passkey")
    form = {"secret": asked["secret"], "answer": device.make(asked["options"]), "name": "stick"}
    made = ella.post("/account/passkey", data=form, headers=FROM_HERE)
    assert made.headers["location"] == "/account?done=passkey"
    again = ella.post("/account/passkey", data=form, headers=FROM_HERE)
    assert (again.status_code, "gave no key" in again.text) == (422, True)
    client = client_of(newsroom[0])
    assert "Sign in with a passkey" in client.get("/sign-in").text

    def signs_in() -> int:
        asked = asked_of(client, "/sign-in/passkey")
        form = {"secret": asked["secret"], "answer": device.sign(asked["options"]), "to": "/notes"}
        return client.post("/sign-in/passkey", data=form, headers=FROM_HERE).status_code

    assert signs_in() == 303
    assert ">ella<" in client.get("/").text
    ella_account = accounts.named("ella")
    assert ella_account is not None
    (kept,) = accounts.passkeys(ella_account.account_id)
    assert kept.name == "stick"
    sent(ella, do="remove-passkey", id=kept.passkey_id)
    assert signs_in() == 401


def test_a_browser_makes_a_passkey_and_signs_in_by_it(
    browser: Browser, newsroom: tuple[Room, dict[str, str]], accounts: Accounts
) -> None:
    with serving(newsroom[0]) as address:
        place = address.replace("127.0.0.1", "localhost")
        with opened(browser, place) as page:
            device = page.context.new_cdp_session(page)
            device.send("WebAuthn.enable")
            device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            secret = newsroom[1]["ella"]
            name = cookie_name(place.rstrip("/"))
            page.context.add_cookies([{"name": name, "value": secret, "url": place}])
            page.goto("/account")
            page.get_by_label("Which device").fill("laptop")
            page.get_by_role("button", name="Make a passkey").click()
            expect(page.get_by_text("The passkey is kept")).to_be_visible()
            page.context.clear_cookies()
            page.goto("/sign-in?to=/notes")
            page.get_by_role("button", name="passkey").click()
            page.wait_for_url("**/notes")
            expect(page.get_by_role("link", name="ella")).to_be_visible()
    ella = accounts.named("ella")
    assert ella is not None
    (kept,) = accounts.passkeys(ella.account_id)
    assert (kept.name, kept.used is None) == ("laptop", False)
    accounts.remove_passkey(ella.account_id, kept.passkey_id)


def test_nobody_is_kept_out_of_these_pages(
    browser: Browser, newsroom: tuple[Room, dict[str, str]], accounts: Accounts
) -> None:
    now = dt.datetime.now(dt.UTC)
    rita = accounts.named("rita")
    assert rita is not None
    then = now - dt.timedelta(minutes=11)  # so that the page asks for the password
    accounts.begin(rita.account_id, now=now, about=FIREFOX)
    cookie = accounts.begin(rita.account_id, now=then).token
    link = accounts.invite(now=now, ends=now + dt.timedelta(days=1)).secret
    with serving(newsroom[0]) as address:
        place = address.replace("127.0.0.1", "localhost")
        with opened(browser, place, bypass_csp=True) as page:
            for path in ("/sign-in", f"/invitation/{link}", "/account"):
                if path == "/account":
                    name = cookie_name(place.rstrip("/"))
                    page.context.add_cookies([{"name": name, "value": cookie, "url": place}])
                page.goto(path)
                page.evaluate(AXE_SCRIPT)
                assert page.evaluate(LOOK, AXE) == []
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    assert page.evaluate(TOO_WIDE) == [], (path, width)


def test_what_people_type_stays_text(newsroom: tuple[Room, dict[str, str]]) -> None:
    client = client_of(newsroom[0], newsroom[1]["ella"], **{"user-agent": ATTACKS[1]})
    for attack in ATTACKS:
        made = sent(client, do="make-token", name=attack, scope="read", days="7")
        again = client.get("/account", params={"done": attack}).text
        for text in (made, again):  # without what has numbers of its own
            check_page(re.sub(r"cablegram_[\w-]+|<time.*?</time>|\d\d:\d\d", "", text))
    for place in ("/sign-in", "/sign-in/oidc", "/sign-in/passkey"):
        for attack in ATTACKS:
            answer = client_of(newsroom[0]).post(place, data={"to": attack}, headers=FROM_HERE)
            assert "evil" not in answer.headers.get("location", "")


def test_the_log_tells_of_coming_and_changing(
    newsroom: tuple[Room, dict[str, str]], ella: TestClient
) -> None:
    from cablegram.audit import Action
    from cablegram.audit.reading import Wanted, entries, reading

    room = newsroom[0]
    assert room.log is not None
    sent(ella, do="end-others")
    with reading(room.folder) as connection:
        found = [each for each, _ in entries(connection, Wanted(who="ella"))]
    assert {(each.action, each.about.get("did")) for each in found} >= {
        (Action.CHANGED, "end-others")
    }
    assert newsroom[1]["ella"] not in "".join(each.line() for each in found)


def test_where_nobody_signs_in_there_is_no_account(client: TestClient) -> None:
    assert "Nobody signs in here" in client.get("/account").text
    assert "Nobody signs in here" in client.get("/invitation/x").text
    assert client.post("/account", data={"do": "end-others"}).status_code == 403
    for place in ("/sign-in/oidc", "/sign-in/oidc/return"):
        assert client.get(place).headers["location"] == "/"
    assert client.post("/sign-in/passkey").headers["location"] == "/"
    assert client.post("/invitation/x").status_code == 404
