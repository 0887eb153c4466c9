"""Write one solid 7z archive as a stream: only names, sizes and checksums stay in memory.

py7zr keeps some six kilobytes for every member, which is too much for a hundred thousand.
Layout: 7zFormat.txt of the LZMA SDK.
"""

from __future__ import annotations

import lzma
import struct
from array import array
from typing import TYPE_CHECKING, Final, Self
from zlib import crc32

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_SIGNATURE: Final = b"7z\xbc\xaf\x27\x1c\x00\x04"
_DICTIONARY: Final = 2 << 20
_DICTIONARY_CODE: Final = 18  # (2 | code & 1) << (code // 2 + 11)


def _number(value: int) -> bytes:
    """Return a number as the format packs it: the first byte says how many follow."""
    for extra in range(8):
        if value < 1 << (7 * (extra + 1)):
            mask = (0xFF00 >> extra) & 0xFF
            first = mask | (value >> (8 * extra))
            return bytes([first]) + (value & ((1 << (8 * extra)) - 1)).to_bytes(extra, "little")
    return b"\xff" + value.to_bytes(8, "little")


class SevenZipWriter:
    """A 7z archive that is being written; the file must not be there yet."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._file.write(bytes(32))
        self._packer = lzma.LZMACompressor(
            lzma.FORMAT_RAW,
            filters=[{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": _DICTIONARY}],
        )
        self._packed = 0
        self._sizes = array("Q")
        self._checks = array("L")
        self._names = bytearray()

    def add(self, name: str, data: bytes) -> None:
        """Append a member; it must not be empty."""
        if not data:
            raise ValueError(f"{name} is empty")
        self._sizes.append(len(data))
        self._checks.append(crc32(data))
        self._names += name.encode("utf-16-le") + b"\0\0"
        self._write(self._packer.compress(data))

    def _write(self, packed: bytes) -> None:
        self._packed += len(packed)
        self._file.write(packed)

    def _streams(self) -> bytes:
        count = len(self._sizes)
        checks = b"".join(struct.pack("<L", each) for each in self._checks)
        return b"".join(
            (
                b"\x04\x06" + _number(0) + _number(1) + b"\x09" + _number(self._packed) + b"\0",
                b"\x07\x0b\x01\0\x01\x21\x21\x01" + bytes([_DICTIONARY_CODE]),
                b"\x0c" + _number(sum(self._sizes)) + b"\0",
                b"\x08\x0d" + _number(count) + b"\x09",
                *map(_number, self._sizes[:-1]),
                b"\x0a\x01" + checks + b"\0\0",
            )
        )

    def close(self) -> None:
        """Write what is left and the table of members."""
        self._write(self._packer.flush())
        header = b"\x01"
        if self._sizes:
            names = b"\0" + bytes(self._names)
            files = _number(len(self._sizes)) + b"\x11" + _number(len(names)) + names
            header += self._streams() + b"\x05" + files + b"\0"
        header += b"\0"
        self._file.write(header)
        start = struct.pack("<QQL", self._packed, len(header), crc32(header))
        self._file.seek(0)
        self._file.write(_SIGNATURE + struct.pack("<L", crc32(start)) + start)
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
