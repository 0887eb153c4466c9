"""Numbers of general messages, which go to a whole service: `NAVADMIN 165/05`, `ALNAV 011/07`.

They are numbered by year over all that is sent under the name, whoever sends it. Such a number is
no message reference number, since it names no station; it is a further number of the message.

Source: corpus family `acp127`; names as in the Navy's correspondence manual.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cablegram.model import MRN, InvalidMRN
from cablegram.model.mrn import full_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.model import Paragraph

#: Names of the series.
GENERAL_MESSAGES: Final = frozenset(
    """
        ALARACT ALCGPSC ALCOAST ALMAR ALNAV ALNAVRESFOR ALNDW ALPACFLT ALSTACOM ALSTACON
        MARADMIN NAVADMIN NAVOP
        """.split()  # noqa: SIM905
)
_NAMES: Final = "|".join(sorted(GENERAL_MESSAGES, key=len, reverse=True))
_YEAR: Final = r"\s?/\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d|/\d)"
#: Looked for from its slash, which is rare, and for which `str.find` is the quickest.
_BEHIND: Final = re.compile(_YEAR.removeprefix(r"\s?"))
_BEFORE: Final = re.compile(rf"(?<![A-Z])(?P<name>{_NAMES})\s{{1,3}}(?P<number>\d{{1,4}})\s?\Z")
_LONGEST_BEFORE: Final = 24
#: A line of its own: what stands behind says that it is sent again, or is an exercise.
_OWN: Final = re.compile(
    rf"\s{{0,9}}(?P<name>{_NAMES})\s{{1,3}}(?P<number>\d{{1,4}}){_YEAR}"
    r"(?:\s?\(?CORRECT[A-Z]{1,4}(?: COPY)?\)?|\s[A-Z][A-Z /\d]{0,30}//|//|\.)?\s{0,9}"
)
#: Behind these stand the numbers of other messages.
_NARRATED: Final = re.compile(r"(?<![A-Z])(?:REF|NARR|AMPN)\s?/")
#: A narrative says what the letters of REF are: `REF A IS NAVADMIN 216/05, INITIAL MESSAGE`.
_TOLD: Final = re.compile(
    r"(?<![A-Z])REF\s{0,2}\(?(?P<label>[A-Z])\)?\s{1,3}(?:IS\s{1,3}|\()[^.]{0,60}\Z"
)
_LONGEST_TOLD: Final = 80
_LONGEST: Final = 80


def _found(text: str) -> Iterator[tuple[int, MRN]]:
    """Yield the numbers that a text names, each with the place where it begins."""
    slash = text.find("/")
    while slash >= 0:
        behind = _BEHIND.match(text, slash)
        if behind is not None:
            before = _BEFORE.search(text, max(0, slash - _LONGEST_BEFORE), slash)
            number = before and _made(before["name"], before["number"], behind["year"])
            if before is not None and number is not None:
                yield before.start(), number
        slash = text.find("/", slash + 1)


def _made(name: str, number: str, year: str) -> MRN | None:
    """Return the number; None for one that cannot be."""
    try:
        return MRN(full_year(int(year), len(year)), name, int(number))
    except InvalidMRN:
        return None


def own_general_number(rows: Iterable[str]) -> MRN | None:
    """Return the number that has a line of its own at the head of a message.

    Args:
        rows: The lines of the text head, in order, as far as there are any.

    >>> str(own_general_number(["UNCLAS //N01920//", "NAVADMIN 151/05 CORRECTED COPY"]))
    '05NAVADMIN151'
    """
    for row in rows:
        if "/" not in row:
            continue
        match = _OWN.fullmatch(row) if len(row) <= _LONGEST else None
        if match is not None:
            return _made(match["name"], match["number"], match["year"])
        if _NARRATED.search(row) is not None:
            return None
    return None


def general_numbers(text: str) -> Iterator[MRN]:
    """Return the numbers of general messages that a text names, in order."""
    return (number for _, number in _found(text))


def told_numbers(text: str) -> dict[str, MRN]:
    """Return the numbers of what stands under the letters of REF, as a narrative tells them."""
    found: dict[str, MRN] = {}
    for place, number in _found(text):
        match = _TOLD.search(text, max(0, place - _LONGEST_TOLD), place)
        if match is not None:
            found.setdefault(match["label"], number)
    return found


def with_general_numbers(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return paragraphs that refer to the general messages they name as well."""
    return tuple(
        replace(paragraph, references=tuple(dict.fromkeys([*paragraph.references, *named])))
        if (named := list(general_numbers(paragraph.text)))
        else paragraph
        for paragraph in paragraphs
    )


__all__ = [
    "GENERAL_MESSAGES",
    "general_numbers",
    "own_general_number",
    "told_numbers",
    "with_general_numbers",
]
