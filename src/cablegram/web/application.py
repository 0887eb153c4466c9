"""The reading room as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from cablegram.errors import ArchiveError, QueryError
from cablegram.search import InvalidCursor
from cablegram.web.answers import Answer, Flow, Problem
from cablegram.web.asking import Asked, asked_of
from cablegram.web.cable_pages import cable, item
from cablegram.web.flowing import flowing
from cablegram.web.front_pages import front, help_page, static_answer
from cablegram.web.guarding import LOOPBACK, Guard
from cablegram.web.problems import (
    CROWDED,
    FAULT,
    NOTHING_HERE,
    PREPARING,
    UNREADABLE,
    wrong_page,
    wrong_query,
)
from cablegram.web.room import Crowded, Preparing
from cablegram.web.search_pages import search
from cablegram.web.thread_pages import thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from cablegram.search import Archive
    from cablegram.web.room import Room

    Page = Callable[[Archive, Asked], Answer | Flow]

log = logging.getLogger(__name__)

#: Pages that need the archive, by their paths.
PAGES: Final[dict[str, Page]] = {
    "/": front,
    "/search": search,
    "/search.{ending}": search,
    "/c/{spelling:path}": cable,
    "/item/{number:path}": item,
    "/thread/{spelling:path}": thread,
    "/help": help_page,
}
#: Files that flow at once; the others are asked to come again.
MOST_FLOWING: Final = 3


def reading_room(room: Room, *, hosts: Iterable[str] = LOOPBACK) -> ASGIApp:
    """Return the application that shows what a room holds.

    Args:
        room: Entered by the caller, who also leaves it.
        hosts: Names under which it may be asked for, without ports.
    """
    door = _Door(room)
    routes = [
        Route("/static/{name}", door.static),
        *(Route(path, door.to(page)) for path, page in PAGES.items()),
        Route("/{rest:path}", door.nothing),
    ]
    # A path with a line end in it matches no route at all.
    app = Starlette(routes=routes, exception_handlers={404: door.no_route})
    return Guard(app, hosts)


class _Door:
    """Hands requests to the threads of the room, and their answers back."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._flowing = 0

    def to(self, page: Page) -> Callable[[Request], object]:
        """Return what answers the requests for a page."""

        async def answer(request: Request) -> Response:
            asked = asked_of(request, self._room.most_cited)
            try:
                made = await asyncio.wrap_future(
                    self._room.submit(lambda archive: page(archive, asked))
                )
            except Exception as error:  # noqa: BLE001 (the outermost guard)
                made = _problem_of(error).answer(as_json=asked.wants_json)
            if isinstance(made, Flow):
                return self._flow(made, asked, is_head=request.method == "HEAD")
            return _response(made, request)

        return answer

    async def static(self, request: Request) -> Response:
        """Answer with a file of our own."""
        return _response(static_answer(request.path_params["name"]), request)

    async def nothing(self, request: Request) -> Response:
        """Say that there is nothing of that name."""
        return _response(NOTHING_HERE.answer(as_json=asked_of(request).wants_json), request)

    async def no_route(self, request: Request, _error: Exception) -> Response:
        """Say the same where not even the path could be taken apart."""
        return await self.nothing(request)

    def _flow(self, flow: Flow, asked: Asked, *, is_head: bool) -> Response:
        headers = {"content-disposition": f'attachment; filename="{flow.name}"'}
        if is_head:
            return Response(b"", headers={**headers, "content-type": flow.media_type})
        if self._flowing >= MOST_FLOWING:
            made = CROWDED.answer(as_json=asked.wants_json)
            return Response(made.body, made.status, made.headers, made.media_type)

        async def counted() -> AsyncIterator[bytes]:
            self._flowing += 1
            try:
                async for piece in flowing(self._room, flow):
                    yield piece
            finally:
                self._flowing -= 1

        return StreamingResponse(counted(), headers={**headers, "content-type": flow.media_type})


def _response(made: Answer, request: Request) -> Response:
    """Return an answer; one that the browser has already is not sent again."""
    headers = {name.lower(): value for name, value in made.headers.items()}
    if made.status == 200:
        headers["etag"] = made.tag
        if made.tag in request.headers.get("if-none-match", "").split(", "):
            return Response(status_code=304, headers=headers)
    return Response(made.body, made.status, headers={**headers, "content-type": made.media_type})


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
