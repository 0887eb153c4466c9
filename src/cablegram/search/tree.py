"""The tree of a query: what the parser makes, and what the engine's query is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import MRN, Level, Precedence

# Where words are looked for; `text` is all of a cable that is prose.
TextField = Literal["text", "subject", "summary", "signed", "classifiedby", "person", "declass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Text to be found: one word, or several that follow each other.

    `is_prefix` means that the last word may go on ("overfl*"). With a `slop` above 0 the words may
    stand that many places away from where the phrase has them, in all.
    """

    text: str
    is_prefix: bool = False
    field: TextField = "text"
    slop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A word with gaps: `*` stands for any letters, `?` for one."""

    text: str
    field: TextField = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzy:
    """A word and those that differ from it in up to `distance` letters."""

    text: str
    distance: int
    field: TextField = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Words that stand in one paragraph, in any order; the subject counts as one."""

    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Cables from or to an address; `role` is `from`, `to` or `info`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """Cables with any one of the words in a field, such as `tags` or `caption`."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMeant:
    """Cables with a TAGS that meant something on their day.

    `countries` are ISO 3166 codes, `names` the titles of the tables, in capitals. `codes` are the
    TAGS that ever meant it, for messages only.
    """

    text: str
    countries: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Cables whose banner is between two levels, both included."""

    low: Level
    high: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedences:
    """Cables whose precedence is between two, both included."""

    low: Precedence
    high: Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Cables between two days, both included; `None` leaves that side open.

    `of` is `date` or `declass` (the day of declassification).
    """

    first: date | None
    last: date | None
    of: str = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Cables with a number (`mrn`), that cite it (`ref`), or that it cites (`citedby`)."""

    role: str
    mrn: MRN


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Cables that have something: one of `HAS`."""

    what: str


HAS = ("portion-marks", "diagnostics", "unresolved-refs", "several-witnesses")


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


Leaf = (
    Words
    | Pattern
    | Fuzzy
    | Together
    | Station
    | Keyword
    | TagMeant
    | Levels
    | Precedences
    | Days
    | Number
    | Has
)
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """A query and how its hits are to be ordered.

    `sort` is `score`, or `date`, `station` or `number`, with a minus before it for the other way
    round. `typed_number` is set when the whole query is one message reference number.
    """

    root: Node
    sort: str = "score"
    typed_number: MRN | None = None


def searched_words(node: Node) -> tuple[Words | Pattern | Fuzzy, ...]:
    """Return the words that a hit shows, in order; excluded ones are left out."""
    match node:
        case Words() | Pattern() | Fuzzy():
            return (node,)
        case Together():
            return node.words
        case And() | Or():
            return tuple(words for part in node.parts for words in searched_words(part))
        case _:
            return ()


def asks_archive(node: Node) -> bool:
    """Tell whether the answer takes the records of the archive, beside the index."""
    match node:
        case Number():
            return node.role == "citedby"
        case Has():
            return node.what in {"unresolved-refs", "several-witnesses"}
        case Not():
            return asks_archive(node.part)
        case And() | Or():
            return any(map(asks_archive, node.parts))
        case _:
            return False


def is_ranked(parsed: ParsedQuery) -> bool:
    """Tell whether some hits can be better than others: whether whole words are looked for."""
    return parsed.typed_number is not None or any(
        isinstance(words, Words) and not (words.is_prefix and " " not in words.text.strip())
        for words in searched_words(parsed.root)
    )
