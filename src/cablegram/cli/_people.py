"""What the verbs of `cablegram user` have in common."""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

from cablegram.cli._output import one_line, print_json, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.accounts import Account, Accounts, Invitation, Passkey, Session, Token

    class Note(Protocol):
        """Notes a change: its name, whose accounts, which invitation; what `of` may do."""

        def __call__(
            self,
            did: str,
            *about: Account | None,
            invitation: str = "",
            of: Account | Invitation | None = None,
        ) -> None: ...


INVITATIONS_SCHEMA = "cablegram.user-invitations/1"
PASSKEYS_SCHEMA = "cablegram.user-passkeys/1"
CLAIMS_SCHEMA = "cablegram.user-claims/1"
USER_SCHEMA = "cablegram.user/1"
TOKENS_SCHEMA = "cablegram.user-tokens/1"
SESSIONS_SCHEMA = "cablegram.user-sessions/1"
#: A password is not longer, and a line that never ends is not read.
LONGEST_LINE = 1000
_LISTS = ("controls", "need_to_know", "groups")


@contextmanager
def opened(folder: Path, *, create: bool = False) -> Iterator[tuple[Accounts, Note]]:
    """Open the accounts of an archive; what is done is noted in its log.

    Yields:
        The accounts, and what notes a change.

    Raises:
        UsageError: If something cannot be as it was asked for.
        ArchiveError: If there is no archive, or it has no accounts and none are to be made.
    """
    from cablegram.accounts import AccountError, Accounts, said_of
    from cablegram.archive import Store
    from cablegram.audit import Action, Log

    if create:
        Store.open(folder).close()  # says if there is no archive

    def note(
        did: str,
        *about: Account | None,
        invitation: str = "",
        of: Account | Invitation | None = None,
    ) -> None:
        what = [f"account:{each.account_id}" for each in about if each is not None]
        what += [f"invitation:{invitation}"] if invitation else []
        rights = {} if of is None else said_of(of.role, of.reader)
        who = f"cli:{user_of_the_system()}"
        with Log.open(folder) as log:
            log.note(Action.CHANGED, who=who, what=what, did=did, **rights)

    try:
        with Accounts.open(folder, create=create) as accounts:
            yield accounts, note
    except AccountError as error:
        raise click.UsageError(str(error)) from error


