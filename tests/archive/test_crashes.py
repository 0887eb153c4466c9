"""What must hold when a process is killed, the disk is full, a file vanishes, others read."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Store, verify
from cablegram.cli import run
from tests.archive.crashes import ROOT, crash, start, write_cables

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]

READER = """
import sys, time
sys.path[:0] = [{source!r}]
from cablegram.search import Archive
from cablegram.archive import Store
reads = most = 0
end = time.monotonic() + 60
while time.monotonic() < end:
    with Store.open({folder!r}) as store:
        for _ in range(20):
            held = store.counts()["cable"]
            assert held >= most, (held, most)
            most = held
            for cable_id, record in store.records_after(max(0, store.highest_id() - 2)):
                assert store.cable(cable_id).to_dict() == record
                reads += 1
    with Archive.open({folder!r}) as archive:
        assert archive.search("", limit=3, with_snippets=False).total <= archive.counts()["cable"]
    if most >= {count} or __import__("os").path.exists({stop!r}):
        break
print(reads)
"""


@pytest.mark.slow
def test_an_archive_is_whole_after_every_kill(tmp_path: Path) -> None:
    outcome = crash(tmp_path, 30, count=200, seconds=15)
    assert outcome.faults == []
    assert outcome.killed >= 1


@pytest.mark.slow
def test_two_processes_read_while_one_ingests(tmp_path: Path) -> None:
    count = write_cables(tmp_path / "cables", 900)
    folder, stop = tmp_path / "archive", tmp_path / "stop"
    Store.open(folder, create=True).close()
    code = READER.format(source=str(ROOT / "src"), folder=str(folder), count=count * 9,
                         stop=str(stop))  # fmt: skip
    readers = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)
    ]
    try:
        writer = start(tmp_path / "cables", folder, 1)
        output, _ = writer.communicate(timeout=120)
        assert writer.returncode == 0, output
    finally:
        stop.touch()
        found = [reader.communicate(timeout=60)[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert all(int(each) > 0 for each in found)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of files there")
def test_a_full_disk_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    write_cables(tmp_path / "cables", 900)
    folder = tmp_path / "archive"
    limit = 2_000_000
    code = (
        f"import sys, resource, signal; sys.path[:0] = [{str(ROOT / 'src')!r}]\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from cablegram.cli import run\n"
        f"sys.exit(run(['ingest', {str(tmp_path / 'cables')!r}, '--archive', {str(folder)!r},"
        " '--workers', '1', '--quiet']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "the database says" in done.stderr
    with Store.open(folder) as store:
        held = store.counts()["witness"]
        assert held > 0
        assert list(verify(store)) == []
    assert run(["ingest", str(tmp_path / "cables"), "--archive", str(folder), "--quiet"]) == 0
    with Store.open(folder) as store:
        assert store.counts()["witness"] > held
    assert run(["archive", "verify", "--archive", str(folder)]) == 0
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != limit


def test_a_file_that_vanishes_is_told_and_the_others_go_on(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cablegram import intake
    from cablegram.archive import feed

    count = write_cables(tmp_path / "cables", 30)
    names = sorted((tmp_path / "cables").iterdir())
    seen: list[object] = []
    before = intake.messages

    def vanishing(paths: object) -> object:
        for item in before(paths):  # type: ignore[arg-type]
            if not seen:
                names[-1].unlink()
            seen.append(item)
            yield item

    monkeypatch.setattr(feed, "messages", vanishing)
    words = ["ingest", str(tmp_path / "cables"), "--archive", str(tmp_path / "a"), "--json"]
    assert run([*words, "--workers", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [each["source"] for each in report["unread"]] == [str(names[-1])]
    assert report["inputs"] >= count


@pytest.mark.slow
def test_an_interrupted_ingest_keeps_what_was_whole(tmp_path: Path) -> None:
    write_cables(tmp_path / "cables", 1500)
    folder = tmp_path / "archive"
    process = start(tmp_path / "cables", folder, 2)
    for _ in range(600):
        time.sleep(0.05)
        if (folder / "archive.sqlite-wal").exists() and _held(folder):
            break
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert output.decode().endswith("interrupted\n")
    assert b"Traceback" not in output
    with Store.open(folder) as store:
        assert store.counts()["witness"] > 0
        assert list(verify(store)) == []
    assert run(["archive", "verify", "--archive", str(folder)]) == 0


def _held(folder: Path) -> int:
    with Store.open(folder) as store:
        return store.counts()["witness"]
