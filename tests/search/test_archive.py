from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.errors import ArchiveError, QueryError
from cablegram.search import Archive
from cablegram.search.agreement import index_findings
from cablegram.search.index import INDEX_FOLDER
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.archive import IngestReport

CABLES = (
    {
        "mrn": "07LISBON1",
        "subject": "HARBOR DUES AND THE FERRY",
        "text": ("The harbor master spoke of São Tomé.", "Cease-fire on the quay holds."),
        "tags": ("PREL", "EWWT"),
        "day": "2007-03-01",
        "captions": ("SIPDIS",),
    },
    {
        "mrn": "08LISBON9",
        "subject": "REPLY ON VISA QUEUES",
        "text": ("Queues at the harbor are shorter.",),
        "tags": ("CVIS", "DOE, JANE"),
        "refs": ("07LISBON1",),
        "day": "2008-01-15",
        "level": "secret",
        "controls": ("NOFORN",),
    },
    {
        "mrn": "08 RIO DE JANEIRO 44",
        "origin": "AMCONSUL RIO DE JANEIRO",
        "to": ("AMEMBASSY LISBON", "CARNIVAL COMMITTEE"),
        "subject": None,
        "text": ("Carnival begins. It cites 08LISBON9 in passing.",),
        "tags": (),
        "day": "2008-02-01",
        "level": "confidential",
        "aliases": ("08TOSEC140323",),
    },
    {"mrn": None, "subject": "UNNUMBERED NOTE", "text": ("Overflight permits.",), "level": None},
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = fill(tmp_path_factory.mktemp("archive"), *CABLES)
    with Archive.open(folder) as opened:
        yield opened


def found(archive: Archive, query: str) -> list[str]:
    return [str(hit.cable.mrn) for hit in archive.search(query).hits]


ALL = {"07LISBON1", "08LISBON9", "08RIODEJANEIRO44", "None"}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ALL),
        ("harbor", {"07LISBON1", "08LISBON9"}),
        ("HARBOR master", {"07LISBON1"}),
        ('"harbor master"', {"07LISBON1"}),
        ('"master harbor"', set()),
        ("sao tome", {"07LISBON1"}),
        ("São", {"07LISBON1"}),
        ("cease-fire", {"07LISBON1"}),
        ("cease", {"07LISBON1"}),
        ('"Tomé cease"', set()),  # a phrase does not run over the end of a paragraph
        ("harbor -ferry", {"08LISBON9"}),
        ("-harbor", {"08RIODEJANEIRO44", "None"}),
        ("-harbor -carnival", {"None"}),
        ("carnival OR ferry", {"07LISBON1", "08RIODEJANEIRO44"}),
        ("harbor (ferry OR queues)", {"07LISBON1", "08LISBON9"}),
        ("overfl*", {"None"}),
        ("cease-fir*", {"07LISBON1"}),
        ("x" * 70, set()),  # longer than any word of the index
        ("from:lisbon", {"07LISBON1", "08LISBON9", "None"}),
        ("from:AMEMBASSY", {"07LISBON1", "08LISBON9", "None"}),
        ('from:"rio de janeiro"', {"08RIODEJANEIRO44"}),
        ("from:riodejaneiro", {"08RIODEJANEIRO44"}),
        ("to:lisbon", {"08RIODEJANEIRO44"}),
        ("to:carnival", {"08RIODEJANEIRO44"}),
        ("to:state", {"07LISBON1", "08LISBON9", "None"}),
        ("tags:cvis,ewwt", {"07LISBON1", "08LISBON9"}),
        ('tags:"doe, jane"', {"08LISBON9"}),
        ("caption:noforn", {"08LISBON9"}),
        ("caption:sipdis", {"07LISBON1"}),
        ("class:..confidential", {"07LISBON1", "08RIODEJANEIRO44"}),
        ("class:secret", {"08LISBON9"}),
        ("date:2008", {"08LISBON9", "08RIODEJANEIRO44"}),
        ("date:2007-03..2008-01", {"07LISBON1", "08LISBON9", "None"}),
        ("date:2008-02-01..", {"08RIODEJANEIRO44"}),
        ("date:..2006", set()),
        ("mrn:08LISBON9", {"08LISBON9"}),
        ('mrn:"lisbon 9"', {"08LISBON9"}),
        ("mrn:08TOSEC140323", {"08RIODEJANEIRO44"}),
        ("ref:07LISBON1", {"08LISBON9"}),
        ('ref:"LISBON 1"', {"08LISBON9"}),
        ("subject:visa", {"08LISBON9"}),
        ("subject:que*", {"08LISBON9"}),
        ("-subject:visa", ALL - {"08LISBON9"}),
    ],
)
def test_search(archive: Archive, query: str, numbers: set[str]) -> None:
    assert set(found(archive, query)) == numbers
    assert archive.search(query, limit=0).total == len(numbers)


