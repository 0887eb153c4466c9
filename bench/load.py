"""Two hundred readers at once, while more is filed: `python -m bench load --minutes 10`."""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.make_archive import make
from bench.peers.questions import questions, vocabulary
from bench.place import say
from bench.report import Section, Table
from bench.watch import environment, family, percentile, read_into_memory
from bench.wire import Got, Line, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.place import Place

#: Seconds that a reader looks at a page, any time between the two alike.
THINKS = (1.0, 5.0)
EVERY_SECONDS = 5.0
#: Wanted of searches at the 95th percentile.
WANTED_MS = 150.0
#: Statuses that a reader takes for an answer; all else is an error, and so is none.
ANSWERS = frozenset({200, 300, 301, 302, 404})
_CABLE = re.compile(r'<h2><a href="(/c/[^"]+)"')
_NEXT = re.compile(r'<a rel="next" href="([^"]+)"')
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many readers come, for how long, and whether they think between two pages."""

    readers: int
    minutes: float
    thinks: bool
    files_meanwhile: bool = True


@dataclass(slots=True)
class Seen:
    """What the readers saw: when since the start, what kind of page, milliseconds, status."""

    answers: list[tuple[float, str, float, int]] = field(default_factory=list)


@dataclass(slots=True)
class Watch:
    """Memory and time of the server, and time of the ingest, every few seconds."""

    rows: list[tuple[float, float, float, float, float]] = field(default_factory=list)


def load_section(place: Place, load: Load) -> Section:
    """Let readers walk through the room while more is filed."""
    archive = _copied(place)
    more = _more(place, load) if load.files_meanwhile else None
    with served(archive) as room:
        queries = _queries(archive)
        filing = _filing(archive, more) if more else _nothing()
        with filing as ingest:
            ids = (room.pid, ingest.pid if ingest else 0)
            at = (room.host, room.port)
            seen, watch, own = asyncio.run(_readers(at, ids, queries, load))
            still = ingest is not None and ingest.poll() is None
    shutil.rmtree(archive)
    return Section(
        name="Many readers",
        about=_about(place, load, queries=len(queries), still=still),
        tables=(_by_kind(seen, load), _over_time(seen, watch, load), _shares(watch, own, load)),
    )


def _about(place: Place, load: Load, *, queries: int, still: bool) -> str:
    thinking = (
        f"looks at each page for {THINKS[0]:.0f} to {THINKS[1]:.0f} seconds, any time alike"
        if load.thinks
        else "asks for the next page as soon as one is there"
    )
    meanwhile = (
        "`cablegram ingest` files more cables in another process meanwhile"
        + (", and is still at it at the end" if still else "; IT ENDED BEFORE THE READERS DID")
        if load.files_meanwhile
        else "nothing is filed meanwhile"
    )
    return (
        f"`cablegram serve` with an archive of {place.cables:,} made-up cables, all its settings "
        f"as they come; {meanwhile}. {load.readers} readers, each with a connection of "
        f"its own, for {load.minutes:g} minutes: one searches for one of {queries:,} queries, "
        "opens a cable of the answer, then its thread, then the next page of the answer, and "
        f"begins again; he {thinking}. The readers run on the same machine."
    )


def _copied(place: Place) -> Path:
    """Return an archive that may be written to."""
    archive = place.folder / "load-archive"
    shutil.rmtree(archive, ignore_errors=True)
    say(f"copying {place.archive}")
    shutil.copytree(place.archive, archive)
    read_into_memory(archive)
    return archive


def _more(place: Place, load: Load) -> Path:
    """Return a tar with more cables than can be filed in the time."""
    cables = int(60 * load.minutes * 1000) + 20_000
    path = place.folder / f"more-{cables}.tar"
    if not path.exists():
        say(f"making up {cables:,} more cables")
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        make(part, cables, container="tar", seed=2)
        part.rename(path)
    return path


@contextmanager
def _filing(archive: Path, more: Path) -> Iterator[subprocess.Popen[bytes] | None]:
    words = ("-m", "cablegram", "ingest", str(more), "--archive", str(archive), "--quiet")
    process = subprocess.Popen(
        [sys.executable, *words], env=environment(), stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def _queries(archive: Path) -> list[str]:
    """Return what readers search for: of all kinds, half of the archive among them."""
    from cablegram.search import Archive

    with Archive.open(archive) as opened:
        words = vocabulary(opened)
        asked = questions(opened, 200)
    dice = random.Random(3)
    found = [str(each) for kind in asked.values() for each in kind]
    found += [dice.choice(words.few) for _ in range(200)]
    dice.shuffle(found)
    return list(dict.fromkeys(found))


async def _readers(
    at: tuple[str, int], ids: tuple[int, int], queries: list[str], load: Load
) -> tuple[Seen, Watch, float]:
    seen, watch = Seen(), Watch()
    began = time.perf_counter()
    end = began + 60 * load.minutes
    used = _own_seconds()
    everyone = [
        asyncio.create_task(_reader(Line(*at), number, queries, load, seen, began, end))
        for number in range(load.readers)
    ]
    while time.perf_counter() < end:
        await asyncio.to_thread(_look, ids, watch, began)
        await asyncio.sleep(EVERY_SECONDS)
    await asyncio.gather(*everyone)
    return seen, watch, _own_seconds() - used


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _reader(
    line: Line, number: int, queries: list[str], load: Load, seen: Seen, began: float, end: float
) -> None:
    dice = random.Random(number)

    async def think() -> None:
        if load.thinks:
            left = max(0.0, end - time.perf_counter())
            await asyncio.sleep(min(left, dice.uniform(*THINKS)))

    async def get(kind: str, target: str) -> str:
        at = time.perf_counter()
        if at >= end:
            return ""
        try:
            got = await line.get(target)
        except (OSError, EOFError, ValueError):
            line.close()
            got = Got(status=0, body=b"")  # no answer
        took = 1000 * (time.perf_counter() - at)
        if got.status not in ANSWERS:
            say(f"status {got.status} after {took:.0f} ms: {target[:200]}")
        seen.answers.append((at - began, kind, took, got.status))
        return got.text() if kind.startswith("search") and got.status == 200 else ""

    if load.thinks:  # they do not all come in the same moment
        await asyncio.sleep(dice.uniform(0.0, THINKS[1]))
    while time.perf_counter() < end:
        page = await get("search", f"/search?q={quote(dice.choice(queries))}")
        await think()
        if found := _CABLE.findall(page):
            place = dice.choice(found)
            await get("cable", place)
            await think()
            await get("thread", "/thread/" + place.removeprefix("/c/").partition("?")[0])
            await think()
        if following := _NEXT.search(page):
            await get("search, next page", following[1].replace("&amp;", "&"))
            await think()
    line.close()


def _look(ids: tuple[int, int], watch: Watch, began: float) -> None:
    """Note memory and time of server and ingest."""
    server, ingest = ids
    own, mapped = _memory(server)
    watch.rows.append(
        (
            time.perf_counter() - began, own, mapped, _cpu(server),
            _cpu(ingest) if ingest else 0.0,
        )
    )  # fmt: skip


def _memory(pid: int) -> tuple[float, float]:
    """Return megabytes of a process and those below it: its own, and with mapped files."""
    own = mapped = 0
    for each in family(pid):
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        sizes = dict(line.split()[:2] for line in text.splitlines()[1:])
        own += int(sizes.get("Pss_Anon:", 0))
        mapped += int(sizes.get("Pss:", 0))
    return own / 1000, mapped / 1000


def _cpu(pid: int) -> float:
    """Return the seconds that a process and those below it have used."""
    total = 0
    for each in family(pid):
        try:
            fields = (
                Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
            )
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / _TICKS


def _by_kind(seen: Seen, load: Load) -> Table:
    by_kind: dict[str, list[tuple[float, int]]] = {"search, all": []}
    for _, kind, took, status in seen.answers:
        by_kind.setdefault(kind, []).append((took, status))
        if kind.startswith("search"):
            by_kind["search, all"].append((took, status))
    rows = []
    for kind, answers in sorted(by_kind.items()):
        times = [took for took, _ in answers]
        errors = sum(status not in ANSWERS for _, status in answers)
        p95 = percentile(times, 0.95)
        wanted = ""
        if kind == "search, all":
            wanted = f"{WANTED_MS:.0f}, {'met' if p95 <= WANTED_MS else 'missed'}"
        rows.append(
            (kind, f"{len(times):,}", *(f"{percentile(times, x):.1f}" for x in (0.5, 0.95, 0.99)),
             f"{max(times):.1f}", wanted, str(errors))
        )  # fmt: skip
    return Table(
        title="Milliseconds of a page, as a reader sees it",
        columns=("page", "asked", "p50", "p95", "p99", "max", "wanted p95", "errors"),
        rows=tuple(rows),
        note=f"{len(seen.answers) / (60 * load.minutes):.1f} pages a second in all.",
    )


def _over_time(seen: Seen, watch: Watch, load: Load) -> Table:
    rows = []
    step = max(30.0, 6 * load.minutes)
    for start in range(0, int(60 * load.minutes), int(step)):
        within = [each for each in seen.answers if start <= each[0] < start + step]
        found = [each[2] for each in within if each[1].startswith("search")]
        looked = [each for each in watch.rows if start <= each[0] < start + step]
        if not found or not looked:
            continue
        rows.append(
            (
                f"{(start + step) / 60:.1f}", f"{len(within) / step:.1f}",
                f"{percentile(found, 0.5):.1f}", f"{percentile(found, 0.95):.1f}",
                f"{max(each[1] for each in looked):,.0f}",
                f"{max(each[2] for each in looked):,.0f}",
            )
        )  # fmt: skip
    return Table(
        title="Over time",
        columns=(
            "minutes", "pages/s", "search p50, ms", "search p95, ms", "MB of its own, most",
            "MB with mapped files, most",
        ),
        rows=tuple(rows),
        note=(
            "Memory of the server's processes; what they share counts once. Mapped files are the "
            "index, which the system takes back when it needs the memory."
        ),
    )  # fmt: skip


def _shares(watch: Watch, own: float, load: Load) -> Table:
    seconds = watch.rows[-1][0] - watch.rows[0][0]
    first, last = watch.rows[0], watch.rows[-1]
    rows = [
        ("server", f"{(last[3] - first[3]) / seconds:.2f}"),
        ("ingest", f"{(last[4] - first[4]) / seconds:.2f}"),
        ("the readers themselves", f"{own / (60 * load.minutes):.2f}"),
    ]
    return Table(
        title="Cores in use, on average",
        columns=("process", "cores"),
        rows=tuple(rows),
        note=f"Of {os.cpu_count()} cores.",
    )
