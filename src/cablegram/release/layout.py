"""The lines of a page of fixed width: every letter has a cell of its own.

Where a line ends is told by what stands in it, and what is withheld stands in it as its mark: so
neither the breaks nor the widths tell how long it was.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from cablegram.release.as_text import LABEL_CHARS, withheld_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.release.deciding import Piece
    from cablegram.release.document import Document, Part

    #: Runs of letters, each with whether it stands for something withheld.
    Line = tuple[tuple[str, bool], ...]

LINE_CHARS: Final = 78
_INDENT: Final = LABEL_CHARS + 1
_TOKEN: Final = re.compile(r"[^\s]+|[^\S\n]+|\n")
#: The end of a line within a paragraph; what is set in stays a line of its own.
_FOLD: Final = re.compile(r"(?<=\S)\n(?=\S)")
#: What no font draws; a tab is as wide as eight blanks.
_CONTROLS: Final = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}"),
    0x0A: "\n",
    0x09: " " * 8,
    0x0C: "\n",
    0x0D: "\n",
}


def laid_out(document: Document) -> Iterator[Line]:
    """Yield the lines of heading and body, without banner and stamp."""
    for part in document.heading:
        runs = [(f"{part.label + ':':{LABEL_CHARS}} ", False), *_runs(part)]
        yield from folded(runs, indent=_INDENT)
    for part in document.body:
        yield ()
        if part.page is not None:
            yield ((f"[page {part.page}]", False),)
        begun = [(f"{part.label} ", False)] if part.label else []
        yield from folded([*begun, *_runs(part)])
    if document.legend:
        yield ()
        for code, meaning in document.legend:
            yield from folded([(f"{code + ':':{LABEL_CHARS}} {meaning}", False)], indent=_INDENT)


def _runs(part: Part) -> Iterator[tuple[str, bool]]:
    if part.mark:
        yield f"{part.mark} ", False
    # Of what is released alone: lines of a wider page are filled anew, not each broken once more.
    shown = (piece.text for piece in part.pieces if piece.text is not None)
    is_wide = any(len(line) > LINE_CHARS for text in shown for line in text.splitlines())
    for piece in part.pieces:
        yield _run(piece, is_wide=is_wide)


def _run(piece: Piece, *, is_wide: bool) -> tuple[str, bool]:
    if piece.text is None:
        return withheld_mark(piece.codes), True
    # A letter and its accent are one letter here, as each has its cell.
    text = unicodedata.normalize("NFC", piece.text).translate(_CONTROLS)
    return _FOLD.sub(" ", text) if is_wide else text, False


def folded(
    runs: list[tuple[str, bool]], *, width: int = LINE_CHARS, indent: int = 0
) -> Iterator[Line]:
    """Yield the lines of some runs; the mark of something withheld stays in one piece.

    Args:
        runs: Letters, and whether they stand for something withheld.
        width: Letters in a line.
        indent: Blanks before every line but the first.
    """
    line: list[tuple[str, bool]] = []
    used = 0
    for letters, is_withheld in _tokens(runs, width - indent):
        if letters == "\n" and not is_withheld:
            yield tuple(line)
            line, used = _begun(indent)
            continue
        if used + len(letters) > width and used > indent:
            yield tuple(line)
            line, used = _begun(indent)
            if letters.isspace():
                continue
        line.append((letters, is_withheld))
        used += len(letters)
    yield tuple(line)


def _begun(indent: int) -> tuple[list[tuple[str, bool]], int]:
    return ([(" " * indent, False)] if indent else []), indent


def _tokens(runs: list[tuple[str, bool]], longest: int) -> Iterator[tuple[str, bool]]:
    for text, is_withheld in runs:
        if is_withheld:
            yield text, True
            continue
        for match in _TOKEN.finditer(text):
            token = match[0]
            for start in range(0, len(token), longest):
                yield token[start : start + longest], False
