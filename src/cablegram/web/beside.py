"""A process beside the room that does what takes long, so that pages do not wait for it.

Threads of one interpreter take turns: while one files an archive of a class, each page waits some
milliseconds at every step. What this process did not do, since it has died or something was wrong,
the keeper does himself; without it he does all.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final

from cablegram.access import InvalidReader
from cablegram.errors import ArchiveError
from cablegram.follow.numbering import keep_counted
from cablegram.search import Archive
from cablegram.search.index import IndexInUse

if TYPE_CHECKING:
    import datetime as dt
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.model import MRN

    Cited = tuple[tuple[MRN, int], ...]

log = logging.getLogger(__name__)

#: It stands back for pages, and ingest stands back for it.
NICENESS: Final = 10
#: So long it may take to end by itself.
LEAVE_SECONDS: Final = 1.0


class Beside:
    """A process that is started with the first work, and started again when it has died."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._lock = threading.Lock()
        self._is_closing = False

    def bring_up(
        self, folder: Path, reader: Reader, policy: Policy, today: dt.date, *, most_cited: int = 0
    ) -> Cited | None:
        """Have what a reader's class sees brought up to date: its archive and its index.

        Args:
            folder: The whole archive.
            reader: One of the class.
            policy: By which it is decided.
            today: The day of the decision.
            most_cited: So many of the cables cited most are asked for; 0 if nothing is counted.

        Returns:
            The cables cited most; `None` if it was not done, whatever the reason.
        """
        try:
            line = self._line_to()
            if line is None:
                return None
            line.send((folder, reader, policy, today, most_cited))
            found: Cited | None = line.recv()
        except (OSError, EOFError) as error:
            if not self._is_closing:
                log.warning("the process beside the reading room has died: %r", error)
            self._end()
            return None
        return found

    def close(self) -> None:
        """End the process, whatever it does: what it was writing is taken back."""
        self._is_closing = True
        self._end()

    def _line_to(self) -> Connection | None:
        with self._lock:
            if self._line is None and not self._is_closing:
                # "spawn": no lock or connection of this process is copied.
                context = multiprocessing.get_context("spawn")
                self._line, other = context.Pipe()
                self._process = context.Process(
                    target=_work, args=(other,), name="beside", daemon=True
                )
                self._process.start()
                other.close()
            return self._line

    def _end(self) -> None:
        with self._lock:
            line, process = self._line, self._process
            self._line = self._process = None
        if process is not None:
            process.terminate()
            process.join(LEAVE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        if line is not None:
            line.close()


def _work(line: Connection) -> None:
    """Do one work after the other, until the room is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the room
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # where a service manager forbids it
            os.setpriority(os.PRIO_PROCESS, 0, max(os.getpriority(os.PRIO_PROCESS, 0), NICENESS))
    with suppress(EOFError, ConnectionError):  # the room is gone
        while True:
            line.send(_done(*line.recv()))


def _done(
    folder: Path, reader: Reader, policy: Policy, today: dt.date, most_cited: int
) -> Cited | None:
    """Bring up what a class sees, and return the cables cited most; `None` if that was not done."""
    try:
        with Archive.open(folder) as whole:
            seen = whole.seen_by(reader, policy=policy, today=today)
            with suppress(IndexInUse):  # another process adds to it
                seen.update_index(seconds=0.0)
            if most_cited:
                keep_counted(seen)
            return seen.most_cited(most_cited) if most_cited else ()
    except (ArchiveError, InvalidReader, OSError) as error:
        log.debug("left to the keeper: %r", error)
        return None


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
