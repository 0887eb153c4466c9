"""What somebody typed is given back to him if his session ended while he did."""

from __future__ import annotations

import html
import re

import pytest

from cablegram.accounts import Accounts
from tests.web.people import FROM_HERE, client_of, now
from tests.web.test_admin_pages import House, house

__all__ = ["house"]  # a fixture
BODY = 'The guild\'s "own" <b>figures</b> differ from those of the harbor master.\nAsk Rita.'
NOTE = {"cable": "07LISBON1", "body": BODY, "shared": "private"}


def test_a_note_is_not_lost_with_the_session(house: House) -> None:
    adam = house.account("adam")
    with Accounts.open(house.room.folder) as accounts:
        accounts.end_all(adam)
        answer = house.adam.post("/note", data={**NOTE, "x": "y"}, headers=FROM_HERE)
        assert (answer.status_code, "You were signed out" in answer.text) == (401, True)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
        (body,) = re.findall(
            r'<textarea[^>]* name="body"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL
        )
        assert 'action="/note"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        again = {**hidden, "body": html.unescape(body).removeprefix("\n")}
        assert again == NOTE
        back = client_of(house.room, accounts.begin(adam, now=now()).token)
    assert back.post("/note", data=again, headers=FROM_HERE).status_code == 303
    assert "Ask Rita." in back.get("/c/07LISBON1").text


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("/note", {**NOTE, "body": "Short."}),
        ("/account", {"do": "password", "old": "x" * 50, "new": "y" * 50, "again": "y" * 50}),
        ("/accounts", {"do": "invite", "name": "z" * 60, "proof": "w" * 50}),
        ("/note", {**NOTE, "body": "a" * 70_000}),
    ],
)
def test_what_is_soon_typed_again_or_secret_is_not_given_back(
    house: House, place: str, form: dict[str, str]
) -> None:
    with Accounts.open(house.room.folder) as accounts:
        accounts.end_all(house.account("adam"))
    answer = house.adam.post(place, data=form, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_who_never_signed_in_and_another_place_get_nothing_back(house: House) -> None:
    nobody = client_of(house.room)
    assert nobody.post("/note", data=NOTE, headers=FROM_HERE).status_code == 303
    with Accounts.open(house.room.folder) as accounts:
        accounts.end_all(house.account("adam"))
    there = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = house.adam.post("/note", data=NOTE, headers=there)
    assert (answer.status_code, "Ask Rita" in answer.text) == (403, False)
