"""A dossier as Markdown (CommonMark, with the anchors that its renderers leave alone)."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final

from cablegram.web.exports.blocks import Kind, in_one_line
from cablegram.web.templates import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.web.exports.blocks import Block

#: What means something to Markdown within a line, or to the HTML in it; and at its beginning.
_WITHIN: Final = re.compile(r"([\\`*_\[\]<>&|~$])")
_BEGINS: Final = re.compile(r"^(\s*)(?:([#+=:-])|(\d{1,9})([.)]))")
_FENCE: Final = re.compile(r"`{3,}")
_LISTED: Final = frozenset({Kind.CONTENTS, Kind.DAY, Kind.PERSON, Kind.CITATION})


def write(blocks: Iterable[Block], out: IO[bytes], *, title: str) -> None:
    """Write blocks as Markdown."""
    del title  # it is the first block
    before: Kind | None = None
    for block in blocks:
        if before in _LISTED and block.kind is not before:
            out.write(b"\n")
        out.write(_block(block).encode("utf-8", "replace"))
        out.write(b"\n" if block.kind in _LISTED else b"\n\n")
        before = block.kind


def plain(text: str) -> str:
    r"""Return a text in one line that Markdown shows as it is.

    >>> print(plain("1. *See* [A]_"), plain("- no list"))
    1\. \*See\* \[A\]\_ \- no list
    """
    line = _WITHIN.sub(r"\\\1", in_one_line(str(shown(text))))
    begun = _BEGINS.match(line)
    if begun is None:
        return line
    if begun[2]:
        return f"\\{line}"
    return f"{begun[3]}\\{line[len(begun[3]) :]}"


def _lines(text: str) -> str:
    """Return a text with line ends, each of which stays one."""
    return "\\\n".join(plain(line) for line in text.split("\n"))


def _block(block: Block) -> str:  # noqa: PLR0911 (one for each kind)
    text, label, more = plain(block.text), plain(block.label), plain(block.more)
    label = f"**{label}** " if label else ""
    match block.kind:
        case Kind.TITLE:
            return f"# {text}"
        case Kind.HEADING:
            return f"## {text}"
        case Kind.CABLE:
            anchor = f'<a id="c{block.places[0]}"></a>\n\n' if block.places else ""
            number = f"{plain(block.label)} " if block.label else ""
            return f"{anchor}### {number}{text}\n\n{more}"
        case Kind.BANNER:
            return f"**{text.upper()}**"
        case Kind.ABOUT:
            return _lines(block.text)
        case Kind.QUIET:
            return f"*{text}*"
        case Kind.NOTE:
            said = block.text.split("\n")
            return "\n".join(
                [f"> {label.strip()}", ">", *(f"> {plain(line)}".rstrip() for line in said)]
            )
        case Kind.TABLE:
            return (f"{label.strip()}\n\n" if label else "") + _fenced(block.text)
        case Kind.CONTENTS | Kind.DAY:
            link = f"[{text}](#c{block.places[0]})"
            return f"- {plain(block.label)} {link} {more}".rstrip()
        case Kind.PERSON | Kind.CITATION:
            places = ", ".join(f"[{each}](#c{each})" for each in block.places)
            return f"- {places}: {text}" if block.kind is Kind.CITATION else f"- {text}: {places}"
        case _:
            return f"{label}{text}"


def _fenced(text: str) -> str:
    """Return a text between fences that are longer than any in it."""
    longest = max((len(each) for each in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{shown(text)}\n{fence}"
