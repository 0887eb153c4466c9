"""The dictionaries of an archive: trained on what it holds, kept in a table, put to use.

One at a time is in use, for witnesses and records alike. Others are those of what was packed
before: each row says which one it took.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from cablegram.archive.packing import (
    DICTIONARY_BYTES,
    FIRST_SCHEMA,
    PLAIN,
    Content,
    Dictionary,
    Packing,
    content_of_dict,
    pack_alone,
    pack_contents,
    train,
    unpack_content,
    unpack_record,
    unpack_witness,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from cablegram.archive.packing import Decode

# With fewer a dictionary is more a copy than a sample.
TRAIN_AFTER = 1000
SAMPLES = 2000
# What goes into the samples at most, and of one witness: a volume would crowd the others out.
SAMPLE_BYTES = 24 << 20
SAMPLE_BYTES_OF_ONE = 64 << 10
REPACK_AT_ONCE = 400
# What unpacking says of bytes that are not what was packed.
DAMAGE = (zstandard.ZstdError, msgspec.MsgspecError, ValueError, TypeError, LookupError)

# Until schema 5 witnesses and records had a dictionary each; those are not used for packing.
SHARED = "ALTER TABLE dictionary ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;\n"
NEWEST = "SELECT number, content FROM dictionary WHERE shared ORDER BY number DESC LIMIT 1"
ADD = "INSERT INTO dictionary (kind, shared, witnesses, content) VALUES ('witness', 1, ?, ?)"
WITNESSES = "SELECT id, raw, dictionary FROM witness WHERE id > ? {} ORDER BY id LIMIT ?"
RECORDS = "SELECT id, record, dictionary, position FROM cable WHERE witness_id = ?"


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

    def record(
        self,
        record: bytes,
        number: int | None,
        raw: bytes,
        raw_number: int | None,
        decode: Decode = msgspec.msgpack.decode,
    ) -> dict[str, Any]:
        """Return a record, given its witness as that is kept, each with its dictionary's number.

        Raises:
            DamagedError: If it cannot be unpacked.
        """
        try:
            contents = self.content(number), self.content(raw_number)
            return unpack_record(record, contents[0], raw, contents[1], decode)
        except DAMAGE as error:
            raise DamagedError("a record", error) from error


def packing_in_use(connection: sqlite3.Connection) -> Packing:
    """Return the newest dictionary of an archive."""
    row = connection.execute(NEWEST).fetchone()
    return PLAIN if row is None else Packing(dictionary=Dictionary(number=row[0], content=row[1]))


def train_if_due(connection: sqlite3.Connection) -> bool:
    """Train the first dictionary as soon as there is enough to train it on."""
    if connection.execute(NEWEST).fetchone() is not None:
        return False
    (enough,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM witness LIMIT ?)", (TRAIN_AFTER,)
    ).fetchone()
    return enough >= TRAIN_AFTER and train_new(connection)


def train_new(connection: sqlite3.Connection) -> bool:
    """Train a dictionary on a sample of the whole archive; it is used from now on.

    Returns:
        Whether there was enough to train on.
    """
    with transaction(connection):
        ids, samples = _samples(connection)
        content = train(samples, DICTIONARY_BYTES)
        if not content:
            return False
        connection.execute(ADD, (msgspec.msgpack.encode(ids), content))
    return True


def _samples(connection: sqlite3.Connection) -> tuple[list[int], list[bytes]]:
    """Return witnesses spread evenly over the archive, each with its record's content behind it."""
    dictionaries = Dictionaries(connection)
    ids: list[int] = []
    samples: list[bytes] = []
    (highest,) = connection.execute("SELECT coalesce(max(id), 0) FROM witness").fetchone()
    room, last = SAMPLE_BYTES, 0
    for number in range(SAMPLES):
        least = max(last, highest * number // SAMPLES)
        query = WITNESSES.format("AND size <= ?")
        row = connection.execute(query, (least, SAMPLE_BYTES_OF_ONE, 1)).fetchone()
        if row is None or room <= 0:
            break
        last = row[0]
        data, contents = _contents(connection, row, dictionaries)
        ids.append(last)
        samples.append(data + b"".join(content.encoded for _, content, _ in contents))
        room -= len(samples[-1])
    return ids, samples


def _contents(
    connection: sqlite3.Connection, row: tuple[int, bytes, int | None], dictionaries: Dictionaries
) -> tuple[bytes, list[tuple[int, Content, bool]]]:
    """Return the bytes of a witness, and of its cables identifier, content, and if it is first."""
    witness_id, raw, number = row
    data = dictionaries.witness(raw, number)
    contents = []
    rows = connection.execute(f"{RECORDS} ORDER BY position", (witness_id,)).fetchall()
    for cable_id, record, used, position in rows:
        if record[:1] == FIRST_SCHEMA:
            content = content_of_dict(unpack_record(record), data)
        else:
            contained = dictionaries.content(number)
            content, _ = unpack_content(record, dictionaries.content(used), raw, contained)
        contents.append((cable_id, content, position == 0))
    return data, contents


def repack(
    connection: sqlite3.Connection,
    *,
    everything: bool = False,
    packing: Packing | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Compress with the newest dictionary what was filed without one.

    A batch is whole or not at all; after an interruption the next call goes on.

    Args:
        connection: In autocommit mode.
        everything: Take what has another dictionary too, and drop that at the end.
        packing: Which dictionary; the newest if `None`.
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
            values = (last, packing.number, REPACK_AT_ONCE)
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
            connection.execute("DELETE FROM dictionary WHERE number <> ?", (packing.number or 0,))
    return done


def _repack_one(
    connection: sqlite3.Connection,
    row: tuple[int, bytes, int | None],
    packing: Packing,
    dictionaries: Dictionaries,
) -> None:
    data, contents = _contents(connection, row, dictionaries)
    first = [content for _, content, is_first in contents if is_first]
    raw, packed = pack_contents(first, data, packing)
    connection.execute(
        "UPDATE witness SET raw = ?, dictionary = ? WHERE id = ?", (raw, packing.number, row[0])
    )
    for cable_id, content, is_first in contents:
        record = packed[0] if is_first else pack_alone(content.whole(data), packing)
        connection.execute(
            "UPDATE cable SET record = ?, dictionary = ? WHERE id = ?",
            (record, packing.number, cable_id),
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the database for writing; what is done inside is whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")
