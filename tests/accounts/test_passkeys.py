"""Passkeys: a device makes a key and signs by it; nothing else opens."""

from __future__ import annotations

import json

import pytest

from cablegram.accounts import Account, AccountError, Accounts, Refused, Role, Session
from cablegram.accounts.passkeys import may_have_passkeys
from tests.accounts.device import PRESENT, Device
from tests.accounts.made import NOW, later

ROOM = "https://cables.example.org"


@pytest.fixture
def ana(accounts: Accounts) -> Account:
    accounts.add("boss", now=NOW, role=Role.ADMIN)
    return accounts.add("ana", now=NOW)


def made(accounts: Accounts, account: Account, name: str = "telephone") -> Device:
    device = Device(ROOM)
    options, secret = accounts.begin_passkey(account.account_id, address=ROOM, now=NOW)
    answer = device.make(options)
    accounts.add_passkey(account.account_id, secret, answer, name=name, address=ROOM, now=NOW)
    return device


def sign_in(accounts: Accounts, device: Device, address: str = ROOM) -> Session:
    options, secret = accounts.begin_passkey_sign_in(address=address, now=NOW)
    answer = device.sign(options)
    return accounts.sign_in_by_passkey(secret, answer, address=address, now=later(minutes=1))


def test_a_person_signs_in_by_a_key(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    assert device.owner == ana.account_id.encode()
    for _ in range(2):
        session = sign_in(accounts, device)
        found = accounts.session(session.token, now=later(minutes=1))
        assert found is not None
        assert found[1] == ana
    (kept,) = accounts.passkeys(ana.account_id)
    assert (kept.name, kept.used) == ("telephone", later(minutes=1))
    assert not accounts.remove_passkey("another", kept.passkey_id)
    assert accounts.remove_passkey(ana.account_id, kept.passkey_id)
    with pytest.raises(Refused):
        sign_in(accounts, device)


def test_nobody_learns_which_keys_there_are(accounts: Accounts, ana: Account) -> None:
    made(accounts, ana)
    asked = json.loads(accounts.begin_passkey_sign_in(address=ROOM, now=NOW)[0])
    assert not asked.get("allowCredentials")
    assert asked["userVerification"] == "required"


def test_the_same_device_is_told_that_it_has_one(accounts: Accounts, ana: Account) -> None:
    made(accounts, ana)
    asked = json.loads(accounts.begin_passkey(ana.account_id, address=ROOM, now=NOW)[0])
    assert len(asked["excludeCredentials"]) == 1


def test_who_is_let_in_no_more_has_no_key(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    accounts.change(ana.account_id, is_active=False)
    with pytest.raises(Refused):
        sign_in(accounts, device)


def test_a_page_that_looks_like_ours_gets_nothing(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    device.address = "https://cables.example.com"
    with pytest.raises(Refused):
        sign_in(accounts, device)


def test_a_key_of_another_host_opens_nothing(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    options, secret = accounts.begin_passkey_sign_in(address=ROOM, now=NOW)
    asked = json.loads(options) | {"rpId": "other.example.org"}
    with pytest.raises(Refused):
        accounts.sign_in_by_passkey(secret, device.sign(json.dumps(asked)), address=ROOM, now=NOW)


def test_a_device_that_has_not_made_sure_opens_nothing(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    device.flags = PRESENT
    with pytest.raises(Refused):
        sign_in(accounts, device)
    options, secret = accounts.begin_passkey(ana.account_id, address=ROOM, now=NOW)
    other = Device(ROOM)
    other.flags = PRESENT
    with pytest.raises(Refused):
        accounts.add_passkey(
            ana.account_id, secret, other.make(options), name="", address=ROOM, now=NOW
        )


def test_a_copy_of_a_key_shows(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    sign_in(accounts, device)
    device.uses -= 1
    with pytest.raises(Refused):
        sign_in(accounts, device)


def test_an_answer_fits_one_question_once(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    options, secret = accounts.begin_passkey_sign_in(address=ROOM, now=NOW)
    _, other = accounts.begin_passkey_sign_in(address=ROOM, now=NOW)
    answer = device.sign(options)
    for used in (other, "", "x"):
        with pytest.raises(Refused):
            accounts.sign_in_by_passkey(used, answer, address=ROOM, now=NOW)
    accounts.sign_in_by_passkey(secret, answer, address=ROOM, now=NOW)
    with pytest.raises(Refused):
        accounts.sign_in_by_passkey(secret, answer, address=ROOM, now=NOW)


def test_a_question_ends_after_ten_minutes(accounts: Accounts, ana: Account) -> None:
    device = made(accounts, ana)
    options, secret = accounts.begin_passkey_sign_in(address=ROOM, now=NOW)
    with pytest.raises(Refused):
        accounts.sign_in_by_passkey(
            secret, device.sign(options), address=ROOM, now=later(minutes=10)
        )


def test_a_question_to_one_is_not_answered_by_another(accounts: Accounts, ana: Account) -> None:
    ben = accounts.add("ben", now=NOW)
    options, secret = accounts.begin_passkey(ana.account_id, address=ROOM, now=NOW)
    with pytest.raises(Refused):
        accounts.add_passkey(
            ben.account_id, secret, Device(ROOM).make(options), name="", address=ROOM, now=NOW
        )
    device = made(accounts, ana)
    device.owner = ben.account_id.encode()
    with pytest.raises(Refused):
        sign_in(accounts, device)


def test_a_key_belongs_to_one(accounts: Accounts, ana: Account) -> None:
    ben = accounts.add("ben", now=NOW)
    device = made(accounts, ana)
    options, secret = accounts.begin_passkey(ben.account_id, address=ROOM, now=NOW)
    with pytest.raises(Refused):
        accounts.add_passkey(
            ben.account_id, secret, device.make(options), name="", address=ROOM, now=NOW
        )


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 3}', "x" * 70_000])
def test_what_is_no_answer(accounts: Accounts, ana: Account, answer: str) -> None:
    _, secret = accounts.begin_passkey_sign_in(address=ROOM, now=NOW)
    with pytest.raises(Refused):
        accounts.sign_in_by_passkey(secret, answer, address=ROOM, now=NOW)
    _, secret = accounts.begin_passkey(ana.account_id, address=ROOM, now=NOW)
    with pytest.raises(Refused):
        accounts.add_passkey(ana.account_id, secret, answer, name="", address=ROOM, now=NOW)


def test_a_person_has_at_most_twenty(accounts: Accounts, ana: Account) -> None:
    for number in range(20):
        made(accounts, ana, f"key {number}")
    with pytest.raises(AccountError, match="at most 20"):
        made(accounts, ana)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        (ROOM, True),
        ("http://localhost:8042", True),
        ("http://127.0.0.1:8042", False),
        ("https://[2001:db8::1]", False),
        ("http://cables.example.org", False),
        ("", False),
    ],
)
def test_where_browsers_make_keys(accounts: Accounts, address: str, is_one: bool) -> None:
    assert may_have_passkeys(address) is is_one
    if not is_one:
        with pytest.raises(AccountError):
            accounts.begin_passkey_sign_in(address=address, now=NOW)
