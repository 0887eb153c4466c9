"""Sessions: signing in, being recognised, being gone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.accounts.base import LONGEST_SECRET, moment, new_secret, stamp
from cablegram.accounts.passwords import hashed, is_outdated, is_right
from cablegram.accounts.people import ACCOUNT_COLUMNS, People, account_of
from cablegram.accounts.slowing import Slowing, by_account, by_address, by_name
from cablegram.accounts.values import Account, AccountError, Refused, Session, folded_name
from cablegram.chance import new_id
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.accounts.settings import Settings

_COLUMNS: Final = (
    "session.id, session.account_id, session.made_at, session.seen_at, session.ends_at,"
    " session.about, session.proved_at"
)
#: How many there are.
SESSION_COLUMNS: Final = 7
#: Finds a session by its digest, and whose it is, if he is let in.
FIND_SESSION: Final = (
    f"SELECT {_COLUMNS}, {ACCOUNT_COLUMNS} FROM session"  # noqa: S608 (ours)
    " JOIN account ON account.id = session.account_id"
    " WHERE session.digest = ? AND account.is_active"
)
#: A page that is looked at does not write each time.
_SEEN_SECONDS: Final = 60
_LONGEST_ABOUT: Final = 120
#: Of one person; the one that was not used for longest goes first.
MOST_SESSIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A session as it was found, and whose it is; moments as they are kept."""

    session: Session
    account: Account
    made_at: int
    seen_at: int
    ends_at: int


def found_in(row: tuple[Any, ...]) -> Found:
    """Return what a row of `FIND_SESSION` tells of."""
    _, _, made, seen, ends, _, _ = row[:SESSION_COLUMNS]
    session, account = _session(row[:SESSION_COLUMNS]), account_of(row[SESSION_COLUMNS:])
    return Found(session, account, made, seen, ends)


def is_over(found: Found, settings: Settings, at: int) -> bool:
    """Tell whether a session has ended, by the settings as they are now."""
    return (
        at >= min(found.ends_at, found.made_at + settings.session_seconds)
        or at >= found.seen_at + settings.idle_seconds
    )


def was_used_lately(found: Found, at: int) -> bool:
    """Tell whether it need not be written yet that a session is used."""
    return at < found.seen_at + _SEEN_SECONDS


