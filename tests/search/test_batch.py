"""A list of numbers and queries, line by line."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from cablegram.search import Archive
from cablegram.search.batch import count_lines
from cablegram.search.in_time import in_time
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = fill(
        tmp_path_factory.mktemp("batch") / "archive",
        {"mrn": "07LISBON13", "text": ["Article 5 is about harbors."]},
        {"mrn": "07LISBON14", "text": ["A ferry."]},
        {"mrn": "07MADRID3", "subject": "FERRY", "text": ["The ferry is late."]},
        {"mrn": "07MADRID3", "subject": "OLIVES", "text": ["No olive is green."]},
    )
    with Archive.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("line", "number", "query", "total", "first"),
    [
        ("07 Lisbon 13", "07LISBON13", "", 1, "07LISBON13"),
        ("LISBON 13", "LISBON13", "", 1, "07LISBON13"),
        ("07LISBON99", "07LISBON99", "", 0, None),
        ("07MADRID3", "07MADRID3", "", 2, "07MADRID3"),
        ("article 5", None, "article 5", 1, "07LISBON13"),  # no such post: two words
        ("ferry -late", None, "ferry -late", 1, "07LISBON14"),
        ("nothing", None, "nothing", 0, None),
    ],
)
def test_a_line(
    archive: Archive, line: str, number: str | None, query: str, total: int, first: str | None
) -> None:
    (row,) = count_lines(archive, [line], clock=time.monotonic)
    said = (row.number and str(row.number), row.query, row.total, row.first and str(row.first.mrn))
    assert said == (number, query, total, first)


def test_a_wrong_line_does_not_stop_the_others(archive: Archive) -> None:
    lines = ["", "# a note", "ferry)", "from:", " ferry ", "x" * 5000]
    rows = list(count_lines(archive, lines, clock=time.monotonic))
    assert [bool(row.problem) for row in rows] == [True, True, False, True]
    assert rows[0].problem == "column 6: this bracket closes nothing. Take it out."
    assert rows[2].total == 2


def test_what_is_not_begun_in_time_is_late(archive: Archive) -> None:
    times = iter((0.0, 1.0, 2.0, 2.5))
    rows = list(
        count_lines(archive, ["ferry", "late", "olive"], seconds=2.0, clock=lambda: next(times))
    )
    assert [row.is_late for row in rows] == [False, False, True]
    assert rows[2].total is None


def test_counting_in_time() -> None:
    assert in_time(lambda: 7, 10) == 7
    waiting = threading.Event()
    assert in_time(waiting.wait, 0.01) is None
    waiting.set()

    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_time(fail, 10)


def test_facets_that_are_late_are_left_out(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not archive.search("ferry", with_facets=True, facet_seconds=10).facets_late
    monkeypatch.setattr("cablegram.search.finding.in_time", lambda _job, _seconds: None)
    results = archive.search("ferry", with_facets=True, facet_seconds=0.001)
    assert (results.total, results.facets, results.facets_late) == (2, (), True)
    assert not archive.search("ferry").facets_late  # nobody asked for them
