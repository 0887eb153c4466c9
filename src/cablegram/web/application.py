"""The reading room as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
import traceback
from contextvars import copy_context
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from cablegram.errors import ArchiveError, QueryError
from cablegram.search import InvalidCursor
from cablegram.web.answers import Answer, Flow, Problem
from cablegram.web.asking import asked_of, check, form_of, wants_json
from cablegram.web.flowing import flowing, small
from cablegram.web.front_pages import static_answer
from cablegram.web.guarding import LOOPBACK, Guard
from cablegram.web.linking import link_header
from cablegram.web.packing import SMALL_BYTES, coding_for, packed, packed_once, packing
from cablegram.web.paths import PATHS
from cablegram.web.problems import (
    CROWDED,
    FAULT,
    NOT_THAT_WAY,
    NOTHING_HERE,
    PREPARING,
    READ_ONLY,
    UNREADABLE,
    wrong_page,
    wrong_query,
)
from cablegram.web.room import Crowded, Preparing
from cablegram.web.templates import MAY_ADD, MAY_CHANGE
from cablegram.web.uploads import received

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from cablegram.search import Archive
    from cablegram.web.asking import Asked
    from cablegram.web.paths import Path
    from cablegram.web.room import Room

log = logging.getLogger(__name__)

#: Files that flow at once; the others are asked to come again.
MOST_FLOWING: Final = 3
#: What an answer depends on beside its address.
VARY: Final = "Accept, Accept-Encoding"


def reading_room(room: Room, *, hosts: Iterable[str] = LOOPBACK) -> ASGIApp:
    """Return the application that shows what a room holds.

    Args:
        room: Entered by the caller, who also leaves it.
        hosts: Names under which it may be asked for, without ports.
    """
    door = _Door(room)
    routes = [
        Route("/static/{name}", door.static),
        *(_route(door, each) for path in PATHS for each in (path, path.with_ending()) if each),
        Route("/{rest:path}", door.nothing),
    ]
    # A path with a line end in it matches no route at all.
    handlers = {404: door.no_route, 405: door.not_that_way}
    app = Starlette(routes=routes, exception_handlers=handlers)
    return _told(Guard(app, hosts), may_add=room.jobs is not None, may_change=not room.is_read_only)


def _told(app: ASGIApp, *, may_add: bool, may_change: bool) -> ASGIApp:
    """Tell the templates of each request what the room has."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        MAY_ADD.set(may_add)
        MAY_CHANGE.set(may_change)
        await app(scope, receive, send)

    return answer


def _route(door: _Door, path: Path) -> Route:
    return Route(path.path, door.to(path), methods=[path.method])


class _Door:
    """Hands requests to the threads of the room, and their answers back."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._flowing = 0

    def to(self, path: Path) -> Callable[[Request], object]:
        """Return what answers the requests for a path."""

        async def answer(request: Request) -> Response:
            asked = asked_of(request, self._room)
            try:
                if path.changes and self._room.is_read_only:
                    raise READ_ONLY  # noqa: TRY301 (told as all problems are)
                if path.takes_files:
                    asked = replace(asked, form=await received(request, self._room.jobs))
                elif request.method == "POST":
                    asked = replace(asked, form=await form_of(request))
                check(asked, path)
                context = copy_context()
                # What takes time is done in that thread too: others are served meanwhile.
                made = await asyncio.wrap_future(
                    self._room.submit(
                        lambda archive: context.run(_made, path, archive, asked, request)
                    )
                )
            except Exception as error:  # noqa: BLE001 (the outermost guard)
                made = _response(_problem_of(error).answer(as_json=asked.wants_json), request)
            return self._flow(made, asked, request) if isinstance(made, Flow) else made

        return answer

    async def static(self, request: Request) -> Response:
        """Answer with a file of our own."""
        try:
            made = static_answer(request.path_params["name"])
        except Problem as problem:
            return _response(problem.answer(as_json=wants_json(request)), request)
        return _response(made, request, is_ours=True)

    async def nothing(self, request: Request) -> Response:
        """Say that there is nothing of that name."""
        return _response(NOTHING_HERE.answer(as_json=wants_json(request)), request)

    async def not_that_way(self, request: Request, error: Exception) -> Response:
        """Say that the page takes another method, and which."""
        made = _response(NOT_THAT_WAY.answer(as_json=wants_json(request)), request)
        if isinstance(error, HTTPException):
            made.headers.update(error.headers or {})
        return made

    async def no_route(self, request: Request, _error: Exception) -> Response:
        """Say the same where not even the path could be taken apart."""
        return await self.nothing(request)

    def _flow(self, flow: Flow, asked: Asked, request: Request) -> Response:
        headers = {
            **_named(flow),
            "content-type": flow.media_type,
            "vary": VARY,
        }
        if coding := _coding(request, flow.media_type):
            headers["content-encoding"] = coding
            flow = replace(flow, write=packing(flow.write, coding))
        if request.method == "HEAD":
            return Response(b"", headers=headers)
        if self._flowing >= MOST_FLOWING:
            return _response(CROWDED.answer(as_json=asked.wants_json), request)

        async def counted() -> AsyncIterator[bytes]:
            self._flowing += 1
            try:
                async for piece in flowing(self._room, flow):
                    yield piece
            finally:
                self._flowing -= 1

        return StreamingResponse(counted(), headers=headers)


def _made(path: Path, archive: Archive, asked: Asked, request: Request) -> Response | Flow:
    """Return what a page answers; a file that is small as a whole, so that it has a tag."""
    made = path.page(archive, asked)
    if isinstance(made, Flow):
        body = small(made, archive)
        if body is None:
            return made
        made = Answer(body=body, media_type=made.media_type, headers=_named(made))
    if links := link_header(made, path, asked, str(request.scope["path"])):
        made = replace(made, headers={**made.headers, "link": links})
    return _response(made, request)


def _named(flow: Flow) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{flow.name}"'}


def _response(made: Answer, request: Request, *, is_ours: bool = False) -> Response:
    """Return an answer, packed if that helps; one that the browser has is not sent again.

    Each coding has a tag of its own: what is packed are other bytes.
    """
    headers = {name.lower(): value for name, value in made.headers.items()}
    headers["vary"] = VARY
    coding = _coding(request, made.media_type) if len(made.body) >= SMALL_BYTES else ""
    if made.status == 200:
        tag = f'{made.tag[:-1]}-{coding}"' if coding else made.tag
        headers["etag"] = tag
        if _is_among(tag, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
    headers["content-type"] = made.media_type
    body = made.body
    if coding:
        headers["content-encoding"] = coding
        body = (packed_once if is_ours else packed)(body, coding)
    return Response(body, made.status, headers=headers)


def _coding(request: Request, media_type: str) -> str:
    return coding_for(request.headers.get("accept-encoding", ""), media_type)


def _is_among(tag: str, said: str) -> bool:
    """Tell whether a tag is one of those that the browser has, weak or not."""
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in said.split(","))


def _problem_of(error: Exception) -> Problem:
    """Return what a person is told; of a fault of ours, nothing but that it is one."""
    match error:
        case Problem():
            return error
        case QueryError():
            return wrong_query(error)
        case InvalidCursor():
            return wrong_page(error)
        case Preparing():
            return PREPARING
        case Crowded():
            return CROWDED
        case ArchiveError():
            log.error("%s", error)
            return UNREADABLE
        case _:
            frames = traceback.extract_tb(error.__traceback__)[-6:]
            places = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
            # Not its words: they may hold text of a cable.
            log.error("a fault of the program: %s in %s", type(error).__name__, places)
            return FAULT
