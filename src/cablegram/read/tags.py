"""The TAGS line (reference section 5)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.model import Tag, TagFamily
from cablegram.vocabulary import (
    caption,
    changed_codes,
    family_of,
    is_known,
    near_tags,
    split_fused,
    tag_meaning,
)

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import Span
    from cablegram.read.context import Context
    from cablegram.read.passage import Passage

MAX_TAGS = 256
_LABEL = re.compile(r"\s*(?:T?AGS?|TAGES|TAS|TABS|TGS)\b\s*[:;,.]*\s*", re.IGNORECASE)
_ITEM = re.compile(
    r"\((?P<person>[^()]{2,80})\)?|(?P<word>[A-Za-z0-9][A-Za-z0-9/&'-]*(?:\.(?=[A-Za-z]))?)|(?P<sep>[,;]+)"
)
_NAMED_BY = frozenset({"OVIP", "OREP", "OTRA", "PINR", "PINT", "PEPR"})
_FAMILIES = {family.value: family for family in TagFamily}
#: Written for another code that is its neighbour: RU for RS, Russia, until GENC made it RU.
_CONFUSED = {"RU": "Russia was RS then"}
_GENC_YEAR = 2018
_SLIPS = {"SYR": "SY"}
_NOISE = frozenset({"AND", "THE", "TAGS", "TAG"})


@lru_cache(maxsize=65536)
def _describe(code: str, on: date | None) -> tuple[TagFamily, str | None, str | None, bool]:
    meaning = tag_meaning(code, on)
    if meaning is not None:
        family = _FAMILIES.get(meaning.family, TagFamily.ORGANIZATION)
        return family, meaning.name or None, meaning.country or None, True
    family = _FAMILIES.get(family_of(code), TagFamily.ORGANIZATION)
    return family, None, None, is_known(code)


def read_tags(passage: Passage, context: Context) -> tuple[Tag, ...]:
    """Read a TAGS line, with or without its label: codes in order, then persons in order.

    A code that stands twice is kept once. Codes that run together (`PHUMPGOV`) are parted when
    the whole of them is known; an unknown well-formed code is kept with a note.
    """
    text = passage.text
    label = _LABEL.match(text)
    place = label.end() if label else 0
    tags: list[Tag] = []
    seen: set[str] = set()
    pending: list[tuple[str, int, int]] = []
    after_visit = False
    for match in _ITEM.finditer(text, place):
        if len(tags) >= MAX_TAGS:
            break
        person, written, _ = match.groups()
        if written is None:
            _flush(pending, tags, seen, passage, context)
            if person is not None:
                _add_person(person, passage.span(*match.span()), tags, seen)
            continue
        word = written.upper()
        known = is_known(word)
        if word in _NOISE or (not known and caption(word) is not None):
            continue
        span = match.span()
        if not known and (meant := _mended(word)) is not None:
            _flush(pending, tags, seen, passage, context)
            context.note("CG403", f"'{word}' was read as {meant}", passage.span(*span))
            _add_code(meant, span, tags, seen, passage, context)
            after_visit = meant in _NAMED_BY
            continue
        if known or (len(word) <= 4 and word.isalpha() and not after_visit):
            if pending:
                _flush(pending, tags, seen, passage, context)
            _add_code(word, span, tags, seen, passage, context)
            after_visit = word in _NAMED_BY or (after_visit and not known)
            continue
        parts = split_fused(word) if len(word) > 4 else None
        if parts is not None and len(parts) > 1:
            _flush(pending, tags, seen, passage, context)
            context.note(
                "CG401", f"'{word[:60]}' was read as {' '.join(parts)}", passage.span(*span)
            )
            for part in parts:
                _add_code(part, span, tags, seen, passage, context)
            continue
        if after_visit or pending or "/" not in word:
            pending.append((written, *span))
            continue
        _add_code(word, span, tags, seen, passage, context)
    _flush(pending, tags, seen, passage, context)
    return tuple(tags)


@lru_cache(maxsize=4096)
def _mended(word: str) -> str | None:
    """Return the one code that a slip stands for; a well-formed unknown code is no slip.

    A nought for the letter O (`PG0V`), a letter doubled (`KWWMN`), one put inside a political
    subject (`POGOV`; in other fields such words are organisations, ANCOM or CENTO), and the three
    letters of a country that are known to occur.
    """
    if word in _SLIPS:
        return _SLIPS[word]
    if not 4 <= len(word) <= 6 or not word.isalnum():
        return None
    letters = word.replace("0", "O")
    if letters != word:
        return letters if letters.isalpha() and is_known(letters) else None
    if not word.isalpha() or len(word) == 4:
        return None
    near = near_tags(word)
    if len(near) != 1 or len(near[0]) != len(word) - 1:
        return None
    doubled = any(
        word[place] == word[place + 1] and word[:place] + word[place + 1 :] == near[0]
        for place in range(len(word) - 1)
    )
    inside = word[0] == "P" and word[-1] == near[0][-1]
    return near[0] if doubled or inside else None


def _add_code(
    word: str,
    span: tuple[int, int],
    tags: list[Tag],
    seen: set[str],
    passage: Passage,
    context: Context,
) -> None:
    if word in seen:
        context.note("CG405", f"'{word}' stands twice", passage.span(*span))
        return
    seen.add(word)
    family, name, country, known = _describe(word, context.date)
    place = passage.span(*span)
    if not known:
        near = near_tags(word) if len(word) <= 6 else ()
        hint = f"did you mean {' or '.join(near)}?" if near else ""
        year = f" of {context.date.year}" if context.date else ""
        context.note("CG402", f"'{word[:60]}' is not a TAG{year} in the tables", place, hint)
    elif len(word) == 2 and word in _uncertain():
        _note_uncertain(word, name, place, context)
    tags.append(Tag(code=word, family=family, name=name, country=country, span=place))


@lru_cache(maxsize=1)
def _uncertain() -> frozenset[str]:
    return frozenset((*changed_codes(), *_CONFUSED))


def _note_uncertain(word: str, name: str | None, place: Span, context: Context) -> None:
    """Tell of a code whose country at that time is not certain: none then, or several ever."""
    if word in _CONFUSED and context.date is not None and context.date.year < _GENC_YEAR:
        meant = _CONFUSED[word]
        context.note("CG406", f"'{word}' is no code of {context.date.year}", place, meant)
    elif name is None:
        context.note("CG406", f"'{word}' meant several countries in its time", place)


def _add_person(written: str, span: object, tags: list[Tag], seen: set[str]) -> None:
    name = " ".join(written.split())
    if name and name not in seen:
        seen.add(name)
        tags.append(Tag(code=name, family=TagFamily.PERSON, span=span))  # type: ignore[arg-type]


def _flush(
    pending: list[tuple[str, int, int]],
    tags: list[Tag],
    seen: set[str],
    passage: Passage,
    context: Context,
) -> None:
    """Take words that are no codes: a name after a visit TAG, or free words."""
    if not pending:
        return
    start, end = pending[0][1], pending[-1][2]
    after_visit = any(tag.code in _NAMED_BY for tag in tags)
    if after_visit and len(pending) > 1:
        _add_person(" ".join(word for word, _, _ in pending), passage.span(start, end), tags, seen)
    elif len(pending) == 1:
        _add_code(pending[0][0].upper(), (start, end), tags, seen, passage, context)
    else:
        _add_code(
            " ".join(word.upper() for word, _, _ in pending),
            (start, end),
            tags,
            seen,
            passage,
            context,
        )
    pending.clear()
