"""Summary and comment: the parts of the text that say what they are (reference section 2.8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cablegram.model import Paragraph

MAX_OPEN_PARAGRAPHS = 6  # a summary whose end is not marked is no longer than this

# Without IGNORECASE, so that a search costs little.
_SUMMARY_END = re.compile(
    r"(?:END|End|end)\s+(?:(?:OF|of)\s+)?(?:SUMMARY|Summary|summary)\b"
    r"(?:\s+(?:AND|and)\s+(?:COMMENT|Comment|comment))?\s*\.?\)?"
)
_SUMMARY = re.compile(
    r"\(?(?:BEGIN\s+)?SUMMAR?Y\b(?:\s+AND\s+\w+)?\s*[:.\u2014-]*\s*", re.IGNORECASE
)
_COMMENT_END = re.compile(
    r"(?:END|End|end)\s+(?:(?:OF|of)\s+)?(?:COMMENT|Comment|comment)\b\s*\.?\)?"
)
_COMMENT = re.compile(r"\(?(?:BEGIN\s+|EMBASSY\s+)?COMMENTS?\s*[:.\u2014-]+\s*", re.IGNORECASE)


_INLINE_COMMENT = re.compile(r"\((?:EMBASSY\s+)?COMMENTS?\s*[:.\u2014-]+\s*", re.IGNORECASE)


def summary_of(paragraphs: tuple[Paragraph, ...]) -> str | None:
    """Return the summary's text, without the words that begin and end it."""
    return _between(paragraphs, _SUMMARY, _SUMMARY_END)


def comment_of(paragraphs: tuple[Paragraph, ...]) -> str | None:
    """Return the comment's text, without the words that begin and end it."""
    return _between(paragraphs, _COMMENT, _COMMENT_END)


def _between(
    paragraphs: tuple[Paragraph, ...], begin: re.Pattern[str], end: re.Pattern[str]
) -> str | None:
    """Return what stands between a summary's or comment's beginning and its end.

    Without an end it is the paragraph that begins with the word; `END SUMMARY` without a
    beginning ends a summary that is paragraph 1 (reference section 2.8).
    """
    opened: list[str] = []
    is_open = False
    inline: str | None = None
    capitals, small = ("SUMMA", "ummar") if begin is _SUMMARY else ("COMMENT", "omment")
    for paragraph in paragraphs:
        text = paragraph.text
        if capitals not in text and small not in text:
            if is_open and len(opened) < MAX_OPEN_PARAGRAPHS:
                opened.append(text)
            elif is_open:
                break
            continue
        start = begin.match(text)
        stop = end.search(text)
        if start is not None and not is_open:
            text = text[start.end() :]
            stop = end.search(text)
            if stop is not None:
                return text[: stop.start()].strip(" .\n(") or None
            opened.append(text)
            is_open = True
        elif is_open and stop is not None:
            opened.append(text[: stop.start()])
            return "\n".join(opened).strip() or None
        elif is_open and len(opened) < MAX_OPEN_PARAGRAPHS:
            opened.append(text)
        elif is_open:
            break
        elif stop is not None and paragraph is paragraphs[0] and begin is _SUMMARY:
            return text[: stop.start()].strip() or None
        elif stop is not None and begin is _COMMENT and inline is None:
            within = _INLINE_COMMENT.search(text, 0, stop.start())
            if within is not None:
                inline = text[within.end() : stop.start()].strip(" .\n(") or None
    return opened[0].strip() or None if opened else inline
