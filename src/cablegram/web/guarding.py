"""What every answer is sent with, and which requests are taken: the outermost layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from cablegram.web.answers import Problem
from cablegram.web.asking import wants_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing from anywhere but here, no script or style inside a page, no frame, no plug-in.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # To others nothing; with "no-referrer" a browser says `Origin: null` of our own forms too.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "private, no-cache",
}
#: The same where nobody can read it on the way: for a year the browser asks in no other way.
SAFE_HEADERS: Final = {**HEADERS, "strict-transport-security": "max-age=31536000"}
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
#: Longer targets are no pages of ours; a query has 4,096 characters, each three when escaped.
MAX_TARGET_BYTES: Final = 60_000


class Guard:
    """Asks whom a request is for, and puts the headers on what comes back."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], safe: Iterable[str] = ()) -> None:
        """Take the names under which the room may be asked for, without ports.

        `safe` are those of them under which nobody but a proxy asks, which takes nothing but TLS.

        A page elsewhere could let its own name point to this machine and read the room through its
        reader's browser; it cannot choose the name that the browser then sends.
        """
        self._app = app
        self._safe = frozenset(host.lower() for host in safe)
        self._hosts = frozenset(host.lower() for host in hosts) | self._safe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _without_port(_host(scope)) in self._safe:
            scope["scheme"] = "https"
        headers_always = SAFE_HEADERS if scope["scheme"] == "https" else HEADERS

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in headers_always.items()
                        if name.encode() not in there
                    ),
                ]
            await send(message)

        problem = self._problem(scope)
        if problem is None:
            await self._app(scope, receive, send_guarded)
            return
        made = problem.answer(as_json=wants_json(Request(scope)))
        headers = [(b"content-type", made.media_type.encode())]
        headers.append((b"content-length", str(len(made.body)).encode()))
        headers += [(key.lower().encode(), value.encode()) for key, value in made.headers.items()]
        await send_guarded(
            {"type": "http.response.start", "status": made.status, "headers": headers}
        )
        body = b"" if scope["method"] == "HEAD" else made.body
        await send({"type": "http.response.body", "body": body})

    def _problem(self, scope: Scope) -> Problem | None:
        host = _host(scope)
        if _without_port(host) not in self._hosts:
            return Problem(
                status=421,
                code="wrong-host",
                title="Not this room",
                message="The reading room answers only under the name that it was opened with.",
                hint="Use the address that `cablegram serve` printed.",
            )
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
            return Problem(
                status=414, code="too-long", title="Too long", message="The address is too long."
            )
        if scope["method"] not in {"GET", "HEAD"} and not _is_from_here(scope, host):
            return Problem(
                status=403,
                code="from-elsewhere",
                title="From elsewhere",
                message="A page of another place may change nothing in this room.",
                hint="Open the room itself and send the form from there.",
            )
        return None


def _host(scope: Scope) -> str:
    """Return under which name the room is asked for, in small letters; empty unless it is one."""
    names = [value for name, value in scope["headers"] if name == b"host"]
    return names[0].decode("latin-1").lower() if len(names) == 1 else ""


def _is_from_here(scope: Scope, host: str) -> bool:
    """Tell whether a form comes from a page of the room, or from no browser at all.

    A browser tells where a form comes from and no page can make it say otherwise; a program
    outside of a browser has nobody's rights but its own.
    """
    said: dict[bytes, str] = {
        name: value.decode("latin-1").lower()
        for name, value in scope["headers"]
        if name in {b"origin", b"sec-fetch-site"}
    }
    if b"origin" in said:
        scheme, _, place = said[b"origin"].partition("://")
        # A proxy may take TLS off without a word, but nobody puts it on.
        return place == host and (scheme == "https" or scope["scheme"] != "https")
    return said.get(b"sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _without_port(host: str) -> str:
    name, sign, port = host.rpartition(":")
    return name if sign and port.isdigit() and not name.endswith(":") else host
