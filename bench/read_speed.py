"""Many cables in a folder, a tar, a 7z: seconds and the peak of memory, each in its own process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.make_archive import make
from bench.report import Section, Table

ROOT = Path(__file__).resolve().parents[1]
CONTAINERS = ("dir", "tar", "7z")
NAMES = {"dir": "folder of files", "tar": "one tar", "7z": "one 7z"}


def peak_mb() -> float:
    """Return the largest memory that this process has had so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1024 * 1.048576


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


def _apart(path: Path, expected: int, *, with_parse: bool) -> dict[str, float]:
    command = (
        "import json; from bench.read_speed import read_one; "
        f"print(json.dumps(read_one({str(path)!r}, {expected}, with_parse={with_parse})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def read_section(count: int, folder: Path | None) -> Section:
    """Measure `cablegram.read` on a folder, a tar and a 7z of `count` cables."""
    rows = []
    for container in CONTAINERS:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            path = Path(place) / (f"cables.{container}" if container != "dir" else "cables")
            files, cables, size = make(path, count, container=container)
            for with_parse in (False, True):
                found = _apart(path, cables, with_parse=with_parse)
                rows.append(
                    (
                        NAMES[container] + (", read" if with_parse else ", split only"),
                        f"{files:,}",
                        f"{found['cables']:,.0f}",
                        f"{size / 1e6:,.0f}",
                        f"{found['seconds']:.1f}",
                        f"{found['cables'] / found['seconds']:,.0f}",
                        f"{found['early']:.0f}",
                        f"{found['peak']:.0f}",
                    )
                )
    return Section(
        name="Folders and archives",
        about=(
            "`cablegram.read` over many files, one process. The peak of memory after a tenth of "
            "the cables and after all of them: it must not grow. *Split only* opens, unpacks and "
            "parts, without reading the messages."
        ),
        tables=(
            Table(
                title="Seconds and memory",
                columns=(
                    "input", "files", "cables", "MB", "seconds", "cables/s", "MB of memory, early",
                    "MB of memory, peak",
                ),
                rows=tuple(rows),
                note="Written just before, so that the files are in the memory of the system.",
            ),
        ),
    )  # fmt: skip
