"""A disk that is full, on a small file system of its own; a file that grows while it is read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Store, verify
from cablegram.cli import run
from tests.archive.crashes import ROOT, write_cables
from tests.archive.test_witnesses import TELEGRAM

if TYPE_CHECKING:
    from pathlib import Path

DISK_BYTES = 24 << 20

# Works inside a name space of its own, where the small file system is.
ON_A_SMALL_DISK = """
import contextlib, io, json, pathlib, sys
sys.path[:0] = [{source!r}]
from cablegram.archive import Store, verify
from cablegram.archive import pool
from cablegram.cli import run
pool.BATCH_ITEMS = {at_once}
disk = pathlib.Path({disk!r})
folder = disk / "archive"
filler = disk / "filler"
filler.write_bytes(bytes({filler}))
words = ["--archive", str(folder)]
ingest = ["ingest", {cables!r}, *words, "--workers", "1", "--quiet"]
told = io.StringIO()
with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
    full = run(ingest)
with Store.open(folder) as store:
    held = store.counts()["witness"]
    faults = [str(each) for each in verify(store)]
filler.unlink()
with contextlib.redirect_stdout(io.StringIO()) as out:
    again = run(ingest)
    whole = run(["archive", "verify", *words])
with Store.open(folder) as store:
    at_last = store.counts()["witness"]
print(json.dumps(dict(full=full, told=told.getvalue(), held=held, faults=faults, again=again,
                      whole=whole, at_last=at_last, out=out.getvalue())))
"""


def small_disk(place: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run Python with a file system of DISK_BYTES at a place; skip where that cannot be."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        pytest.skip("no `unshare` and `mount` here")
    place.mkdir()
    mount = f"mount -t tmpfs -o size={DISK_BYTES} tmpfs {place}"
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    tried = subprocess.run([*alone, mount], capture_output=True, check=False, text=True)
    if tried.returncode:
        pytest.skip(f"no file system can be mounted here: {tried.stderr.strip()}")
    return subprocess.run(
        [*alone, f'{mount} && exec "$0" -c "$1"', sys.executable, code],
        capture_output=True,
        check=False,
        text=True,
        timeout=240,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room_bytes", "at_once"),
    [(1_500_000, 20), (4_200_000, 200)],
    ids=["database", "index"],
)
def test_a_full_disk_is_told_nothing_is_lost_and_the_next_run_goes_on(
    tmp_path: Path, room_bytes: int, at_once: int
) -> None:
    count = write_cables(tmp_path / "cables", 500)
    code = ON_A_SMALL_DISK.format(
        source=str(ROOT / "src"),
        disk=str(tmp_path / "disk"),
        cables=str(tmp_path / "cables"),
        filler=DISK_BYTES - room_bytes,
        at_once=at_once,
    )
    done = small_disk(tmp_path / "disk", code)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["full"] == 3, found
    assert "the database says" in found["told"] or "the index cannot be written" in found["told"]
    assert "full" in found["told"] or "No space left" in found["told"]
    assert "Traceback" not in found["told"]
    assert found["faults"] == []
    assert 0 < found["held"] <= found["at_last"], found
    assert found["held"] < found["at_last"] or "the index" in found["told"], found
    assert (found["again"], found["whole"]) == (0, 0), found["out"]
    assert found["at_last"] >= count // 2


def test_a_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    """What is filed is what stood in it at some moment; the next run files what it became."""
    cables, folder = tmp_path / "cables", tmp_path / "archive"
    write_cables(cables, 60)
    path = cables / "growing.txt"
    text = TELEGRAM.format(body="Dues. " * 40_000, subject="HARBOR DUES").encode()
    path.write_bytes(text)
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set():
                file.write(b"MORE ABOUT THE DUES OF THE HARBOR.\n")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        words = ["ingest", str(cables), "--archive", str(folder), "--workers", "1", "--quiet"]
        assert run(words) == 0
    finally:
        stop.set()
        writer.join()
    with Store.open(folder) as store:
        (first,) = raws(store, "growing.txt")
        assert first[: len(text)] == text
        assert path.read_bytes().startswith(first)
        assert list(verify(store)) == []
    assert run(words) == 0
    with Store.open(folder) as store:
        found = raws(store, "growing.txt")
        assert sorted(map(len, found)) == sorted({len(first), path.stat().st_size})
        assert list(verify(store)) == []


def raws(store: Store, name: str) -> list[bytes]:
    """Return the bytes of the witnesses of a file."""
    every = [one for one, source, _ in store.copies_after(0, 10_000) if source.endswith(name)]
    return [store.raw(one) for one in every]
