"""What must hold when a process is killed, the disk is full, a file vanishes, others read."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Store, verify
from cablegram.cli import run
from tests.archive.crashes import ROOT, start, write_cables

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]

# Ingests in small batches, and writes down how many witnesses there were after each.
WRITER = """
import sys
from pathlib import Path
from cablegram.archive import pool
from cablegram.archive.feed import items, read_bytes
from cablegram.search import Archive
pool.BATCH_ITEMS = 25
with Archive.open(sys.argv[1]) as archive:
    def told(report):
        print(archive.counts()["witness"], flush=True)
    archive.ingest_and_index(items([sys.argv[2]]), read_bytes, progress=told)
    print(archive.counts()["witness"])
"""


@pytest.mark.slow
def test_an_archive_is_whole_after_every_kill(tmp_path: Path) -> None:
    """In a process that has opened no archive: `tests.archive.crashes` forks."""
    words = ["--rounds", "40", "--count", "80", "--seconds", "8"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.archive.crashes", *words],
        capture_output=True, check=False, text=True, cwd=ROOT, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout
    (killed,) = re.findall(r"(\d+) of them in the middle", done.stdout)
    assert int(killed) >= 3


@pytest.mark.slow
def test_others_search_and_follow_while_one_ingests(tmp_path: Path) -> None:
    """Two who see all and two of a lower class, who bring its archive up against each other."""
    write_cables(tmp_path / "cables", 500)
    folder, stop = tmp_path / "archive", tmp_path / "stop"
    Store.open(folder, create=True).close()
    reading = [sys.executable, "-m", "tests.archive.reading_meanwhile", str(folder), str(stop)]
    readers = [_started([*reading, who]) for who in ("all", "low", "all", "low")]
    try:
        writer = _started([sys.executable, "-c", WRITER, str(folder), str(tmp_path / "cables")])
        output, _ = writer.communicate(timeout=240)
        assert writer.returncode == 0
    finally:
        stop.touch()
        found = [reader.communicate(timeout=120)[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0, 0]
    after_batches = {0, *map(int, output.split())}
    for each in map(json.loads, found):
        assert each["asked"] > 1
        assert set(each["held"]) <= after_batches, "half a batch was seen"
    assert run(["archive", "verify", "--archive", str(folder)]) == 0


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    return subprocess.Popen(words, stdout=subprocess.PIPE, env=environment)


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
    try:  # it stands back for whatever else is done on the machine
        output, _ = process.communicate(timeout=240)
    finally:
        process.kill()
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
