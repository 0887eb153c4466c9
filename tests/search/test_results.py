"""Facets, pages, tables of many queries, and how they are printed."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablegram import cli
from cablegram.search import START, Archive, Facet, InvalidCursor, paging, table
from cablegram.search.facets import SHOWN
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from pathlib import Path

POSTS = ("LISBON", "MADRID", "PARIS")


def described(number: int) -> dict[str, Any]:
    post = POSTS[number % 3]
    return {
        "mrn": f"{7 + number % 2:02}{post}{number + 1}",
        "day": f"{2007 + number % 2}-01-{number % 28 + 1:02}",
        "origin": f"AMEMBASSY {post}",
        "subject": "FERRY" if number % 4 else "FERRY AND DUES",
        "text": ("The ferry sails. " * (number % 5 + 1),),
        "tags": ("PREL", f"K{number:03}"),
        "captions": ("SIPDIS",) if number % 2 else (),
        "level": ("unclassified", "secret")[number % 2],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", *map(described, range(45)))


def facet(facets: tuple[Facet, ...], name: str) -> Facet:
    return next(each for each in facets if each.name == name)


def test_facets_count_the_whole_answer(folder: Path) -> None:
    with Archive.open(folder) as archive:
        results = archive.search("ferry", limit=1, with_facets=True)
        assert results.total == 45
        assert facet(results.facets, "year").values == (("2007", 23), ("2008", 22))
        assert facet(results.facets, "station").values == tuple((post, 15) for post in POSTS)
        assert facet(results.facets, "class").values == (("unclassified", 23), ("secret", 22))
        assert facet(results.facets, "caption").values == (("SIPDIS", 22),)
        assert facet(results.facets, "form").values == (("telegram", 45),)
        tags = facet(results.facets, "tags")
        # Of 45 codes of one cable each, the first of the alphabet are shown, the others added up.
        assert tags.values == (("PREL", 45), *((f"K{n:03}", 1) for n in range(SHOWN - 1)))
        assert tags.others == 45 - (SHOWN - 1)
        assert archive.search("ferry").facets == ()
        assert archive.search("nothing", with_facets=True).facets[0].values == ()


def test_facets_of_many_values_of_one_count(tmp_path: Path) -> None:
    """More values than the engine is asked for at first, none more frequent than another."""
    made = {**described(0), "tags": tuple(f"K{n:03}" for n in range(200, 0, -1))}
    with Archive.open(fill(tmp_path, made)) as archive:
        tags = facet(archive.search("", with_facets=True).facets, "tags")
    assert tags.values == tuple((f"K{n:03}", 1) for n in range(1, SHOWN + 1))
    assert tags.others == 200 - SHOWN


def pages(archive: Archive, query: str, extra: list[int] | None = None) -> list[str]:
    """Return the numbers of all pages; between two pages, more cables are filed."""
    numbers: list[str] = []
    cursor: str | None = START
    while cursor:
        results = archive.search(query, limit=7, cursor=cursor)
        assert results.offset == len(numbers)
        assert results.total == 45
        numbers += [str(hit.cable.mrn) for hit in results.hits]
        cursor = results.cursor
        if extra:
            number = extra.pop()
            archive.ingest([item(f"x{number}", described(number))], read_made_up)
    return numbers


@pytest.mark.parametrize(
    "query", ["ferry", "dues OR ferry", "", "sort:date", "sort:-station", "sort:number ferry"]
)
def test_pages_hold_while_cables_are_filed(folder: Path, query: str) -> None:
    with Archive.open(folder) as archive:
        whole = [str(hit.cable.mrn) for hit in archive.search(query, limit=100).hits]
        assert pages(archive, query) == whole
        assert pages(archive, query, list(range(100, 150))) == whole
        assert archive.search(query, limit=0).total > 45


@given(
    limits=st.lists(st.integers(1, 30), min_size=1, max_size=5),
    offset=st.sampled_from((0, 0, 5, 13, 30)),
    query=st.sampled_from(("ferry", "dues OR ferry", "ferry -sort")),
)
@settings(max_examples=20)
def test_pages_by_score_go_on_to_the_end_while_cables_are_filed(
    tmp_path_factory: pytest.TempPathFactory, limits: list[int], offset: int, query: str
) -> None:
    """The best as they were ranked at first, then the others by filing; none twice, none lost."""
    folder = fill(tmp_path_factory.mktemp("pages"), *map(described, range(45)))
    with pytest.MonkeyPatch.context() as patch, Archive.open(folder) as archive:
        patch.setattr(paging, "MAX_RANKED", 12)
        best = [hit.cable.cable_id for hit in archive.search(query, limit=12).hits]
        others = [each for each in range(1, 46) if each not in best]
        found: list[int] = []
        cursor: str | None = START
        for number in range(100):
            limit = limits[number % len(limits)]
            results = archive.search(
                query, limit=limit, cursor=cursor, offset=0 if number else offset
            )
            assert results.total == 45
            found += [hit.cable.cable_id for hit in results.hits]
            cursor = results.cursor
            if cursor is None:
                break
            assert len(results.hits) == limit
            archive.ingest([item(f"x{number}", described(100 + number))], read_made_up)
        assert found == [*best, *others][offset:]


def test_a_cursor_belongs_to_its_query(folder: Path) -> None:
    with Archive.open(folder) as archive:
        token = archive.search("ferry", limit=5, cursor=START).cursor
        assert token
        assert archive.search("ferry", limit=5, cursor=token).offset == 5
        for query, changed in (("dues", token), ("ferry", token[:-2]), ("ferry", "A" + token)):
            with pytest.raises(InvalidCursor):
                archive.search(query, limit=5, cursor=changed)


def test_equal_scores_stand_in_the_order_of_filing(tmp_path: Path) -> None:
    same = {"subject": "FERRY", "text": ("The ferry sails.",)}
    with Archive.open(
        fill(tmp_path, *({**same, "mrn": f"07LISBON{n}"} for n in range(1, 60)))
    ) as a:
        for limit in (1, 5, 20, 59):
            hits = a.search("ferry", limit=limit).hits
            assert [hit.cable.cable_id for hit in hits] == list(range(1, limit + 1))
        assert [hit.cable.cable_id for hit in a.search("ferry", limit=3, offset=30).hits] == [
            31, 32, 33,
        ]  # fmt: skip


def test_a_table_of_many_queries(folder: Path) -> None:
    lines = ["# comment\n", "dues\n", "\n", "07LISBON1\n", "nothing\n", "((\n", "sort:date dues"]
    with Archive.open(folder) as archive:
        rows = list(table(archive, lines))
    assert [row.query for row in rows] == ["dues", "07LISBON1", "nothing", "((", "sort:date dues"]
    assert [row.total for row in rows] == [12, 1, 0, None, 12]
    assert (str(rows[0].first), str(rows[0].last)) == ("2007-01-01", "2007-01-25")
    assert (str(rows[1].first), rows[2].first) == ("2007-01-01", None)
    assert "column 3" in (rows[3].problem or "")


@pytest.fixture
def printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - a function
    def run(*words: str) -> tuple[int, str, str]:
        status = cli.run(["search", "--archive", str(folder), *words])
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def test_csv(printed: Any) -> None:  # noqa: ANN401
    status, out, _ = printed("dues sort:date", "--csv", "--limit", "2")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert [line["mrn"] for line in lines] == ["07LISBON1", "07MADRID29"]
    assert lines[0]["subject"] == "FERRY AND DUES"
    assert lines[0]["paragraph"] == "1"


def test_facets_printed(printed: Any) -> None:  # noqa: ANN401
    _, out, _ = printed("ferry", "--facets", "--limit", "1")
    assert "2007" in out
    assert "█" in out
    assert "others" in out
    _, out, _ = printed("ferry", "--facets", "--json", "--limit", "0")
    facets = json.loads(out)["facets"]
    assert facets[0] == {
        "name": "year",
        "values": [{"value": "2007", "count": 23}, {"value": "2008", "count": 22}],
        "others": 0,
    }


def test_pages_printed(printed: Any) -> None:  # noqa: ANN401
    _, out, err = printed("ferry", "--cursor", "start", "--ndjson", "--limit", "30")
    token = err.rsplit(" ", 1)[1].strip()
    _, more, err = printed("ferry", "--cursor", token, "--ndjson", "--limit", "30")
    numbers = [json.loads(line)["mrn"] for line in (out + more).splitlines()]
    assert len(set(numbers)) == len(numbers) == 45
    assert "next page" not in err
    status, _, err = printed("dues", "--cursor", token)
    assert (status, "another query" in err) == (2, True)


def test_a_table_printed(printed: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "terms.txt"
    path.write_text("dues\nfron:x\n")
    _, out, _ = printed("--from-file", str(path))
    assert "12" in out
    assert "no field" in out
    _, out, _ = printed("--from-file", str(path), "--csv")
    assert out.splitlines()[1] == "dues,12,2007-01-01,2007-01-25,"
    _, out, _ = printed("--from-file", str(path), "--json")
    assert json.loads(out)["rows"][0]["total"] == 12
    _, out, _ = printed("--from-file", str(path), "--ndjson")
    assert json.loads(out.splitlines()[1])["problem"].startswith("query, column 1")
    assert printed("dues", "--from-file", str(path))[0] == 2
    path.write_text("nothing\n")
    assert printed("--from-file", str(path), "--require")[0] == 1


def test_explained(printed: Any) -> None:  # noqa: ANN401
    query = 'tags:Switzerland from:"new delhi" (a OR "b c"~3) -date:2007 class:..secret sort:date'
    status, out, _ = printed("--explain", query)
    assert status == 0
    assert out.splitlines() == [
        "all of",
        '  a TAGS that meant "Switzerland" on the day (of CH, SZ)',
        '  cables sent by "new delhi" (the post NEWDELHI)',
        "  any of",
        '    the word "a"',
        '    the words of "b c" at most 3 places out of line',
        "  not",
        "    cables of 2007-01-01 to 2007-12-31",
        "  classification unclassified to secret",
        "order: by date, the oldest first",
    ]
    _, out, _ = printed("--explain", "--json", "visa")
    assert json.loads(out)["lines"] == ['the word "visa"', "order: best match first"]
    assert printed("--explain", "fron:lisbon")[0] == 2


def test_a_wrong_query_is_shown_with_its_place(printed: Any) -> None:  # noqa: ANN401
    status, _, err = printed("visa fron:lisbon\x1b[2J")
    assert status == 2
    assert "column 6" in err
    assert "Did you mean from:?" in err
    assert "\x1b" not in err


def test_forms_exclude_each_other(printed: Any) -> None:  # noqa: ANN401
    assert printed("--json", "--csv")[0] == 2
