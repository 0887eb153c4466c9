"""The key that signs the head of the log, and the head.

The key lies in the archive, readable by its owner alone, unless a file elsewhere is named: a log
whose key lies beside it can be written anew by whoever may write the folder. What was sent away,
a head or an export, cannot.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cablegram.audit.schema import AuditError
from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: The file of the key in an archive.
KEY_NAME: Final = "audit.key"
#: Names a file elsewhere that has the key.
KEY_VARIABLE: Final = "CABLEGRAM_AUDIT_KEY_FILE"
HEAD_SCHEMA: Final = "cablegram.audit-head/1"
_KEY_BYTES: Final = 32
_DIGEST_CHARS: Final = 24
_MODE: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the log at one moment, signed.

    Attributes:
        identity: Of the log.
        number: Of the last entry; 0 if there is none.
        digest: The hash of that entry.
        signed_at: When.
        key: The public key, 32 bytes.
        signature: Ed25519, of `signed_bytes`.
    """

    identity: str
    number: int
    digest: bytes
    signed_at: dt.datetime
    key: bytes
    signature: bytes

    def signed_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        return _signed(self.identity, self.number, self.digest, self.signed_at)

    def is_signed(self) -> bool:
        """Tell whether the signature is that of the key."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 (an extra)
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PublicKey,
        )

        try:
            public = Ed25519PublicKey.from_public_bytes(self.key)
            public.verify(self.signature, self.signed_bytes())
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "schema": HEAD_SCHEMA,
            "log": self.identity,
            "number": self.number,
            "hash": self.digest.hex(),
            "signed_at": self.signed_at.isoformat(timespec="microseconds"),
            "key": base64.b64encode(self.key).decode(),
            "signature": base64.b64encode(self.signature).decode(),
        }

    @classmethod
    def of(cls, said: object) -> Head:
        """Return the head that a JSON document has.

        Raises:
            ValueError: If it has none.
        """
        if not isinstance(said, dict) or said.get("schema") != HEAD_SCHEMA:
            raise ValueError("no head of a log")
        try:
            return cls(
                identity=str(said["log"]),
                number=int(said["number"]),
                digest=bytes.fromhex(said["hash"]),
                signed_at=dt.datetime.fromisoformat(said["signed_at"]),
                key=base64.b64decode(said["key"], validate=True),
                signature=base64.b64decode(said["signature"], validate=True),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no head of a log") from error


def _signed(identity: str, number: int, digest: bytes, at: dt.datetime) -> bytes:
    said = [HEAD_SCHEMA, identity, number, digest.hex(), at.isoformat(timespec="microseconds")]
    return json.dumps(said, separators=(",", ":")).encode()


class Key:
    """The private key of a log; it says nothing of itself."""

    def __init__(self, secret: bytes) -> None:
        """Take the 32 bytes."""
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
                Ed25519PrivateKey,
            )
        except ImportError as error:
            raise MissingExtra("audit", "the log of what was shown") from error
        self._private: Ed25519PrivateKey = Ed25519PrivateKey.from_private_bytes(secret)
        # What is digested may be guessed word by word, unless one needs the key for it.
        self._digesting = hashlib.sha256(b"cablegram.audit.digest\n" + secret).digest()

    def __repr__(self) -> str:
        return "Key(...)"

    @cached_property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes_raw()

    def digest(self, text: str) -> str:
        """Return what stands for a text in the log: 96 bits that only this key can make."""
        return hmac.digest(self._digesting, text.encode(), "sha256").hex()[:_DIGEST_CHARS]

    def sign(self, identity: str, number: int, digest: bytes, at: dt.datetime) -> bytes:
        """Return the signature of a head."""
        return self._private.sign(_signed(identity, number, digest, at))


def key_file(folder: Path) -> Path:
    """Return the file that has the key of the log in a folder."""
    named = os.environ.get(KEY_VARIABLE, "")
    return Path(named) if named else folder / KEY_NAME


def key_of(folder: Path) -> Key:
    """Return the key of the log in a folder; it is made if there is none.

    Raises:
        AuditError: If it cannot be read, is none, or others may read it.
    """
    path = key_file(folder)
    try:
        secret = _read(path, folder)
        if secret is None:
            _make(path)
            secret = _read(path, folder)
    except OSError as error:
        raise AuditError(str(folder), f"{path}: {error.strerror or error}") from error
    if secret is None or len(secret) != _KEY_BYTES:
        raise AuditError(str(folder), f"{path} is no key: it has to be 32 bytes in base64")
    return Key(secret)


def _read(path: Path, folder: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(1000)
    except FileNotFoundError:
        return None
    if os.name == "posix" and mode & 0o077:
        raise AuditError(
            str(folder), f"others than its owner may read {path}; `chmod 600` it, or make a new one"
        )
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError:
        return b""


def _make(path: Path) -> None:
    """Make a key, whole or not at all; of two processes that do so at once one wins."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
