"""Write a large made-up archive, in memory that does not grow with it.

    python bench/make_archive.py --count 100000 --out /tmp/archive.tar --container tar

The messages have the shape of released cables (about 3.5 KB each); the same seed gives the same
archive. A stream is one file of raw traffic, message after message.
"""

from __future__ import annotations

import argparse
import io
import sys
import tarfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cablegram.sample import FORMS, generate

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # when run as a script
from bench.seven_zip import SevenZipWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.sample import SampleMessage

    Put = Callable[[SampleMessage], None]

CONTAINERS = ("dir", "tar", "zip", "7z", "stream")
# Made on one day, so that two runs give the same bytes.
_DATE = (2020, 1, 1, 0, 0, 0)
_FILES_IN_FOLDER = 1000


@contextmanager
def _folder(out: Path) -> Iterator[Put]:
    out.mkdir(parents=True)
    number = 0
    folder = out

    def put(message: SampleMessage) -> None:
        nonlocal number, folder
        if number % _FILES_IN_FOLDER == 0:
            folder = out / f"{number // _FILES_IN_FOLDER:04d}"
            folder.mkdir()
        number += 1
        (folder / message.name.replace("/", "-")).write_bytes(message.data)

    yield put


@contextmanager
def _tar(out: Path) -> Iterator[Put]:
    with tarfile.open(out, "x", format=tarfile.GNU_FORMAT) as archive:

        def put(message: SampleMessage) -> None:
            member = tarfile.TarInfo(message.name)
            member.size = len(message.data)
            archive.addfile(member, io.BytesIO(message.data))
            archive.members = []  # type: ignore[attr-defined]  # it keeps every header otherwise

        yield put


@contextmanager
def _zip(out: Path) -> Iterator[Put]:
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:

        def put(message: SampleMessage) -> None:
            member = zipfile.ZipInfo(message.name, _DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, message.data)

        yield put


@contextmanager
def _seven(out: Path) -> Iterator[Put]:
    with SevenZipWriter(out) as archive:

        def put(message: SampleMessage) -> None:
            archive.add(message.name, message.data)

        yield put


@contextmanager
def _stream(out: Path) -> Iterator[Put]:
    with out.open("xb") as file:

        def put(message: SampleMessage) -> None:
            file.write(message.data)
            file.write(b"\n")

        yield put


_WAYS = {"dir": _folder, "tar": _tar, "zip": _zip, "7z": _seven, "stream": _stream}


def make(
    out: Path,
    count: int,
    *,
    container: str = "dir",
    form: str = "all",
    size: int = 3500,
    seed: int = 1,
    faults: bool = True,
) -> tuple[int, int, int]:
    """Write the archive; return the numbers of files, cables and bytes (before packing)."""
    if container == "stream":
        form = "acp127"  # only raw traffic can be told apart without file ends
    forms = None if form == "all" else (form,)
    files = cables = total = 0
    with _WAYS[container](out) as put:
        for message in generate(count, seed=seed, forms=forms, faults=faults, size=size, bulk=True):
            put(message)
            files += 1
            cables += len(message.truths)
            total += len(message.data)
    return files, cables, total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=100_000, help="cables (100000)")
    parser.add_argument("--size", type=int, default=3500, help="characters of a message (3500)")
    parser.add_argument("--out", type=Path, required=True, help="new file or folder")
    parser.add_argument("--form", choices=("all", *FORMS), default="all")
    parser.add_argument("--container", choices=CONTAINERS, default="dir")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clean", action="store_true", help="no deliberate faults")
    given = parser.parse_args()
    if given.out.exists():
        parser.error(f"{given.out} exists already")
    started = time.perf_counter()
    files, cables, total = make(
        given.out,
        given.count,
        container=given.container,
        form=given.form,
        size=given.size,
        seed=given.seed,
        faults=not given.clean,
    )
    seconds = time.perf_counter() - started
    print(
        f"{cables} cables, {files} files, {total / 1e6:.1f} MB in {seconds:.1f} s "
        f"({cables / seconds:.0f} cables/s)",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
