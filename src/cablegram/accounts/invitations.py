"""Invitations: a link that makes an account, or a new password, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import Reader
from cablegram.accounts.base import LONGEST_SECRET, moment, new_secret, stamp
from cablegram.accounts.passwords import check_password, hashed
from cablegram.accounts.people import People, rights_from, rights_of
from cablegram.accounts.schema import RIGHTS
from cablegram.accounts.values import (
    AccountError,
    Invitation,
    Refused,
    Role,
    checked_email,
    checked_line,
    checked_name,
)
from cablegram.chance import new_id

if TYPE_CHECKING:
    from cablegram.accounts.values import Account

LONGEST_DAYS: Final = 30
_COLUMNS: Final = f"id, account_id, name, email, {RIGHTS}, made_at, ends_at"


class Invitations(People):
    """Those who are invited."""

    def invite(
        self,
        *,
        now: dt.datetime,
        ends: dt.datetime,
        role: Role = Role.READER,
        reader: Reader | None = None,
        name: str = "",
        email: str = "",
        made_by: str = "",
    ) -> Invitation:
        """Invite somebody to make his account.

        Args:
            now: The time.
            ends: When the link ends, within thirty days.
            role: What the account may do.
            reader: What it may see.
            name: The name that it will have; empty if he chooses it.
            email: His address for mail.
            made_by: Whose account invites; if he is let in no more, the invitation ends. Empty for
                the keeper of the machine.

        Returns:
            The invitation, its `secret` with it this once.

        Raises:
            AccountError: If the name is taken or none, or the end too far away.
        """
        plain = checked_name(name) if name else ""
        if plain and self.named(plain) is not None:
            raise AccountError(f"the name {plain} is taken")
        rights = rights_of(role, reader or Reader())
        said = (None, plain, checked_email(email), *rights)
        return self._invite(said, now=now, ends=ends, made_by=made_by)

    def invite_again(
        self, account_id: str, *, now: dt.datetime, ends: dt.datetime, made_by: str = ""
    ) -> Invitation:
        """Make a link by which a person sets a new password. An older link of his ends.

        Raises:
            AccountError: If the account is not let in, comes by an institution's sign-on, or the
                end is too far away.
        """
        account = self._see_that_he_is_let_in(account_id)
        self._is_ours(account)
        said = (account_id, account.name, "", *rights_of(account.role, account.reader))
        return self._invite(said, now=now, ends=ends, made_by=made_by)

    def _invite(
        self, row: tuple[Any, ...], *, now: dt.datetime, ends: dt.datetime, made_by: str
    ) -> Invitation:
        """Write an invitation: the columns from `account_id` to those of the rights."""
        if not now < ends <= now + dt.timedelta(days=LONGEST_DAYS):
            raise AccountError(f"an invitation ends within {LONGEST_DAYS} days")
        secret, invitation_id = new_secret(), new_id()
        said = (*row, stamp(now), stamp(ends))
        with self._writing() as connection:
            for each in (made_by, row[0]):
                if each:
                    self._see_that_he_is_let_in(each)
            connection.execute("DELETE FROM invitation WHERE ends_at <= ?", (stamp(now),))
            if row[0] is not None:
                connection.execute("DELETE FROM invitation WHERE account_id = ?", row[:1])
            marks = ", ".join("?" * (len(said) + 3))
            connection.execute(
                f"INSERT INTO invitation VALUES ({marks})",  # noqa: S608 (only marks)
                (invitation_id, self._digest(secret), *said, made_by),
            )
        return replace(_invitation((invitation_id, *said)), secret=secret)

    def invitation(self, secret: str, *, now: dt.datetime) -> Invitation | None:
        """Return the invitation of a link; `None` if it is none, was used, or has ended."""
        if not 0 < len(secret) <= LONGEST_SECRET:
            return None
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM invitation WHERE digest = ? AND ends_at > ?",  # noqa: S608
            self._digest(secret),
            stamp(now),
        )
        return _invitation(rows[0]) if rows else None

    def invitations(self, *, now: dt.datetime) -> tuple[Invitation, ...]:
        """Return the invitations that are open, the newest first."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM invitation WHERE ends_at > ?"  # noqa: S608 (ours)
            " ORDER BY made_at DESC, id",
            stamp(now),
        )
        return tuple(_invitation(row) for row in rows)

    def withdraw(self, invitation_id: str) -> bool:
        """Take an invitation back; tell whether it was open."""
        with self._writing() as connection:
            return bool(
                connection.execute("DELETE FROM invitation WHERE id = ?", (invitation_id,)).rowcount
            )

    def accept(
        self,
        secret: str,
        *,
        password: str,
        now: dt.datetime,
        name: str = "",
        full_name: str = "",
    ) -> Account:
        """Take an invitation up: the account is made, or has its new password.

        Args:
            secret: Of the link.
            password: The one that he chose.
            now: The time.
            name: The name that he chose, if the invitation has none.
            full_name: For people.

        Raises:
            Refused: If the link is none, was used, or has ended.
            AccountError: If the name is taken, or the password too weak; the link stays open.
        """
        found = self.invitation(secret, now=now)
        if found is None:
            raise Refused
        plain = checked_name(found.name or name)
        full_name = checked_line(full_name, "a full name")
        check_password(password, name=plain)
        kept = hashed(password)
        with self._writing() as connection:
            used = connection.execute(
                "DELETE FROM invitation WHERE digest = ?", (self._digest(secret),)
            ).rowcount
            if not used:  # by another, at the same time
                raise Refused
            if found.account_id:
                connection.execute(
                    "UPDATE account SET password = ? WHERE id = ? AND is_active",
                    (kept, found.account_id),
                )
                connection.execute("DELETE FROM session WHERE account_id = ?", (found.account_id,))
                return self._account(found.account_id)
            return self._add(
                plain,
                now=now,
                kept=kept,
                role=found.role,
                reader=found.reader,
                full_name=full_name,
                email=found.email,
            )


def _invitation(row: tuple[Any, ...]) -> Invitation:
    invitation_id, account_id, name, email, *rights, made, ends = row
    role, reader = rights_from(tuple(rights), name)
    return Invitation(
        invitation_id=invitation_id,
        account_id=account_id or "",
        name=name,
        email=email,
        role=role,
        reader=reader,
        made=moment(made),
        ends=moment(ends),
    )
