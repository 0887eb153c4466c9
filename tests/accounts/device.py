"""A device that holds passkeys, as the standard describes one (WebAuthn level 2); no hardware."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT: Final = 0x01
SURE: Final = 0x04  # that it is he
WITH_KEY: Final = 0x40


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """It does what it is asked; a test changes what it says of the page, or of how sure it is."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.flags = PRESENT | SURE
        self.uses = 0
        self.credential = secrets.token_bytes(32)
        self.owner = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: str) -> str:
        """Make a key, as `navigator.credentials.create` has it done."""
        asked = json.loads(options)
        self.owner = urlsafe_b64decode(asked["user"]["id"] + "==")
        numbers = self._key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32),
            -3: numbers.y.to_bytes(32),
        }
        data = self._data(asked["rp"]["id"], WITH_KEY) + bytes(16)
        data += len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=_text(client), attestationObject=_text(attested))

    def sign(self, options: str) -> str:
        """Sign what is asked, as `navigator.credentials.get` has it done."""
        asked = json.loads(options)
        self.uses += 1
        data = self._data(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signature = self._key.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=_text(client),
            authenticatorData=_text(data),
            signature=_text(signature),
            userHandle=_text(self.owner),
        )

    def _data(self, host: str, more: int = 0) -> bytes:
        flags = (self.flags | more).to_bytes(1)
        return hashlib.sha256(host.encode()).digest() + flags + self.uses.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.address, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: Any) -> str:  # noqa: ANN401
        name = _text(self.credential)
        said = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps(said | {"clientExtensionResults": {}})
