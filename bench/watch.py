"""Programs under observation: their time, the time of the processor, and the memory of all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a program took; `peak_bytes` is the most that it and its children had at one time."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def environment() -> dict[str, str]:
    """Return the environment in which the programs of this repository run."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}


def watched(*words: str) -> Watched:
    """Run a program of Python (`-m name ...` or `-c text`) and watch it.

    Memory that processes share counts once (proportional set size); where the system does not tell
    that, the peak is 0.
    """
    began = time.perf_counter()
    peak = 0
    process = subprocess.Popen(
        [sys.executable, *words], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    while True:
        found, status, usage = os.wait4(process.pid, os.WNOHANG)
        if found:
            break
        peak = max(peak, sum(map(_memory, family(process.pid))))
        time.sleep(EVERY_SECONDS)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    output = process.stdout.read()
    process.stdout.close()
    if process.returncode:
        raise SystemExit(f"{' '.join(words)[:200]} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Watched(seconds=seconds, cpu_seconds=cpu, peak_bytes=peak, output=output)


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for parent in found:
        try:
            tasks = list(Path(f"/proc/{parent}/task").iterdir())
        except OSError:
            continue
        for task in tasks:
            try:
                found += map(int, (task / "children").read_text(encoding="ascii").split())
            except OSError:
                continue
    return found


def _memory(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    sizes = (line.split()[1] for line in text.splitlines() if line.startswith("Pss:"))
    return 1024 * sum(map(int, sizes))


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def drop_from_memory(folder: Path) -> None:
    """Ask the system to forget the pages of all files below a folder, so that they are cold."""
    files = [folder] if folder.is_file() else [each for each in folder.rglob("*") if each.is_file()]
    for each in files:
        number = os.open(each, os.O_RDONLY)
        try:
            os.fsync(number)  # what is not written yet cannot be dropped
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(number)


def read_into_memory(folder: Path) -> None:
    """Read all files below a folder once, so that their pages are in the memory of the system."""
    for each in folder.rglob("*"):
        if each.is_file():
            with each.open("rb", buffering=0) as file:
                while file.read(1 << 24):
                    pass
