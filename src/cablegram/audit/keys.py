"""The key that signs the head of the log, and the head; and how one key follows another.

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
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: The file of the key in an archive.
KEY_NAME: Final = "audit.key"
#: Names a file elsewhere that has the key.
KEY_VARIABLE: Final = "CABLEGRAM_AUDIT_KEY_FILE"
HEAD_SCHEMA: Final = "cablegram.audit-head/1"
CHANGE_SCHEMA: Final = "cablegram.audit-key-change/1"
_KEY_BYTES: Final = 32
#: A file of a key is no longer: it has one line for each key that there was.
_LONGEST_FILE: Final = 100_000
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
        return is_signed(self.key, self.signature, self.signed_bytes())

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


def is_signed(key: bytes, signature: bytes, said: bytes) -> bool:
    """Tell whether a public key has signed some bytes."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 (an extra)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def change_bytes(identity: str, number: int, before: bytes, old: bytes, new: bytes) -> bytes:
    """Return what a key signs when another follows it.

    Args:
        identity: Of the log.
        number: Of the entry that tells of it: so it stands there and nowhere else.
        before: The hash of the entry before.
        old: The public key that signs.
        new: The one that follows.
    """
    said = [CHANGE_SCHEMA, identity, number, before.hex(), old.hex(), new.hex()]
    return json.dumps(said, separators=(",", ":")).encode()


def _signed(identity: str, number: int, digest: bytes, at: dt.datetime) -> bytes:
    said = [HEAD_SCHEMA, identity, number, digest.hex(), at.isoformat(timespec="microseconds")]
    return json.dumps(said, separators=(",", ":")).encode()


class Key:
    """The private key of a log; it says nothing of itself."""

    def __init__(self, secret: bytes, before: Sequence[bytes] = ()) -> None:
        """Take the 32 bytes, and with what the keys before made digests, the last one first."""
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
                Ed25519PrivateKey,
            )
        except ImportError as error:
            raise MissingExtra("audit", "the log of what was shown") from error
        self._private: Ed25519PrivateKey = Ed25519PrivateKey.from_private_bytes(secret)
        # What is digested may be guessed word by word, unless one needs the key for it.
        self._digesting = hashlib.sha256(b"cablegram.audit.digest\n" + secret).digest()
        self._before = tuple(before)

    def __repr__(self) -> str:
        return "Key(...)"

    @cached_property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes_raw()

    def digest(self, text: str) -> str:
        """Return what stands for a text in the log: 96 bits that only this key can make."""
        return self.digests(text)[0]

    def digests(self, text: str) -> tuple[str, ...]:
        """Return what stands for a text, or stood for it under the keys before."""
        said = text.encode()
        return tuple(
            hmac.digest(each, said, "sha256").hex()[:_DIGEST_CHARS]
            for each in (self._digesting, *self._before)
        )

    def sign_change(self, identity: str, number: int, before: bytes, new: bytes) -> bytes:
        """Return the signature with which another key follows this one (`change_bytes`)."""
        return self._private.sign(change_bytes(identity, number, before, self.public, new))

    def following(self) -> tuple[Key, bytes]:
        """Return a new key that follows this one, and what its file has."""
        secret, before = secrets.token_bytes(_KEY_BYTES), (self._digesting, *self._before)
        text = b"".join(base64.b64encode(each) + b"\n" for each in (secret, *before))
        return Key(secret, before), text

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
        found = _read(path, folder)
        if found is None:
            _write(path, base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            found = _read(path, folder)
    except OSError as error:
        raise AuditError(str(folder), f"{path}: {error.strerror or error}") from error
    if found is None or any(len(each) != _KEY_BYTES for each in found):
        raise AuditError(str(folder), f"{path} is no key: it has to be 32 bytes in base64")
    return Key(found[0], found[1:])


def key_of_head(folder: Path, head: Head | None) -> Key:
    """Return the key of the log in a folder, which has signed its head.

    Whoever was stopped just when he had changed it has left the new one beside its place: it is put
    there.

    Raises:
        AuditError: If it cannot be read, or the head is signed by another.
    """
    key = key_of(folder)
    if head is None or head.key == key.public:
        return key
    put_in_place(folder, head.key)
    key = key_of(folder)
    if head.key != key.public:
        raise AuditError(
            str(folder),
            f"its log is signed by another key than that in {key_file(folder)}; put that one"
            f" back, or set {KEY_VARIABLE} to where it is",
        )
    return key


def keep_beside(folder: Path, key: Key, text: bytes) -> None:
    """Keep a key that is to follow beside the place of the present one, under a name of its own.

    Raises:
        AuditError: If it cannot be written.
    """
    path = _beside(folder, key.public)
    try:
        _write(path, text)
    except OSError as error:
        raise AuditError(str(folder), f"{path}: {error.strerror or error}") from error


def drop_beside(folder: Path, key: Key) -> None:
    """Delete a key that was kept beside, and does not follow after all."""
    with suppress(OSError):
        _beside(folder, key.public).unlink()


def put_in_place(folder: Path, public: bytes) -> None:
    """Put a key that was kept beside into its place; that another has done so is no fault.

    Raises:
        AuditError: If it cannot be done.
    """
    path = _beside(folder, public)
    try:
        with suppress(FileNotFoundError):
            path.replace(key_file(folder))
    except OSError as error:
        raise AuditError(str(folder), f"{path}: {error.strerror or error}") from error


def _beside(folder: Path, public: bytes) -> Path:
    path = key_file(folder)
    return path.with_name(f"{path.name}.{public.hex()[:16]}")


def _read(path: Path, folder: Path) -> list[bytes] | None:
    """Return the key in a file and what follows it there; `None` if there is no file."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_LONGEST_FILE)
    except FileNotFoundError:
        return None
    if os.name == "posix" and mode & 0o077:
        raise AuditError(
            str(folder), f"others than its owner may read {path}; `chmod 600` it, or make a new one"
        )
    try:
        return [base64.b64decode(each, validate=True) for each in text.split()] or [b""]
    except ValueError:
        return [b""]


def _write(path: Path, text: bytes) -> None:
    """Write a key, whole or not at all; of two processes that do so at once one wins."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
