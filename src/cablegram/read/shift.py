"""A lost shift of the teleprinter: letters that were printed as the figures of their keys.

ITA2 has one code for two signs; which of them is printed depends on the last shift. Where the
letter shift was lost, `OTTAWA` is printed `955-2-` (reference section 1.12).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_LETTERS: Final = str.maketrans("1234567890-?:().,/", "QWERTYUIOPABCKLMNX")
_SHORTEST: Final = 4
#: A run of figures before a number; it must hold a sign (nearly every name has an A, B, C, K ...).
_RUN: Final = re.compile(r"(?<!\S)[\d?:().,/-]{4,24}(?=[ ]\d)")
_SIGN: Final = re.compile(r"[?:().,/-]")


def letters_of(figures: str) -> str | None:
    """Return the letters whose keys print these figures, or None if one is no figure of ITA2.

    >>> letters_of("955-2-"), letters_of(")9:-589,"), letters_of("955+2-")
    ('OTTAWA', 'LOCATION', None)
    """
    letters = figures.translate(_LETTERS)
    return letters if letters.isascii() and letters.isalpha() and letters.isupper() else None


def undo_shift(
    text: str, known: Callable[[str], str | None]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text with the runs of figures before a number that name a station put right.

    The text keeps its length. A run is put right only if its letters are a station that `known`
    knows, so that dates and numbers are left.

    Returns:
        The text, and the places that were put right.
    """
    places = []
    for match in _RUN.finditer(text):
        if _SIGN.search(match[0]) is None:
            continue
        letters = letters_of(match[0])
        if letters is not None and len(letters) >= _SHORTEST and known(letters) is not None:
            places.append(match.span())
    for start, end in places:
        text = text[:start] + (letters_of(text[start:end]) or "") + text[end:]
    return text, tuple(places)
