"""Compression: what a browser can unpack is sent packed, if it is worth it."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Final, cast

import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.search import Archive

#: What we can pack, the better first.
CODINGS: Final = ("zstd", "gzip")
#: One packet takes as much anyway.
SMALL_BYTES: Final = 1024
# Pages are packed each time, files of ours once. More saves little and takes long.
_LEVELS: Final = {"zstd": 3, "gzip": 6}
_BEST: Final = {"zstd": 19, "gzip": 9}
#: Makes the packer of the library write the head and the end of gzip.
_GZIP: Final = 16 + zlib.MAX_WBITS
_TEXT: Final = re.compile(r"text/|application/(?:[a-z.-]+\+)?(?:json|xml)\b|image/svg\+xml")
_TEXT_TOO: Final = frozenset(
    {"application/x-ndjson", "application/x-research-info-systems", "application/x-bibtex"}
)


def coding_for(accepted: str, media_type: str) -> str:
    """Return the coding to send a kind of file in, empty to send it as it is.

    Args:
        accepted: The header `Accept-Encoding`.
        media_type: With its parameters; what is packed by itself is left alone.

    >>> coding_for("gzip, deflate, br, zstd", "text/html"), coding_for("gzip;q=0", "text/html")
    ('zstd', '')
    """
    return _accepted(accepted) if is_text(media_type) else ""


def is_text(media_type: str) -> bool:
    """Tell whether a kind of file becomes smaller by packing."""
    kind = media_type.partition(";")[0].strip()
    return kind in _TEXT_TOO or _TEXT.match(kind) is not None


@lru_cache(maxsize=64)
def _accepted(said: str) -> str:
    """Return the best coding of ours that is accepted."""
    wishes: dict[str, bool] = {}
    for each in said.split(",")[:32]:
        name, _, weight = each.partition(";")
        wishes[name.strip().lower()] = re.fullmatch(r"q=0(\.0*)?", weight.strip()) is None
    rest = wishes.get("*", False)
    return next((name for name in CODINGS if wishes.get(name, rest)), "")


def packed(data: bytes, coding: str) -> bytes:
    """Return bytes in a coding; the same bytes always give the same."""
    return _packed(data, coding, _LEVELS[coding])


@lru_cache(maxsize=128)
def packed_once(data: bytes, coding: str) -> bytes:
    """Return a file of ours in a coding, as small as it gets, and remember it."""
    return _packed(data, coding, _BEST[coding])


def _packed(data: bytes, coding: str, level: int) -> bytes:
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=level).compress(data)
    return gzip.compress(data, level, mtime=0)


def packing(
    write: Callable[[Archive, IO[bytes]], object], coding: str
) -> Callable[[Archive, IO[bytes]], object]:
    """Return what writes a file in a coding. One that breaks off stays without its end."""

    def write_packed(archive: Archive, out: IO[bytes]) -> None:
        packer = _Packer(out, coding)
        write(archive, cast("IO[bytes]", packer))
        packer.end()

    return write_packed


class _Packer(io.RawIOBase):
    """Packs what is written to it."""

    def __init__(self, out: IO[bytes], coding: str) -> None:
        self._out = out
        level = _LEVELS[coding]
        self._compress: Callable[[bytes], bytes]
        self._flush: Callable[[], bytes]
        if coding == "zstd":
            made = zstandard.ZstdCompressor(level=level).compressobj()
            self._compress, self._flush = made.compress, made.flush
        else:
            packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
            self._compress, self._flush = packer.compress, packer.flush

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(data)  # type: ignore[call-overload]  # what has bytes, by the contract of io
        self._out.write(self._compress(taken))
        return len(taken)

    def end(self) -> None:
        """Write what is left, and that this is all."""
        self._out.write(self._flush())
