"""A glance at a session waits for nobody, and shows nothing that does not hold at this moment."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role, glancing
from cablegram.accounts.base import FILE_NAME
from cablegram.accounts.settings import SETTINGS_NAME
from cablegram.model import Level
from tests.accounts.made import GOOD, NOW, later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.accounts import Account, Session
    from cablegram.accounts.glancing import Glance


@pytest.fixture
def glance(accounts: Accounts) -> Iterator[Glance]:
    opened = accounts.glance()
    yield opened
    opened.close()


@pytest.fixture
def ana(accounts: Accounts) -> Account:
    return accounts.add("ana", now=NOW, password=GOOD, role=Role.ANNOTATOR)


@pytest.fixture
def session(accounts: Accounts, ana: Account) -> Session:
    return accounts.begin(ana.account_id, now=NOW)


def test_it_shows_what_is_asked_for(accounts: Accounts, glance: Glance, session: Session) -> None:
    assert glance.session(session.token, now=NOW) == accounts.session(session.token, now=NOW)
    assert glance.session(session.token, now=NOW) is not None


@pytest.mark.parametrize("secret", ["", "nobody", "x" * 200, "\ud800"])
def test_what_is_no_secret_shows_nothing(glance: Glance, secret: str) -> None:
    assert glance.session(secret, now=NOW) is None


CHANGES: list[Callable[[Accounts, Session], object]] = [
    lambda accounts, session: accounts.end(session),
    lambda accounts, session: accounts.end_all(session.account_id),
    lambda accounts, session: accounts.change(session.account_id, is_active=False),
    lambda accounts, session: accounts.set_password(session.account_id, GOOD),
    lambda accounts, _: accounts.end_everything_begun(),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_another", [False, True], ids=["here", "by another"])
def test_what_has_ended_shows_nothing_from_then_on(
    accounts: Accounts,
    glance: Glance,
    session: Session,
    change: Callable[[Accounts, Session], object],
    *,
    is_another: bool,
) -> None:
    for _ in range(2):  # it is remembered
        assert glance.session(session.token, now=NOW) is not None
    if is_another:
        with Accounts.open(accounts.folder) as others:
            change(others, session)
    else:
        change(accounts, session)
    assert glance.session(session.token, now=NOW) is None


def test_another_program_ends_a_session(
    accounts: Accounts, glance: Glance, session: Session
) -> None:
    assert glance.session(session.token, now=NOW) is not None
    told = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('DELETE FROM session')"
    subprocess.run(
        [sys.executable, "-c", f"{told}; c.commit()", accounts.folder / FILE_NAME], check=True
    )
    assert glance.session(session.token, now=NOW) is None


def test_rights_are_those_of_the_moment(
    accounts: Accounts, glance: Glance, ana: Account, session: Session
) -> None:
    assert glance.session(session.token, now=NOW) is not None
    accounts.change(ana.account_id, role=Role.READER, reader=Reader(level=Level.SECRET))
    seen = glance.session(session.token, now=NOW)
    assert seen is not None
    assert (seen[1].role, seen[1].reader.level) == (Role.READER, Level.SECRET)


def test_it_ends_with_time(accounts: Accounts, glance: Glance, session: Session) -> None:
    """After a minute it is to be written that it is used: a glance writes nothing."""
    assert glance.session(session.token, now=later(seconds=59)) is not None
    assert glance.session(session.token, now=later(seconds=60)) is None
    assert accounts.session(session.token, now=later(seconds=60)) is not None
    assert glance.session(session.token, now=later(seconds=61)) is not None
    now = NOW
    while now < later(hours=12):
        assert glance.session(session.token, now=now) or accounts.session(session.token, now=now)
        now = later(seconds=(now - NOW).total_seconds() + 1799)
    assert glance.session(session.token, now=later(hours=12)) is None


def test_settings_hold_for_what_is_remembered(
    accounts: Accounts, glance: Glance, session: Session
) -> None:
    with sqlite3.connect(accounts.folder / FILE_NAME, isolation_level=None) as other:
        other.execute("UPDATE session SET made_at = made_at - 7200")
    assert glance.session(session.token, now=NOW) is not None
    (accounts.folder / SETTINGS_NAME).write_text("[sessions]\nhours = 1\n")
    accounts.look_again()
    assert glance.session(session.token, now=NOW) is None


def test_it_waits_for_nobody(accounts: Accounts, glance: Glance, session: Session) -> None:
    """Neither for another program that writes, nor for a thread here that waits for it."""
    other = sqlite3.connect(accounts.folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM session")
    with accounts._lock:
        assert glance.session(session.token, now=NOW) is not None  # it is not done yet
    other.execute("COMMIT")
    other.close()
    assert glance.session(session.token, now=NOW) is None


def test_two_at_once_do_not_wait_either(glance: Glance, session: Session) -> None:
    with glance._lock:
        assert glance.session(session.token, now=NOW) is None
    assert glance.session(session.token, now=NOW) is not None


def test_no_more_is_remembered_than_so_much(
    accounts: Accounts, glance: Glance, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glancing, "MOST_REMEMBERED", 3)
    sessions = [accounts.begin(ana.account_id, now=NOW) for _ in range(10)]
    for _ in range(2):
        for each in sessions:
            seen = glance.session(each.token, now=NOW)
            assert seen is not None
            assert seen[0].session_id == each.session_id
            assert len(glance._remembered) <= 3


def test_it_writes_nothing(glance: Glance) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        glance._connection.execute("DELETE FROM session")


def test_closed_it_shows_nothing(accounts: Accounts, session: Session) -> None:
    glance = accounts.glance()
    glance.close()
    assert glance.session(session.token, now=NOW) is None
