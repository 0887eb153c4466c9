"""Tokens and invitations: what they open, for whom, and until when."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cablegram.access import Reader
from cablegram.accounts import Account, AccountError, Accounts, Refused, Role, Scope, Token
from tests.accounts.made import GOOD, HERE, NOW, OTHER, later

if TYPE_CHECKING:
    from pathlib import Path


def token(accounts: Accounts, account: Account, *scopes: Scope, days: float = 30) -> Token:
    return accounts.make_token(
        account.account_id, name="nightly", scopes=scopes, ends=later(days=days), now=NOW
    )


def test_a_token_acts_for_its_owner_within_its_scopes(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, role=Role.REVIEWER, reader=Reader(level="secret"))
    made = token(accounts, ana, Scope.READ)
    assert made.secret.startswith("cablegram_")
    assert made.secret not in repr(made)
    found = accounts.bearer(made.secret, now=NOW)
    assert found is not None
    assert found[0].secret == ""
    assert (found[1].account_id, found[1].reader) == (ana.account_id, ana.reader)
    assert found[1].role is Role.READER
    assert found[0].may(Role.READER)
    assert not found[0].may(Role.ANNOTATOR)


ROLES = tuple(Role)


@pytest.mark.parametrize("role", ROLES)
def test_a_token_never_does_more_than_its_owner(accounts: Accounts, role: Role) -> None:
    accounts.add("boss", now=NOW, role=Role.ADMIN)
    for number, (then, scope) in enumerate(itertools.product(ROLES, Scope)):
        ana = accounts.add(f"ana{number}", now=NOW, role=role)
        if not role.may(scope.role):
            with pytest.raises(AccountError):
                token(accounts, ana, scope)
            continue
        made = token(accounts, ana, scope)
        accounts.change(ana.account_id, role=then)
        found = accounts.bearer(made.secret, now=NOW)
        assert found is not None
        assert found[1].role is ROLES[min(ROLES.index(then), ROLES.index(scope.role))]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_ends_within_a_year(accounts: Accounts, days: float) -> None:
    ana = accounts.add("ana", now=NOW)
    with pytest.raises(AccountError, match="ends within"):
        token(accounts, ana, Scope.READ, days=days)


def test_a_token_without_scope_or_name_is_none(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW)
    with pytest.raises(AccountError, match="scope"):
        token(accounts, ana)
    with pytest.raises(AccountError, match="name"):
        accounts.make_token(
            ana.account_id, name=" ", scopes=[Scope.READ], ends=later(days=1), now=NOW
        )


def test_a_token_ends_on_its_day_and_when_it_is_ended(accounts: Accounts) -> None:
    ana, ben = accounts.add("ana", now=NOW), accounts.add("ben", now=NOW)
    made = token(accounts, ana, Scope.READ, days=1)
    assert accounts.bearer(made.secret, now=later(hours=23)) is not None
    assert accounts.bearer(made.secret, now=later(hours=24)) is None
    assert not accounts.end_token(ben.account_id, made.token_id)
    assert accounts.bearer(made.secret, now=NOW) is not None
    assert accounts.end_token(ana.account_id, made.token_id)
    assert accounts.bearer(made.secret, now=NOW) is None


def test_tokens_are_listed_without_their_secret(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW)
    made = token(accounts, ana, Scope.READ)
    assert accounts.tokens(ana.account_id, now=NOW) == (made,)
    assert accounts.tokens(ana.account_id, now=NOW)[0].secret == ""
    accounts.bearer(made.secret, now=later(hours=3))
    assert accounts.tokens(ana.account_id, now=NOW)[0].used == later(hours=3)
    assert accounts.tokens(ana.account_id, now=later(days=31)) == ()


def test_a_person_has_at_most_fifty_tokens(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW)
    for _ in range(50):
        token(accounts, ana, Scope.READ)
    with pytest.raises(AccountError, match="at most 50"):
        token(accounts, ana, Scope.READ)


def test_secrets_of_one_archive_open_no_other(tmp_path: Path) -> None:
    """Also where everything but the archive's own word of chance is the same."""
    with (
        Accounts.open(_made(tmp_path / "one"), create=True) as one,
        Accounts.open(_made(tmp_path / "two"), create=True) as two,
    ):
        people = [each.add("ana", now=NOW, password=GOOD) for each in (one, two)]
        session = one.sign_in("ana", GOOD, address=HERE, now=NOW)
        made = token(one, people[0], Scope.READ)
        link = one.invite(now=NOW, ends=later(days=1))
        for table in ("session", "token", "invitation"):
            for row in one._rows(f"SELECT * FROM {table}"):  # noqa: S608
                values = [people[1].account_id if v == people[0].account_id else v for v in row]
                with two._writing() as connection:
                    marks = ", ".join("?" * len(values))
                    connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
        for accounts, is_open in ((one, True), (two, False)):
            assert (accounts.session(session.token, now=NOW) is not None) is is_open
            assert (accounts.bearer(made.secret, now=NOW) is not None) is is_open
            assert (accounts.invitation(link.secret, now=NOW) is not None) is is_open


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@given(secret=st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_guessed_opens_nothing(accounts: Accounts, secret: str) -> None:
    assert accounts.session(secret, now=NOW) is None
    assert accounts.bearer(secret, now=NOW) is None
    assert accounts.bearer(f"cablegram_{secret}", now=NOW) is None
    assert accounts.invitation(secret, now=NOW) is None


def test_whoever_is_let_in_no_more_gets_nothing(accounts: Accounts) -> None:
    accounts.add("boss", now=NOW, role=Role.ADMIN)
    ana = accounts.add("ana", now=NOW, password=GOOD, role=Role.ADMIN)
    session = accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    made = token(accounts, ana, Scope.ADMIN)
    link = accounts.invite_again(ana.account_id, now=NOW, ends=later(days=1))
    accounts.change(ana.account_id, is_active=False)
    for _ in range(2):
        assert accounts.session(session.token, now=NOW) is None
        assert accounts.bearer(made.secret, now=NOW) is None
        assert accounts.invitation(link.secret, now=NOW) is None
        with pytest.raises(Refused):
            accounts.accept(link.secret, password=OTHER, now=NOW)
        for attempt in (
            lambda: accounts.begin(ana.account_id, now=NOW),
            lambda: token(accounts, ana, Scope.READ),
            lambda: accounts.invite_again(ana.account_id, now=NOW, ends=later(days=1)),
        ):
            with pytest.raises(AccountError):
                attempt()
        # Also if somebody wrote it into the file, and what had been ended comes back with it.
        again = accounts.change(ana.account_id, is_active=True)
        session = accounts.begin(ana.account_id, now=NOW)
        made = token(accounts, again, Scope.READ)
        with accounts._writing() as connection:
            connection.execute("UPDATE account SET is_active = 0 WHERE id = ?", (ana.account_id,))


def test_who_is_let_in_no_more_does_not_come_back_by_a_link_of_his(accounts: Accounts) -> None:
    accounts.add("boss", now=NOW, role=Role.ADMIN)
    eve = accounts.add("eve", now=NOW, role=Role.ADMIN)
    by_eve = accounts.invite(now=NOW, ends=later(days=1), made_by=eve.account_id)
    by_keeper = accounts.invite(now=NOW, ends=later(days=1))
    accounts.change(eve.account_id, is_active=False)
    assert accounts.invitations(now=NOW) == (by_keeper,)
    with pytest.raises(Refused):
        accounts.accept(by_eve.secret, password=GOOD, now=NOW, name="eve2")


@pytest.mark.parametrize(
    "change", [{"role": Role.READER}, {"reader": Reader(level="unclassified")}]
)
def test_nor_does_he_who_may_less_now(accounts: Accounts, change: dict[str, Any]) -> None:
    """A link that he had made for all would give him all again."""
    accounts.add("boss", now=NOW, role=Role.ADMIN)
    seen = Reader(sees_all=True)
    eve = accounts.add("eve", now=NOW, role=Role.ADMIN, reader=seen)
    link = accounts.invite(
        now=NOW, ends=later(days=1), role=Role.ADMIN, reader=seen, made_by=eve.account_id
    )
    accounts.change(eve.account_id, role=Role.ADMIN, reader=seen, full_name="Eve")
    assert accounts.invitation(link.secret, now=NOW) is not None
    accounts.change(eve.account_id, **change)
    with pytest.raises(Refused):
        accounts.accept(link.secret, password=GOOD, now=NOW, name="eve2")


def test_a_link_that_was_made_for_less_does_not_open_more(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW)
    link = accounts.invite_again(ana.account_id, now=NOW, ends=later(days=1))
    accounts.change(ana.account_id, full_name="Ana")
    assert accounts.invitation(link.secret, now=NOW) is not None
    accounts.change(ana.account_id, reader=Reader(level="secret"))
    assert accounts.invitation(link.secret, now=NOW) is None


def test_an_invitation_makes_an_account_once(accounts: Accounts) -> None:
    link = accounts.invite(
        now=NOW,
        ends=later(days=7),
        role=Role.ANNOTATOR,
        reader=Reader(level="confidential"),
        email="ben@example.org",
    )
    assert link.secret not in repr(link)
    assert accounts.invitation(link.secret, now=NOW) == link
    with pytest.raises(AccountError, match="password"):
        accounts.accept(link.secret, password=GOOD[:5], now=NOW, name="ben")
    ben = accounts.accept(link.secret, password=GOOD, now=NOW, name="ben", full_name="Ben Ode")
    assert (ben.role, ben.reader.level, ben.email) == (
        Role.ANNOTATOR,
        "confidential",
        "ben@example.org",
    )
    accounts.sign_in("ben", GOOD, address=HERE, now=NOW)
    for secret in (link.secret, "", "x"):
        with pytest.raises(Refused):
            accounts.accept(secret, password=GOOD, now=NOW, name="eve")
    assert [each.name for each in accounts.all()] == ["ben"]


def test_an_invitation_that_fails_stays_open(accounts: Accounts) -> None:
    accounts.add("ben", now=NOW)
    link = accounts.invite(now=NOW, ends=later(days=7))
    with pytest.raises(AccountError, match="taken"):
        accounts.accept(link.secret, password=GOOD, now=NOW, name="ben")
    assert accounts.accept(link.secret, password=GOOD, now=NOW, name="ben2").name == "ben2"


def test_an_invitation_ends(accounts: Accounts) -> None:
    link = accounts.invite(now=NOW, ends=later(days=7), name="ben")
    assert accounts.invitations(now=NOW) == (link,)
    assert accounts.invitation(link.secret, now=later(days=7)) is None
    assert accounts.invitations(now=later(days=7)) == ()
    assert accounts.withdraw(link.invitation_id)
    assert not accounts.withdraw(link.invitation_id)
    assert accounts.invitation(link.secret, now=NOW) is None
    with pytest.raises(AccountError, match="ends within"):
        accounts.invite(now=NOW, ends=later(days=31))


def test_a_link_sets_a_new_password_and_ends_the_sessions(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD)
    session = accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    older, link = (
        accounts.invite_again(ana.account_id, now=NOW, ends=later(days=1)) for _ in range(2)
    )
    assert accounts.invitation(older.secret, now=NOW) is None
    assert accounts.accept(link.secret, password=OTHER, now=NOW, name="eve") == ana
    assert accounts.session(session.token, now=NOW) is None
    accounts.sign_in("ana", OTHER, address=HERE, now=NOW)
    assert dt.timedelta() < link.ends - NOW
