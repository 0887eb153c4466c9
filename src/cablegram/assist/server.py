"""The tools as the official SDK serves them, for whoever asks, and noted in the log."""

from __future__ import annotations

import asyncio
import logging
import time
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field

from cablegram.accounts import Role
from cablegram.assist import tools
from cablegram.assist.quoting import NOTICE, Quoting
from cablegram.audit import Action
from cablegram.errors import ArchiveError, MissingExtra, QueryError
from cablegram.search import InvalidCursor
from cablegram.web.doorkeeping import ALONE, Caller
from cablegram.web.noting import name_of
from cablegram.web.room import Crowded, Preparing
from cablegram.web.shown import SHOWN, Shown

try:
    from mcp.server.mcpserver import Context, MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
except ImportError as error:
    raise MissingExtra("mcp", "answering assistants") from error

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from cablegram.search import Archive
    from cablegram.web import Room

    Answer = dict[str, Any]
    Job = Callable[[Archive, Quoting], Answer]

log = logging.getLogger(__name__)

#: The key of a scope under which the door has left who asks.
CALLER_KEY: Final = "cablegram.caller"
#: So long an answer waits for the archive of a class that is being made.
PATIENCE_SECONDS: Final = 20.0
TRY_AGAIN_SECONDS: Final = 0.2
INSTRUCTIONS: Final = f"""\
An archive of diplomatic telegrams (cables). You see what the reader may see for whom you ask; a
cable that he may not see and one that is not held get the same answer. {NOTICE} A number such as
08LISBON9 is year, station, serial. Queries: words, "phrases", from:lisbon, to:state, tags:PREL,
date:2007-06..2008, class:..secret, ref:07LISBON1328, AND, OR, -not."""
READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Number = Annotated[
    str, Field(max_length=100, description="A number such as 08LISBON9, in any spelling.")
]
Named = Annotated[
    str,
    Field(
        max_length=100,
        description="A number such as 08LISBON9; item:12, as lists give it, for what has none.",
    ),
]
Text = Annotated[str, Field(max_length=4096, description="In the query language; empty for all.")]
Name = Annotated[str, Field(max_length=200)]


@dataclass(slots=True)
class _Asking:
    """Answers tools from a room."""

    room: Room
    base: str
    _caller: Caller = field(default=ALONE)

    def caller(self, context: Context[Any, Any]) -> Caller:
        """Return who asks: over HTTP whose token came, else the person at the machine."""
        request = context.request_context.request
        if request is None:
            return self._caller
        found = request.scope.get(CALLER_KEY)
        if not isinstance(found, Caller) or not found.may(Role.READER):
            raise ToolError("no token came with this")
        return found

    async def answer(self, context: Context[Any, Any], tool: str, job: Job, query: str) -> Answer:
        """Return what a job makes of the archive as whoever asks sees it, when that is noted."""
        caller = self.caller(context)
        reader = caller.account.reader if caller.account else self.room.reader
        parts: list[Future[int]] = []
        note = partial(self._note, caller, tool)
        shown = Shown(lambda names: parts.append(note(names, "")) if self.room.log else None)
        SHOWN.set(shown)
        run = copy_context().run
        quoting = Quoting(self.base)
        try:
            payer = caller.account.account_id if caller.account else None
            make = self.room.pace.charged(payer, run)
            made = await self._made(lambda archive: make(job, archive, quoting), reader)
            names = shown.taken()
            if self.room.log is not None and (names or query):
                parts.append(note(names, query))
            for each in parts:
                await asyncio.wrap_future(each)
        except Exception as error:
            raise _told(error) from error
        return made

    async def _made(self, job: Callable[[Archive], Answer], reader: Any) -> Answer:  # noqa: ANN401
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await asyncio.wrap_future(self.room.submit(job, reader))
            except Preparing:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(TRY_AGAIN_SECONDS)

    def _note(self, caller: Caller, tool: str, names: tuple[str, ...], query: str) -> Future[int]:
        assert self.room.log is not None  # noqa: S101 (asked before)
        book = self.room.log
        return book.noting(
            Action.SEARCHED if query else Action.SHOWN,
            who=name_of(caller),
            what=names,
            path=f"mcp:{tool}",
            count=len(names) or None,
            query=f"digest:{book.digest(query)}" if query else None,
            by="token" if caller.by_token else None,
            seen_as=self.room.class_of(caller.account.reader) or None if caller.account else None,
        )


