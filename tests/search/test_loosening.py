"""What could be loosened in a query that finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.errors import QueryError
from cablegram.search import Archive, parse_query
from cablegram.search.loosening import Loosened, loosened
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = fill(
        tmp_path_factory.mktemp("loosening") / "archive",
        {"mrn": "07LISBON13", "text": ["The clearance of the ferry."]},
        {"mrn": "07MADRID3", "subject": "FERRY", "text": ["The ferry is late."]},
    )
    with Archive.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cleranace", [("cleranace", "clearance", "clearance", 1)]),
        (
            "cleranace from:lisbon ferrry",
            [("cleranace ferrry", "clearance ferry", "clearance from:lisbon ferry", 1)],
        ),
        (
            "-late cleranace",
            [("cleranace", "clearance", "-late clearance", 1), ("cleranace", "", "-late", 1)],
        ),
        ("ferry from:oslo", [("from:oslo", "", "ferry", 2)]),
        ("ferry from:oslo sort:date", [("from:oslo", "", "ferry sort:date", 2)]),
        (
            "clearance from:madrid",
            [("clearance", "", "from:madrid", 1), ("from:madrid", "", "clearance", 1)],
        ),
        ("clearance -ferry", [("-ferry", "", "clearance", 1)]),
        ("ferry (oslo OR bergen)", [("(oslo OR bergen)", "", "ferry", 2)]),
        ('ferry "no such"', [('"no such"', "", "ferry", 2)]),
        ("ferry reason:1.4(b)", [("reason:1.4(b)", "", "ferry", 2)]),
        ("ferry para:(x y)", [("para:(x y)", "", "ferry", 2)]),
        ("from:oslo", []),
        ("oslo OR bergen", []),
        ("ferry AND oslo", []),
        ("oslo NEAR/5 bergen", []),
        ("07OSLO1", []),
        ("", []),
    ],
)
def test_what_could_be_loosened(
    archive: Archive, query: str, expected: list[tuple[str, str, str, int]]
) -> None:
    assert list(loosened(archive, query)) == [
        Loosened(left_out=left_out, instead=instead, query=less, total=total)
        for left_out, instead, less, total in expected
    ]


@given(query=st.text(alphabet='ferylat ":()-ORo1.4b,reason', max_size=40))
def test_any_query_has_an_answer(archive: Archive, query: str) -> None:
    try:
        parse_query(query)
    except QueryError:
        return
    for each in loosened(archive, query):
        assert archive.search(each.query, limit=0).total == each.total > 0
