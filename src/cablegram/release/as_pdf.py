"""A released cable as PDF, by reportlab (the extra `dossier`).

Every letter stands in a cell of one width, in a font that is not embedded; letters that this font
lacks come from a font of the system, of which the file gets those that are released. The file says
its number as title, and nothing else of itself or of where it came from: it is the same to the byte
whenever and wherever it is made of the same document and fonts.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from cablegram.errors import MissingExtra
from cablegram.release.directions import as_drawn
from cablegram.release.layout import folded, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.release.document import Document
    from cablegram.release.layout import Line

PAGE: Final = (595.28, 841.89)
FONT: Final = "Courier"
BOLD: Final = "Courier-Bold"
SIZE: Final = 10.0
CELL: Final = 6.0
LEADING: Final = 12.5
LEFT: Final = 63.5
TOP: Final = 742.0
LINES: Final = 53
LAST_CODE: Final = 0xFFFF


def as_pdf(document: Document) -> bytes:
    """Return a document as PDF.

    Raises:
        MissingExtra: If reportlab is not installed.
    """
    try:
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 (of an extra)
    except ImportError as error:
        raise MissingExtra("dossier", "PDF") from error
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(document.title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setKeywords("")
    canvas.setCreator("cablegram")
    canvas.setProducer("cablegram")
    pages = list(_pages(document))
    for number, lines in enumerate(pages, 1):
        head = document.stamp[0] if number > 1 else ""
        _page(canvas, document, lines, head, f"{document.title}    {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(document: Document) -> Iterator[list[Line]]:
    lines = list(laid_out(document))
    first = [
        line
        for text in (*document.stamp, f"Original marking: {document.original}", "")
        for line in folded([(text, False)])
    ]
    lines = [*first, *lines]
    for start in range(0, len(lines), LINES):
        yield lines[start : start + LINES]


def _page(
    canvas: Any,  # noqa: ANN401 (of reportlab)
    document: Document,
    lines: list[Line],
    head: str,
    foot: str,
) -> None:
    """Draw a page: banner, part of the stamp, lines, banner, number."""
    canvas.setFont(BOLD, SIZE)
    middle = PAGE[0] / 2
    for height in (800.0, 46.0):
        _letters(canvas, BOLD, middle - len(document.banner) * CELL / 2, height, document.banner)
    _letters(canvas, FONT, LEFT, 784.0, head)
    _letters(canvas, FONT, LEFT, 30.0, foot)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, 776.0, PAGE[0] - LEFT, 776.0)
    height = TOP
    for line in lines:
        column = 0
        for text, is_withheld in as_drawn(line):
            place = LEFT + column * CELL
            if is_withheld:
                canvas.rect(place, height - 2.6, len(text) * CELL, 11.0, stroke=1, fill=0)
            if text.strip():
                _letters(canvas, BOLD if is_withheld else FONT, place, height, text)
            column += len(text)
        height -= LEADING


def _letters(canvas: Any, font: str, x: float, y: float, text: str) -> None:  # noqa: ANN401
    """Draw a run; letters that the fixed font lacks one by one, each in its cell."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        _others(canvas, font, x, y, text)
        return
    canvas.setFont(font, SIZE)
    canvas.drawString(x, y, text)


def _others(canvas: Any, font: str, x: float, y: float, text: str) -> None:  # noqa: ANN401
    from cablegram.archive.export.fonts import fonts  # noqa: PLC0415 (looks through the system)

    there = fonts()
    for place, letter in enumerate(text):
        name, size, drawn = font, SIZE, letter
        try:
            letter.encode("cp1252")
        except UnicodeEncodeError:
            code = ord(letter)
            found = next(
                (each for each in (there.mono, *there.others) if code in each.letters), None
            )
            if code > LAST_CODE:  # the table by which programs take text out has no more
                found = None
            if found is None:
                drawn = "?"
            else:
                name, size = found.name, SIZE if found is there.mono else CELL
        canvas.setFont(name, size)
        canvas.drawString(x + place * CELL, y, drawn)
