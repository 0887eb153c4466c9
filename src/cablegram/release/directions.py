"""The letters of a line in the order in which they stand on paper, from left to right.

Arabic and Hebrew are written from right to left, numbers within them from left to right. A file
whose letters are drawn one by one has to put them so; programs that take the text out of it turn
them back.

Source: Unicode Standard Annex 9, for lines that begin at the left and hold no signs that change the
direction: rules W1 to W7, N1, N2, I1, L2, L4.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.release.layout import Line

_RIGHT: Final = frozenset({"R", "AL"})
_STRONG: Final = frozenset({"L", *_RIGHT})
_LEVELS: Final = {"L": 0, "R": 1, "EN": 2, "AN": 2}
_PAIRS: Final = (
    ("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("\u00ab", "\u00bb"), ("\u2039", "\u203a"),
)  # fmt: skip
_MIRRORED: Final = str.maketrans(dict([*_PAIRS, *(pair[::-1] for pair in _PAIRS)]))


def as_drawn(line: Line) -> Line:
    """Return a line as it is drawn; what stands for something withheld stays as it is."""
    classes = [
        "L" if is_withheld else unicodedata.bidirectional(letter)
        for text, is_withheld in line
        for letter in text
    ]
    if _RIGHT.isdisjoint(classes):
        return line
    letters = [(letter, is_withheld) for text, is_withheld in line for letter in text]
    levels = _levels(classes)
    drawn = [
        (letter.translate(_MIRRORED) if level == 1 else letter, is_withheld)
        for (letter, is_withheld), level in zip(letters, levels, strict=True)
    ]
    for bound in (2, 1):
        start = 0
        for end in range(1, len(drawn) + 1):
            if end == len(drawn) or (levels[end] >= bound) != (levels[start] >= bound):
                if levels[start] >= bound:
                    drawn[start:end] = drawn[start:end][::-1]
                    levels[start:end] = levels[start:end][::-1]
                start = end
    return _runs(drawn)


def _runs(letters: Sequence[tuple[str, bool]]) -> Line:
    made: list[tuple[str, bool]] = []
    for letter, is_withheld in letters:
        if made and made[-1][1] is is_withheld:
            made[-1] = (made[-1][0] + letter, is_withheld)
        else:
            made.append((letter, is_withheld))
    return tuple(made)


def _levels(classes: list[str]) -> list[int]:
    """Return how deep each letter stands: from left to right, from right to left, its numbers."""
    kinds = _numbers(classes)
    made, start, before = list(kinds), 0, "L"
    for place, kind in enumerate([*kinds, "L"]):
        if kind not in _LEVELS:
            continue
        side = "L" if kind == "L" else "R"
        for neutral in range(start, place):
            made[neutral] = side if side == before else "L"
        start, before = place + 1, side
    return [_LEVELS[kind] for kind in made]


def _numbers(classes: list[str]) -> list[str]:
    """Return the classes with all but neutral ones as `L`, `R`, `EN`, `AN`."""
    kinds: list[str] = []
    strong = "L"
    for kind in classes:
        if kind == "NSM":
            kinds.append(kinds[-1] if kinds else "L")
            continue
        if kind in _STRONG:
            strong = kind
        kinds.append("AN" if kind == "EN" and strong == "AL" else kind)
    for place in range(1, len(kinds) - 1):
        one, kind, other = kinds[place - 1 : place + 2]
        if one == other and (one, kind) in {("EN", "ES"), ("EN", "CS"), ("AN", "CS")}:
            kinds[place] = one
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        for place in order:
            if kinds[place] == "ET" and kinds[place - order.step] == "EN":
                kinds[place] = "EN"
    strong = "L"
    for place, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = "L" if kind == "L" else "R"
            kinds[place] = strong
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"
    return kinds
