"""A job as it stands on disk.

    added/20080104-153000-a1b2c3/
        job.json        the job, written by the program that serves
        names.jsonl     a line for each file: where it lies, what it is called, its bytes
        files/          the files under numbers; gone when they are filed
        runs/1.json     how far the process is, written by it; a second one if it was taken up again

A program that has a job in hand holds the lock in its folder. So a job that says it goes on, and
whose lock is free, was interrupted.
"""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from cablegram.adding.job import Job, Run, State
from cablegram.archive.lock import ArchiveBusy, writing
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Kind = TypeVar("Kind")

JOBS_FOLDER: Final = "added"
JOB_NAME: Final = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")
JOB_FILE: Final = "job.json"
NAMES_FILE: Final = "names.jsonl"
FILES_FOLDER: Final = "files"
RUNS_FOLDER: Final = "runs"


class Named(msgspec.Struct, frozen=True):
    """A file that was handed in: where it lies below `files`, what it is called, its bytes."""

    place: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class JobFolder:
    """The folder of a job."""

    path: Path

    @property
    def files(self) -> Path:
        """Where the files lie."""
        return self.path / FILES_FOLDER

    @property
    def names(self) -> Path:
        """The list of the files."""
        return self.path / NAMES_FILE

    def write(self, job: Job) -> None:
        """Note where the job is; whole or not at all."""
        _write(self.path / JOB_FILE, replace(job, runs=()))

    def read(self) -> Job | None:
        """Return the job; `None` if there is none that can be read."""
        job = self.as_written()
        if job is None:
            return None
        if not job.state.is_over and not self.is_held():
            # Looked at again: it may have ended in between.
            job = self.as_written() or job
            job = job if job.state.is_over else replace(job, state=State.INTERRUPTED)
        runs = tuple(run for each in self._runs() if (run := _read(each, Run)) is not None)
        return replace(job, runs=runs)

    def as_written(self) -> Job | None:
        """Return the job as it was last written, without its processes."""
        return _read(self.path / JOB_FILE, Job)

    def age_seconds(self) -> float:
        """Return how long ago something was put into the folder."""
        try:
            return time.time() - self.path.stat().st_mtime
        except OSError:
            return 0.0

    def is_held(self) -> bool:
        """Tell whether a program has it in hand."""
        try:
            with writing(self.path):
                return False
        except ArchiveBusy:
            return True
        except ArchiveError:
            return False

    def write_run(self, number: int, run: Run) -> None:
        """Note how far a process is; whole or not at all."""
        (self.path / RUNS_FOLDER).mkdir(exist_ok=True)
        _write(self._run(number), run)

    def run(self, number: int) -> Run:
        """Return how far a process is."""
        return _read(self._run(number), Run) or Run()

    def next_run(self) -> int:
        """Return the number of the next process, from 1."""
        return max((int(each.stem) for each in self._runs()), default=0) + 1

    def named(self) -> Iterator[Named]:
        """Yield the files in the order in which they were handed in."""
        decoder = msgspec.json.Decoder(Named)
        with self.names.open("rb") as lines:
            for line in lines:
                yield decoder.decode(line)

    def drop_files(self) -> None:
        """Remove what was handed in; the report stays."""
        shutil.rmtree(self.files, ignore_errors=True)
        self.names.unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove the job."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _run(self, number: int) -> Path:
        return self.path / RUNS_FOLDER / f"{number}.json"

    def _runs(self) -> list[Path]:
        found = (self.path / RUNS_FOLDER).glob("*.json")
        numbered = (each for each in found if each.stem.isdigit())
        return sorted(numbered, key=lambda each: int(each.stem))


def job_folders(archive: Path) -> list[JobFolder]:
    """Return the folders of the jobs of an archive, the newest first."""
    try:
        found = [
            each for each in (archive / JOBS_FOLDER).iterdir() if JOB_NAME.fullmatch(each.name)
        ]
    except OSError:
        return []
    return [JobFolder(each) for each in sorted(found, reverse=True)]


def _write(path: Path, value: object) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(value))
    part.replace(path)


def _read(path: Path, kind: type[Kind]) -> Kind | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None
