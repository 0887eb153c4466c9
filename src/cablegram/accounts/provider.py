"""What is asked of an institution's sign-on: where its pages are, and who came from there.

OpenID Connect by the authorization code with PKCE. Authlib speaks it; here stands what it is asked
for, how long, and what is believed: a token that is signed by a key of the issuer, made for this
archive, for this one try.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cablegram.accounts.settings import is_safe_address
from cablegram.errors import CablegramError, MissingExtra

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import httpx2
    from authlib.integrations.httpx_client import OAuth2Client

    from cablegram.accounts.settings import SignOn

TIMEOUT_SECONDS: Final = 10.0
#: Asks for what is not packed.
PLAIN: Final = {"accept-encoding": "identity"}
LONGEST_TOKEN: Final = 1 << 16
#: Clocks differ.
LEEWAY_SECONDS: Final = 60
#: What is known of an issuer is asked for again after so long, and its keys when one is unknown.
KNOWN_SECONDS: Final = 3600
_AGAIN_SECONDS: Final = 60
#: Signed by a key that only the issuer has. No `none`, and no secret that we have too.
ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    "Ed25519",
)  # fmt: skip
#: What the parts raise for what is no answer.
_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SignOnError(CablegramError):
    """An institution's sign-on does not answer, or not as it must.

    Attributes:
        reason: What is wrong, for the log; nothing that was said of a person, no secret.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the sign-on of the institution: {self.reason}"


@dataclass(slots=True)
class _Known:
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    metadata_at: float = float("-inf")
    keys_at: float = float("-inf")
    silent_at: float = float("-inf")


