from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
import pytest
import zstandard

from cablegram.archive import Item, Store, compact, verify
from cablegram.archive.dictionaries import TRAIN_AFTER, repack, train_new
from cablegram.archive.feed import read_bytes
from cablegram.archive.packing import (
    ALONE,
    BEHIND_DICTIONARY,
    BEHIND_TEXT,
    CONTINUED,
    PLAIN,
    Dictionary,
    Packing,
    content_of,
    pack_cables,
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
from tests.archive.older import WITHOUT_DESK

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
    samples = [item.data + content_of(parse(item.data), item.data).encoded for item in made(300)]
    return Packing(dictionary=Dictionary(number=1, content=train(samples, 20_000)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "latin-1"])
@pytest.mark.parametrize("is_plain", [True, False])
def test_a_record_comes_back_equal_and_without_its_text(
    encoding: str, is_plain: bool, packing: Packing
) -> None:
    data = TEXT.encode(encoding)
    cable = parse(data, source="a.txt")
    used = PLAIN if is_plain else packing
    raw, (packed,) = pack_cables([cable], data, used)
    assert packed[:1] == CONTINUED
    assert unpack_witness(raw, used.content) == data
    record = unpack_record(packed, b"", raw, used.content)
    assert record == cable.to_dict()
    assert list(record) == list(cable.to_dict())
    again = Cable.from_dict(record)
    assert again == cable
    assert again.tree == cable.tree


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
    raw, (packed,) = pack_cables([cable], data, packing)
    assert packed[:1] == ALONE
    assert unpack_record(packed, packing.content) == cable.to_dict()
    assert unpack_witness(raw, packing.content) == data
    assert pack_record(cable, packing) == packed


def test_further_cables_of_a_witness_stand_alone(packing: Packing) -> None:
    data = TEXT.encode()
    cables = [parse(data, source=name) for name in ("a", "b")]
    raw, packed = pack_cables(cables, data, packing)
    assert [each[:1] for each in packed] == [CONTINUED, ALONE]
    read = [unpack_record(each, packing.content, raw, packing.content) for each in packed]
    assert read == [cable.to_dict() for cable in cables]


def test_a_witness_comes_back(packing: Packing) -> None:
    for data in (b"", b"\0" * 9999, TEXT.encode(), *(item.data for item in made(20))):
        packed = pack_witness(data, packing)
        assert unpack_witness(packed, packing.content) == data
        assert unpack_witness(pack_witness(data)) == data
        raw, _ = pack_cables([parse(data)], data, packing)
        assert unpack_witness(raw, packing.content) == data


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


def test_a_dictionary_is_trained_and_used_for_all(large: Path) -> None:
    assert rows(large, "SELECT number, shared FROM dictionary") == [(1, 1)]
    assert rows(large, "SELECT DISTINCT dictionary FROM witness") == [(1,)]
    assert rows(large, "SELECT DISTINCT dictionary FROM cable") == [(1,)]
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
    assert left == 1
    with Store.open(large) as store:
        assert [record for _, record in islice(store.records_after(0), 50)] == before


def pack_as_before(folder: Path) -> None:
    """Pack an archive as those of schema 4 are: two dictionaries, records behind their texts."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        held = connection.execute(
            "SELECT cable.id, witness_id, cable.record, raw FROM cable"
            " JOIN witness ON witness.id = witness_id"
        ).fetchall()
        # Without a dictionary yet, so that nothing but the bytes is needed to read them.
        datas = {row[1]: unpack_witness(row[3]) for row in held}
        own = train(list(datas.values()), 20_000)
        for kind, content in (("witness", own), ("record", own)):
            connection.execute(
                "INSERT INTO dictionary (kind, witnesses, content) VALUES (?, x'90', ?)",
                (kind, content),
            )
        compressor = zstandard.ZstdCompressor(level=3, dict_data=zstandard.ZstdCompressionDict(own))
        for cable_id, witness_id, record, raw in held:
            data = datas[witness_id]
            read = unpack_record(record, b"", raw)
            read["tree"] = [[kind for kind, _ in read["tree"]], [n for _, n in read["tree"]]]
            mark, prefix = BEHIND_DICTIONARY, own
            if read["source_text"].encode() == data:
                mark, prefix = BEHIND_TEXT, own + data
                del read["source_text"]
            made = zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
            behind = zstandard.ZstdCompressor(level=3, dict_data=made)
            connection.execute(
                "UPDATE cable SET record = ?, dictionary = 2 WHERE id = ?",
                (mark + behind.compress(msgspec.msgpack.encode(read)), cable_id),
            )
            connection.execute(
                "UPDATE witness SET raw = ?, dictionary = 1 WHERE id = ?",
                (compressor.compress(data), witness_id),
            )
        connection.executescript(WITHOUT_DESK)
        connection.execute("ALTER TABLE dictionary DROP COLUMN shared")
        connection.execute("PRAGMA user_version = 4")
        connection.commit()


def test_what_was_packed_before_schema_5_is_read_and_packed_anew(tmp_path: Path) -> None:
    items = made(TRAIN_AFTER - 50)
    with Store.open(tmp_path, create=True) as store:
        store.ingest(items, read_bytes)
        before = [(number, record) for number, record in store.records_after(0)]
        raw = [store.raw(number) for number, _ in before]
    pack_as_before(tmp_path)
    marks = "SELECT DISTINCT hex(substr(record, 1, 1)) FROM cable ORDER BY 1"
    assert ("01",) in rows(tmp_path, marks)
    with Store.open(tmp_path) as store:
        assert list(store.records_after(0)) == before
        assert [store.raw(number) for number, _ in before] == raw
        assert list(verify(store)) == []
        store.ingest(made(TRAIN_AFTER + 100), read_bytes)
        used = "SELECT DISTINCT dictionary FROM witness ORDER BY 1"
        assert rows(tmp_path, used) == [(1,), (3,)]
        assert list(verify(store)) == []
        compact(store)
        assert list(verify(store)) == []
        after = dict(store.records_after(0))
        assert [(number, after[number]) for number, _ in before if number in after] == [
            (number, record) for number, record in before if number in after
        ]
        assert len(after.keys() & dict(before).keys()) > 0.9 * len(before)
    assert rows(tmp_path, "SELECT number FROM dictionary") == [(4,)]
    assert not [mark for mark in rows(tmp_path, marks) if mark not in (("03",), ("04",))]


@pytest.mark.parametrize(
    "blob", [b"", b"\x01", b"\x02\x28\xb5\x2f\xfd", b"\x03", b"\x04a", b"\x09abc", b"\x28abc"]
)
def test_a_damaged_record_is_an_error_of_the_archive(tmp_path: Path, blob: bytes) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.ingest([Item(source="a", data=TEXT.encode())], read_bytes)
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
        connection.execute("UPDATE cable SET record = ?", (blob,))
        connection.commit()
    with Store.open(tmp_path) as store, pytest.raises(ArchiveError, match="damaged"):
        store.record(1)


def test_threads_pack_and_unpack_at_the_same_time(packing: Packing) -> None:
    """As the reading room does; a context of the library serves one at a time."""
    cables = [parse(f"{TEXT}\n2. (U) {f'Line {n}. ' * 20_000}".encode()) for n in range(4)]
    packed = [pack_record(each, packing) for each in cables]

    def there_and_back(number: int) -> bool:
        place = number % len(cables)
        again = pack_record(cables[place], packing) == packed[place]
        record = unpack_record(packed[place], packing.content)
        return again and record["source_text"] == cables[place].source_text

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(there_and_back, range(200)))
