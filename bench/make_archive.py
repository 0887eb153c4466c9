"""Write a large made-up archive, in memory that does not grow with it.

    python bench/make_archive.py --count 100000 --out /tmp/archive.tar --container tar

The messages have the shape of released cables (about 3.5 KB each); the same seed gives the same
archive. A stream is one file of raw traffic, message after message.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import tarfile
import time
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from cablegram.intake.split import split_file
from cablegram.sample import FORMS, generate

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # when run as a script
from bench.seven_zip import SevenZipWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Put = Callable[[str, bytes], None]

CONTAINERS = ("dir", "tar", "tar.gz", "zip", "7z", "stream")
# Made on one day, so that two runs give the same bytes.
_DATE = (2020, 1, 1, 0, 0, 0)
_FILES_IN_FOLDER = 1000
_GZIP_LEVEL = 1
_ZIP_LEVEL = 1


@contextmanager
def _folder(out: Path) -> Iterator[Put]:
    out.mkdir(parents=True)
    number = 0
    folder = out

    def put(name: str, data: bytes) -> None:
        nonlocal number, folder
        if number % _FILES_IN_FOLDER == 0:
            folder = out / f"{number // _FILES_IN_FOLDER:04d}"
            folder.mkdir()
        number += 1
        (folder / name.replace("/", "-")).write_bytes(data)

    yield put


@contextmanager
def _tar(out: Path) -> Iterator[Put]:
    with out.open("xb") as file, _tar_into(file) as put:
        yield put


@contextmanager
def _tar_gz(out: Path) -> Iterator[Put]:
    with (
        out.open("xb") as file,
        gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as packed,
        _tar_into(cast("IO[bytes]", packed)) as put,
    ):
        yield put


@contextmanager
def _tar_into(file: IO[bytes]) -> Iterator[Put]:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:

        def put(name: str, data: bytes) -> None:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
            archive.members = []  # type: ignore[attr-defined]  # it keeps every header otherwise

        yield put


@contextmanager
def _zip(out: Path) -> Iterator[Put]:
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            member = zipfile.ZipInfo(name, _DATE)
            archive.writestr(member, data, zipfile.ZIP_DEFLATED, _ZIP_LEVEL)

        yield put


@contextmanager
def _seven(out: Path) -> Iterator[Put]:
    with SevenZipWriter(out) as archive:
        yield archive.add


@contextmanager
def _stream(out: Path) -> Iterator[Put]:
    with out.open("xb") as file:

        def put(_name: str, data: bytes) -> None:
            file.write(data)
            file.write(b"\n")

        yield put


_WAYS = {
    "dir": _folder,
    "tar": _tar,
    "tar.gz": _tar_gz,
    "zip": _zip,
    "7z": _seven,
    "stream": _stream,
}


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
            put(message.name, message.data)
            files += 1
            cables += len(message.truths)
            total += len(message.data)
    return files, cables, total


def make_each(outs: dict[str, Path], count: int, *, size: int = 3500, seed: int = 1) -> int:
    """Write the same `count` messages, each a file of its own, into several containers at once.

    Returns:
        The bytes of the messages, before packing.
    """
    made = total = 0
    with ExitStack() as stack:
        puts = [stack.enter_context(_WAYS[container](out)) for container, out in outs.items()]
        for name, data in _single_messages(count, size=size, seed=seed):
            for put in puts:
                put(name, data)
            made += 1
            total += len(data)
            if made == count:
                break
    return total


def _single_messages(count: int, *, size: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield at least `count` messages; streams, tables and mailboxes are parted."""
    # Sections that were lost or joined make a few messages less than cables.
    for file in generate(count + count // 50 + 20, seed=seed, size=size, bulk=True):
        if len(file.truths) == 1:
            yield file.name, file.data
            continue
        name = PurePosixPath(file.name)
        for number, item in enumerate(split_file(file.name, file.data, None), 1):
            if item.data:
                yield str(name.with_stem(f"{name.stem}-{number}")), item.data


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
