"""Jobs: filed by a process of their own, and to be taken up again whatever ends in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from cablegram.adding import Job, Jobs, Kind, Limits, LotRefused, NoSuchJob, NotNow, State
from cablegram.adding.job import Step
from cablegram.adding.job_folder import JobFolder
from cablegram.archive.lock import writing
from cablegram.search import Archive
from tests.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: So many that a process is still at it when it has told of the first.
MANY = 2500
CABLE = (
    "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nC O N F I D E N T I A L LISBON {0:06}\nSUBJECT: {0}"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    Archive.open(folder, create=True).close()
    return folder


@contextmanager
def jobs_of(archive: Path, **limits: int) -> Iterator[Jobs]:
    jobs = Jobs(archive, limits=Limits(**limits))
    jobs.open()
    try:
        yield jobs
    finally:
        jobs.close()


def hand_in(jobs: Jobs, **files: bytes) -> Job:
    lot = jobs.receive()
    for name, data in files.items():
        lot.begin(name.replace("_", "."))
        lot.write(data)
        lot.end()
    return jobs.hand_over(lot)


def test_nothing_of_the_working_folder_is_run(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room may be opened in a folder with what somebody sent: a page can be called html.py."""
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "html.py").write_text("raise SystemExit('was run')", encoding="utf-8")
    monkeypatch.chdir(folder)
    with jobs_of(archive) as jobs:
        job = done(jobs, hand_in(jobs, one_txt=CABLE.format(1).encode()))
    assert (job.state, job.report.new_cables) == (State.DONE, 1)


def many(count: int, begin: int = 1) -> dict[str, bytes]:
    return {f"{n:05}_txt": CABLE.format(n).encode() for n in range(begin, begin + count)}


