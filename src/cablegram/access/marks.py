"""Marks that stand in the middle of a text: those of its sub-paragraphs."""

from __future__ import annotations

import re
from typing import Final

_LEVELS: Final = (
    "UNCLASSIFIED", "CONFIDENTIAL", "TOP SECRET", "RESTRICTED", "UNCLAS", "SECRET", "FOUO", "SBU",
    "LOU", "TS", "U", "R", "C", "S",
)  # fmt: skip
# It begins with the bracket, which is found quickly. "PERSON(S)" is no mark, so nothing but a blank
# or a sign may stand before it. Garbles of the reference, section 3.2: `(S/NF}`, `(C)(NF)`.
_MARK: Final = re.compile(
    r"\((?=[ UCTRSLFNO/])(?<![^\s.,;:)\]}'\"\u2018\u201c-]\()[ ]?"
    rf"(?:(?P<level>{'|'.join(_LEVELS)})|//(?P<foreign>[A-Z]{{3,4}} (?:TS|[SCRU]))"
    r"|(?:(?<=\)\()|(?<=\) \())(?P<control>NOFORN|NF|ORCON|OC))"
    r"(?P<rest>[ /,-][A-Z /,-]{0,60})?[)}\]]"
)


def embedded(text: str) -> tuple[str, ...]:
    """Return the marks in a text, as `parse_mark` takes them, each once, in order.

    >>> embedded("a. (C) The quay. b. (S NF) The ferry (two persons(s)).")
    ('C', 'S/NF')
    """
    found: dict[str, None] = {}
    for match in _MARK.finditer(text):
        rest = (match["rest"] or "").strip(" /,-")
        first = f"//{match['foreign']}" if match["foreign"] else match["level"]
        if first is None:
            first = f"U/{match['control']}"
        if match["foreign"] and rest:
            found[first] = None
            first = "U"
        found[f"{first}/{rest}" if rest else first] = None
    return tuple(found)
