"""Fonts that come along in a released PDF: they draw every released letter, and hold no other."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import struct
import subprocess
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFile

from cablegram.archive.export.fonts import fonts
from cablegram.release import FORMATS, Action, Ruling, digest_of, portions_of
from tests.release.cables import HIDDEN, record
from tests.release.test_files import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Letters of Courier, and of two other fonts: more than one table of 256 of them.
CODES = (
    *range(0xA1, 0x180), *range(0x391, 0x3A2), *range(0x3A3, 0x3CA), *range(0x410, 0x450),
    *range(0x1E00, 0x1E60), 0x20AC, 0x2018, 0x2019, 0x2192, 0x2260,
)  # fmt: skip
LETTERS = "".join(chr(code) for code in CODES if unicodedata.category(chr(code))[0] in "LSPN")
#: Withheld: by its mark, and cut out of an open paragraph; in no word that is released.
BY_MARK = "\u0531\u0532 \u10d0\u10d1 \u0462\u0472"
CUT_OUT = "\u046a\u1ea0\u01a0\u0180"
#: Tables of a font that are made for what it draws; any other is that of the system's font.
OWN = {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"}
ASCII = {chr(code) for code in range(0x20, 0x7F)}


def made(by_mark: str = BY_MARK, cut_out: str = CUT_OUT) -> bytes:
    """Return a PDF of all these letters from which two stretches are withheld."""
    words = " ".join(LETTERS[n : n + 20] for n in range(0, len(LETTERS), 20))
    cable = record(("U", f"Before |{cut_out}|."), ("S", f"{HIDDEN[1]} {by_mark}"), ("U", words))
    (text,) = [each.text for each in portions_of(cable) if each.key == "p1"]
    ruling = Ruling(
        portion="p1", action=Action.WITHHOLD, start=text.index("|"), end=text.rindex("|") + 1,
        codes=("B6",), digest=digest_of(text),
    )  # fmt: skip
    return FORMATS["pdf"][1](document(cable, ruling))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fonts") / "a.pdf"
    path.write_bytes(made())
    return path


def printed(pdf: Path, *words: str) -> bytes:
    """Return what another program says of a file."""
    if shutil.which(words[0]) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no {words[0]}: .ci/packages brings it")
        pytest.skip(f"no {words[0]}")
    said = [each.format(pdf) for each in words]
    return subprocess.run(said, capture_output=True, check=True).stdout


class Objects:
    """The objects of a PDF as qpdf finds them, streams undone."""

    def __init__(self, pdf: Path) -> None:
        words = ("qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=all", "{}")
        self._all: dict[str, Any] = json.loads(printed(pdf, *words))["qpdf"][1]

    def get(self, value: object) -> Any:  # noqa: ANN401 (JSON)
        """Return what a reference points to: a value, or the dictionary of a stream."""
        if not (isinstance(value, str) and re.fullmatch(r"\d+ 0 R", value)):
            return value
        found = self._all[f"obj:{value}"]
        return found["stream"]["dict"] if "stream" in found else found["value"]

    def stream(self, value: str) -> bytes:
        return base64.b64decode(self._all[f"obj:{value}"]["stream"]["data"])

    def of_type(self, name: str) -> list[dict[str, Any]]:
        found = [self.get(key.removeprefix("obj:")) for key in self._all if key != "trailer"]
        return [each for each in found if isinstance(each, dict) and each.get("/Type") == name]

    def embedded(self) -> Iterator[tuple[dict[str, Any], dict[int, str], bytes]]:
        """Yield the fonts that come along: what is said of each, its letters, its file."""
        for font in self.of_type("/Font"):
            descriptor = self.get(font.get("/FontDescriptor"))
            if descriptor:
                yield font, self.letters(font), self.stream(descriptor["/FontFile2"])

    def letters(self, font: dict[str, Any]) -> dict[int, str]:
        pairs = re.findall(rb"<(..)> <(....)>", self.stream(font["/ToUnicode"]))
        return {int(code, 16): chr(int(letter, 16)) for code, letter in pairs}


def by_hand(pdf: Path) -> str:
    """Return the text of a file by what each of its fonts says of the codes that are drawn."""
    objects = Objects(pdf)
    said = []
    for page in objects.of_type("/Page"):
        resources = objects.get(objects.get(page["/Resources"])["/Font"])
        drawn = objects.stream(page["/Contents"])
        letters: dict[int, str] = {}
        for name, text in re.findall(rb"(/\S+) \S+ Tf|\(((?:[^\\()]|\\.)*)\) Tj", drawn, re.DOTALL):
            if name:
                font = objects.get(resources[name.decode()])
                letters = objects.letters(font) if "/ToUnicode" in font else {}
                continue
            codes = re.sub(rb"\\(\d{3}|.)", lambda m: _escaped(m[1]), text, flags=re.DOTALL)
            said += [letters.get(code) or bytes([code]).decode("cp1252") for code in codes]
    return "".join(said)


def _escaped(said: bytes) -> bytes:
    if said.isdigit():
        return bytes([int(said, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(said, said)


def by_pdfium(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join(page.get_textpage().get_text_range() for page in opened)


READERS = {
    "pdftotext": lambda pdf: printed(pdf, "pdftotext", "{}", "-").decode(),
    "mutool": lambda pdf: printed(pdf, "mutool", "draw", "-F", "txt", "-o", "-", "{}").decode(),
    "pdfium": by_pdfium,
    "qpdf": by_hand,
}


@pytest.mark.parametrize("name", READERS)
def test_each_program_gets_the_released_letters_and_no_other(pdf: Path, name: str) -> None:
    text = "".join(READERS[name](pdf).split())
    assert LETTERS in text
    assert "Before[WITHHELDB6]." in text
    assert not set(BY_MARK + CUT_OUT) - {" "} & set(text)


def test_the_fonts_that_come_along_hold_the_released_letters_alone(pdf: Path) -> None:
    wanted = {each for each in LETTERS if not each.encode("cp1252", "ignore")}
    found: set[str] = set()
    embedded = list(Objects(pdf).embedded())
    assert len(embedded) > 2, "of two fonts, one in two parts"
    for font, letters, file in embedded:
        source = face(font["/BaseFont"].partition("+")[2])
        known = {code: each for code, each in letters.items() if each.isprintable()}
        found |= set(known.values())
        widths = {
            code: round(width) for code, width in enumerate(font["/Widths"], font["/FirstChar"])
        }
        own = {code: round(source.charWidths[ord(each)]) for code, each in known.items()}
        assert {code: widths[code] for code in own} == own, "widths are those of the font"
        assert glyphs(file) <= reached(source, set(known.values()) | ASCII), "no other is drawn"
        for tag, table in tables(file).items():
            assert tag in OWN or table == source.get_table(tag)[: len(table)], tag
    assert found - ASCII == wanted


def test_the_reader_of_fonts_would_see_another_glyph() -> None:
    source = face("DejaVuSansMono")
    few = reached(source, {"A"})
    assert few < reached(source, {"A", BY_MARK[0]})
    parts_of_one = len(reached(source, {"\u1e00"})) - len(reached(source, set()))
    assert parts_of_one == 3, "a letter, a ring, and how they are joined"


def test_nothing_depends_on_what_is_withheld_or_was_made_before() -> None:
    first = made()
    assert made("\u0416" * 300, "x\u05d0") == first
    made(LETTERS, LETTERS)
    FORMATS["pdf"][1](document(record(("U", BY_MARK + CUT_OUT))))
    assert made() == first, "fonts are shared by all files; what one has drawn is in no other"


def face(name: str) -> TTFontFile:
    """Return a font of the system, as the release uses it."""
    there = fonts()
    for each in (there.mono, *there.others):
        font = pdfmetrics.getFont(each.name)
        assert isinstance(font, TTFont)
        if font.face.name.decode() == name:
            path = font.face.filename
            return TTFontFile(path if isinstance(path, str) else path.decode())
    raise LookupError(name)


def tables(file: bytes) -> dict[str, bytes]:
    """Return the tables of a font."""
    (count,) = struct.unpack_from(">H", file, 4)
    made = {}
    for n in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", file, 12 + 16 * n)
        made[tag.decode()] = file[offset : offset + length]
    return made


def outlines(said: dict[str, bytes]) -> list[bytes]:
    """Return the outline of each glyph; that of one without any is empty."""
    (is_long,) = struct.unpack_from(">h", said["head"], 50)
    (count,) = struct.unpack_from(">H", said["maxp"], 4)
    if is_long:
        places = struct.unpack_from(f">{count + 1}L", said["loca"])
    else:
        places = tuple(2 * n for n in struct.unpack_from(f">{count + 1}H", said["loca"]))
    return [said["glyf"][a:b] for a, b in pairwise(places)]


def parts(outline: bytes) -> list[tuple[int, int]]:
    """Return of a glyph that is put together where its parts are named, and which they are."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    found, place = [], 10
    while True:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        found.append((place + 2, glyph))
        place += 4 + (4 if flags & 1 else 2)
        place += 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        if not flags & 0x20:
            return found


def plain(outline: bytes) -> bytes:
    """Return an outline without the numbers of its parts, which are others in each font."""
    made = bytearray(outline)
    for place, _ in parts(outline):
        made[place : place + 2] = b"\0\0"
    return bytes(made).rstrip(b"\0")


def glyphs(file: bytes) -> set[bytes]:
    return {plain(each) for each in outlines(tables(file)) if each}


def reached(source: TTFontFile, letters: set[str]) -> set[bytes]:
    """Return the outlines of letters in a font, their parts, and that of what it lacks."""
    said = {name: source.get_table(name) for name in ("head", "maxp", "loca", "glyf")}
    every = outlines(said)
    waiting = [0, *(source.charToGlyph[ord(each)] for each in letters if ord(each) in
                    source.charToGlyph)]  # fmt: skip
    seen: set[int] = set()
    while waiting:
        glyph = waiting.pop()
        if glyph not in seen:
            seen.add(glyph)
            waiting += [each for _, each in parts(every[glyph])]
    return {plain(every[glyph]) for glyph in seen if every[glyph]}
