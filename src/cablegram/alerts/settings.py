"""What an archive says of its alerts: `ARCHIVE/alerts.toml`, read when something is sent."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import tomllib
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SETTINGS_NAME: Final = "alerts.toml"
#: What signs webhooks; made when it is first needed.
KEY_NAME: Final = "alerts.key"
KEY_BYTES: Final = 32
SECURITIES: Final = ("starttls", "tls", "none")
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The server that takes mail.

    Attributes:
        host: Its name.
        port: Its port.
        security: `starttls`, `tls` from the beginning, or `none`.
        sender: The address that mail comes from.
        user: Who signs in there; empty for nobody.
        password_file: The file with the password.
        subjects: Whether mail may have subjects and marks of cables, for who wants them.
    """

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password_file: str = ""
    subjects: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How alerts leave the archive.

    Attributes:
        address: How the room is reached, for links; empty if that is not said.
        mail: The server that takes mail; `None` if none is sent.
        networks: Where webhooks may go beside public addresses.
        time_zone: In which a day begins for who says nothing else.
    """

    address: str = ""
    mail: Mail | None = field(default=None, repr=False)
    networks: tuple[Network, ...] = ()
    time_zone: str = "UTC"


def read_settings(folder: Path) -> Settings:
    """Return what `alerts.toml` of an archive says; without one, what holds by itself.

    Raises:
        ArchiveError: If it cannot be read, or says something that cannot be.
    """
    try:
        text = (folder / SETTINGS_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(str(folder), f"{SETTINGS_NAME} cannot be read") from error
    try:
        return settings_of(text)
    except ValueError as error:
        raise ArchiveError(str(folder), f"{SETTINGS_NAME}: {error}") from error


def settings_of(text: str) -> Settings:
    """Return what a text in TOML says.

    Raises:
        ValueError: If it is no TOML, has keys that there are not, or a value that cannot be.
    """
    data = tomllib.loads(text)
    _known(data, {"address", "time_zone", "mail", "webhook"}, "the file")
    address = _text(data, "address").rstrip("/")
    if address and (
        urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname
    ):
        raise ValueError("address is how the room is reached, such as https://cables.example.org")
    hook = _table(data, "webhook")
    _known(hook, {"networks"}, "[webhook]")
    named = hook.get("networks", [])
    if not isinstance(named, list):
        raise ValueError('networks are a list, such as ["10.0.0.0/8"]')  # noqa: TRY004 (of a file)
    return Settings(
        address=address,
        mail=_mail(_table(data, "mail")) if "mail" in data else None,
        networks=tuple(ipaddress.ip_network(each) for each in named),
        time_zone=_text(data, "time_zone") or "UTC",
    )


def _mail(data: dict[str, Any]) -> Mail:
    keys = {"host", "port", "security", "from", "user", "password_file", "subjects"}
    _known(data, keys, "[mail]")
    security = _text(data, "security") or "starttls"
    if security not in SECURITIES:
        raise ValueError(f"security is one of {', '.join(SECURITIES)}")
    port = data.get("port", {"tls": 465, "starttls": 587, "none": 25}[security])
    if not isinstance(port, int) or not 0 < port < 1 << 16:
        raise ValueError("port is a number up to 65535")
    sender = _text(data, "from")
    if not is_mail_address(sender):
        raise ValueError("from is the address that mail comes from, such as cables@example.org")
    host = _text(data, "host")
    if not host:
        raise ValueError("host is the name of the server that takes mail")
    user, password_file = _text(data, "user"), _text(data, "password_file")
    if bool(user) != bool(password_file):
        raise ValueError("user and password_file go together")
    subjects = data.get("subjects", True)
    if not isinstance(subjects, bool):
        raise ValueError("subjects is true or false")  # noqa: TRY004 (of a file)
    return Mail(
        host=host,
        port=port,
        security=security,
        sender=sender,
        user=user,
        password_file=password_file,
        subjects=subjects,
    )


def is_mail_address(text: str) -> bool:
    """Tell whether a text is an address for mail, of the plain kind."""
    return _ADDRESS.fullmatch(text) is not None


def hook_secret(folder: Path, subscription_id: str) -> bytes:
    """Return what signs the webhooks of a subscription: made of one key, and kept nowhere.

    Raises:
        ArchiveError: If the key cannot be read or made.
    """
    return hmac.digest(_key(folder), f"hook {subscription_id}".encode(), hashlib.sha256)


def told_secret(secret: bytes) -> str:
    """Return a secret as its reader enters it where webhooks are received."""
    return f"whsec_{b64encode(secret).decode()}"


def _key(folder: Path) -> bytes:
    path = folder / KEY_NAME
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise ArchiveError(str(folder), f"{KEY_NAME} cannot be read: {error.strerror}") from error
    if len(key) != KEY_BYTES:
        raise ArchiveError(str(folder), f"{KEY_NAME} is damaged; without it another is made")
    return key


def _make_key(path: Path) -> None:
    """Make the key, whole or not at all; the first of two who do so at once wins."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(KEY_BYTES))
    finally:
        os.close(descriptor)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _known(data: dict[str, Any], keys: set[str], where: str) -> None:
    if unknown := sorted(set(data) - keys):
        raise ValueError(f"{where} has no {unknown[0][:60]!r}; there are {_listed(sorted(keys))}")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{name} is a table")  # noqa: TRY004 (of a file)
    return found


def _text(data: dict[str, Any], name: str) -> str:
    found = data.get(name, "")
    if not isinstance(found, str):
        raise ValueError(f"{name} is a text")  # noqa: TRY004 (of a file)
    return found.strip()
