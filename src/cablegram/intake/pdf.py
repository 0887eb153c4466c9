"""The text layer of a PDF, page after page."""

from __future__ import annotations

import threading

from cablegram.intake.bounds import MESSAGE_BYTES
from cablegram.intake.item import ProblemCode, Stopped

__all__ = ["pdf_text"]

PAGE_END = "\f"
# pdfium is not made for more than one thread at a time.
_LOCK = threading.Lock()
# pdfium's number for "a password is needed", and its words for it.
PASSWORD_WORDS = ("password", "Password")
NO_TEXT = (
    "it has no text layer; install cablegram[ocr] to read scanned pages, or run OCR over it first"
)


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF: its pages in order, parted by form feeds, lines ended by LF.

    Raises:
        Stopped: If the PDF is encrypted or broken, or has no text at all.
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
            pages = _pages(document)
        finally:
            document.close()
    text = PAGE_END.join(pages)
    if not text.strip():
        raise Stopped(ProblemCode.NO_TEXT_LAYER, NO_TEXT)
    return text


def _pages(document: object) -> list[str]:
    """Return the text of each page; a page that cannot be read is empty."""
    pages: list[str] = []
    size = 0
    for index in range(len(document)):  # type: ignore[arg-type]  # pypdfium2 is untyped
        try:
            page = document[index]  # type: ignore[index]  # as above
            text = page.get_textpage().get_text_bounded()
            page.close()
        except Exception:  # noqa: BLE001  one bad page does not stop the others
            text = ""
        pages.append(_lines(text))
        size += len(pages[-1])
        if size > MESSAGE_BYTES:
            raise Stopped(ProblemCode.TOO_LARGE, "its text is longer than a message can be")
    return pages


def _lines(text: str) -> str:
    """Undo what pdfium does to line ends, and put back the hyphen that it turns into U+FFFE."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
    return text if text.endswith("\n") or not text else text + "\n"
