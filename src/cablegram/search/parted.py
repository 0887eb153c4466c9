"""Words that the end of a line parted: `DETERIORA-` and `TION` in the line below.

Nothing tells them from two words with a hyphen between (`SHORT-` and `TERM`), so both readings are
found: a text keeps its pieces, and has the words as one behind it, each among its neighbours.
"""

from __future__ import annotations

import re
from typing import Final

#: What stands between the pieces. Each hyphen looks along the blanks behind it once.
_PARTING: Final = re.compile(r"(?<=[^\W\d_])-[^\S\n]*\n\s*(?=[^\W\d_])")
#: How many words of a phrase may stand before a parted word, and behind it.
NEIGHBOURS: Final = 4
_NEAR_CHARS: Final = 120


def with_whole_words(text: str) -> str:
    r"""Return a text with the words that the ends of its lines parted behind it, as one.

    >>> with_whole_words("TO ARREST THE DETERIORA-\nTION OF TRADE.")
    'TO ARREST THE DETERIORA-\nTION OF TRADE.\nTO ARREST THE DETERIORATION OF TRADE.'
    """
    if not _may_be_parted(text):
        return text
    whole = [
        f"{_words_before(text, parting.start())}{_words_behind(text, parting.end())}"
        for parting in _PARTING.finditer(text)
    ]
    return "\n".join((text, *whole))


def _may_be_parted(text: str) -> bool:
    """Tell whether a text is worth looking at; most are not, and this takes next to no time."""
    if "\n" not in text:
        return False
    return "-\n" in text or "- \n" in text or ("\r" in text and "-\r" in text)


def _words_before(text: str, end: int) -> str:
    """Return some words that end at a place, the last of them the piece that ends there."""
    start = max(0, end - _NEAR_CHARS)
    words = text[start:end].split()
    cut = 1 if start and len(words) > 1 else 0  # the first may be half of one
    return " ".join(words[cut:][-NEIGHBOURS - 1 :])


def _words_behind(text: str, start: int) -> str:
    end = start + _NEAR_CHARS
    words = text[start:end].split()
    kept = words[: len(words) - 1] if end < len(text) and len(words) > 1 else words
    return " ".join(kept[: NEIGHBOURS + 1])


def on_one_line(text: str) -> tuple[str, tuple[int, ...]]:
    r"""Return a text on one line, and where the hyphens stand at which lines parted words.

    >>> on_one_line("THE  DETERIORA-\nTION\nOF TRADE")
    ('THE DETERIORA-TION OF TRADE', (13,))
    """
    if not _may_be_parted(text):
        return " ".join(text.split()), ()
    pieces = [" ".join(piece.split()) for piece in _PARTING.split(text)]
    hyphens = []
    length = 0
    for piece in pieces[:-1]:
        length += len(piece)
        hyphens.append(length)
        length += 1
    return "-".join(pieces), tuple(hyphens)
