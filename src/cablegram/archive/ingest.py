"""Filing: inputs in, rows out, a batch at a time, each batch whole or not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cablegram.archive.dictionaries import (
    Dictionaries,
    packing_in_use,
    repack,
    train_if_due,
    transaction,
)
from cablegram.archive.filing import file_cable, file_witness
from cablegram.archive.packing import PLAIN
from cablegram.archive.pool import batches, read_batches
from cablegram.archive.report import IngestReport, Tally
from cablegram.archive.rows import digest
from cablegram.archive.witnesses import Place, Witnesses

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from cablegram.archive.packing import Packing
    from cablegram.archive.rows import CableRows, Item, ReadBytes, ReadItem

    Progress = Callable[[IngestReport], None]

# Rows go to random places of large indexes: their pages stay in memory (64 MB), and go from the log
# to the database (each 64 MB of it) less often than they change.
WHILE_FILING = (("cache_size", -65_536), ("wal_autocheckpoint", 8_192))
FIND_WITNESS = "SELECT id FROM witness WHERE sha256 = ?"
ADD_NAME = "INSERT OR IGNORE INTO witness_name (witness_id, name) VALUES (?, ?)"
ADD_UNREAD = "INSERT OR REPLACE INTO unread (source, reason, tried_at) VALUES (?, ?, ?)"
DROP_UNREAD = "DELETE FROM unread WHERE source = ?"


def ingest(
    connection: sqlite3.Connection,
    items: Iterable[Item],
    read_bytes: ReadBytes,
    *,
    workers: int,
    progress: Progress | None,
) -> IngestReport:
    """File inputs. What is held already is recognised by its bytes and not read again."""
    started = time.monotonic()
    for pragma, value in WHILE_FILING:
        connection.execute(f"PRAGMA {pragma} = {value}")
    filing = _Filing(connection)
    groups = batches(filing.unknown(items))
    for read in read_batches(groups, read_bytes, workers=workers, packing=filing.packing):
        filing.file(read)
        if progress is not None:
            progress(filing.tally.report(time.monotonic() - started))
    filing.finish()
    return filing.tally.report(time.monotonic() - started)


class _Filing:
    """One run of `ingest`: its connection, its counts, and names still to be noted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._names: list[tuple[int, str]] = []
        self._packing = packing_in_use(connection)
        self._witnesses = Witnesses(connection, Dictionaries(connection))
        self.tally = Tally()

    def packing(self) -> Packing:
        """Return the dictionaries in use."""
        return self._packing

    def unknown(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the inputs that are not held; note the name of those that are."""
        for item in items:
            self.tally.look_at(len(item.data))
            if item.problem is None:
                found = self._connection.execute(FIND_WITNESS, (digest(item.data),)).fetchone()
                if found is not None:
                    self.tally.duplicates += 1
                    self._names.append((found[0], item.source))
                    continue
            yield item

    def file(self, read: list[ReadItem]) -> None:
        """Write one batch in one transaction."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection = self._connection
        with transaction(connection):
            for item in read:
                self._file_item(item, now)
            names, self._names = self._names, []
            connection.executemany(ADD_NAME, names)
            connection.executemany(DROP_UNREAD, [(name,) for _, name in names])
        if self._packing == PLAIN and train_if_due(connection):
            self._packing = packing_in_use(connection)

    def finish(self) -> None:
        """Write what is left, and compress again what came before there were dictionaries."""
        self.file([])
        with transaction(self._connection):
            self._witnesses.settle(self._packing)
        repack(self._connection)

    def _file_item(self, item: ReadItem, now: str) -> None:
        if item.problem is not None:
            self._connection.execute(ADD_UNREAD, (item.source, item.problem, now))
            self.tally.cannot_read(item.source, item.problem)
            return
        # Looked up again: the same bytes may have come twice in one batch, or from another process.
        found = self._connection.execute(FIND_WITNESS, (item.sha256,)).fetchone()
        if found is not None:
            self.tally.duplicates += 1
            self._names.append((found[0], item.source))
            return
        form = (item.form, item.carrier, item.encoding)
        kept = (item.raw, item.raw_sha256, item.dictionary)
        row = (item.sha256, item.source, *form, item.size, now, *kept)
        witness_id = file_witness(self._connection, row)
        self._names.append((witness_id, item.source))
        for rows in item.cables:
            self.tally.diagnostics += rows.diagnostics
            self._file_cable(witness_id, rows)
        self.tally.new_witnesses += 1
        self.tally.new_cables += len(item.cables)

    def _file_cable(self, witness_id: int, rows: CableRows) -> None:
        is_alone = self._witnesses.is_alone(rows.number)
        cable_id = file_cable(self._connection, witness_id, rows, compared=is_alone)
        if is_alone:
            return
        place = self._witnesses.place(cable_id, self._packing)
        if place is Place.VARIANT:
            self.tally.variants += 1
        elif place is Place.ANOTHER:
            self.tally.conflicts += 1
