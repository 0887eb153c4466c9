"""From paths to the files inside: folders, archives, compressed files, one within the other."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from cablegram.intake.bounds import (
    HEAD_BYTES,
    MAX_ARCHIVES,
    MAX_LAYERS,
    NESTED_BYTES,
    Budget,
    Counted,
    Guarded,
    Joined,
    Reader,
    read_up_to,
    stopped,
)
from cablegram.intake.item import Problem, ProblemCode, Stopped, shown
from cablegram.intake.packed import unpack
from cablegram.intake.recognise import (
    ARCHIVES,
    EMPTY,
    FOREIGN,
    PACKED,
    PDF,
    foreign_kind,
    recognise,
)
from cablegram.intake.walk import STDIN, files, os_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Member", "members"]

MEMBER_SIGN = "!/"
# Of an archive no more empty files are told one by one.
MOST_EMPTY = 1000
# The member with which a Word, Excel, OpenDocument or EPUB file begins; all are zips.
OFFICE_SIGNS = frozenset({"[Content_Types].xml", "mimetype"})
OFFICE_WORDS = "it is an office document or an e-book; save it as text or PDF first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file that may hold messages: its first bytes and the stream of the others.

    `rest` is `None` when `head` is all. `problem` says why there is nothing to read. The stream
    is to be read before the next member is asked for.
    """

    source: str
    head: bytes = b""
    rest: Reader | None = None
    is_pdf: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Where in files within files we are."""

    source: str
    budget: Budget
    archives: int = 0
    layers: int = 0


def members(paths: Iterable[str | Path], stdin: Reader | None = None) -> Iterator[Member]:
    """Yield the files under `paths`, those inside archives too, in a fixed order."""
    for path, status in files(paths):
        if isinstance(status, Problem):
            yield Member(source=shown(path), problem=status)
        elif path == STDIN:
            counted = Counted(stdin if stdin is not None else sys.stdin.buffer)
            budget = Budget(lambda counted=counted: counted.count)  # type: ignore[misc]
            layer = Layer(source=STDIN, budget=budget)
            yield from _open_layer(layer, Guarded(counted, None), None)
        else:
            yield from _file_members(path, status.st_size)


def _file_members(path: str, size: int) -> Iterator[Member]:
    layer = Layer(source=shown(path), budget=Budget(lambda: size))
    try:
        file = open(path, "rb", buffering=0)  # noqa: PTH123, SIM115  closed below
    except OSError as error:
        yield Member(source=layer.source, problem=os_problem(error))
        return
    with file:
        yield from _open_layer(layer, Guarded(file, None), file)


def _open_layer(layer: Layer, stream: Reader, file: IO[bytes] | None) -> Iterator[Member]:
    """Yield what a stream holds; `file` is the same if it can be read out of order."""
    try:
        head = read_up_to(stream, HEAD_BYTES)
    except Stopped as stop:
        yield Member(source=layer.source, problem=_of_file(stop))
        return
    rest = stream if len(head) >= HEAD_BYTES else None
    kind = recognise(head, layer.source)
    if kind in ARCHIVES or kind in PACKED:
        yield from _unwrap(layer, kind, Joined(head, rest), file)
    elif kind == FOREIGN:
        message = f"it is not a text; it is {foreign_kind(head)}"
        problem = Problem(code=ProblemCode.NOT_TEXT, message=message)
        yield Member(source=layer.source, problem=problem)
    elif kind == EMPTY:
        problem = Problem(code=ProblemCode.EMPTY, message="it is empty")
        yield Member(source=layer.source, problem=problem)
    else:
        yield Member(source=layer.source, head=head, rest=rest, is_pdf=kind == PDF)


def _of_file(stop: Stopped) -> Problem:
    cause = stop.__cause__
    return os_problem(cause) if isinstance(cause, OSError) and cause.errno else stop.problem


def _unwrap(layer: Layer, kind: str, stream: Reader, file: IO[bytes] | None) -> Iterator[Member]:
    inner = replace(layer, layers=layer.layers + 1, archives=layer.archives + (kind in ARCHIVES))
    if inner.archives > MAX_ARCHIVES or inner.layers > MAX_LAYERS:
        message = f"it is an archive inside more than {MAX_ARCHIVES} others"
        problem = Problem(code=ProblemCode.TOO_DEEP, message=message)
        yield Member(source=layer.source, problem=problem)
        return
    if kind in PACKED:
        yield from _packed(inner, kind, stream)
        return
    given = empty = 0
    try:
        for index, (name, content) in enumerate(_archive(inner, kind, stream, file)):
            if index == 0 and kind == "zip" and name in OFFICE_SIGNS:
                raise Stopped(ProblemCode.UNSUPPORTED, OFFICE_WORDS)  # noqa: TRY301  told below
            if _is_litter(name):
                continue
            member = replace(inner, source=f"{layer.source}{MEMBER_SIGN}{shown(name)}")
            if isinstance(content, Stopped):
                given += 1
                yield Member(source=member.source, problem=content.problem)
                continue
            for found in _open_layer(member, content, None):
                is_empty = found.problem is not None and found.problem.code is ProblemCode.EMPTY
                given, empty = given + 1, empty + is_empty
                if not is_empty or empty <= MOST_EMPTY:
                    yield found
        if empty > MOST_EMPTY:
            message = f"{empty - MOST_EMPTY:,} more files in it are empty"
            problem = Problem(code=ProblemCode.EMPTY, message=message)
            yield Member(source=layer.source, problem=problem)
        elif not given:
            problem = Problem(code=ProblemCode.EMPTY, message="it holds no file")
            yield Member(source=layer.source, problem=problem)
    except Stopped as stop:
        yield Member(source=layer.source, problem=stop.problem)


def _packed(layer: Layer, kind: str, stream: Reader) -> Iterator[Member]:
    """Yield what a compressed file holds; of one cut short, what can be read, and why not all."""
    try:
        rescued = _Rescued(Guarded(unpack(kind, stream), layer.budget))
    except Exception as error:  # noqa: BLE001  a damaged file raises many kinds
        yield Member(source=layer.source, problem=stopped(error).problem)
        return
    given = False
    for member in _open_layer(layer, rescued, None):
        # What the stream's sudden end makes of this file itself is told below, with its cause.
        if member.problem is None or rescued.stop is None or member.source != layer.source:
            given = True
            yield member
    if rescued.stop is not None:
        message = rescued.stop.problem.message
        if given:
            message += "; what could be read of it was"
        yield Member(source=layer.source, problem=replace(rescued.stop.problem, message=message))


class _Rescued:
    """A stream that ends where it would fail, and remembers why."""

    def __init__(self, stream: Reader) -> None:
        self._stream = stream
        self.stop: Stopped | None = None

    def read(self, size: int = -1, /) -> bytes:
        if self.stop is not None:
            return b""
        try:
            return self._stream.read(size)
        except Stopped as stop:
            self.stop = stop
            return b""


def _archive(
    layer: Layer, kind: str, stream: Reader, file: IO[bytes] | None
) -> Iterator[tuple[str, Reader | Stopped]]:
    # The readers of archives are imported where one is met: a folder of text needs none of them.
    if kind == "tar":
        from cablegram.intake.tarred import tar_members  # noqa: PLC0415

        yield from tar_members(stream, layer.budget)
        return
    if file is None:
        file, stream = _in_memory(stream)
    if kind == "7z":
        from cablegram.intake.seven_zip import seven_zip_members  # noqa: PLC0415

        if file is None:
            message = f"a 7z inside another file is read up to {NESTED_BYTES >> 20} MB; unpack it"
            raise Stopped(ProblemCode.TOO_LARGE, message)
        yield from seven_zip_members(file, layer.budget)
        return
    from cablegram.intake.zipped import zip_members, zip_stream_members  # noqa: PLC0415

    if file is None:
        yield from zip_stream_members(stream, layer.budget)
    else:
        yield from zip_members(file, layer.budget)


def _in_memory(stream: Reader) -> tuple[IO[bytes] | None, Reader]:
    """Return a stream as a file that can be read out of order, if it is small enough."""
    data = read_up_to(stream, NESTED_BYTES + 1)
    if len(data) > NESTED_BYTES:
        return None, Joined(data, stream)
    return io.BytesIO(data), stream


def _is_litter(name: str) -> bool:
    """Tell whether a member is what macOS packs beside the files."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last in {".DS_Store", "Thumbs.db"} or last[:2] == "._"
