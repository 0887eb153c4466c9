"""A database as it was before its tables are changed, kept beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

PAGES_AT_ONCE: Final = 4096
ONLY_OWNER: Final = 0o600


def keep_copy(path: Path, version: int) -> Path:
    """Copy a database beside itself, if that was not done before, and return the copy's path.

    A copy of an interrupted run has another name until it is whole. Nobody may read it who may not
    read the database.
    """
    copy = path.with_name(f"{path.name}.before-{version}")
    if copy.exists():
        return copy
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, ONLY_OWNER))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target, pages=PAGES_AT_ONCE, sleep=0)
            # One file, which needs no other beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        shutil.copymode(path, part)
        part.rename(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise ArchiveError(
            str(path.parent),
            f"{path.name} has an older schema, and no copy can be kept before it is changed:"
            f" {error}; make room for {copy.name}",
        ) from error
    return copy
