"""The archive behind the pages: opened by each of the threads that make them, for each reader.

A connection of SQLite belongs to the thread that opened it. So a few threads of our own make the
pages, each with archives of its own, and the keeper brings up to date what is derived: the index,
and the archives of the classes of readers who do not see all. A page for such a reader is made from
that archive and no other.
"""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from typing import TYPE_CHECKING, Final, TypeVar

from cablegram.access import SEES_ALL, InvalidReader
from cablegram.adding import Jobs
from cablegram.archive.policy import policy_of
from cablegram.archive.view import view_folder
from cablegram.audit import Log, is_there
from cablegram.errors import ArchiveError, MissingExtra
from cablegram.search import Archive
from cablegram.search.remembered import RememberedFacets
from cablegram.web.desks import Desks
from cablegram.web.doorkeeping import Doorkeeper
from cablegram.web.held import Held, Preparing
from cablegram.web.keeper import Keeper
from cablegram.web.pacing import Pace
from cablegram.web.refusals import Refusals
from cablegram.web.workers import MOST_WAITING, Crowded, Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from cablegram.access import Policy, Reader
    from cablegram.accounts import Account
    from cablegram.archive.desk import Desk
    from cablegram.model import MRN

    Result = TypeVar("Result")

__all__ = ["Crowded", "Preparing", "Room"]

#: Python makes one page at a time. The others wait for the index or the database, and each that is
#: in the way takes its turns: with six, the slowest pages of a crowd took half as long again.
THREADS: Final = 3
#: Files that flow at once, each in a thread that makes no page: who takes one may be slow.
MOST_FLOWING: Final = 4
KEEP_UP_SECONDS: Final = 3.0
#: With less room on the disk, what was done will soon not be written: nothing is shown then.
LEAST_FREE_BYTES: Final = 1 << 20


