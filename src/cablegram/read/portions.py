"""Where portion marks stand in a text, and what they are (reference sections 3.1 to 3.3)."""

from __future__ import annotations

import re

from cablegram.model import Marking
from cablegram.model.mark_text import parse_mark

MARK = (
    r"['\u2018]?\(\s*(?P<mark>(?:TS|SBU|LOU|FOUO|[SCUR]|UNCLASSIFIED|CONFIDENTIAL|(?:TOP\s)?SECRET|UNCLAS)"
    r"(?:\s*[/,-]{1,2}\s*[A-Z][A-Z\s,.-]{0,240}+){0,6}(?:\s*(?:-\s*)?ENTIRE TEXT)?"
    r"|//[A-Z]{3,4} [A-Z]{1,2})\s*[)}\]]"
)
#: A mark that lost a parenthesis or both; what follows it must be words of the text.
LOOSE_MARK = re.compile(
    r"\s*(?:\((?P<open>TS|SBU|LOU|[SCU])\s+(?=[A-Z][A-Za-z]+\s)(?![^()\n]{0,60}\))"
    r"|(?P<closed>TS|SBU|LOU|[SCU])\)\s+"
    r"|(?P<bare>TS|SBU|LOU|[SC])\s+(?!(?:AND|OR|IS)\b)(?=[A-Z][A-Za-z]+[\s,]))"
)
#: A control in parentheses of its own behind the mark: `(C)(NF)`.
SECOND_MARK = re.compile(
    r"\(\s*(?P<control>NF|NOFORN|OC|ORCON|PR|PROPIN|REL [A-Z, ]{2,40})\s*\)\s*"
)


def portion(text: str) -> Marking:
    """Return the `Marking` of a portion mark's inner text."""
    level, controls, release = parse_mark(text)
    return Marking(level=level, controls=controls, release_to=release, text=text)
