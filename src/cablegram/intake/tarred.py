"""The members of a tar, as they stream by."""

from __future__ import annotations

import tarfile
from typing import IO, TYPE_CHECKING, cast

from cablegram.intake.bounds import Guarded, Reader, stopped
from cablegram.intake.item import ProblemCode, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from cablegram.intake.bounds import Budget

# Long names and further attributes come as members of their own, which `tarfile` reads whole.
MAX_HEADER_BYTES = 1 << 20
MOST_VAIN_READS = 16  # of a stream that has ended; `tarfile` itself needs a few
HEADER_TYPES = frozenset(
    {
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
    }
)


class BoundedTarInfo(tarfile.TarInfo):
    """A member whose name cannot be a gigabyte long."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in HEADER_TYPES and not 0 <= found.size <= MAX_HEADER_BYTES:
            raise Stopped(ProblemCode.DAMAGED, "a name in it is longer than names can be")
        return found


class _Tail:
    """A stream that remembers the last block that was read of it.

    `tarfile` skips a member block by block and does not mind the end of the stream: a header that
    claims 2**60 bytes would keep it for years.
    """

    def __init__(self, stream: Reader) -> None:
        self._stream = stream
        self._vain = 0
        self.block = b""

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        if data:
            self.block = data[-tarfile.BLOCKSIZE :]
            return data
        self._vain += 1
        if self._vain > MOST_VAIN_READS:
            raise EOFError
        return data


def tar_members(stream: Reader, budget: Budget | None) -> Iterator[tuple[str, Reader]]:
    """Yield name and content of each regular file in a tar, in order.

    A content is to be read before the next member is asked for. Links, devices and folders are
    passed over: what a link points to is a member itself, or is not ours to open.

    Raises:
        Stopped: If the tar is damaged or cut short; what was before that has been yielded.
    """
    tail = _Tail(stream)
    try:
        archive = tarfile.open(  # noqa: SIM115  closed with the stream that it was given
            fileobj=cast("IO[bytes]", tail),  # of a stream nothing but `read` is called
            mode="r|",
            tarinfo=BoundedTarInfo,
            encoding="utf-8",
            errors="surrogateescape",
            bufsize=64 << 10,
        )
        while (member := archive.next()) is not None:
            # Else a tar of a million members is a million objects.
            archive.members.clear()  # type: ignore[attr-defined]  # the stubs lack it
            if member.isreg():
                content = archive.extractfile(member)
                if content is not None:
                    yield member.name, Guarded(content, budget)
    except GeneratorExit:
        raise
    except Exception as error:
        if isinstance(error, tarfile.ReadError) and "unexpected end" in str(error):
            raise stopped(EOFError()) from error
        raise stopped(error) from error
    if tail.block.strip(b"\0"):
        raise Stopped(ProblemCode.DAMAGED, "its end mark is missing, so it may be cut short")
