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

from cablegram.access import InvalidReader
from cablegram.accounts import Role
from cablegram.errors import ArchiveError, QueryError
from cablegram.search import InvalidCursor
from cablegram.web.answers import Answer, Flow, Problem
from cablegram.web.asking import (
    MAX_FORM_BYTES,
    MAX_OPEN_FORM_BYTES,
    asked_of,
    check,
    form_of,
    wants_json,
)
from cablegram.web.doorkeeping import ALONE, NOBODY
from cablegram.web.entering import session_of, token_of, turned_away
from cablegram.web.flowing import small
from cablegram.web.front_pages import static_answer
from cablegram.web.guarding import LOOPBACK, Guard
from cablegram.web.linking import link_header
from cablegram.web.noting import Told, note_page, note_part, noted_write, noting_refusal
from cablegram.web.packing import SMALL_BYTES, coding_for, packed, packed_once, packing
from cablegram.web.paths import PATHS
from cablegram.web.problems import (
    CROWDED,
    FAULT,
    NO_CLEARANCE,
    NOT_THAT_WAY,
    NOTHING_HERE,
    PREPARING,
    READ_ONLY,
    not_opened,
    wrong_page,
    wrong_query,
)
from cablegram.web.proving import asks_who
from cablegram.web.room import Crowded, Preparing
from cablegram.web.shown import SHOWN, Shown
from cablegram.web.signed_out import given_back
from cablegram.web.taking import Taking
from cablegram.web.templates import MAY_ADD, MAY_CHANGE, MAY_FOLLOW, VISITOR
from cablegram.web.uploads import received
from cablegram.web.watching import PLACES, ROW_KEY, Counted, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from cablegram.search import Archive
    from cablegram.web.asking import Asked
    from cablegram.web.doorkeeping import Caller
    from cablegram.web.paths import Path
    from cablegram.web.room import Room

log = logging.getLogger(__name__)

#: Statuses of answers that turn somebody away.
REFUSALS: Final = frozenset({401, 403, 429})
#: What an answer depends on beside its address.
VARY: Final = "Accept, Accept-Encoding"


def reading_room(
    room: Room,
    *,
    hosts: Iterable[str] = LOOPBACK,
    safe_hosts: Iterable[str] = (),
    metrics_token: str = "",
) -> ASGIApp:
    """Return the application that shows what a room holds.

    Args:
        room: Entered by the caller, who also leaves it.
        hosts: Names under which it may be asked for, without ports.
        safe_hosts: Further ones, under which a proxy asks that takes nothing but TLS.
        metrics_token: With which the metrics may be had; without one nobody gets them.
    """
    door = _Door(room)
    watch = Watch(room.ready, room.figures, room.wrong, token=metrics_token)
    routes = [
        *(Route(place, watch.answer) for place in PLACES),
        Route("/static/{name}", door.static),
        *(_route(door, each) for path in PATHS for each in (path, path.with_ending()) if each),
        Route("/{rest:path}", door.nothing),
    ]
    # A path with a line end in it matches no route at all.
    handlers = {404: door.no_route, 405: door.not_that_way}
    app = Starlette(routes=routes, exception_handlers=handlers)
    return Counted(Guard(app, hosts, safe_hosts), watch.metrics)


def _route(door: _Door, path: Path) -> Route:
    return Route(path.path, door.to(path), methods=[path.method])


