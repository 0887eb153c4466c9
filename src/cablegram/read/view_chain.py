"""A view of a view: markup inside a transfer encoding, say, mapped to the outermost source."""

from __future__ import annotations

from bisect import bisect_right

from cablegram.read.view import View

__all__ = ["compose"]


def compose(outer: View, inner: View) -> View:
    """Return the inner view, made from the outer one's text, with places in the outer's source."""
    pieces: list[tuple[int, int, int, bool]] = []
    outer_pieces = outer._pieces  # noqa: SLF001  views are one thing in two modules
    starts = [piece[0] for piece in outer_pieces]
    size = len(outer.text)
    for view_start, middle, length, verbatim in inner._pieces:  # noqa: SLF001  as above
        if not verbatim:
            left = outer.offset(middle)
            right = outer.offset(middle + length, end=True) if length else left
            pieces.append((view_start, left, max(right - left, 0), False))
            continue
        index = max(bisect_right(starts, middle) - 1, 0)
        place = middle
        while place < middle + length and index < len(outer_pieces):
            outer_start, source, source_length, is_verbatim = outer_pieces[index]
            following = starts[index + 1] if index + 1 < len(starts) else size
            end = min(middle + length, following)
            at = view_start + place - middle
            if is_verbatim:
                pieces.append((at, source + place - outer_start, end - place, True))
            else:
                pieces.append((at, source, source_length, False))
            place = end
            index += 1
    return View(inner.text, pieces)
