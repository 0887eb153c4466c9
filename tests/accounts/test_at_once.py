"""Many at the same time, in threads and in processes: nothing is lost, and nothing opens twice."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from cablegram.accounts import AccountError, Accounts, Refused, Role, Scope
from tests.accounts.made import GOOD, NOW, later

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

THREADS = 8


def all_at_once(count: int = THREADS) -> threading.Barrier:
    return threading.Barrier(count)


def test_a_link_is_taken_up_once(accounts: Accounts) -> None:
    link = accounts.invite(now=NOW, ends=later(days=1)).secret
    barrier = all_at_once()

    def take(number: int) -> bool:
        barrier.wait()
        try:
            accounts.accept(link, password=GOOD, now=NOW, name=f"person{number}")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(take, range(THREADS))) == 1
    assert len(accounts.all()) == 1


def test_a_name_is_given_once(accounts: Accounts) -> None:
    barrier = all_at_once()

    def add(_: int) -> bool:
        barrier.wait()
        try:
            accounts.add("ana", now=NOW)
        except AccountError:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(add, range(THREADS))) == 1


@pytest.mark.parametrize("way", ["sessions", "tokens", "invitations"])
def test_who_is_shut_out_while_he_makes_a_way_in_has_none(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Also when he is let in again later."""
    accounts.add("boss", now=NOW, role=Role.ADMIN)
    eve = accounts.add("eve", now=NOW, role=Role.ADMIN).account_id

    def secret() -> str:
        with Accounts.open(accounts.folder) as others:
            others.change(eve, is_active=False)
        return "a" * 43

    monkeypatch.setattr(f"cablegram.accounts.{way}.new_secret", secret)
    make: dict[str, Callable[[], object]] = {
        "sessions": lambda: accounts.begin(eve, now=NOW),
        "tokens": lambda: accounts.make_token(
            eve, name="x", scopes=[Scope.ADMIN], ends=later(days=1), now=NOW
        ),
        "invitations": lambda: accounts.invite(now=NOW, ends=later(days=1), made_by=eve),
    }
    with pytest.raises(AccountError, match="not let in"):
        make[way]()
    accounts.change(eve, is_active=True)
    assert not accounts.sessions(eve, now=NOW)
    assert not accounts.tokens(eve, now=NOW)
    assert not accounts.invitations(now=NOW)


def test_guesses_at_once_are_guesses_each(accounts: Accounts) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    barrier = all_at_once(20)

    def guess(number: int) -> bool:
        barrier.wait()
        try:
            accounts.sign_in("ana", f"guess number {number}", address="", now=NOW)
        except Refused as error:
            return error.wait_seconds == 0
        return False

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(guess, range(20))) == 5


ADDING = """
import datetime as dt, sys
from cablegram.accounts import Accounts
with Accounts.open(sys.argv[1]) as accounts:
    for number in range(20):
        accounts.add(f"p{sys.argv[2]}-{number}", now=dt.datetime.now(dt.UTC))
"""


def test_processes_wait_for_each_other(accounts: Accounts, tmp_path: Path) -> None:
    working = [
        subprocess.Popen([sys.executable, "-c", ADDING, str(tmp_path), str(n)]) for n in range(2)
    ]
    assert [each.wait(60) for each in working] == [0, 0]
    assert len(accounts.all()) == 40
