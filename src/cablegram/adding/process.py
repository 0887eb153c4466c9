"""Filing a job, with what `cablegram ingest` files with."""

from __future__ import annotations

import logging
import os
import time
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cablegram.adding.job import Kind, Run, Step
from cablegram.adding.lot import write_names
from cablegram.archive.feed import items, read_bytes
from cablegram.archive.lock import ArchiveBusy
from cablegram.errors import ArchiveError
from cablegram.search import Archive

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.adding.job_folder import JobFolder
    from cablegram.archive import IngestReport, Item

log = logging.getLogger(__name__)

TELL_SECONDS: Final = 0.3
ASK_AGAIN_SECONDS: Final = 0.5
SAMPLE_CABLES: Final = 500
SAMPLE_SEED: Final = 7
SAMPLE_FOLDER: Final = "sample"
FAULT: Final = "a fault of the program"


def run(archive: Path, folder: JobFolder, workers: int, stop: threading.Event) -> int:
    """File a job; return 0 if its files are all filed, 1 if not.

    Args:
        archive: Its folder.
        folder: The job's.
        workers: Processes that read.
        stop: Is set to end after the batch at hand.
    """
    filing = _Filing(folder, stop)
    filing.tell(step=Step.STARTING)
    try:
        _make_sample(folder)
        with Archive.open(archive) as opened:
            filing.file(opened, workers)
    except ArchiveError as error:
        filing.fail(error.reason)
    except OSError as error:
        filing.fail(error.strerror or FAULT)
    except Exception as error:  # noqa: BLE001 (the outermost guard)
        _tell_fault(error)
        filing.fail(FAULT)
    return 0 if filing.now.step is Step.DONE else 1


def _tell_fault(error: Exception) -> None:
    """Say where the program failed; not in the error's words: they may hold text of a cable."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
    log.error("%s: %s in %s", FAULT, type(error).__name__, places)


class _Filing:
    """One process over a job: where it is, and what it says of that."""

    def __init__(self, folder: JobFolder, stop: threading.Event) -> None:
        self._folder = folder
        self._stop = stop
        self._number = folder.next_run()
        self._told_at = 0.0
        self._told_filed = 0
        self._all_taken = False
        self._archive: Archive | None = None
        self.now = Run(pid=os.getpid())

    def tell(self, **changes: object) -> None:
        """Note where it is."""
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]
        self._folder.write_run(self._number, self.now)
        self._told_at = time.monotonic()

    def fail(self, problem: str) -> None:
        """Note why it ends."""
        self.tell(step=Step.FAILED, problem=problem)

    def file(self, archive: Archive, workers: int) -> None:
        """File everything, when no other process writes."""
        self._archive = archive
        while not self._stop.is_set():
            try:
                report = archive.ingest_and_index(
                    self._items(), read_bytes, workers=workers, progress=self._go_on
                )
            except ArchiveBusy:
                if self.now.step is not Step.WAITING:
                    self.tell(step=Step.WAITING)
                self._stop.wait(ASK_AGAIN_SECONDS)
            else:
                step = Step.DONE if self._all_taken else Step.STOPPED
                self.tell(step=step, report=report, last_id=archive.last_id())
                return
        self.tell(step=Step.STOPPED)

    def _items(self) -> Iterator[Item]:
        """Yield the inputs under the names that they came with."""
        assert self._archive is not None  # noqa: S101 (opened before)
        # The first is asked for when nobody else can write.
        before = self._archive.last_id()
        self.tell(step=Step.READING, after_id=before, last_id=before)
        for named in self._folder.named():
            path = str(self._folder.files / named.place)
            for item in items([path]):
                if self._stop.is_set():
                    return
                self.now = replace(self.now, inputs=self.now.inputs + 1)
                yield replace(item, source=f"{named.name}{item.source[len(path) :]}")
            taken = self.now.files + 1, self.now.size_bytes + named.size
            self.now = replace(self.now, files=taken[0], size_bytes=taken[1])
        self._all_taken = True

    def _go_on(self, report: IngestReport) -> None:
        """Note what was filed; the last batch of all is noted at the end."""
        assert self._archive is not None  # noqa: S101 (opened before)
        self.now = replace(
            self.now, report=replace(report, unread=()), last_id=self._archive.last_id()
        )
        if self._all_taken and self.now.looked_at >= self.now.inputs:
            self.tell(step=Step.INDEXING)
        # Whenever something was filed: what it has not told when it is killed, the next process
        # finds held, and nobody could say that it came with this job.
        is_more = report.new_witnesses > self._told_filed
        if is_more or time.monotonic() - self._told_at >= TELL_SECONDS:
            self._told_filed = report.new_witnesses
            self.tell()


def _make_sample(folder: JobFolder) -> None:
    """Make up the files of a sample, if that is what is to be filed."""
    job = folder.read()
    if job is None or job.kind is not Kind.SAMPLE or folder.names.exists():
        return
    from cablegram.sample import write  # noqa: PLC0415 (not needed for what is uploaded)

    root = folder.files / SAMPLE_FOLDER
    write(root, SAMPLE_CABLES, SAMPLE_SEED, into_filled=True)
    write_names(folder, root, f"{SAMPLE_FOLDER}/")
