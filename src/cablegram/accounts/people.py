"""Accounts: made, changed, listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import Reader
from cablegram.accounts.base import Base, moment, stamp
from cablegram.accounts.passwords import check_password, hashed
from cablegram.accounts.schema import RIGHTS
from cablegram.accounts.values import (
    Account,
    AccountError,
    Role,
    checked_email,
    checked_line,
    checked_name,
    folded_name,
)
from cablegram.chance import new_id

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.accounts.values import Session

_COLUMNS: Final = ", ".join(
    f"account.{each}"
    for each in (
        f"id, name, full_name, email, {RIGHTS}, is_active, password IS NOT NULL, issuer, made_at"
    ).split(", ")
)
_NO_ACCOUNT: Final = "there is no such account"


class People(Base):
    """The accounts themselves."""

    def all(self) -> tuple[Account, ...]:
        """Return all accounts by name, those that are let in no more too."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM account ORDER BY folded")  # noqa: S608 (ours)
        return tuple(account_of(row) for row in rows)

    def get(self, account_id: str) -> Account | None:
        """Return the account with an identifier, `None` if there is none."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM account WHERE id = ?",  # noqa: S608 (ours)
            account_id,
        )
        return account_of(rows[0]) if rows else None

    def named(self, name: str) -> Account | None:
        """Return the account with a name, `None` if there is none."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM account WHERE folded = ?",  # noqa: S608 (ours)
            folded_name(name),
        )
        return account_of(rows[0]) if rows else None

    def add(
        self,
        name: str,
        *,
        now: dt.datetime,
        password: str | None = None,
        role: Role = Role.READER,
        reader: Reader | None = None,
        full_name: str = "",
        email: str = "",
    ) -> Account:
        """Make an account.

        Args:
            name: What he will sign in with.
            now: The time.
            password: His first; without one he comes by passkey, invitation or sign-on.
            role: What he may do.
            reader: What he may see; without one what nobody needs a clearance for.
            full_name: For people.
            email: For alerts.

        Raises:
            AccountError: If the name is taken or none, or the password too weak.
        """
        plain = checked_name(name)
        if password is not None:
            check_password(password, name=plain)
        return self._add(
            plain,
            now=now,
            kept=None if password is None else hashed(password),
            role=role,
            reader=reader or Reader(),
            full_name=checked_line(full_name, "a full name"),
            email=checked_email(email),
        )

    def _add(
        self,
        name: str,
        *,
        now: dt.datetime,
        kept: str | None,
        role: Role,
        reader: Reader,
        full_name: str = "",
        email: str = "",
        known_as: tuple[str, str] = ("", ""),
    ) -> Account:
        account_id = new_id()
        values = (
            *(account_id, name, folded_name(name), full_name, email),
            *rights_of(role, reader),
            *(1, kept, *known_as, stamp(now)),
        )
        marks = ", ".join("?" * len(values))
        with self._writing() as connection:
            found = connection.execute(
                "SELECT 1 FROM account WHERE folded = ?", (folded_name(name),)
            ).fetchone()
            if found is not None:
                raise AccountError(f"the name {name} is taken")
            connection.execute(f"INSERT INTO account VALUES ({marks})", values)  # noqa: S608
        return self._account(account_id)

    def change(
        self,
        account_id: str,
        *,
        role: Role | None = None,
        reader: Reader | None = None,
        full_name: str | None = None,
        email: str | None = None,
        is_active: bool | None = None,
    ) -> Account:
        """Change what is said of a person; what is left out stays as it is.

        Whoever is let in no more loses his sessions, tokens and links at once, those too by which
        he has invited others; these also if he may do or see something else now. Other changes hold
        from the next page on, also for sessions and tokens that there are.

        Raises:
            AccountError: If there is no such account, a value cannot be, or nobody would be left
                who may look after accounts.
        """
        with self._writing() as connection:
            before = self._account(account_id)
            after_role = before.role if role is None else role
            rights = rights_of(after_role, before.reader if reader is None else reader)
            active = before.is_active if is_active is None else is_active
            if before.is_active and before.role is Role.ADMIN:
                self._leave_one(account_id, stays=active and after_role is Role.ADMIN)
            connection.execute(
                "UPDATE account SET full_name = ?, email = ?, is_active = ?, role = ?, level = ?,"
                " controls = ?, need_to_know = ?, nationality = ?, groups = ?, sees_all = ?"
                " WHERE id = ?",
                (
                    before.full_name
                    if full_name is None
                    else checked_line(full_name, "a full name"),
                    before.email if email is None else checked_email(email),
                    int(active),
                    *rights,
                    account_id,
                ),
            )
            if role is not None or reader is not None:
                # A link that was made for less must not open more.
                connection.execute("DELETE FROM invitation WHERE account_id = ?", (account_id,))
            if not active or rights != rights_of(before.role, before.reader):
                self._end_links_by(account_id)
            if not active:
                for table in ("session", "token", "invitation"):
                    connection.execute(
                        f"DELETE FROM {table} WHERE account_id = ?",  # noqa: S608 (ours)
                        (account_id,),
                    )
        return self._account(account_id)

    def set_password(
        self, account_id: str, password: str, *, keep: Session | None = None
    ) -> Account:
        """Give an account a password; its sessions end, except for one if it is named.

        Raises:
            AccountError: If there is no such account, he comes by an institution's sign-on, or the
                password is too weak.
        """
        account = self._account(account_id)
        self._is_ours(account)
        check_password(password, name=account.name)
        kept = hashed(password)
        with self._writing() as connection:
            connection.execute("UPDATE account SET password = ? WHERE id = ?", (kept, account_id))
            connection.execute(
                "DELETE FROM session WHERE account_id = ? AND id <> ?",
                (account_id, keep.session_id if keep is not None else ""),
            )
            connection.execute("DELETE FROM invitation WHERE account_id = ?", (account_id,))
        return self._account(account_id)

    def _account(self, account_id: str) -> Account:
        found = self.get(account_id)
        if found is None:
            raise AccountError(_NO_ACCOUNT)
        return found

    def _see_that_he_is_let_in(self, account_id: str) -> Account:
        """Return an account that is let in; asked again in the change that depends on it.

        Raises:
            AccountError: If there is none, or it is let in no more.
        """
        account = self.get(account_id)
        if account is None or not account.is_active:
            raise AccountError("that account is not let in")
        return account

    def _end_links_by(self, account_id: str) -> None:
        """End the links that somebody made: he must not come back by one of better days."""
        with self._writing() as connection:
            connection.execute("DELETE FROM invitation WHERE made_by = ?", (account_id,))

    def _is_ours(self, account: Account) -> None:
        """Refuse another way in for whom an institution answers for: it could not shut him out."""
        if account.issuer:
            raise AccountError(f"{account.name} comes by the sign-on of his institution alone")

    def _leave_one(self, account_id: str, *, stays: bool) -> None:
        """Refuse a change by which nobody is left who may look after accounts."""
        others = self._rows(
            "SELECT 1 FROM account WHERE role = ? AND is_active AND id <> ? LIMIT 1",
            Role.ADMIN,
            account_id,
        )
        if not stays and not others:
            raise AccountError("nobody would be left who may look after accounts")


