"""Who signed in a while ago shows again who he is, before he changes who may come in."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect

from cablegram.accounts import Account, Accounts, Provider, Scope
from cablegram.audit import Wanted
from cablegram.audit.reading import entries, reading
from cablegram.web.entering import cookie_name
from cablegram.web.paths import PATHS
from tests.accounts.device import Device
from tests.accounts.made import NOW, quick_passwords
from tests.accounts.provider import SECRET, SETTINGS, Institution
from tests.web.people import FROM_HERE, PASSWORD, client_of, now
from tests.web.test_account import AUTHENTICATOR
from tests.web.test_admin_pages import RIGHTS, House, house
from tests.web.test_browser import AXE, browser, opened, serving
from tests.web.test_every_page import LOOK, TOO_WIDE, WIDTHS

if TYPE_CHECKING:
    from starlette.testclient import TestClient

__all__ = ["browser", "house"]  # fixtures
PROGRAM = {"accept": "application/json"}
INVITE = {"do": "invite", "name": "ben", **RIGHTS}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_passwords(monkeypatch)


class Office:
    """Eva, who looks after accounts, at a browser where she signed in a while ago."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.accounts: Accounts = house.room.door.accounts()
        found = self.accounts.named("eva")
        assert found is not None
        self.eva: Account = self.accounts.set_password(found.account_id, PASSWORD)

    def browser(self, *, minutes: int) -> TestClient:
        then = now() - dt.timedelta(minutes=minutes)
        return client_of(self.house.room, self.accounts.begin(self.eva.account_id, now=then).token)

    def is_invited(self) -> bool:
        return bool(self.accounts.invitations(now=now()))


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


def test_who_signed_in_a_while_ago_shows_again_who_he_is(office: Office) -> None:
    client = office.browser(minutes=11)
    asks = client.post("/accounts", data=INVITE, headers=FROM_HERE)
    assert (asks.status_code, "Is it you?" in asks.text) == (403, True)
    assert '<input type="hidden" name="name" value="ben">' in asks.text
    wrong = client.post("/accounts", data={**INVITE, "proof": "x"}, headers=FROM_HERE)
    assert (wrong.status_code, "That was not right" in wrong.text) == (403, True)
    assert not office.is_invited()
    with reading(office.house.room.folder) as connection:
        entry, _ = next(entries(connection, Wanted(action="refused")))
    assert (entry.who, entry.outcome) == ("eva", "proof")
    made = client.post("/accounts", data={**INVITE, "proof": PASSWORD}, headers=FROM_HERE)
    assert (made.status_code, office.is_invited()) == (200, True)
    assert "/invitation/" in made.text
    # And not again for a while, in this session; in another one he is asked.
    place = f"/accounts/{office.house.account('rita')}"
    assert client.post(place, data={"do": "end"}, headers=FROM_HERE).status_code == 303
    other = office.browser(minutes=11)
    assert other.post(place, data={"do": "end"}, headers=FROM_HERE).status_code == 403


def test_whoever_just_came_is_not_asked(office: Office) -> None:
    client = office.browser(minutes=9)
    assert client.post("/accounts", data=INVITE, headers=FROM_HERE).status_code == 200


def test_the_archive_says_after_how_long_somebody_is_asked(office: Office) -> None:
    said = office.house.room.folder / "accounts.toml"
    for minutes, after, status in ((2, 1, 200), (2, 3, 403), (30, 29, 200), (30, 31, 403)):
        said.write_text(f"[sessions]\nproof_minutes = {minutes}\n")
        office.accounts.look_again()
        client = office.browser(minutes=after)
        assert client.post("/accounts", data=INVITE, headers=FROM_HERE).status_code == status


def test_every_change_of_people_asks() -> None:
    """One rule for all: a form about accounts of others says so in its row."""
    forms = [row for row in PATHS if row.method == "POST" and row.path.startswith("/accounts")]
    assert len(forms) >= 2
    assert all(row.asks_who for row in forms)


