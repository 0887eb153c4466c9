"""The archive behind the pages: opened once in each thread that makes them.

A connection of SQLite belongs to the thread that opened it. So a few threads of our own make the
pages, each with an archive of its own, and one more, the keeper, brings up to date what is derived:
the index, and the archive of the class of a reader who does not see all. The threads that make
pages for such a reader open that archive and no other.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from cablegram.access import SEES_ALL, InvalidReader
from cablegram.adding import Jobs
from cablegram.archive.schema import DATABASE_NAME
from cablegram.archive.view import view_folder
from cablegram.errors import ArchiveError
from cablegram.follow.numbering import keep_counted
from cablegram.search import Archive
from cablegram.search.index import IndexInUse
from cablegram.search.remembered import RememberedFacets
from cablegram.web.desks import Desks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from cablegram.access import Policy, Reader
    from cablegram.archive.desk import Desk
    from cablegram.model import MRN

    Result = TypeVar("Result")

log = logging.getLogger(__name__)

THREADS: Final = 6
#: More than so many waiting requests are sent away: memory stays bounded.
MOST_WAITING: Final = 256
KEEP_UP_SECONDS: Final = 3.0
MOST_CITED: Final = 8
#: While cables are filed, a twentieth of the time at most goes into counting.
COUNT_SHARE: Final = 20
#: So long the keeper may take to end; what it was writing is taken back.
LEAVE_SECONDS: Final = 5.0


class Preparing(Exception):
    """The archive of the reader's class is being made."""


class Crowded(Exception):
    """Too many requests wait already."""


