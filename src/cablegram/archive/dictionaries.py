"""The dictionaries of an archive: trained on what it holds, kept in a table, put to use."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from cablegram.archive.packing import (
    FIRST_SCHEMA,
    PLAIN,
    RECORD_DICTIONARY_BYTES,
    WITNESS_DICTIONARY_BYTES,
    Dictionary,
    Packing,
    pack_dict,
    pack_witness,
    squeeze,
    stretch,
    train,
    unpack_record,
    unpack_witness,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

# With fewer a dictionary is more a copy than a sample.
TRAIN_AFTER = 1000
SAMPLES = 2000
# What goes into the samples at most, and of one witness: a volume would crowd the others out.
SAMPLE_BYTES = 24 << 20
SAMPLE_BYTES_OF_ONE = 64 << 10
REPACK_AT_ONCE = 400
# What unpacking says of bytes that are not what was packed.
DAMAGE = (zstandard.ZstdError, msgspec.MsgspecError, ValueError, TypeError, LookupError)

NEWEST = "SELECT number, content FROM dictionary WHERE kind = ? ORDER BY number DESC LIMIT 1"
ADD = "INSERT INTO dictionary (kind, witnesses, content) VALUES (?, ?, ?)"
WITNESSES = "SELECT id, raw, dictionary FROM witness WHERE id > ? {} ORDER BY id LIMIT ?"
RECORDS = "SELECT id, record, dictionary FROM cable WHERE witness_id = ?"


class DamagedError(Exception):
    """A blob of the database is not what was written."""

    def __init__(self, what: str, error: Exception) -> None:
        super().__init__(what, error)
        self.what = what
        self.error = error

    def __str__(self) -> str:
        # The message of the other error may quote what it found.
        return f"{self.what} is damaged ({type(self.error).__name__})"


class Dictionaries:
    """The contents of an archive's dictionaries by number, read when they are needed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._contents: dict[int, bytes] = {}

    def content(self, number: int | None) -> bytes:
        """Return the content of a dictionary; empty for no number."""
        if number is None:
            return b""
        if number not in self._contents:
            query = "SELECT content FROM dictionary WHERE number = ?"
            row = self._connection.execute(query, (number,)).fetchone()
            if row is None:
                message = f"the dictionary {number} is missing"
                raise ValueError(message)
            self._contents[number] = row[0]
        return self._contents[number]

    def witness(self, raw: bytes, number: int | None) -> bytes:
        """Return the bytes of a witness.

        Raises:
            DamagedError: If they cannot be unpacked.
        """
        try:
            return unpack_witness(raw, self.content(number))
        except DAMAGE as error:
            raise DamagedError("a witness", error) from error

    def record(self, record: bytes, number: int | None, data: bytes) -> dict[str, Any]:
        """Return a record, given the bytes of its witness.

        Raises:
            DamagedError: If it cannot be unpacked.
        """
        try:
            return unpack_record(record, data, self.content(number))
        except DAMAGE as error:
            raise DamagedError("a record", error) from error


def packing_in_use(connection: sqlite3.Connection) -> Packing:
    """Return the newest dictionaries of an archive."""
    found = {}
    for kind in ("witness", "record"):
        row = connection.execute(NEWEST, (kind,)).fetchone()
        found[kind] = None if row is None else Dictionary(number=row[0], content=row[1])
    return Packing(witness=found["witness"], record=found["record"])


def train_if_due(connection: sqlite3.Connection) -> bool:
    """Train the first dictionaries as soon as there is enough to train them on."""
    (held,) = connection.execute("SELECT count(*) FROM (SELECT 1 FROM dictionary)").fetchone()
    if held:
        return False
    (enough,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM witness LIMIT ?)", (TRAIN_AFTER,)
    ).fetchone()
    return enough >= TRAIN_AFTER and train_new(connection)


