"""Why a cable matched: a few words around the hit, with the paragraph's number and marking.

They are cut from the record in the archive, never from the index.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cablegram.search.parted import on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SNIPPET_CHARS = 160
# Looking further would make a list of results wait for one enormous cable.
SEARCHED_CHARS = 200_000
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A passage of a cable.

    `hits` are start and end of the words found, in `text`. `paragraph` and `marking` are those of
    the paragraph it stands in, `None` if it has none.
    """

    text: str
    hits: tuple[tuple[int, int], ...] = ()
    paragraph: int | None = None
    marking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A run of words, as the index has them.

    The last may be only the beginning of one (`is_prefix`). A lone word may have gaps
    (`is_pattern`) or stand for all that differ from it in up to `distance` letters.
    """

    words: tuple[str, ...]
    is_prefix: bool = False
    is_pattern: bool = False
    distance: int = 0


def snippet(record: dict[str, Any], wanted: Sequence[Wanted]) -> Snippet | None:
    """Return the passage of a cable in which most of the wanted words stand; `None` if no text."""
    best: tuple[int, Snippet] | None = None
    budget = SEARCHED_CHARS
    passages = record["paragraphs"] or [{"text": record["source_text"]}]
    for paragraph in passages:
        text, hyphens = on_one_line(paragraph["text"][:budget])
        budget -= len(paragraph["text"])
        if text:
            hits, kinds = _hits(text, hyphens, wanted)
            if best is None or kinds > best[0]:
                best = kinds, _cut(text, hits, paragraph)
        if budget <= 0 or (best is not None and best[0] == len(wanted)):
            break
    return None if best is None else best[1]


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _hits(
    text: str, hyphens: Sequence[int], wanted: Sequence[Wanted]
) -> tuple[list[tuple[int, int]], int]:
    """Return the places of all wanted words, in order, and how many kinds of them there are."""
    places, likely = _places(text, wanted, has_pieces=bool(hyphens))
    readings = [places, _whole(places, hyphens)] if hyphens else [places]
    hits: set[tuple[int, int]] = set()
    kinds = 0
    for run in likely:
        length = len(run.words)
        found = False
        for words in readings:
            for index in _starts(words, run):
                if _is_run(words, index, run):
                    found = True
                    hits.add((words[index][0], words[index + length - 1][1]))
        kinds += found
    return sorted(hits), kinds


def _whole(
    places: list[tuple[int, int, str]], hyphens: Sequence[int]
) -> list[tuple[int, int, str]]:
    """Return the words of a text with those as one that the end of a line parted."""
    joints = frozenset(hyphens)
    whole: list[tuple[int, int, str]] = []
    for start, end, word in places:
        if whole and whole[-1][1] == start - 1 and whole[-1][1] in joints:
            first, _, piece = whole.pop()
            whole.append((first, end, piece + word))
        else:
            whole.append((start, end, word))
    return whole


def _places(
    text: str, wanted: Sequence[Wanted], *, has_pieces: bool
) -> tuple[list[tuple[int, int, str]], Sequence[Wanted]]:
    """Return the words of a text with their places, and the runs that may be among them.

    Most paragraphs have none of the words; they are not taken apart.
    """
    if not text.isascii():
        return [(*match.span(), _fold(match[0])) for match in _WORD.finditer(text)], wanted
    lowered = text.lower()
    spelled = f"{lowered} {lowered.replace('-', '')}" if has_pieces else lowered
    likely = [
        run
        for run in wanted
        if run.is_pattern or run.distance or all(word in spelled for word in run.words)
    ]
    if not likely:
        return [], likely
    return [(*match.span(), match[0]) for match in _WORD.finditer(lowered)], likely


def _starts(places: list[tuple[int, int, str]], run: Wanted) -> Iterable[int]:
    """Return where a run may begin."""
    end = len(places) - len(run.words) + 1
    if run.is_pattern or run.distance or (run.is_prefix and len(run.words) == 1):
        return range(end)
    first = run.words[0]
    return [index for index, place in enumerate(places[: max(0, end)]) if place[2] == first]


def _is_run(places: list[tuple[int, int, str]], index: int, run: Wanted) -> bool:
    last = len(run.words) - 1
    for offset, word in enumerate(run.words):
        here = places[index + offset][2]
        is_same = here == word or (run.is_prefix and offset == last and here.startswith(word))
        if run.is_pattern:
            is_same = _pattern(word).fullmatch(here) is not None
        elif run.distance:
            is_same = is_near(here, word, run.distance)
        if not is_same:
            return False
    return True


@lru_cache(maxsize=256)
def _pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word with gaps; a gap ends where the next letter can be found."""
    return re.compile(
        "".join({"*": ".*", "?": "."}.get(letter) or re.escape(letter) for letter in word)
    )


@lru_cache(maxsize=65536)
def is_near(one: str, other: str, distance: int) -> bool:
    """Tell whether two words differ in at most so many letters (two that changed places are one).

    >>> is_near("cleranace", "clearance", 2), is_near("visa", "vista", 1), is_near("a", "abc", 1)
    (True, True, False)
    """
    if abs(len(one) - len(other)) > distance:
        return False
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(line[-1] + 1, above[column] + 1, above[column - 1] + (letter != wanted))
            is_swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            )
            line.append(min(cost, before[column - 2] + 1) if is_swapped else cost)
        before, above = above, line
    return above[-1] <= distance


def _cut(text: str, hits: list[tuple[int, int]], paragraph: dict[str, Any]) -> Snippet:
    """Return about `SNIPPET_CHARS` of a text around the first hit, cut between words."""
    start = max(0, hits[0][0] - SNIPPET_CHARS // 4) if hits else 0
    if start:
        space = text.find(" ", start, hits[0][0])
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + SNIPPET_CHARS)
    if end < len(text):
        space = text.rfind(" ", start + SNIPPET_CHARS // 2, end)
        end = space if space >= 0 else end
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    shift = len(before) - start
    marking = paragraph.get("marking") or {}
    return Snippet(
        text=before + text[start:end] + after,
        hits=tuple((a + shift, b + shift) for a, b in hits if start <= a and b <= end),
        paragraph=paragraph.get("number"),
        marking=marking.get("text") or None,
    )
