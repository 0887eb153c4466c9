"""The text as it came, with what each piece of it was recognised as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cablegram.model import Cable

SHOWN_CHARS: Final = 300_000
SHOWN_LEAVES: Final = 8_000
#: Families of leaves, in the order of the legend, with what they are in words.
FAMILIES: Final = {
    "heading": "how it went over the wire: relays, precedence, time, from, to",
    "head": "marking, captions, order, TAGS, subject, references",
    "text": "paragraphs with their numbers and marks, the signature",
    "page": "lines of pages and sections, the end",
    "stamp": "stamps of a later release",
    "attribute": "what the source says about it",
    "markup": "markup and frame of the file",
    "other": "recognised, of another kind",
    "unknown": "not recognised by any rule",
}
_ALIASES: Final = {"label": "head", "end": "page", "carrier": "markup", "frame": "markup"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLeaf:
    """A piece of the source: its text, its kind (`heading.tags`) and the family of that."""

    text: str
    kind: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The source for a page; `is_cut` if it is too long to be shown whole."""

    leaves: tuple[SourceLeaf, ...]
    families: tuple[tuple[str, str], ...]
    coverage: float
    is_cut: bool = False


def source_of(cable: Cable) -> Source | None:
    """Return the source of a cable in pieces; `None` if the reader may not see it."""
    if not cable.source_text:
        return None
    found: list[SourceLeaf] = []
    chars = 0
    is_cut = False
    for leaf in cable.tree.leaves():
        if chars >= SHOWN_CHARS or len(found) >= SHOWN_LEAVES:
            is_cut = True
            break
        text = leaf.text[: SHOWN_CHARS - chars].replace("\r\n", "\n").replace("\r", "\n")
        chars += len(leaf.text)
        found.append(SourceLeaf(text=text, kind=leaf.kind, family=family_of(leaf.kind)))
    there = {leaf.family for leaf in found}
    families = tuple((name, said) for name, said in FAMILIES.items() if name in there)
    return Source(leaves=tuple(found), families=families, coverage=cable.coverage, is_cut=is_cut)


def family_of(kind: str) -> str:
    """Return the family of a leaf's kind; blanks have none."""
    first = kind.split(".", 1)[0]
    first = _ALIASES.get(first, first)
    if first == "blank":
        return ""
    return first if first in FAMILIES else "other"
