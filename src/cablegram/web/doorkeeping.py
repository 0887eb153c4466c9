"""Who comes in: the accounts of the archive behind the pages, and what a request has shown of one.

As soon as an archive has accounts, everyone signs in, unless the room was opened for the person at
the machine alone. Accounts are asked in threads of their own: to look at a password takes long.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from cablegram.accounts import Accounts, Role
from cablegram.web.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.accounts import Account, Session
    from cablegram.accounts.glancing import Glance

    Result = TypeVar("Result")

#: Who asks only whether a session holds does not wait for those whose password is looked at.
PORTERS: Final = 1
DOORS: Final = 2
#: So often it is looked whether `accounts.toml` says something else.
LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, as far as the request shows it.

    Attributes:
        account: Whose session or token came with it; `None` for nobody, or where nobody signs in.
        role: What he may do with it: that of the account, less where a token allows less. The
            person alone with his archive may do everything.
        is_asked: Whether the room asks people to sign in.
        session: With which he has signed in; `None` without one, and for a program.
        by_token: Whether a program asks with a token of the account's.
        has_wrong_token: Whether a token came that is none, or has ended.
    """

    account: Account | None = None
    role: Role | None = None
    is_asked: bool = False
    session: Session | None = None
    by_token: bool = False
    has_wrong_token: bool = False

    def may(self, role: Role) -> bool:
        """Tell whether he may do what asks for a role."""
        return self.role is not None and self.role.may(role)


#: The person alone with his archive.
ALONE: Final = Caller(role=Role.ADMIN)
#: Who has not signed in where people do.
NOBODY: Final = Caller(is_asked=True)


class Doorkeeper:
    """The accounts of an archive, and the threads that ask them."""

    def __init__(self, folder: Path, *, is_open: bool = False) -> None:
        """Remember what to open; nothing is opened yet.

        Args:
            folder: The whole archive.
            is_open: Whether nobody is asked to sign in, accounts or not.
        """
        self._folder = folder
        self._is_open = is_open
        self._asks = False
        #: Gives the time.
        self.now: Callable[[], dt.datetime] = _now
        self._open: Accounts | None = None
        self._looked_at = float("-inf")
        self._glance: Glance | None = None
        self._lock = threading.Lock()
        self._porters = Workers("porter", PORTERS)
        self._doors = Workers("door", DOORS)

    @property
    def asks(self) -> bool:
        """Whether people sign in. Once there were accounts, it stays so."""
        if not (self._asks or self._is_open):
            self._asks = Accounts.are_there(self._folder)
        return self._asks

    def accounts(self) -> Accounts:
        """Return the accounts, for any thread; what is said of them is that of a second ago.

        Raises:
            ArchiveError: If there are none, or they cannot be used.
        """
        with self._lock:
            if self._open is None:
                self._open = Accounts.open(self._folder)
                self._glance = self._open.glance()
            accounts = self._open
        at = time.monotonic()
        if at - self._looked_at >= LOOK_SECONDS:
            self._looked_at = at
            accounts.look_again()
        return accounts

    def is_as_said(self) -> bool:
        """Tell whether what `accounts.toml` says now is in force; quick."""
        with self._lock:
            accounts = self._open
        if accounts is None:
            return True
        accounts.look_again()
        return not accounts.fault

    def readers(self) -> tuple[Reader, ...]:
        """Return who may come, each clearance once."""
        found = (each.reader for each in self.accounts().all() if each.is_active)
        return tuple(dict.fromkeys(found))

    def caller(self, session: str, token: str | None) -> Caller:
        """Return whose session or token it is, in a thread that may wait.

        A token counts alone, whatever session comes with it: a program that has one means it.
        """
        if token is not None:
            found = self.accounts().bearer(token, now=self.now()) if token else None
            if found is None:
                return Caller(is_asked=True, has_wrong_token=True)
            account = found[1]  # whose role is no more than the token allows
            return Caller(account=account, role=account.role, is_asked=True, by_token=True)
        known = self.accounts().session(session, now=self.now()) if session else None
        return NOBODY if known is None else _known(*known)

    def seen(self, session: str) -> Caller | None:
        """Return whose session it is if a glance shows it, in a thread that must not wait.

        Returns:
            `None` if it has to be asked for: of nobody, too.
        """
        if self._open is None or self._glance is None:
            return None
        self._open.look_again()
        known = self._glance.session(session, now=self.now())
        return None if known is None else _known(*known)

    def ask(self, job: Callable[[], Result]) -> Future[Result]:
        """Have a porter do something quick with the accounts.

        Raises:
            Crowded: If too many wait already.
        """
        return self._porters.submit(job)

    def submit(self, job: Callable[[], Result]) -> Future[Result]:
        """Have a thread do something that needs no archive, and may take long.

        Raises:
            Crowded: If too many wait already.
        """
        return self._doors.submit(job)

    def close(self) -> None:
        """End the threads, and close what is open."""
        self._porters.close()
        self._doors.close()
        with self._lock:
            if self._glance is not None:
                self._glance.close()
            if self._open is not None:
                self._open.close()
            self._open = self._glance = None


def _known(session: Session, account: Account) -> Caller:
    return Caller(account=account, role=account.role, is_asked=True, session=session)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
