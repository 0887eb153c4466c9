"""What the wrapping of a message adds to its cable: the carrier, and that OCR read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cablegram.model import CODES, Diagnostic, Span

if TYPE_CHECKING:
    from cablegram.intake.item import Ocr
    from cablegram.model import Cable

__all__ = ["carried"]

CODE = "CG010"


def carried(cable: Cable, carrier: str, ocr: Ocr | None) -> Cable:
    """Return a cable with its carrier and, if images of pages were read, the diagnostic of that."""
    if not carrier:
        return cable
    if ocr is None:
        return replace(cable, carrier=cable.carrier or carrier)
    return replace(cable, carrier=carrier, diagnostics=(_diagnostic(ocr), *cable.diagnostics))


def _diagnostic(ocr: Ocr) -> Diagnostic:
    what = "page was" if ocr.of_pages == 1 else "pages were"
    message = (
        f"{ocr.pages} of {ocr.of_pages} {what} read by OCR, with a mean confidence of "
        f"{ocr.confidence:.0f} of 100"
    )
    if ocr.unread_pages:
        message += f"; {ocr.unread_pages} could not be read"
    return Diagnostic(
        code=CODE,
        severity=CODES[CODE].severity,
        message=message,
        span=Span(0, 0),
        hint="compare numbers and names with the image",
    )
