"""The system of record: one folder, one database, every cable with the bytes it was read from."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from cablegram.archive.answers import Answers
from cablegram.archive.dictionaries import DamagedError, Dictionaries, transaction
from cablegram.archive.listed import (
    BEST_FIRST,
    CITATION,
    SUMMARY,
    Citation,
    Summary,
    citation_of,
    summary_of,
)
from cablegram.archive.lock import writing
from cablegram.archive.schema import connect
from cablegram.errors import ArchiveError
from cablegram.model import MRN, Cable

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from cablegram.access import Policy, Reader
    from cablegram.archive.packing import Decode
    from cablegram.archive.report import IngestReport
    from cablegram.archive.rows import Item, ReadBytes
    from cablegram.archive.sameness import Differences

PACKED = """
SELECT cable.id, cable.record, cable.dictionary, witness.raw, witness.dictionary,
       cable.position, witness.source
FROM cable JOIN witness ON witness.id = cable.witness_id
"""
IDS_PER_QUERY = 500


class Store(Answers):
    """An archive's database. Use it as a context manager, or call `close`.

    Any number of processes may read; one at a time writes, the others wait for it. It is the
    `RecordStore` that there is.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self.dictionaries = Dictionaries(connection)
        self._views: dict[Path, Self] = {}
        #: Which file it was opened from, if it is the archive of a class.
        self.mark: tuple[int, int] | None = None

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, create: bool = False) -> Self:
        """Open the archive in a folder.

        Args:
            path: The folder.
            create: Make the archive if there is none.

        Raises:
            ArchiveError: If there is no archive there, or not one that this version can use.
        """
        folder = Path(path)
        return cls(folder, connect(folder, create=create))

    def close(self) -> None:
        """Close the database, and those of classes. Closing twice does nothing."""
        self.close_views()
        self._connection.close()

    def close_views(self) -> None:
        """Close the archives of classes; who asks for one again gets another."""
        while self._views:
            self._views.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ingest(
        self,
        items: Iterable[Item],
        read_bytes: ReadBytes,
        *,
        workers: int = 1,
        wait: bool = False,
        progress: Callable[[IngestReport], None] | None = None,
    ) -> IngestReport:
        """Read inputs and file what is new.

        The same bytes again change nothing. Batches are whole or not at all: after a crash, ingest
        the same inputs again. At the end inferred years of references are looked at again with the
        numbers that are held now.

        Args:
            items: The inputs; taken as they are needed.
            read_bytes: Gives the cables in the bytes of one input; a function of a module, since
                it is passed to other processes. Empty if it finds none.
            workers: Processes that read. With more than one, the calling program needs the usual
                `if __name__ == "__main__"` guard.
            wait: Wait for another process that writes to the archive.
            progress: Called after each batch with the figures so far.

        Raises:
            ArchiveError: If the database cannot be written, or another process is writing to it.
        """
        from cablegram.archive.ingest import ingest  # noqa: PLC0415 - needs the reader
        from cablegram.archive.years import correct_years  # noqa: PLC0415

        with writing(self.folder, wait=wait), self._errors_named():
            report = ingest(self._connection, items, read_bytes, workers=workers, progress=progress)
            return replace(report, years_corrected=len(correct_years(self).changed))

    @property
    def policy(self) -> Policy:
        """What marks mean here: `policy.toml` in the folder as it is now, else the US policy."""
        from cablegram.archive.policy import policy_of  # noqa: PLC0415

        return policy_of(self.folder)

    def seen_by(
        self,
        reader: Reader,
        *,
        policy: Policy | None = None,
        today: dt.date | None = None,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Self:
        """Return the archive as a reader sees it: the cables that he may see, as far as he may.

        It is an archive of its own, derived from this one, the same for all of his class, and
        brought up to date now; the first time that takes about as long as indexing. Whatever it is
        asked, the answer depends on nothing that he may not see. It is closed with this one.

        Args:
            reader: Who looks. He who sees all gets this archive itself.
            policy: By which it is decided; the archive's own if it is left out.
            today: The day for which it is asked; that of the clock, in UTC, if it is left out.
            workers: Processes, as for `ingest`.
            progress: Called now and then with the number of cables looked at.

        Raises:
            ArchiveError: If the folder cannot be written, or its policy cannot be used.
            InvalidReader: If the policy has not the reader's level, or not one of his groups.
        """
        if reader.sees_all:
            return self
        from cablegram.archive.view import view_of  # noqa: PLC0415 - needs the reader

        policy = policy or self.policy
        today = today or dt.datetime.now(dt.UTC).date()
        return view_of(self, self._views, reader, policy, today, workers=workers, progress=progress)

    def drop_views(self) -> None:
        """Throw the archives of classes away; who asks for one gets it made anew."""
        from cablegram.archive.class_folders import CLASSES_FOLDER, throw_away  # noqa: PLC0415

        self.close_views()
        classes = self.folder / CLASSES_FOLDER
        for each in list(classes.glob("*")):
            throw_away(each, classes)

    def find(self, mrn: MRN) -> tuple[Summary, ...]:
        """Return every message with that number, the best copy of each, best first.

        A number without a year finds those of all years. Other numbers of a telegram (its TOSEC
        number) count too.
        """
        condition, values = _number_condition(mrn, table="c")
        query = (
            f"{SUMMARY} WHERE cable.id IN ("  # noqa: S608
            f"SELECT coalesce(c.lead_id, c.id) FROM cable AS c WHERE {condition} UNION"
            " SELECT coalesce(h.lead_id, h.id) FROM alias AS c JOIN cable AS h ON h.id = c.cable_id"
            f" WHERE {condition})" + BEST_FIRST
        )
        return tuple(map(summary_of, self._all(query, (*values, *values))))

    def witnesses(self, cable_id: int) -> tuple[Summary, ...]:
        """Return all copies of the message that a cable is a copy of, best first.

        Sections that were joined follow behind the cable that was joined of them.
        """
        query = (
            "WITH lead AS (SELECT coalesce(lead_id, id) AS id FROM cable WHERE id = ?)"  # noqa: S608
            f" {SUMMARY} WHERE cable.id IN (SELECT id FROM lead"
            " UNION SELECT copy.id FROM lead JOIN cable AS copy ON copy.lead_id = lead.id)"
        )
        return tuple(map(summary_of, self._all(query + BEST_FIRST, (cable_id,))))

    def differences(self, first_id: int, other_id: int) -> Differences:
        """Return what differs between two cables, field by field and passage by passage.

        Raises:
            ArchiveError: If one is not there.
        """
        from cablegram.archive.sameness import differences  # noqa: PLC0415

        return differences(self.record(first_id), self.record(other_id))

    def summaries(self, cable_ids: Sequence[int]) -> dict[int, Summary]:
        """Return the summaries of cables by their identifiers; one that is not held is left out."""
        found: dict[int, Summary] = {}
        for start in range(0, len(cable_ids), IDS_PER_QUERY):
            part = cable_ids[start : start + IDS_PER_QUERY]
            marks = ", ".join("?" * len(part))
            for row in self._all(f"{SUMMARY} WHERE cable.id IN ({marks})", tuple(part)):
                found[row[0]] = summary_of(row)
        return found

    def record(self, cable_id: int) -> dict[str, Any]:
        """Return the whole cable as the dict that `Cable.from_dict` takes.

        Raises:
            ArchiveError: If there is no such cable.
        """
        return self._record(self._packed(cable_id))

    def cable(self, cable_id: int) -> Cable:
        """Return a cable.

        Raises:
            ArchiveError: If there is no such cable.
        """
        return Cable.from_dict(self.record(cable_id))

    def raw(self, cable_id: int) -> bytes:
        """Return the bytes of the witness that the cable was read from, as they came.

        Of a cable that was joined of sections, the text of these in UTF-8.

        Raises:
            ArchiveError: If there is no such cable.
        """
        row = self._packed(cable_id)
        if row[5] < 0:
            text: str = self._record(row)["source_text"]
            return text.encode()
        return self._witness(row)

    def records_after(
        self, cable_id: int, *, decode: Decode | None = None
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield identifier and record of every cable filed after the given one, oldest first.

        Of several copies of one message only the best comes.

        Args:
            cable_id: The last one that is known, 0 for none.
            decode: Decodes records, to pass over what is not needed of them.
        """
        query = f"{PACKED} WHERE cable.id > ? AND cable.lead_id IS NULL ORDER BY cable.id LIMIT 200"
        while rows := self._all(query, (cable_id,)):
            for row in rows:
                yield row[0], self._record(row, decode)
            cable_id = rows[-1][0]

    def copies_after(self, cable_id: int, limit: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """Yield identifier, source and record of what was filed after a cable, oldest first.

        Every copy of a message comes by itself; what was joined of sections does not come.
        """
        query = f"{PACKED} WHERE cable.id > ? AND cable.position >= 0 ORDER BY cable.id LIMIT ?"
        while rows := self._all(query, (cable_id, min(limit, 200))):
            for row in rows:
                yield row[0], row[6], self._record(row)
            cable_id = rows[-1][0]
            limit -= len(rows)

    def changes_after(self, sequence: int) -> Iterator[tuple[int, int, dict[str, Any] | None]]:
        """Yield what became of cables that were filed before.

        Args:
            sequence: Number of the last change that is known, 0 for none.

        Yields:
            The number of the change, the cable's identifier, and its record if it is the best copy
            of its message now, `None` if another is, or if it is gone. Without double entries.
        """
        query = (
            "SELECT max(sequence), cable_id FROM change WHERE sequence > ?"
            " GROUP BY cable_id ORDER BY 1"
        )
        for found, cable_id in self._all(query, (sequence,)):
            rows = self._all(f"{PACKED} WHERE cable.id = ? AND cable.lead_id IS NULL", (cable_id,))
            yield found, cable_id, self._record(rows[0]) if rows else None

    def last_change(self) -> int:
        """Return the number of the last change of `changes_after`, 0 if there is none."""
        return int(self._all("SELECT coalesce(max(sequence), 0) FROM change", ())[0][0])

    def references(self, cable_id: int) -> tuple[Citation, ...]:
        """Return what a cable refers to, in its order."""
        query = f"{CITATION} WHERE cable_id = ? ORDER BY position"
        return tuple(map(citation_of, self._all(query, (cable_id,))))

    def tags_of(self, cable_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the TAGS of cables, in their order; one that has none is left out."""
        found: dict[int, list[str]] = {}
        for start in range(0, len(cable_ids), IDS_PER_QUERY):
            part = cable_ids[start : start + IDS_PER_QUERY]
            marks = ", ".join("?" * len(part))
            query = (
                f"SELECT cable_id, code FROM tag WHERE cable_id IN ({marks}) ORDER BY 1, position"  # noqa: S608
            )
            for cable_id, code in self._all(query, tuple(part)):
                found.setdefault(cable_id, []).append(code)
        return {cable_id: tuple(codes) for cable_id, codes in found.items()}

    @property
    def identity(self) -> str:
        """The archive's random name, by which what is derived is known; `forget` gives another."""
        return str(self._all("SELECT identity FROM archive", ())[0][0])

    def highest_id(self) -> int:
        """Return the highest identifier that `records_after` gives, 0 if there is none."""
        query = "SELECT id FROM cable WHERE lead_id IS NULL ORDER BY id DESC LIMIT 1"
        rows = self._all(query, ())
        return int(rows[0][0]) if rows else 0

    def last_id(self) -> int:
        """Return the highest identifier of any cable, copies too, 0 if there is none."""
        return int(self._all("SELECT coalesce(max(id), 0) FROM cable", ())[0][0])

    def leading_ids(self) -> set[int]:
        """Return the identifiers of all cables, of several copies of a message the best one's."""
        return {row[0] for row in self._all("SELECT id FROM cable WHERE lead_id IS NULL", ())}

    def counts(self) -> dict[str, int]:
        """Return how many rows the archive has of witnesses, cables, references and unread."""
        return {
            table: int(self._all(f"SELECT count(*) FROM {table}", ())[0][0])  # noqa: S608
            for table in ("witness", "cable", "reference", "unread")
        }

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a reading query; for the modules of this package alone."""
        return self._all(query, tuple(values))

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Yield the rows of a reading query as they come; for the modules of this package alone."""
        with self._errors_named():
            yield from self._connection.execute(query, tuple(values))

    def followed(self) -> int:
        """Return the identifier of the last cable that `change` took into account."""
        return int(self._all("SELECT watermark FROM followed", ())[0][0])

    def change(self, statement: str, rows: Iterable[Sequence[Any]], *, followed: int) -> None:
        """Change what is derived from the cables up to `followed`; for this package alone.

        Raises:
            ArchiveError: If the database cannot be written.
        """
        with self._errors_named(), transaction(self._connection):
            self._connection.executemany(statement, rows)
            self._connection.execute("UPDATE followed SET watermark = ?", (followed,))

    def _packed(self, cable_id: int) -> Any:  # noqa: ANN401 (a row of SQLite)
        rows = self._all(f"{PACKED} WHERE cable.id = ?", (cable_id,))
        if not rows:
            raise ArchiveError(
                str(self.folder), f"there is no cable with the identifier {cable_id}"
            )
        return rows[0]

    def _witness(self, row: Any) -> bytes:  # noqa: ANN401 (a row of PACKED)
        with self._errors_named():
            return self.dictionaries.witness(row[3], row[4])

    def _record(self, row: Any, decode: Decode | None = None) -> dict[str, Any]:  # noqa: ANN401 (a row of PACKED)
        with self._errors_named():
            record, number, raw, raw_number = row[1:5]
            decode = msgspec.msgpack.decode if decode is None else decode
            return self.dictionaries.record(record, number, raw, raw_number, decode)

    def _all(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        with self._errors_named():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to the modules of this package alone; errors get their names."""
        with self._errors_named():
            yield self._connection

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ArchiveError(str(self.folder), f"the database says: {error}") from error
        except DamagedError as error:
            raise ArchiveError(str(self.folder), str(error)) from error


def _number_condition(mrn: MRN, table: str = "") -> tuple[str, tuple[Any, ...]]:
    """Return the SQL condition for a number, and its values; no year means any."""
    dot = f"{table}." if table else ""
    condition = f"{dot}station = ? AND {dot}number = ? AND {dot}airgram = ?"
    values: tuple[Any, ...] = (mrn.station, mrn.number, int(mrn.airgram))
    if mrn.year is None:
        return condition, values
    return f"{condition} AND {dot}year = ?", (*values, mrn.year)
