"""Compressed files as streams: gzip, bzip2, xz and zstd, each of one part or more."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import TYPE_CHECKING, Protocol

from cablegram.intake.bounds import CHUNK_BYTES, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["unpack"]

# What a decoder may take; `xz -9` needs 65 MB. zstd's long mode (window of 128 MB) is let in.
LZMA_MEMORY_BYTES = 256 << 20
ZSTD_WINDOW_BYTES = 128 << 20


class Decompressor(Protocol):
    """The interface that `bz2` and `lzma` share."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Parts:
    """A stream of one or more compressed parts; bytes after the last that are no part are left."""

    def __init__(self, stream: Reader, start: Callable[[], Decompressor]) -> None:
        self._stream = stream
        self._start = start
        self._decoder = start()
        self._given = memoryview(b"")
        self._done = False

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises:
            EOFError: If the compressed stream ends inside a part.
        """
        size = CHUNK_BYTES if size < 0 else size
        while not self._given and not self._done:
            if self._decoder.eof:
                if not self._next_part():
                    break
                continue
            data = b""
            if self._decoder.needs_input:
                data = self._stream.read(64 << 10)
                if not data:
                    raise EOFError
            self._given = memoryview(self._decoder.decompress(data, size))
        data, self._given = bytes(self._given[:size]), self._given[size:]
        return data

    def _next_part(self) -> bool:
        left = self._decoder.unused_data or self._stream.read(64 << 10)
        while left and not left.strip(b"\0"):  # parts may be padded with zeros
            left = self._stream.read(64 << 10)
        if not left:
            self._done = True
            return False
        self._decoder = self._start()
        stream = self._stream
        self._stream = _Pushed(left.lstrip(b"\0"), stream)
        return True


class _Pushed:
    """A stream with bytes put back in front."""

    def __init__(self, head: bytes, rest: Reader) -> None:
        self._head = head
        self._rest = rest.rest if isinstance(rest, _Pushed) and not rest.has_head else rest

    @property
    def has_head(self) -> bool:
        return bool(self._head)

    @property
    def rest(self) -> Reader:
        return self._rest

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
            return data
        return self._rest.read(size)


class _GzipPart:
    """One part of a gzip file behind the interface of `Decompressor`."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        waiting = self._decoder.unconsumed_tail
        return self._decoder.decompress(waiting + data if waiting else data, max(max_length, 0))


class _ZstdFrame:
    """One frame of zstd behind the interface of `Decompressor`.

    The library bounds what it takes in a call, not what it gives: a block of four bytes may be
    128 KB, so a slice of 512 bytes gives 16 MB at most.
    """

    SLICE_BYTES = 512

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415  only where there is such a file

        decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
        self._decoder = decoder.decompressobj()
        self._waiting = memoryview(b"")

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data + bytes(self._waiting)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if data:
            self._waiting = memoryview(data)
        given: list[bytes] = []
        size = 0
        while self._waiting and not self._decoder.eof and not 0 <= max_length <= size:
            part = self._decoder.decompress(bytes(self._waiting[: self.SLICE_BYTES]))
            self._waiting = self._waiting[self.SLICE_BYTES :]
            given.append(part)
            size += len(part)
        return b"".join(given)


def unpack(kind: str, stream: Reader) -> Reader:
    """Return the stream that was compressed as `kind` (one of `recognise.PACKED`)."""
    if kind == "gzip":
        return Parts(stream, _GzipPart)
    if kind == "bzip2":
        return Parts(stream, bz2.BZ2Decompressor)
    if kind == "xz":
        return Parts(stream, lambda: lzma.LZMADecompressor(memlimit=LZMA_MEMORY_BYTES))
    return Parts(stream, _ZstdFrame)