def user_of_the_system() -> str:
    """Return who runs the command, as far as the system knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name
        return "unknown"


def now() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)


def after(moment: dt.datetime, days: int) -> dt.datetime:
    """Return the moment so many days later."""
    return moment + dt.timedelta(days=days)


def found(accounts: Accounts, name: str) -> Account:
    """Return the account with a name.

    Raises:
        Exit: With status 1 if there is none; that was said.
    """
    account = accounts.named(name)
    if account is None:
        say(f"there is no account {one_line(name)[:60]}")
        raise click.exceptions.Exit(1)
    return account


def asked_password() -> str:
    """Ask for a password twice, or read one line of standard input.

    Raises:
        UsageError: If standard input has none.
    """
    if sys.stdin.isatty():
        answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return answer
    line = sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
    if not line:
        raise click.UsageError("the password is read from standard input, and there is none")
    return line


def reader_of(folder: Path, said: Mapping[str, Any], before: Reader | None = None) -> Reader:
    """Return what a person may see, of what was there and what the options say.

    Raises:
        UsageError: If the policy of the archive does not know the level or a group.
    """
    from cablegram.access import InvalidReader, Reader, held
    from cablegram.access.text_files import folded
    from cablegram.archive.policy import policy_of

    given: dict[str, Any] = {}
    for key in _LISTS:
        if said[key]:
            words = (" ".join(each.split()) for each in said[key])
            given[key] = frozenset(
                word if key == "groups" else word.upper() for word in words if word
            )
    if said["level"] is not None:
        given["level"] = folded(said["level"])
    if said["nationality"] is not None:
        given["nationality"] = said["nationality"].upper()
    if said["sees_all"] is not None:
        given["sees_all"] = said["sees_all"]
    nationality = given.get("nationality", "")
    if nationality and not (
        nationality.isascii() and nationality.isalpha() and len(nationality) == 3
    ):
        raise click.UsageError("a nationality is three letters, such as USA")
    reader = replace(before or Reader(), **given)
    try:
        held(reader, policy_of(folder))
    except InvalidReader as error:
        raise click.UsageError(str(error)) from error
    return reader


def explain_claims(folder: Path, file: IO[str], *, as_json: bool) -> int:
    """Print the rights that follow from claims; return 1 if none do.

    Raises:
        UsageError: If the archive has no sign-on, the file is no JSON object, or a rule names what
            the policy does not have.
    """
    import json

    from cablegram.access import InvalidReader, held
    from cablegram.accounts.claims import rights_by_claims
    from cablegram.accounts.settings import read_settings
    from cablegram.archive.policy import policy_of

    sign_on, policy = read_settings(folder).sign_on, policy_of(folder)
    if sign_on is None:
        raise click.UsageError(f"{folder} has no accounts.toml with a [sign_on]")
    try:
        claims = json.loads(file.read())
    except (ValueError, RecursionError):
        claims = None
    if not isinstance(claims, dict):
        raise click.UsageError("the claims are one JSON object")
    rights = rights_by_claims(sign_on.rules, claims, policy)
    if rights is None:
        say("no rule fits: he would not be let in")
        return 1
    role, reader = rights
    try:
        held(reader, policy)
    except InvalidReader as error:
        raise click.UsageError(str(error)) from error
    said = {
        "role": role,
        "level": reader.level,
        **{key: sorted(getattr(reader, key)) for key in _LISTS},
        "nationality": reader.nationality,
    }
    if as_json:
        print_json({"schema": CLAIMS_SCHEMA, **said})
    else:
        _print_said(said)
    return 0


def document(account: Account) -> dict[str, Any]:
    """Return what JSON says of an account."""
    reader = account.reader
    return {
        "id": account.account_id,
        "name": account.name,
        "full_name": account.full_name,
        "email": account.email,
        "role": account.role,
        "is_active": account.is_active,
        "has_password": account.has_password,
        "issuer": account.issuer,
        "made": account.made,
        "level": reader.level,
        **{key: sorted(getattr(reader, key)) for key in _LISTS},
        "nationality": reader.nationality,
        "sees_all": reader.sees_all,
    }


def line(account: Account) -> str:
    """Return an account as a line of a list."""
    state = "" if account.is_active else "  (not let in)"
    sees = "all" if account.reader.sees_all else account.reader.level or "lowest level"
    parts = (f"{account.name:<20}", f"{account.role:<10}", sees, *sorted(account.groups))
    return " ".join(parts) + state


def show(account: Account, *, as_json: bool) -> None:
    """Print an account."""
    said = document(account)
    if as_json:
        print_json({"schema": USER_SCHEMA, **said})
        return
    said["made"] = account.made.isoformat(timespec="seconds")
    _print_said(said)


def _print_said(said: Mapping[str, Any]) -> None:
    for key, value in said.items():
        if isinstance(value, bool):
            text = "yes" if value else "no"
        elif isinstance(value, list):
            text = ", ".join(value)
        else:
            text = str(value)
        if text:
            click.echo(f"{key.replace('_', ' '):<13} {one_line(text)}")


def warn_of_no_admin() -> None:
    """Say that nobody may look after accounts in the room."""
    say("nobody may look after accounts in the reading room yet: --role admin makes one who may")


def list_tokens(tokens: tuple[Token, ...], *, as_json: bool) -> int:
    """Print tokens; return 1 if there is none."""
    if as_json:
        listed = [
            {
                "id": each.token_id,
                "name": each.name,
                "scopes": sorted(each.scopes),
                "made": each.made,
                "ends": each.ends,
                "used": each.used,
            }
            for each in tokens
        ]
        print_json({"schema": TOKENS_SCHEMA, "tokens": listed})
    else:
        for each in tokens:
            used = "never used" if each.used is None else f"used {each.used.date()}"
            scopes = " ".join(sorted(each.scopes))
            ends = each.ends.date()
            click.echo(f"{each.token_id}  until {ends}  {scopes}  {used}  {one_line(each.name)}")
    return 0 if tokens else 1


def list_sessions(sessions: tuple[Session, ...], *, as_json: bool) -> int:
    """Print sessions; return 1 if there is none."""
    if as_json:
        listed = [
            {
                "id": each.session_id,
                "made": each.made,
                "seen": each.seen,
                "ends": each.ends,
                "about": each.about,
            }
            for each in sessions
        ]
        print_json({"schema": SESSIONS_SCHEMA, "sessions": listed})
    else:
        for each in sessions:
            seen = each.seen.isoformat(timespec="minutes")
            click.echo(f"{each.session_id}  seen {seen}  {one_line(each.about)}")
    return 0 if sessions else 1


def list_invitations(invitations: tuple[Invitation, ...], *, as_json: bool) -> int:
    """Print invitations; return 1 if there is none."""
    if as_json:
        listed = [
            {
                "id": each.invitation_id,
                "name": each.name,
                "email": each.email,
                "role": each.role,
                "is_new": not each.account_id,
                "made": each.made,
                "ends": each.ends,
            }
            for each in invitations
        ]
        print_json({"schema": INVITATIONS_SCHEMA, "invitations": listed})
    else:
        for each in invitations:
            what = "a new password" if each.account_id else each.role
            who = one_line(each.name or each.email or "whoever has the link")
            click.echo(f"{each.invitation_id}  until {each.ends.date()}  {what}  {who}")
    return 0 if invitations else 1


def list_passkeys(passkeys: tuple[Passkey, ...], *, as_json: bool) -> int:
    """Print passkeys; return 1 if there is none."""
    if as_json:
        listed = [
            {"id": each.passkey_id, "name": each.name, "made": each.made, "used": each.used}
            for each in passkeys
        ]
        print_json({"schema": PASSKEYS_SCHEMA, "passkeys": listed})
    else:
        for each in passkeys:
            used = "never used" if each.used is None else f"used {each.used.date()}"
            click.echo(f"{each.passkey_id}  made {each.made.date()}  {used}  {one_line(each.name)}")
    return 0 if passkeys else 1
