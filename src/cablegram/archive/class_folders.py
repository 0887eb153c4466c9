"""Folders of archives of classes: which file is in one, when it was used, how it is thrown away."""

from __future__ import annotations

import secrets
import shutil
import time
from typing import TYPE_CHECKING, Final

from cablegram.archive.schema import DATABASE_NAME

if TYPE_CHECKING:
    from pathlib import Path

CLASSES_FOLDER: Final = "classes"
#: What is thrown away has a name of this kind until nothing of it is left.
GONE: Final = "gone-"
#: Its time is that of the last use.
USED_NAME: Final = "used"
#: A use is noted again after so long.
NOTE_SECONDS: Final = 3_600


def mark_of(folder: Path) -> tuple[int, int] | None:
    """Return what tells the database of a folder from another in its place; `None` without one."""
    try:
        found = (folder / DATABASE_NAME).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def throw_away(folder: Path, classes: Path) -> bool:
    """Throw a folder away: nobody finds half of it, also if this is broken off.

    Who has it open goes on reading what he has; who asks for it later gets another.

    Args:
        folder: What goes.
        classes: The folder of all of them.

    Returns:
        Whether it was there.
    """
    gone = classes / f"{GONE}{secrets.token_hex(8)}"
    try:
        folder.rename(gone)
    except OSError:
        return False  # another was quicker
    shutil.rmtree(gone, ignore_errors=True)
    return True


def note_use(folder: Path) -> None:
    """Note that a class is in use, by the time of a file."""
    path = folder / USED_NAME
    try:
        if time.time() - path.stat().st_mtime < NOTE_SECONDS:
            return
    except OSError:
        pass  # it was never used, or is being thrown away
    try:
        path.touch()
    except OSError:
        return


def used_at(folder: Path) -> float:
    """Return when a class was used last, in seconds since 1970; 0 if nothing tells."""
    times = []
    for name in (USED_NAME, DATABASE_NAME, "."):
        try:
            times.append((folder / name).stat().st_mtime)
        except OSError:
            continue
        if name == USED_NAME:
            break  # the rest changes for other reasons too
    return max(times, default=0.0)
