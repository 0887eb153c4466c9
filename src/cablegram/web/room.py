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
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from cablegram.access import SEES_ALL, InvalidReader
from cablegram.archive.schema import DATABASE_NAME
from cablegram.archive.view import view_folder
from cablegram.errors import ArchiveError
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from cablegram.access import Policy, Reader

    Result = TypeVar("Result")

log = logging.getLogger(__name__)

THREADS: Final = 6
#: More than so many waiting requests are sent away: memory stays bounded.
MOST_WAITING: Final = 256
KEEP_UP_SECONDS: Final = 3.0


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
        keep_up_seconds: float = KEEP_UP_SECONDS,
    ) -> None:
        """Remember what to open; nothing is opened yet.

        Args:
            folder: The archive.
            reader: Who looks.
            policy: By which it is decided what he sees; the archive's own if it is left out.
            today: Gives the day of the decision; that of the clock, in UTC, if it is left out.
            threads: How many make pages.
            keep_up_seconds: How often the keeper looks whether something was filed.
        """
        self._folder = folder
        self.reader = reader
        self._policy = policy
        self._today = today or _today
        self._threads = threads
        self._keep_up_seconds = keep_up_seconds
        self._shown: Path | None = folder if reader.sees_all else None
        self._day: dt.date | None = None
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[Archive], Any]] | None]
        self._jobs = queue.SimpleQueue()
        self._running: list[threading.Thread] = []
        self._closing = threading.Event()
        self._kept_up = threading.Event()

    def __enter__(self) -> Self:
        """Open the archive once, to fail early, and start the threads.

        Raises:
            ArchiveError: If there is no archive, or not one that this version can use.
            InvalidReader: If the policy has not the reader's level, or not one of his groups.
        """
        with Archive.open(self._folder) as whole:
            if not self.reader.sees_all:
                view_folder(whole, self.reader, self._policy or whole.policy, self._today())
        work = [threading.Thread(target=self._work, name=f"page-{n}") for n in range(self._threads)]
        self._running = [threading.Thread(target=self._keep_up, name="keeper"), *work]
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
        for _ in range(self._threads):
            self._jobs.put(None)
        for thread in self._running:
            thread.join()

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

    def _work(self) -> None:
        """Do one job after the other, with one archive."""
        held = _Held()
        try:
            while (entry := self._jobs.get()) is not None:
                future, job = entry
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    future.set_result(job(held.archive(self._folder_of_today())))
                except BaseException as error:  # noqa: BLE001 (it is the asker's)
                    future.set_exception(error)
        finally:
            held.close()

    def _folder_of_today(self) -> Path | None:
        """Return the folder that the reader sees, if it is that of today."""
        is_of_today = self.reader.sees_all or self._day == self._today()
        return self._shown if is_of_today else None

    def _keep_up(self) -> None:
        """Bring up to date what is derived, now and again."""
        while not self._closing.is_set():
            try:
                self._keep_up_once()
            except (ArchiveError, InvalidReader, OSError) as error:
                # Another process may be writing; the room goes on with what there is.
                log.warning("the keeper of the reading room: %s", error)
            self._kept_up.set()
            self._closing.wait(self._keep_up_seconds)

    def _keep_up_once(self) -> None:
        with Archive.open(self._folder) as whole:
            if self.reader.sees_all:
                whole.update_index()
                return
            today = self._today()
            seen = whole.seen_by(self.reader, policy=self._policy, today=today)
            seen.update_index()
            self._shown, self._day = seen.folder, today


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class _Held:
    """The archive of one thread, opened again when another has taken its place."""

    def __init__(self) -> None:
        self._archive: Archive | None = None
        self._mark: tuple[object, ...] = ()

    def archive(self, folder: Path | None) -> Archive:
        """Return the archive of a folder.

        Raises:
            Preparing: If there is none yet.
        """
        if folder is None:
            raise Preparing
        try:
            found = (folder / DATABASE_NAME).stat()
        except OSError as error:  # it was thrown away, and is being made anew
            raise Preparing from error
        mark = (folder, found.st_dev, found.st_ino)
        if self._archive is None or mark != self._mark:
            self.close()
            self._archive = Archive.open(folder)
            self._mark = mark
        return self._archive

    def close(self) -> None:
        """Close what is open."""
        if self._archive is not None:
            with suppress(ArchiveError):
                self._archive.close()
            self._archive = None
