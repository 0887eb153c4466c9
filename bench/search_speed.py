"""Searching: milliseconds by kind of query, and how the ranking agrees with a plain one."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from bench.peers.questions import phrases, sample, vocabulary
from bench.plain_bm25 import overlap
from bench.report import Section, Table
from bench.watch import percentile, read_into_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.place import Place
    from cablegram.search import Archive

QUERIES = 100
# As many cables as the plain ranking is made for; it reads every text.
RANKED_AT_MOST = 20_000
RANKED_QUERIES = 50
SLOWEST = 3


def queries(archive: Archive) -> dict[str, list[str]]:
    """Return the queries of each kind, made of words that the cables have."""
    dice = random.Random(7)
    words = vocabulary(archive)
    most, some, few = words.most, words.some, words.few
    records = sample(archive, QUERIES)
    dates = [record["date"] for record in records]
    codes = [record["tags"][0]["code"] for record in records]

    def pick(words: list[str], number: int = 1) -> str:
        return " ".join(dice.choice(words) for _ in range(number))

    def each(make_one: Callable[[], str]) -> list[str]:
        return [make_one() for _ in range(QUERIES)]

    def side_by_side(*, are_common: bool) -> list[str]:
        found = phrases(records, words.commonest, are_common=are_common, count=QUERIES)
        return [" ".join(pair) for pair in found]

    apart, common = side_by_side(are_common=False), side_by_side(are_common=True)
    return {
        "one rare word": each(lambda: pick(few)),
        "one word": each(lambda: pick(some)),
        "one common word": each(lambda: pick(most)),
        "three words, AND": each(lambda: pick(most, 3)),
        "three words, OR": each(lambda: pick(some, 3).replace(" ", " OR ")),
        "phrase of two words": [f'"{pair}"' for pair in apart],
        "phrase of two of the commonest": [f'"{pair}"' for pair in common],
        "two words near": [f'"{pair}"~5' for pair in apart],
        "two in a paragraph": [f"para:({pair})" for pair in apart],
        "word, year, TAGS": [
            f'{pick(most)} date:{day[:4]} tags:"{code}"'
            for day, code in zip(dates, codes, strict=True)
        ],
        "station, range of days": [
            f"from:{pick(['lisbon', 'madrid', 'paris', 'bern'])} date:{day[:4]}.." for day in dates
        ],
        "beginning of a word": each(lambda: pick(some)[:4] + "*"),
        "near spelling": each(lambda: pick(some) + "~"),
        "common word, by date": each(lambda: f"{pick(most)} sort:-date"),
        "facets, half of all": words.halves * 5,
    }


def _latencies(archive: Archive, found: dict[str, list[str]]) -> tuple[Table, Table]:
    """Return the latencies by kind of query, and the slowest queries of each."""
    rows, slowest = [], []
    for kind, asked in found.items():
        with_facets = kind.startswith("facets")
        took: list[tuple[float, str]] = []
        totals = 0
        for query in asked[:10]:
            archive.search(query, with_snippets=False, with_facets=with_facets)
        for query in asked:
            began = time.perf_counter()
            results = archive.search(query, with_snippets=False, with_facets=with_facets)
            took.append((1000 * (time.perf_counter() - began), query))
            totals += results.total
        values = [each for each, _ in took]
        rows.append(
            (
                kind, str(len(asked)), f"{totals / len(asked):,.0f}",
                *(f"{percentile(values, share):.2f}" for share in (0.5, 0.95)),
            )
        )  # fmt: skip
        worst = sorted(took, reverse=True)[:SLOWEST]
        slowest.append((kind, "; ".join(f"`{query}` {took:.1f}" for took, query in worst)))
    cables = len(archive.leading_ids())
    return (
        Table(
            title=f"Milliseconds of a query, {cables:,} cables",
            columns=("query", "queries", "matches, mean", "p50", "p95"),
            rows=tuple(rows),
            note="From the text of the query to 20 hits with their summaries and the count of all.",
        ),
        Table(title="The slowest", columns=("query", "and milliseconds"), rows=tuple(slowest)),
    )


def search_section(place: Place) -> Section:
    """Measure the latencies of search on an archive, and its ranking if that is small."""
    from cablegram.search import Archive

    read_into_memory(place.archive)
    with Archive.open(place.archive) as archive:
        tables = list(_latencies(archive, queries(archive)))
        if len(archive.leading_ids()) <= RANKED_AT_MOST:
            tables.append(overlap(archive, RANKED_QUERIES))
    return Section(
        name="Searching",
        about=(
            "Search in an archive of made-up cables, in one process. The archive's files are in "
            "the memory of the system; each query is asked once."
        ),
        tables=tuple(tables),
    )
