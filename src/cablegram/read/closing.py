"""The end of the text: the signature, and notes that a communications centre put behind it.

The signature is the chief of mission's surname in capitals on the last line, or stuck to the last
sentence (reference section 2.9).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.lines import BLANK, PAGE, PARAGRAPH, RUN, TEXT, Kind, Line

if TYPE_CHECKING:
    from cablegram.read.marks import Leaves

MAX_NOTE_LINES = 6
MAX_FILING_MARK = 3  # `E13`, `1.` behind a signature are marks of the page

TERMINAL = re.compile(r"[.?!:;\"')]\s*\Z")
_SIGNATURE = re.compile(
    r"(?:[A-Z][A-Z.'\u2019-]*(?:\s?[A-Z][A-Z.'\u2019-]*){0,2}(?:,? JR\.?)?(?:,?\s(?:ACTING"
    r"|\(ACTING\)))?)\s*\#{0,3}\Z"
)
_STUCK = re.compile(r"(?:[.)\"'?!]|\bUNQUOTE)\s{1,8}(?P<name>[A-Z][A-Z'-]{2,19})\s*\#{0,3}\Z")
NOT_NAMES = frozenset(
    {
        "UNCLASSIFIED",
        "CONFIDENTIAL",
        "SECRET",
        "COMMENT",
        "SUMMARY",
        "UNQUOTE",
        "REGARDS",
        "NOTE",
        "TEXT",
        "END",
        "QUOTE",
        "BT",
        "NNNN",
        "NNN",
        "TOTAL",
        "SENSITIVE",
        "NOFORN",
        "ENCLOSURE",
        "ATTACHMENT",
        "LIMITED",
        "OFFICIAL",
        "USE",
        "UNCLAS",
        "RESTRICTED",
        "TELEGRAM",
        "AIRGRAM",
        "AIDE-MEMOIRE",
        "MEMORANDUM",
        "BACKGROUND",
        "CONCLUSION",
        "INTRODUCTION",
        "GENERAL",
    }
)
_GARBLED_LEVEL = re.compile(r"[UIL]{1,2}N?[A-Z]?[LI]?ASS[IL]")  # of a scanned page: UNGLASSIFEO
_NOTE = re.compile(
    r"GP-?\d\Z|EXEMPT\Z"  # the group marks of 1972 and before
    r"|(?:YY\s+)?NOTE BY\s+OC|YY\Z|NOTE:? (?:PASSED|NOT PASSED|RELAYED|THIS DOCUMENT)"
)


def take_signature(
    text: str, lines: list[Line], leaves: Leaves
) -> tuple[tuple[str, int, int] | None, tuple[str, ...]]:
    """Find the signature, the last line or the last word of it, and take it off the lines.

    Returns:
        The name with its place, and the notes of the communications centre behind it.
    """
    index, notes = _take_notes(text, lines, _last(lines, len(lines) - 1), leaves)
    return (_signature(text, lines, index, leaves) if index >= 0 else None), notes


def _signature(
    text: str, lines: list[Line], index: int, leaves: Leaves
) -> tuple[str, int, int] | None:
    kind, start, end, match = lines[index]
    row = text[start:end]
    if kind not in (TEXT, PARAGRAPH):
        return None
    if index > 0 and kind is TEXT and len(row) <= 40 and _SIGNATURE.match(row):
        name = row.rstrip("# ").strip()
        is_name = name not in NOT_NAMES and _GARBLED_LEVEL.match(name) is None
        if is_name and _stands_alone(text, lines, index):
            lines[index:] = [(BLANK, start, start, None)]
            leaves.add(start, end, "text.signature")
            return name, start, end
    stuck = _STUCK.search(row[-40:])
    if stuck is not None and stuck["name"] not in NOT_NAMES:
        begin = end - (len(row[-40:]) - stuck.start("name"))
        lines[index] = (kind, start, start + len(text[start:begin].rstrip()), match)
        leaves.add(begin, end, "text.signature")
        return stuck["name"], begin, end
    return None


def _last(lines: list[Line], index: int) -> int:
    """Return the index of the last line of text at or before `index`."""
    while index >= 0:
        kind, start, end, _ = lines[index]
        if kind in (TEXT, RUN, PARAGRAPH) and end - start > MAX_FILING_MARK:
            break
        index -= 1
    return index


def _take_notes(
    text: str, lines: list[Line], last: int, leaves: Leaves
) -> tuple[int, tuple[str, ...]]:
    """Take the communications centre's note behind the signature off the text."""
    for index in range(last, max(last - MAX_NOTE_LINES, 0), -1):
        kind, start, end, _ = lines[index]
        if kind is TEXT and _NOTE.match(text[start:end]):
            for _, left, right, _ in lines[index : last + 1]:
                leaves.add(left, right, "end.note")
            notes = tuple(
                text[left:right] for _, left, right, _ in lines[index : last + 1] if right > left
            )
            del lines[index:]
            return _last(lines, index - 1), notes
    return last, ()


def _stands_alone(text: str, lines: list[Line], index: int) -> bool:
    """A last line in capitals is a name unless it ends a sentence that began above."""
    previous = index - 1
    while previous >= 0 and lines[previous][0] in (PAGE, Kind.SECTION):
        previous -= 1
    if previous < 0 or lines[previous][0] not in (TEXT, RUN):
        return True
    row = text[lines[previous][1] : lines[previous][2]]
    words = text[lines[index][1] : lines[index][2]].split()
    return len(words) == 1 or bool(TERMINAL.search(row))
