"""Files that are written by a thread while they are sent."""

from __future__ import annotations

import asyncio
import io
import threading
from concurrent.futures import TimeoutError as TooSlowError
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from cablegram.access import Reader
    from cablegram.search import Archive
    from cablegram.web.answers import Flow
    from cablegram.web.room import Room

PIECE_BYTES: Final = 65_536
PIECES_AHEAD: Final = 4
#: Who takes nothing for so long has gone.
PATIENCE_SECONDS: Final = 60.0


class Stopped(Exception):
    """Nobody takes the file any more."""


class _Pipe(io.RawIOBase):
    """Takes bytes in a thread and hands them to the event loop, which may be slower."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, pieces: asyncio.Queue[bytes | None]
    ) -> None:
        self._loop = loop
        self._pieces = pieces
        self._waiting = bytearray()
        self.is_stopped = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]  # what has bytes, by the contract of io
        self._waiting += view
        if len(self._waiting) >= PIECE_BYTES:
            self.hand_over()
        return view.nbytes

    def hand_over(self) -> None:
        """Hand over what waits."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._put(None)

    def _put(self, piece: bytes | None) -> None:
        if self.is_stopped.is_set() or self._loop.is_closed():
            raise Stopped
        putting = asyncio.run_coroutine_threadsafe(self._pieces.put(piece), self._loop)
        try:
            putting.result(PATIENCE_SECONDS)
        except TooSlowError as error:
            putting.cancel()
            raise Stopped from error


class TooLarge(Exception):
    """A file is no small one."""


class _Small(io.RawIOBase):
    """Takes a piece and no more."""

    def __init__(self) -> None:
        self.taken = bytearray()
        self._is_full = False

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]  # what has bytes, by the contract of io
        if self._is_full:  # said already; this is somebody who cleans up
            return view.nbytes
        self.taken += view
        if len(self.taken) > PIECE_BYTES:
            self._is_full = True
            raise TooLarge
        return view.nbytes


def small(flow: Flow, archive: Archive) -> bytes | None:
    """Return a file that is one piece; `None` if it is more, which is told by its first piece."""
    out = _Small()
    try:
        flow.write(archive, out)  # type: ignore[arg-type]  # IO[bytes] and RawIOBase are one
    except TooLarge:
        return None
    return bytes(out.taken)


async def flowing(room: Room, flow: Flow, reader: Reader | None = None) -> AsyncIterator[bytes]:
    """Yield a file piece by piece.

    Args:
        room: Whose threads write it.
        flow: The file.
        reader: For whom; the reader of the room if it is left out.

    Raises:
        Crowded: If too many wait already.
    """
    pieces: asyncio.Queue[bytes | None] = asyncio.Queue(PIECES_AHEAD)
    pipe = _Pipe(asyncio.get_running_loop(), pieces)

    def write(archive: Archive) -> None:
        try:
            flow.write(archive, pipe)  # type: ignore[arg-type]  # IO[bytes] and RawIOBase are one
            pipe.hand_over()
        finally:
            pipe.end()

    written = asyncio.wrap_future(room.submit_file(write, reader))
    try:
        while (piece := await pieces.get()) is not None:
            yield piece
        await written  # a fault ends the answer in the middle, so that nobody takes it for whole
    finally:
        pipe.is_stopped.set()
        while not pieces.empty():  # whoever waits to put one is let go
            pieces.get_nowait()
        written.add_done_callback(_forget)


def _forget(done: asyncio.Future[None]) -> None:
    """Look at how it ended, which nobody else does if the reader has gone."""
    if not done.cancelled():
        done.exception()
