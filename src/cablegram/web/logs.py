"""What the room says of itself while it runs: a line for each event, without text of a cable.

The words of an exception may quote what it stumbled over. So of an exception a line has its kind
and where it was raised, and nothing else; of a request the row of the table of paths that answered
it, never the address as it was typed.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback
from typing import IO, TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from types import TracebackType

    Format = Literal["text", "json"]

FORMATS: Final[tuple[Format, ...]] = ("text", "json")
#: A line for each request is written under this name.
REQUESTS: Final = "cablegram.requests"
FRAMES: Final = 6
#: Marks a record whose `about` says more, by names.
ABOUT: Final = "cablegram_about"


class TextFormatter(logging.Formatter):
    """One line of words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        said = _said(record)
        words = " ".join(f"{name}={value}" for name, value in said.items() if name not in _HEAD)
        return f"{said['at']} {said['level']} {said['event']}{' ' if words else ''}{words}"


class JsonFormatter(logging.Formatter):
    """One JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return json.dumps(_said(record), separators=(",", ":"))


_HEAD: Final = {"at", "level", "event"}


def _said(record: logging.LogRecord) -> dict[str, object]:
    at = dt.datetime.fromtimestamp(record.created, dt.UTC)
    said: dict[str, object] = {
        "at": at.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": _event(record),
        "logger": record.name,
        **getattr(record, ABOUT, {}),
    }
    if record.exc_info and record.exc_info[0] is not None:
        kind, _, trace = record.exc_info
        said["error"] = kind.__name__
        said["raised_in"] = places_of(trace)
    return said


def _event(record: logging.LogRecord) -> str:
    """Return what happened; of another's words, only those that are written in its code."""
    is_ours = record.name.partition(".")[0] == "cablegram"
    if record.exc_info and record.exc_info[0] is not None and not is_ours:
        return "a fault"  # its message may be the traceback itself
    text = record.getMessage() if is_ours else str(record.msg)
    return " ".join(text.split())


def places_of(trace: TracebackType | None) -> str:
    """Return where something was raised, the innermost first: names of functions and lines."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))


def set_up(kind: Format, stream: IO[str] | None = None, *, with_requests: bool = True) -> None:
    """Have everything that this process logs written in one format.

    Args:
        kind: One of `FORMATS`.
        stream: Where to; standard error if left out.
        with_requests: Whether each request has a line.
    """
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(JsonFormatter() if kind == "json" else TextFormatter())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(REQUESTS).setLevel(logging.INFO if with_requests else logging.WARNING)
    logging.getLogger("cablegram").setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def about(**said: object) -> dict[str, object]:
    """Return what a call of a logger takes as `extra`, so that a line has these by their names."""
    return {ABOUT: said}