def wait_for(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


def done(jobs: Jobs, job: Job) -> Job:
    wait_for(lambda: jobs.job(job.name).state.is_over)
    return jobs.job(job.name)


def held(archive: Path) -> int:
    with Archive.open(archive) as opened:
        return opened.search("").total


def test_what_is_handed_in_is_filed_under_its_name(archive: Path) -> None:
    with jobs_of(archive) as jobs:
        lot = jobs.receive()
        for name, data in (
            ("lisbon/1.txt", CABLE.format(1).encode()),
            ("../../2.txt", CABLE.format(2).encode()),
            ("image.png", b"\x89PNG"),
            (".DS_Store", b"x"),
        ):
            lot.begin(name)
            lot.write(data)
            lot.end()
        job = done(jobs, jobs.hand_over(lot))
        assert (job.state, job.files, job.left_out) == (State.DONE, 3, 1)
        assert job.first == "lisbon/1.txt"
        assert (job.report.inputs, job.report.new_cables, job.report.unread_total) == (3, 2, 1)
        (unread,) = job.report.unread
        assert unread.source == "image.png"
        assert "an image (PNG)" in unread.reason
        with Archive.open(archive) as opened:
            (ids,) = job.new_ids
            assert [each.source for each in opened.summaries(list(ids)).values()] == [
                "lisbon/1.txt",
                "../../2.txt",
            ]
            assert opened.search("").total == 2
        wait_for(lambda: not (archive / "added" / job.name / "files").exists())
        again = done(jobs, hand_in(jobs, a_txt=CABLE.format(1).encode()))
        assert (again.report.new_cables, again.report.duplicates) == (0, 1)
        assert again.new_ids == ()
        assert [each.name for each in jobs.all()] == sorted((job.name, again.name), reverse=True)


def test_one_after_the_other(archive: Path) -> None:
    with jobs_of(archive) as jobs:
        first, second = hand_in(jobs, **many(40)), hand_in(jobs, **many(30, begin=100))
        assert jobs.job(second.name).state is State.WAITING
        assert done(jobs, second).state is State.DONE
        first, second = jobs.job(first.name), jobs.job(second.name)
        assert first.state is State.DONE
        assert first.ended is not None
        assert second.ended is not None
        assert first.ended < second.ended
        assert held(archive) == first.report.new_cables + second.report.new_cables


def test_a_sample_is_made_up_and_filed(archive: Path) -> None:
    with jobs_of(archive) as jobs:
        job = done(jobs, jobs.sample())
        assert (job.kind, job.state) == (Kind.SAMPLE, State.DONE)
        assert job.report.inputs == 500
        assert job.report.unread_total == 0
        assert job.files > 400
        with Archive.open(archive) as opened:
            assert opened.most_cited(1)
            assert opened.summaries([1])[1].source.startswith("sample/")


def test_another_writer_is_waited_for(archive: Path) -> None:
    with jobs_of(archive) as jobs:
        with writing(archive):
            job = hand_in(jobs, a_txt=CABLE.format(1).encode())
            wait_for(lambda: jobs.job(job.name).now.step is Step.WAITING)
        assert done(jobs, job).report.new_cables == 1


def test_who_waits_can_be_stopped(archive: Path) -> None:
    with jobs_of(archive) as jobs, writing(archive):
        job = hand_in(jobs, a_txt=CABLE.format(1).encode())
        behind = hand_in(jobs, b_txt=CABLE.format(2).encode())
        wait_for(lambda: jobs.job(job.name).now.step is Step.WAITING)
        jobs.stop(behind.name)
        jobs.stop(job.name)
        assert done(jobs, job).state is State.STOPPED
        assert done(jobs, behind).state is State.STOPPED
        with pytest.raises(NotNow, match="It is over"):
            jobs.stop(job.name)
        jobs.discard(behind.name)
        with pytest.raises(NoSuchJob):
            jobs.job(behind.name)


def test_a_fault_of_one_leaves_the_turn_to_the_next(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, file = [], Jobs._file

    def failing(self: Jobs, folder: JobFolder) -> None:
        calls.append(folder)
        if len(calls) == 1:
            raise ValueError("not told")
        file(self, folder)

    monkeypatch.setattr(Jobs, "_file", failing)
    with jobs_of(archive) as jobs:
        first, second = hand_in(jobs, **many(1)), hand_in(jobs, **many(2))
        assert done(jobs, second).state is State.DONE
        assert jobs.job(first.name).state is State.INTERRUPTED


def test_a_process_that_is_killed_can_be_taken_up_again(archive: Path) -> None:
    files = many(MANY)
    with jobs_of(archive) as jobs:
        job = hand_in(jobs, **files)
        wait_for(lambda: jobs.job(job.name).now.report.new_cables > 0)
        pid = jobs.job(job.name).now.pid
        assert pid > 1
        os.kill(pid, signal.SIGKILL)
        broken = done(jobs, job)
        assert broken.state is State.INTERRUPTED
        before = held(archive)
        assert 0 < before < MANY
        jobs.go_on(job.name)
        whole = done(jobs, job)
        assert (whole.state, len(whole.runs)) == (State.DONE, 2)
        report = whole.report
        assert report.inputs == len(files)
        # What was filed last before the end may not have been noted: it is then held before.
        assert report.new_witnesses + report.duplicates == len(files)
        with Archive.open(archive) as opened:
            total = opened.search("").total
            with Archive.open(archive.parent / "at-once", create=True) as other:
                from cablegram.archive.feed import read_bytes
                from cablegram.archive.rows import Item

                other.ingest_and_index(
                    [Item(source=name, data=data) for name, data in files.items()], read_bytes
                )
                assert total == other.search("").total
        with pytest.raises(NotNow, match="It is done"):
            jobs.go_on(job.name)


def test_one_that_is_stopped_can_be_taken_up_again(archive: Path) -> None:
    files = many(MANY)
    with jobs_of(archive) as jobs:
        job = hand_in(jobs, **files)
        wait_for(lambda: jobs.job(job.name).now.report.new_cables > 0)
        with pytest.raises(NotNow, match="stop it first"):
            jobs.discard(job.name)
        with pytest.raises(NotNow, match="goes on already"):
            jobs.go_on(job.name)
        jobs.stop(job.name)
        stopped = done(jobs, job)
        assert stopped.state is State.STOPPED
        assert 0 < stopped.report.new_cables < MANY
        assert held(archive) > 0
        jobs.go_on(job.name)
        whole = done(jobs, job)
        assert whole.state is State.DONE
        assert (whole.report.new_witnesses, whole.report.duplicates) == (len(files), 0)
        assert sum(map(len, whole.new_ids)) >= whole.report.new_cables


SERVER = """
import sys, time
from pathlib import Path
from cablegram.adding import Jobs
jobs = Jobs(Path(sys.argv[1]))
jobs.open()
lot = jobs.receive()
for file in sorted(Path(sys.argv[2]).iterdir()):
    lot.begin(file.name); lot.write(file.read_bytes()); lot.end()
half = jobs.receive()
half.begin("half.txt"); half.write(b"half")
print(jobs.hand_over(lot).name, flush=True)
time.sleep(600)
"""


def test_what_a_server_left_behind_is_found(archive: Path, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    for name, data in many(MANY).items():
        (sent / name).write_bytes(data)
    command = [sys.executable, "-c", SERVER, str(archive), str(sent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        name = server.stdout.readline().strip()
        folder = JobFolder(archive / "added" / name)

        def now() -> Job:
            job = folder.read()
            assert job is not None
            return job

        wait_for(lambda: now().now.report.new_cables > 0)
        assert now().state is State.RUNNING  # seen from another program
        with jobs_of(archive) as other:
            with pytest.raises(NotNow, match="Another program has it in hand"):
                other.stop(name)
            with pytest.raises(NotNow, match="goes on already"):
                other.go_on(name)
        pid = now().now.pid
        server.kill()
    assert now().state is State.INTERRUPTED
    wait_for(lambda: not _is_alive(pid))  # it does not outlive its server
    (half,) = [each for each in (archive / "added").iterdir() if each.name != name]
    os.utime(half, (1, 1))
    with jobs_of(archive) as jobs:
        assert [job.name for job in jobs.all()] == [name]
        assert not half.exists()
        jobs.go_on(name)
        whole = done(jobs, jobs.job(name))
        assert whole.state is State.DONE
        assert whole.report.new_witnesses + whole.report.duplicates == MANY


def test_what_had_just_come_in_by_half_goes_with_the_next_that_comes(archive: Path) -> None:
    """A service manager starts the room again at once: then nobody can tell yet that it is left."""
    half = archive / "added" / "20080104-153000-a1b2c3"
    (half / "files").mkdir(parents=True)
    (half / "files" / "000001").write_bytes(b"half")
    with jobs_of(archive) as jobs:
        coming = jobs.receive()
        assert half.exists()
        for each in (half, coming.folder.path):
            os.utime(each, (1, 1))
        behind = jobs.receive()
        assert not half.exists()
        assert coming.folder.path.exists()  # it is in hand
        for lot in (coming, behind):
            jobs.give_up(lot)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # ended, and nobody has asked how: in a container nobody may
        from pathlib import Path

        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return True


def test_an_orderly_end_interrupts_too(archive: Path) -> None:
    with jobs_of(archive) as jobs:
        job = hand_in(jobs, **many(MANY))
        behind = hand_in(jobs, b_txt=CABLE.format(2).encode())
        wait_for(lambda: jobs.job(job.name).now.report.new_cables > 0)
    with jobs_of(archive) as jobs:
        assert [each.state for each in jobs.all()] == [State.INTERRUPTED] * 2
        jobs.go_on(behind.name)
        assert done(jobs, behind).state is State.DONE


def test_an_archive_that_cannot_be_written_fails(archive: Path) -> None:
    with jobs_of(archive) as jobs:
        database = archive / "archive.sqlite"
        assert database.exists()
        with writing(archive):
            job = hand_in(jobs, a_txt=CABLE.format(1).encode())
            wait_for(lambda: jobs.job(job.name).now.step is Step.WAITING)
            kept = database.read_bytes()
            for each in archive.glob("archive.sqlite*"):
                each.unlink()
            database.write_bytes(b"no database at all" * 1000)
        jobs.stop(job.name)
        wait_for(lambda: jobs.job(job.name).state.is_over)
        jobs.go_on(job.name)
        failed = done(jobs, job)
        assert failed.state is State.FAILED
        assert "cannot be used" in failed.now.problem
        database.write_bytes(kept)


def test_too_many_wait(archive: Path) -> None:
    with jobs_of(archive, waiting=1) as jobs:
        lot = jobs.receive()
        with pytest.raises(NotNow, match="1 upload"):
            jobs.receive()
        jobs.give_up(lot)
        with pytest.raises(LotRefused):
            jobs.hand_over(jobs.receive())
        assert jobs.all() == ()
        assert list((archive / "added").iterdir()) == []
        with pytest.raises(LotRefused):
            jobs.receive(1 << 60)
        assert list((archive / "added").iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "../archive", "20080104-153000-a1b2c3", "a/b", "\x00"])
def test_no_such_job(archive: Path, name: str) -> None:
    with jobs_of(archive) as jobs:
        for act in (jobs.job, jobs.stop, jobs.go_on, jobs.discard):
            with pytest.raises(NoSuchJob):
                act(name)
