"""Files while they are taken: so many at once, of one person and of all, and for who is let in."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from cablegram.web.answers import Problem
from cablegram.web.entering import session_of, token_of
from cablegram.web.flowing import flowing
from cablegram.web.problems import CROWDED
from cablegram.web.room import MOST_FLOWING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from cablegram.web.answers import Flow
    from cablegram.web.asking import Asked
    from cablegram.web.room import Room

#: Of one person. The last place is for somebody who has none: two together do not take all.
MOST_EACH: Final = 2
#: Who takes a file is looked at again so often: it may flow for hours.
LOOK_SECONDS: Final = 5.0
TOO_MANY_FILES: Final = Problem(
    status=429,
    code="too-many-files",
    title="Too many files at once",
    message=f"One person takes {MOST_EACH} large files at once; the last place is for another.",
    hint="Wait until one of them is there.",
    headers={"Retry-After": "30"},
)


class LetInNoMore(Exception):
    """Whoever takes a file was shut out, has left, or may see something else now."""


class Taking:
    """The files that flow out of a room. It belongs to the event loop."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._of_each: Counter[str] = Counter()
        self._of_all = 0

    def check(self, asked: Asked) -> None:
        """See whether somebody may take another file now.

        Raises:
            Problem: If there are too many, of all or of his own.
        """
        if self._of_all >= MOST_FLOWING:
            raise CROWDED
        his = 0 if asked.account is None else self._of_each[asked.account.account_id]
        if his >= MOST_EACH or (his and self._of_all == MOST_FLOWING - 1):
            raise TOO_MANY_FILES

    async def pieces(self, flow: Flow, asked: Asked, request: Request) -> AsyncIterator[bytes]:
        """Yield a file piece by piece, as long as whoever takes it may.

        Raises:
            LetInNoMore: If he may not any more: the answer ends in the middle.
        """
        whose = [asked.account.account_id] if asked.account is not None else []
        self._of_all += 1
        self._of_each.update(whose)
        looked = time.monotonic()
        try:
            async for piece in flowing(self._room, flow, asked.reader):
                if time.monotonic() - looked >= LOOK_SECONDS:
                    await self._see_that_he_may(asked, request)
                    looked = time.monotonic()
                yield piece
        finally:
            self._of_all -= 1
            self._of_each.subtract(whose)
            self._of_each += Counter()  # forgets who has none

    async def _see_that_he_may(self, asked: Asked, request: Request) -> None:
        door = self._room.door
        if not asked.caller.is_asked:
            return
        session, token = session_of(request), token_of(request)
        caller = await asyncio.wrap_future(door.ask(lambda: door.caller(session, token)))
        if caller.account is None or caller.account.reader != asked.reader:
            raise LetInNoMore
