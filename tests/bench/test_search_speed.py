"""The bench of search on a small archive: each kind of query is asked, the ranking compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.place import Place
from bench.plain_bm25 import overlap
from bench.search_speed import QUERIES, queries, search_section
from cablegram.archive import Item
from cablegram.archive.feed import read_bytes
from cablegram.sample import generate
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

CABLES = 400


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("made")
    messages = generate(CABLES, seed=3, forms=("acp127",), faults=False)
    with Archive.open(path, create=True) as opened:
        opened.ingest((Item(source=each.name, data=each.data) for each in messages), read_bytes)
        yield opened


def test_every_kind_of_query_is_asked_and_finds_something(archive: Archive) -> None:
    section = search_section(Place(folder=archive.folder, cables=CABLES, given=archive.folder))
    latencies, slowest, ranking = section.tables
    asked = queries(archive)
    assert [row[0] for row in latencies.rows] == [row[0] for row in slowest.rows] == list(asked)
    for kind, count, matches, *_ in latencies.rows:
        assert int(count) == len(asked[kind])
        assert len(set(asked[kind])) > 1
        assert float(matches.replace(",", "")) > 0, kind
    assert max(map(len, asked.values())) == QUERIES
    assert ranking.rows[0][0] == "50"


def test_subject_and_summary_weigh_more_and_the_ranking_stays_a_bm25(archive: Archive) -> None:
    """Most of the first ten are those of a plain BM25; more have a word of the query on top."""
    _, same, ours, plain = overlap(archive, 50).rows[0]
    assert float(same) >= 6
    assert float(ours) > float(plain)
