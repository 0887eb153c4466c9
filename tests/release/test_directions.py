"""Writing from right to left: how it stands on paper, and what programs take out of it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from cablegram.release import FORMATS
from cablegram.release.directions import as_drawn
from cablegram.release.folder import text_of
from tests.release.cables import record
from tests.release.test_files import document
from tests.release.test_fonts import printed

if TYPE_CHECKING:
    from pathlib import Path

NAME = "\u062a\u0644\u0645\u0648 \u0641\u0627\u0631\u064a\u0644\u0627"
WORD = "\u05d0\u05d1\u05d2"
#: As it is written, and as it is drawn from left to right. By Annex 9 of Unicode.
LINES = (
    ("plain (one), 1,200", "plain (one), 1,200"),
    (f"He said {WORD}, twice.", f"He said {WORD[::-1]}, twice."),
    (f"{WORD} {WORD[:2]}!", f"{WORD[1::-1]} {WORD[::-1]}!"),
    (f"a {WORD} 1,200 {WORD[:2]} b", f"a {WORD[1::-1]} 1,200 {WORD[::-1]} b"),
    (f"a {WORD} ({WORD[:2]}) {WORD} b", f"a {WORD[::-1]} ({WORD[1::-1]}) {WORD[::-1]} b"),
    (f"in {WORD} 7%, so", f"in 7% {WORD[::-1]}, so"),
    ("\u0627\u0644 12 b", "12 \u0644\u0627 b"),
)


@pytest.mark.parametrize(("written", "drawn"), LINES, ids=range(len(LINES)))
def test_a_line_is_drawn_as_it_is_read(written: str, drawn: str) -> None:
    found = as_drawn(((written, False),))
    assert "".join(text for text, _ in found) == drawn


def test_the_mark_of_what_is_withheld_stays_as_it_is() -> None:
    line = ((f"{WORD} ", False), ("[WITHHELD B6]", True), (f" {WORD[:2]}", False))
    assert as_drawn(line) == (
        (f"{WORD[::-1]} ", False), ("[WITHHELD B6]", True), (f" {WORD[1::-1]}", False)
    )  # fmt: skip


def test_programs_take_a_name_out_as_it_was_written(tmp_path: Path) -> None:
    data = FORMATS["pdf"][1](document(record(("U", f"The master, {NAME}, writes it so."))))
    assert NAME in text_of("a.pdf", data), "or what is withheld now would not be found in it"
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    said = printed(path, "pdftotext", "{}", "-").decode()
    assert NAME in "".join(each for each in said if unicodedata.category(each) != "Cf")


def test_an_accent_stands_on_its_letter() -> None:
    data = FORMATS["pdf"][1](document(record(("U", "A cafe\u0301, \U0001f600."))))
    assert "A caf\u00e9, ?." in text_of("a.pdf", data)
