"""The reading room: milliseconds of its pages, their weight, and when a browser shows them."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.place import say
from bench.report import Section, Table
from bench.room_pages import AGAIN, PAGES_ON, Kind, kinds
from bench.watch import percentile, read_into_memory
from bench.wire import ACCEPT, ACCEPTED, Got, Line, served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.types import ASGIApp, Message

    from bench.place import Place

    Get = Callable[[str], Awaitable[Got]]

ROUNDS = 10
#: A window that has just been opened is busy with itself (Chromium loads the page of its own
#: address bar, on two cores, in the time that is measured): it is given time to come to rest.
REST_SECONDS = 1.5
MOST_KB = 60.0
PAINT_MS = 200.0
#: Pages beside those named below whose first paint is measured.
PAINTED = frozenset({"station", "tag", "person", "map", "calendar", "missing", "help"})
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
PAINT = """
() => performance.getEntriesByName("first-contentful-paint").map(each => each.startTime)[0] ?? null
"""
_NEXT = re.compile(r'<a rel="next" href="([^"]+)"')
_LOADED = re.compile(
    r'<(?:link[^>]* rel="(?:icon|stylesheet)"|script|img)[^>]*?(?:href|src)="([^"]+)"'
)


@dataclass(slots=True)
class Taken:
    """What pages of one kind took: milliseconds, bytes as sent, and answers that are none."""

    milliseconds: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    bad: int = 0
    slowest: tuple[float, str] = (0.0, "")

    def add(self, address: str, milliseconds: float, got: Got) -> None:
        """Take in one answer."""
        self.milliseconds.append(milliseconds)
        self.sent.append(len(got.body))
        self.bad += got.status not in {200, 300, 301, 302, 404}
        self.slowest = max(self.slowest, (milliseconds, address))


def room_section(place: Place) -> Section:
    """Measure the reading room on an archive."""
    from cablegram.search import Archive

    read_into_memory(place.archive)
    with Archive.open(place.archive) as archive:
        cables = len(archive.leading_ids())
        asked = kinds(archive)
    in_process = asyncio.run(_in_process(place.archive, asked))
    with served(place.archive) as room:
        at = (room.host, room.port)
        over_wire = asyncio.run(_over_wire(at, asked))
        weights = asyncio.run(_weights(at, asked))
        paints = _paints(f"http://{room.host}:{room.port}", asked)
    return Section(
        name=f"The reading room, {place.cables:,} cables",
        about=(
            f"An archive of {cables:,} cables, its files in the memory of the system. Each page is "
            "asked for once, one after the other, by one reader, but where the name says "
            "otherwise; it is made, packed and sent whole."
        ),
        tables=(
            _table("Milliseconds of a page, in one process", asked, in_process,
                   "From the request to the last byte of the packed answer: the application "
                   "itself, without a network."),
            _table("Milliseconds of a page, from `cablegram serve`", asked, over_wire,
                   "The same over the loopback interface, one connection that is kept open."),
            _slowest(over_wire), weights, *paints,
        ),
    )  # fmt: skip


async def _in_process(archive: Path, asked: list[Kind]) -> dict[str, Taken]:
    from cablegram.web import Room, reading_room

    with Room(archive) as room:
        room.wait_until_kept_up(600)
        app = reading_room(room)
        return await _all(lambda target: _ask(app, target), asked)


async def _ask(app: ASGIApp, target: str) -> Got:
    """Ask an application, as a server would."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": _unquoted(path), "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", ACCEPT.encode()),
                    (b"accept-encoding", ACCEPTED.encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    headers = dict(said[0]["headers"])
    body = b"".join(each.get("body", b"") for each in said[1:])
    coding = headers.get(b"content-encoding", b"").decode()
    return Got(status=said[0]["status"], body=body, coding=coding)


def _unquoted(path: str) -> str:
    from urllib.parse import unquote

    return unquote(path)


async def _over_wire(at: tuple[str, int], asked: list[Kind]) -> dict[str, Taken]:
    async with Line(*at) as line:
        return await _all(line.get, asked)


async def _all(get: Get, asked: list[Kind]) -> dict[str, Taken]:
    taken: dict[str, Taken] = {}
    for target in ("/", "/help", "/search?q=a", *(kind.addresses[0] for kind in asked[-8:])):
        await get(target)  # threads, templates and tables are ready afterwards
    for kind in asked:
        taken[kind.name] = Taken()
        for address in kind.addresses:
            await _timed(get, address, taken[kind.name])
    taken["search: pages 2 to 6"] = await _further(get, asked)
    return taken


async def _further(get: Get, asked: list[Kind]) -> Taken:
    """Follow the link to the next page."""
    common = next(kind for kind in asked if kind.name == "search: one common word")
    taken = Taken()
    for address in common.addresses[:AGAIN]:
        page = (await get(address)).text()
        for _ in range(PAGES_ON - 1):
            found = _NEXT.search(page)
            if found is None:
                break
            got = await _timed(get, found[1].replace("&amp;", "&"), taken)
            page = got.text()
    return taken


async def _timed(get: Get, address: str, taken: Taken) -> Got:
    began = time.perf_counter()
    got = await get(address)
    taken.add(address, 1000 * (time.perf_counter() - began), got)
    return got


def _table(title: str, asked: list[Kind], taken: dict[str, Taken], note: str) -> Table:
    targets = {kind.name: kind.target for kind in asked}
    targets["search: pages 2 to 6"] = targets["search: one common word"]
    rows = []
    for name, each in taken.items():
        p95 = percentile(each.milliseconds, 0.95)
        target = targets[name]
        said = "" if target is None else f"{target:.0f}, {'met' if p95 <= target else 'missed'}"
        times = (percentile(each.milliseconds, 0.5), p95, max(each.milliseconds))
        rows.append(
            (name, str(len(each.milliseconds)), *(f"{value:.1f}" for value in times), said,
             f"{percentile([float(x) for x in each.sent], 0.5) / 1000:.1f}", str(each.bad))
        )  # fmt: skip
    return Table(
        title=title,
        columns=("page", "asked", "p50", "p95", "max", "wanted p95", "kB sent, p50", "errors"),
        rows=tuple(rows),
        note=note,
    )


def _slowest(taken: dict[str, Taken]) -> Table:
    rows = tuple(
        (name, f"{each.slowest[0]:.1f}", f"`{each.slowest[1][:90]}`")
        for name, each in taken.items()
    )
    return Table(
        title="The slowest page of each kind", columns=("page", "ms", "address"), rows=rows
    )


async def _weights(at: tuple[str, int], asked: list[Kind]) -> Table:
    """Weigh pages with what they load, as it is sent."""
    rows = []
    files: dict[str, int] = {}
    async with Line(*at) as line:
        for kind in asked:
            found = []
            for address in dict.fromkeys(kind.addresses):
                got = await line.get(address)
                page = got.text()
                if not page.lstrip().startswith("<!doctype html"):
                    continue
                loaded = dict.fromkeys(_LOADED.findall(page))
                for each in loaded:
                    if each not in files:
                        files[each] = len((await line.get(each)).body)
                rest = sum(files[each] for each in loaded)
                found.append((len(got.body) + rest, rest, address))
            if found:
                most, rest, address = max(found)
                middle = percentile([float(each[0]) for each in found], 0.5)
                rows.append(
                    (kind.name, f"{middle / 1000:.1f}", f"{most / 1000:.1f}", f"{rest / 1000:.1f}",
                     "met" if most <= 1000 * MOST_KB else "missed", f"`{address[:60]}`")
                )  # fmt: skip
    return Table(
        title=f"Kilobytes of a page with style, script and icon, packed; wanted {MOST_KB:.0f}",
        columns=("page", "p50", "most", "of it style and script", "wanted", "the heaviest"),
        rows=tuple(rows),
        note="Bodies as they are sent to Chromium; the room loads no fonts.",
    )


def _painted(page: Any) -> float:  # noqa: ANN401  the type of an extra
    """Return when the browser has first shown something of a page; waits for it."""
    while (found := page.evaluate(PAINT)) is None:
        page.wait_for_timeout(5)
    return float(found)


def _paints(place: str, asked: list[Kind]) -> list[Table]:
    """Ask a browser when it first shows something of a page."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        say("no Chromium or no playwright: first paints are not measured")
        return []
    by_name = {kind.name: kind.addresses for kind in asked}
    shown = {
        "front page": "/",
        "search: one common word": by_name["search: one common word"][0],
        "search: half of the archive": by_name["search: half of the archive"][-1],
        "cable": by_name["cable"][0],
        "thread, depth 2": by_name["thread, depth 2"][0],
        **{kind.name: kind.addresses[0] for kind in asked if kind.name in PAINTED},
    }
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        for name, address in shown.items():
            cold: list[float] = []
            warm: list[float] = []
            for _ in range(ROUNDS):
                context = browser.new_context()
                page = context.new_page()
                page.wait_for_timeout(1000 * REST_SECONDS)
                for times in (cold, warm):
                    page.goto(place + address)
                    times.append(_painted(page))
                context.close()
            worst = max(*cold, *warm)
            rows.append(
                (name, *(f"{value:.0f}" for times in (cold, warm)
                         for value in (percentile(times, 0.5), max(times))),
                 "met" if worst <= PAINT_MS else "missed")
            )  # fmt: skip
        version = browser.version
        browser.close()
    return [
        Table(
            title=f"Milliseconds to the first contentful paint; wanted {PAINT_MS:.0f}",
            columns=("page", "cold, p50", "cold, worst", "warm, p50", "warm, worst", "wanted"),
            rows=tuple(rows),
            note=(
                f"Headless Chromium {version} over loopback, {ROUNDS} rounds; from the start of "
                "the navigation, as PerformancePaintTiming says. Cold: nothing in its cache, a new "
                f"connection; the window was opened {REST_SECONDS} s before. Met: the worst too."
            ),
        )
    ]