def rights_of(role: Role, reader: Reader) -> tuple[Any, ...]:
    """Return the values of the columns of `RIGHTS`."""
    lists = (json.dumps(sorted(each)) for each in (reader.controls, reader.need_to_know))
    return (
        *(str(role), reader.level, *lists, reader.nationality),
        *(json.dumps(sorted(reader.groups)), int(reader.sees_all)),
    )


def rights_from(row: tuple[Any, ...], name: str) -> tuple[Role, Reader]:
    """Return role and reader of the columns of `RIGHTS`."""
    role, level, controls, need_to_know, nationality, groups, sees_all = row
    return Role(role), Reader(
        name=name,
        level=level,
        controls=frozenset(json.loads(controls)),
        need_to_know=frozenset(json.loads(need_to_know)),
        nationality=nationality,
        groups=frozenset(json.loads(groups)),
        sees_all=bool(sees_all),
    )


def account_of(row: tuple[Any, ...]) -> Account:
    """Return the account that a row tells of."""
    account_id, name, full_name, email, *rights, is_active, has_password, issuer, made_at = row
    role, reader = rights_from(tuple(rights), name)
    return Account(
        account_id=account_id,
        name=name,
        full_name=full_name,
        email=email,
        role=role,
        reader=reader,
        is_active=bool(is_active),
        has_password=bool(has_password),
        issuer=issuer,
        made=moment(made_at),
    )


#: The columns of `account_of`, for whoever asks for an account together with something of it.
ACCOUNT_COLUMNS: Final = _COLUMNS
