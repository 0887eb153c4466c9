"""Archives of classes that are not used any more, and what is left of others, thrown away.

They are derived: whoever asks for one gets it made anew. It is safe beside whoever uses the
archive, and may be broken off at any time.
"""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.class_folders import CLASSES_FOLDER, GONE, throw_away, used_at
from cablegram.archive.lock import writing
from cablegram.archive.view import is_made_so
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.archive.store import Store

UNUSED_DAYS: Final = 30
_DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was thrown away: how many archives of classes, and how much room that makes."""

    archives: int = 0
    size_bytes: int = 0


def prune(whole: Store, *, days: int = UNUSED_DAYS, now: float | None = None) -> Pruned:
    """Throw away archives of classes that nobody has used for some days.

    Those that another version made, or that were made of another archive, are never opened again,
    and go at once. One that is being written stays.

    Args:
        whole: The archive that they were made of.
        days: So long nobody must have used one; 1 at least.
        now: The time, in seconds since 1970; that of the clock if it is left out.

    Raises:
        ValueError: If `days` is less than 1.
    """
    if days < 1:
        msg = f"days must be 1 at least, not {days}"
        raise ValueError(msg)
    classes = whole.folder / CLASSES_FOLDER
    before = (time.time() if now is None else now) - days * _DAY_SECONDS
    archives = size = 0
    for folder in list(_folders(classes)):
        if is_made_so(folder, whole) and used_at(folder) >= before:
            continue
        freed = _size(folder)
        if _gone(folder, classes):
            archives += 1
            size += freed
    for left in classes.glob(f"{GONE}*"):  # of one that was broken off
        shutil.rmtree(left, ignore_errors=True)
    for policy in classes.glob("*"):
        with suppress(OSError):
            policy.rmdir()  # if nothing is in it
    return Pruned(archives=archives, size_bytes=size)


def _folders(classes: Path) -> Iterator[Path]:
    for policy in sorted(classes.glob("*")):
        if policy.is_dir() and not policy.name.startswith(GONE):
            yield from (path for path in sorted(policy.glob("*")) if path.is_dir())


def _gone(folder: Path, classes: Path) -> bool:
    """Throw an archive of a class away, unless somebody is writing to it."""
    try:
        with writing(folder):
            return throw_away(folder, classes)
    except ArchiveError:
        return False


def _size(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            size += path.stat().st_size
    return size
