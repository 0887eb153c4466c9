"""Quoted texts whose paragraphs have numbers of their own (reference section 2.8)."""

from __future__ import annotations

import re

LOOK = 1500  # characters before a number that begins anew

_BEGINS = re.compile(r"(?i:\bBEGIN\s+(?:\w+\s+){0,3}?(?:TEXT|QUOTE|TRANSLATION))\b|\bQUOTE\b")
ENDS = re.compile(r"(?i:\bEND\s+(?:\w+\s+){0,3}?(?:TEXT|QUOTE|TRANSLATION))\b|\bUNQUOTE\b")


def is_quoted(before: str) -> bool:
    """Tell whether a quotation that begins in a stretch of text is still open at its end.

    >>> is_quoted("HE SAID: QUOTE"), is_quoted("QUOTE YES UNQUOTE HE SAID")
    (True, False)
    """
    if "QUOTE" not in before and "text" not in before.lower():
        return False
    opened = [match.end() for match in _BEGINS.finditer(before)]
    closed = [match.end() for match in ENDS.finditer(before)]
    return bool(opened) and not (closed and closed[-1] >= opened[-1])
