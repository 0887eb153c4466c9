"""A query released as a folder, under one rule.

The folder has its name only when all that belongs into it is there: a file for each cable,
`manifest.ndjson` that tells what each is, and `SHA256SUMS` by which anybody can check all of these.
Until then it is called `NAME.part`. Before it gets its name, what goes out is noted in the log,
with the hash of the manifest, and kept in the archive: nothing is out that the archive does not
know of. After an interruption the same call goes on: what is there and the same is left as it is,
and what was ruled meanwhile is obeyed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from cablegram.archive.desk.pointing import point_to, pointer_of
from cablegram.archive.export.citations import Keys
from cablegram.archive.export.each import file_name
from cablegram.archive.reviewing import CONFIRMED, ReleasedFile
from cablegram.release.formats import FORMATS
from cablegram.release.going_out import AT_ONCE, make, note_in_log
from cablegram.release.making import NothingReleased
from cablegram.release.reviewing import as_strict
from cablegram.search.records import numbered_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cablegram.archive.reviewing import Kept, Reviews
    from cablegram.audit import Log
    from cablegram.release.going_out import Made, Rule
    from cablegram.search import Archive

MANIFEST: Final = "manifest.ndjson"
SUMS: Final = "SHA256SUMS"
SCHEMA: Final = "cablegram.release-manifest/1"
PART: Final = ".part"


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of the cables of a query. Their sum is all that it found."""

    in_full: int = 0
    in_part: int = 0
    nothing: int = 0
    under_review: int = 0
    not_seen_whole: int = 0
    read_otherwise: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    @property
    def released(self) -> int:
        """How many files there are."""
        return self.in_full + self.in_part

    @property
    def found(self) -> int:
        """How many cables the query found."""
        waiting = self.under_review + self.not_seen_whole + self.read_otherwise
        return self.released + self.nothing + waiting


class AnotherRelease(FileExistsError):
    """The folder is there, and holds something else than what would be released now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a bulk release works with: cables, rulings, where it is noted."""

    archive: Archive
    reviews: Reviews
    kept: Kept
    log: Log | None = None


