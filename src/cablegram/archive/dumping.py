"""A whole archive as one file, to be taken to another machine or version.

The file is a zstd stream of JSON, one value a line: a head with the version of the format, then
a line for each witness with its bytes and the cables that were read from it, then the inputs that
could not be read, then what people have gathered and written, and an end with the counts.
docs/reference/dump-format.md describes it.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from cablegram.archive.alert_moving import KIND as SUBSCRIPTION
from cablegram.archive.alert_moving import alert_lines, put_subscription
from cablegram.archive.desk.moving import KINDS, desk_lines, put_on_desk
from cablegram.archive.dictionaries import (
    Dictionaries,
    packing_in_use,
    repack,
    train_if_due,
    transaction,
)
from cablegram.archive.filing import file_cable, file_witness
from cablegram.archive.lock import writing
from cablegram.archive.packing import PLAIN, pack_cables
from cablegram.archive.reviewing.moving import KINDS as REVIEW_KINDS
from cablegram.archive.reviewing.moving import put_review, review_lines
from cablegram.archive.rows import cable_rows, digest
from cablegram.archive.witnesses import Witnesses
from cablegram.archive.years import correct_years
from cablegram.errors import InputError
from cablegram.model import Cable
from cablegram.read.decode import decode_as

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cablegram.archive.store import Store

DUMP_SCHEMA = "cablegram.dump/3"
#: Those that are read; the first had nothing of the desk, the second no reviews.
READ_SCHEMAS = ("cablegram.dump/1", "cablegram.dump/2", DUMP_SCHEMA)
LEVEL = 6
BATCH = 200
# A line is one witness: at most the largest message, as base64, with its cables.
LONGEST_LINE_BYTES = 1 << 29
WITNESSES = """
SELECT id, sha256, source, form, carrier, encoding, size, filed_at, raw, raw_sha256, dictionary
FROM witness WHERE id > ? ORDER BY id LIMIT ?
"""
CABLES = """
SELECT position, record, dictionary FROM cable
WHERE witness_id = ? AND position >= 0 ORDER BY position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a dump or a load moved: `new` of the witnesses were not held before (of a load).

    `desk` counts the dossiers, notes, saved searches, reviews and released files.
    """

    witnesses: int
    cables: int
    new: int = 0
    desk: int = 0


def dump(store: Store, path: Path, *, progress: Callable[[int], None] | None = None) -> Moved:
    """Write an archive as one file, as it is at one moment.

    The file appears under its name when it is whole.

    Raises:
        ArchiveError: If the archive cannot be read.
        OSError: If the file cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    encoder = msgspec.json.Encoder()
    with store.connection() as connection:
        connection.execute("BEGIN")  # one view of it, whatever is filed meanwhile
        try:
            with (
                part.open("wb") as file,
                zstandard.ZstdCompressor(level=LEVEL).stream_writer(file, closefd=False) as out,
            ):
                moved = Moved(witnesses=0, cables=0)
                for moved, line in _lines(connection, store.identity):
                    out.write(encoder.encode(line) + b"\n")
                    if progress is not None and "witness" in line:
                        progress(moved.witnesses)
                out.flush(zstandard.FLUSH_FRAME)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        finally:
            connection.execute("ROLLBACK")
    part.replace(path)
    return moved


def _lines(connection: sqlite3.Connection, identity: str) -> Iterator[tuple[Moved, dict[str, Any]]]:
    """Yield the lines of a dump, each with the counts up to it."""
    dictionaries = Dictionaries(connection)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    witnesses = cables = last = 0
    yield Moved(witnesses=0, cables=0), {"schema": DUMP_SCHEMA, "archive": identity, "made": now}
    while rows := connection.execute(WITNESSES, (last, BATCH)).fetchall():
        for row in rows:
            line = _line(connection, dictionaries, row)
            witnesses += 1
            cables += len(line["cables"])
            yield Moved(witnesses=witnesses, cables=cables), line
        last = rows[-1][0]
    moved = Moved(witnesses=witnesses, cables=cables)
    for source, reason, tried_at in connection.execute("SELECT * FROM unread ORDER BY source"):
        yield moved, {"unread": {"source": source, "reason": reason, "tried_at": tried_at}}
    desk = 0
    for line in chain(desk_lines(connection), alert_lines(connection), review_lines(connection)):
        desk += 1
        yield moved, line
    moved = Moved(witnesses=witnesses, cables=cables, desk=desk)
    yield moved, {"end": {"witnesses": witnesses, "cables": cables, "desk": desk}}


