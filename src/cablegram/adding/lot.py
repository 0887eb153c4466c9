"""A lot of files as it comes in: onto the disk under numbers, within limits."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Final

import msgspec

from cablegram.adding.job_folder import JobFolder, Named
from cablegram.intake.item import shown

if TYPE_CHECKING:
    from pathlib import Path

#: How often the free space is looked at.
LOOK_BYTES: Final = 64 << 20
#: What systems put into folders beside what people put there.
LITTER: Final = frozenset({"thumbs.db", "desktop.ini"})


class Refusal(StrEnum):
    """Why a lot was not taken; stable words."""

    TOO_LARGE = "too-large"
    FILE_TOO_LARGE = "file-too-large"
    TOO_MANY = "too-many-files"
    NAME_TOO_LONG = "name-too-long"
    NO_ROOM = "no-room-on-disk"
    EMPTY = "no-files"


class LotRefused(Exception):
    """A lot is not taken, nothing of it."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one lot may be.

    Attributes:
        total_bytes: All files together.
        file_bytes: One file.
        files: How many.
        name_chars: A name with the folders before it.
        spare_bytes: What must stay free on the disk.
        waiting: Lots that come in or wait at the same time.
    """

    total_bytes: int = 16 << 30
    file_bytes: int = 8 << 30
    files: int = 200_000
    name_chars: int = 1_000
    spare_bytes: int = 512 << 20
    waiting: int = 20


class Lot:
    """Files that are being handed in.

    A name is something that is told, and never a path: the files lie under numbers.
    """

    def __init__(self, folder: JobFolder, limits: Limits, expected_bytes: int = 0) -> None:
        """Begin; `expected_bytes` is what is said to come, 0 if nobody said it.

        Raises:
            LotRefused: If that is too much.
        """
        self.folder = folder
        self._limits = limits
        self._file: IO[bytes] | None = None
        self._name = ""
        self._size = 0
        self._looked_at = 0
        self.files = 0
        self.size_bytes = 0
        self.left_out = 0
        self._came_bytes = 0
        self.first = ""
        if expected_bytes > limits.total_bytes:
            raise self._too_large()
        self._look(expected_bytes)
        folder.files.mkdir(parents=True, exist_ok=True)
        self._names = folder.names.open("wb")

    def begin(self, name: str) -> None:
        """Begin a file; what is hidden, or litter of a system, is left out.

        Raises:
            LotRefused: If it is one too many, or its name too long.
        """
        if len(name) > self._limits.name_chars:
            message = f"A name may have {self._limits.name_chars:,} characters."
            raise LotRefused(Refusal.NAME_TOO_LONG, message)
        if self.files + self.left_out >= self._limits.files:
            message = f"At most {self._limits.files:,} files can come at once."
            raise LotRefused(Refusal.TOO_MANY, message)
        self._name, self._size = shown(name), 0
        if _is_litter(name):
            self.left_out += 1
            return
        self.files += 1
        self.first = self.first or self._name
        self._file = (self.folder.files / f"{self.files:06}").open("wb")

    def write(self, data: bytes) -> None:
        """Go on with the file.

        Raises:
            LotRefused: If it, or all of them, become too large.
        """
        self._size += len(data)
        self._came_bytes += len(data)
        if self._size > self._limits.file_bytes:
            message = f"One file may have {in_words(self._limits.file_bytes)}."
            raise LotRefused(Refusal.FILE_TOO_LARGE, message)
        if self._came_bytes > self._limits.total_bytes:
            raise self._too_large()
        if self._came_bytes - self._looked_at >= LOOK_BYTES:
            self._look(0)
        if self._file is not None:
            self._file.write(data)

    def end(self) -> None:
        """End the file."""
        if self._file is None:
            return
        place = self._file.name
        self._file.close()
        self._file = None
        self.size_bytes += self._size
        named = Named(place[len(str(self.folder.files)) + 1 :], self._name, self._size)
        self._names.write(msgspec.json.encode(named) + b"\n")

    def close(self) -> None:
        """End the lot.

        Raises:
            LotRefused: If nothing came.
        """
        self.end()
        self._names.close()
        if not self.files:
            hidden = f" but {self.left_out:,} hidden ones, which are left out" * bool(self.left_out)
            raise LotRefused(Refusal.EMPTY, f"No file was sent{hidden}.")

    def abandon(self) -> None:
        """Throw away what came."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._names.close()
        self.folder.drop()

    def _look(self, expected_bytes: int) -> None:
        """Look whether there is room for the files and for what the archive makes of them."""
        self._looked_at = self._came_bytes
        there = self.folder.path if self.folder.path.exists() else self.folder.path.parent
        free = shutil.disk_usage(there).free
        if free < 2 * expected_bytes + self._limits.spare_bytes:
            message = f"The disk of the archive has only {in_words(free)} left."
            raise LotRefused(Refusal.NO_ROOM, message)

    def _too_large(self) -> LotRefused:
        message = f"At most {in_words(self._limits.total_bytes)} can come at once."
        return LotRefused(Refusal.TOO_LARGE, message)


def in_words(size_bytes: int) -> str:
    """Return a size for a person.

    >>> in_words(16 << 30), in_words(1_500_000), in_words(900)
    ('16 GB', '1.4 MB', '900 bytes')
    """
    for unit, sign in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")):
        if size_bytes >= unit:
            value = size_bytes / unit
            return (
                f"{value:,.0f} {sign}" if value >= 10 else f"{value:.1f} {sign}".replace(".0", "")
            )
    return f"{size_bytes:,} byte" + "s" * (size_bytes != 1)


def write_names(folder: JobFolder, root: Path, before: str) -> tuple[int, int]:
    """List files that lie below `files` already; return how many, and their bytes.

    The list is there whole or not at all.

    Args:
        folder: The job's.
        root: The folder of the files.
        before: What stands before their names.
    """
    count = size = 0
    part = folder.names.with_suffix(".part")
    with part.open("wb") as names:
        for path in sorted(each for each in root.rglob("*") if each.is_file()):
            place = path.relative_to(folder.files).as_posix()
            found = Named(
                place, f"{before}{path.relative_to(root).as_posix()}", path.stat().st_size
            )
            names.write(msgspec.json.encode(found) + b"\n")
            count, size = count + 1, size + found.size
    part.replace(folder.names)
    return count, size


def _is_litter(name: str) -> bool:
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2].lower()
    return last in LITTER or any(part.startswith(".") for part in _parts(name))


def _parts(name: str) -> list[str]:
    """Return the folders and the name; `.` and `..` are no names of anything hidden."""
    return [part for part in name.replace("\\", "/").split("/") if part.strip(".")]
