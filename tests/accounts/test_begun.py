"""What was begun and is not taken up: whoever begins without end crowds out himself alone."""

from __future__ import annotations

import pytest

from cablegram.accounts import Accounts, begun
from cablegram.accounts.base import FILE_NAME
from tests.accounts.made import HERE, NOW, later

KIND = "question"
FLOODER = "203.0.113.9"


def begin(accounts: Accounts, came_from: str = "", *, seconds: float = 0) -> str:
    return accounts._begin(KIND, {"n": 1}, came_from=came_from, now=later(seconds=seconds))


def waits(accounts: Accounts, secret: str) -> bool:
    return accounts._take_up(KIND, secret, now=NOW) is not None


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(begun, "MOST_FROM_ONE", 5)
    monkeypatch.setattr(begun, "MOST_BEGUN", 20)


@pytest.mark.parametrize("came_from", [FLOODER, "2001:db8::{}", "::ffff:203.0.113.9"])
def test_from_one_address_no_more_than_so_many_wait(accounts: Accounts, came_from: str) -> None:
    """Its oldest go, and nobody else's; of IPv6 one line has a whole network."""
    ours = [begin(accounts, HERE), begin(accounts), begin(accounts, "2001:db8:1::7")]
    his = [begin(accounts, came_from.format(number)) for number in range(12)]
    assert all(waits(accounts, each) for each in ours)
    assert [waits(accounts, each) for each in his] == [False] * 7 + [True] * 5


def test_of_all_those_go_from_where_most_came(accounts: Accounts) -> None:
    ours = [begin(accounts, f"192.0.2.{number}") for number in range(8)]
    his = [begin(accounts, f"203.0.113.{number % 5}") for number in range(60)]
    assert len(accounts._rows("SELECT 1 FROM begun")) == 20
    assert all(waits(accounts, each) for each in ours)
    assert sum(waits(accounts, each) for each in his) == 12


def test_of_those_from_nowhere_the_oldest_go(accounts: Accounts) -> None:
    made = [begin(accounts, seconds=number // 4) for number in range(30)]
    assert [waits(accounts, each) for each in made] == [False] * 10 + [True] * 20


def test_what_has_ended_takes_no_place(accounts: Accounts) -> None:
    for number in range(5):
        begin(accounts, HERE, seconds=-600 + number)
    fresh = [begin(accounts, HERE, seconds=5) for _ in range(5)]
    assert all(waits(accounts, each) for each in fresh)


def test_no_address_is_kept(accounts: Accounts) -> None:
    begin(accounts, HERE)
    accounts.close()
    assert HERE.encode() not in (accounts.folder / FILE_NAME).read_bytes()
