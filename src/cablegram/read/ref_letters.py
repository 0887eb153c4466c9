"""`REF B`, `REFTELS A AND C`, `reftel` in the text of a cable, and the references they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.model import MRN, Reference

#: Where a mention can begin. `str.find` runs over the rest of the text ten times as fast as a
#: pattern does.
_STARTS: Final = ("REF", "ref", "Ref", "RETEL", "retel", "Retel")
#: REFUGEE, REFORM, REFLECT, REFINE and their like are common in the text; none is meant.
_OTHER_WORDS: Final = frozenset("OoUuLlIiRr")
_WORD: Final = re.compile(
    r"(?:(?P<tel>REF\s?(?:TEL|CABLE|AIR|MSG)S?|RETELS?)|REFS?"
    r"|REFERENCES?(?P<long>\s(?:TELEGRAM|CABLE|TEL|MESSAGE|AIRGRAM)S?)?)(?![A-Z:])",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(
    r"\s{0,2}(?:(?P<joint>,\s?AND\s|,|;|AND\s|&|/|OR\s)|(?P<range>-|THROUGH\s|THRU\s|TO\s))?"
    r"\s?(?:PARA(?:GRAPH)?\s\d+\s(?:OF\s)?)?(?:REF\s?(?:TEL\s)?)?"
    r"[(\[\"']?(?P<letter>[A-Z])(?![A-Z]|\.[A-Z]|['\u2019][A-RT-Z])(?P<close>[)\]\"'])?",
    re.IGNORECASE,
)
_MAX_LETTERS: Final = 26


def reference_letters(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the letters of the REF line that a text uses, with their places.

    A mention without a letter (`reftel`, `ref cables`) has the letter "". A range (`refs a-c`)
    gives each of its letters, all with the place of the range.

    >>> reference_letters("AS REFTELS A AND C SAY; SEE REFTEL.")
    (('A', 3, 12), ('C', 17, 18), ('', 28, 34))
    """
    places: list[int] = []
    for start in _STARTS:
        place = text.find(start)
        while place >= 0:
            places.append(place)
            place = text.find(start, place + 3)
    if not places:
        return ()
    places.sort()
    found: list[tuple[str, int, int]] = []
    done = 0
    for place in places:
        if place < done or (place and text[place - 1].isalpha()):
            continue
        if text[place + 3 : place + 4] not in _OTHER_WORDS:
            match = _WORD.match(text, place)
            if match is not None:
                done = _read_letters(text, match, found)
    return tuple(found)


def _read_letters(text: str, word: re.Match[str], found: list[tuple[str, int, int]]) -> int:
    """Add the letters after a word such as REFTELS; return where reading goes on."""
    end = word.end()
    last = ""
    for count in range(_MAX_LETTERS):
        match = _LETTER.match(text, end)
        if match is None or not _is_letter(text, match, word, is_first=count == 0):
            break
        letter = match["letter"].upper()
        start = word.start() if count == 0 else match.start("letter")
        if match["range"] and last and ord(last) < ord(letter):
            between = range(ord(last) + 1, ord(letter) + 1)
            found.extend((chr(code), start, match.end()) for code in between)
        else:
            found.append((letter, start, match.end()))
        last, end = letter, match.end()
    if not last and (word["tel"] or word["long"] or word.end() - word.start() <= len("REFS")):
        found.append(("", word.start(), end))
    return end


def _is_letter(text: str, match: re.Match[str], word: re.Match[str], *, is_first: bool) -> bool:
    """Tell whether a single letter is one of the REF line and not the article or an initial."""
    if is_first:
        if match["joint"] or match["range"]:
            return False
        gap = text[word.end() : match.start("letter")]
        if not gap:
            return False
    elif not (match["joint"] or match["range"]):
        return False
    if match["letter"] in "aI" and not match["close"]:
        # "reftel a copy", "ref b and a man": the article, when a word follows.
        follows = text[match.end() : match.end() + 4].lstrip()
        return (is_first and word["tel"] is None) or not follows[:1].isalpha()
    return True


def tie_letters(
    letters: Iterable[str], references: tuple[Reference, ...] | None
) -> tuple[str | MRN, ...]:
    """Return what the letters of a paragraph refer to, in order, each once.

    A letter stays a letter. A bare `reftel` means the only reference: its letter, or its number
    when it has none. When there are several, it means no certain one and is left out.
    """
    listed = references or ()
    sole = listed[0] if len(listed) == 1 else None
    tied: dict[str | MRN, None] = {}
    for letter in letters:
        target: str | MRN | None = letter or None
        if sole is not None and (not letter or (letter == "A" and sole.label is None)):
            target = sole.label or sole.mrn
        if target is not None:
            tied[target] = None
    return tuple(tied)


def unlisted_letters(
    letters: Iterable[tuple[str, int, int]], references: tuple[Reference, ...] | None
) -> tuple[tuple[str, int, int], ...]:
    """Return the mentions whose letter the REF line does not have (CG504), each letter once.

    None when there is no REF line with letters: the list itself may be lost.
    """
    labels = {reference.label for reference in references or ()} - {None}
    if not labels:
        return ()
    seen: set[str] = set()
    found = []
    for letter, start, end in letters:
        if letter and letter not in labels and letter not in seen:
            seen.add(letter)
            found.append((letter, start, end))
    return tuple(found)
