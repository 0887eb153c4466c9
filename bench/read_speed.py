"""A hundred thousand small files in a folder and in archives: rate, time of the processor, memory.

Each is read in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.make_archive import make_each
from bench.report import Section, Table

ROOT = Path(__file__).resolve().parents[1]
NAMES = {
    "dir": "folder of files",
    "tar": "tar",
    "tar.gz": "tar.gz",
    "zip": "zip",
    "7z": "7z, one solid block",
}
COLUMNS = (
    "input", "MB on disk", "cables", "seconds", "cables/s", "CPU s", "cables/s (CPU)",
    "MB of memory after a tenth", "MB of memory, peak",
)  # fmt: skip


def peak_mb() -> float:
    """Return the largest memory that this process has had so far, in megabytes (10^6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts what the process that started this one had, too
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def read_one(path: str, expected: int, *, with_parse: bool) -> dict[str, float]:
    """Read all that lies at a path; called in a process of its own."""
    import cablegram
    from cablegram import intake

    problems = 0

    def count_problem(_: object) -> None:
        nonlocal problems
        problems += 1

    early = 0.0
    count = characters = 0
    wall, cpu = time.perf_counter(), time.process_time()
    if with_parse:
        for count, cable in enumerate(cablegram.read(path, on_problem=count_problem), 1):
            characters += len(cable.source_text)
            if count == expected // 10:
                early = peak_mb()
    else:
        for count, item in enumerate(intake.messages(path), 1):
            problems += item.problem is not None
            characters += len(item.data)
            if count == expected // 10:
                early = peak_mb()
    return {
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "cables": count,
        "characters": characters,
        "problems": problems,
        "early": early,
        "peak": peak_mb(),
    }


def apart(path: Path, expected: int, *, with_parse: bool) -> dict[str, float]:
    """Call `read_one` in a new process."""
    command = (
        "import json, sys; sys.path.insert(0, 'src'); from bench.read_speed import read_one; "
        f"print(json.dumps(read_one({str(path)!r}, {expected}, with_parse={with_parse})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    if found["problems"] or found["cables"] != expected:
        raise RuntimeError(f"{path.name}: {expected} messages were written; read: {found}")
    return found


def _row(name: str, stored: int, found: dict[str, float]) -> tuple[str, ...]:
    return (
        name,
        f"{stored / 1e6:,.0f}",
        f"{found['cables']:,.0f}",
        f"{found['seconds']:.1f}",
        f"{found['cables'] / found['seconds']:,.0f}",
        f"{found['cpu']:.1f}",
        f"{found['cables'] / found['cpu']:,.0f}",
        f"{found['early']:.0f}",
        f"{found['peak']:.0f}",
    )


def _stored(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def read_section(count: int, folder: Path | None) -> Section:
    """Measure `cablegram.read` on the same `count` messages in a folder and in archives."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        outs = {
            kind: Path(place) / ("cables" if kind == "dir" else f"cables.{kind}") for kind in NAMES
        }
        began = time.perf_counter()
        total = make_each(outs, count)
        writing = time.perf_counter() - began
        print(f"{count:,} messages written to each in {writing:.0f} s", file=sys.stderr)
        tables = []
        for title, with_parse in (("Opened, parted and read", True), ("Opened and parted", False)):
            rows = tuple(
                _row(NAMES[kind], _stored(out), apart(out, count, with_parse=with_parse))
                for kind, out in outs.items()
            )
            tables.append(Table(title=title, columns=COLUMNS, rows=rows))
    return Section(
        name="Folders and archives",
        about=(
            f"`cablegram.read` over {count:,} files of one message each, {total / count:,.0f} "
            "bytes on average, all forms: the same files in a folder and in archives. One process, "
            "a fresh one for each line. The peak of memory is taken after a tenth of them "
            "too; between the two the reader's memories of words that come again fill up, which "
            "have bounds. The second table leaves out the "
            f"reading of the messages. Written in {writing:.0f} s, all at once, just before: the "
            "files are in the memory of the system."
        ),
        tables=tuple(tables),
    )