def test_whoever_finds_a_browser_open_has_nothing_sent_to_himself(office: Office) -> None:
    """Neither by a feed nor by a webhook; what leads nowhere else is not asked for."""
    client, hook = office.browser(minutes=11), "https://example.org/h"
    follow = {"kind": "query", "what": "harbor"}
    assert (
        client.post("/alerts", data={**follow, "hook": hook}, headers=FROM_HERE).status_code == 403
    )
    place = client.post("/alerts", data=follow, headers=FROM_HERE).headers["location"]
    change = {"do": "change", "rhythm": "daily", "time_zone": "UTC", "name": "x", "version": "1"}
    for form in ({"do": "feed", "version": "1"}, {**change, "hook": hook}):
        asks = client.post(place, data=form, headers=FROM_HERE)
        assert (asks.status_code, "Is it you?" in asks.text) == (403, True)
        assert client.post(place, data=form, headers=FROM_HERE | PROGRAM).status_code == 403
    assert client.post(place, data=change, headers=FROM_HERE).status_code == 303
    shown = {**change, "hook": hook, "version": "2", "proof": PASSWORD}
    assert client.post(place, data=shown, headers=FROM_HERE).status_code == 303
    # In another browser: the address that stands there already is not asked for.
    other = office.browser(minutes=11)
    again = {**change, "hook": hook, "version": "3"}
    assert other.post(place, data=again, headers=FROM_HERE).status_code == 303
    feed = {"do": "feed", "version": "4"}
    assert other.post(place, data=feed, headers=FROM_HERE).status_code == 403
    made = other.post(place, data={**feed, "proof": PASSWORD}, headers=FROM_HERE)
    assert "/feed/" in made.text


def test_a_guess_is_slowed_down(office: Office) -> None:
    client = office.browser(minutes=11)
    guess = {**INVITE, "proof": "x"}
    said = [client.post("/accounts", data=guess, headers=FROM_HERE).text for _ in range(7)]
    assert "Try again in" in said[-1]
    right = client.post("/accounts", data={**INVITE, "proof": PASSWORD}, headers=FROM_HERE)
    assert (right.status_code, office.is_invited()) == (403, False)


def test_a_program_is_told_in_its_way(office: Office) -> None:
    client = office.browser(minutes=11)
    told = client.post("/accounts", data=INVITE, headers={**FROM_HERE, **PROGRAM})
    assert (told.status_code, told.json()["error"]) == (403, "show-who-you-are")
    ends = now() + dt.timedelta(days=1)
    token = office.accounts.make_token(
        office.eva.account_id, name="x", scopes=[Scope.ADMIN], now=now(), ends=ends
    )
    program = client_of(office.house.room, authorization=f"Bearer {token.secret}")
    assert program.post("/accounts", data=INVITE).status_code == 200


def test_a_passkey_shows_it_too_and_that_of_another_does_not(office: Office) -> None:
    address, accounts = "http://localhost", office.accounts
    devices = {}
    for name in ("eva", "adam"):
        found, device = accounts.named(name), Device(address)
        assert found is not None
        options, secret = accounts.begin_passkey(found.account_id, address=address, now=now())
        answer = device.make(options)
        accounts.add_passkey(found.account_id, secret, answer, name="", address=address, now=now())
        devices[name] = device
    client = office.browser(minutes=11)
    form = {**INVITE, "proof_by": "passkey"}
    for name, may in (("adam", False), ("eva", True)):
        asked = client.post("/accounts", data=form, headers={**FROM_HERE, **PROGRAM}).json()
        assert asked["schema"] == "cablegram.passkey-question/1"
        shown = {**form, "secret": asked["secret"], "answer": devices[name].sign(asked["options"])}
        made = client.post("/accounts", data=shown, headers=FROM_HERE)
        assert (made.status_code == 200, office.is_invited()) == (may, may)
    again = office.browser(minutes=11)  # what was answered once is no answer for another time
    assert again.post("/accounts", data=shown, headers=FROM_HERE).status_code == 403


def test_who_has_neither_signs_in_again(office: Office) -> None:
    adam = office.accounts.named("adam")
    assert adam is not None
    then = now() - dt.timedelta(minutes=11)
    client = client_of(office.house.room, office.accounts.begin(adam.account_id, now=then).token)
    asks = client.post("/accounts", data={**INVITE, "proof": "x"}, headers=FROM_HERE)
    assert "Sign out and in again first" in asks.text
    assert not office.is_invited()


