"""Captions: the handling words between the classification line and the E.O. line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.station_matching import edit_distance
from cablegram.vocabulary.tables import end_date, is_confirmed, load, start_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_NOT_LETTER: Final = re.compile("[^A-Z]+")
_LONGEST_LINE: Final = 160
_LONGEST_PHRASE: Final = 32
#: Rows of the table that are no words of a caption line: marks, notes, joined rows whose parts
#: must not vanish into one (NOFORN in SBU/NOFORN is a restriction of its own).
_NOT_CAPTIONS: Final = frozenset({"classification", "archival note"})
_JOINED: Final = frozenset({"SBU/NOFORN"})
#: Short forms that stand on caption lines; the others (ND, C, PR) are codes of other places.
_SHORT_ON_LINE: Final = frozenset({"LOU", "FOUO", "O-I", "ROG"})
#: Captions whose slips are mended on a line of captions (NODIF). None is near a common word.
_MENDED: Final = ("NODIS", "EXDIS", "STADIS", "LIMDIS", "SIPDIS", "NOFORN", "TERREP", "SENSITIVE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A caption, channel, control or mark.

    Attributes:
        caption: Canonical wording.
        kind: As in the table: `special handling caption`, `channel caption`, `distribution
            caption`, `dissemination control`, `classification` ...
        short_form: Short form or code, or empty.
        meaning: What it asks.
        rank: 1 tightest to 9 none; an ordering of our own.
        in_use_from: First day that a source gives (of the year or decade), or None.
        in_use_to: Last day, or None when open or not known.
        confirmed: Whether the row carries no doubt.
        notes: As compiled.
    """

    caption: str
    kind: str
    short_form: str
    meaning: str
    rank: int
    in_use_from: date | None
    in_use_to: date | None
    confirmed: bool
    notes: str


@cache
def _captions() -> Mapping[str, Caption]:
    found = {}
    for table in ("captions_more", "captions"):
        for row in load(table).mappings():
            found[_fold(row["caption"])] = Caption(
                caption=row["caption"],
                kind=row["kind"],
                short_form=row["short_form"],
                meaning=row["meaning"],
                rank=int(row["restrictiveness_rank"]),
                in_use_from=start_date(row["in_use_from"]),
                in_use_to=end_date(row["in_use_to"]),
                confirmed=is_confirmed(f"{row['meaning']} {row['notes']}"),
                notes=row["notes"],
            )
    return found


def _fold(text: str) -> str:
    return _NOT_LETTER.sub("", text.upper())


@cache
def _short_forms() -> Mapping[str, Caption]:
    found: dict[str, Caption] = {}
    shared = set()
    for one in _captions().values():
        if one.short_form:
            key = _fold(one.short_form)
            if key in found:
                shared.add(key)  # NC is NOCONTRACT and NATO CONFIDENTIAL
            found[key] = one
    return {key: one for key, one in found.items() if key not in shared}


def caption(text: str, *, short_forms: bool = False) -> Caption | None:
    """Return the caption that a text is, or None; case, blanks and punctuation do not count.

    Args:
        text: The whole caption (`SI PDIS`, `Roger Channel`).
        short_forms: Whether a short form (`XD`, `LOU`) will do, where it means one caption only.

    >>> caption("SI PDIS").caption
    'SIPDIS'
    """
    key = _fold(text[:_LONGEST_LINE])
    found = _captions().get(key)
    if found is None and short_forms:
        found = _short_forms().get(key)
    return found


@cache
def _on_line() -> Mapping[str, str]:
    """Return folded -> canonical, for all that may stand on a line of captions."""
    found = {
        key: one.caption
        for key, one in _captions().items()
        if one.kind not in _NOT_CAPTIONS and one.caption not in _JOINED
    }
    for one in _captions().values():
        if one.short_form in _SHORT_ON_LINE:
            found.setdefault(_fold(one.short_form), one.caption)
    return found


@cache
def caption_words() -> frozenset[str]:
    """Return the single words that may make up a caption line."""
    found = {word for text in _on_line().values() for word in re.findall("[A-Z]+", text)}
    return frozenset(found | _SHORT_ON_LINE)


def split_captions(line: str) -> tuple[str, ...] | None:
    """Return the captions of a line that holds captions and nothing else, or None.

    Blanks and `, ; / + -` part them, long captions are tried first, letters may be spaced
    (`SI PDIS`, `N O D I S`) or words fused (`STADISNODIS`), and one slip in the commonest is mended
    (`NODIF`). Any other word makes the line no line of captions. An unknown channel is one caption
    (`WATER CHANNEL`).

    >>> split_captions("EXDIS, STADISNODIS"), split_captions("NODIS MATTERS")
    (('EXDIS', 'STADIS', 'NODIS'), None)
    """
    if len(line) > _LONGEST_LINE:
        return None
    return _split(line.strip().upper())


@lru_cache(maxsize=8192)
def _split(line: str) -> tuple[str, ...] | None:
    if not line or not re.fullmatch(r"[A-Z\s,;/+.()-]+", line):
        return None
    words = _NOT_LETTER.sub(" ", line).split()
    found: list[str] = []
    at = 0
    while at < len(words):
        taken = _phrase(words, at) or _channel(words, at)
        if taken is None:
            pieces = _pieces(words[at])
            if pieces is None:
                return None
            found.extend(pieces)
            at += 1
        else:
            found.append(taken[0])
            at = taken[1]
    return tuple(dict.fromkeys(found)) or None


def _phrase(words: list[str], at: int) -> tuple[str, int] | None:
    """Return the longest caption that starts at a word, and the place after it."""
    joined, best = "", None
    for end in range(at, len(words)):
        joined += words[end]
        if len(joined) > _LONGEST_PHRASE:
            break
        name = _on_line().get(joined)
        if name is not None:
            best = (name, end + 1)
    return best


def _channel(words: list[str], at: int) -> tuple[str, int] | None:
    if words[at + 1 : at + 2] == ["CHANNEL"] and words[at] not in {"THE", "A", "THIS", "BACK"}:
        return f"{words[at]} CHANNEL", at + 2
    return None


def _pieces(word: str) -> tuple[str, ...] | None:
    """Cut a word into the captions fused in it, or mend its one slip."""
    ways: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    ways[len(word)] = ()
    for at in range(len(word) - 1, -1, -1):
        for end in range(min(len(word), at + _LONGEST_PHRASE), at + 2, -1):
            rest, name = ways[end], _on_line().get(word[at:end])
            if name is not None and rest is not None:
                ways[at] = (name, *rest)
                break
    whole = ways[0]
    if whole:
        return whole
    near = [name for name in _MENDED if edit_distance(word, name, limit=1) <= 1]
    return (near[0],) if len(near) == 1 else None