def _line(
    connection: sqlite3.Connection, dictionaries: Dictionaries, row: tuple[Any, ...]
) -> dict[str, Any]:
    witness_id, sha256, source, form, carrier, encoding, size, filed_at, raw, raw_sha256, used = row
    data = dictionaries.witness(raw, used)
    cables = []
    for _, packed, dictionary in connection.execute(CABLES, (witness_id,)).fetchall():
        record = dictionaries.record(packed, dictionary, raw, used)
        if _text_of(data, record.get("encoding")) == record["source_text"]:
            record["source_text"] = None  # it is the witness, decoded
        cables.append(record)
    names = connection.execute(
        "SELECT name FROM witness_name WHERE witness_id = ? ORDER BY name", (witness_id,)
    ).fetchall()
    witness = {
        "sha256": sha256.hex(),
        "raw_sha256": None if raw_sha256 is None else raw_sha256.hex(),
        "source": source,
        "names": [name for (name,) in names],
        "form": form,
        "carrier": carrier,
        "encoding": encoding,
        "size": size,
        "filed_at": filed_at,
        "raw": base64.b64encode(data).decode(),
    }
    return {"witness": witness, "cables": cables}


def _text_of(data: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        return decode_as(data, encoding)
    except (UnicodeError, LookupError):
        return None


def load(
    store: Store,
    path: Path,
    *,
    wait: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Moved:
    """Put the contents of a dump into an archive; what it holds already stays as it is.

    Batches are whole or not at all: after an interruption load the same file again.

    Args:
        store: The archive.
        path: The dump.
        wait: Wait for another process that writes to the archive.
        progress: Called after each batch with the number of witnesses looked at.

    Raises:
        InputError: If the file is no dump, is damaged or cut short. Whole batches stay filed.
        ArchiveError: If the archive cannot be written.
    """
    with writing(store.folder, wait=wait), store.connection() as connection:
        loading = _Loading(connection)
        batch: list[dict[str, Any]] = []
        end = None
        for number, line in enumerate(_read_lines(path), 1):
            if number == 1:
                _check_head(path, line)
            elif "end" in line:
                end = line["end"]
            else:
                batch.append(line)
            if len(batch) >= BATCH or end is not None:
                _file(loading, path, batch)
                batch = []
                if progress is not None:
                    progress(loading.witnesses)
            if end is not None:
                break
        counts = {"witnesses": loading.witnesses, "cables": loading.cables, "desk": loading.desk}
        if not isinstance(end, dict) or {"desk": 0, **end} != counts:
            raise InputError(str(path), "the dump is cut short; what was whole is filed")
        repack(connection)
        correct_years(store)
    return Moved(
        witnesses=loading.witnesses, cables=loading.cables, new=loading.new, desk=loading.desk
    )


def _check_head(path: Path, line: dict[str, Any]) -> None:
    schema = line.get("schema")
    if schema in READ_SCHEMAS:
        return
    if isinstance(schema, str) and schema.startswith("cablegram.dump/"):
        there = " and ".join(READ_SCHEMAS)
        raise InputError(str(path), f"it is a {schema}, this version reads {there}")
    raise InputError(str(path), "it is no dump of an archive")


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            rest = bytearray()
            while piece := stream.read(1 << 20):
                rest += piece
                *lines, last = rest.split(b"\n")
                rest = last
                if len(rest) > LONGEST_LINE_BYTES:
                    raise InputError(str(path), "it has a line longer than any dump")
                for line in lines:
                    yield decoder.decode(line)
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise InputError(str(path), "it is damaged, or no dump of an archive") from error


def _file(loading: _Loading, path: Path, batch: list[dict[str, Any]]) -> None:
    try:
        loading.file(batch)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise InputError(str(path), f"the dump is damaged ({type(error).__name__})") from error


class _Loading:
    """One run of `load`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._packing = packing_in_use(connection)
        self._copies = Witnesses(connection, Dictionaries(connection))
        self.witnesses = self.cables = self.new = self.desk = 0

    def file(self, batch: list[dict[str, Any]]) -> None:
        """Write a batch in one transaction."""
        with transaction(self._connection):
            for line in batch:
                if "witness" in line:
                    self._file_witness(line["witness"], line["cables"])
                elif "unread" in line:
                    unread = line["unread"]
                    self._connection.execute(
                        "INSERT OR IGNORE INTO unread VALUES (?, ?, ?)",
                        (unread["source"], unread["reason"], unread["tried_at"]),
                    )
                else:
                    for kind in KINDS.keys() & line.keys():
                        put_on_desk(self._connection, kind, line[kind])
                        self.desk += 1
                    if SUBSCRIPTION in line:
                        put_subscription(
                            self._connection, line[SUBSCRIPTION], is_alone=self._is_alone
                        )
                        self.desk += 1
                    for kind in REVIEW_KINDS.keys() & line.keys():
                        put_review(self._connection, kind, line[kind])
                        self.desk += 1
        if self._packing == PLAIN and train_if_due(self._connection):
            self._packing = packing_in_use(self._connection)

    @cached_property
    def _is_alone(self) -> bool:
        """Whether the archive holds nothing but the dump; asked when its witnesses are through.

        What was to be looked at, still is then.
        """
        (held,) = self._connection.execute("SELECT count(*) FROM witness").fetchone()
        return bool(held == self.witnesses)

    def _file_witness(self, witness: dict[str, Any], records: list[dict[str, Any]]) -> None:
        connection = self._connection
        data = base64.b64decode(witness["raw"], validate=True)
        sha256 = bytes.fromhex(witness["sha256"])
        raw_sha256 = None if witness["raw_sha256"] is None else bytes.fromhex(witness["raw_sha256"])
        if digest(data) != (raw_sha256 or sha256):
            message = "the bytes of a witness are not those of its hash"
            raise ValueError(message)
        self.witnesses += 1
        self.cables += len(records)
        found = connection.execute("SELECT id FROM witness WHERE sha256 = ?", (sha256,)).fetchone()
        if found is None:
            values = [witness[name] for name in ("source", "form", "carrier", "encoding", "size")]
            cables = [_cable(record, data) for record in records]
            raw, packed = pack_cables(cables, data, self._packing)
            kept = (witness["filed_at"], raw, raw_sha256, self._packing.number)
            witness_id = file_witness(connection, (sha256, *values, *kept))
            self._file_cables(witness_id, cables, packed)
            self.new += 1
        else:
            witness_id = found[0]
        connection.executemany(
            "INSERT OR IGNORE INTO witness_name VALUES (?, ?)",
            [(witness_id, name) for name in witness["names"]],
        )

    def _file_cables(
        self, witness_id: int, cables: Sequence[Cable], packed: Sequence[bytes]
    ) -> None:
        for position, cable in enumerate(cables):
            rows = cable_rows(cable, position, packed[position], self._packing)
            is_alone = self._copies.is_alone(rows.number)
            cable_id = file_cable(self._connection, witness_id, rows, compared=is_alone)
            if not is_alone:
                self._copies.place(cable_id, self._packing)


def _cable(record: dict[str, Any], data: bytes) -> Cable:
    if record["source_text"] is None:
        record["source_text"] = decode_as(data, record["encoding"])
    return Cable.from_dict(record)
