"""Arriving from an institution's sign-on: out by its page, back with a code, in as who it says."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, Final

from cablegram.accounts.base import moment
from cablegram.accounts.begun import Begun
from cablegram.accounts.claims import name_by_claims, rights_by_claims, text_of
from cablegram.accounts.people import rights_of
from cablegram.accounts.provider import Provider, SignOnError
from cablegram.accounts.sessions import Sessions
from cablegram.accounts.values import AccountError, Refused, Role, checked_email

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from cablegram.access import Policy, Reader
    from cablegram.accounts.settings import SignOn
    from cablegram.accounts.values import Account, Session

#: Where a person comes back to, below the address of the reading room.
RETURN_PATH: Final = "/sign-in/oidc/return"
#: Who somebody is to his institution, and what it calls his session there, is no longer (OpenID
#: Connect Core 2).
LONGEST_SUBJECT: Final = 255
_KIND: Final = "sign-on"
_VERIFIER_BYTES: Final = 48
_NAMES_TRIED: Final = 1000


class Arriving(Sessions, Begun):
    """Those who come by an institution's sign-on."""

    provider: Provider | None

    def begin_sign_on(
        self, *, return_to: str, now: dt.datetime, again: bool = False, came_from: str = ""
    ) -> tuple[str, str]:
        """Begin a sign-on elsewhere.

        Args:
            return_to: The path of the page that he wanted; the caller has checked that it is one.
            now: The time.
            again: Whether he is to show there who he is, though he has done so.
            came_from: The address from which he asks; empty if that means nothing.

        Returns:
            The address to send him to, and the secret for a cookie of his browser, so that nobody
            can be made to come back as somebody else.

        Raises:
            SignOnError: If there is no sign-on, or it does not answer.
        """
        provider = self._provider()
        nonce, verifier = secrets.token_urlsafe(), secrets.token_urlsafe(_VERIFIER_BYTES)
        said = {"nonce": nonce, "verifier": verifier, "return_to": return_to}
        state = self._begin(_KIND, said, came_from=came_from, now=now)
        address = provider.address(
            state=state,
            nonce=nonce,
            verifier=verifier,
            redirect=self._redirect(),
            now=now,
            again=again,
        )
        return address, state

    def finish_sign_on(
        self,
        *,
        state: str,
        cookie: str,
        code: str,
        issuer: str | None,
        policy: Policy,
        now: dt.datetime,
        about: str = "",
    ) -> tuple[Session, str]:
        """Let in whoever comes back from the sign-on. Each coming back works once.

        Args:
            state: What came back with him.
            cookie: What his browser was given when he went.
            code: What he brought.
            issuer: What the answer says of where it comes from; `None` if it says nothing.
            policy: Of the archive.
            now: The time.
            about: What his browser says of itself.

        Returns:
            A session, and the path of the page that he wanted.

        Raises:
            Refused: If he did not begin here, or is not let in by any rule, or not at all.
            SignOnError: If what the institution says cannot be believed, or had.
        """
        provider = self._provider()
        if not state or not hmac.compare_digest(state.encode(), cookie.encode()):
            raise Refused
        said = self._take_up(_KIND, state, now=now)
        if said is None or not code or not provider.issuer_is(issuer, now=now):
            raise Refused
        claims = provider.claims(
            code,
            nonce=said["nonce"],
            verifier=said["verifier"],
            redirect=self._redirect(),
            now=now,
        )
        account = self.arrive(claims, policy=policy, now=now, sign_on=provider.sign_on)
        session = self.begin(
            account.account_id,
            now=now,
            about=about,
            sid=sid_of(claims),
            proved=_proved(claims, now),
        )
        return session, str(said["return_to"])

    def arrive(
        self,
        claims: Mapping[str, Any],
        *,
        policy: Policy,
        now: dt.datetime,
        sign_on: SignOn | None = None,
    ) -> Account:
        """Return the account of whom an institution speaks, with the rights that follow from that.

        He is known by issuer and subject: a name or an address for mail that somebody else has
        here is not his for that. His rights are those of this time, more or less than last time.

        Args:
            claims: What is said of him, believed already.
            policy: Of the archive.
            now: The time.
            sign_on: Which institution speaks; that of the settings if it is left out.

        Raises:
            Refused: If no rule fits, or his account is not let in.
        """
        sign_on = sign_on or self._provider().sign_on
        known_as = (sign_on.issuer, str(claims["sub"]))
        rights = rights_by_claims(sign_on.rules, claims, policy)
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT id, is_active FROM account WHERE issuer = ? AND subject = ?", known_as
            ).fetchall()
            if rights is None:
                if rows:  # what was begun under other rights ends with them
                    self.end_all(rows[0][0])
                    self._end_rights(rows[0][0])
                account_id = None
            elif not rows:
                account_id = self._first_time(claims, sign_on, *rights, now=now).account_id
            elif rows[0][1]:
                account_id = self._again(rows[0][0], claims, *rights)
            else:
                account_id = None
        if account_id is None:
            raise Refused
        return self._account(account_id)

    def _first_time(
        self,
        claims: Mapping[str, Any],
        sign_on: SignOn,
        role: Role,
        reader: Reader,
        *,
        now: dt.datetime,
    ) -> Account:
        base = name_by_claims(claims, sign_on.name_claim)
        names = (base if number == 1 else f"{base}-{number}" for number in range(1, _NAMES_TRIED))
        name = next((each for each in names if self.named(each) is None), None)
        if name is None:
            raise AccountError("there are too many of that name")
        return self._add(
            name,
            now=now,
            kept=None,
            role=role,
            reader=reader,
            full_name=text_of(claims, "name"),
            email=_email(claims),
            known_as=(sign_on.issuer, str(claims["sub"])),
        )

    def _again(self, account_id: str, claims: Mapping[str, Any], role: Role, reader: Reader) -> str:
        rights = rights_of(role, reader)
        with self._writing() as connection:
            before = self._account(account_id)
            if rights != rights_of(before.role, before.reader):
                self._end_links_by(account_id)
            connection.execute(
                "UPDATE account SET full_name = ?, email = ?, role = ?, level = ?, controls = ?,"
                " need_to_know = ?, nationality = ?, groups = ?, sees_all = ? WHERE id = ?",
                (text_of(claims, "name"), _email(claims), *rights, account_id),
            )
        return account_id

    def _end_rights(self, account_id: str) -> None:
        """Take all rights of somebody to whom his institution gives none any more."""
        with self._writing() as connection:
            self._end_links_by(account_id)
            connection.execute("DELETE FROM token WHERE account_id = ?", (account_id,))
            connection.execute(
                "UPDATE account SET role = ?, level = '', controls = '[]', need_to_know = '[]',"
                " groups = '[]', sees_all = 0 WHERE id = ?",
                (Role.READER, account_id),
            )

    def _provider(self) -> Provider:
        if self.provider is None:
            raise SignOnError("this archive has none")
        return self.provider

    def _redirect(self) -> str:
        return self.settings.address + RETURN_PATH


def sid_of(claims: Mapping[str, Any]) -> str:
    """Return what an institution calls the session in which somebody signed on there, if it says.

    >>> sid_of({"sid": "08a5"}), sid_of({"sid": ""}), sid_of({"sid": 8}), sid_of({})
    ('08a5', '', '', '')
    """
    found = claims.get("sid")
    return found if isinstance(found, str) and len(found) <= LONGEST_SUBJECT else ""


def _proved(claims: Mapping[str, Any], now: dt.datetime) -> dt.datetime:
    """Return when somebody showed his institution who he is; now, if it does not say."""
    at = claims.get("auth_time")
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < now.timestamp():
        return now
    return moment(int(at))


def _email(claims: Mapping[str, Any]) -> str:
    """Return his address for mail, if the institution has made sure that it is his."""
    if claims.get("email_verified") is not True:
        return ""
    try:
        return checked_email(text_of(claims, "email"))
    except AccountError:
        return ""
