"""The entries of a REF line: bullets cut the line into segments (reference section 2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.read.reference_entry import MAX_ENTRIES, Entry, find_simple
from cablegram.read.reference_pieces import Segment
from cablegram.read.reference_words import AGAIN, BULLET

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from cablegram.read.reference_stations import Sender


def find_entries(text: str, sender: Sender) -> tuple[list[Entry], bool]:
    """Return the entries of a folded REF text, and whether there were more than are read."""
    simple = find_simple(text)
    if simple is not None:
        return simple, False
    entries: list[Entry] = []
    for label, start, end in _segments(text):
        Segment(text, label, sender, entries).read(start, end)
        if len(entries) > MAX_ENTRIES:
            return entries[:MAX_ENTRIES], True
    return entries, False


def _segments(text: str) -> Iterator[tuple[str | None, int, int]]:
    """Yield label, start and end of what stands after each bullet; what precedes has no label."""
    label: str | None = None
    start = 0
    for match in BULLET.finditer(text):
        letter = match["a"] or match["b"] or match["c"]
        if match.start() < start or not _is_bullet(text, match, letter, label):
            continue
        if match.start() > start:
            yield label, start, match.start()
        label, start = letter, match.end()
        again = AGAIN.match(text, start)
        for _ in range(4):
            if again is None or again["a"] not in (None, letter):
                break
            start = again.end()
            again = AGAIN.match(text, start)
    if start < len(text):
        yield label, start, len(text)


def _is_bullet(text: str, match: re.Match[str], letter: str, last: str | None) -> bool:
    """Tell whether a letter is the next one of the list, or begins a line of it."""
    if last is None:
        expected = letter in ("A", "1") or (match.start() == 0 and letter not in ("S", "U", "C"))
        return expected or (letter in ("B", "2") and match["a"] is not None)
    if letter.isdigit() or last.isdigit():
        return letter.isdigit() and last.isdigit() and int(letter) == int(last) + 1
    ahead = ord(letter) - ord(last)
    if ahead == 1:
        return True
    before = text[max(0, match.start() - 40) : match.start()].rstrip(" ")
    at_line = before.endswith(("\n", ";"))
    return at_line and -1 < ahead < 4 and match.end() < len(text)
