"""The members of a zip, by its directory where there is one, else as they stream by."""

from __future__ import annotations

import io
import zipfile
import zlib
from struct import unpack_from
from typing import IO, TYPE_CHECKING

from cablegram.intake.bounds import CHUNK_BYTES, Guarded, Reader, read_up_to, skip, stopped
from cablegram.intake.item import ProblemCode, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.intake.bounds import Budget

# The directory is read whole, at some 500 bytes an entry.
MAX_DIRECTORY_BYTES = 32 << 20
ENCRYPTED = 0x1
SIZES_FOLLOW = 0x8
UTF8_NAME = 0x800
STORED, DEFLATED = 0, 8
LINK = 0o12  # the kind in the mode of a symbolic link
LOCAL_HEADER = b"PK\x03\x04"
DESCRIPTOR = b"PK\x07\x08"
LOCKED = "it is encrypted; unlock it with its password first"
NO_DIRECTORY = (
    "its directory, which stands at the end, is missing or damaged; what stands before it was read"
)

Member = tuple[str, "Reader | Stopped"]


def zip_members(file: IO[bytes], budget: Budget | None) -> Iterator[Member]:
    """Yield name and content of each file in a zip, or why that one file cannot be read.

    A zip without a usable directory (cut short, or with one of a million entries) is read from
    its beginning, as `zip_stream_members` does.

    Raises:
        Stopped: If it is damaged where it cannot be read on.
    """
    archive = None
    is_hurt = False
    try:
        if directory_bytes(file) <= MAX_DIRECTORY_BYTES:
            archive = zipfile.ZipFile(file)
    except Exception:  # noqa: BLE001  a damaged directory raises many kinds
        is_hurt = True
    if archive is None:
        file.seek(0)
        yield from zip_stream_members(file, budget)
        if is_hurt:
            raise Stopped(ProblemCode.DAMAGED, NO_DIRECTORY)
        return
    for info in archive.infolist():
        if not info.is_dir() and info.external_attr >> 28 != LINK:
            yield info.filename, _open(archive, info, budget)


def _open(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget | None
) -> Reader | Stopped:
    if info.flag_bits & ENCRYPTED:
        return Stopped(ProblemCode.ENCRYPTED, LOCKED)
    if not info.file_size and not info.compress_size:
        return io.BytesIO()  # a directory may list a million of them
    try:
        return Guarded(archive.open(info), budget)
    except Exception as error:  # noqa: BLE001  one bad member does not stop the others
        return stopped(error)


def directory_bytes(file: IO[bytes]) -> int:
    """Return the size of a zip's directory as its end says.

    Raises:
        EOFError: If there is no end.
    """
    file.seek(0, 2)
    size = file.tell()
    start = max(0, size - 66_000)
    file.seek(start)
    tail = file.read(66_000)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + 22 > len(tail):
        raise EOFError
    length = int(unpack_from("<I", tail, place + 12)[0])
    if length == 0xFFFFFFFF and place >= 20 and tail[place - 20 : place - 16] == b"PK\x06\x07":
        file.seek(unpack_from("<Q", tail, place - 12)[0])
        end = file.read(56)
        length = int(unpack_from("<Q", end, 40)[0]) if len(end) == 56 else length
    file.seek(0)
    return length


def zip_stream_members(stream: Reader, budget: Budget | None) -> Iterator[Member]:
    """Yield the members of a zip as they come, without its directory.

    Raises:
        Stopped: If the zip is damaged or cut short; what was before that has been yielded.
    """
    source = _Source(stream)
    try:
        while (header := source.take(4)) == LOCAL_HEADER:
            yield from _stream_member(source, budget)
    except GeneratorExit:
        raise
    except Exception as error:
        raise stopped(error) from error
    if not header.startswith(b"PK"):
        raise Stopped(ProblemCode.DAMAGED, "it is cut short, or damaged between its members")


def _stream_member(source: _Source, budget: Budget | None) -> Iterator[Member]:
    fields = source.take(26)
    if len(fields) < 26:
        raise EOFError
    flags, method = unpack_from("<HH", fields, 2)
    packed, size, name_bytes, extra_bytes = unpack_from("<IIHH", fields, 14)
    raw_name = source.take(name_bytes)
    name = raw_name.decode("utf-8" if flags & UTF8_NAME else "cp437", "replace")
    extra = source.take(extra_bytes)
    if len(raw_name) < name_bytes or len(extra) < extra_bytes:
        raise EOFError
    packed = _long_size(extra, packed, size)
    is_sized = not flags & SIZES_FOLLOW
    if method == DEFLATED and not flags & ENCRYPTED:
        content = _Deflated(source)
        yield name, Guarded(content, budget)
        while content.read(CHUNK_BYTES):
            pass
        if not is_sized:
            source.skip_descriptor()
        return
    if not is_sized:
        raise Stopped(
            ProblemCode.DAMAGED, "its directory is missing, and a member does not tell its size"
        )
    stored = _Stored(source, packed)
    if flags & ENCRYPTED:
        yield name, Stopped(ProblemCode.ENCRYPTED, LOCKED)
    elif method != STORED:
        yield name, stopped(NotImplementedError())
    elif name_bytes and not name.endswith("/"):
        yield name, Guarded(stored, budget)
    skip(stored, stored.left)


def _long_size(extra: bytes, packed: int, size: int) -> int:
    """Return the packed size, out of the extra field of large files if it is there."""
    place = 0
    while packed == 0xFFFFFFFF and place + 4 <= len(extra):
        kind, length = unpack_from("<HH", extra, place)
        at = place + 4 + (8 if size == 0xFFFFFFFF else 0)
        if kind == 1 and at + 8 <= len(extra):
            return int(unpack_from("<Q", extra, at)[0])
        place += 4 + length
    return packed


class _Source:
    """The stream of a zip, into which what a decoder did not use is put back."""

    def __init__(self, stream: Reader) -> None:
        self._stream = stream
        self._back = b""

    def read(self, size: int = -1, /) -> bytes:
        if self._back:
            data, self._back = self._back[:size], self._back[size:]
            return data
        return self._stream.read(size)

    def put_back(self, data: bytes) -> None:
        self._back = data + self._back

    def take(self, size: int) -> bytes:
        return read_up_to(self, size) if size else b""

    def skip_descriptor(self) -> None:
        """Pass over check sum and sizes: 12 or 20 bytes, with or without their sign."""
        data = self.take(24)
        shift = 4 if data.startswith(DESCRIPTOR) else 0
        for length in (12, 20):
            if data[shift + length :][:2] in (b"PK", b""):
                self.put_back(data[shift + length :])
                return
        raise EOFError


class _Deflated:
    def __init__(self, source: _Source) -> None:
        self._source = source
        self._decoder = zlib.decompressobj(-15)
        self._waiting = b""

    def read(self, size: int = -1, /) -> bytes:
        while not self._decoder.eof:
            data = self._waiting or self._source.read(64 << 10)
            if not data:
                raise EOFError
            given = self._decoder.decompress(data, CHUNK_BYTES if size <= 0 else size)
            self._waiting = self._decoder.unconsumed_tail
            if self._decoder.eof:
                self._source.put_back(self._decoder.unused_data)
            if given:
                return given
        return b""


class _Stored:
    def __init__(self, source: _Source, size: int) -> None:
        self._source = source
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        wanted = min(self.left, CHUNK_BYTES if size < 0 else size)
        if not wanted:
            return b""
        data = self._source.read(wanted)
        if not data:
            raise EOFError
        self.left -= len(data)
        return data
