"""The text as it came, with what each piece of it was recognised as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import locate

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
#: Kinds whose own names say little.
_KINDS: Final = {
    "heading.fl1": "line 1: channel", "heading.fl2": "line 2: routing",
    "heading.fl3": "line 3: sent by", "heading.fl4": "line 4: security, signals",
    "heading.fl5": "line 5: precedence, time", "heading.head": "title", "head.class":
    "classification line", "head.order": "executive order", "head.tags": "TAGS",
    "head.preface": "before the captions", "text.paragraph": "paragraph",
    "text.paragraph.number": "number", "text.list": "list", "page.banner": "marking of the page",
    "page.counter": "page counter", "page": "page line", "end.bt": "end of the text",
    "end": "end", "carrier.mail": "mail around it", "frame.text": "part of the file",
    "frame.attributes": "part of the file", "markup": "markup", "note": "note", "stamp": "stamp",
    "page_break": "page break", "unknown": "not recognised",
}  # fmt: skip
_ALIASES: Final = {
    "page_break": "page",
    "note": "text",
    "label": "head",
    "end": "page",
    "carrier": "markup",
    "frame": "markup",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLeaf:
    """A piece of the source.

    Attributes:
        text: Its text.
        kind: What it was taken for (`heading.tags`).
        said: The same in words.
        family: The family of the kind, empty for blanks.
        name: Its identifier in the page (`line-12`), if something was noticed in that line.
    """

    text: str
    kind: str
    said: str
    family: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The source for a page; `is_cut` if it is too long to be shown whole."""

    leaves: tuple[SourceLeaf, ...]
    families: tuple[tuple[str, str], ...]
    coverage: float
    is_cut: bool = False

    @property
    def lines(self) -> frozenset[int]:
        """The lines that have a name in the page."""
        return frozenset(int(leaf.name[len("line-") :]) for leaf in self.leaves if leaf.name)


def source_of(cable: Cable) -> Source | None:
    """Return the source of a cable in pieces; `None` if the reader may not see it."""
    if not cable.source_text:
        return None
    found: list[SourceLeaf] = []
    chars = 0
    is_cut = False
    # Where something was noticed, the last first.
    places = sorted(
        {
            each.span.start: locate(cable.source_text, each.span)[0] for each in cable.diagnostics
        }.items(),
        reverse=True,
    )
    given: set[int] = set()
    for leaf in cable.tree.leaves():
        if chars >= SHOWN_CHARS or len(found) >= SHOWN_LEAVES:
            is_cut = True
            break
        text = leaf.text[: SHOWN_CHARS - chars].replace("\r\n", "\n").replace("\r", "\n")
        chars += len(leaf.text)
        found.append(
            SourceLeaf(
                text=text,
                kind=leaf.kind,
                said=said_of(leaf.kind),
                family=family_of(leaf.kind),
                name=_name(places, chars, given),
            )
        )
    there = {leaf.family for leaf in found}
    families = tuple((name, said) for name, said in FAMILIES.items() if name in there)
    return Source(leaves=tuple(found), families=families, coverage=cable.coverage, is_cut=is_cut)


def _name(places: list[tuple[int, int]], end: int, given: set[int]) -> str:
    """Return the name of a piece that ends at a place: the first line noticed in it."""
    name = ""
    while places and places[-1][0] < end:
        _, line = places.pop()
        if line not in given and not name:
            name = f"line-{line}"
            given.add(line)
    return name


def said_of(kind: str) -> str:
    """Return a kind in words: `attribute.draft_date` is `draft date`."""
    if kind in _KINDS:
        return _KINDS[kind]
    return kind.rpartition(".")[2].replace("_", " ")


def family_of(kind: str) -> str:
    """Return the family of a leaf's kind; blanks have none."""
    first = kind.split(".", 1)[0]
    first = _ALIASES.get(first, first)
    if first == "blank":
        return ""
    return first if first in FAMILIES else "other"
