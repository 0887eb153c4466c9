"""Assistants over HTTP: each request brings the token of an account, at the loopback address."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from cablegram.accounts import Role
from cablegram.assist.server import CALLER_KEY
from cablegram.errors import ArchiveError
from cablegram.web.entering import token_of
from cablegram.web.room import Crowded

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

    from cablegram.web import Room

log = logging.getLogger(__name__)

PLACE: Final = "/mcp"
MOST_BYTES: Final = 200_000


def assist_application(server: MCPServer[Any], room: Room) -> ASGIApp:
    """Return the application that answers assistants with a token of an account.

    Args:
        server: The tools.
        room: With the accounts whose tokens are taken.
    """
    # Each request stands for itself: no session outlives a token, or is taken over by another.
    app: Starlette = server.streamable_http_app(
        streamable_http_path=PLACE,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MOST_BYTES,
    )
    return _Door(app, room)


class _Door:
    """Lets in whoever has a token that holds."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self._app = app
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = token_of(Request(scope))
        status = 401
        if token:
            door = self._room.door
            try:
                caller = await asyncio.wrap_future(door.ask(lambda: door.caller("", token)))
                if caller.may(Role.READER):
                    await self._app({**scope, CALLER_KEY: caller}, receive, send)
                    return
            except Crowded:
                status = 503
            except ArchiveError as error:
                log.error("%s", error)  # noqa: TRY400 (its words say enough)
                status = 503
        said = {"error": "invalid_token" if status == 401 else "busy"}
        headers = {"www-authenticate": "Bearer"} if status == 401 else {"retry-after": "5"}
        await JSONResponse(said, status, headers=headers)(scope, receive, send)
