"""The members of a 7z, one after the other, in the memory of one member.

Why py7zr, and why its parts are driven from here: docs/explanation/decisions/0003-7z.md.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from cablegram.intake.bounds import CHUNK_BYTES, Guarded, Reader, skip, stopped
from cablegram.intake.item import ProblemCode, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.intake.bounds import Budget

MAX_HEADER_BYTES = 64 << 20


class Content:
    """What is left of one member inside its folder's stream."""

    def __init__(self, decoder: Any, file: IO[bytes], size: int, crc: int | None) -> None:  # noqa: ANN401  py7zr is untyped
        self._decoder = decoder
        self._file = file
        self._left = size
        self._crc = crc
        self._seen = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises:
            EOFError: If the archive ends before the member.
            ValueError: If the content is not what was packed.
        """
        import zlib  # noqa: PLC0415

        wanted = min(CHUNK_BYTES if size < 0 else size, self._left)
        while wanted > 0:
            place = self._file.tell()
            data: bytes = self._decoder.decompress(self._file, wanted)
            if data:
                self._left -= len(data)
                self._seen = zlib.crc32(data, self._seen)
                if not self._left and self._crc is not None and self._seen != self._crc:
                    message = "its check sum is wrong"
                    raise ValueError(message)
                return data
            if self._file.tell() == place:
                raise EOFError
        return b""

    @property
    def left(self) -> int:
        """How many bytes were not read yet."""
        return self._left


def seven_zip_members(file: IO[bytes], budget: Budget | None) -> Iterator[tuple[str, Reader]]:
    """Yield name and content of each file in a 7z, in the order in which they are packed.

    Raises:
        Stopped: If it is encrypted, damaged or cut short; what was before has been yielded.
    """
    try:
        check_header(file)
        archive = _open(file)
        yield from _members(archive, file, budget)
    except GeneratorExit:
        raise
    except Exception as error:
        raise stopped(error) from error


def check_header(file: IO[bytes]) -> None:
    """Refuse a 7z whose table of contents is outside the file or larger than memory should hold.

    Raises:
        Stopped: With the reason.
    """
    file.seek(0, 2)
    end = file.tell()
    file.seek(0)
    start = file.read(32)
    place = 32 + int.from_bytes(start[12:20], "little")
    size = int.from_bytes(start[20:28], "little")
    if len(start) < 32 or place + size > end:
        raise Stopped(
            ProblemCode.DAMAGED,
            "it is cut short: its table of contents, which stands at the end, is missing",
        )
    if size > MAX_HEADER_BYTES:
        raise Stopped(ProblemCode.TOO_LARGE, "its table of contents is too large")
    file.seek(0)


def _open(file: IO[bytes]) -> Any:  # noqa: ANN401  py7zr is untyped
    import py7zr  # noqa: PLC0415  takes 60 ms; only where there is a 7z
    from py7zr.exceptions import PasswordRequired  # noqa: PLC0415

    try:
        archive = py7zr.SevenZipFile(file, "r")
        locked = archive.needs_password()
    except PasswordRequired:
        locked = True
    if locked:
        raise Stopped(ProblemCode.ENCRYPTED, "it is encrypted; unlock it with its password first")
    return archive


def _members(archive: Any, file: IO[bytes], budget: Budget | None) -> Iterator[tuple[str, Reader]]:  # noqa: ANN401
    streams = getattr(archive.header, "main_streams", None)
    places: dict[int, int] = {}
    if streams is not None:
        positions = streams.packinfo.packpositions
        stream_index = 0
        for folder in streams.unpackinfo.folders:
            places[id(folder)] = archive.worker.src_start + positions[stream_index]
            stream_index += len(folder.packed_indices) or 1
    current: Any = None
    for member in archive.files:
        if member.emptystream:
            if not member.is_directory:
                yield member.filename, Guarded(_Nothing(), budget)
            continue
        folder = member.folder
        if folder is not current:
            current = folder
            file.seek(places[id(folder)])
        decoder = folder.get_decompressor(member.compressed)
        content = Content(decoder, file, member.uncompressed, member.crc32)
        guarded = Guarded(content, budget)
        if not member.is_symlink:
            yield member.filename, guarded
        skip(guarded, content.left)


class _Nothing:
    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002
        return b""
