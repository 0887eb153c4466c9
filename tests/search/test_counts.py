"""Counting all that a query finds, by year and the rest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from cablegram import Archive
from cablegram.archive import Item, station_of_name
from cablegram.model.codec import mrn_from_text
from cablegram.read import parse
from cablegram.sample import generate
from cablegram.search import COUNTED, count_by
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.model import Cable


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(
        tmp_path_factory.mktemp("archive"),
        {"mrn": "07LISBON1", "level": "secret", "captions": ("NODIS", "SIPDIS")},
        {"mrn": "07LISBON2", "tags": ("PREL", "ETRD"), "subject": "TOLLS"},
        {
            "mrn": "08ROME1",
            "day": "2008-02-01",
            "level": None,
            "captions": ("SIPDIS",),
            "origin": "AMEMBASSY ROME",
        },
        {"mrn": None, "day": "2008-02-02", "tags": (), "origin": "NOBODY KNOWN"},
    )


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("year", (("2007", 2), ("2008", 2))),
        ("month", (("2007-03", 2), ("2008-02", 2))),
        ("station", (("LISBON", 2), ("ROME", 1), (None, 1))),
        ("tags", (("PREL", 3), ("ETRD", 1), (None, 1))),
        ("class", (("unclassified", 2), ("secret", 1), (None, 1))),
        ("caption", (("SIPDIS", 2), ("NODIS", 1), (None, 2))),
        ("form", (("telegram", 4),)),
    ],
)
def test_counts_of_all(folder: Path, kind: str, values: tuple[tuple[str | None, int], ...]) -> None:
    with Archive.open(folder) as archive:
        found = count_by(archive, kind)
    assert (found.name, found.total, found.values, found.others) == (kind, 4, values, 0)


def test_counts_of_a_query(folder: Path) -> None:
    with Archive.open(folder) as archive:
        found = count_by(archive, "caption", "from:lisbon")
        assert found.query == "from:lisbon"
        assert (found.total, found.values) == (2, (("NODIS", 1), ("SIPDIS", 1), (None, 1)))
        assert count_by(archive, "year", "zeppelin").values == ()


def test_what_cables_are_not_counted_by(folder: Path) -> None:
    with Archive.open(folder) as archive, pytest.raises(ValueError, match="there are year"):
        count_by(archive, "weather")


def test_copies_count_once_and_what_is_filed_later_counts(tmp_path: Path) -> None:
    same = {"mrn": "07LISBON1", "text": ("The harbor master raised the dues again.",)}
    folder = fill(tmp_path, same, {**same, "subject": "HARBOR  DUES"})
    with Archive.open(folder) as archive:
        assert count_by(archive, "year").values == (("2007", 1),)
        archive.ingest([item("later.txt", {"mrn": "08LISBON7", "day": "2008-01-02"})], read_made_up)
        assert count_by(archive, "year").values == (("2007", 1), ("2008", 1))


def values_of(cable: Cable, kind: str) -> set[Any]:
    """Return what a cable counts for, worked out from its fields and not from the index."""
    marking = cable.marking
    origin = station_of_name(cable.origin.name) if cable.origin else None
    day = cable.date or (cable.dtg.date() if cable.dtg else None)
    controls = marking.controls if marking else ()
    found: dict[str, set[Any]] = {
        "year": {f"{day:%Y}" if day else None},
        "month": {f"{day:%Y-%m}" if day else None},
        "day": {day.isoformat() if day else None},
        "station": {mrn_from_text(str(cable.mrn)).station if cable.mrn else origin},
        "tags": {tag.code.upper() for tag in cable.tags or ()} or {None},
        "class": {marking.level.value if marking and marking.level else None},
        "caption": {word.upper() for word in (*(cable.captions or ()), *controls)} or {None},
        "form": {cable.form},
    }
    return found[kind]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    def read_one(source: str, data: bytes) -> tuple[Cable, ...]:
        return (parse(data, source=source),)

    folder = tmp_path_factory.mktemp("sample")
    files = generate(150, seed=5, forms=("telegram", "smart", "acp127", "sas"))
    with Archive.open(folder, create=True) as archive:
        archive.ingest([Item(source=file.name, data=file.data) for file in files], read_one)
        yield archive


@pytest.mark.parametrize("query", ["", "tags:PREL", "class:secret OR class:confidential"])
@pytest.mark.parametrize("kind", COUNTED)
def test_counts_are_those_of_the_cables_themselves(sample: Archive, kind: str, query: str) -> None:
    cables = list(sample.cables(query))
    counts = Counter(value for cable in cables for value in values_of(cable, kind))
    found = count_by(sample, kind, query)
    assert cables
    assert dict(found.values) == dict(counts)
    assert found.total == len(cables)
