"""API tokens: a program acts for a person, within scopes, until a day."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.accounts.base import LONGEST_SECRET, moment, new_secret, stamp
from cablegram.accounts.people import ACCOUNT_COLUMNS, People, account_of
from cablegram.accounts.values import Account, AccountError, Role, Scope, Token, checked_line
from cablegram.chance import new_id
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: In front of every token, so that a program that looks for secrets in files finds it.
PREFIX: Final = "cablegram_"
LONGEST_DAYS: Final = 366
MOST_TOKENS: Final = 50
_COLUMNS: Final = (
    "token.id, token.account_id, token.name, token.scopes, token.made_at, token.ends_at,"
    " token.used_at"
)
_USED_SECONDS: Final = 3600


class Tokens(People):
    """The tokens of all."""

    def make_token(
        self,
        account_id: str,
        *,
        name: str,
        scopes: Iterable[Scope],
        ends: dt.datetime,
        now: dt.datetime,
    ) -> Token:
        """Make a token for a person.

        Returns:
            The token, its `secret` with it this once.

        Raises:
            AccountError: If the account is not let in, a scope is above its role, the token ends
                before it begins or more than a year later, or there are too many.
        """
        account = self._see_that_he_is_let_in(account_id)
        wanted = frozenset(scopes)
        if not wanted:
            raise AccountError(f"a token has a scope: {', '.join(Scope)}")
        for scope in sorted(wanted):
            if not account.role.may(scope.role):
                raise AccountError(f"a token of a {account.role} cannot have the scope {scope}")
        if not now < ends <= now + dt.timedelta(days=LONGEST_DAYS):
            raise AccountError(f"a token ends within {LONGEST_DAYS} days")
        line = checked_line(name, "the name of a token")
        if not line:
            raise AccountError("a token has a name that says what it is for")
        if len(self.tokens(account_id, now=now)) >= MOST_TOKENS:
            raise AccountError(f"a person has at most {MOST_TOKENS} tokens; end some first")
        secret, token_id = PREFIX + new_secret(), new_id()
        said = json.dumps(sorted(wanted))
        values = (token_id, account_id, line, said, stamp(now), stamp(ends), None)
        with self._writing() as connection:
            self._see_that_he_is_let_in(account_id)
            connection.execute(
                "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (token_id, self._digest(secret), *values[1:]),
            )
        return replace(_token(values), secret=secret)

    def bearer(self, token: str, *, now: dt.datetime) -> tuple[Token, Account] | None:
        """Return a token and whose it is; `None` if it opens nothing (any more).

        The role of the account is lowered to what the scopes allow, so that whoever asks the role
        alone is right too.
        """
        if not token.startswith(PREFIX) or len(token) > LONGEST_SECRET:
            return None
        at = stamp(now)
        rows = self._rows(
            f"SELECT {_COLUMNS}, {ACCOUNT_COLUMNS} FROM token"  # noqa: S608 (ours)
            " JOIN account ON account.id = token.account_id"
            " WHERE token.digest = ? AND token.ends_at > ? AND account.is_active",
            self._digest(token),
            at,
        )
        if not rows:
            return None
        row = rows[0]
        found, account = _token(row[:7]), account_of(row[7:])
        if row[6] is None or at >= row[6] + _USED_SECONDS:
            with suppress(ArchiveError), self._writing() as connection:  # for lists only
                connection.execute("UPDATE token SET used_at = ? WHERE id = ?", (at, row[0]))
        may = max((role for role in Role if found.may(role)), key=lambda role: role.rank)
        return found, account if may.may(account.role) else replace(account, role=may)

    def tokens(self, account_id: str, *, now: dt.datetime) -> tuple[Token, ...]:
        """Return the tokens of a person that have not ended, the newest first."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM token WHERE account_id = ? AND ends_at > ?"  # noqa: S608
            " ORDER BY made_at DESC, id",
            account_id,
            stamp(now),
        )
        return tuple(_token(row) for row in rows)

    def end_token(self, account_id: str, token_id: str) -> bool:
        """End a token of a person; tell whether there was one."""
        with self._writing() as connection:
            return bool(
                connection.execute(
                    "DELETE FROM token WHERE id = ? AND account_id = ?", (token_id, account_id)
                ).rowcount
            )


def _token(row: tuple[Any, ...]) -> Token:
    token_id, account_id, name, scopes, made, ends, used = row
    return Token(
        token_id=token_id,
        account_id=account_id,
        name=name,
        scopes=frozenset(Scope(each) for each in json.loads(scopes)),
        made=moment(made),
        ends=moment(ends),
        used=None if used is None else moment(used),
    )