class Room:
    """The threads that make pages, and the archive as one reader sees it.

    Use it as a context manager: `__enter__` starts the threads, `__exit__` ends them.
    """

    def __init__(
        self,
        folder: Path,
        reader: Reader = SEES_ALL,
        *,
        policy: Policy | None = None,
        today: Callable[[], dt.date] | None = None,
        threads: int = THREADS,
        read_only: bool = False,
        keep_up_seconds: float = KEEP_UP_SECONDS,
    ) -> None:
        """Remember what to open; nothing is opened yet.

        Args:
            folder: The archive.
            reader: Who looks.
            policy: By which it is decided what he sees; the archive's own if it is left out.
            today: Gives the day of the decision; that of the clock, in UTC, if it is left out.
            threads: How many make pages.
            read_only: Whether nothing may be added or changed through the room.
            keep_up_seconds: How often the keeper looks whether something was filed.
        """
        self._folder = folder
        self.reader = reader
        self.is_read_only = read_only
        self._policy = policy
        self._today = today or _today
        self._desks = Desks(folder, policy)
        self._threads = threads
        self._keep_up_seconds = keep_up_seconds
        self._shown: _Shown | None = None
        self._remembered = RememberedFacets()
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[Archive], Any]] | None]
        self._jobs = queue.SimpleQueue()
        self._running: list[threading.Thread] = []
        self._closing = threading.Event()
        self._kept_up = threading.Event()
        self._counted_at: tuple[object, ...] = ()
        self._count_again = 0.0
        #: What is being added; `None` where nothing may be: for a reader who does not see all.
        self.jobs = Jobs(folder) if reader.sees_all and not read_only else None
        #: The most cited cables, counted by the keeper: that looks at every reference.
        self.most_cited: tuple[tuple[MRN, int], ...] = ()

    def __enter__(self) -> Self:
        """Open the archive once, to fail early, and start the threads.

        Raises:
            ArchiveError: If there is no archive, or not one that this version can use.
            InvalidReader: If the policy has not the reader's level, or not one of his groups.
        """
        with Archive.open(self._folder) as whole:
            if not self.reader.sees_all:
                view_folder(whole, self.reader, self._policy or whole.policy, self._today())
        if self.jobs is not None:
            self.jobs.open()
        work = [threading.Thread(target=self._work, name=f"page-{n}") for n in range(self._threads)]
        # A class or an index in the making is no reason to stay: it goes on the next time.
        keeper = threading.Thread(target=self._keep_up, name="keeper", daemon=True)
        self._running = [*work, keeper]
        for thread in self._running:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the threads; what waits is still done."""
        self._closing.set()
        if self.jobs is not None:
            self.jobs.close()
        for _ in range(self._threads):
            self._jobs.put(None)
        for thread in self._running:
            thread.join(LEAVE_SECONDS if thread.daemon else None)

    def wait_until_kept_up(self, seconds: float) -> bool:
        """Wait until the keeper has been round once; tell whether it has."""
        return self._kept_up.wait(seconds)

    def submit(self, job: Callable[[Archive], Result]) -> Future[Result]:
        """Have a thread do something with its archive.

        The future may raise `Preparing`, and whatever the job raises.

        Raises:
            Crowded: If too many wait already.
        """
        if self._jobs.qsize() >= MOST_WAITING:
            raise Crowded
        future: Future[Result] = Future()
        self._jobs.put((future, job))
        return future

    def desk(self) -> Desk:
        """Return the desk of the reader, in a thread that makes pages."""
        return self._desks.here(self.reader)

    def _work(self) -> None:
        """Do one job after the other, with one archive."""
        held = _Held(self._remembered)
        try:
            while (entry := self._jobs.get()) is not None:
                future, job = entry
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    future.set_result(job(self._open_to_pages(held)))
                except BaseException as error:  # noqa: BLE001 (it is the asker's)
                    future.set_exception(error)
        finally:
            held.close()
            self._desks.close()

    def _open_to_pages(self, held: _Held) -> Archive:
        """Return what the reader sees, in one thread.

        Raises:
            Preparing: If it is not there, or not that of today.
        """
        if self.reader.sees_all:
            return held.archive(self._folder)
        shown = self._shown
        if shown is None or shown.day != self._today() or shown.mark != _mark(shown.folder):
            raise Preparing
        return held.archive(shown.folder)

    def _keep_up(self) -> None:
        """Bring up to date what is derived, now and again."""
        held = _Held()
        while not self._closing.is_set():
            try:
                self._keep_up_once(held)
            except (ArchiveError, InvalidReader, Preparing, OSError) as error:
                # Another process may be writing; the room goes on with what there is.
                log.warning("the keeper of the reading room: %s", error)
            self._kept_up.set()
            self._closing.wait(self._keep_up_seconds)
        held.close()

    def _keep_up_once(self, held: _Held) -> None:
        whole = held.archive(self._folder)
        if self.reader.sees_all:
            _add_to_index(whole)
            self._count(whole)
            return
        if self._shown is not None and self._shown.mark != _mark(self._shown.folder):
            # It was thrown away. What takes its place is shown when it is whole.
            self._shown = None
            whole.close_views()
        today = self._today()
        seen = whole.seen_by(self.reader, policy=self._policy, today=today)
        _add_to_index(seen)
        self._count(seen)
        # The keeper's own connection keeps the file, so that no other can have its mark.
        mark = _mark(seen.folder)
        self._shown = None if mark is None else _Shown(seen.folder, today, mark)

    def _count(self, seen: Archive) -> None:
        """Count what is cited most, and the rest, if anything was filed since the last time."""
        state = (seen.folder, seen.highest_id(), seen.last_change())
        begun = time.monotonic()
        if state != self._counted_at and begun >= self._count_again:
            self.most_cited, self._counted_at = seen.most_cited(MOST_CITED), state
            keep_counted(seen)
            self._count_again = begun + COUNT_SHARE * (time.monotonic() - begun)


def _add_to_index(archive: Archive) -> None:
    """Index what was filed, unless another process does so already."""
    with suppress(IndexInUse):
        archive.update_index(seconds=0.0)


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, slots=True)
class _Shown:
    """The archive of a class as the keeper has left it: where, for which day, and which file."""

    folder: Path
    day: dt.date
    mark: tuple[int, int]


def _mark(folder: Path) -> tuple[int, int] | None:
    """Return what tells the database of a folder from another in its place; `None` without one."""
    try:
        found = (folder / DATABASE_NAME).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Held:
    """The archive of one thread, opened again when another has taken its place."""

    def __init__(self, remembered: RememberedFacets | None = None) -> None:
        """Open nothing yet. Who makes pages shares what is remembered, and leaves the index alone.

        The keeper does neither: he is the one who adds to the index.
        """
        self._remembered = remembered
        self._archive: Archive | None = None
        self._mark: tuple[object, ...] = ()

    def archive(self, folder: Path) -> Archive:
        """Return the archive of a folder.

        Raises:
            Preparing: If there is none, for the moment.
        """
        found = _mark(folder)
        if found is None:
            raise Preparing
        mark = (folder, found)
        if self._archive is None or mark != self._mark:
            self.close()
            self._archive = Archive.open(folder)
            self._archive.remembered = self._remembered
            self._archive.index.is_left_to_others = self._remembered is not None
            self._mark = mark
        return self._archive

    def close(self) -> None:
        """Close what is open."""
        if self._archive is not None:
            with suppress(ArchiveError):
                self._archive.close()
            self._archive = None
