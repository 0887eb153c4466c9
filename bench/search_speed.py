"""Searching: milliseconds by kind of query, size and speed of the index, agreement of rankings."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.make_archive import make
from bench.plain_bm25 import overlap
from bench.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.search import Archive

ROOT = Path(__file__).resolve().parents[1]
QUERIES = 100
STARTS = 7
# As many cables as the plain ranking is made for; it reads every text.
RANKED_AT_MOST = 20_000
RANKED_QUERIES = 50
_WORD = re.compile(r"[A-Za-z]{3,}")


def _run(*words: str) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "cablegram", *words],
        check=True, capture_output=True, env=environment,
    )  # fmt: skip
    return time.perf_counter() - began


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _sample(archive: Archive, count: int) -> list[dict[str, Any]]:
    dice = random.Random(5)
    highest = archive.highest_id()
    numbers = [dice.randint(1, highest) for _ in range(4 * count)]
    held = archive.summaries(numbers)
    return [archive.record(number) for number in numbers if number in held][:count]


def _words(record: dict[str, Any]) -> list[str]:
    paragraphs = record["paragraphs"]
    text = max((each["text"] for each in paragraphs), key=len) if paragraphs else ""
    return [word.lower() for word in _WORD.findall(text)]


def queries(archive: Archive) -> dict[str, list[str]]:
    """Return the queries of each kind, made of words that the cables have."""
    dice = random.Random(7)
    terms = archive.ready().terms()
    held = len(archive.ready().held(range(1, archive.highest_id() + 1)))
    plain = [(term, count) for term, count in terms if term.isalpha() and len(term) > 3]
    most = [term for term, count in plain if count > held / 20] or [plain[0][0]]
    some = [term for term, count in plain if held / 1000 < count <= held / 20] or most
    few = [term for term, count in plain if count <= 20] or some
    records = [record for record in _sample(archive, 3 * QUERIES) if len(_words(record)) > 8]
    dates = [record["date"] or "2007-01-01" for record in records]
    codes = [(record["tags"] or [{"code": "PREL"}])[0]["code"] for record in records]

    def pick(words: list[str], number: int = 1) -> str:
        return " ".join(dice.choice(words) for _ in range(number))

    def each(make_one: Callable[[], str]) -> list[str]:
        return [make_one() for _ in range(QUERIES)]

    def following(number: int) -> Iterator[str]:
        for record in records[:QUERIES]:
            words = _words(record)
            place = dice.randrange(len(words) - number)
            yield " ".join(words[place : place + number])

    half = max(plain, key=lambda pair: -abs(pair[1] - held / 2))[0]
    return {
        "one rare word": each(lambda: pick(few)),
        "one word": each(lambda: pick(some)),
        "one common word": each(lambda: pick(most)),
        "three words, AND": each(lambda: pick(most, 3)),
        "three words, OR": each(lambda: pick(some, 3).replace(" ", " OR ")),
        "phrase of two": [f'"{words}"' for words in following(2)],
        "two words near": [f'"{words}"~5' for words in following(2)],
        "two in a paragraph": [f"para:({words})" for words in following(2)],
        "word, year, TAGS": [
            f'{pick(most)} date:{day[:4]} tags:"{code}"'
            for day, code in list(zip(dates, codes, strict=True))[:QUERIES]
        ],
        "station, range of days": [
            f"from:{pick(['lisbon', 'madrid', 'paris', 'bern'])} date:{day[:4]}.."
            for day in dates[:QUERIES]
        ],
        "beginning of a word": each(lambda: pick(some)[:4] + "*"),
        "near spelling": each(lambda: pick(some) + "~"),
        "common word, by date": each(lambda: f"{pick(most)} sort:-date"),
        "facets, half of all": [half] * (QUERIES // 4),
    }


def _latencies(archive: Archive, found: dict[str, list[str]]) -> list[tuple[str, ...]]:
    rows = []
    for kind, asked in found.items():
        with_facets = kind.startswith("facets")
        took: list[float] = []
        totals = 0
        for query in asked[:10]:
            archive.search(query, with_snippets=False, with_facets=with_facets)
        for query in asked:
            began = time.perf_counter()
            results = archive.search(query, with_snippets=False, with_facets=with_facets)
            took.append(1000 * (time.perf_counter() - began))
            totals += results.total
        rows.append(
            (
                kind, str(len(asked)), f"{totals / len(asked):,.0f}",
                f"{_percentile(took, 0.5):.2f}", f"{_percentile(took, 0.95):.2f}",
            )
        )  # fmt: skip
    return rows


def search_section(count: int, folder: Path | None) -> Section:
    """Measure search on a new archive of `count` cables, or on the one in `folder`."""
    from cablegram.search import Archive

    with tempfile.TemporaryDirectory() as place:
        path = folder if folder and (folder / "archive.sqlite").exists() else None
        if path is None:
            cables = Path(place) / "cables.tar"
            make(cables, count, container="tar")
            path = folder or Path(place) / "archive"
            _run("ingest", str(cables), "--archive", str(path), "--quiet")
            cables.unlink()
        with Archive.open(path) as archive:
            began, cpu = time.perf_counter(), time.process_time()
            indexed = archive.index.rebuild()
            seconds, busy = time.perf_counter() - began, time.process_time() - cpu
            size = sum(
                file.stat().st_size
                for file in (path / "index").rglob("*")
                if file.is_file()
            )  # fmt: skip
            found = queries(archive)
            latencies = _latencies(archive, found)
            ranking = overlap(archive, RANKED_QUERIES) if indexed <= RANKED_AT_MOST else None
        word = found["one common word"][0]
        starts = [_run("search", word, "--archive", str(path)) for _ in range(STARTS)]
        counts = [_run("search", word, "--archive", str(path), "--count") for _ in range(STARTS)]
    tables = [
        Table(
            title=f"Milliseconds of a query, {indexed:,} cables",
            columns=("query", "queries", "matches, mean", "p50", "p95"),
            rows=tuple(latencies),
            note="From the text of the query to 20 hits with their summaries and the count of all.",
        ),
        Table(
            title="The index",
            columns=("cables", "seconds", "CPU seconds", "cables/s", "MB", "KB a cable"),
            rows=(
                (
                    f"{indexed:,}", f"{seconds:.1f}", f"{busy:.1f}", f"{indexed / seconds:,.0f}",
                    f"{size / 1e6:,.1f}", f"{size / 1e3 / indexed:.2f}",
                ),
            ),
            note="From the records in the store, one class of readers.",
        ),
        Table(
            title="Milliseconds of `cablegram search`, the start of the program included",
            columns=("what", "runs", "best", "median"),
            rows=tuple(
                (
                    name,
                    str(STARTS),
                    f"{1000 * min(took):.0f}",
                    f"{1000 * _percentile(took, 0.5):.0f}",
                )
                for name, took in (("20 hits with passages", starts), ("--count", counts))
            ),
        ),
    ]  # fmt: skip
    if ranking is not None:
        tables.append(ranking)
    return Section(
        name="Searching",
        about="Search in an archive of made-up cables, in one process, warm unless said otherwise.",
        tables=tuple(tables),
    )
