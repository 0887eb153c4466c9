"""Passkeys: a person signs in with a key that his device holds, by WebAuthn.

The device makes sure that it is he (a finger, a face, a number), and holds the key for one host
alone, so that a page that looks like ours gets nothing. He is known by the key: nobody types a
name, and no name can be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from cablegram.accounts.base import moment, stamp
from cablegram.accounts.begun import Begun
from cablegram.accounts.sessions import Sessions
from cablegram.accounts.settings import is_safe_address
from cablegram.accounts.values import AccountError, Passkey, Refused, checked_line
from cablegram.chance import new_id
from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    import datetime as dt
    from types import ModuleType

    from cablegram.accounts.values import Session

ROOM_NAME: Final = "cablegram"
MOST_PASSKEYS: Final = 20
LONGEST_ANSWER: Final = 1 << 16
_MAKING: Final = "passkey-made"
_SIGNING: Final = "passkey-used"
_COLUMNS: Final = "id, account_id, name, made_at, used_at"


class Passkeys(Sessions, Begun):
    """The passkeys of all.

    `address` is where the browser sees the room (`https://cables.example.org`), as `origin` of a
    page: a key that was made for one host opens no other.
    """

    def begin_passkey(
        self, account_id: str, *, address: str, now: dt.datetime, came_from: str = ""
    ) -> tuple[str, str]:
        """Ask the device of somebody who is signed in for a new key.

        Args:
            account_id: Whose.
            address: Of the room.
            now: The time.
            came_from: The address from which he asks; empty if that means nothing.

        Returns:
            What the browser is given, as JSON, and the secret with which the answer comes back.

        Raises:
            AccountError: If he may have none, or has too many.
        """
        web = _webauthn()
        from webauthn.helpers import structs  # noqa: PLC0415 (an extra)

        account = self._account(account_id)
        self._is_ours(account)
        there = self._rows("SELECT credential FROM passkey WHERE account_id = ?", account_id)
        if len(there) >= MOST_PASSKEYS:
            raise AccountError(f"a person has at most {MOST_PASSKEYS} passkeys; remove some first")
        options = web.generate_registration_options(
            rp_id=_host(address),
            rp_name=ROOM_NAME,
            user_name=account.name,
            user_id=account_id.encode(),
            user_display_name=account.full_name or account.name,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                structs.PublicKeyCredentialDescriptor(id=credential) for (credential,) in there
            ],
        )
        said = {"account": account_id, "challenge": options.challenge.hex()}
        secret = self._begin(_MAKING, said, came_from=came_from, now=now)
        return web.options_to_json(options), secret

    def add_passkey(
        self,
        account_id: str,
        secret: str,
        answer: str,
        *,
        name: str,
        address: str,
        now: dt.datetime,
    ) -> Passkey:
        """Keep the new key that a device made.

        Args:
            account_id: Whose; he is signed in.
            secret: Of `begin_passkey`.
            answer: What the device said, as JSON.
            name: Which one it is, in his words.
            address: Of the page.
            now: The time.

        Raises:
            Refused: If the answer is none to what was asked.
            AccountError: If the name is too long.
        """
        web = _webauthn()
        line = checked_line(name, "the name of a passkey") or "passkey"
        said = self._take_up(_MAKING, secret, now=now)
        if said is None or said["account"] != account_id or len(answer) > LONGEST_ANSWER:
            raise Refused
        try:
            made = web.verify_registration_response(
                credential=answer,
                expected_challenge=bytes.fromhex(said["challenge"]),
                expected_rp_id=_host(address),
                expected_origin=address,
                require_user_verification=True,
            )
        except Exception as error:  # the library lets errors of the parts through
            raise Refused from error
        at = stamp(now)
        passkey = (new_id(), account_id, line, at, None)
        with self._writing() as connection:
            if connection.execute(
                "SELECT 1 FROM passkey WHERE credential = ?", (made.credential_id,)
            ).fetchone():
                raise Refused
            connection.execute(
                "INSERT INTO passkey (id, account_id, name, made_at, used_at, credential,"
                " public_key, uses) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*passkey, made.credential_id, made.credential_public_key, made.sign_count),
            )
        return _passkey(passkey)

    def begin_passkey_sign_in(
        self, *, address: str, now: dt.datetime, came_from: str = ""
    ) -> tuple[str, str]:
        """Ask whoever comes for any key of this room.

        Args:
            address: Of the room.
            now: The time.
            came_from: The address from which he asks; empty if that means nothing.

        Returns:
            What the browser is given, as JSON, and the secret with which the answer comes back.
        """
        web = _webauthn()
        from webauthn.helpers import structs  # noqa: PLC0415 (an extra)

        options = web.generate_authentication_options(
            rp_id=_host(address),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        said = {"challenge": options.challenge.hex()}
        secret = self._begin(_SIGNING, said, came_from=came_from, now=now)
        return web.options_to_json(options), secret

    def sign_in_by_passkey(
        self, secret: str, answer: str, *, address: str, now: dt.datetime, about: str = ""
    ) -> Session:
        """Let somebody in by the key of his device.

        Args:
            secret: Of `begin_passkey_sign_in`; it works once.
            answer: What the device said, as JSON.
            address: Of the page.
            now: The time.
            about: What his browser says of itself.

        Raises:
            Refused: If the key is none of ours, does not sign what was asked, or its owner is not
                let in; the words are the same.
        """
        account_id = self._answered(secret, answer, address=address, now=now)
        return self.begin(account_id, now=now, about=about)

    def confirm_by_passkey(
        self, account_id: str, secret: str, answer: str, *, address: str, now: dt.datetime
    ) -> None:
        """Ask somebody who is signed in for his key again, before what matters.

        Args:
            account_id: Who is signed in.
            secret: Of `begin_passkey_sign_in`; it works once.
            answer: What the device said, as JSON.
            address: Of the page.
            now: The time.

        Raises:
            Refused: If the key is none of his, or does not sign what was asked.
        """
        if self._answered(secret, answer, address=address, now=now) != account_id:
            raise Refused

    def _answered(self, secret: str, answer: str, *, address: str, now: dt.datetime) -> str:
        """Return whose key has signed what was asked.

        Raises:
            Refused: If the key is none of ours, does not sign it, or its owner is not let in.
        """
        web = _webauthn()
        said = self._take_up(_SIGNING, secret, now=now)
        if said is None or len(answer) > LONGEST_ANSWER:
            raise Refused
        try:
            parsed = web.helpers.parse_authentication_credential_json(answer)
        except Exception as error:  # the library lets errors of the parts through
            raise Refused from error
        rows = self._rows(
            "SELECT passkey.id, account_id, public_key, uses FROM passkey"
            " JOIN account ON account.id = account_id"
            " WHERE credential = ? AND is_active AND issuer = ''",
            parsed.raw_id,
        )
        if not rows:
            raise Refused
        passkey_id, account_id, public_key, uses = rows[0]
        try:
            used = web.verify_authentication_response(
                credential=parsed,
                expected_challenge=bytes.fromhex(said["challenge"]),
                expected_rp_id=_host(address),
                expected_origin=address,
                credential_public_key=public_key,
                credential_current_sign_count=uses,
                require_user_verification=True,
            )
        except Exception as error:  # the library lets errors of the parts through
            raise Refused from error
        if parsed.response.user_handle not in {None, account_id.encode()}:
            raise Refused
        with self._writing() as connection:
            is_next = connection.execute(
                "UPDATE passkey SET uses = ?, used_at = ? WHERE id = ? AND uses = ?",
                (used.new_sign_count, stamp(now), passkey_id, uses),
            ).rowcount
        if not is_next:  # another used it meanwhile
            raise Refused
        return str(account_id)

    def passkeys(self, account_id: str) -> tuple[Passkey, ...]:
        """Return the passkeys of a person, the newest first."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM passkey WHERE account_id = ? ORDER BY made_at DESC, id",  # noqa: S608
            account_id,
        )
        return tuple(_passkey(row) for row in rows)

    def remove_passkey(self, account_id: str, passkey_id: str) -> bool:
        """Take a passkey of a person off; tell whether there was one."""
        with self._writing() as connection:
            return bool(
                connection.execute(
                    "DELETE FROM passkey WHERE id = ? AND account_id = ?", (passkey_id, account_id)
                ).rowcount
            )


def may_have_passkeys(address: str) -> bool:
    """Tell whether browsers make keys for an address: https with a name, or `localhost`.

    >>> may_have_passkeys("https://cables.example.org"), may_have_passkeys("http://127.0.0.1:8042")
    (True, False)
    """
    if not is_safe_address(address):
        return False
    host = urlsplit(address).hostname or ""
    return ":" not in host and not host.replace(".", "").isdigit()


def _host(address: str) -> str:
    if not may_have_passkeys(address):
        raise AccountError("passkeys need https and a name of the host, or http://localhost")
    return urlsplit(address).hostname or ""


def _webauthn() -> ModuleType:
    try:
        import webauthn  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("accounts", "passkeys") from error
    return webauthn


def _passkey(row: tuple[Any, ...]) -> Passkey:
    passkey_id, account_id, name, made, used = row
    return Passkey(
        passkey_id=passkey_id,
        account_id=account_id,
        name=name,
        made=moment(made),
        used=None if used is None else moment(used),
    )