@pytest.mark.parametrize("query", ["08LISBON9", "08 LISBON 0009", "2008LISBON00009"])
def test_a_number_typed_alone_stands_first(archive: Archive, query: str) -> None:
    assert found(archive, query)[0] == "08LISBON9"


def test_order_by_date(archive: Archive) -> None:
    dates = [hit.cable.date for hit in archive.search("sort:date").hits]
    assert dates == sorted(dates, key=str)
    newest = archive.search("harbor sort:-date").hits[0]
    assert str(newest.cable.mrn) == "08LISBON9"
    assert newest.score is None


def test_pages(archive: Archive) -> None:
    whole = found(archive, "sort:date")
    pages = [archive.search("sort:date", limit=1, offset=n).hits for n in range(5)]
    assert [str(page[0].cable.mrn) for page in pages[:4]] == whole
    assert pages[4] == ()


def test_a_snippet_shows_the_paragraph_its_mark_and_the_words(archive: Archive) -> None:
    (hit,) = archive.search('"cease fire"').hits
    assert hit.snippet is not None
    assert (hit.snippet.paragraph, hit.snippet.marking) == (2, "U")
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.hits] == ["Cease-fire"]


def test_a_snippet_folds_accents(archive: Archive) -> None:
    (hit,) = archive.search("sao").hits
    assert hit.snippet is not None
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.hits] == ["São"]


@pytest.mark.parametrize(("limit", "offset"), [(-1, 0), (10_001, 0), (1, -1)])
def test_bounds(archive: Archive, limit: int, offset: int) -> None:
    with pytest.raises(ValueError, match="limit must be"):
        archive.search("", limit=limit, offset=offset)


def test_a_wrong_query(archive: Archive) -> None:
    with pytest.raises(QueryError):
        archive.search("(((")


def test_what_is_filed_later_is_found(tmp_path: Path) -> None:
    with Archive.open(fill(tmp_path, CABLES[0])) as archive:
        assert archive.search("").total == 1
        archive.ingest([item("x.txt", CABLES[1])], read_made_up)
        assert archive.search("").total == 2


