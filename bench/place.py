"""Where the measurements work: a folder with made-up cables and the archive of them, made once."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.make_archive import make
from bench.report import commit
from bench.watch import watched

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder, and how many cables the archive in it has.

    `given` is an archive that is there already, to be measured instead.
    """

    folder: Path
    cables: int
    given: Path | None = None

    def tar(self) -> tuple[Path, dict[str, int]]:
        """Return the tar with the cables, made if it is missing, and how much there is in it."""
        path = self.folder / f"cables-{self.cables}.tar"
        note = path.with_suffix(".json")
        if not note.exists():
            say(f"making up {self.cables:,} cables")
            path.unlink(missing_ok=True)
            files, cables, size = make(path, self.cables, container="tar")
            keep(note, {"files": files, "cables": cables, "bytes": size})
        return path, recall(note)

    @property
    def archive(self) -> Path:
        """The archive, made if it is missing."""
        if self.given is not None and (self.given / "archive.sqlite").exists():
            return self.given
        self.filed()
        return self._made

    @property
    def _made(self) -> Path:
        return self.given or self.folder / f"archive-{self.cables}"

    def filed(self) -> dict[str, Any]:
        """File the cables, if that was not done here before, and return what it took."""
        note = self._made.with_name(f"{self._made.name}.ingest.json")
        if not note.exists():
            if self._made.exists():
                raise SystemExit(f"{self._made} was not made here to its end: remove it")
            tar, _ = self.tar()
            say(f"filing {self.cables:,} cables in {self._made}")
            keep(note, file_in(tar, self._made))
        return recall(note)


def file_in(source: Path, archive: Path, *options: str) -> dict[str, Any]:
    """Run `cablegram ingest` and return its report, with time and memory from outside."""
    report = archive.with_name(f"{archive.name}.report.json")
    took = watched(
        "-m", "cablegram", "ingest", str(source), "--archive", str(archive), "--quiet",
        "--report", str(report), *options,
    )  # fmt: skip
    found = recall(report)
    report.unlink()
    return {
        "wall": took.seconds,
        "cpu": took.cpu_seconds,
        "peak": took.peak_bytes,
        "read_and_stored": found["seconds"],
        "inputs": found["inputs"],
        "cables": found["new_cables"],
        "bytes": found["size_bytes"],
        "duplicates": found["duplicates"],
        "variants": found["variants"],
        "unread": found["unread_total"],
        "commit": commit(),
    }


def keep(path: Path, value: object) -> None:
    """Write a value, whole or not at all."""
    made = path.with_name(f"{path.name}.new")
    made.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    made.replace(path)


def recall(path: Path) -> dict[str, Any]:
    """Read a value."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def say(text: str) -> None:
    """Tell the person what is going on."""
    print(text, file=sys.stderr, flush=True)