class Room:
    """The threads that make pages, and the archive as each reader sees it.

    Use it as a context manager: `__enter__` starts the threads, `__exit__` ends them.
    """

    def __init__(  # noqa: PLR0913 (by name, but the first two)
        self,
        folder: Path,
        reader: Reader = SEES_ALL,
        *,
        policy: Policy | None = None,
        today: Callable[[], dt.date] | None = None,
        threads: int = THREADS,
        read_only: bool = False,
        alone: bool = False,
        keep_up_seconds: float = KEEP_UP_SECONDS,
        has_others: bool = False,
    ) -> None:
        """Remember what to open; nothing is opened yet.

        Args:
            folder: The archive.
            reader: Who looks, where the archive has no accounts or `alone` is said.
            policy: By which it is decided what he sees; the archive's own if it is left out.
            today: Gives the day of the decision; that of the clock, in UTC, if it is left out.
            threads: How many make pages.
            read_only: Whether nothing may be added or changed through the room.
            alone: Whether nobody signs in, though the archive has accounts.
            keep_up_seconds: How often the keeper looks whether something was filed.
            has_others: Whether processes beside this one do what takes long, so that pages do not
                wait for it.
        """
        self.folder = folder
        self.reader = reader
        self.is_read_only = read_only
        self._policy = policy
        self._today = today or _today
        self._desks = Desks(folder, policy)
        self._remembered = RememberedFacets()
        self._here = threading.local()
        self._opening = threading.Lock()
        self._log: Log | None = None
        self._workers = Workers("page", threads, self._close_here)
        self._writers = Workers("file", MOST_FLOWING, self._close_here)
        #: How much each person may ask, whichever way he asks.
        self.pace = Pace()
        #: What was refused, as far as the log tells of it.
        self.refusals = Refusals()
        #: Who comes in; it asks nobody as long as there are no accounts.
        self.door = Doorkeeper(folder, is_open=alone)
        self._keeper = Keeper(
            folder,
            reader,
            self._kept_readers,
            policy=self.policy,
            today=self._today,
            seconds=keep_up_seconds,
            has_others=has_others,
        )
        #: What is being added; `None` where nothing may be: for a reader who does not see all.
        self.jobs = Jobs(folder) if reader.sees_all and not read_only else None

    def __enter__(self) -> Self:
        """Open the archive once, to fail early, and start the threads.

        Raises:
            ArchiveError: If there is no archive, or not one that this version can use.
            InvalidReader: If the policy has not the reader's level, or not one of his groups.
            MissingExtra: If people sign in, and what signs the log is not installed.
        """
        with Archive.open(self.folder) as whole:
            if not self.reader.sees_all:
                view_folder(whole, self.reader, self._policy or whole.policy, self._today())
        self._open_log()  # to fail early: without it, nothing is shown
        if self.jobs is not None:
            self.jobs.open()
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the threads; what waits is still done."""
        if self.jobs is not None:
            self.jobs.close()
        self._keeper.close()
        self._workers.close()
        self._writers.close()
        self.door.close()
        if self._log is not None:
            self._log.close()

    def wait_until_kept_up(self, seconds: float) -> bool:
        """Wait until every class that is kept has been brought up once; tell whether it has."""
        return self._keeper.wait_until_kept_up(seconds)

    def submit(
        self, job: Callable[[Archive], Result], reader: Reader | None = None
    ) -> Future[Result]:
        """Have a thread do something with the archive as a reader sees it.

        The future may raise `Preparing`, `InvalidReader`, and whatever the job raises.

        Args:
            job: What is done.
            reader: For whom; the reader of the room if it is left out.

        Raises:
            Crowded: If too many wait already.
        """
        return self._workers.submit(lambda: job(self._archive(reader)))

    def submit_file(
        self, job: Callable[[Archive], None], reader: Reader | None = None
    ) -> Future[None]:
        """Have a thread write a file that flows, as `submit` has one make a page.

        Raises:
            Crowded: If too many wait already.
        """
        return self._writers.submit(lambda: job(self._archive(reader)))

    @property
    def log(self) -> Log | None:
        """Where it is noted what is shown: where people sign in, or once there is a log."""
        return self._log or self._open_log()

    def _open_log(self) -> Log | None:
        with self._opening:
            if self._log is None and (self.door.asks or is_there(self.folder)):
                self._log = Log.open(self.folder)
            return self._log

    def ready(self) -> dict[str, bool]:
        """Return by name what must be so that pages can be made, and whether it is."""
        try:
            opened = self.log is not None or not self.door.asks
        except (ArchiveError, MissingExtra):
            opened = False
        return {
            "classes": self.wait_until_kept_up(0),
            "disk": self._free_bytes() >= LEAST_FREE_BYTES,
            "log": opened,
            "threads": self._workers.waiting() < MOST_WAITING,
        }

    def figures(self) -> dict[str, tuple[str, float]]:
        """Return figures for whoever runs the room, by name, each with what it is."""
        free = self._free_bytes()
        return {
            "disk_free_bytes": ("What the disk of the archive has room for.", float(free)),
            "pages_waiting": ("Pages that wait for a thread.", self._workers.waiting()),
            "settings_in_force": (
                "Whether accounts.toml can be used; if not, what it said before holds.",
                float(self.door.is_as_said()),
            ),
        }

    def _free_bytes(self) -> int:
        """Return for how much there is room beside the archive; 0 if nobody can say."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return 0

    def wrong(self) -> tuple[str, ...]:
        """Return what is to be put right, though pages can be made: one sentence each."""
        if self.door.is_as_said():
            return ()
        return ("accounts.toml cannot be used, and what it said before holds: see the log",)

    def class_of(self, reader: Reader) -> str:
        """Return the name of the archive that a reader sees; empty if he sees all of it."""
        if reader.sees_all:
            return ""
        try:
            return self._keeper.folder_of(reader).name
        except (Preparing, InvalidReader):
            return ""

    def desk(self, reader: Reader, account: Account | None = None) -> Desk:
        """Return the desk of a reader, in a thread that makes pages."""
        return self._desks.here(reader, account)

    def most_cited(self, reader: Reader) -> tuple[tuple[MRN, int], ...]:
        """Return the most cited cables, counted by the keeper: that looks at every reference."""
        return self._keeper.most_cited(reader)

    def _kept_readers(self) -> tuple[Reader, ...]:
        return self.door.readers() if self.door.asks else (self.reader,)

    def policy(self) -> Policy:
        """Return by what it is decided who sees what, as it is now.

        Raises:
            ArchiveError: If the archive's own cannot be used.
        """
        return self._policy or policy_of(self.folder)

    def _archive(self, reader: Reader | None) -> Archive:
        """Return what a reader, or the reader of the room, sees, in one thread."""
        held: Held | None = getattr(self._here, "held", None)
        if held is None:
            held = self._here.held = Held(self._remembered)
        return held.archive(self._keeper.folder_of(self.reader if reader is None else reader))

    def _close_here(self) -> None:
        held: Held | None = getattr(self._here, "held", None)
        if held is not None:
            held.close()
        self._desks.close()


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
