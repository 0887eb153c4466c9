"""How many cables a second one process reads, and two; and what the floor is."""

from __future__ import annotations

import multiprocessing
import re
import time
from typing import TYPE_CHECKING, Any

from bench.messages import make
from bench.report import Section, Table
from cablegram.read import decode, parse
from cablegram.sample import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONG_BYTES = 100_000
LONG_FORMS = ("acp127", "telegram", "sas", "smart")
FEW = 200  # messages of the warm-up
_WORD = re.compile(r"[ \t]*(?:\d{1,2}\. |[A-Z]{2,10}[ :])")


def best(work: Callable[[], None], rounds: int) -> tuple[float, float]:
    """Return the shortest wall time of some rounds, and the shortest time of the processor."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def parse_all(messages: Sequence[str | bytes]) -> None:
    """Read each; the fields, the spans and the tree are all made by then."""
    for message in messages:
        parse(message)


def _lines(texts: Sequence[str]) -> None:
    for text in texts:
        text.split("\n")


def _lines_and_pattern(texts: Sequence[str]) -> None:
    match = _WORD.match
    for text in texts:
        for line in text.splitlines():
            match(line)


def _row(name: str, work: Callable[[], None], texts: Sequence[str], rounds: int) -> tuple[str, ...]:
    wall, cpu = best(work, rounds)
    characters = sum(map(len, texts))
    return (
        name,
        f"{len(texts):,}",
        f"{characters / len(texts):,.0f}",
        f"{len(texts) / wall:,.0f}",
        f"{len(texts) / cpu:,.0f}",
        f"{characters / wall / 1e6:.1f}",
    )


COLUMNS = ("input", "cables", "characters each", "cables/s", "cables/s (CPU)", "MB/s")


def parse_section(count: int, rounds: int) -> Section:
    """Measure `parse` on short messages by form, on long ones, on two processes, and the floor."""
    mixed = make(count)
    texts = [decode(data)[0] for data in mixed]
    parse_all(mixed[:FEW])
    rows = [
        _row("all forms, bytes", lambda: parse_all(mixed), texts, rounds),
        _row("all forms, text", lambda: parse_all(texts), texts, rounds),
    ]
    for form in FORMS:
        own = make(count, form=form)
        own_texts = [decode(data)[0] for data in own]
        rows.append(_row(form, lambda own=own: parse_all(own), own_texts, rounds))  # type: ignore[misc]
    longs = [
        decode(data)[0]
        for form in LONG_FORMS
        for data in make(max(count // 80, 4), form=form, size=LONG_BYTES)
    ]
    long_rows = (_row("long messages", lambda: parse_all(longs), longs, rounds),)
    floor = (
        _row("text.split into lines", lambda: _lines(texts), texts, rounds),
        _row("splitlines and one pattern a line", lambda: _lines_and_pattern(texts), texts, rounds),
        rows[1],
    )
    note = f"Best of {rounds} rounds; the messages were made before and lie in memory."
    return Section(
        name="Reading",
        about="`cablegram.parse` of one process on one core, every field, tree and span made.",
        tables=(
            Table(title="By form", columns=COLUMNS, rows=tuple(rows), note=note),
            Table(title="Long messages", columns=COLUMNS, rows=long_rows),
            Table(title="The floor", columns=COLUMNS, rows=floor),
            _two_processes(count, rounds),
        ),
    )


def _worker(index: int, workers: int, count: int, rounds: int, start: Any, out: Any) -> None:  # noqa: ANN401
    mine = make(count)[index::workers]
    parse_all(mine[:FEW])
    for number in range(rounds):
        start.wait()
        began = time.monotonic()
        parse_all(mine)
        out.put((number, began, time.monotonic(), len(mine)))


def _together(workers: int, count: int, rounds: int) -> tuple[float, int]:
    """Return the seconds of the best round from the first start to the last end, and the cables."""
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(workers), context.Queue()
    processes = [
        context.Process(target=_worker, args=(index, workers, count, rounds, start, out))
        for index in range(workers)
    ]
    for process in processes:
        process.start()
    results = [out.get() for _ in range(workers * rounds)]
    for process in processes:
        process.join()
    times, cables = [], 0
    for number in range(rounds):
        own = [result for result in results if result[0] == number]
        times.append(max(each[2] for each in own) - min(each[1] for each in own))
        cables = sum(each[3] for each in own)
    return min(times), cables


def _two_processes(count: int, rounds: int) -> Table:
    rows = []
    first = 0.0
    for workers in (1, 2):
        seconds, cables = _together(workers, count, rounds)
        first = first or seconds
        rate = f"{cables / seconds:,.0f}"
        rows.append((str(workers), f"{cables:,}", f"{seconds:.2f}", rate, f"{first / seconds:.2f}"))
    return Table(
        title="Two processes against one",
        columns=("processes", "cables", "seconds", "cables/s", "times one"),
        rows=tuple(rows),
        note="The same messages in all; started by spawn, after a warm-up, all from one signal.",
    )
