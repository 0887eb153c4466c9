"""The kinds of files that a released cable can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.release.as_html import as_html
from cablegram.release.as_pdf import as_pdf
from cablegram.release.as_text import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.release.document import Document

#: The name of each, the end of the file's name, and what writes it.
FORMATS: Final[dict[str, tuple[str, Callable[[Document], bytes]]]] = {
    "text": (".txt", as_text),
    "html": (".html", as_html),
    "pdf": (".pdf", as_pdf),
}
