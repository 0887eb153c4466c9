"""What it costs that people sign in: pages with and without accounts.

In processor time of the application alone, and in milliseconds from `cablegram serve`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.report import Section, Table
from bench.room_pages import kinds
from bench.wire import Line, served
from cablegram.access import SEES_ALL
from cablegram.accounts import Accounts, Role
from cablegram.search import Archive
from cablegram.web import Room, reading_room
from cablegram.web.entering import cookie_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from bench.place import Place

    Ask = Callable[[str], Awaitable[None]]
    #: Name of a kind of page, and addresses of some.
    Wanted = tuple[str, tuple[str, ...]]

ROUNDS = 5
EACH = 12
SECONDS = 600
#: Statuses of what is no page.
WRONG = frozenset({401, 403, 429, 500, 503})
COLUMNS = ("page", "without, ms", "with accounts, ms", "more")
#: What is made in the archive for it, and taken away again.
MADE = ("accounts.sqlite*", "audit.sqlite*", "audit.key*")


def doors_section(place: Place) -> Section:
    """Measure pages of each kind, with and without accounts, one after the other."""
    path = place.archive
    with Archive.open(path) as archive:
        wanted = [(kind.name, kind.addresses[:EACH]) for kind in kinds(archive)]
        cables = len(archive.leading_ids())
    with _accounts(path) as token:
        within = asyncio.run(_within(path, token, wanted))
        over_wire = asyncio.run(_over_wire(path, token, wanted))
    return Section(
        name="Doors",
        about=(
            f"An archive of {cables:,} cables; {EACH} pages of each kind, with accounts (a session "
            "is looked up, the log is written) and without, one after the other; the mean of "
            f"their best times in {ROUNDS} rounds. The project wants no more than 10 % more."
        ),
        tables=(
            Table(
                title="Processor time of the application",
                columns=COLUMNS,
                rows=within,
                note="Without a server and without a network.",
            ),
            Table(
                title="From `cablegram serve`",
                columns=COLUMNS,
                rows=over_wire,
                note=(
                    "From the request to the last byte of the packed answer, over the loopback "
                    "interface, one connection that is kept open."
                ),
            ),
        ),
    )


async def _within(path: Path, token: str, wanted: list[Wanted]) -> tuple[tuple[str, ...], ...]:
    with ExitStack() as rooms:
        alone, signed_in = (
            rooms.enter_context(Room(path, threads=1, alone=is_alone)) for is_alone in (True, False)
        )
        for room in (alone, signed_in):
            room.wait_until_kept_up(SECONDS)
        asks = (
            partial(_ask, reading_room(alone), None),
            partial(_ask, reading_room(signed_in), token),
        )
        return await _measured(asks, wanted, time.process_time)


async def _over_wire(path: Path, token: str, wanted: list[Wanted]) -> tuple[tuple[str, ...], ...]:
    with ExitStack() as rooms:
        alone, signed_in = (
            rooms.enter_context(served(path, *options)) for options in (("--alone",), ())
        )
        cookie = f"{cookie_name(f'http://{signed_in.host}:{signed_in.port}')}={token}"
        async with (
            Line(alone.host, alone.port) as without,
            Line(signed_in.host, signed_in.port, cookie=cookie) as with_accounts,
        ):
            asks = partial(_get, without), partial(_get, with_accounts)
            return await _measured(asks, wanted, time.perf_counter)


@contextmanager
def _accounts(path: Path) -> Iterator[str]:
    """Give an archive an account, and take it away again; gives the secret of a session."""
    now = dt.datetime.now(dt.UTC)
    try:
        with Accounts.open(path, create=True) as accounts:
            made = accounts.add("bench", role=Role.ADMIN, reader=SEES_ALL, now=now)
            token = accounts.begin(made.account_id, now=now).token
        yield token
    finally:
        for pattern in MADE:
            for each in path.glob(pattern):
                each.unlink()


async def _measured(
    asks: tuple[Ask, Ask], wanted: list[Wanted], clock: Callable[[], float]
) -> tuple[tuple[str, ...], ...]:
    rows, sums = [], [0.0, 0.0]
    for name, addresses in wanted:
        each = [0.0, 0.0]
        for address in addresses:
            best = [float("inf")] * 2
            for _ in range(ROUNDS):
                for number, ask in enumerate(asks):
                    begun = clock()
                    await ask(address)
                    best[number] = min(best[number], clock() - begun)
            each = [sum(pair) for pair in zip(each, best, strict=True)]
        each = [1000 * one / len(addresses) for one in each]
        sums = [one + more for one, more in zip(sums, each, strict=True)]
        rows.append(_row(name, *each))
    return (*rows, _row("all kinds together", *sums))


def _row(name: str, without: float, signed_in: float) -> tuple[str, ...]:
    return name, f"{without:.2f}", f"{signed_in:.2f}", f"{100 * (signed_in / without - 1):+.1f} %"


async def _get(line: Line, address: str) -> None:
    _hold((await line.get(address)).status, address)


def _hold(status: int, address: str) -> None:
    if status in WRONG:
        msg = f"{address}: {status}"
        raise RuntimeError(msg)


async def _ask(app: ASGIApp, token: str | None, address: str) -> None:
    """Ask for a page as a server does, without one."""
    path, _, query = address.partition("?")
    headers = [(b"host", b"localhost"), (b"accept", b"text/html")]
    if token is not None:
        cookie = f"{cookie_name('http://localhost')}={token}"
        headers.append((b"cookie", cookie.encode()))
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": ("localhost", 1),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 (of ASGI)
        if message["type"] == "http.response.start":
            _hold(message["status"], address)

    await app(scope, receive, send)
