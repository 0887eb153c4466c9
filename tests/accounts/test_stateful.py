"""Whatever people and their keepers do, in any order: what opens is what should, and nothing else.

A model says which sessions and tokens are good; after each step each that ever was is tried.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cablegram.accounts import AccountError, Accounts, Refused, Role, Scope
from tests.accounts.made import NOW, quick_passwords

if TYPE_CHECKING:
    import pytest

PASSWORDS = ("harbour lamps at dusk", "seven grey pelicans", "a ferry to the islands")
IDLE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=12)


@dataclass(slots=True)
class Person:
    """What the model knows of somebody."""

    account_id: str
    name: str
    password: str
    role: Role
    is_active: bool = True


@dataclass(slots=True)
class Secret:
    """A secret that was given out; `scope` of a token, `None` of a session."""

    owner: Person
    secret: str
    ends: dt.datetime
    seen: dt.datetime
    scope: Scope | None = None
    is_ended: bool = False
    which: str = ""


@dataclass(slots=True)
class World:
    """All of the model."""

    people: list[Person] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)


class PeopleMachine(RuleBasedStateMachine):
    """People come, are changed, shut out and let in again; time passes."""

    blank: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.blank, self.folder)
        self.accounts = Accounts.open(self.folder)
        self.accounts._connection.execute("PRAGMA synchronous = OFF")
        self.glance = self.accounts.glance()
        self.accounts.add("keeper", now=NOW, role=Role.ADMIN)
        self.now = NOW
        self.world = World()

    def teardown(self) -> None:
        self.glance.close()
        self.accounts.close()
        shutil.rmtree(self.folder)

    def someone(self, which: int) -> Person:
        return self.world.people[which % len(self.world.people)]

    @rule(role=st.sampled_from(Role), password=st.sampled_from(PASSWORDS))
    def add(self, role: Role, password: str) -> None:
        name = f"person{len(self.world.people)}"
        made = self.accounts.add(name, now=self.now, password=password, role=role)
        self.world.people.append(Person(made.account_id, name, password, role))

    @precondition(lambda self: self.world.people)
    @rule(which=st.integers(0, 9), password=st.sampled_from(PASSWORDS))
    def sign_in(self, which: int, password: str) -> None:
        person = self.someone(which)
        self.now += dt.timedelta(minutes=1)  # the longest that one waits
        try:
            made = self.accounts.sign_in(person.name, password, address="", now=self.now)
        except Refused:
            assert not person.is_active or password != person.password
            return
        assert person.is_active
        assert password == person.password
        self.world.secrets.append(
            Secret(person, made.token, self.now + LONGEST, self.now, which=made.session_id)
        )

    @precondition(lambda self: self.world.people)
    @rule(which=st.integers(0, 9), scope=st.sampled_from(Scope), hours=st.integers(1, 9))
    def make_token(self, which: int, scope: Scope, hours: int) -> None:
        person, ends = self.someone(which), self.now + dt.timedelta(hours=hours)
        may = person.is_active and person.role.may(scope.role)
        try:
            made = self.accounts.make_token(
                person.account_id, name="x", scopes=[scope], ends=ends, now=self.now
            )
        except AccountError:
            assert not may
            return
        assert may
        self.world.secrets.append(
            Secret(person, made.secret, ends, self.now, scope, which=made.token_id)
        )

    @precondition(lambda self: self.world.people)
    @rule(which=st.integers(0, 9), role=st.sampled_from(Role), is_active=st.booleans())
    def change(self, which: int, role: Role, is_active: bool) -> None:
        person = self.someone(which)
        self.accounts.change(person.account_id, role=role, is_active=is_active)
        person.role, person.is_active = role, is_active
        if not is_active:
            self.end(person, tokens=True)

    @precondition(lambda self: self.world.people)
    @rule(which=st.integers(0, 9))
    def shut_out_and_let_in(self, which: int) -> None:
        """What was ended does not come back."""
        person = self.someone(which)
        for is_active in (False, True):
            self.accounts.change(person.account_id, is_active=is_active)
        person.is_active = True
        self.end(person, tokens=True)

    @precondition(lambda self: self.world.people)
    @rule(which=st.integers(0, 9), password=st.sampled_from(PASSWORDS))
    def set_password(self, which: int, password: str) -> None:
        person = self.someone(which)
        self.accounts.set_password(person.account_id, password)
        person.password = password
        self.end(person, tokens=False)

    @precondition(lambda self: self.world.secrets)
    @rule(which=st.integers(0, 30))
    def end_one(self, which: int) -> None:
        found = self.world.secrets[which % len(self.world.secrets)]
        owner = found.owner.account_id
        if found.scope is not None:
            self.accounts.end_token(owner, found.which)
        else:
            for each in self.accounts.sessions(owner, now=self.now):
                if each.session_id == found.which:
                    self.accounts.end(each)
        found.is_ended = True

    @rule(minutes=st.sampled_from([1, 30, 59, 61, 400]))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    def end(self, person: Person, *, tokens: bool) -> None:
        for each in self.world.secrets:
            if each.owner is person and (tokens or each.scope is None):
                each.is_ended = True

    @invariant()
    def what_opens_is_what_should(self) -> None:
        for each in self.world.secrets:
            is_good = not each.is_ended and each.owner.is_active and self.now < each.ends
            if each.scope is None:
                is_good = is_good and self.now < each.seen + IDLE
                glanced = self.glance.session(each.secret, now=self.now)
                found = self.accounts.session(each.secret, now=self.now)
                assert glanced in {None, found}
                # That it is used still is written now.
                assert (self.glance.session(each.secret, now=self.now) is not None) == is_good
                assert self.accounts.bearer(each.secret, now=self.now) is None
                role = each.owner.role
                if is_good and self.now >= each.seen + dt.timedelta(minutes=1):
                    each.seen = self.now
            else:
                token = self.accounts.bearer(each.secret, now=self.now)
                assert self.accounts.session(each.secret, now=self.now) is None
                found = token  # type: ignore[assignment]
                role = min(each.owner.role, each.scope.role, key=lambda role: role.rank)
            assert (found is not None) == is_good
            if found is not None:
                assert found[1].account_id == each.owner.account_id
                assert found[1].role is role


def test_what_opens_is_what_should(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    quick_passwords(monkeypatch)
    PeopleMachine.blank = blank
    run_state_machine_as_test(
        PeopleMachine,
        settings=settings(max_examples=30, stateful_step_count=30, deadline=None),
    )