def test_a_copy_that_is_filed_later_takes_the_place_of_the_first(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    first = {"mrn": "07LISBON1", "text": (words,), "subject": "FERRY"}
    with Archive.open(fill(tmp_path, first, CABLES[1])) as archive:
        assert archive.search("word7").total == 1
        assert archive.search("has:several-witnesses").total == 0
        copy = {**first, "text": (words + " corrected",), "tags": ("PREL", "EWWT")}
        archive.ingest([item("copy.txt", copy)], read_made_up)
        assert archive.search("word7").total == 1
        assert archive.search("has:several-witnesses").total == 1
        assert archive.search("").total == 2
        assert archive.index.behind == 0
    with Archive.open(tmp_path) as archive:  # the index is found as it was left
        assert not archive.index._is_ahead()
        assert archive.search("word7").total == 1


def test_a_lost_or_damaged_index_is_made_again(tmp_path: Path) -> None:
    fill(tmp_path, *CABLES)
    with Archive.open(tmp_path) as archive:
        before = found(archive, "harbor")
    shutil.rmtree(tmp_path / INDEX_FOLDER)
    with Archive.open(tmp_path) as archive:
        assert found(archive, "harbor") == before
    for path in (tmp_path / INDEX_FOLDER).rglob("meta.json"):
        path.write_text("{ damaged")
    with Archive.open(tmp_path) as archive:
        assert found(archive, "harbor") == before
        assert archive.index.rebuild() == len(CABLES)
        assert found(archive, "harbor") == before


def test_an_index_of_another_archive_is_not_used(tmp_path: Path) -> None:
    with Archive.open(fill(tmp_path, *CABLES)) as archive:
        assert archive.search("").total == 4
    for path in tmp_path.glob("archive.sqlite*"):
        path.unlink()
    with Archive.open(fill(tmp_path, CABLES[0])) as archive:
        assert archive.search("").total == 1


def test_an_index_of_an_earlier_format_goes_when_there_is_one_of_this(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {})
    older = folder / INDEX_FOLDER / "all-1-abc"
    newer = folder / INDEX_FOLDER / "all-999-abc"
    for each in (older, newer):
        each.mkdir(parents=True)
    with Archive.open(folder) as archive:
        assert archive.search("").total == 1
    assert (older.exists(), newer.exists()) == (False, True)


def test_an_older_database_gets_a_new_index(tmp_path: Path) -> None:
    with Archive.open(fill(tmp_path, CABLES[0])) as archive:
        assert archive.search("").total == 1
    shutil.copy(tmp_path / "archive.sqlite", tmp_path / "kept")
    with Archive.open(fill(tmp_path, *CABLES[1:])) as archive:
        assert archive.search("").total == 4
    for path in tmp_path.glob("archive.sqlite*"):
        path.unlink()
    shutil.copy(tmp_path / "kept", tmp_path / "archive.sqlite")
    with Archive.open(tmp_path) as archive:
        assert archive.search("").total == 1


def test_while_another_writes_the_index_the_answer_says_so(tmp_path: Path) -> None:
    with Archive.open(fill(tmp_path, *CABLES)) as archive:
        writer = archive.index._writer(0.0)
        assert writer is not None
        results = archive.search("")
        assert (results.total, results.not_indexed) == (0, 4)
        with pytest.raises(ArchiveError, match="another process"):
            archive.index.catch_up(wait=True, seconds=0.2)
        writer.rollback()
        del writer
        assert archive.search("").total == 4


def test_indexing_while_filing_gives_what_indexing_afterwards_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.archive.pool.BATCH_ITEMS", 2)
    words = " ".join(f"word{n}" for n in range(60))
    first: dict[str, Any] = {"mrn": "07LISBON99", "text": (words,), "subject": "FERRY"}
    # The better copy comes some batches after the first, and others behind both.
    copy = {**first, "text": (words + " corrected",), "tags": ("PREL", "EWWT")}
    inputs: list[dict[str, Any]] = [
        first,
        *CABLES[:3],
        copy,
        {**copy, "subject": None},
        *CABLES[3:],
    ]
    items = [item(f"{number}.txt", each) for number, each in enumerate(inputs)]
    queries = ("", "word7", "corrected", "harbor", "has:several-witnesses", "tags:EWWT")
    with Archive.open(tmp_path / "after", create=True) as archive:
        archive.ingest(items, read_made_up)
        archive.update_index()
        expected = [found(archive, query) for query in queries]
        held = sorted(archive.leading_ids())
    with Archive.open(tmp_path / "while", create=True) as archive:
        seen = []
        archive.ingest_and_index(
            items, read_made_up, progress=lambda report: seen.append(report.new_cables)
        )
        assert seen == [2, 4, 6, 7]
        assert archive.index.behind == 0
        assert [found(archive, query) for query in queries] == expected
        assert sorted(archive.leading_ids()) == held
        assert list(index_findings(archive)) == []


def test_filing_leaves_the_index_to_another_process_and_catches_up(tmp_path: Path) -> None:
    with Archive.open(fill(tmp_path, CABLES[0])) as archive, Archive.open(tmp_path) as other:
        writer = other.index._writer(0.0)
        assert writer is not None

        def release(_report: IngestReport) -> None:
            nonlocal writer
            if writer is not None:
                writer.rollback()
            writer = None

        archive.ingest_and_index([item("x.txt", CABLES[1])], read_made_up, progress=release)
        assert archive.index.behind == 0
        assert archive.search("").total == 2


def test_references_are_resolved_by_what_is_held_now(tmp_path: Path) -> None:
    """In the text too, by other numbers of a cable, and by the year that the archive knows."""
    citing = (
        {"mrn": "07LISBON2", "refs": ("07MADRID5",)},
        {"mrn": "07LISBON3", "text": ("It answers 07 PARIS 9.",), "refs": ("07LISBON2",)},
        {"mrn": "07LISBON4", "refs": ("08TOSEC140323",)},
        {"mrn": "07LISBON5", "refs": ("a letter",)},
    )
    query = "has:unresolved-refs sort:number"
    with Archive.open(fill(tmp_path, *citing)) as archive:
        assert found(archive, query) == ["07LISBON2", "07LISBON4"]
        archive.ingest([item("madrid", {"mrn": "07MADRID5"})], read_made_up)
        assert found(archive, query) == ["07LISBON4"]
        other = {"mrn": "08STATE7", "aliases": ("08TOSEC140323",)}
        archive.ingest([item("other", other)], read_made_up)
        assert found(archive, query) == []
        assert archive.search("-has:unresolved-refs", limit=0).total == 6
        one = archive.rows("SELECT id FROM cable WHERE number = 2")[0][0]
        archive.change("UPDATE reference SET year = 2006 WHERE cable_id = ?", [(one,)], followed=99)
        assert found(archive, query) == ["07LISBON2"]