def test_who_comes_by_an_institution_shows_it_there(office: Office) -> None:
    accounts, institution, room = office.accounts, Institution(), office.house.room
    (room.folder / "sign-on.key").write_text(SECRET)
    rules = SETTINGS.replace('role = "reviewer"', 'role = "admin"').replace(
        '"secret"', '"unclassified"'
    )
    (room.folder / "accounts.toml").write_text(rules.replace('need_to_know = ["NODIS"]', ""))
    accounts.look_again()
    assert accounts.settings.sign_on is not None
    accounts.provider = Provider(accounts.settings.sign_on, transport=institution.transport)
    institution.said |= {"realm_access": {"roles": ["archive-review"]}, "groups": []}
    room.door.now = lambda: NOW
    client = client_of(room)
    client.base_url = "https://localhost"

    def come(place: str, minutes: int) -> str:
        """Go there and back; the institution saw him so long ago."""
        at = int((NOW - dt.timedelta(minutes=minutes)).timestamp())
        institution.change = lambda claims: {**claims, "auth_time": at}
        went = client.get(place).headers["location"]
        client.get("/sign-in/oidc/return", params=institution.sign_on(went))
        return went

    def invited() -> tuple[int, str]:
        form = {"do": "invite", "role": "reader", "sees": "cleared"}
        made = client.post("/accounts", data=form, headers={"origin": "https://localhost"})
        return made.status_code, made.text

    went = come("/sign-in/oidc", 90)  # it let him through: he showed it this morning
    assert "prompt" not in went
    status, text = invited()
    assert status == 403
    again = re.search(r'href="(/sign-in/oidc\?again=yes&amp;to=/accounts)"', text)
    assert again is not None
    place = again[1].replace("&amp;", "&")
    went = come(place, 90)  # it did so once more, or somebody has it believe so
    assert "prompt=login" in went
    assert "max_age=0" in went
    assert invited()[0] == 403
    token = {"do": "make-token", "name": "x", "scope": "read", "days": "7"}
    form = client.get("/account").text
    assert 'href="/sign-in/oidc?again=yes&amp;to=/account"' in form
    made = client.post("/account", data=token, headers={"origin": "https://localhost"})
    assert "Show your institution once more who you are" in made.text
    come(place, 0)
    assert invited()[0] == 200
    assert "again=yes" not in client.get("/account").text
    made = client.post("/account", data=token, headers={"origin": "https://localhost"})
    assert "cablegram_" in made.text


def test_a_browser_goes_on_with_what_was_typed(browser: Browser, office: Office) -> None:
    then = now() - dt.timedelta(minutes=11)
    secret = office.accounts.begin(office.eva.account_id, now=then).token
    with serving(office.house.room) as address:
        place = address.replace("127.0.0.1", "localhost")
        with opened(browser, place, bypass_csp=True) as page:
            device = page.context.new_cdp_session(page)
            device.send("WebAuthn.enable")
            device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            name = cookie_name(place.rstrip("/"))
            page.context.add_cookies([{"name": name, "value": secret, "url": place}])
            page.goto("/account")
            page.get_by_label("Which device").fill("laptop")
            page.locator("#passkey-old").fill(PASSWORD)
            page.get_by_role("button", name="Make a passkey").click()
            expect(page.get_by_text("The passkey is kept")).to_be_visible()
            with office.accounts._writing() as connection:
                connection.execute("UPDATE session SET proved_at = 0")
            page.goto("/accounts")
            page.locator("#f-name").fill("ben")
            page.get_by_role("button", name="Make a link").click()
            expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
            page.evaluate(AXE_SCRIPT)
            assert page.evaluate(LOOK, AXE) == []
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(TOO_WIDE) == [], width
            page.get_by_role("button", name="by a passkey").click()
            expect(page.get_by_text("/invitation/")).to_be_visible()
    assert [each.name for each in office.accounts.invitations(now=now())] == ["ben"]
