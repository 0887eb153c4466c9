"""The reading room in a process of its own, and a client that costs little."""

from __future__ import annotations

import asyncio
import gzip
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import zstandard

from bench.watch import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What Chromium says to a server of this machine.
ACCEPTED = "gzip, deflate, br, zstd"
ACCEPT = "text/html"
OPEN_SECONDS = 120.0
_PLACE = re.compile(r"http://([^/:]+):(\d+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A room that is open."""

    host: str
    port: int
    pid: int


@contextmanager
def served(archive: Path, *options: str) -> Iterator[Served]:
    """Run `cablegram serve` until the end of the block."""
    words = ("-m", "cablegram", "serve", "--archive", str(archive), "--port", "0", "--no-browser")
    process = subprocess.Popen(
        [sys.executable, *words, *options], env=environment(), stderr=subprocess.PIPE, text=True
    )
    try:
        yield _open(process)
    finally:
        process.terminate()
        process.wait(OPEN_SECONDS)


def _open(process: subprocess.Popen[str]) -> Served:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if found := _PLACE.search(line):
            # What it says later is read too, so that it never waits for us.
            threading.Thread(target=_tell, args=(process,), daemon=True).start()
            return Served(host=found[1], port=int(found[2]), pid=process.pid)
        said.append(line)
    raise SystemExit(f"cablegram serve did not open: {''.join(said)[:500]}")


def _tell(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        print("server:", line.rstrip()[:300], file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer: its status, the bytes of its body as they were sent, and how they were packed."""

    status: int
    body: bytes
    coding: str = ""

    def text(self) -> str:
        """Return the page."""
        return unpacked(self.body, self.coding).decode("utf-8", "replace")


def unpacked(body: bytes, coding: str) -> bytes:
    """Return a body as it was before it was packed."""
    match coding:
        case "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(body)
        case "gzip":
            return gzip.decompress(body)
        case _:
            return body


class Line:
    """A connection that is kept open, as browsers keep theirs."""

    def __init__(self, host: str, port: int, *, cookie: str = "") -> None:
        self._host = host
        self._port = port
        self._cookie = f"Cookie: {cookie}\r\n" if cookie else ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def get(self, target: str) -> Got:
        """Ask for a page.

        Raises:
            OSError: If the server does not answer.
        """
        try:
            return await self._get(target)
        except (asyncio.IncompleteReadError, ConnectionError):
            # An idle connection may have been closed by the server.
            self.close()
            return await self._get(target)

    async def _get(self, target: str) -> Got:
        if self._reader is None or self._writer is None:
            opened = await asyncio.open_connection(self._host, self._port, limit=1 << 20)
            self._reader, self._writer = opened
        head = (
            f"GET {target} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept: {ACCEPT}\r\n"
            f"Accept-Encoding: {ACCEPTED}\r\n{self._cookie}\r\n"
        )
        self._writer.write(head.encode())
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = (line.partition(":") for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in named}
        size = headers.get("content-length")
        body = await (self._pieces() if size is None else self._reader.readexactly(int(size)))
        return Got(
            status=int(lines[0].split()[1]),
            body=body,
            coding=headers.get("content-encoding", ""),
        )

    async def _pieces(self) -> bytes:
        assert self._reader is not None
        body = bytearray()
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return bytes(body)
