"""The TAGS line (reference section 5)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.model import Tag, TagFamily
from cablegram.vocabulary import caption, family_of, is_known, near_tags, split_fused, tag_meaning

if TYPE_CHECKING:
    from datetime import date

    from cablegram.read.context import Context
    from cablegram.read.passage import Passage

MAX_TAGS = 256
_LABEL = re.compile(r"\s*(?:T?AGS?|TAGES|TAS|TABS|TGS)\b\s*[:;,.]*\s*", re.IGNORECASE)
_ITEM = re.compile(
    r"\((?P<person>[^()]{2,80})\)?|(?P<word>[A-Za-z0-9][A-Za-z0-9/&'-]*(?:\.(?=[A-Za-z]))?)|(?P<sep>[,;]+)"
)
_NAMED_BY = frozenset({"OVIP", "OREP", "OTRA", "PINR", "PINT", "PEPR"})
_FAMILIES = {family.value: family for family in TagFamily}
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
        if match["sep"]:
            _flush(pending, tags, seen, passage, context)
            continue
        if match["person"] is not None:
            _flush(pending, tags, seen, passage, context)
            _add_person(match["person"], passage.span(*match.span()), tags, seen)
            continue
        word = match["word"].upper()
        if word in _NOISE or (caption(word) is not None and not is_known(word)):
            continue
        span = match.span("word")
        if is_known(word) or (len(word) <= 4 and word.isalpha() and not after_visit):
            _flush(pending, tags, seen, passage, context)
            _add_code(word, span, tags, seen, passage, context)
            after_visit = word in _NAMED_BY or (after_visit and not is_known(word))
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
            pending.append((match["word"], *span))
            continue
        _add_code(word, span, tags, seen, passage, context)
    _flush(pending, tags, seen, passage, context)
    return tuple(tags)


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
    tags.append(Tag(code=word, family=family, name=name, country=country, span=place))


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
