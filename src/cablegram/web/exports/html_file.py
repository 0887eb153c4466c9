"""A dossier as one HTML file: no script, nothing from elsewhere, fit for paper."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import IO, TYPE_CHECKING, Final

from cablegram.web.exports.blocks import Kind
from cablegram.web.templates import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.web.exports.blocks import Block

#: The file may load nothing and run nothing, wherever it is opened.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Palatino, Georgia,
 "Liberation Serif", serif; overflow-wrap: anywhere; }
h1 { font-weight: 500; line-height: 1.2; } h2 { margin-top: 3rem; font-size: 1.3rem; }
h3 { margin-top: 3rem; font-size: 1.15rem; line-height: 1.3; }
h3 small { display: block; font-weight: 400; font-size: 0.85rem; }
.banner { border-top: 2px solid; border-bottom: 2px solid; text-align: center; font: 600 0.85rem/1.8
 system-ui, sans-serif; letter-spacing: 0.08em; }
.secret, .top_secret { border-top-style: double; border-bottom-style: double;
 border-width: 5px 0; }
.quiet, small, .label { font-family: system-ui, sans-serif; font-size: 0.8rem; opacity: 0.8; }
.about, .note p { white-space: pre-line; }
.note { border-left: 3px solid; padding-left: 0.8rem; font: 0.9rem/1.5 system-ui, sans-serif; }
.note p { margin: 0.2rem 0; } .missing { font-style: italic; }
pre { white-space: pre-wrap; font-size: 0.8rem; line-height: 1.4; }
ul { padding-left: 0; list-style: none; } li { margin: 0.35rem 0; }
@media print { h3 { break-after: avoid; } pre, .note { break-inside: avoid-page; } }
"""
_LISTED: Final = frozenset({Kind.CONTENTS, Kind.DAY, Kind.PERSON, Kind.CITATION})


def write(blocks: Iterable[Block], out: IO[bytes], *, title: str) -> None:
    """Write blocks as one HTML file."""
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    _put(out, head)
    for kind, some in groupby(blocks, key=lambda each: each.kind):
        if kind in _LISTED:
            _put(out, "<ul>\n")
        for block in some:
            _put(out, _block(block) + "\n")
        if kind in _LISTED:
            _put(out, "</ul>\n")
    _put(out, "</main>\n</body>\n</html>\n")


def _put(out: IO[bytes], text: str) -> None:
    out.write(text.encode("utf-8", "replace"))


def _text(text: str) -> str:
    return escape(str(shown(text)))


def _block(block: Block) -> str:  # noqa: PLR0911 (one for each kind)
    text, label, more = _text(block.text), _text(block.label), _text(block.more)
    missing = ' class="missing"' if block.is_missing else ""
    label = f'<span class="label">{label}</span> ' if label else ""
    match block.kind:
        case Kind.TITLE:
            return f"<h1>{text}</h1>"
        case Kind.HEADING:
            return f"<h2>{text}</h2>"
        case Kind.CABLE:
            anchor = f' id="c{block.places[0]}"' if block.places else ""
            return f"<h3{anchor}{missing}>{label}{text}<small>{more}</small></h3>"
        case Kind.BANNER:
            return f'<p class="banner {_text(block.level)}">{text}</p>'
        case Kind.ABOUT | Kind.QUIET:
            return f'<p class="{block.kind.value}">{text}</p>'
        case Kind.NOTE:
            return f'<aside class="note">{label}<p>{text}</p></aside>'
        case Kind.TABLE:
            return (f"<p>{label}</p>\n" if label else "") + f"<pre>\n{text}</pre>"
        case Kind.CONTENTS | Kind.DAY:
            link = f'<a href="#c{block.places[0]}">{text}</a>'
            return f"<li{missing}>{label}{link} <small>{more}</small></li>"
        case Kind.PERSON | Kind.CITATION:
            places = ", ".join(f'<a href="#c{each}">{each}</a>' for each in block.places)
            if block.kind is Kind.CITATION:
                return f"<li>{places}. {text}</li>"
            return f"<li>{text} <small>{places}</small></li>"
        case _:
            return f"<p>{label}{text}</p>"
