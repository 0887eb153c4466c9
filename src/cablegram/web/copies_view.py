"""Two copies of a message side by side: what each says else, the words that differ marked."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablegram.archive.sameness import Differences

#: Above so many words times words, the words that differ are not looked for.
MATCHED_AT_MOST: Final = 250_000
#: So many differences are shown.
SHOWN: Final = 300
_TITLES: Final = {
    "mrn": "Number", "dtg": "Date-time group", "dtg_text": "Date-time group as written",
    "origin": "From", "action": "To", "info": "Information", "tags": "TAGS",
    "references": "References", "executive_order": "Executive order",
    "declassify_on": "Declassify", "marking": "Marking", "transmission": "Transmission",
}  # fmt: skip
#: What says which one it is, of values with several parts, in the order in which it is looked for.
_SPEAKING: Final = ("code", "text", "name", "mrn", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of words; `is_other` if the other copy has not the same."""

    text: str
    is_other: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A difference: where it is, and what each copy has there."""

    where: str
    first: tuple[Words, ...]
    other: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What differs between two copies.

    Attributes:
        pairs: Where both say something, or the text differs.
        only_first: What the first copy alone says: where, and what.
        only_other: The same of the other.
        left_out: How many more there are.
    """

    pairs: tuple[Pair, ...]
    only_first: tuple[tuple[str, str], ...]
    only_other: tuple[tuple[str, str], ...]
    left_out: int = 0


def beside(found: Differences) -> Beside:
    """Return what differs between two copies, for a page."""
    pairs: list[Pair] = []
    only_first: list[tuple[str, str]] = []
    only_other: list[tuple[str, str]] = []
    for each in found.fields:
        first, other = said(each.first), said(each.other)
        where = _TITLES.get(each.field, each.field.replace("_", " ").capitalize())
        if first and other and first != other:
            pairs.append(_pair(where, first, other))
        elif first and not other:
            only_first.append((where, first))
        elif other and not first:
            only_other.append((where, other))
    for text in found.text:
        where = "Text" if text.paragraph is None else f"Paragraph {text.paragraph}"
        pairs.append(_pair(where, text.first, text.other))
    return Beside(
        pairs=tuple(pairs[:SHOWN]),
        only_first=tuple(only_first),
        only_other=tuple(only_other),
        left_out=max(0, len(pairs) - SHOWN),
    )


def said(value: Any) -> str:  # noqa: ANN401 (JSON)
    """Return the value of a field as a person reads it."""
    match value:
        case None | False | [] | "":
            return ""
        case str():
            return value
        case list():
            return "; ".join(filter(None, map(said, value)))
        case dict():
            speaking = next((value[key] for key in _SPEAKING if value.get(key)), None)
            if speaking is not None:
                return said(speaking)
            parts = (
                f"{key.replace('_', ' ')}: {said(each)}"
                for key, each in value.items()
                if said(each)
            )
            return ", ".join(parts)
        case _:
            return msgspec.json.encode(value).decode("utf-8", "replace")


def _pair(where: str, first: str, other: str) -> Pair:
    ours, theirs = first.split(), other.split()
    if len(ours) * len(theirs) > MATCHED_AT_MOST:
        return Pair(
            where=where,
            first=(Words(text=first, is_other=True),),
            other=(Words(text=other, is_other=True),),
        )
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return Pair(
        where=where,
        first=tuple(_runs(ours, [(tag != "equal", a, b) for tag, a, b, _, _ in codes])),
        other=tuple(_runs(theirs, [(tag != "equal", c, d) for tag, _, _, c, d in codes])),
    )


def _runs(words: Sequence[str], parts: Sequence[tuple[bool, int, int]]) -> Iterator[Words]:
    for is_other, start, end in parts:
        if start < end:
            yield Words(text=" ".join(words[start:end]), is_other=is_other)
