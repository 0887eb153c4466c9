"""The jobs of an archive: taken in, one after the other given to a process, looked after."""

from __future__ import annotations

import datetime as dt
import logging
import queue
import secrets
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cablegram.adding.job import Job, Kind, State, Step
from cablegram.adding.job_folder import JOB_NAME, JOBS_FOLDER, JobFolder, job_folders
from cablegram.adding.lot import Limits, Lot
from cablegram.archive.lock import ArchiveBusy, writing

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

#: So long a process may take to end the batch that it is at.
STOP_SECONDS: Final = 20.0
LOOK_SECONDS: Final = 0.1
#: Reports that are kept.
MOST_KEPT: Final = 200
#: Another program may just be making the folder of a job: such a one is let alone so long.
HALF_SECONDS: Final = 60.0
#: So long it is tried to take a job in hand: who only looks whether it is held holds it for that.
HOLD_SECONDS: Final = 1.0


class NoSuchJob(Exception):
    """There is no job of that name."""


class NotNow(Exception):
    """A job cannot do that where it is; `reason` says why, for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Jobs:
    """What is being added to an archive, by one program.

    Any number of programs may have jobs over one archive: each looks after those that it took in,
    and sees all. One process at a time writes, the others wait.
    """

    def __init__(self, archive: Path, *, limits: Limits | None = None) -> None:
        """Remember the archive's folder; nothing is done yet."""
        self._archive = archive
        self.limits = limits or Limits()
        self._held: dict[str, ExitStack] = {}
        self._stopped: set[str] = set()
        self._turns: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._runner: threading.Thread | None = None

    def open(self) -> None:
        """Throw away what the program before left half, and old reports."""
        self._drop_halves()
        for number, folder in enumerate(job_folders(self._archive)):
            job = folder.read()
            if job is not None and job.state is State.DONE:
                folder.drop_files()
                if number >= MOST_KEPT:
                    folder.drop()

    def close(self) -> None:
        """End the process at work; its job, and those that wait, can be taken up again."""
        self._closing.set()
        self._turns.put(None)
        if self._runner is not None:
            self._runner.join()
        for name in tuple(self._held):
            self._let_go(name)

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the newest first."""
        return tuple(
            job for folder in job_folders(self._archive) if (job := folder.read()) is not None
        )

    def job(self, name: str) -> Job:
        """Return a job.

        Raises:
            NoSuchJob: If there is none of that name.
        """
        return self._there(name)[1]

    def receive(self, expected_bytes: int = 0) -> Lot:
        """Begin to take files in. The caller ends it with `hand_over`, or with `give_up`.

        Args:
            expected_bytes: How much is said to come, 0 if nobody said it.

        Raises:
            NotNow: If too much waits already.
            LotRefused: If that is more than is taken.
        """
        folder = self._new()
        try:
            return Lot(folder, self.limits, expected_bytes)
        except BaseException:
            self._let_go(folder.path.name)
            folder.drop()
            raise

    def hand_over(self, lot: Lot) -> Job:
        """Have the files of a lot filed when its turn comes.

        Raises:
            LotRefused: If it has none; it is thrown away then.
        """
        try:
            lot.close()
        except BaseException:
            self.give_up(lot)
            raise
        job = _new_job(lot.folder, Kind.UPLOAD)
        job = replace(
            job,
            files=lot.files,
            size_bytes=lot.size_bytes,
            left_out=lot.left_out,
            first=lot.first,
        )
        self._start(lot.folder, job)
        return job

    def give_up(self, lot: Lot) -> None:
        """Throw away a lot that did not come in whole."""
        lot.abandon()
        self._let_go(lot.folder.path.name)

    def sample(self) -> Job:
        """Have a sample made up and filed.

        Raises:
            NotNow: If too much waits already.
        """
        folder = self._new()
        job = _new_job(folder, Kind.SAMPLE)
        self._start(folder, job)
        return job

    def stop(self, name: str) -> None:
        """Stop a job after the batch that it is at.

        Raises:
            NoSuchJob: If there is none of that name.
            NotNow: If it is over, or another program has it in hand.
        """
        _, job = self._there(name)
        with self._lock:
            if name in self._held and not job.state.is_over:
                self._stopped.add(name)
                return
        raise NotNow("It is over." if job.state.is_over else "Another program has it in hand.")

    def go_on(self, name: str) -> None:
        """Take up a job again that was stopped or interrupted, or that failed.

        Raises:
            NoSuchJob: If there is none of that name.
            NotNow: If it cannot be taken up.
        """
        folder, job = self._there(name)
        if not job.state.can_go_on:
            raise NotNow("It is done." if job.state is State.DONE else "It goes on already.")
        self._hold(folder)
        written = folder.as_written()
        if written is None or written.state is State.DONE:  # another was quicker
            self._let_go(name)
            raise NotNow("It is done.")
        self._start(folder, replace(job, state=State.WAITING, ended=None))

    def discard(self, name: str) -> None:
        """Remove a job that is over, with its files and its report. What was filed stays.

        Raises:
            NoSuchJob: If there is none of that name.
            NotNow: If it still goes on.
        """
        folder, job = self._there(name)
        if not job.state.is_over:
            raise NotNow("It goes on; stop it first.")
        folder.drop()

    def _there(self, name: str) -> tuple[JobFolder, Job]:
        if not JOB_NAME.fullmatch(name):
            raise NoSuchJob
        folder = JobFolder(self._archive / JOBS_FOLDER / name)
        job = folder.read() if folder.path.is_dir() else None
        if job is None:
            raise NoSuchJob
        return folder, job

    def _drop_halves(self) -> None:
        """Throw away what was coming in when the program before ended; it may be much."""
        for folder in job_folders(self._archive):
            is_half = folder.as_written() is None and folder.age_seconds() > HALF_SECONDS
            if is_half and not folder.is_held():
                folder.drop()

    def _new(self) -> JobFolder:
        """Make the folder of a job and hold it."""
        with self._lock:
            is_full = len(self._held) >= self.limits.waiting
        if is_full:
            raise NotNow(f"{self.limits.waiting:,} uploads come in or wait already.")
        self._drop_halves()  # one that has just ended was let alone when this program began
        now = dt.datetime.now(dt.UTC)
        folder = JobFolder(
            self._archive / JOBS_FOLDER / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        )
        folder.path.mkdir(parents=True)
        self._hold(folder)
        return folder

    def _hold(self, folder: JobFolder) -> None:
        """Take a job in hand.

        Raises:
            NotNow: If another has it.
        """
        stack = ExitStack()
        begun = time.monotonic()
        while True:
            try:
                stack.enter_context(writing(folder.path))
                break
            except ArchiveBusy as error:
                if time.monotonic() - begun > HOLD_SECONDS:
                    raise NotNow("It goes on already.") from error
                time.sleep(0.02)
        with self._lock:
            self._held[folder.path.name] = stack

    def _let_go(self, name: str) -> None:
        with self._lock:
            stack = self._held.pop(name, None)
            self._stopped.discard(name)
        if stack is not None:
            stack.close()

    def _start(self, folder: JobFolder, job: Job) -> None:
        folder.write(job)
        self._turns.put(job.name)
        with self._lock:
            if self._runner is None:
                self._runner = threading.Thread(target=self._work, name="adding")
                self._runner.start()

    def _work(self) -> None:
        """Give one job after the other to a process."""
        while (name := self._turns.get()) is not None and not self._closing.is_set():
            try:
                self._file(JobFolder(self._archive / JOBS_FOLDER / name))
            except OSError as error:
                log.warning("a job of adding: %s", error)
            except Exception:  # the outermost guard: no other would ever have its turn
                log.exception("a job of adding")
            self._let_go(name)

    def _file(self, folder: JobFolder) -> None:
        job = folder.read()
        if job is None:
            return
        if job.name in self._stopped:
            self._end(folder, job, State.STOPPED)
            return
        number = folder.next_run()
        folder.write(replace(job, state=State.RUNNING))
        status = self._process(job.name)
        run = folder.run(number)
        if run.step is Step.DONE and status == 0:
            state = State.DONE
        elif run.step is Step.FAILED:
            state = State.FAILED
        else:
            state = State.STOPPED if job.name in self._stopped else State.INTERRUPTED
        if state is State.DONE:
            job = _with_sample_counted(folder, job)
        self._end(folder, job, state)
        if state is State.DONE:
            folder.drop_files()

    def _process(self, name: str) -> int:
        """Run the process of a job to its end; return its exit status."""
        # -P: in the folder in which the room was opened may lie what somebody sent.
        program = [sys.executable, "-P", "-m", "cablegram.adding"]
        command = [*program, str(self._archive.absolute()), name]
        with subprocess.Popen(  # noqa: S603 (our own program)
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        ) as process:
            while process.poll() is None:
                if self._closing.is_set() or name in self._stopped:
                    return _ended(process)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_SECONDS)
            return process.returncode

    def _end(self, folder: JobFolder, job: Job, state: State) -> None:
        folder.write(replace(job, state=state, ended=dt.datetime.now(dt.UTC)))


def _new_job(folder: JobFolder, kind: Kind) -> Job:
    now = dt.datetime.now(dt.UTC)
    return Job(name=folder.path.name, kind=kind, state=State.WAITING, begun=now)


def _with_sample_counted(folder: JobFolder, job: Job) -> Job:
    """Note how much was made up: that was not known before."""
    if job.kind is not Kind.SAMPLE:
        return job
    sizes = [each.size for each in folder.named()]
    return replace(job, files=len(sizes), size_bytes=sum(sizes))


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Ask a process to end after its batch; one that does not is ended."""
    assert process.stdin is not None  # noqa: S101 (it is a pipe)
    process.stdin.close()
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
