"""No file that goes out holds a withheld word: in no byte, name, width, stream, of any program."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import zlib
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.release import (
    FORMATS,
    Action,
    Ruling,
    Stamp,
    decided_shares,
    digest_of,
    portions_of,
    released,
)
from cablegram.release.layout import LINE_CHARS, laid_out
from tests.release.cables import DAY, HIDDEN, OPEN_TEXT, POLICY, PUBLIC, record

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.release import Document

LONG = "The dues rose. " * 400
PROGRAMS = {
    "pdftotext": ["pdftotext", "-layout", "{}", "-"],
    "pdfinfo": ["pdfinfo", "-meta", "{}"],
    "pdffonts": ["pdffonts", "{}"],
    "mutool-text": ["mutool", "draw", "-F", "stext", "-o", "-", "{}"],
    "mutool-objects": ["mutool", "show", "-b", "{}", "grep"],
    "qpdf": ["qpdf", "--qdf", "--object-streams=disable", "{}", "-"],
}


def document(made: dict[str, Any], *rulings: Ruling) -> Document:
    shares = decided_shares(made, PUBLIC, POLICY, DAY, rulings)
    return released(made, shares, PUBLIC, Stamp(day=DAY))


def hard() -> dict[str, Any]:
    """Return a cable of several pages with hidden words, and letters of many scripts."""
    return record(
        ("U", f"{OPEN_TEXT} \u0416\u4e2d caf\u00e9 <b>&amp;\x00\x1b[31m"),
        ("S", f"{HIDDEN[1]} {HIDDEN[4]} \u03a9\u2126 " * 50),
        ("U", LONG + HIDDEN[3] + " was there."),
        ("", HIDDEN[0]),
    )


def with_a_span(made: dict[str, Any]) -> Document:
    """Withhold a name within an open paragraph."""
    (text,) = [each.text for each in portions_of(made) if each.key == "p3"]
    start = text.index(HIDDEN[3])
    ruling = Ruling(
        portion="p3", action=Action.WITHHOLD, start=start, end=start + len(HIDDEN[3]),
        codes=("B6",), digest=digest_of(text),
    )  # fmt: skip
    return document(made, ruling)


def holds(data: bytes) -> list[str]:
    """Return the hidden words that some bytes hold, in any common coding of letters."""
    low = data.lower()
    return [
        word
        for word in HIDDEN
        for coding in ("utf-8", "utf-16-be", "utf-16-le")
        if word.lower().encode(coding) in low or word.encode(coding).hex().encode() in low
    ]


def streams(data: bytes) -> list[bytes]:
    """Return the streams of a PDF of ours, undone."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        body = match[1].strip()
        if body.endswith(b"~>"):
            body = base64.a85decode(body[:-2])
        found.append(zlib.decompress(body))
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_no_byte_of_a_file_holds_a_withheld_word(name: str) -> None:
    data = FORMATS[name][1](with_a_span(hard()))
    assert holds(data) == []
    assert holds(zlib.compress(b"") + f"x {HIDDEN[1]} y".encode()) == [HIDDEN[1]], "it would see it"


def test_no_stream_font_or_width_of_a_pdf_tells() -> None:
    data = FORMATS["pdf"][1](with_a_span(hard()))
    undone = streams(data)
    assert len(undone) > 3
    drawn = b"".join(undone)
    assert holds(drawn) == []
    assert b"WITHHELD B1" in drawn
    # The letters of the embedded fonts are those that are released: the hidden Omega is not there.
    mapped = b"".join(each for each in undone if b"beginbf" in each)
    assert b"<0416>" in mapped
    assert b"<03A9>" not in mapped.upper()
    assert b"<2126>" not in mapped.upper()
    assert b"/Courier " in data
    assert b"0.txt" not in data, "nor where it came from"


@pytest.mark.parametrize("name", PROGRAMS)
def test_other_programs_find_nothing(name: str, pdf: Path) -> None:
    words = [each.format(pdf) for each in PROGRAMS[name]]
    if shutil.which(words[0]) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no {words[0]}: .ci/packages brings it")
        pytest.skip(f"no {words[0]}")
    done = subprocess.run(words, capture_output=True, check=True)
    assert holds(done.stdout) == []
    assert b"error" not in done.stderr.lower()
    if name in {"pdftotext", "qpdf"}:
        assert b"WITHHELD B6" in done.stdout


def test_pdfium_finds_nothing(pdf: Path) -> None:
    with pypdfium2.PdfDocument(pdf) as opened:
        text = "".join(page.get_textpage().get_text_range() for page in opened)
        assert len(opened) > 1
        metadata = opened.get_metadata_dict(skip_empty=True)
    assert holds(text.encode()) == []
    assert "[WITHHELD B6]" in text
    assert "\u0416" in text
    assert set(metadata) == {"Title", "Creator", "Producer", "CreationDate", "ModDate"}
    assert metadata["CreationDate"].startswith("D:20000101"), "not even when it was made"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("released") / "a.pdf"
    path.write_bytes(FORMATS["pdf"][1](with_a_span(hard())))
    return path


@given(one=st.text(max_size=300), other=st.text(max_size=300))
def test_no_byte_depends_on_what_is_withheld(one: str, other: str) -> None:
    made = [
        document(record(("U", OPEN_TEXT), ("S", hidden + "x"), ("", "x" + hidden)))
        for hidden in (one, other)
    ]
    for _, write in FORMATS.values():
        assert write(made[0]) == write(made[1])


around = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), max_size=60)


@given(before=around, hidden=st.text(), after=around)
def test_nor_on_what_a_span_withholds(before: str, hidden: str, after: str) -> None:
    files = []
    for word in (hidden, "another name"):
        made = record(("U", f"a{before}|{word}|{after}z"))
        (text,) = [each.text for each in portions_of(made) if each.key == "p1"]
        ruling = Ruling(
            portion="p1", action=Action.WITHHOLD, start=text.index("|"),
            end=text.rindex("|") + 1, digest=digest_of(text),
        )  # fmt: skip
        files.append([write(document(made, ruling)) for _, write in FORMATS.values()])
    assert files[0] == files[1]


def test_lines_are_of_one_width_and_marks_stay_whole() -> None:
    lines = list(laid_out(with_a_span(hard())))
    assert max(sum(len(text) for text, _ in line) for line in lines) <= LINE_CHARS
    marks = [text for line in lines for text, is_withheld in line if is_withheld]
    assert "[WITHHELD B6]" in marks
    assert all(each.startswith("[WITHHELD") and each.endswith("]") for each in marks)


def test_lines_of_a_wider_page_are_filled_anew() -> None:
    wide = "The ferry comes at noon and goes again when the last of the guild has boarded it, "
    text = f"{wide}and not\nbefore.\n  - a list\n"
    lines = ["".join(each for each, _ in line) for line in laid_out(document(record(("U", text))))]
    assert "boarded it, and not before." in lines
    assert "  - a list" in lines
    narrow = [
        "".join(each for each, _ in line)
        for line in laid_out(document(record(("U", "Not\nbefore noon."))))
    ]
    assert "before noon." in narrow


def test_html_is_escaped_and_asks_for_nothing() -> None:
    text = FORMATS["html"][1](document(record(("U", "<script>alert(1)</script> & more")))).decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in text
    assert "src=" not in text
    assert "href=" not in text
