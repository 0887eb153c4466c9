"""Assistants over HTTP: each request brings the token of an account, at the loopback address.

What they are answered is taken from the allowance of the person for whom they ask.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cablegram.accounts import Role
from cablegram.assist.server import CALLER_KEY
from cablegram.errors import ArchiveError
from cablegram.web.answers import Problem
from cablegram.web.doorkeeping import NOBODY
from cablegram.web.entering import token_of
from cablegram.web.noting import noting_refusal
from cablegram.web.problems import CROWDED, SIGN_IN, TOKEN_ENDED, not_opened
from cablegram.web.room import Crowded

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

    from cablegram.web import Room
    from cablegram.web.doorkeeping import Caller

log = logging.getLogger(__name__)

PLACE: Final = "/mcp"
MOST_BYTES: Final = 200_000
#: Of JSON-RPC: for errors that a server gives itself.
REFUSED: Final = -32_000
#: A stream on which nothing is ever sent would outlive its token, and hold a place.
_NOT_POSTED: Final = Response(status_code=405, headers={"Allow": "POST"})
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def assist_application(server: MCPServer[Any], room: Room, *, url: str = "") -> ASGIApp:
    """Return the application that answers assistants with a token of an account.

    Args:
        server: The tools.
        room: With the accounts whose tokens are taken.
        url: How a proxy before it is reached. It answers under that name and those of the machine.
    """
    # Each request stands for itself: no session outlives a token, or is taken over by another.
    app: Starlette = server.streamable_http_app(
        streamable_http_path=PLACE,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MOST_BYTES,
        transport_security=_names(url),
    )
    return _Door(app, room)


def _names(url: str) -> TransportSecuritySettings:
    """Return under which names it answers: a page elsewhere could let its own lead here."""
    found = urlsplit(url)
    hosts = [f"{name}:*" for name in LOOPBACK]
    origins = [f"http://{name}" for name in hosts]
    if found.netloc:
        hosts.append(found.netloc.lower())
        origins.append(f"{found.scheme}://{found.netloc.lower()}")
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)


class _Door:
    """Lets in whoever has a token that holds, as long as he does not ask too much."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self._app = app
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller, request = NOBODY, Request(scope)
        try:
            caller = await self._caller(request)
            if not caller.may(Role.READER):
                raise TOKEN_ENDED if caller.has_wrong_token else SIGN_IN
            if request.method != "POST":
                await _NOT_POSTED(scope, receive, send)
                return
            payer = caller.account.account_id if caller.account else None
            self._room.pace.begin(payer)
        except (Problem, Crowded, ArchiveError) as error:
            refused = await self._refusal(error, caller, request)
            await refused(scope, receive, send)
            return
        try:
            await self._app({**scope, CALLER_KEY: caller}, receive, send)
        finally:
            self._room.pace.end(payer)

    async def _caller(self, request: Request) -> Caller:
        """Return whose token came with a request."""
        token, door = token_of(request), self._room.door
        if token is None:
            return NOBODY
        return await asyncio.wrap_future(door.ask(lambda: door.caller("", token)))

    async def _refusal(self, error: Exception, caller: Caller, request: Request) -> JSONResponse:
        """Return what a program is told that gets no answer; it is noted as pages are."""
        problem = error if isinstance(error, Problem) else CROWDED
        address = request.client.host if request.client else ""
        try:
            if isinstance(error, ArchiveError):
                raise error
            noted = None
            if self._room.log is not None and problem is not CROWDED:
                book, told = self._room.log, self._room.refusals
                noted = noting_refusal(book, told, PLACE, caller, address, problem.code)
            if noted is not None:
                await asyncio.wrap_future(noted)
        except ArchiveError as unread:
            log.error("%s", unread)  # noqa: TRY400 (its words say enough)
            problem = not_opened(unread)
        # As the protocol tells of an error where a request was not read.
        said = {"code": REFUSED, "message": f"{problem.message} {problem.hint}".strip()}
        whole = {"jsonrpc": "2.0", "id": None, "error": said}
        return JSONResponse(whole, problem.status, headers=dict(problem.headers))
