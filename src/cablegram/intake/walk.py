"""The files that paths name: single files, folders in a fixed order, standard input."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from cablegram.intake.item import Estimate, Problem, ProblemCode, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["STDIN", "estimate", "files", "os_problem"]

STDIN = "-"
KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

Found = tuple[str, "os.stat_result | Problem"]


def files(paths: Iterable[str | Path]) -> Iterator[Found]:
    """Yield each file with its status, or with the problem that it has.

    A folder gives its files sorted by name, folders between them, each folder once even if links
    make a circle; names that begin with a dot are left out unless they were given themselves.
    Pipes and devices inside a folder are a problem, never opened.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        name = os.fspath(path)
        if name == STDIN:
            yield name, os.stat_result((0,) * 10)
        else:
            yield from _visit(name, seen)


def _visit(start: str, seen: set[tuple[int, int]]) -> Iterator[Found]:
    waiting = [start]
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)  # noqa: PTH116  a Path for each of a million files costs
        except (OSError, ValueError) as error:
            yield path, os_problem(error)
            continue
        if stat.S_ISREG(status.st_mode):
            yield path, status
        elif stat.S_ISDIR(status.st_mode):
            key = (status.st_dev, status.st_ino)
            if key in seen:
                continue
            seen.add(key)
            try:
                names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208  as above
            except OSError as error:
                yield path, os_problem(error)
                continue
            waiting.extend(
                os.path.join(path, name)  # noqa: PTH118  as above
                for name in names
                if not name.startswith(".")
            )
        else:
            kind = next((word for test, word in KINDS if test(status.st_mode)), "no file")
            message = f"it is {kind}, not a file; give '-' to read standard input"
            yield path, Problem(code=ProblemCode.NOT_A_FILE, message=message)


def os_problem(error: OSError | ValueError) -> Problem:
    """Say for a person why the system did not give a file."""
    if isinstance(error, FileNotFoundError):
        return Problem(code=ProblemCode.NOT_FOUND, message="there is no such file or folder")
    if isinstance(error, PermissionError):
        return Problem(code=ProblemCode.NO_PERMISSION, message="no permission to read it")
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(code=ProblemCode.IO_ERROR, message=f"it cannot be read ({shown(reason)})")


def estimate(paths: Iterable[str | Path]) -> Estimate:
    """Count the files under `paths` and their bytes as stored, without opening any.

    Archives count as one file each; standard input as one file of no bytes.
    """
    count = size = 0
    for _, status in files(paths):
        if not isinstance(status, Problem):
            count += 1
            size += status.st_size
    return Estimate(files=count, bytes=size)
