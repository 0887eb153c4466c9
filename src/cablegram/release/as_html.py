"""A released cable as one HTML file that asks for no other."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from cablegram.release.as_text import withheld_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.release.deciding import Piece
    from cablegram.release.document import Document, Part

_STYLE: Final = """\
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 serif; }
.banner { text-align: center; font-weight: bold; }
.stamp { border: 1px solid; padding: .5rem 1rem; }
dt { float: left; clear: left; width: 9rem; } dd { margin-left: 9.5rem; }
dd, .text { white-space: pre-wrap; overflow-wrap: anywhere; }
.withheld { border: 1px solid; padding: 0 .2rem; font-family: monospace; white-space: nowrap; }
.page { color: #555; }
"""


def as_html(document: Document) -> bytes:
    """Return a document as HTML in UTF-8."""
    return "".join(_html(document)).encode("utf-8", "replace")


def _html(document: Document) -> Iterator[str]:
    title = escape(document.title)
    banner = f'<p class="banner">{escape(document.banner)}</p>\n'
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    yield f"{banner}<h1>{title}</h1>\n"
    lines = [*document.stamp, f"Original marking: {document.original}"]
    yield f'<p class="stamp">{"<br>".join(map(escape, lines))}</p>\n<dl>\n'
    for part in document.heading:
        yield f"<dt>{escape(part.label)}</dt><dd>{_said(part)}</dd>\n"
    yield "</dl>\n"
    for part in document.body:
        if part.page is not None:
            yield f'<p class="page">[page {part.page}]</p>\n'
        begun = f"{escape(part.label)} " if part.label else ""
        yield f'<p class="text" id="{escape(part.key)}">{begun}{_said(part)}</p>\n'
    if document.legend:
        yield "<h2>Exemptions</h2>\n<dl>\n"
        for code, meaning in document.legend:
            yield f"<dt>{escape(code)}</dt><dd>{escape(meaning)}</dd>\n"
        yield "</dl>\n"
    yield f"{banner}</main>\n</body>\n</html>\n"


def _said(part: Part) -> str:
    mark = f"{escape(part.mark)} " if part.mark else ""
    return mark + "".join(map(_shown, part.pieces))


def _shown(piece: Piece) -> str:
    if piece.text is None:
        return f'<span class="withheld">{escape(withheld_mark(piece.codes))}</span>'
    return escape(piece.text)
