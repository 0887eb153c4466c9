"""Files that are sent: a multipart body, taken apart while it comes, onto the disk and no further.

Nothing of a body is held in memory but the piece at hand. A name is what somebody calls a file, and
never a path.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from cablegram.adding import LotRefused, NotNow, Refusal
from cablegram.web.answers import Problem
from cablegram.web.problems import NOT_TO_ADD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request

    from cablegram.adding import Jobs, Lot

MULTIPART: Final = "multipart/form-data"
MAX_BOUNDARY_BYTES: Final = 200
#: Head of one part: its name, with the folders before it, three bytes for each character.
MAX_HEAD_BYTES: Final = 16_384
MAX_HEADS: Final = 8
#: What is no file in such a body: fields of the form, and what follows its end.
MAX_FIELDS: Final = 100
MAX_OTHER_BYTES: Final = 100_000
#: Who sends nothing for so long is not waited for; nor who sends less than this on the whole.
IDLE_SECONDS: Final = 30.0
SLOW_AFTER_SECONDS: Final = 60.0
LEAST_BYTES_A_SECOND: Final = 1_024
#: What is still taken from somebody who was refused, so that his browser comes to read why.
DRAINED_BYTES: Final = 64 << 20
DRAIN_SECONDS: Final = 5.0
_STATUSES: Final = {
    Refusal.TOO_LARGE: 413,
    Refusal.FILE_TOO_LARGE: 413,
    Refusal.TOO_MANY: 413,
    Refusal.NAME_TOO_LONG: 400,
    Refusal.NO_ROOM: 507,
    Refusal.EMPTY: 400,
}


async def received(request: Request, jobs: Jobs | None) -> Mapping[str, str]:
    """Take the files of a form in; return the name of the job that files them, as `job`.

    Raises:
        Problem: If nothing may be added, or what comes is no form with files, or too much.
    """
    body = request.stream()
    try:
        if jobs is None:
            raise NOT_TO_ADD
        boundary = _boundary(request)
        lot = jobs.receive(_expected(request))
        try:
            await _take(body, boundary, lot)
        except BaseException:
            jobs.give_up(lot)
            raise
        return {"job": jobs.hand_over(lot).name}
    except ClientDisconnect as error:
        raise _broken("The connection ended in the middle.") from error
    except Problem:
        await _drain(body)
        raise
    except NotNow as error:
        await _drain(body)
        raise crowded(error) from error
    except LotRefused as error:
        await _drain(body)
        raise _refused(error) from error
    except OSError as error:
        await _drain(body)
        raise _not_written(error) from error


class _Parts:
    """What the parser calls while a body comes: each file goes into the lot."""

    def __init__(self, lot: Lot) -> None:
        self._lot = lot
        self._heads: dict[bytes, bytearray] = {}
        self._field = bytearray()
        self._value = bytearray()
        self._is_file = False
        self._fields = 0
        self._other_bytes = 0
        self.is_whole = False

    def on_part_begin(self) -> None:
        self._heads = {}
        self._field, self._value = bytearray(), bytearray()
        self._is_file = False

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._heads[bytes(self._field).lower()] = self._value
        self._field, self._value = bytearray(), bytearray()

    def on_headers_finished(self) -> None:
        said = self._heads.get(b"content-disposition", bytearray()).decode("latin-1")
        options = parse_options_header(said)[1]
        name = options.get(b"filename")
        # A field without a name is one of the form; a file without a name was not chosen.
        self._is_file = bool(name)
        if name:
            self._lot.begin(_unescaped(name.decode("utf-8", "replace")))
            return
        self._fields += 1
        if self._fields > MAX_FIELDS:
            raise _broken("It has too many fields.")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._lot.write(data[start:end])
        else:
            self.ignore(end - start)

    def ignore(self, size: int) -> None:
        """Count what belongs to no file.

        Raises:
            Problem: If it is too much.
        """
        self._other_bytes += size
        if self._other_bytes > MAX_OTHER_BYTES:
            raise _broken("It has too much that is no file.")

    def on_part_end(self) -> None:
        if self._is_file:
            self._lot.end()

    def on_end(self) -> None:
        self.is_whole = True


async def _take(body: AsyncIterator[bytes], boundary: bytes, lot: Lot) -> None:
    parts = _Parts(lot)
    names = [name for name in dir(parts) if name.startswith("on_")]
    parser = MultipartParser(
        boundary,
        {name: getattr(parts, name) for name in names},  # type: ignore[arg-type]
        max_header_count=MAX_HEADS,
        max_header_size=MAX_HEAD_BYTES,
    )
    begun, size = time.monotonic(), 0
    while (piece := await _next(body)) is not None:
        size += len(piece)
        if parts.is_whole:
            parts.ignore(len(piece))
            continue
        try:
            parser.write(piece)
        except ValueError as error:
            raise _broken("It does not follow the rules of such a body.") from error
        seconds = time.monotonic() - begun
        if seconds > SLOW_AFTER_SECONDS and size < LEAST_BYTES_A_SECOND * seconds:
            raise _slow()
    if not parts.is_whole:
        raise _broken("It ends in the middle.")


async def _next(body: AsyncIterator[bytes]) -> bytes | None:
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            return await anext(body)
    except StopAsyncIteration:
        return None
    except TimeoutError as error:
        raise _slow() from error


async def _drain(body: AsyncIterator[bytes]) -> None:
    """Take what still comes, for a while: a browser reads no answer before it has sent all."""
    size = 0
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for piece in body:
                size += len(piece)
                if size > DRAINED_BYTES:
                    return


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind.decode("latin-1") != MULTIPART:
        raise Problem(
            status=415,
            code="no-files",
            title="Those are no files",
            message=f"This address takes files as a form sends them: {MULTIPART}.",
        )
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= MAX_BOUNDARY_BYTES:
        raise _broken("It does not say what parts its parts.")
    return boundary


def _expected(request: Request) -> int:
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


def _unescaped(name: str) -> str:
    """Return a name without the three escapes that browsers write in it."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def crowded(error: NotNow) -> Problem:
    """Return what is said where something cannot be done now."""
    return Problem(
        status=409,
        code="not-now",
        title="Not now",
        message=error.reason,
        hint="See what is being added, and try again.",
    )


def _refused(error: LotRefused) -> Problem:
    return Problem(
        status=_STATUSES[error.refusal],
        code=error.refusal.value,
        title="Not taken",
        message=f"{error.message} Nothing of it was kept.",
        hint="`cablegram ingest` files what lies on this machine, however much it is."
        if _STATUSES[error.refusal] in {413, 507}
        else "Choose files or a folder, and send them again.",
    )


def _not_written(error: OSError) -> Problem:
    return Problem(
        status=507,
        code="not-written",
        title="Not taken",
        message=f"The folder of the archive cannot be written ({error.strerror or 'not told why'})."
        " Nothing was kept.",
        hint="Whoever looks after this machine can make room, or give leave to write there.",
    )


def _broken(reason: str) -> Problem:
    return Problem(
        status=400,
        code="broken-upload",
        title="That upload is broken",
        message=f"{reason} Nothing of it was kept.",
        hint="Send it again.",
    )


def _slow() -> Problem:
    return Problem(
        status=408,
        code="too-slow",
        title="Too slow",
        message="For too long too little of the upload came. Nothing of it was kept.",
        hint="Send it again, in smaller lots if the connection is bad.",
        headers={"Connection": "close"},
    )
