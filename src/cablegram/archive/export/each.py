"""A file for each cable, in a folder."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from cablegram.archive.export.citations import Keys, key_of, write_bibtex, write_csl, write_ris
from cablegram.archive.export.texts import (
    message_of,
    plain_text,
    tei_document,
    write_ndjson,
)

if TYPE_CHECKING:
    from pathlib import Path

_PART: Final = ".cablegram-export-{}.part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of the files: `new`, `same` as they were before, `changed`. Their sum is all."""

    new: int = 0
    same: int = 0
    changed: int = 0

    @property
    def cables(self) -> int:
        """How many cables there were."""
        return self.new + self.same + self.changed


Make = Callable[[dict[str, Any], Keys], bytes]


def _keyless(write: Callable[[Iterable[dict[str, Any]], IO[bytes]], int]) -> Make:
    def made(record: dict[str, Any], _keys: Keys) -> bytes:
        out = io.BytesIO()
        write([record], out)
        return out.getvalue()

    return made


def _keyed(write: Callable[[Iterable[dict[str, Any]], IO[bytes], Keys], int]) -> Make:
    def made(record: dict[str, Any], keys: Keys) -> bytes:
        out = io.BytesIO()
        write([record], out, keys)
        return out.getvalue()

    return made


#: The end of the file's name, and what stands in it. Tables are no files of one cable.
EACH: Final[dict[str, tuple[str, Make]]] = {
    "ndjson": (".json", _keyless(write_ndjson)),
    "tei": (".tei.xml", lambda record, _: tei_document(record)),
    "ris": (".ris", _keyless(write_ris)),
    "bibtex": (".bib", _keyed(write_bibtex)),
    "csl-json": (".csl.json", _keyed(write_csl)),
    "text": (".txt", lambda record, _: plain_text(record)),
    "eml": (".eml", lambda record, keys: message_of(record, keys).as_bytes()),
}


def export_each(records: Iterable[dict[str, Any]], folder: Path, name: str) -> Written:
    """Write a file for each record into a folder, which is made if it is missing.

    A file bears the cable's number (`08LISBON9.txt`); if several cables have it, the next are
    `08LISBON9-2.txt` and so on in the order in which they come. A cable without a number is named
    after its content. Names have letters, digits and hyphens only, and no file is written through
    a link.

    A file appears whole or not at all, and one that is there and the same is left alone: after an
    interruption, the same call writes what is missing. Files of cables that do not come any more
    stay. Memory: about 100 bytes for each cable.

    Args:
        records: As for `export`.
        folder: Where the files go; two calls at once must not have the same.
        name: A format of `EACH`.

    Raises:
        ValueError: If there is no such format, or it is a table.
        OSError: If a file cannot be written; `filename` says which.
    """
    if name not in EACH:
        raise ValueError(f"{name!r} is no format of single cables; those are {', '.join(EACH)}")
    suffix, make = EACH[name]
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(_PART.format("*")):
        left.unlink(missing_ok=True)
    names, keys = Keys(), Keys()
    counts = {"new": 0, "same": 0, "changed": 0}
    for record in records:
        path = folder / (names.own(file_name(record)) + suffix)
        counts[_write(path, make(record, keys))] += 1
    return Written(**counts)


def file_name(record: dict[str, Any]) -> str:
    """Return the name of a cable's file without its ending; safe on any system."""
    key = key_of(record)
    # Without its year, a number could be a name of a device: COM1 is one, and so is LPT1.
    return key if key[:1].isdigit() or not record.get("mrn") else f"no-year-{key}"


def _write(path: Path, data: bytes) -> str:
    """Write a file whole, and say whether it is `new`, `same` or `changed`."""
    there = path.is_symlink() or path.exists()
    if there and not path.is_symlink() and path.is_file() and _holds(path, data):
        return "same"
    part = path.parent / _PART.format(os.getpid())
    try:
        with part.open("xb") as out:
            out.write(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return "changed" if there else "new"


def _holds(path: Path, data: bytes) -> bool:
    return path.stat().st_size == len(data) and path.read_bytes() == data