class Sessions(People, Slowing):
    """Who is signed in."""

    settings: Settings

    def sign_in(
        self, name: str, password: str, *, address: str, now: dt.datetime, about: str = ""
    ) -> Session:
        """Let somebody in by name and password.

        A name that nobody has, an account without a password, one that is closed and a wrong
        password are told alike, and take as long.

        Args:
            name: As it was typed.
            password: As it was typed.
            address: Where he comes from; empty if that means nothing, on the command line.
            now: The time.
            about: What his browser says of itself.

        Returns:
            A new session; its `token` is for the cookie.

        Raises:
            Refused: If he is not let in, or must wait.
        """
        slowed = [by_name(name), *([by_address(address)] if address else [])]
        self._begin_try(slowed, now=now)
        rows = self._rows(
            "SELECT id, password, is_active FROM account WHERE folded = ?", folded_name(name)
        )
        account_id, kept, is_active = rows[0] if rows else ("", None, 0)
        if not is_right(kept, password) or kept is None or not is_active:
            raise Refused
        self._end_try(*slowed)
        if is_outdated(kept):
            again = hashed(password)
            with self._writing() as connection:
                connection.execute(
                    "UPDATE account SET password = ? WHERE id = ? AND password = ?",
                    (again, account_id, kept),
                )
        return self.begin(account_id, now=now, about=about)

    def confirm(self, account_id: str, password: str, *, now: dt.datetime) -> None:
        """Ask somebody who is signed in for his password again, before what matters.

        Raises:
            Refused: If it is not right, or he must wait.
        """
        slowed = by_account(account_id)
        self._begin_try([slowed], now=now)
        rows = self._rows("SELECT password FROM account WHERE id = ? AND is_active", account_id)
        if not is_right(rows[0][0] if rows else None, password):
            raise Refused
        self._end_try(slowed)

    def change_password(
        self,
        account_id: str,
        old: str,
        new: str,
        *,
        now: dt.datetime,
        keep: Session | None = None,
    ) -> Account:
        """Change a password by him whose it is; his other sessions end.

        Args:
            account_id: Whose.
            old: The present one.
            new: The one that is to be.
            now: The time.
            keep: The session that goes on: the one in which he does this.

        Raises:
            Refused: If the present one is not right, or he must wait.
            AccountError: If the new one is too weak.
        """
        self.confirm(account_id, old, now=now)
        return self.set_password(account_id, new, keep=keep)

    def prove(self, session: Session, *, now: dt.datetime) -> None:
        """Keep that somebody has just shown again who he is, in a session that he has."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE session SET proved_at = ? WHERE id = ?", (stamp(now), session.session_id)
            )

    def begin(
        self,
        account_id: str,
        *,
        now: dt.datetime,
        about: str = "",
        sid: str = "",
        proved: dt.datetime | None = None,
    ) -> Session:
        """Begin a session for somebody who has shown who he is.

        Args:
            account_id: Whose.
            now: The time.
            about: What his browser says of itself.
            sid: What the institution by which he comes calls his session there, if it says.
            proved: When he showed who he is; now, if it is left out.

        Raises:
            AccountError: If there is no such account, or it is closed.
        """
        account = self.get(account_id)
        if account is None or not account.is_active:
            raise AccountError("that account is not let in")
        token, session_id, at = new_secret(), new_id(), stamp(now)
        shown = at if proved is None else stamp(proved)
        ends = at + self.settings.session_seconds
        said = "".join(letter for letter in about if letter.isprintable())[:_LONGEST_ABOUT]
        with self._writing() as connection:
            self._see_that_he_is_let_in(account_id)
            connection.execute(
                "DELETE FROM session WHERE ends_at <= ? OR seen_at <= ?",
                (at, at - self.settings.idle_seconds),
            )
            connection.execute(
                "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account_id = ?"
                " ORDER BY seen_at DESC LIMIT -1 OFFSET ?)",
                (account_id, MOST_SESSIONS - 1),
            )
            connection.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (session_id, self._digest(token), account_id, at, at, ends, said, sid, shown),
            )
        return _session((session_id, account_id, at, at, ends, said, shown), token)

    def session(self, token: str, *, now: dt.datetime) -> tuple[Session, Account] | None:
        """Return the session of a cookie, and whose it is; `None` if there is none (any more).

        It is asked with every page: one look-up. Rights are those of this moment.
        """
        if not 0 < len(token) <= LONGEST_SECRET:
            return None
        rows = self._rows(FIND_SESSION, self._digest(token))
        at = stamp(now)
        if not rows:
            return None
        found = found_in(rows[0])
        if is_over(found, self.settings, at):
            return None
        if not was_used_lately(found, at):
            # If it cannot be written, the session ends sooner than it might; no page is lost.
            session_id = found.session.session_id
            with suppress(ArchiveError), self._writing() as connection:
                connection.execute("UPDATE session SET seen_at = ? WHERE id = ?", (at, session_id))
        return found.session, found.account

    def sessions(self, account_id: str, *, now: dt.datetime) -> tuple[Session, ...]:
        """Return the sessions of a person that have not ended, the one used last first."""
        at = stamp(now)
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM session WHERE account_id = ? AND ends_at > ?"  # noqa: S608
            " AND made_at > ? AND seen_at > ? ORDER BY seen_at DESC, id",
            account_id,
            at,
            at - self.settings.session_seconds,
            at - self.settings.idle_seconds,
        )
        return tuple(_session(row) for row in rows)

    def end(self, session: Session) -> None:
        """End a session. One that has ended is no fault."""
        with self._writing() as connection:
            connection.execute("DELETE FROM session WHERE id = ?", (session.session_id,))

    def end_all(self, account_id: str, *, keep: Session | None = None) -> int:
        """End the sessions of a person, except for one if it is named; tell how many."""
        with self._writing() as connection:
            return connection.execute(
                "DELETE FROM session WHERE account_id = ? AND id <> ?",
                (account_id, keep.session_id if keep is not None else ""),
            ).rowcount


def _session(row: tuple[Any, ...], token: str = "") -> Session:
    session_id, account_id, made, seen, ends, about, proved = row
    return Session(
        session_id=session_id,
        account_id=account_id,
        made=moment(made),
        seen=moment(seen),
        ends=moment(ends),
        proved=moment(proved),
        about=about,
        token=token,
    )
