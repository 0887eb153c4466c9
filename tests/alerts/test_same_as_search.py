"""What one is told of is what a search finds: the small index answers as the large one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.alerts import Board, Kind, Owner, follow, match_new, told
from cablegram.archive.desk import Desk
from cablegram.archive.feed import items, read_bytes
from cablegram.sample import generate
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

CABLES = 60
SECRET = Reader(level="secret", need_to_know=frozenset({"NODIS", "EXDIS", "LIMDIS"}))
READERS = (Owner(), Owner(reader=SECRET), Owner(reader=Reader(level="unclassified")))
QUERIES = (
    "", "the", "minister OR ambassador", "visit -meeting", "govern*", "meetting~", "mini?ter",
    '"the government"',
    "para:(the embassy)", "subject:visit", "class:secret", "class:..confidential",
    "date:1975..2005", "tags:PREL", "tags:PREL OR tags:ETRD", "from:lisbon OR from:cairo",
    "to:state", "info:london", "has:portion-marks", "has:diagnostics", "has:unresolved-refs",
    "has:several-witnesses", "caption:noforn", "form:sas OR form:tei",
    "signed:smith", "the NEAR/5 of", "precedence:immediate..", "office:EUR", "declass:..2020",
    "-the", "sort:date minister",
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("search")
    cables = folder / "cables"
    for file in generate(CABLES, seed=7):
        path = cables / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    with Archive.open(folder / "archive", create=True) as made:
        made.ingest(items([cables]), read_bytes)
        yield made


def test_each_is_told_of_what_a_search_would_find(archive: Archive) -> None:
    found, total = 0, 0
    with Board.open(archive.folder) as board:
        for owner in READERS:
            seen = archive.seen_by(owner.reader)
            with Desk.open(archive.folder, owner.reader) as desk:
                for query in QUERIES:
                    follow(seen, desk, board, owner, Kind.QUERY, query)
        board.connection.execute("UPDATE subscription SET after_id = 0")
        board.connection.execute("UPDATE alert_mark SET cable_id = 0")
        match_new(archive, board)
        for of in board.all():
            seen = archive.seen_by(of.reader)
            several = set(seen.copied_ids())
            alerts = board.alerts(of.subscription_id, 10_000)
            ours = {each.cable.cable_id for each in told(seen, alerts, of.reader, seen.policy, of)}
            hits = seen.search(of.what, limit=1_000, with_snippets=False).hits
            theirs = {each.cable.cable_id for each in hits}
            # Of several copies each is looked at, where a search looks at the best.
            assert theirs - several == ours - several, of.what
            assert theirs <= ours | several, of.what
            found += len(ours)
            total += bool(ours)
    assert found > 500
    assert total > len(QUERIES)