class Provider:
    """The sign-on of an institution. Any thread may ask it."""

    def __init__(self, sign_on: SignOn, *, transport: httpx2.BaseTransport | None = None) -> None:
        """Make what asks it.

        Args:
            sign_on: Which.
            transport: By which it is reached; the network if it is left out.
        """
        self.sign_on = sign_on
        self._transport = transport
        self._known = _Known()
        self._lock = threading.Lock()

    def address(
        self,
        *,
        state: str,
        nonce: str,
        verifier: str,
        redirect: str,
        now: dt.datetime,
        again: bool = False,
    ) -> str:
        """Return the address of the page where a person signs on.

        Args:
            state: Comes back with him.
            nonce: Comes back in what is signed.
            verifier: Shown when his code is exchanged; its digest goes with him (PKCE, S256).
            redirect: Where he comes back to.
            now: The time.
            again: Whether he is to show who he is, though he has done so; it says when he did.

        Raises:
            SignOnError: If the issuer cannot be asked.
        """
        more = {"prompt": "login", "max_age": "0"} if again else {}
        with self._client(redirect) as client:
            made, _ = client.create_authorization_url(
                self._metadata(now)["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                **more,
            )
        return str(made)

    def claims(
        self, code: str, *, nonce: str, verifier: str, redirect: str, now: dt.datetime
    ) -> dict[str, Any]:
        """Exchange the code that a person brought for what the issuer says of him.

        Raises:
            SignOnError: If it does not take the code, or what it says cannot be believed.
        """
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 (an extra)

        metadata = self._metadata(now)
        with self._client(redirect) as client:
            try:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    grant_type="authorization_code",
                )
            except (AuthlibBaseError, _http_errors(), *_UNREADABLE) as error:
                raise SignOnError(f"the code was not taken ({type(error).__name__})") from error
            access = token.get("access_token")
            claims = self._believed(token.get("id_token"), access=access, nonce=nonce, now=now)
            if self.sign_on.asks_more and "userinfo_endpoint" in metadata:
                claims = {**self._said_more(client, metadata, claims["sub"]), **claims}
        return claims

    def signed(
        self, token: object, *, now: dt.datetime, waits: bool = True
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and claims of a token that a published key of the issuer has signed.

        What it says is to be looked at still.

        Args:
            token: As it came.
            now: The time.
            waits: Whether an issuer that did not answer a moment ago is asked all the same. For
                what anybody may send, it is not: nobody shall wait for it.

        Raises:
            SignOnError: If it is none, or the issuer cannot be asked for its keys.
        """
        from joserfc import jwt  # noqa: PLC0415 (an extra)
        from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415
        from joserfc.jws import JWSRegistry  # noqa: PLC0415

        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise SignOnError("it gave no token")
        if not waits and now.timestamp() - self._known.silent_at < _AGAIN_SECONDS:
            raise SignOnError("it did not answer a moment ago")
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)

        def decoded(*, again: bool) -> jwt.Token:
            keys = KeySet.import_key_set(self._keys(now, again=again))
            return jwt.decode(token, key=keys, registry=registry)

        try:
            try:
                found = decoded(again=False)
            except InvalidKeyIdError:  # the issuer has changed its keys
                found = decoded(again=True)
        except (JoseError, *_UNREADABLE) as error:
            raise SignOnError(f"its token is not believed ({type(error).__name__})") from error
        return dict(found.header), dict(found.claims)

    def issuer_is(self, issuer: str | None, *, now: dt.datetime) -> bool:
        """Tell whether an answer comes from this issuer, by what it says itself (RFC 9207)."""
        if issuer is None:
            metadata = self._metadata(now)
            return not metadata.get("authorization_response_iss_parameter_supported", False)
        return issuer == self.sign_on.issuer

    def _client(self, redirect: str) -> OAuth2Client:
        try:
            from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 (an extra)
        except ImportError as error:
            raise MissingExtra("accounts", "signing on elsewhere") from error
        return OAuth2Client(
            self.sign_on.client_id,
            self.sign_on.secret or None,
            scope=" ".join(self.sign_on.scopes),
            redirect_uri=redirect,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            transport=self._bounded(),
            headers=PLAIN,
            follow_redirects=False,
            trust_env=False,
        )

    def _bounded(self) -> httpx2.BaseTransport:
        from cablegram.accounts.bounded import Bounded  # noqa: PLC0415 (an extra)

        return Bounded(self._transport)

    def _believed(
        self, id_token: object, *, access: object, nonce: str, now: dt.datetime
    ) -> dict[str, Any]:
        """Return what a token says, if it is of this issuer, for this archive and this try."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 (an extra)
        from joserfc.errors import JoseError  # noqa: PLC0415

        header, said = self.signed(id_token, now=now)
        try:
            claims = CodeIDToken(
                said,
                header,
                {
                    "iss": {"essential": True, "value": self.sign_on.issuer},
                    "aud": {"essential": True, "value": self.sign_on.client_id},
                    "sub": {"essential": True},
                    "exp": {"essential": True},
                    "iat": {"essential": True},
                },
                {"nonce": nonce, "client_id": self.sign_on.client_id, "access_token": access},
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, *_UNREADABLE) as error:
            raise SignOnError(f"its token is not believed ({type(error).__name__})") from error
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise SignOnError("its token does not say who came")
        return dict(claims)

    def _said_more(
        self, client: OAuth2Client, metadata: Mapping[str, Any], subject: str
    ) -> dict[str, Any]:
        """Return what the issuer says of a person beside the token."""
        try:
            said = _json_at(client, metadata["userinfo_endpoint"])
        except (_http_errors(), ValueError) as error:
            raise SignOnError(f"it says nothing more ({type(error).__name__})") from error
        if said.get("sub") != subject:
            raise SignOnError("it says something of somebody else")
        return said

    def _metadata(self, now: dt.datetime) -> dict[str, Any]:
        at = now.timestamp()
        with self._lock:
            if at - self._known.metadata_at >= KNOWN_SECONDS:
                place = f"{self.sign_on.issuer.rstrip('/')}/.well-known/openid-configuration"
                found = self._fetched(place, at)
                if found.get("issuer") != self.sign_on.issuer:
                    raise SignOnError("it calls itself by another name")
                for key in _ENDPOINTS:
                    if not isinstance(found.get(key), str) or not is_safe_address(found[key]):
                        raise SignOnError(f"its {key} is no safe address")
                if not is_safe_address(str(found.get("userinfo_endpoint", "https://none"))):
                    raise SignOnError("its userinfo_endpoint is no safe address")
                self._known.metadata, self._known.metadata_at = found, at
            return self._known.metadata

    def _keys(self, now: dt.datetime, *, again: bool) -> Any:  # noqa: ANN401 (of joserfc)
        """Return the keys of the issuer; asked for again at most once a minute."""
        metadata, at = self._metadata(now), now.timestamp()
        with self._lock:
            longest = _AGAIN_SECONDS if again else KNOWN_SECONDS
            if not self._known.keys or at - self._known.keys_at >= longest:
                found = self._fetched(metadata["jwks_uri"], at)
                self._known.keys, self._known.keys_at = found, at
            return self._known.keys

    def _fetched(self, address: str, at: float) -> dict[str, Any]:
        import httpx2  # noqa: PLC0415 (an extra)

        try:
            with httpx2.Client(
                timeout=TIMEOUT_SECONDS,
                transport=self._bounded(),
                headers=PLAIN,
                follow_redirects=False,
                trust_env=False,
            ) as client:
                return _json_at(client, address)
        except (httpx2.HTTPError, ValueError) as error:
            self._known.silent_at = at
            raise SignOnError(f"it does not answer ({type(error).__name__})") from error


def _http_errors() -> type[Exception]:
    import httpx2  # noqa: PLC0415 (an extra)

    return httpx2.HTTPError


def _json_at(client: httpx2.Client, address: str) -> dict[str, Any]:
    """Return what stands at an address as JSON, if it is an object.

    Raises:
        HTTPError: If it cannot be had, or is too long.
        ValueError: If it is something else.
    """
    answer = client.get(address, headers={"Accept": "application/json"})
    answer.raise_for_status()
    try:
        found = answer.json()
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004 (of the answer)
    return found
