"""The labelled heading of the SMART layout (reference section 7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.model import Addressee
from cablegram.read.addresses import may_end_in_precedence, precedence_of
from cablegram.read.words import PRECEDENCE_WORD

if TYPE_CHECKING:
    from datetime import date

    from cablegram.read.passage import Passage

# Entries are parted by `;`; a scan may have a comma there, which then stands behind a precedence.
_ENTRY = re.compile(
    rf"(?:(?!\b(?:{PRECEDENCE_WORD}),)[^;])*(?:\b(?:{PRECEDENCE_WORD})(?=,)|(?=;|\Z))"
)
_PRECEDENCE = re.compile(rf"(?P<word>{PRECEDENCE_WORD})\Z", re.IGNORECASE)
_DATE = re.compile(
    r"\s*(?P<month>[A-Za-z]{3})[a-z]*\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})\s*/?\s*"
)
_SLASH_AS_DIGIT = re.compile(r"[1Il|!](?=\d{6}Z)")
_INDICATOR = re.compile(r"(?P<ri>R[A-Z]{3,7}|ZEN)/")


def read_labelled_addresses(passage: Passage) -> tuple[Addressee, ...]:
    """Read `WASHDC, SECSTATE ROUTINE; HENTZAU, AMCONSUL IMMEDIATE`; names as written."""
    found: list[Addressee] = []
    for match in _ENTRY.finditer(passage.text):
        text = match[0].lstrip(",").rstrip()
        precedence = word = None
        named = _PRECEDENCE.search(text) if may_end_in_precedence(text) else None
        if named is not None:
            word = named["word"]
            precedence = precedence_of(word)
            text = text[: named.start()]
        indicator = _INDICATOR.match(text.strip())
        name = " ".join(text.split()).strip(" ,")
        if indicator is not None:
            name = name[indicator.end() :]
        if name:
            found.append(
                Addressee(
                    name=name,
                    routing_indicator=indicator["ri"] if indicator else None,
                    precedence=precedence,
                    precedence_text=word,
                    span=passage.span(match.start(), match.end()),
                )
            )
    return tuple(found)


def split_date_dtg(passage: Passage) -> tuple[str | None, Passage]:
    """Part `Apr 02, 2012 / 021424Z APR 12` into the date as written and the group's passage."""
    match = _DATE.match(passage.text)
    if match is None:
        return None, passage
    slash = _SLASH_AS_DIGIT.match(passage.text, match.end())
    return match[0].strip(" /"), passage.cut(slash.end() if slash else match.end())


def place_of_address(name: str) -> str:
    """Turn `WASHDC, SECSTATE` round to `SECSTATE WASHDC`; other names stay as they are.

    >>> place_of_address("WASHDC, SECSTATE")
    'SECSTATE WASHDC'
    """
    place, comma, kind = name.partition(", ")
    return f"{kind} {place}" if comma and kind.isupper() and "," not in kind else name


def is_midnight_only(text: str, stated: date | None) -> bool:
    """Tell whether a group's time is the 0000 of a record that has a date only."""
    return stated is not None and re.search(r"\d\d0000", text) is not None
