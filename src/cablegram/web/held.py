"""The archives that one thread has open, opened again when others have taken their place."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from cablegram.archive.class_folders import mark_of
from cablegram.errors import ArchiveError
from cablegram.search import Archive
from cablegram.web.shown import WatchedArchive

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.search.remembered import RememberedFacets

#: Archives of classes that a thread keeps open: to open one again takes less than a page does.
MOST_OPEN: Final = 4


class Preparing(Exception):
    """The archive of the reader's class is being made."""


class Held:
    """The archives of one thread; of too many, the one not asked for the longest is closed."""

    def __init__(self, remembered: RememberedFacets | None = None, most: int = MOST_OPEN) -> None:
        """Open nothing yet. Who makes pages shares what is remembered, and leaves the index alone.

        The keeper does neither: he is the one who adds to the index.

        Args:
            remembered: What threads that make pages share.
            most: How many archives are open at once.
        """
        self._remembered = remembered
        self._most = most
        self._open: OrderedDict[Path, tuple[tuple[int, int], Archive]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def archive(self, folder: Path) -> Archive:
        """Return the archive of a folder.

        Raises:
            Preparing: If there is none, for the moment.
        """
        mark = mark_of(folder)
        if mark is None:
            raise Preparing
        there = self._open.get(folder)
        if there is not None and there[0] == mark:
            self._open.move_to_end(folder)
            return there[1]
        self._drop(folder)
        made = (Archive if self._remembered is None else WatchedArchive).open(folder)
        made.remembered = self._remembered
        made.index_is_left_to_others = self._remembered is not None
        self._open[folder] = mark, made
        while len(self._open) > self._most:
            self._drop(next(iter(self._open)))
        return made

    def close(self) -> None:
        """Close what is open."""
        for folder in list(self._open):
            self._drop(folder)

    def _drop(self, folder: Path) -> None:
        gone = self._open.pop(folder, None)
        if gone is not None:
            with suppress(ArchiveError):
                gone[1].close()
