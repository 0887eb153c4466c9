"""The tree of a query: what the parser makes, and what the engine's query is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import MRN, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Text to be found: one word, or several that follow each other.

    `is_prefix` means that the last word may go on ("overfl*").
    """

    text: str
    is_prefix: bool = False
    subject_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Cables from or to an address; `role` is `from` or `to`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """Cables with any one of the words in a field: `tags` or `caption`."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Cables whose banner is between two levels, both included."""

    low: Level
    high: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Cables between two days, both included; `None` leaves that side open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Cables with a number, or that cite it; `role` is `mrn` or `ref`."""

    role: str
    mrn: MRN


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Cables that the part does not match."""

    part: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """Cables that all parts match; those that none does away with if there is none."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Cables that at least one part matches."""

    parts: tuple[Node, ...]


Leaf = Words | Station | Keyword | Levels | Days | Number
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """A query and how its hits are to be ordered.

    `sort` is `score`, `date` (oldest first) or `-date` (newest first). `typed_number` is set when
    the whole query is one message reference number.
    """

    root: Node
    sort: str = "score"
    typed_number: MRN | None = None


def searched_words(node: Node) -> tuple[Words, ...]:
    """Return the words that a hit shows, in order; excluded ones are left out."""
    match node:
        case Words():
            return (node,)
        case And() | Or():
            return tuple(words for part in node.parts for words in searched_words(part))
        case _:
            return ()
