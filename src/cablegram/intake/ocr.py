"""Images of pages to text, by Tesseract in a process of its own (extra `ocr`).

Why this library, and why a process: docs/explanation/decisions/0006-ocr.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["MAX_PAGES", "MAX_PIXELS", "OcrMissing", "OcrReader", "PageText"]

DOTS_PER_INCH: Final = 300
MAX_PIXELS: Final = 20_000_000
"""A page is made no larger (A3 at 300 dots per inch has 17 million); a larger one is coarser."""
MAX_PAGES: Final = 200
"""Scanned pages of one file; one with more is not read."""
PAGE_SECONDS: Final = 60.0
"""A page that takes longer is left; a dense one takes two or three."""
FILE_SECONDS: Final = 900.0
"""All pages of a file; what is left after that is unread."""
START_SECONDS: Final = 30.0
WORKER: Final = Path(__file__).with_name("ocr_worker.py")
MISSING: Final = {
    "library": (
        "install cablegram[ocr] and the English data of Tesseract (on Debian: the package "
        "tesseract-ocr) to read scanned pages"
    ),
    "program": (
        "install Tesseract with its English data to read scanned pages (on Debian: the package "
        "tesseract-ocr)"
    ),
}


class OcrMissing(Exception):
    """Something must be installed first; the text says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The text of a page, the sum of the confidences (0 to 100) of its words, their number."""

    text: str
    confidence: float
    words: int


class OcrReader:
    """Reads pages one after the other; a page that costs too much is left and the next one read.

    Raises:
        OcrMissing: When it is entered, if the library or its data are not installed.
    """

    def __init__(
        self,
        *,
        page_seconds: float = PAGE_SECONDS,
        file_seconds: float = FILE_SECONDS,
        worker: Path = WORKER,
    ) -> None:
        self._page_seconds = page_seconds
        self._ends = time.monotonic() + file_seconds
        self._worker = worker
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, image: bytes, width: int, height: int, dots_per_inch: int) -> PageText | None:
        """Return the text of a page; `None` if it failed or took too long.

        Args:
            image: The grey values, row by row, one byte each.
            width: In pixels.
            height: In pixels.
            dots_per_inch: Of the image.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            return None
        head = {"width": width, "height": height, "dpi": dots_per_inch}
        try:
            process = self._process or self._start()
            found = _ask(
                process, json.dumps(head).encode() + b"\n" + image, min(self._page_seconds, left)
            )
        except OcrMissing:
            return None
        if found is None:
            self._stop()
            return None
        return PageText(
            text=str(found["text"]),
            confidence=float(found["confidence"]),
            words=int(found["words"]),
        )

    def _start(self) -> subprocess.Popen[bytes]:
        process = self._process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-P", str(self._worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A page on one core: whoever has more cores reads several files at once.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        found = _ask(process, b"", START_SECONDS)
        if found is None or "missing" in found:
            self._stop()
            raise OcrMissing(MISSING[str(found["missing"]) if found else "program"])
        return process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _ask(process: subprocess.Popen[bytes], data: bytes, seconds: float) -> dict[str, Any] | None:
    """Send bytes and return the answer; `None` if the process ends, or is ended, before."""
    if process.stdin is None or process.stdout is None:
        return None
    timer = Timer(seconds, process.kill)
    timer.start()
    try:
        process.stdin.write(data)
        process.stdin.flush()
        line = process.stdout.readline()
        found: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
    except (OSError, ValueError):
        return None
    finally:
        timer.cancel()
    return found
