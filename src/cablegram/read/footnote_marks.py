"""The marks of footnotes that a print flattened to text runs on to the word before them.

    He had seen Mr. Burlesdon2 in Strelsau.3 They had met on April 31 and in 19582.
                             ^             ^                        ^           ^

Such a digit is a mark when one of the notes below has its number, it stands where no digit of
the text can, and it is the only such place between the marks of the notes before and after it.
A digit behind another (`telegram 24411`) is told only in a date that no calendar has; behind a full
stop and a whole number (`telegram 2441.1`) only where a sentence ends.

Source: corpus family `frus-web`.
"""

from __future__ import annotations

import re
from typing import Final

#: So many notes are looked for.
MAX_NOTES: Final = 200

_NUMBER: Final = re.compile(r"(\d{1,3})(?=\s)")
# Begins with a digit, which is rare in prose. It stands behind two letters or a bracket or quote
# that closes, with a stop between or not; or behind a whole number's full stop, before a sentence.
_MARK: Final = re.compile(
    r"""[1-9](?:
      (?<=[^\W\d_]{2}\d) | (?<=[^\W\d_]{2}[.,;:?!]\d)
    | (?<=[)\]”"?!]\d) | (?<=[)\]”’"][.,;:]\d)
    | (?<=\d{3}\.\d)(?=\d{0,2}(?:\s{1,3}[(“"]?[A-Z]|\s{0,9}\Z))
    )\d{0,2}(?![\w%$-]|[.,:/]\d)""",
    re.VERBOSE,
)
_DAYS: Final = {
    "Jan": 31,
    "Feb": 29,
    "Mar": 31,
    "Apr": 30,
    "May": 31,
    "Jun": 30,
    "Jul": 31,
    "Aug": 31,
    "Sep": 30,
    "Oct": 31,
    "Nov": 30,
    "Dec": 31,
}
_DAY: Final = re.compile(
    r"\b(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s"
    r"(?P<digits>[1-9]\d{1,3})(?![\w%$-]|[.,:/]\d)"
)
_YEAR: Final = re.compile(r"\b(?P<digits>1[89]\d\d\d{1,2})(?![\w%$-]|[.,:/]\d)")


def footnote_marks(
    text: str, blocks: list[tuple[int, int]], notes: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the places of the marks of notes in a text, in order.

    Args:
        text: The whole text.
        blocks: Where its paragraphs stand, in order.
        notes: Where its notes stand, in order; each begins with its number.
    """
    numbers: dict[int, None] = {}
    for start, _ in notes[:MAX_NOTES]:
        match = _NUMBER.match(text, start)
        if match is not None and (not numbers or int(match[1]) > max(numbers)):
            numbers[int(match[1])] = None
    if not numbers:
        return []
    found = _candidates(text, blocks, set(numbers))
    order = list(numbers)
    sure = {number: places[0] for number in order if len(places := found[number]) == 1}
    sure = _rising(sure)
    for index, number in enumerate(order):
        if number in sure or not found[number]:
            continue
        low = max((sure[n][1] for n in order[:index] if n in sure), default=0)
        high = min((sure[n][0] for n in order[index + 1 :] if n in sure), default=len(text))
        between = [place for place in found[number] if low <= place[0] and place[1] <= high]
        if len(between) == 1:
            sure[number] = between[0]
    return sorted(sure.values())


def _candidates(
    text: str, blocks: list[tuple[int, int]], numbers: set[int]
) -> dict[int, list[tuple[int, int]]]:
    """Return for each note the places where its number stands as no number of the text can."""
    found: dict[int, list[tuple[int, int]]] = {number: [] for number in numbers}
    for start, end in blocks:
        for match in _MARK.finditer(text, start, end):  # the end of a block is its `\Z`
            if (number := int(match[0])) in found:
                found[number].append(match.span())
        for pattern in (_DAY, _YEAR):
            for match in pattern.finditer(text, start, end):
                last = _DAYS[match["month"]] if pattern is _DAY else 0
                for number, place in _behind_a_date(match["digits"], match.end(), last):
                    if number in found:
                        found[number].append(place)
    return found


def _behind_a_date(digits: str, end: int, last_day: int) -> list[tuple[int, tuple[int, int]]]:
    """Return what may be cut from digits that are no day, or, with no last day, no year."""
    found = []
    for length in range(1, len(digits)):
        mark = digits[-length:]
        rest = int(digits[:-length])
        is_date = 1 <= rest <= last_day if last_day else len(digits) - length == len("1958")
        if is_date and not mark.startswith("0") and (not last_day or int(digits) > last_day):
            found.append((int(mark), (end - length, end)))
    return found


def _rising(places: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Keep the marks that stand in the order of their numbers; of two that do not, neither."""
    return {
        number: place
        for number, place in places.items()
        if all((other < number) == (at < place) for other, at in places.items() if other != number)
    }


__all__ = ["footnote_marks"]
