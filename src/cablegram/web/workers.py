"""A few threads that do one job after the other."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Result = TypeVar("Result")

#: More than so many waiting requests are sent away: memory stays bounded.
MOST_WAITING: Final = 256


class Crowded(Exception):
    """Too many requests wait already."""


class Workers:
    """Threads that are started with the first job."""

    def __init__(self, name: str, count: int, at_end: Callable[[], object] = lambda: None) -> None:
        """Start nothing yet.

        Args:
            name: Of the threads.
            count: How many.
            at_end: What each does before it ends, to close what it has opened.
        """
        self._name = name
        self._count = count
        self._at_end = at_end
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]
        self._jobs = queue.SimpleQueue()
        self._running: list[threading.Thread] = []
        self._lock = threading.Lock()

    def submit(self, job: Callable[[], Result]) -> Future[Result]:
        """Have a thread do something.

        Raises:
            Crowded: If too many wait already.
        """
        if not self._running:
            self._start()
        if self._jobs.qsize() >= MOST_WAITING:
            raise Crowded
        future: Future[Result] = Future()
        self._jobs.put((future, job))
        return future

    def waiting(self) -> int:
        """Return how many jobs wait for a thread."""
        return self._jobs.qsize()

    def close(self) -> None:
        """End the threads; what waits is still done."""
        for _ in self._running:
            self._jobs.put(None)
        for thread in self._running:
            thread.join()
        self._running = []

    def _start(self) -> None:
        with self._lock:
            if self._running:
                return
            made = [
                threading.Thread(target=self._work, name=f"{self._name}-{n}")
                for n in range(self._count)
            ]
            for thread in made:
                thread.start()
            self._running = made

    def _work(self) -> None:
        try:
            while (entry := self._jobs.get()) is not None:
                future, job = entry
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    future.set_result(job())
                except BaseException as error:  # noqa: BLE001 (it is the asker's)
                    future.set_exception(error)
        finally:
            self._at_end()
