"""Lock-out by delay: longer each time, for names and for addresses, and never for good."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cablegram.accounts import Accounts, Refused
from cablegram.accounts.slowing import by_address, by_name
from tests.accounts.made import GOOD, HERE, NOW, OTHER

if TYPE_CHECKING:
    from pathlib import Path


def wait(accounts: Accounts, name: str, now: dt.datetime, address: str = "") -> int:
    with pytest.raises(Refused) as caught:
        accounts.sign_in(name, OTHER, address=address, now=now)
    return caught.value.wait_seconds


def failures(accounts: Accounts, name: str, count: int, address: str = "") -> dt.datetime:
    """Fail so often, each time as soon as that is allowed; return when it was last."""
    now = NOW
    while count:
        seconds = wait(accounts, name, now, address)
        if seconds:
            now += dt.timedelta(seconds=seconds)
        else:
            count -= 1
    return now


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_a_name_waits_longer_each_time_whether_anybody_has_it(
    accounts: Accounts, name: str
) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    now, waits = NOW, []
    for _ in range(14):
        assert wait(accounts, name, now) == 0
        waits.append(wait(accounts, name, now))
        now += dt.timedelta(seconds=waits[-1])
        if waits[-1] == 0:
            waits[-1] = -1  # it was a failure too
    assert max(waits) == 60
    assert waits[-3:] == [60, 60, 60]


def test_who_waits_is_let_in_with_the_right_password(accounts: Accounts) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    now = failures(accounts, "ana", 9)
    with pytest.raises(Refused) as caught:
        accounts.sign_in("ana", GOOD, address="", now=now)
    seconds = caught.value.wait_seconds
    assert 0 < seconds <= 60
    accounts.sign_in("ana", GOOD, address="", now=now + dt.timedelta(seconds=seconds))
    assert wait(accounts, "ana", now + dt.timedelta(seconds=seconds)) == 0


def test_an_hour_of_guessing_one_name_from_everywhere_is_some_sixty_tries(
    accounts: Accounts,
) -> None:
    """ASVS 2.2.1 (4.0): no more than a hundred failures an hour on one account."""
    accounts.add("ana", now=NOW, password=GOOD)
    tries, now = 0, NOW
    while now < NOW + dt.timedelta(hours=1):
        seconds = wait(accounts, "ana", now, address=f"198.51.100.{tries % 250}")
        if seconds:
            now += dt.timedelta(seconds=seconds)
        else:
            tries += 1
    assert 60 <= tries <= 75


def test_an_address_that_tries_many_names_waits(accounts: Accounts) -> None:
    for each in range(20):
        assert wait(accounts, f"name{each}", NOW, HERE) == 0
    assert wait(accounts, "another", NOW, HERE) > 0
    assert wait(accounts, "another", NOW, "192.0.2.8") == 0


def test_signing_in_as_oneself_does_not_free_an_address(accounts: Accounts) -> None:
    accounts.add("eve", now=NOW, password=GOOD)
    for each in range(20):
        wait(accounts, f"name{each}", NOW, HERE)
        if each % 4 == 0:
            accounts.sign_in("eve", GOOD, address=HERE, now=NOW)
    assert wait(accounts, "name99", NOW, HERE) > 0


def test_a_day_later_it_is_as_if_nothing_had_been(accounts: Accounts) -> None:
    now = failures(accounts, "ana", 9) + dt.timedelta(days=1)
    assert [wait(accounts, "ana", now) for _ in range(5)] == [0] * 5


def test_a_clock_that_is_put_back_makes_nobody_wait_longer(accounts: Accounts) -> None:
    now = failures(accounts, "ana", 9)
    assert wait(accounts, "ana", now - dt.timedelta(days=30)) <= 60


def test_waits_outlive_the_process(accounts: Accounts, tmp_path: Path) -> None:
    now = failures(accounts, "ana", 9)
    accounts.close()
    with Accounts.open(tmp_path) as again:
        assert wait(again, "ana", now) > 0


def test_what_was_typed_as_a_name_is_not_kept(accounts: Accounts, tmp_path: Path) -> None:
    """People type the password into the field of the name."""
    wait(accounts, "my-secret-password", NOW, "203.0.113.77")
    accounts.close()
    data = b"".join(each.read_bytes() for each in tmp_path.glob("accounts.sqlite*"))
    assert b"my-secret-password" not in data
    assert b"203.0.113" not in data


def test_many_at_once_count_as_many(accounts: Accounts) -> None:
    """A try is counted before it is checked."""
    slowed = by_name("ana")
    for _ in range(5):
        accounts._begin_try([slowed], now=NOW)
    with pytest.raises(Refused):
        accounts._begin_try([slowed], now=NOW)


def test_a_session_does_not_help_to_guess_the_password(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD)
    for _ in range(5):
        with pytest.raises(Refused):
            accounts.change_password(ana.account_id, OTHER, OTHER, now=NOW)
    with pytest.raises(Refused) as caught:
        accounts.change_password(ana.account_id, GOOD, OTHER, now=NOW)
    assert caught.value.wait_seconds > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::2%eth1"),
    ],
)
def test_addresses_of_one_line_are_one(one: str, other: str) -> None:
    assert by_address(one) == by_address(other)


def test_other_addresses_are_others() -> None:
    texts = ["2001:db8:1:2::1", "2001:db8:1:3::1", "192.0.2.7", "192.0.2.8", "no address"]
    assert len({by_address(each) for each in texts}) == len(texts)
