"""Attention lines: `STATE FOR EUR/RUR (RASSENDYLL) AND INR/EU` (reference section 2.3)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from cablegram.model import Attention
from cablegram.vocabulary import office

if TYPE_CHECKING:
    from cablegram.read.passage import Passage

_HEAD = re.compile(
    r"(?:(?P<post>[A-Z][\w.,&/' -]{0,60}?)[\s:]+)?(?P<verb>PLEASE PASS(?: TO)?|PASS TO|PASS"
    r"|ALSO FOR|FOR)\b\s*:?\s*"
    r"|(?P<short>DEPT|STATE|DEPARTMENT)\s+(?=[A-Z]{1,4}/)"
)
_OFFICE = re.compile(r"(?<![A-Z/(])[A-Z]{1,5}(?:/[A-Z0-9-]{1,8}){0,4}(?![A-Z/0-9])")
_GROUP = re.compile(r"\((?P<names>[^()]{1,80})\)")
_PART = re.compile(r" ?(?:,|;|\bAND\b|&) ?")  # of words with one space between them
_TITLE = re.compile(
    r"(?:AMBASSADOR|CHARGE|DCM|ASSISTANT SECRETARY|UNDER ?SECRETARY|SECRETARY|DIRECTOR"
    r"|GENERAL|MR\.?|MS\.?"
    r"|MRS\.?|DR\.?)\s+(?P<name>[A-Z][A-Z'-]+)"
)
_LONGEST_SYMBOL = 4  # letters of an office without a stroke
_LONGEST_PIECE = 5  # letters between strokes
_NOT_NAMES = frozenset(
    {"AND", "FOR", "FROM", "THE", "PASS", "TO", "STATE", "DEPT", "ALL", "INFO", "ONLY"}
)


def read_attention(passage: Passage) -> tuple[Attention, ...]:
    """Read attention lines, one value for each line that has a head of its own."""
    starts: list[int] = []
    place = 0
    for line in passage.text.split("\n"):
        if not starts or _HEAD.match(line):
            starts.append(place)
        place += len(line) + 1
    starts.append(len(passage.text) + 1)
    return tuple(_one(passage, begin, end - 1) for begin, end in pairwise(starts))


def _is_office(symbol: str, *, is_alone: bool) -> bool:
    """Tell whether letters without a stroke are an office: known, or nearly alone between commas.

    In a longer run of words only a known one of two letters or more is; `A` and `S` are words.
    """
    if symbol in _NOT_NAMES or len(symbol) > _LONGEST_SYMBOL:
        return False
    return is_alone or (len(symbol) > 1 and office(symbol) is not None)


def _without_person(symbol: str) -> tuple[str, str]:
    """Part the name of a person from the office before it: `OSTP/DBEHRING`, `SIMON/WALLER`."""
    first, stroke, last = symbol.rpartition("/")
    if stroke and len(last) > _LONGEST_PIECE and last.isalpha():
        return first, last
    return symbol, ""


def _one(passage: Passage, begin: int, end: int) -> Attention:
    text = passage.text[begin:end]
    head = _HEAD.match(text)
    post = verb = None
    rest = text
    if head is not None:
        post = head["post"] or head["short"]
        verb = head["verb"]
        rest = text[head.end() :]
    names: list[str] = []
    for group in _GROUP.finditer(rest):
        names += [name for name in _PART.split(" ".join(group["names"].split())) if name]
    bare = " ".join(_GROUP.sub(" ", rest).split())
    names += [match["name"] for match in _TITLE.finditer(bare)]
    offices: list[str] = []
    for part in _PART.split(bare):
        words = part.split()
        for match in _OFFICE.finditer(part):
            symbol, person = _without_person(match[0])
            names += [person] if person else []
            if "/" in symbol or _is_office(symbol, is_alone=len(words) <= 2):
                offices.append(symbol)
        if len(words) == 1 and len(words[0]) > _LONGEST_SYMBOL and words[0].isalpha():
            names.append(words[0])
        elif len(words) == 2 and "/" in words[0] and words[1].isalpha():
            names.append(words[1])
    return Attention(
        text=" ".join(text.split()),
        post=" ".join(post.split()) if post else None,
        verb=verb,
        offices=tuple(dict.fromkeys(offices)),
        names=tuple(dict.fromkeys(names)),
        span=passage.span(begin, end),
    )
