"""A text derived from the source, such as HTML without its tags, that knows its places.

Form readers that unwrap something (markup, Markdown artefacts, transfer encodings) read the
derived text; every offset in it maps back to the source, so spans and leaves are true.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from cablegram.model import Span


class View:
    """Derived text and its map to the source.

    `pieces` are `(view_start, source_start, source_length, verbatim)` in order; a verbatim piece
    maps character by character, another (an entity, a decoded block) maps as a whole.
    """

    __slots__ = ("_pieces", "_starts", "text")

    def __init__(self, text: str, pieces: list[tuple[int, int, int, bool]]) -> None:
        """Keep the text and its pieces, which must be in order."""
        self.text = text
        self._pieces = pieces
        self._starts = [piece[0] for piece in pieces]

    def offset(self, place: int, *, end: bool = False) -> int:
        """Return the source offset of a place in the view; `end` for the end of a span."""
        if not self._pieces:
            return 0
        look = place - 1 if end and place > 0 else place
        index = max(bisect_right(self._starts, look) - 1, 0)
        view_start, source_start, source_length, verbatim = self._pieces[index]
        if verbatim:
            return source_start + min(place - view_start, source_length)
        return source_start + (source_length if end else 0)

    def span(self, start: int, end: int) -> Span:
        """Return the source span of a stretch of the view."""
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and start <= end:
            view_start, source_start, source_length, verbatim = self._pieces[index]
            if verbatim and end <= view_start + source_length:  # nine of ten lie in one piece
                base = source_start - view_start
                return Span(base + start, base + end)
        left = self.offset(start)
        return Span(left, max(left, self.offset(end, end=True)))

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches of the source that a stretch of the view is made of, in order."""
        found: list[tuple[int, int]] = []
        if start >= end or not self._pieces:
            return found
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end, first)
        for view_start, source_start, source_length, verbatim in self._pieces[first:last]:
            if verbatim:
                left = source_start + start - view_start if start > view_start else source_start
                right = source_start + min(end - view_start, source_length)
                if left < right:
                    found.append((left, right))
            elif source_length:
                found.append((source_start, source_start + source_length))
        return found


class ViewBuilder:
    """Collects the pieces of a view in order."""

    __slots__ = ("_length", "_pieces", "_texts")

    def __init__(self) -> None:
        """Start empty."""
        self._texts: list[str] = []
        self._pieces: list[tuple[int, int, int, bool]] = []
        self._length = 0

    def keep(self, source: str, start: int, end: int) -> None:
        """Take `source[start:end]` as it is."""
        if start < end:
            self._pieces.append((self._length, start, end - start, True))
            self._texts.append(source[start:end])
            self._length += end - start

    def put(self, text: str, start: int, end: int) -> None:
        """Put `text` in the place of the source's `start` to `end`."""
        if text:
            self._pieces.append((self._length, start, end - start, False))
            self._texts.append(text)
            self._length += len(text)

    @property
    def length(self) -> int:
        """Length of the view so far."""
        return self._length

    def build(self) -> View:
        """Return the view."""
        return View("".join(self._texts), self._pieces)
