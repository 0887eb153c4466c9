"""The parts of a message: which lines belong to which field.

The print image of a telegram is a heading (transmission lines, addresses), a text head
(classification line, captions, attention lines, E.O., TAGS, SUBJECT, REF, authority), and the
text; page furniture may break in anywhere, and each section of a long telegram begins with a
heading again (reference sections 1, 2 and 6.2). Every element may be missing, doubled or out of
order. `outliner.py` finds the parts; field readers read them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

    from cablegram.read.lines import Kind, Line

Stretch = tuple[int, int]


@dataclass(slots=True)
class Outline:
    """The parts of a message, each as stretches `(start, end)` of the message's text.

    `parts` has the lines of each field of the first heading that has it; `addresses` the lines of
    format lines 7 to 9 with their role; `body` the lines of the text with their kinds, page
    furniture left out (a break is a line of kind PAGE); `later` the class lines of later sections.
    """

    parts: dict[str, list[Stretch]] = field(default_factory=dict)
    labels: dict[str, list[Stretch]] = field(default_factory=dict)
    addresses: list[tuple[str, int, int]] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    classes: list[tuple[int, int, re.Match[str] | None]] = field(default_factory=list)
    banners: list[Stretch] = field(default_factory=list)
    pages: list[tuple[int, int, re.Match[str] | None]] = field(default_factory=list)
    counters: list[Stretch] = field(default_factory=list)
    stamps: list[Stretch] = field(default_factory=list)
    distribution: list[Stretch] = field(default_factory=list)
    endings: list[tuple[Kind, int, int]] = field(default_factory=list)
    notes: list[Stretch] = field(default_factory=list)
    unread: list[Stretch] = field(default_factory=list)
