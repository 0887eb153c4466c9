from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Item, Store
from cablegram.archive.dictionaries import TRAIN_AFTER, repack, train_new
from cablegram.archive.feed import read_bytes
from cablegram.archive.packing import (
    PLAIN,
    TEXT_OF_WITNESS,
    TEXT_WITHIN,
    Dictionary,
    Packing,
    pack_record,
    pack_witness,
    train,
    unpack_record,
    unpack_witness,
)
from cablegram.errors import ArchiveError
from cablegram.model import Cable
from cablegram.read import parse
from cablegram.sample import generate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT = """\
UNCLAS LISBON 0009

SUBJECT: DIQUE DE SÃO TOMÉ

1. (U) The harbor master raised the dues again; see 07 LISBON 7.
"""


def made(count: int) -> list[Item]:
    files = islice(generate(count * 2, seed=5, faults=True), count)
    return [Item(source=file.name, data=file.data) for file in files]


@pytest.fixture(scope="module")
def packing() -> Packing:
    items = made(300)
    records = [
        pack_record(parse(item.data), item.data)[1:] for item in items
    ]  # packed: of no use as a sample, but it is bytes
    return Packing(
        witness=Dictionary(number=1, content=train([item.data for item in items], 20_000)),
        record=Dictionary(number=2, content=train(records, 4_000) or TEXT.encode() * 9),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "latin-1"])
@pytest.mark.parametrize("is_plain", [True, False])
def test_a_record_comes_back_equal_and_without_its_text(
    encoding: str, is_plain: bool, packing: Packing
) -> None:
    data = TEXT.encode(encoding)
    cable = parse(data, source="a.txt")
    used = PLAIN if is_plain else packing
    packed = pack_record(cable, data, used)
    content = used.record.content if used.record else b""
    record = unpack_record(packed, data, content)
    assert record == cable.to_dict()
    assert list(record) == list(cable.to_dict())
    again = Cable.from_dict(record)
    assert again == cable
    assert again.tree == cable.tree
    assert packed[:1] == TEXT_OF_WITNESS


@pytest.mark.parametrize(
    ("data", "cable"),
    [
        (b"%PDF the text was made from this", parse(TEXT.encode())),  # what is kept is not the text
        (TEXT.encode(), parse(TEXT)),  # read from text: no encoding is known
        (b"", parse("")),
    ],
)
def test_a_text_that_is_not_the_witness_decoded_stays_in_the_record(
    data: bytes, cable: Cable, packing: Packing
) -> None:
    assert packing.record is not None
    packed = pack_record(cable, data, packing)
    assert packed[:1] == TEXT_WITHIN
    assert unpack_record(packed, data, packing.record.content) == cable.to_dict()


def test_a_witness_comes_back(packing: Packing) -> None:
    assert packing.witness is not None
    for data in (b"", b"\0" * 9999, TEXT.encode(), *(item.data for item in made(20))):
        packed = pack_witness(data, packing)
        assert unpack_witness(packed, packing.witness.content) == data
        assert unpack_witness(pack_witness(data)) == data


def test_nothing_to_train_on() -> None:
    assert train([], 1000) == b""
    assert train([b"a"], 1000) == b""


def rows(folder: Path, query: str) -> Sequence[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    with Store.open(folder, create=True) as store:
        store.ingest(made(TRAIN_AFTER + 150), read_bytes)
    return folder


def test_dictionaries_are_trained_and_used_for_all(large: Path) -> None:
    assert rows(large, "SELECT number, kind FROM dictionary") == [(1, "witness"), (2, "record")]
    assert rows(large, "SELECT DISTINCT dictionary FROM witness") == [(1,)]
    assert rows(large, "SELECT DISTINCT dictionary FROM cable") == [(2,)]
    ((kept, size),) = rows(
        large, "SELECT sum(length(raw)) + sum(length(record)), sum(size) FROM"
        " witness JOIN cable ON witness_id = witness.id",
    )  # fmt: skip
    assert isinstance(kept, int)
    assert isinstance(size, int)
    assert kept < 0.8 * size


def test_what_was_filed_is_read_as_from_its_bytes(large: Path) -> None:
    seen = 0
    with Store.open(large) as store:
        for cable_id, record in islice(store.records_after(0), 0, None, 9):
            source = record["source"]
            (expected,) = read_bytes(source, store.raw(cable_id))
            assert store.cable(cable_id) == expected
            assert record == expected.to_dict()
            seen += 1
    assert seen > 100


def test_everything_is_packed_anew(large: Path) -> None:
    with closing(sqlite3.connect(large / "archive.sqlite", isolation_level=None)) as connection:
        with Store.open(large) as store:
            before = [record for _, record in islice(store.records_after(0), 50)]
        assert train_new(connection)
        held = connection.execute("SELECT count(*) FROM witness").fetchone()[0]
        assert repack(connection, everything=True) == held
        assert repack(connection, everything=True) == 0
    ((left,),) = rows(large, "SELECT count(*) FROM dictionary")
    assert left == 2
    with Store.open(large) as store:
        assert [record for _, record in islice(store.records_after(0), 50)] == before


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02\x28\xb5\x2f\xfd", b"\x09abc", b"\x28abc"])
def test_a_damaged_record_is_an_error_of_the_archive(tmp_path: Path, blob: bytes) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.ingest([Item(source="a", data=TEXT.encode())], read_bytes)
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
        connection.execute("UPDATE cable SET record = ?", (blob,))
        connection.commit()
    with Store.open(tmp_path) as store, pytest.raises(ArchiveError, match="damaged"):
        store.record(1)
