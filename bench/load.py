"""Two hundred readers at once, while more is filed: `python -m bench load --minutes 10`.

With `--accounts` each has signed in, with one of several clearances, and the log is written.
"""

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
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.load_tables import (
    ANSWERS,
    Answer,
    Load,
    Seen,
    Watch,
    by_clearance,
    by_kind,
    over_time,
    shares,
)
from bench.make_archive import make
from bench.peers.questions import questions, vocabulary
from bench.people import CLEARANCES, Person, say_of_log, signed_in, wait_until_prepared
from bench.place import say
from bench.report import Section
from bench.watch import environment, family, read_into_memory
from bench.wire import Got, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.place import Place

#: Seconds that a reader looks at a page, any time between the two alike.
THINKS = (1.0, 5.0)
EVERY_SECONDS = 5.0
_CABLE = re.compile(r'<h2><a href="(/c/[^"]+)"')
_NEXT = re.compile(r'<a rel="next" href="([^"]+)"')
_TICKS = os.sysconf("SC_CLK_TCK")


def load_section(place: Place, load: Load) -> Section:
    """Let readers walk through the room while more is filed."""
    archive = _copied(place)
    more = _more(place, load) if load.files_meanwhile else None
    people = [Person()] * load.readers
    if load.have_accounts:
        people = signed_in(archive, load.readers)
    with served(archive) as room:
        queries = _queries(archive)
        at = (room.host, room.port)
        if load.have_accounts:
            wait_until_prepared(*at, people)
        filing = _filing(archive, more) if more else _nothing()
        with filing as ingest:
            ids = (room.pid, ingest.pid if ingest else 0)
            seen, watch, own = asyncio.run(_readers(at, ids, people, queries, load))
            still = ingest is not None and ingest.poll() is None
    noted = say_of_log(archive) if load.have_accounts else ""
    shutil.rmtree(archive)
    tables = [by_kind(seen, load), over_time(seen, watch, load), shares(watch, own, load)]
    if load.have_accounts:
        tables.insert(1, by_clearance(seen, noted))
    return Section(
        name="Many readers who sign in" if load.have_accounts else "Many readers",
        about=_about(place, load, queries=len(queries), still=still),
        tables=tuple(tables),
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
    people = (
        f"{load.readers} people who have signed in, in turn with one of {len(CLEARANCES)} "
        f"clearances ({', '.join(CLEARANCES)}), what they are shown is noted in the log"
        if load.have_accounts
        else f"{load.readers} readers"
    )
    return (
        f"`cablegram serve` with an archive of {place.cables:,} made-up cables, all its settings "
        f"as they come; {meanwhile}. {people}, each with a connection of "
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
    at: tuple[str, int],
    ids: tuple[int, int],
    people: list[Person],
    queries: list[str],
    load: Load,
) -> tuple[Seen, Watch, float]:
    seen, watch = Seen(), Watch()
    began = time.perf_counter()
    end = began + 60 * load.minutes
    used = _own_seconds()
    everyone = [
        asyncio.create_task(_reader(at, number, person, queries, load, seen, began, end))
        for number, person in enumerate(people)
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
    at: tuple[str, int],
    number: int,
    person: Person,
    queries: list[str],
    load: Load,
    seen: Seen,
    began: float,
    end: float,
) -> None:
    dice = random.Random(number)
    line = person.line(*at)

    async def think() -> None:
        if load.thinks:
            left = max(0.0, end - time.perf_counter())
            await asyncio.sleep(min(left, dice.uniform(*THINKS)))

    async def get(kind: str, target: str) -> str:
        asked = time.perf_counter()
        if asked >= end:
            return ""
        try:
            got = await line.get(target)
        except (OSError, EOFError, ValueError):
            line.close()
            got = Got(status=0, body=b"")  # no answer
        took = 1000 * (time.perf_counter() - asked)
        if got.status not in ANSWERS:
            say(f"status {got.status} after {took:.0f} ms: {target[:200]}")
        seen.answers.append(Answer(asked - began, kind, took, got.status, person.clearance))
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
