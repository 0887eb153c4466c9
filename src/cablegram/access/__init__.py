"""Who may see what: a decision is a pure function of a reader and a marking."""

from cablegram.access.portions import visible
from cablegram.access.reader import (
    SEES_ALL,
    InvalidReader,
    Reader,
    clearance_class,
    read_reader,
    sees,
)

__all__ = [
    "SEES_ALL",
    "InvalidReader",
    "Reader",
    "clearance_class",
    "read_reader",
    "sees",
    "visible",
]
