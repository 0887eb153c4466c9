"""The lines of a cable as they are read: prose flows again, tables and lists keep their lines.

A teletype broke lines at 69 characters, drafters often before that, mail later. How wide the lines
of one cable are is told by the cable itself; a line that ends well before that ends on purpose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What a cable with few lines is taken to be set in.
USUAL_WIDTH: Final = 65
_NARROWEST: Final = 36
_WIDEST: Final = 120
_FEW_LINES: Final = 6
_LOOKED_AT_LINES: Final = 400
#: The part of the width that a line fills at least if it goes on: its sentence has ended, or not.
_ENDED: Final = 0.66
_OPEN: Final = 0.5
_FULL: Final = 0.75
#: A paragraph's first line lost its number and its mark.
_LOST_CHARS: Final = 8

_GAP: Final = re.compile(r"(?<=[^\s.:?!]) {2,}(?=\S)")
_WIDE_GAP: Final = re.compile(r"\S {3,}\S")
#: What begins a line of its own: a dash, a bullet, a letter or number with a sign behind it.
_ITEM: Final = re.compile(
    r"\s*(?:(?P<sign>--?(?=\s|[A-Z(])|[*•·\u2014](?=\s))"
    r"|\(?(?P<name>[A-Za-z]|\d{1,2}|[ivxIVX]{1,4})[.)](?=\s))"
)
_SENTENCE_END: Final = tuple(".:;?!")
_CLOSING: Final = ")]\"'”’"


def usual_width(texts: Iterable[str]) -> int:
    """Return how wide the lines of a cable are, in characters."""
    lengths: list[int] = []
    for text in texts:
        lines = text.split("\n")
        # The last line of a paragraph is as long as it happens to be.
        lengths += [len(line.strip()) for line in lines[:-1] if not _WIDE_GAP.search(line)]
        if len(lengths) > _LOOKED_AT_LINES:
            break
    lengths = sorted(length for length in lengths if length)
    if len(lengths) < _FEW_LINES:
        return USUAL_WIDTH
    return min(_WIDEST, max(_NARROWEST, lengths[len(lengths) * 9 // 10]))


def blocks(text: str, width: int = USUAL_WIDTH) -> Iterator[tuple[str, bool]]:
    """Yield what belongs together: prose as one line, or a table with its lines.

    Args:
        text: Of one paragraph.
        width: How wide the lines of the cable are.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs().split("\n")
    rows = _rows_of_tables(lines)
    is_mixed = any(map(str.islower, text[:2000]))
    block: list[str] = []
    was_row = False
    for line, is_row in zip(lines, rows, strict=True):
        if not line.strip():
            # Where a page line was taken out, the sentence goes on behind the blank one.
            if was_row or (block and _is_open(block[-1]) and _fills(block, width, _FULL)):
                continue
            goes_on = False
        elif block and is_row and was_row:
            goes_on = True
        else:
            goes_on = (
                bool(block)
                and not is_row
                and not was_row
                and _goes_on(block, line, width, is_mixed=is_mixed)
            )
        if not goes_on:
            if block:
                yield _joined(block, is_table=was_row), was_row
            block = []
        if line.strip():
            block.append(line.rstrip())
            was_row = is_row
        else:
            was_row = False
    if block:
        yield _joined(block, is_table=was_row), was_row


def _rows_of_tables(lines: list[str]) -> list[bool]:
    """Tell which lines are rows of a table: two of them at least, or one with several columns."""
    looks = [
        bool(_WIDE_GAP.search(line)) or sum(1 for _ in _GAP.finditer(line)) > 1 for line in lines
    ]
    written = [place for place, line in enumerate(lines) if line.strip()]
    found = [False] * len(lines)
    for order, place in enumerate(written):
        beside = written[max(0, order - 1) : order] + written[order + 1 : order + 2]
        found[place] = looks[place] and (
            any(looks[each] for each in beside)
            or sum(1 for _ in _WIDE_GAP.finditer(lines[place])) > 1
        )
    return found


def _joined(block: list[str], *, is_table: bool) -> str:
    if is_table:
        return "\n".join(block)
    made = ""
    for line in block:
        words = " ".join(line.split())
        # A word that was parted at the end of a line; two hyphens are a dash.
        is_parted = made[-1:] == "-" and made[-2:-1].isalpha() and words[:1].isalpha()
        made += words if is_parted or not made else f" {words}"
    return made


def _is_open(line: str) -> bool:
    """Tell whether the sentence of a line has not ended."""
    return not line.rstrip().rstrip(_CLOSING).endswith((*_SENTENCE_END, "--"))


def _fills(block: list[str], width: int, share: float) -> bool:
    """Tell whether the last line is so wide that it may have ended for want of room."""
    lost = _LOST_CHARS if len(block) == 1 else 0
    return len(block[-1].strip()) + lost >= share * width


def _goes_on(block: list[str], following: str, width: int, *, is_mixed: bool) -> bool:
    """Tell whether prose goes on in the following line."""
    line = block[-1]
    is_open = _is_open(line)
    first = following.lstrip()[:1]
    item = _ITEM.match(following)
    if item is not None:
        # A number at the beginning of a line may be the day of a month, a letter an initial.
        is_one_of_a_list = item["sign"] or item["name"] is None or _ITEM.match(block[0])
        return not is_one_of_a_list and is_open and _fills(block, width, _FULL)
    if first.islower():
        return is_open or _fills(block, width, _ENDED)
    if is_open and is_mixed:
        return _fills(block, width, _FULL)
    return _fills(block, width, _OPEN if is_open else _ENDED)