def train_new(connection: sqlite3.Connection) -> bool:
    """Train dictionaries on a sample of the whole archive; they are used from now on.

    Returns:
        Whether there was enough to train on.
    """
    with transaction(connection):
        ids, witnesses, records = _samples(connection)
        contents = (
            ("witness", train(witnesses, WITNESS_DICTIONARY_BYTES)),
            ("record", train(records, RECORD_DICTIONARY_BYTES)),
        )
        if not all(content for _, content in contents):
            return False
        for kind, content in contents:
            connection.execute(ADD, (kind, msgspec.msgpack.encode(ids), content))
    return True


def _samples(connection: sqlite3.Connection) -> tuple[list[int], list[bytes], list[bytes]]:
    """Return witnesses spread evenly over the archive, with their records' contents."""
    dictionaries = Dictionaries(connection)
    ids: list[int] = []
    witnesses: list[bytes] = []
    records: list[bytes] = []
    (highest,) = connection.execute("SELECT coalesce(max(id), 0) FROM witness").fetchone()
    room, last = SAMPLE_BYTES, 0
    for number in range(SAMPLES):
        least = max(last, highest * number // SAMPLES)
        query = WITNESSES.format("AND size <= ?")
        row = connection.execute(query, (least, SAMPLE_BYTES_OF_ONE, 1)).fetchone()
        if row is None or room <= 0:
            break
        last = row[0]
        data = dictionaries.witness(row[1], row[2])
        ids.append(last)
        witnesses.append(data)
        room -= len(data)
        for _, record, dictionary in connection.execute(RECORDS, (last,)).fetchall():
            if record[:1] == FIRST_SCHEMA:
                record = pack_dict(unpack_record(record, data), data)  # noqa: PLW2901
                dictionary = None  # noqa: PLW2901
            records.append(stretch(record, data, dictionaries.content(dictionary)))
    return ids, witnesses, records


def repack(
    connection: sqlite3.Connection,
    *,
    everything: bool = False,
    packing: Packing | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Compress with the newest dictionaries what was filed without one.

    A batch is whole or not at all; after an interruption the next call goes on.

    Args:
        connection: In autocommit mode.
        everything: Take what has another dictionary too, and drop that at the end.
        packing: Which dictionaries; the newest if `None`.
        progress: Called now and then with the number of witnesses done.

    Returns:
        How many witnesses were compressed anew.
    """
    packing = packing_in_use(connection) if packing is None else packing
    if packing == PLAIN and not everything:
        return 0
    dictionaries = Dictionaries(connection)
    done = last = 0
    which = "AND dictionary IS NOT ?" if everything else "AND (dictionary IS NULL OR ? IS NULL)"
    while True:
        with transaction(connection):
            values = (last, packing.witness_number, REPACK_AT_ONCE)
            rows = connection.execute(WITNESSES.format(which), values).fetchall()
            for row in rows:
                _repack_one(connection, row, packing, dictionaries)
        if not rows:
            break
        last = rows[-1][0]
        done += len(rows)
        if progress is not None:
            progress(done)
    if everything:
        with transaction(connection):
            connection.execute(
                "DELETE FROM dictionary WHERE number NOT IN (?, ?)",
                (packing.witness_number or 0, packing.record_number or 0),
            )
    return done


def _repack_one(
    connection: sqlite3.Connection,
    row: tuple[int, bytes, int | None],
    packing: Packing,
    dictionaries: Dictionaries,
) -> None:
    witness_id, raw, number = row
    data = dictionaries.witness(raw, number)
    connection.execute(
        "UPDATE witness SET raw = ?, dictionary = ? WHERE id = ?",
        (pack_witness(data, packing), packing.witness_number, witness_id),
    )
    for cable_id, record, used in connection.execute(RECORDS, (witness_id,)).fetchall():
        kind = record[:1]
        if kind == FIRST_SCHEMA:
            packed = pack_dict(unpack_record(record, data), data, packing)
        else:
            content = stretch(record, data, dictionaries.content(used))
            packed = kind + squeeze(content, kind, data, packing)
        connection.execute(
            "UPDATE cable SET record = ?, dictionary = ? WHERE id = ?",
            (packed, packing.record_number, cable_id),
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the database for writing; what is done inside is whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
