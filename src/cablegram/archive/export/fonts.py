"""Fonts of the system for PDF: one with many letters for each use, and others for what it lacks.

A letter that no font here has is printed as a sign that stands for it; nothing fails for it. Where
none of these fonts is, those that reportlab brings are used: they have the letters of Western
Europe.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

if TYPE_CHECKING:
    from collections.abc import Iterator

#: For each use, files in the order of preference; the last are those that reportlab brings.
SERIF: Final = ("DejaVuSerif.ttf", "NotoSerif-Regular.ttf", "times.ttf", "Times New Roman.ttf",
                "LiberationSerif-Regular.ttf", "Vera.ttf")  # fmt: skip
BOLD: Final = ("DejaVuSerif-Bold.ttf", "NotoSerif-Bold.ttf", "timesbd.ttf",
               "Times New Roman Bold.ttf", "LiberationSerif-Bold.ttf", "VeraBd.ttf")  # fmt: skip
MONO: Final = ("DejaVuSansMono.ttf", "NotoSansMono-Regular.ttf", "cour.ttf", "Courier New.ttf",
               "LiberationMono-Regular.ttf", "Vera.ttf")  # fmt: skip
#: Tried for letters that those lack.
OTHERS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf",
                 "NotoSansHebrew-Regular.ttf", "Arial Unicode.ttf", "arialuni.ttf", "arial.ttf",
                 "wqy-microhei.ttf", "DroidSansFallbackFull.ttf")  # fmt: skip
_SYSTEM: Final = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
_SIGN: Final = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Font:
    """A font that can be drawn with: `name` in the document, and the letters that it has."""

    name: str
    letters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of a document."""

    serif: Font
    bold: Font
    mono: Font
    others: tuple[Font, ...]

    def markup(self, text: str, font: Font) -> str:
        """Return a text as reportlab's paragraphs take it, each letter in a font that has it."""
        if all(ord(letter) in font.letters for letter in text):
            return escape(text)
        pieces = []
        for other, run in self._runs(text, font):
            said = escape(run)
            pieces.append(said if other is font else f'<font name="{other.name}">{said}</font>')
        return "".join(pieces)

    def plain(self, text: str, font: Font) -> str:
        """Return a text for one font alone, with a sign for each letter that it lacks."""
        sign = _SIGN if ord(_SIGN) in font.letters else "?"
        return "".join(each if ord(each) in font.letters or each == "\n" else sign for each in text)

    def _runs(self, text: str, font: Font) -> Iterator[tuple[Font, str]]:
        run: list[str] = []
        before = font
        for letter in text:
            now = next((f for f in (font, *self.others) if ord(letter) in f.letters), None)
            if now is None:
                letter, now = ("?", font)  # noqa: PLW2901 (the sign stands for the letter)
                for each in (font, *self.others):
                    if ord(_SIGN) in each.letters:
                        letter, now = _SIGN, each  # noqa: PLW2901
                        break
            if now is not before and run:
                yield before, "".join(run)
                run = []
            before = now
            run.append(letter)
        if run:
            yield before, "".join(run)


@cache
def fonts() -> Fonts:
    """Return the fonts that this machine has."""
    there = _files()
    serif, bold, mono = (_first(each, there) for each in (SERIF, BOLD, MONO))
    others = [_font(each, there) for each in OTHERS]
    return Fonts(serif, bold, mono, tuple(each for each in others if each is not None))


def _first(names: tuple[str, ...], there: dict[str, Path]) -> Font:
    for name in names:
        font = _font(name, there)
        if font is not None:
            return font
    msg = "reportlab has none of its own fonts"
    raise RuntimeError(msg)


def _font(name: str, there: dict[str, Path]) -> Font | None:
    path = there.get(name.lower())
    try:
        font = TTFont(f"cg-{name}", str(path) if path else name)
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return Font(font.fontName, frozenset(font.face.charToGlyph))


def _files() -> dict[str, Path]:
    """Return the files of fonts that we know, where the system keeps them."""
    wanted = {name.lower() for name in (*SERIF, *BOLD, *MONO, *OTHERS)}
    found: dict[str, Path] = {}
    for place in _SYSTEM.get(sys.platform, _SYSTEM["linux"]):
        for folder, _, files in os.walk(Path(place).expanduser()):
            for file in files:
                if file.lower() in wanted:
                    found.setdefault(file.lower(), Path(folder) / file)
    return found
