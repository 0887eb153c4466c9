"""TAGS by what they mean: `tags:Switzerland` finds SZ or CH, whichever meant it on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.search.tree import Keyword, Or, TagMeant

if TYPE_CHECKING:
    from cablegram.search.tree import Node


def read_tags(words: tuple[str, ...]) -> Node:
    """Return the part of the tree for the values of `tags:`, in capitals; any of them counts.

    A known code is a code, in whatever year and whatever it meant then. What is no code but the
    title of some is looked for by meaning; anything else is taken as it stands.
    """
    from cablegram.vocabulary import is_known  # noqa: PLC0415 - few queries name TAGS

    codes = []
    parts: list[Node] = []
    for word in words:
        meant = None if is_known(word) else tag_meant(word)
        if meant is None:
            codes.append(word)
        else:
            parts.append(meant)
    if codes:
        parts.insert(0, Keyword(field="tags", words=tuple(codes)))
    return parts[0] if len(parts) == 1 else Or(parts=tuple(parts))


def tag_meant(name: str) -> TagMeant | None:
    """Return what to look for when TAGS of that meaning are wanted; `None` if none has it."""
    from cablegram.vocabulary import meanings_named  # noqa: PLC0415

    meanings = meanings_named(name)
    if not meanings:
        return None
    return TagMeant(
        text=name,
        countries=tuple(sorted({each.country for each in meanings if each.country})),
        names=tuple(sorted({each.name.upper() for each in meanings if not each.country})),
        codes=tuple(sorted({each.code for each in meanings})),
    )
