"""Reading on several processes, with bounded memory, and going on when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from cablegram.archive.packing import PLAIN, one_of
from cablegram.archive.rows import Item, ReadItem, digest, read_item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from cablegram.archive.packing import Packing
    from cablegram.archive.rows import ReadBytes

    Batch = tuple[Item, ...]

# A batch is large enough that passing it on costs little, and small enough to lose little.
BATCH_BYTES = 1 << 20
BATCH_ITEMS = 200
BATCHES_PER_WORKER = 3


def batches(items: Iterable[Item]) -> Iterator[Batch]:
    """Group inputs by size and count, in order; a large one is alone in its batch at worst."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.data)
        if size >= BATCH_BYTES or len(batch) >= BATCH_ITEMS:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def read_batch(batch: Batch, read_bytes: ReadBytes, packing: Packing = PLAIN) -> list[ReadItem]:
    """Read each input of a batch, in order."""
    packing = one_of(packing)
    return [read_item(item, read_bytes, packing) for item in batch]


def read_batches(
    groups: Iterable[Batch],
    read_bytes: ReadBytes,
    *,
    workers: int,
    packing: Callable[[], Packing] = lambda: PLAIN,
) -> Iterator[list[ReadItem]]:
    """Read batches on `workers` processes and yield them in order.

    One worker, or one batch only, is read in this process: to start others takes longer.

    Args:
        groups: The batches; taken as they are needed, a few at a time.
        read_bytes: Reads one input; a function of a module, since it is passed to processes.
        workers: How many processes may read, at least 1.
        packing: Tells the dictionary that is in use when a batch is given out.

    Yields:
        The inputs of each batch after reading.
    """
    source = iter(groups)
    first = next(source, None)
    if first is None:
        return
    second = next(source, None) if workers > 1 else None
    if second is None:
        yield read_batch(first, read_bytes, packing())
        for batch in source:
            yield read_batch(batch, read_bytes, packing())
        return
    pool = _Pool(read_bytes, workers, packing)
    try:
        pool.put(first)
        pool.put(second)
        for batch in source:
            pool.put(batch)
            if pool.is_full:
                yield pool.take()
        while pool.waiting:
            yield pool.take()
    finally:
        pool.close()


class _Pool:
    """A process pool with a bounded queue that survives the death of a process."""

    def __init__(self, read_bytes: ReadBytes, workers: int, packing: Callable[[], Packing]) -> None:
        self._read_bytes = read_bytes
        self._packing = packing
        self._workers = workers
        self._executor = _executor(workers)
        self.waiting: deque[tuple[Batch, Future[list[ReadItem]]]] = deque()

    @property
    def is_full(self) -> bool:
        return len(self.waiting) >= self._workers * BATCHES_PER_WORKER

    def put(self, batch: Batch) -> None:
        try:
            future = self._submit(batch)
        except BrokenProcessPool:
            self._restart()
            future = self._submit(batch)
        self.waiting.append((batch, future))

    def take(self) -> list[ReadItem]:
        batch, future = self.waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._restart()
            return list(self._read_singly(batch))

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _restart(self) -> None:
        """Start new processes and give them what was waiting."""
        self.close()
        self._executor = _executor(self._workers)
        done = [(batch, future) for batch, future in self.waiting if _is_good(future)]
        again = [batch for batch, future in self.waiting if not _is_good(future)]
        self.waiting = deque(done)
        for batch in again:
            self.waiting.append((batch, self._submit(batch)))

    def _submit(self, batch: Batch) -> Future[list[ReadItem]]:
        return self._executor.submit(read_batch, batch, self._read_bytes, self._packing())

    def _read_singly(self, batch: Batch) -> Iterator[ReadItem]:
        """Read one input after the other in one process, to learn which of them ends it."""
        alone = _executor(1)
        try:
            for item in batch:
                try:
                    yield alone.submit(read_item, item, self._read_bytes).result()
                except BrokenProcessPool:
                    alone.shutdown()
                    alone = _executor(1)
                    yield ReadItem(
                        source=item.source,
                        sha256=digest(item.data),
                        size=len(item.data),
                        problem="reading it ended the process (out of memory, or a fault)",
                    )
        finally:
            alone.shutdown()


def _is_good(future: Future[list[ReadItem]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _executor(workers: int) -> ProcessPoolExecutor:
    # "spawn" on every system: no locks or connections of this process are copied.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)


def _start_worker() -> None:
    """Leave Ctrl-C to the main process, and end when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
