"""A sentence at the head of a telegram that is nothing but references.

    For Ambassador. Re Deptel 666 and Embtel 663. Palace officer telephoned ...
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    Your 7815, November 26, 6 p.m. Please inform ...
    Geneva's 343 to Department; Ankara's 819 (Notal). ...

Before there were REF lines, and long after in the telegrams that volumes print, a drafter began
with what he answered. Each word of the sentence must be one of a reference: a station, `Embtel`, a
number, a day. One other word, and it is a sentence about something, which may name numbers of any
kind.

Source: telegrams of *Foreign Relations*, 1914 to 1969.
"""

from __future__ import annotations

import re
from typing import Final

from cablegram.read.reference_words import (
    CIRCULAR_WORDS,
    DEPARTMENT_WORDS,
    FILLER,
    MONTHS,
    OWN_WORDS,
    YOUR_WORDS,
    fold,
)
from cablegram.vocabulary import canonical_station, series_names

#: The sentence stands in so many characters, behind so many others, each no longer than that.
REACH: Final = 500
MAX_BEFORE: Final = 4
MAX_SENTENCE_BEFORE: Final = 120

_SENTENCE_END: Final = re.compile(r"\.(?=\s|\Z|[A-Z][A-Za-z])|:(?=\s)")
_SHORTENED: Final = re.compile(
    r"(?:(?<![A-Z])(?:[A-Z]|[AP]\.M|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC|NOS?|DEPT|ST|REFS?|RE"
    r"|PARAS?|MR|DR|GEN|COL|AMB|GOV|SEN|REP))\Z"
)
_LABEL: Final = re.compile(r"(?:RE|REFS?|REFERENCES?|REFTELS?|RETELS?)(?:[\s:;]{1,3}|(?=\s))")
_DIGIT: Final = re.compile(r"\d")
_LONE: Final = re.compile(r"(?P<name>[A-Z]{4,8}) \d{1,6}")
#: What parts the words: a bracket, a comma, a blank.
_WORD: Final = re.compile(r"[^\s,;()\[\]]{1,30}")
_NUMBER: Final = re.compile(r"(?:C?A-)?\d{1,6}(?:-\d{1,3}|/\d{1,4})?\Z")
_DAY: Final = re.compile(r"\d{1,2}(?:ST|ND|RD|TH)|(?:1[89]|20)\d\d\Z")
_PLAIN: Final = frozenset(
    """
        AND ALSO TO FROM OF DATED RPTD REPEATED RPT NOTAL PARA PARAS PARAGRAPH PARAGRAPHS A.M P.M
        NOON MIDNIGHT THE
        """.split()  # noqa: SIM905
)
#: Whose copies have numbers of their own: those behind it are no references.
_COPIES: Final = frozenset(["INFO", "SENT", "RELAYED", "POUCHED", "CIRCULATED"])
_HALVES: Final = frozenset(["A.M", "P.M"])
_REPEATED: Final = frozenset(["RPTD", "REPEATED", "RPT"])
_ROLES: Final = OWN_WORDS | DEPARTMENT_WORDS | YOUR_WORDS | CIRCULAR_WORDS
_NAME_WORDS: Final = 3


def find_reference_sentence(text: str, place: int = 0) -> tuple[int, int, int] | None:
    """Return `(label, start, end)` of a sentence of references in an opening, or None.

    Args:
        text: A block of the text, as written.
        place: Where the opening begins: behind the number of the telegram.
    """
    stop = min(len(text), place + REACH)
    start = place
    for _ in range(MAX_BEFORE + 1):
        while start < stop and text[start] in " \n":
            start += 1
        end = _end(text, start, stop)
        if end <= start:
            return None
        if _DIGIT.search(text, start, end) is not None:
            folded = fold(text[start:end])
            label = _LABEL.match(folded)
            left = label.end() if label is not None else 0
            words = folded[left:]
            if is_all_references(words) and (label is not None or not _is_own(words)):
                return start, start + left, end
        if end - start > MAX_SENTENCE_BEFORE:
            return None
        start = end + 1
    return None


def _end(text: str, start: int, stop: int) -> int:
    """Return where a sentence ends, before its stop; 0 if it goes on beyond the opening."""
    for match in _SENTENCE_END.finditer(text, start, stop):
        place = match.start()
        if match[0] == ":" and _LABEL.fullmatch(text[start : match.end()].upper()):
            continue
        before = text[max(start, place - 6) : place].upper()
        if _SHORTENED.search(before) is None or (
            before.endswith(".M") and text[match.end() : match.end() + 1] != ","
        ):
            return place
    return stop if stop == len(text) else 0


def _is_own(folded: str) -> bool:
    """Tell whether a sentence is a line of a heading, or the number of the telegram in a series."""
    if "\n" in folded:
        return True
    match = _LONE.fullmatch(folded)
    return match is not None and match["name"] in series_names()


def is_all_references(folded: str) -> bool:
    """Tell whether every word of a folded sentence is one of a reference, a number among them.

    >>> is_all_references("DEPTEL 666 AND EMBTEL 663"), is_all_references("DEPTEL 666 ARRIVED")
    (True, False)
    """
    words = [found for word in _WORD.findall(folded) if (found := word.strip(".'\""))]
    if words and words[0] == "TO":
        return False
    has_station = has_number = is_repeated = False
    index = 0
    while index < len(words):
        word = words[index]
        bare = word.removesuffix("'S")
        if bare in _ROLES or word in _ROLES:
            has_station = True
        elif has_station and _NUMBER.match(word):
            has_number = has_number or not _is_of_a_day(words, index)
        elif word in _REPEATED:
            is_repeated = True
        elif word in _COPIES:
            if not is_repeated:
                return False
        elif not (word in _PLAIN or word in FILLER or word in MONTHS or _DAY.match(word)):
            count = _station_words(words, index)
            if not count:
                return False
            has_station = True
            index += count - 1
            if _is_copy(words, index - count, index + 1):
                return False
        index += 1
    return has_station and has_number


def _is_of_a_day(words: list[str], index: int) -> bool:
    """Tell whether a number is a day or an hour: `March 12, 11 a.m.`."""
    behind = words[index + 1] if index + 1 < len(words) else ""
    return words[index - 1] in MONTHS or behind in _HALVES


def _is_copy(words: list[str], before: int, behind: int) -> bool:
    """Tell whether a station has the number of its copy: `to Saigon 4826, Paris 3888`."""
    is_taker = before >= 0 and words[before] == "TO"
    return is_taker and behind < len(words) and _NUMBER.match(words[behind]) is not None


def _station_words(words: list[str], index: int) -> int:
    """Return how many words from a place on are the name of a station, 0 for none."""
    for count in range(min(_NAME_WORDS, len(words) - index), 0, -1):
        name = " ".join(words[index : index + count]).removesuffix("'S")
        if not name[:1].isdigit() and canonical_station(name) is not None:
            return count
    return 0


__all__ = ["find_reference_sentence", "is_all_references"]
