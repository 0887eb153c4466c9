"""What an exported dossier is made of, whatever the kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(StrEnum):
    """What a block is."""

    TITLE = "title"
    ABOUT = "about"
    QUIET = "quiet"
    BANNER = "banner"
    HEADING = "heading"
    CABLE = "cable"
    CONTENTS = "contents"
    DAY = "day"
    ROW = "row"
    TEXT = "text"
    TABLE = "table"
    SIGNATURE = "signature"
    NOTE = "note"
    CITATION = "citation"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of an export, from the first page to the last.

    Attributes:
        kind: What it is.
        text: What it says; with line ends only in a table, a note and what the dossier is about.
        label: What stands before it: the number and mark of a paragraph, the name of a row.
        more: What stands behind it in smaller type: number and day of a cable.
        level: Of a banner, as a word of ours.
        places: The numbers of the entries that it is about, to which it leads; of the head of a
            cable its own, by which it is found.
        is_missing: Whether it is about a cable that is not held.
    """

    kind: Kind
    text: str = ""
    label: str = ""
    more: str = ""
    level: str = ""
    places: tuple[int, ...] = ()
    is_missing: bool = False


def in_one_line(text: str) -> str:
    """Return a text without line ends."""
    return " ".join(text.split())


def joined(parts: Iterable[str]) -> str:
    """Return those of some parts that say something, with a dot between."""
    return " · ".join(part for part in parts if part)
