"""A job: what was handed in, how far it is, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 (msgspec reads the annotations at run time)
from enum import StrEnum
from typing import Final

from cablegram.archive import IngestReport


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in _GOING

    @property
    def can_go_on(self) -> bool:
        """Whether it can be taken up again."""
        return self in {State.STOPPED, State.INTERRUPTED, State.FAILED}


_GOING: Final = frozenset({State.WAITING, State.RUNNING})


class Kind(StrEnum):
    """Where the files come from."""

    UPLOAD = "upload"
    SAMPLE = "sample"


class Step(StrEnum):
    """What a process is at."""

    STARTING = "starting"
    WAITING = "waiting"  # another process writes to the archive
    READING = "reading"
    INDEXING = "indexing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process over a job.

    Attributes:
        step: What it is at.
        pid: The process.
        files: Of the files handed in, how many were taken.
        size_bytes: Their bytes.
        inputs: How many inputs they gave so far; an archive gives one for each of its members.
        after_id: The highest number of a cable before it began.
        last_id: The highest number of a cable when this was written.
        report: What it has done so far; at the end the whole report.
        problem: Why it failed, for a person.
    """

    step: Step = Step.STARTING
    pid: int = 0
    files: int = 0
    size_bytes: int = 0
    inputs: int = 0
    after_id: int = 0
    last_id: int = 0
    report: IngestReport = field(default_factory=IngestReport)
    problem: str = ""

    @property
    def looked_at(self) -> int:
        """Of the inputs, how many were filed, known already, or could not be read."""
        return self.report.new_witnesses + self.report.duplicates + self.report.unread_total


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A lot of files that is to be filed.

    Attributes:
        name: Digits, letters and hyphens; part of its address.
        kind: Where the files come from.
        state: Where it is.
        begun: When it was handed in.
        ended: When its last process ended.
        files: How many were handed in.
        size_bytes: Their bytes.
        left_out: How many were left out for their names (hidden files and the like).
        first: The name of the first of them; jobs of before have none.
        runs: The processes over it, the last one last.
    """

    name: str
    kind: Kind
    state: State
    begun: datetime
    ended: datetime | None = None
    files: int = 0
    size_bytes: int = 0
    left_out: int = 0
    first: str = ""
    runs: tuple[Run, ...] = ()

    @property
    def now(self) -> Run:
        """The last process, or one that has not begun."""
        return self.runs[-1] if self.runs else Run()

    @property
    def share(self) -> float:
        """How much of it the last process has done, 0 to 1; an estimate by bytes and inputs."""
        if self.state is State.DONE:
            return 1.0
        if not (self.size_bytes and self.now.inputs):
            return 0.0
        taken = min(1.0, self.now.size_bytes / self.size_bytes)
        return min(0.99, taken * self.now.looked_at / self.now.inputs)

    @property
    def report(self) -> IngestReport:
        """What was done by all processes together, each input counted once."""
        if not self.runs:
            return IngestReport()
        last = self.runs[-1].report
        earlier = [run.report for run in self.runs[:-1]]
        filed = sum(report.new_witnesses for report in earlier)
        whole = [*earlier, last]
        return IngestReport(
            inputs=max(report.inputs for report in whole),
            size_bytes=max(report.size_bytes for report in whole),
            new_witnesses=filed + last.new_witnesses,
            new_cables=sum(report.new_cables for report in whole),
            diagnostics=sum(report.diagnostics for report in whole),
            variants=sum(report.variants for report in whole),
            conflicts=sum(report.conflicts for report in whole),
            years_corrected=sum(report.years_corrected for report in whole),
            # What an earlier process filed is found to be held by the next.
            duplicates=max(0, last.duplicates - filed),
            unread_total=last.unread_total,
            unread=last.unread,
            seconds=sum(report.seconds for report in whole),
        )

    @property
    def new_ids(self) -> tuple[range, ...]:
        """The numbers of the cables that were filed, in order."""
        return tuple(
            range(run.after_id + 1, run.last_id + 1)
            for run in self.runs
            if run.last_id > run.after_id
        )