def release_all(
    desk: Desk,
    query: str,
    folder: Path,
    rule: Rule,
    *,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Release the cables that a query finds into a folder.

    A cable that is under review for this audience, and not decided, waits; so does one of which the
    releaser does not see all, and one that reads otherwise than when it was ruled on.

    Args:
        desk: With the archive as the releaser sees it.
        query: In the query language; empty for all.
        folder: Gets its name when all is there.
        rule: Under what it is released.
        progress: Called now and then with the number of cables looked at.

    Raises:
        QueryError: If the query cannot be understood.
        AnotherRelease: If the folder is there and is no release of the same, to the byte.
        OSError: If a file cannot be written.
    """
    bulk = _Bulk(desk, query, folder, rule)
    with tempfile.TemporaryFile() as spool:
        bulk.write(spool, progress)
        bulk.finish(spool)
    return bulk.report


class _Bulk:
    def __init__(self, desk: Desk, query: str, folder: Path, rule: Rule) -> None:
        self._desk = desk
        self._query = query
        self._folder = folder
        self._rule = rule
        self._is_there = folder.exists()
        self._place = folder.with_name(folder.name + PART)
        self.report = Report()

    def write(self, spool: IO[bytes], progress: Callable[[int], None] | None) -> None:
        """Write the files, and what is told of them, beside the folder."""
        self._place.mkdir(parents=True, exist_ok=True)
        names, suffix = Keys(), FORMATS[self._rule.format][0]
        wanted = {MANIFEST, SUMS}
        encode = msgspec.json.Encoder().encode
        with (self._place / MANIFEST).open("wb") as told, (self._place / SUMS).open("wb") as sums:
            told.write(encode(self._head()) + b"\n")
            found = numbered_records(self._desk.archive, self._query)
            for count, (cable_id, record) in enumerate(found, 1):
                if progress is not None and count % AT_ONCE == 0:
                    progress(count)
                made = self._made(cable_id, record)
                if made is None:
                    continue
                name = names.own(file_name(record)) + suffix
                wanted.add(name)
                _put(self._place / name, made.data)
                told.write(encode(_row(name, record, made)) + b"\n")
                sums.write(f"{made.kept.file_sha256}  {name}\n".encode())
                spool.write(encode(_kept(made.kept)) + b"\n")
            told.write(encode({"end": {"files": self.report.released}}) + b"\n")
        with (self._place / SUMS).open("ab") as sums:
            sums.write(f"{_digest(self._place / MANIFEST).hex()}  {MANIFEST}\n".encode())
        for path in self._place.iterdir():
            if path.name not in wanted:
                path.unlink()

    def finish(self, spool: IO[bytes]) -> None:
        """Give the folder its name; if it has it already, see whether it is the same."""
        if self._is_there:
            is_same = _digest(self._folder / MANIFEST) == _digest(self._place / MANIFEST)
            for path in self._place.iterdir():
                path.unlink()
            self._place.rmdir()
            if not is_same:
                raise AnotherRelease(
                    17, "it is there, and another release; name another folder", str(self._folder)
                )
            self._keep(spool)
            return
        for path in self._place.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        manifest = _digest(self._place / MANIFEST).hex()
        note_in_log(self._desk.log, self._rule, _spooled(spool), manifest)
        self._keep(spool)
        self._place.rename(self._folder)

    def _keep(self, spool: IO[bytes]) -> None:
        """Keep in the archive what goes out, unless that is kept already."""
        waiting: list[ReleasedFile] = []
        for each in _spooled(spool):
            waiting.append(each)
            if len(waiting) == AT_ONCE:
                self._desk.kept.keep(waiting)
                waiting = []
        self._desk.kept.keep(waiting)

    def _head(self) -> dict[str, Any]:
        stamp = self._rule.stamp
        return {
            "schema": SCHEMA,
            # A query may name what is withheld; who has it can see that it was this one.
            "query_sha256": hashlib.sha256(self._query.encode()).hexdigest(),
            "to": self._rule.audience.label,
            "clearance": msgspec.json.decode(self._rule.clearance),
            "policy": self._rule.policy.digest,
            "day": stamp.day,
            "authority": stamp.authority,
            "case": stamp.case,
            "format": self._rule.format,
            "code": self._rule.code,
        }

    def _made(self, cable_id: int, record: dict[str, Any]) -> Made | None:
        """Make the file of a cable, and count what became of it."""
        report, rule, desk = self.report, self._rule, self._desk
        if not record["source_text"]:
            report.not_seen_whole += 1
            return None
        summary = desk.archive.summaries([cable_id])[cable_id]
        record = as_strict(desk.archive, summary, record)
        pointer = point_to(desk.archive, summary)
        reviews = desk.reviews.reviews_on(pointer)
        clearance = rule.clearance
        if any(each.audience == clearance and each.state not in CONFIRMED for each in reviews):
            report.under_review += 1
            return None
        try:
            made = make(record, pointer, rule, desk.reviews)
        except NothingReleased as error:
            if error.is_stale:
                report.read_otherwise += 1
            else:
                report.nothing += 1
            return None
        if made.is_stale:
            report.read_otherwise += 1
            return None
        if made.document.is_whole:
            report.in_full += 1
        else:
            report.in_part += 1
        for code in made.document.codes:
            report.codes[code] = report.codes.get(code, 0) + 1
        return made


def _row(name: str, record: dict[str, Any], made: Made) -> dict[str, Any]:
    return {
        "file": name,
        "mrn": record["mrn"],
        "sha256": made.kept.file_sha256,
        "bytes": len(made.data),
        "banner": made.document.banner,
        "release": "in full" if made.document.is_whole else "in part",
        "codes": made.document.codes,
    }


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, unless it is there and the same."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    part = path.with_name(path.name + PART)
    part.write_bytes(data)
    part.replace(path)


def _kept(file: ReleasedFile) -> dict[str, Any]:
    pointer = file.pointer
    return {
        "kept": {name: getattr(file, name) for name in file.__slots__ if name != "pointer"},
        "pointer": [
            None if pointer.mrn is None else str(pointer.mrn),
            pointer.sha256, pointer.position,
            None if pointer.day is None else pointer.day.isoformat(), pointer.title,
        ],
    }  # fmt: skip


def _spooled(spool: IO[bytes]) -> Iterator[ReleasedFile]:
    spool.seek(0)
    for line in spool:
        said = msgspec.json.decode(line)
        values = said["kept"] | {"made_at": dt.datetime.fromisoformat(said["kept"]["made_at"])}
        yield ReleasedFile(**values, pointer=pointer_of(*said["pointer"]))


def _digest(path: Path) -> bytes:
    """Return the hash of a file, nothing if there is none."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