class _Door:
    """Hands requests to the threads of the room, and their answers back."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._taking = Taking(room)

    def to(self, path: Path) -> Callable[[Request], object]:
        """Return what answers the requests for a path."""

        async def answer(request: Request) -> Response:
            caller = NOBODY
            request.scope[ROW_KEY] = path.path
            try:
                caller = await self._caller(request)
                made = await self._answer(path, caller, request)
            except Exception as error:  # noqa: BLE001 (the outermost guard)
                made = await self._refusal(error, path, caller, request)
            return self._sent(made, caller, request)

        return answer

    async def _refusal(
        self, error: Exception, path: Path | None, caller: Caller, request: Request
    ) -> Answer:
        """Return what is told of an error; that somebody was turned away is noted first."""
        problem = _problem_of(error)
        log = self._room.log
        if log is not None and problem.status in REFUSALS:
            address = request.client.host if request.client else ""
            try:
                told = self._room.refusals
                place = path.path if path is not None else None
                noted = noting_refusal(log, told, place, caller, address, problem.code)
                if noted is not None:
                    await asyncio.wrap_future(noted)
            except ArchiveError as unwritten:
                problem = _problem_of(unwritten)
        return problem.answer(as_json=wants_json(request))

    async def _caller(self, request: Request) -> Caller:
        """Return who asks, and tell the templates what there is for him."""
        door = self._room.door
        if not door.asks:
            caller = ALONE
        else:
            session, token = session_of(request), token_of(request)
            seen = door.seen(session) if session and token is None else None
            caller = NOBODY if seen is None else seen
            if seen is None and (session or token is not None):
                asking = door.ask(lambda: door.caller(session, token))
                caller = await asyncio.wrap_future(asking)
        self._tell(caller)
        return caller

    def _tell(self, caller: Caller) -> None:
        may, room = caller.may, self._room
        reader = caller.account.reader if caller.account else room.reader
        MAY_ADD.set(room.jobs is not None and may(Role.ADMIN) and reader.sees_all)
        MAY_CHANGE.set(not room.is_read_only and may(Role.ANNOTATOR))
        MAY_FOLLOW.set(not room.is_read_only and may(Role.READER))
        VISITOR.set(caller)

    async def _answer(self, path: Path, caller: Caller, request: Request) -> Answer | Response:
        """Return what a path answers, to whom it may."""
        away = turned_away(caller, path, request)
        if away is not None:
            return await given_back(path, request) or away
        payer = caller.account.account_id if caller.account else None
        self._room.pace.begin(payer)
        try:
            return await self._page(path, caller, request)
        finally:
            self._room.pace.end(payer)

    async def _page(self, path: Path, caller: Caller, request: Request) -> Answer | Response:
        room = self._room
        asked = asked_of(request, room, caller)
        if path.changes and room.is_read_only:
            raise READ_ONLY
        if (whose := path.whose) is not None and room.door.asks:
            finding = room.door.ask(lambda: whose(asked, room.door.accounts()))
            account = await asyncio.wrap_future(finding)
            if account is None:
                raise NOTHING_HERE
            asked = asked_of(request, room, replace(caller, account=account))
        if path.takes_files:
            asked = replace(asked, form=await received(request, asked.jobs))
        elif request.method == "POST":
            most = MAX_OPEN_FORM_BYTES if path.role is None else MAX_FORM_BYTES
            asked = replace(asked, form=await form_of(request, most=most))
        check(asked, path)
        log = room.log
        if log is not None:
            SHOWN.set(Shown(lambda names: note_part(log, path, asked, names)))
        context = copy_context()
        if (when := path.asks_who) is not None:
            place = str(request.scope["path"])
            who = await asyncio.wrap_future(
                room.door.submit(lambda: context.run(asks_who, asked, place, when))
            )
            if who is not None:
                return who
        # What takes time is done in that thread too: others are served meanwhile.
        if path.open_page is not None:
            open_page = path.open_page
            return await asyncio.wrap_future(
                room.door.submit(lambda: context.run(open_page, asked))
            )
        payer = asked.account.account_id if asked.account else None
        make = self._room.pace.charged(payer, context.run)

        def page(archive: Archive) -> Response | Flow:
            made, told = _made(path, archive, asked, request)
            if log is not None:  # what cannot be noted is not shown
                note_page(log, path, asked, told, room.class_of(asked.reader))
            return made

        making = room.submit(lambda archive: make(page, archive), asked.reader)
        made = await asyncio.wrap_future(making)
        if isinstance(made, Flow):
            if log is not None:
                made = replace(made, write=noted_write(log, path, asked, made.write))
            made = replace(made, write=self._room.pace.charged(payer, made.write))
            return self._flow(made, asked, request)
        return made

    def _sent(self, made: Answer | Response, caller: Caller, request: Request) -> Response:
        """Return an answer as it is sent; what one has signed in for is kept by no browser."""
        if isinstance(made, Answer):
            made = _response(made, request)
        if caller.is_asked:
            made.headers["cache-control"] = "no-store"
            made.headers["vary"] = f"{VARY}, Authorization, Cookie"
        return made

    async def static(self, request: Request) -> Response:
        """Answer with a file of our own."""
        try:
            made = static_answer(request.path_params["name"])
        except Problem as problem:
            return _response(problem.answer(as_json=wants_json(request)), request)
        return _response(made, request, is_ours=True)

    async def nothing(self, request: Request) -> Response:
        """Say that there is nothing of that name, to whom it may be said."""
        return await self._refused(NOTHING_HERE, request)

    async def not_that_way(self, request: Request, error: Exception) -> Response:
        """Say that the page takes another method, and which."""
        made = await self._refused(NOT_THAT_WAY, request)
        if isinstance(error, HTTPException) and made.status_code == NOT_THAT_WAY.status:
            made.headers.update(error.headers or {})
        return made

    async def _refused(self, problem: Problem, request: Request) -> Response:
        caller = NOBODY
        try:
            caller = await self._caller(request)
            made = turned_away(caller, None, request)
            if made is None:
                raise problem  # noqa: TRY301 (told as all problems are)
        except Exception as error:  # noqa: BLE001 (the outermost guard)
            made = await self._refusal(error, None, caller, request)
        return self._sent(made, caller, request)

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
        self._taking.check(asked)
        return StreamingResponse(self._taking.pieces(flow, asked, request), headers=headers)


def _made(
    path: Path, archive: Archive, asked: Asked, request: Request
) -> tuple[Response | Flow, Told]:
    """Return what a page answers; a file that is small as a whole, so that it has a tag."""
    assert path.page is not None  # noqa: S101 (else it is an open one)
    shown = SHOWN.get()
    made = path.page(archive, asked)
    is_file = isinstance(made, Flow)
    if isinstance(made, Flow):
        body = small(made, archive)
        if body is None:
            return made, Told(media_type=made.media_type, flows=True)
        made = Answer(body=body, media_type=made.media_type, headers=_named(made))
    if links := link_header(made, path, asked, str(request.scope["path"])):
        made = replace(made, headers={**made.headers, "link": links})
    names = shown.taken() if shown is not None else ()
    told = Told(names=names, status=made.status, media_type=made.media_type, flows=is_file)
    return _response(made, request), told


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
        case InvalidReader():
            return NO_CLEARANCE
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
            return not_opened(error)
        case _:
            frames = traceback.extract_tb(error.__traceback__)[-6:]
            places = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
            # Not its words: they may hold text of a cable.
            log.error("a fault of the program: %s in %s", type(error).__name__, places)
            return FAULT
