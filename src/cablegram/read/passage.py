"""A stretch of a message without the page furniture that lies in it.

A field such as REF runs over lines, and a page line may stand between them. A passage is the
joined text of the field's own lines; offsets in it map back to the source.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from cablegram.model import Span

if TYPE_CHECKING:
    from cablegram.read.view import View


class Passage:
    """Joined lines with their places: `text`, and `span(start, end)` in the source."""

    __slots__ = ("_starts", "_targets", "_view", "text")

    def __init__(
        self, text: str, starts: list[int], targets: list[int], view: View | None = None
    ) -> None:
        """Keep the text; piece `i` begins at `starts[i]` here and `targets[i]` in the message.

        The message is the source itself, or a `view` of it, through which spans are mapped.
        """
        self.text = text
        self._starts = starts
        self._targets = targets
        self._view = view

    @classmethod
    def whole(cls, text: str, start: int = 0) -> Passage:
        """Return a passage that lies in the source in one piece, from offset `start`."""
        return cls(text, [0], [start])

    @classmethod
    def of_lines(
        cls, message: str, lines: list[tuple[int, int]], view: View | None = None
    ) -> Passage:
        """Join the stretches `(start, end)` of the message with line ends between them."""
        if len(lines) == 1:
            start, end = lines[0]
            return cls(message[start:end], [0], [start], view)
        starts: list[int] = []
        place = 0
        for start, end in lines:
            starts.append(place)
            place += end - start + 1
        text = "\n".join([message[start:end] for start, end in lines])
        return cls(text, starts, [start for start, _ in lines], view)

    def offset(self, place: int) -> int:
        """Return the offset in the message of a place in the passage."""
        index = bisect_right(self._starts, place) - 1
        return self._targets[index] + place - self._starts[index]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of a stretch of the passage, page furniture inside included."""
        if len(self._targets) == 1 and self._view is None:
            base = self._targets[0] - self._starts[0]
            return Span(base + start, base + (max(start, end)))
        left = self.offset(start)
        right = max(left, self.offset(end - 1) + 1) if end > start else left
        return Span(left, right) if self._view is None else self._view.span(left, right)

    def cut(self, start: int, end: int | None = None) -> Passage:
        """Return a part of the passage as a passage."""
        stop = len(self.text) if end is None else end
        if len(self._starts) == 1:
            return Passage(self.text[start:stop], [0], [self._targets[0] + start], self._view)
        first = bisect_right(self._starts, start) - 1
        starts = [0]
        targets = [self._targets[first] + start - self._starts[first]]
        for begin, target in zip(
            self._starts[first + 1 :], self._targets[first + 1 :], strict=True
        ):
            if begin >= stop:
                break
            starts.append(begin - start)
            targets.append(target)
        return Passage(self.text[start:stop], starts, targets, self._view)
