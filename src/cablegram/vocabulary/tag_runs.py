"""TAGS that lost the blanks between them: `ETRDEINVECINPGOVCS`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from cablegram.vocabulary.station_matching import edit_distance
from cablegram.vocabulary.tables import load
from cablegram.vocabulary.tag_table import is_known

#: The longest run that real messages show is about forty letters.
_LONGEST: Final = 120
_LETTERS: Final = re.compile(r"[A-Z]+")
#: Free words of the TAGS line that a run of codes could be cut out of (SOCI and AL).
_WORDS: Final = frozenset({"SOCIAL", "ECONOMIC", "AMERICAN", "EMERGENCY"})


@cache
def _codes() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return four-letter codes (subjects, programs), places, and words that are left whole."""
    four = {row["tag"] for row in load("tags_subject").mappings()}
    words = set(_WORDS)
    for row in load("tags_program").mappings():
        if row["kind"] == "K":
            four.add(row["tag"])
        else:
            words.update(row["tag"].split())
    places = {row["tag"] for row in load("tags_geo").mappings() if _LETTERS.fullmatch(row["tag"])}
    return frozenset(four), frozenset(places), frozenset(words)


def split_fused(text: str) -> tuple[str, ...] | None:
    """Return the codes of a run that is made of known codes and nothing else, or None.

    Only four-letter subjects and known program tags may be many; between, before and after them
    stand at most two places in a row. At least one four-letter code is needed, and a text that is
    itself a known code is left alone. Time is linear in the length.

    >>> split_fused("VTPREL"), split_fused("PHUMPGOV"), split_fused("PHUMPGOVX")
    (('VT', 'PREL'), ('PHUM', 'PGOV'), None)
    """
    return _split(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=16384)
def _split(text: str) -> tuple[str, ...] | None:
    run = text.strip().upper()
    if len(run) < 6 or len(run) % 2 or not _LETTERS.fullmatch(run):
        return None
    four, places, words = _codes()
    if run in words or is_known(run):
        return None
    # From the end: how the text from each place on can be cut, for 0, 1 or 2 places just before.
    ways: list[list[tuple[str, ...] | None]] = [[None] * 3 for _ in range(len(run) + 1)]
    ways[len(run)] = [(), (), ()]
    for at in range(len(run) - 2, -1, -2):
        code, place = run[at : at + 4], run[at : at + 2]
        for before in range(3):
            rest = ways[at + 4][0] if len(code) == 4 and code in four else None
            if rest is not None:
                ways[at][before] = (code, *rest)
                continue
            rest = ways[at + 2][before + 1] if before < 2 and place in places else None
            if rest is not None:
                ways[at][before] = (place, *rest)
    found = ways[0][0]
    return found if found and any(len(code) == 4 for code in found) else None


def near_tags(code: str) -> tuple[str, ...]:
    """Return the subject and program tags one slip away from a code, in order; for suggestions.

    A letter lost, added, changed or swapped with its neighbour is one slip; a nought for the letter
    O is none. A known code has no suggestion.

    >>> near_tags("POGOV"), near_tags("KWWMN"), near_tags("PGOV")
    (('PGOV',), ('KWMN',), ())
    """
    return _near(code.strip().upper()) if len(code) <= 8 else ()


@lru_cache(maxsize=4096)
def _near(code: str) -> tuple[str, ...]:
    word = code.replace("0", "O")
    if is_known(word):
        return (word,) if word != code else ()
    four, _, _ = _codes()
    return tuple(sorted(known for known in four if edit_distance(word, known, limit=1) == 1))
