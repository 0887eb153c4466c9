"""Starting: an archive opened cold, and whole runs of the program up to their first result."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bench.peers.questions import questions, vocabulary
from bench.report import Section, Table
from bench.watch import drop_from_memory, environment, percentile, watched

if TYPE_CHECKING:
    from pathlib import Path

    from bench.place import Place

ROUNDS = 9
OPEN = """
import sys, time
from cablegram.search import Archive
began = time.perf_counter()
with Archive.open(sys.argv[1]) as archive:
    archive.ready()
    opened = time.perf_counter()
    archive.search(sys.argv[2])
    print(opened - began, time.perf_counter() - began)
"""


def start_section(place: Place) -> Section:
    """Measure opening and the start of the program on an archive."""
    from cablegram.search import Archive

    path = place.archive
    with Archive.open(path) as archive:
        word = vocabulary(archive).some[0]
        number = next(hit.cable.mrn for hit in archive.search(word).hits if hit.cable.mrn)
        narrow = str(questions(archive, 10)["term, station, year, TAGS"][0])
        cables = len(archive.leading_ids())
    return Section(
        name="Starting",
        about=(
            f"An archive of {cables:,} cables, each time in a new process. Cold: the pages of the "
            "archive's files are not in the memory of the system; those of Python and the program "
            "are."
        ),
        tables=(_opened(path, word), _runs(path, word, narrow, str(number))),
    )


def _opened(path: Path, word: str) -> Table:
    rows = []
    for name, is_cold in (("cold", True), ("warm", False)):
        opened, answered = [], []
        for _ in range(ROUNDS):
            if is_cold:
                drop_from_memory(path)
            first, second = map(float, watched("-c", OPEN, str(path), word).output.split())
            opened.append(first)
            answered.append(second)
        rows.append((name, str(ROUNDS), *_figures(opened), *_figures(answered)))
    return Table(
        title="Milliseconds to open an archive, without the start of Python",
        columns=(
            "files", "rounds", "opened, p50", "opened, max", "first 20 hits, p50",
            "first 20 hits, max",
        ),
        rows=tuple(rows),
        note=f"Opened: database and index, ready for a query. The hits of `{word}`, with passages.",
    )  # fmt: skip


def _runs(path: Path, word: str, narrow: str, number: str) -> Table:
    where = ("--archive", str(path))
    program = ("-m", "cablegram")
    asked = (
        ("python -c pass", ("-c", "pass"), False),
        ("import cablegram", ("-c", "import cablegram"), False),
        ("cablegram --version", (*program, "--version"), False),
        (f"search {word}", (*program, "search", word, *where), False),
        (f"search {word}, cold", (*program, "search", word, *where), True),
        (f"search {word} --count", (*program, "search", word, *where, "--count"), False),
        (f"search {narrow}", (*program, "search", narrow, *where), False),
        (f"show {number}", (*program, "show", number, *where), False),
        (f"refs {number}", (*program, "refs", number, *where), False),
        (f"thread {number}", (*program, "thread", number, *where), False),
    )
    took: dict[str, list[float]] = {name: [] for name, _, _ in asked}
    for _, words, _ in asked:
        _run(words)  # once for nothing: compiled modules are there afterwards
    for _ in range(ROUNDS):
        for name, words, is_cold in asked:
            if not is_cold:
                took[name].append(_run(words))
    for _ in range(ROUNDS):  # behind the others, which would find the files cold too
        for name, words, is_cold in asked:
            if is_cold:
                drop_from_memory(path)
                took[name].append(_run(words))
    return Table(
        title="Milliseconds of a whole run of the program",
        columns=("run", "rounds", "p50", "max"),
        rows=tuple((name, str(ROUNDS), *_figures(took[name])) for name, _, _ in asked),
        note="The warm ones in turn; from the start of the process to its end, the output read.",
    )


def _run(words: tuple[str, ...]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=False, capture_output=True, env=environment())
    return time.perf_counter() - began


def _figures(seconds: list[float]) -> tuple[str, str]:
    return f"{1000 * percentile(seconds, 0.5):.0f}", f"{1000 * max(seconds):.0f}"
