"""What intake hands on: the bytes of one message and their origin, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Estimate", "Intake", "Ocr", "Problem", "ProblemCode", "Stopped", "shown"]


class ProblemCode(StrEnum):
    """Why something could not be read; stable words."""

    NOT_FOUND = "not-found"
    NO_PERMISSION = "no-permission"
    NOT_A_FILE = "not-a-file"
    IO_ERROR = "io-error"
    EMPTY = "empty"
    NOT_TEXT = "not-text"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    BOMB = "bomb"
    NO_TEXT_LAYER = "no-text-layer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a file, a member of an archive or a part of it could not be read.

    `message` is a sentence for a person, without the name of the file and without a full stop.
    """

    code: ProblemCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocr:
    """How much of a text was read from images of pages.

    Attributes:
        pages: How many pages were read so.
        of_pages: How many pages there are.
        confidence: How sure the program was of the words, 0 to 100, their mean.
        unread_pages: Scanned pages that gave nothing: a fault, or out of time.
    """

    pages: int
    of_pages: int
    confidence: float
    unread_pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The bytes of one file or message, or the problem that stands in their place.

    Attributes:
        source: The path; `archive.tar!/member/name` for a member of an archive; `#12` at the end
            for the twelfth message of a file that holds many. Safe to print.
        data: What to parse. Empty if there is a problem.
        encoding: How `data` was written where it came from, as `read.decode` names it.
        problem: Why there is no data, or `None`.
        carrier: The wrapping that was taken off ("pdf"; "pdf-ocr" if images of pages were read),
            or an empty string.
        raw: The bytes as they came, where `data` was made from them; else `None`.
        ocr: What of it was read from images of pages; `None` if nothing was.
    """

    source: str
    data: bytes = b""
    encoding: str = ""
    problem: Problem | None = None
    carrier: str = ""
    raw: bytes | None = None
    ocr: Ocr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How much there is to read, from directory entries alone: files, and bytes as stored."""

    files: int
    bytes: int


class Stopped(Exception):
    """A stream or an archive cannot be read on; never leaves `cablegram.intake`."""

    def __init__(self, code: ProblemCode, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message)


def shown(name: str) -> str:
    r"""Return a name without characters that a terminal or JSON would choke on.

    A name is only ever shown, never written to, so `..` and a leading slash may stay.

    >>> shown("../a\x00b\x1b[2J")
    '../a\ufffdb\ufffd[2J'
    """
    if name.isprintable():
        return name
    return "".join(character if character.isprintable() else "\ufffd" for character in name)
