"""What an archive says of its accounts: `ARCHIVE/accounts.toml`.

It is read when they are opened, and again when it changes (`Accounts.look_again`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from cablegram.access import InvalidReader, Reader, read_reader
from cablegram.accounts.claims import ClaimRule
from cablegram.accounts.values import Role
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_NAME: Final = "accounts.toml"
IDLE_MINUTES: Final = 60
HOURS: Final = 12
PROOF_MINUTES: Final = 10
_MOST_IDLE_MINUTES: Final = 24 * 60
_MOST_HOURS: Final = 30 * 24
_MOST_PROOF_MINUTES: Final = 60
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_RIGHTS: Final = ("level", "controls", "need_to_know", "nationality", "groups")
#: The keys that there are, by the table in which they stand.
KEYS: Final = {
    "the file": frozenset({"address", "sessions", "sign_on"}),
    "[sessions]": frozenset({"idle_minutes", "hours", "proof_minutes"}),
    "[sign_on]": frozenset(
        {"name", "issuer", "client_id", "secret_file", "scopes", "name_claim", "userinfo", "rule"}
    ),
    "[[sign_on.rule]]": frozenset({"claim", "has", "role", *_RIGHTS}),
}
_SCOPES: Final = ("openid", "profile", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """An institution's sign-on, by OpenID Connect.

    Attributes:
        name: Of the institution, as people read it.
        issuer: Its address, by which it calls itself.
        client_id: The name of this archive there.
        secret: The secret of this archive there; empty if it has none.
        secret_file: The name of the file that it was read from; empty without one.
        scopes: What is asked for.
        name_claim: The claim that the name of an account is made from.
        asks_more: Ask the address for what is said of a person too, not the token alone.
        rules: What follows from what it says.
    """

    name: str
    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    secret_file: str = ""
    scopes: tuple[str, ...] = _SCOPES
    name_claim: str = "preferred_username"
    asks_more: bool = False
    rules: tuple[ClaimRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How people are let in.

    Attributes:
        address: Where the reading room is reached, `https://cables.example.org`; empty if that
            is not said: then links are those of this machine, and there is no sign-on elsewhere.
        idle_seconds: A session ends when nothing was asked for so long.
        session_seconds: A session ends after so long, however much it is used.
        proof_seconds: So long after somebody showed who he is he changes who may come in.
        sign_on: The institution's; `None` if there is none.
    """

    address: str = ""
    idle_seconds: int = IDLE_MINUTES * 60
    session_seconds: int = HOURS * 3600
    proof_seconds: int = PROOF_MINUTES * 60
    sign_on: SignOn | None = None


def read_settings(folder: Path) -> Settings:
    """Return what `accounts.toml` of an archive says; without one, what holds by itself.

    Raises:
        ArchiveError: If it cannot be read, or says something that cannot be.
    """
    path = folder / SETTINGS_NAME
    try:
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Settings()
        return settings_of(text, folder)  # a secret that is not there is a fault
    except OSError as error:
        reason = f"{error.filename} cannot be read: {error.strerror}"
        raise ArchiveError(str(folder), reason) from error
    except ValueError as error:  # also what is no UTF-8
        raise ArchiveError(str(folder), f"{SETTINGS_NAME}: {error}") from error


def settings_of(text: str, folder: Path) -> Settings:
    """Return what a text in TOML says.

    Args:
        text: The text.
        folder: The archive's, where a file with a secret lies.

    Raises:
        ValueError: If it is no TOML, has keys that there are not, or a value that cannot be.
        OSError: If a file that it names cannot be read.
    """
    data = tomllib.loads(text)
    _known(data, "the file")
    sessions = _table(data, "sessions")
    _known(sessions, "[sessions]")
    address = _text(data, "address", "the file", default="")
    if address:
        _check_address(address, "address")
        if urlsplit(address).path not in {"", "/"}:
            raise ValueError("address has no path: the reading room has a host of its own")
    sign_on = _sign_on(_table(data, "sign_on"), folder) if "sign_on" in data else None
    if sign_on is not None and not address:
        raise ValueError("with [sign_on] the file says `address`, to which people come back")
    return Settings(
        address=address.rstrip("/"),
        idle_seconds=60 * _number(sessions, "idle_minutes", IDLE_MINUTES, _MOST_IDLE_MINUTES),
        session_seconds=3600 * _number(sessions, "hours", HOURS, _MOST_HOURS),
        proof_seconds=60 * _number(sessions, "proof_minutes", PROOF_MINUTES, _MOST_PROOF_MINUTES),
        sign_on=sign_on,
    )


