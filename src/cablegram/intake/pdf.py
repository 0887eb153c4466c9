"""The text of a PDF, page after page: its text layer, and OCR where a page has none."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from cablegram.intake.bounds import MESSAGE_BYTES
from cablegram.intake.item import Ocr, ProblemCode, Stopped
from cablegram.intake.ocr import (
    DOTS_PER_INCH,
    MAX_PAGES,
    MAX_PIXELS,
    OcrMissing,
    OcrReader,
    PageText,
)

__all__ = ["PdfText", "pdf_text"]

PAGE_END = "\f"
# pdfium is not made for more than one thread at a time.
_LOCK = threading.Lock()
# pdfium's number for "a password is needed", and its words for it.
PASSWORD_WORDS = ("password", "Password")
NO_TEXT = "it has no text layer"
NOTHING_SEEN = f"{NO_TEXT}, and OCR found no text in its pages"
POINTS_PER_INCH = 72
WHITE = b"\xff"
# A stamp is a line or two: "Declassified/Released US Department of State ...".
STAMP_CHARS = 300
MOST_OF_A_PAGE = 0.5
IMAGE = 3  # pdfium's number for the kind of object


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """The pages in order, parted by form feeds, lines ended by LF; and what OCR had to read."""

    text: str
    ocr: Ocr | None = None


def pdf_text(data: bytes) -> PdfText:
    """Return the text of a PDF.

    Pages that are images without a text layer, or with no more than a stamp in it, are read by OCR
    if it is installed. If it is not, they are as they are where any page has text.

    Raises:
        Stopped: If the PDF is encrypted or broken, or has no text at all that can be read here.
    """
    import pypdfium2  # noqa: PLC0415  takes 80 ms; only where there is a PDF

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except Exception as error:
            if any(word in str(error) for word in PASSWORD_WORDS):
                message = "it is encrypted; save it without its password first"
                raise Stopped(ProblemCode.ENCRYPTED, message) from error
            raise Stopped(ProblemCode.DAMAGED, "the PDF is damaged or cut short") from error
        try:
            pages, scanned = _pages(document)
            ocr = _scanned(document, pages, scanned) if scanned else None
        finally:
            document.close()
    text = PAGE_END.join(pages)
    if not text.strip():
        raise Stopped(ProblemCode.NO_TEXT_LAYER, NOTHING_SEEN)
    return PdfText(text=text, ocr=ocr)


def _pages(document: Any) -> tuple[list[str], list[int]]:  # noqa: ANN401  pypdfium2 is untyped
    """Return the text layer of each page (none of one that cannot be read); which are scanned."""
    pages: list[str] = []
    scanned: list[int] = []
    size = 0
    for index in range(len(document)):
        try:
            page = document[index]
            text = page.get_textpage().get_text_bounded()
            is_scanned = _is_scanned(page, text)
            page.close()
        except Exception:  # noqa: BLE001  one bad page does not stop the others
            text, is_scanned = "", True
        if is_scanned:
            scanned.append(index)
        pages.append(_lines(text))
        size += len(pages[-1])
        if size > MESSAGE_BYTES:
            raise Stopped(ProblemCode.TOO_LARGE, "its text is longer than a message can be")
    return pages, scanned


def _is_scanned(page: Any, text: str) -> bool:  # noqa: ANN401  as above
    """Tell whether a page has no text, or a few words over a picture of it: a release stamp."""
    if not text.strip():
        return True
    if len(text) > STAMP_CHARS:
        return False
    least = page.get_width() * page.get_height() * MOST_OF_A_PAGE
    for image in page.get_objects(filter=(IMAGE,), max_depth=2):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > least:
            return True
    return False


def _scanned(document: Any, pages: list[str], scanned: list[int]) -> Ocr | None:  # noqa: ANN401
    """Put into `pages` what OCR reads of the scanned ones; say how that went.

    Raises:
        Stopped: If no page has text and OCR is not installed, or there are too many pages.
    """
    has_text = any(map(str.strip, pages))
    if len(scanned) > MAX_PAGES:
        message = f"it has {len(scanned)} scanned pages; part it into files of {MAX_PAGES}"
        raise Stopped(ProblemCode.TOO_LARGE, message)
    read: list[PageText] = []
    unread = 0
    try:
        with OcrReader() as reader:
            for place in scanned:
                found = _scanned_page(document, place, reader)
                if found is None:
                    unread += 1
                elif found.words and len(found.text) > len(pages[place]):
                    read.append(found)
                    pages[place] = _lines(found.text)
    except OcrMissing as missing:
        if has_text:
            return None
        raise Stopped(ProblemCode.NO_TEXT_LAYER, f"{NO_TEXT}; {missing}") from missing
    words = sum(page.words for page in read)
    if not words:
        return None
    return Ocr(
        pages=len(read),
        of_pages=len(pages),
        confidence=round(sum(page.confidence for page in read) / words, 1),
        unread_pages=unread,
    )


def _scanned_page(document: Any, place: int, reader: OcrReader) -> PageText | None:  # noqa: ANN401
    """Render a page and read it; an empty page has no words, `None` is a page that failed."""
    try:
        page = document[place]
        inches = (page.get_width() / POINTS_PER_INCH) * (page.get_height() / POINTS_PER_INCH)
        dots = min(DOTS_PER_INCH, int((MAX_PIXELS / max(inches, 0.001)) ** 0.5))
        bitmap = page.render(scale=dots / POINTS_PER_INCH, grayscale=True)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        rows = memoryview(bitmap.buffer).cast("B")
        image = b"".join(rows[start : start + width] for start in range(0, stride * height, stride))
        del rows
        bitmap.close()
        page.close()
    except Exception:  # noqa: BLE001  one bad page does not stop the others
        return None
    if image.count(WHITE) == len(image):
        return PageText(text="", confidence=0, words=0)
    return reader.read(image, width, height, dots)


def _lines(text: str) -> str:
    """Undo what pdfium does to line ends, and put back the hyphen that it turns into U+FFFE."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
    return text if text.endswith("\n") or not text else text + "\n"
