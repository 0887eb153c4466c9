"""Facets that are counted once: the same as counted anew, never those of another archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cablegram.access import Reader
from cablegram.model import Level
from cablegram.search import Archive, parse_query
from cablegram.search.finding import Finder
from cablegram.search.remembered import RememberedFacets
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cablegram.search import Facet

CABLES: tuple[dict[str, Any], ...] = (
    {"mrn": "07LISBON1", "tags": ["PREL"]},
    {"mrn": "07LISBON2", "tags": ["EWWT"], "level": "secret", "refs": ["07LISBON1"]},
    {"mrn": "08MADRID3", "tags": ["PREL"], "day": "2008-02-01", "refs": ["08MADRID9"]},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", *CABLES)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets a mark each time that facets are counted."""
    marks: list[str] = []
    count = Finder.facets

    def marked(self: Finder, *args: Any, **named: Any) -> tuple[Facet, ...]:  # noqa: ANN401
        marks.append("counted")
        return count(self, *args, **named)

    monkeypatch.setattr(Finder, "facets", marked)
    return marks


def facets(archive: Archive, query: str, cursor: str | None = None) -> tuple[Facet, ...]:
    return archive.search(query, limit=1, with_facets=True, cursor=cursor).facets


def test_an_answer_is_counted_once(folder: Path, counted: list[str]) -> None:
    remembered = RememberedFacets()
    with Archive.open(folder) as one, Archive.open(folder) as other:
        plain = [facets(one, query) for query in ("harbor", "harbor sort:date", "from:lisbon")]
        counted.clear()
        one.remembered = other.remembered = remembered
        for archive in (one, other):
            queries = ("harbor", "harbor sort:date", "from:lisbon")
            assert [facets(archive, query) for query in queries] == plain
        assert len(counted) == len(remembered) == 2  # the order changes no count


def test_pages_of_an_answer_are_counted_once(folder: Path, counted: list[str]) -> None:
    with Archive.open(folder) as archive:
        archive.remembered = RememberedFacets()
        first = archive.search("harbor", limit=1, with_facets=True, cursor="start")
        second = archive.search("harbor", limit=1, with_facets=True, cursor=first.cursor)
        assert second.facets == first.facets
        assert len(counted) == 1


def test_what_is_filed_is_counted(folder: Path, counted: list[str]) -> None:
    with Archive.open(folder) as archive:
        archive.remembered = RememberedFacets()
        first = archive.search("harbor", limit=1, with_facets=True, cursor="start")
        archive.ingest([item("new", {"mrn": "08MADRID4", "day": "2008-03-01"})], read_made_up)
        archive.update_index()
        newer = facets(archive, "harbor")
        assert newer != first.facets
        assert len(counted) == 2
        # Who turns the page of an older answer still gets the counts of that answer.
        assert (
            archive.search("harbor", limit=1, with_facets=True, cursor=first.cursor).facets
            == first.facets
        )


def test_a_class_of_readers_gets_its_own(folder: Path) -> None:
    remembered = RememberedFacets()
    with Archive.open(folder) as whole:
        low = whole.seen_by(Reader(level=Level.UNCLASSIFIED))
        assert isinstance(low, Archive)
        expected = facets(low, "harbor")
        assert facets(whole, "harbor") != expected
        for archive in (whole, low):
            archive.remembered = remembered
        for _ in range(2):
            assert facets(whole, "harbor") != expected
            assert facets(low, "harbor") == expected


@pytest.mark.parametrize(
    "query",
    ["has:unresolved-refs", "has:several-witnesses", "citedby:08MADRID3",
     "harbor -(dues has:unresolved-refs)", "from:lisbon OR citedby:08MADRID3"],
)  # fmt: skip
def test_what_takes_the_records_is_not_remembered(
    folder: Path, counted: list[str], query: str
) -> None:
    with Archive.open(folder) as archive:
        archive.remembered = RememberedFacets()
        assert facets(archive, query) == facets(archive, query)
        assert (len(counted), len(archive.remembered)) == (2, 0)


def test_only_so_many_are_remembered(folder: Path, counted: list[str]) -> None:
    with Archive.open(folder) as archive:
        remembered = RememberedFacets(most=2)
        finder = archive.ready()
        for query in ("a", "b", "a", "c", "a", "b"):
            remembered.facets(finder, parse_query(query))
        assert len(remembered) == 2
        assert len(counted) == 4  # b was the one asked for the longest ago


def test_an_index_is_opened_once_as_long_as_it_is_the_same(folder: Path) -> None:
    with Archive.open(folder) as archive, Archive.open(folder) as other:
        archive.update_index()
        before = other.ready()
        assert other.ready() is before
        archive.ingest([item("new", {"mrn": "08MADRID4"})], read_made_up)
        archive.update_index()
        assert other.ready() is not before
        assert other.search("harbor").total == 4


def test_who_leaves_the_index_to_others_adds_nothing(folder: Path) -> None:
    with Archive.open(folder) as archive, Archive.open(folder) as other:
        archive.update_index()
        archive.index_is_left_to_others = True
        other.ingest([item("new", {"mrn": "08MADRID4"})], read_made_up)
        found = archive.search("harbor")
        assert (found.total, found.not_indexed) == (3, 1)
        other.update_index()
        assert archive.search("harbor").total == 4


def test_what_was_late_is_there_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Callable[[], object]] = []

    def too_late(job: Callable[[], object], _seconds: float) -> None:
        late.append(job)

    with Archive.open(folder) as archive:
        archive.remembered = RememberedFacets()
        monkeypatch.setattr("cablegram.search.finding.in_time", too_late)
        first = archive.search("harbor", with_facets=True, facet_seconds=1)
        assert (first.facets, first.facets_late) == ((), True)
        late.pop()()  # it comes to its end
        second = archive.search("harbor", with_facets=True, facet_seconds=1)
        assert not second.facets_late
        assert second.facets == archive.ready().facets(parse_query("harbor"))
        assert late == []
