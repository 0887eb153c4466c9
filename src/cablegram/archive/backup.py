"""A backup: a folder with everything of an archive that cannot be derived, made while it is used.

The archive itself goes in as a dump. What lies beside it goes in as it is: the databases of
accounts and of the log, copied by SQLite as of one moment, and the small files of settings and
keys. A list with the hash of each file stands in the folder too.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.dumping import Moved, dump, load
from cablegram.archive.schema import BUSY_SECONDS, DATABASE_NAME, RESTORING_NAME
from cablegram.errors import ArchiveError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.archive.store import Store

BACKUP_SCHEMA: Final = "cablegram.backup/1"
LIST_NAME: Final = "backup.json"
DUMP_NAME: Final = "archive.ndjson.zst"
DATABASES: Final = "*.sqlite"
#: Settings and keys: small files beside the databases; a key, too, that has not got its place yet.
SMALL_FILES: Final = ("*.toml", "*.key", "*.key.*")
_MOST_TRIES: Final = 5
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a backup has.

    Attributes:
        moved: What of the archive itself.
        files: The names of the files, sorted.
        size: Of all of them, in bytes.
    """

    moved: Moved
    files: tuple[str, ...]
    size: int


def back_up(
    store: Store, folder: Path, *, progress: Callable[[int], None] | None = None
) -> BackedUp:
    """Make a backup of an archive, whoever uses it meanwhile.

    The folder appears under its name when it is whole. Only its owner may read it: it has what
    the archive has, and the keys.

    Args:
        store: The archive.
        folder: Where to; it must not be there yet.
        progress: Called with the number of witnesses that are written.

    Raises:
        ArchiveError: If the archive cannot be read, or the folder is there already.
        OSError: If it cannot be written.
    """
    if folder.exists():
        raise ArchiveError(str(folder), "it is there already; a backup replaces nothing")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=_FOLDER_MODE)
    try:
        moved = dump(store, part / DUMP_NAME, progress=progress)
        (part / DUMP_NAME).chmod(_FILE_MODE)
        # After the archive: who owns something there is known here. The log comes last by its
        # name and tells of both.
        _copy_beside(store.folder, part)
        files = {path.name: _said(path) for path in sorted(part.iterdir())}
        _write_list(part / LIST_NAME, files)
    except sqlite3.Error as error:
        shutil.rmtree(part)
        raise ArchiveError(str(store.folder), f"cannot be backed up: {error}") from error
    except BaseException:
        shutil.rmtree(part)
        raise
    part.rename(folder)
    size = sum(int(each["size"]) for each in files.values())
    return BackedUp(moved=moved, files=tuple(files), size=size)


def restore(
    store: Store,
    folder: Path,
    *,
    progress: Callable[[int], None] | None = None,
    finish: Callable[[], None] | None = None,
) -> BackedUp:
    """Put a backup into an archive that is empty and has nothing beside it.

    Until all is there nobody can open it: cables without the accounts and the policy would be
    there for everybody. If it is broken off, the folder is deleted and all begins anew.

    Args:
        store: The archive, just made.
        folder: The backup.
        progress: Called with the number of witnesses that are filed.
        finish: Called when all is in its place, before anybody can open it.

    Raises:
        InputError: If the backup is not whole; nothing was put in then.
        ArchiveError: If the archive is not empty.
    """
    files = _checked(folder)
    there = [path.name for path in (*_databases(store.folder), *_small_files(store.folder))]
    if store.last_id() or there:
        raise ArchiveError(str(store.folder), "it is not empty; a backup is restored to a new one")
    restoring = store.folder / RESTORING_NAME
    os.close(_make(restoring))
    moved = load(store, folder / DUMP_NAME, progress=progress)
    for name in files:
        if name != DUMP_NAME:
            _copy_file(folder / name, store.folder / name)
        if Path(name).match(DATABASES):
            with closing(sqlite3.connect(store.folder / name)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
    if finish is not None:
        finish()
    restoring.unlink()
    size = sum(int(each["size"]) for each in files.values())
    return BackedUp(moved=moved, files=tuple(sorted(files)), size=size)


def _copy_beside(folder: Path, part: Path) -> None:
    """Copy what lies beside the archive; settings and keys that fit the databases.

    If one of them has changed meanwhile, such as the key of the log, all are copied once more.

    Raises:
        ArchiveError: If they change all the time.
    """
    for _ in range(_MOST_TRIES):
        try:
            before = _contents(folder)
            for path in _databases(folder):
                (part / path.name).unlink(missing_ok=True)
                _copy_database(path, part / path.name)
            for path in _small_files(part):
                path.unlink()
            for path in _small_files(folder):
                _copy_file(path, part / path.name)
            if before == _contents(folder) == _contents(part):
                return
        except FileNotFoundError:  # one that has just got its place
            continue
    raise ArchiveError(str(folder), "its settings or keys change while they are copied; try again")


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _small_files(folder)}


def _databases(folder: Path) -> list[Path]:
    return sorted(
        (path for path in folder.glob(DATABASES) if path.name != DATABASE_NAME),
        key=lambda path: (path.name.startswith("audit"), path.name),
    )


def _small_files(folder: Path) -> list[Path]:
    return sorted(path for pattern in SMALL_FILES for path in folder.glob(pattern))


def _copy_database(path: Path, copy: Path) -> None:
    """Copy a database as it is at one moment; it ends as one file, without a journal beside it."""
    _make(copy)
    with (
        closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def _copy_file(path: Path, copy: Path) -> None:
    """Copy a file as it is, readable by its owner alone."""
    with path.open("rb") as source, os.fdopen(_make(copy), "wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _make(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)


def _said(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}


def _write_list(path: Path, files: dict[str, dict[str, Any]]) -> None:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    document = {"schema": BACKUP_SCHEMA, "made": made, "files": files}
    with os.fdopen(_make(path), "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _checked(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the files of a backup, when each is what the list says."""
    path = folder / LIST_NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != BACKUP_SCHEMA:
            raise InputError(str(path), f"it is a {document['schema']!r:.60}, not {BACKUP_SCHEMA}")
        files: dict[str, dict[str, Any]] = document["files"]
        for name, said in files.items():
            if name != Path(name).name or _said(folder / name) != said:
                raise InputError(str(folder / name), "it is not the file that was backed up")
    except OSError as error:
        name = str(error.filename or path)
        raise InputError(name, f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(str(path), "it is no list of a backup") from error
    if DUMP_NAME not in files:
        raise InputError(str(path), f"it has no {DUMP_NAME}")
    return files
