"""A made-up institution with a sign-on by OpenID Connect; nothing of it is on a network."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.accounts.made import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUER: Final = "https://id.example.org"
CLIENT: Final = "cablegram-room"
SECRET: Final = "a secret of the client"
ROOM: Final = "https://cables.example.org"
SETTINGS: Final = f"""
address = "{ROOM}"

[sign_on]
name = "Example University"
issuer = "{ISSUER}"
client_id = "{CLIENT}"
secret_file = "sign-on.key"

[[sign_on.rule]]
claim = "groups"
has = "historians"
level = "confidential"
controls = ["SBU"]

[[sign_on.rule]]
claim = "realm_access.roles"
has = "archive-review"
role = "reviewer"
level = "secret"
need_to_know = ["NODIS"]
"""


class Institution:
    """It answers as the standard says, unless a test has it lie.

    Attributes:
        said: What it says of whoever signs on.
        change: What a test makes of the claims before they are signed.
        asked: The paths that were asked for.
        instead: What it answers at a path, in place of what is right.
    """

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", parameters={"kid": "one"})
        self.published = [self.key]
        self.signs_with: ECKey | OctKey = self.key
        self.algorithm = "ES256"
        self.kind: str | None = None
        self.issuer = ISSUER
        self.said: dict[str, Any] = {
            "sub": "u-17",
            "preferred_username": "ana.prado",
            "name": "Ana Prado",
            "email": "ana@example.org",
            "email_verified": True,
            "groups": ["historians", "choir"],
        }
        self.more: dict[str, Any] = {}
        self.change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.metadata: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.instead: dict[str, httpx2.Response] = {}

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    def sign_on(self, address: str) -> dict[str, str]:
        """Do what a person does at the page; return what his browser brings back."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
        asked = dict(parse_qsl(parts.query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return {"state": asked["state"], "code": code}

    def logout_token(self, **changes: object) -> str:
        """Return a token that says that somebody has signed out; `None` takes a claim out."""
        at = int(NOW.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "iat": at,
            "exp": at + 120,
            "jti": secrets.token_urlsafe(),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            "sub": self.said["sub"],
            **changes,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.signs_with.kid, "typ": "logout+jwt"}
        if self.kind is not None:
            header["typ"] = self.kind
        return jwt.encode(header, said, self.signs_with, algorithms=[self.algorithm])

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        if path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json=self._metadata())
        if path == "/keys":
            keys = [key.as_dict(private=False) for key in self.published]
            return httpx2.Response(200, json={"keys": keys})
        if path == "/token":
            return self._token(request)
        if path == "/userinfo":
            assert request.headers["authorization"] == "Bearer an access token"
            return httpx2.Response(200, json={"sub": self.said["sub"], **self.more})
        return httpx2.Response(404)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            **self.metadata,
        }

    def _token(self, request: httpx2.Request) -> httpx2.Response:
        said = dict(parse_qsl(request.content.decode()))
        asked = self.codes.pop(said["code"], None)
        basic = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        digest = hashlib.sha256(said["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or said["redirect_uri"] != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
            or basic.split(":")[0] != CLIENT
        ):
            return httpx2.Response(400, json={"error": "invalid_grant"})
        at = int(NOW.timestamp())
        claims = self.change(
            {
                "iss": ISSUER,
                "aud": CLIENT,
                "iat": at,
                "exp": at + 300,
                "nonce": asked["nonce"],
                **self.said,
            }
        )
        header = {"alg": self.algorithm, "kid": self.signs_with.kid}
        if self.algorithm == "none":
            id_token = ".".join(
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                for part in (header, claims)
            )
            id_token += "."
        else:
            id_token = jwt.encode(header, claims, self.signs_with, algorithms=[self.algorithm])
        said_back = {
            "access_token": "an access token",
            "token_type": "Bearer",
            "id_token": id_token,
        }
        return httpx2.Response(200, json=said_back)