def is_safe_address(address: str) -> bool:
    """Tell whether nobody on the way can read or change what goes there: https, or this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username or parts.fragment or not address.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def _sign_on(data: dict[str, Any], folder: Path) -> SignOn:
    where = "[sign_on]"
    _known(data, where)
    issuer = _text(data, "issuer", where)
    _check_address(issuer, "issuer")
    scopes = _words(data, "scopes", where, default=list(_SCOPES))
    if "openid" not in scopes:
        raise ValueError("scopes of [sign_on] have 'openid' among them")
    asks_more = data.get("userinfo", False)
    if not isinstance(asks_more, bool):
        raise ValueError("userinfo is true or false")  # noqa: TRY004 (of the file)
    rules = data.get("rule", [])
    if not isinstance(rules, list) or not rules or not all(isinstance(r, dict) for r in rules):
        raise ValueError("[sign_on] has rules, each under [[sign_on.rule]]; else nobody is let in")
    file = _text(data, "secret_file", where, default="")
    return SignOn(
        name=_text(data, "name", where, default=urlsplit(issuer).hostname or issuer),
        issuer=issuer,
        client_id=_text(data, "client_id", where),
        secret=(folder / file).read_text(encoding="utf-8").strip() if file else "",
        secret_file=file,
        scopes=tuple(scopes),
        name_claim=_text(data, "name_claim", where, default="preferred_username"),
        asks_more=asks_more,
        rules=tuple(_rule(each) for each in rules),
    )


def _rule(data: dict[str, Any]) -> ClaimRule:
    where = "[[sign_on.rule]]"
    _known(data, where)
    role = _text(data, "role", where, default=Role.READER)
    if role not in set(Role):
        raise ValueError(f"there is no role {role[:60]!r}; there are {', '.join(Role)}")
    given: dict[str, Any] = {key: data[key] for key in _RIGHTS if key in data}
    try:
        reader = read_reader(_json(given)) if given else Reader()
    except InvalidReader as error:
        raise ValueError(f"{where}: {error}") from error
    return ClaimRule(
        claim=_text(data, "claim", where),
        has=_text(data, "has", where),
        role=Role(role),
        reader=reader,
    )


def _json(data: dict[str, Any]) -> str:
    import json  # noqa: PLC0415 (only with a sign-on)

    try:
        return json.dumps(data)
    except TypeError as error:
        raise ValueError("a rule has words and lists of words") from error


def _check_address(address: str, key: str) -> None:
    if not is_safe_address(address) or urlsplit(address).query:
        raise ValueError(f"{key} is an address such as https://cables.example.org")


def _known(data: dict[str, Any], where: str) -> None:
    if unknown := sorted(set(data) - KEYS[where]):
        there = ", ".join(sorted(KEYS[where]))
        raise ValueError(f"{where} has no {unknown[0][:60]!r}; there are {there}")


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise ValueError(f"{key} is a table")  # noqa: TRY004 (of the file, not of the program)
    return found


def _text(data: dict[str, Any], key: str, where: str, *, default: str | None = None) -> str:
    found = data.get(key, default)
    if not isinstance(found, str) or (not found.strip() and default is None):
        raise ValueError(f"{where} has {key}, a text")
    return found.strip()


def _words(data: dict[str, Any], key: str, where: str, *, default: list[str]) -> list[str]:
    found = data.get(key, default)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError(f"{key} of {where} is a list of words")
    return found


def _number(data: dict[str, Any], key: str, default: int, highest: int) -> int:
    found = data.get(key, default)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= highest:
        raise ValueError(f"{key} is a number from 1 to {highest}")
    return found