def _told(error: Exception) -> Exception:
    """Return what an assistant is told of an error: of a fault of ours nothing but that."""
    match error:
        case QueryError():
            return ToolError(f"{error}\n{error.picture()}")
        case tools.NotUnderstood():
            return ToolError(str(error))
        case InvalidCursor():
            return ToolError("that is no page of this query: begin without one")
        case Preparing():
            return ToolError("what this reader may see is being prepared; ask again in a minute")
        case Crowded():
            return ToolError("too many ask at once; ask again in some seconds")
        case ToolError():
            return error
        case ArchiveError():
            log.error("%s", error)
            return ToolError("the archive or its log cannot be read at the moment")
        case _:
            log.error("a fault of the program: %s", type(error).__name__)
            return ToolError("a fault of the program; its log says where")


def assist_server(room: Room, *, url: str = "") -> MCPServer[Any]:
    """Return the server that answers assistants from a room.

    Args:
        room: Entered by the caller, who also leaves it.
        url: Where people reach the room, for links.
    """
    asking = _Asking(room, url.rstrip("/"))
    made: MCPServer[Any] = MCPServer(
        "cablegram", instructions=INSTRUCTIONS, log_level="WARNING", subscriptions=False
    )

    @made.tool(annotations=READS)
    async def search(
        context: Context[Any, Any], query: Text = "", limit: int = 10, page: Name = ""
    ) -> dict[str, Any]:
        """Find cables; each comes with the passage that matches, cited to its paragraph."""
        job = partial(tools.search, query=query, limit=limit, page=page)
        return await asking.answer(context, "search", job, query)

    @made.tool(annotations=READS)
    async def show(
        context: Context[Any, Any],
        number: Named,
        first_paragraph: int = 1,
        first_character: int = 0,
    ) -> dict[str, Any]:
        """Read a cable from a paragraph (counted from 1) on, and from a character of it (from 0).

        To read on, pass what `next_paragraph` and `next_character` say.
        """
        job = partial(
            tools.show,
            number=number,
            first_paragraph=first_paragraph,
            first_character=first_character,
        )
        return await asking.answer(context, "show", job, "")

    @made.tool(annotations=READS)
    async def refs(context: Context[Any, Any], number: Number, depth: int = 1) -> dict[str, Any]:
        """Tell what a cable cites and which cables cite it, up to three steps away."""
        job = partial(tools.refs, number=number, depth=depth)
        return await asking.answer(context, "refs", job, "")

    @made.tool(annotations=READS)
    async def thread(context: Context[Any, Any], number: Number, limit: int = 50) -> dict[str, Any]:
        """Tell the matter of a cable in order of time: what it cites, is cited by, shares."""
        job = partial(tools.matter_of, number=number, limit=limit)
        return await asking.answer(context, "thread", job, "")

    @made.tool(annotations=READS)
    async def gaps(context: Context[Any, Any], station: Name, year: int) -> dict[str, Any]:
        """Tell which numbers of a station and year are not held, and about how many it sent."""

        def job(archive: Archive, _quoting: Quoting) -> dict[str, Any]:
            return tools.gaps(archive, station, year)

        return await asking.answer(context, "gaps", job, "")

    @made.tool(annotations=READS)
    async def dossier(context: Context[Any, Any], name: Name = "") -> dict[str, Any]:
        """List the dossiers, or give the cables of one, by its name or id, with the notes."""
        caller = asking.caller(context)

        def job(archive: Archive, quoting: Quoting) -> dict[str, Any]:
            reader = caller.account.reader if caller.account else room.reader
            return tools.dossier(archive, room.desk(reader, caller.account), quoting, name)

        return await asking.answer(context, "dossier", job, "")

    return made
