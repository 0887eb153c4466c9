"""A released cable as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.release.deciding import Piece
    from cablegram.release.document import Document, Part

LABEL_CHARS: Final = 14


def as_text(document: Document) -> bytes:
    """Return a document as text in UTF-8, with line ends of one character."""
    return "\n".join([*lines_of(document), ""]).encode("utf-8", "replace")


def lines_of(document: Document) -> Iterator[str]:
    """Yield the lines: banner, stamp, heading, paragraphs with their numbers, banner."""
    yield document.banner
    yield from document.stamp
    yield f"Original marking: {document.original}"
    yield ""
    for part in document.heading:
        first, *more = said(part).split("\n")
        yield f"{part.label + ':':{LABEL_CHARS}} {first}"
        yield from (" " * (LABEL_CHARS + 1) + each for each in more)
    for part in document.body:
        yield ""
        if part.page is not None:
            yield f"[page {part.page}]"
        begun = f"{part.label} " if part.label else ""
        yield from f"{begun}{said(part)}".split("\n")
    if document.legend:
        yield ""
        for code, meaning in document.legend:
            yield f"{code + ':':{LABEL_CHARS}} {meaning}"
    yield ""
    yield document.banner


def said(part: Part) -> str:
    """Return mark and pieces of a part, the withheld ones as their mark."""
    mark = f"{part.mark} " if part.mark else ""
    return mark + "".join(shown(each) for each in part.pieces)


def shown(piece: Piece) -> str:
    """Return a piece as it stands in a text."""
    return withheld_mark(piece.codes) if piece.text is None else piece.text


def withheld_mark(codes: tuple[str, ...]) -> str:
    """Return what stands in place of something withheld.

    >>> withheld_mark(("B1", "1.4(D)")), withheld_mark(())
    ('[WITHHELD B1, 1.4(D)]', '[WITHHELD]')
    """
    return f"[WITHHELD {', '.join(codes)}]" if codes else "[WITHHELD]"
