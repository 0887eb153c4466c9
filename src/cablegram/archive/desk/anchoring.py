"""Where the passage of a note stands in a copy of its cable, which may have other line ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.archive.desk.values import AROUND_CHARS, LONGEST_QUOTE, NotKept, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    #: The number of a paragraph, and its text.
    Numbered = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a cable: which of its paragraphs (from 0), and from where to where in it.

    Positions are those of `Passage`. A whole paragraph ends where its text does.
    """

    paragraph: int
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text with every run of blanks and line ends as one blank, and none at its ends."""
    return " ".join(text.split())


def passage_in(
    number: int | None, text: str, exact: str = "", *, prefix: str = "", suffix: str = ""
) -> Passage:
    """Return the passage of a paragraph that somebody has marked or typed.

    Args:
        number: That of the paragraph.
        text: The paragraph's.
        exact: The words; the whole paragraph if empty.
        prefix: What stands before them, if they stand there more than once.
        suffix: What stands behind them.

    Raises:
        NotKept: If the words do not stand in the paragraph.
    """
    whole, words = plain(text), plain(exact)
    if not words:
        return Passage(paragraph=number, exact=whole[:LONGEST_QUOTE])
    start = _closest(whole, words, plain(prefix), plain(suffix))
    if start is None:
        raise NotKept("those words do not stand in the paragraph; copy them from it")
    words = words[:LONGEST_QUOTE]
    return Passage(
        paragraph=number,
        exact=words,
        prefix=whole[max(0, start - AROUND_CHARS) : start],
        suffix=whole[start + len(words) :][:AROUND_CHARS],
        start=start,
    )


def anchored(passage: Passage, paragraphs: Sequence[Numbered]) -> Anchor | None:
    """Return where a passage stands; `None` if it does not.

    It is looked for in the paragraphs of its number first, then in the others; of several
    paragraphs that have the words none is taken.
    """
    if not passage.exact:
        return None
    texts = [plain(text) for _, text in paragraphs]
    same = [n for n, (number, _) in enumerate(paragraphs) if number == passage.paragraph]
    for places in (same, [n for n in range(len(texts)) if n not in same]):
        found = []
        for place in places:
            text = texts[place]
            if text[passage.start : passage.end] == passage.exact:
                start: int | None = passage.start
            else:
                start = _closest(text, passage.exact, passage.prefix, passage.suffix)
            if start is not None:
                end = start + len(passage.exact)
                is_cut = not start and len(passage.exact) == LONGEST_QUOTE
                found.append(Anchor(place, start, len(text) if is_cut else end))
        if len(found) == 1:
            return found[0]
    return None


def _closest(text: str, words: str, prefix: str, suffix: str) -> int | None:
    """Return where words stand in a text; of several places, where most of what is around fits."""
    best: list[tuple[int, int]] = []
    start = text.find(words)
    while start >= 0 and len(best) < 100:
        before = text[:start].rstrip()
        behind = text[start + len(words) :].lstrip()
        fits = _common(before[::-1], prefix.strip()[::-1]) + _common(behind, suffix.strip())
        best.append((fits, start))
        start = text.find(words, start + 1)
    if not best:
        return None
    most = max(fits for fits, _ in best)
    return next(start for fits, start in best if fits == most)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
