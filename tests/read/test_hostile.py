"""No input makes the reader slow: nasty text at each place where something is read of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

import cablegram
from cablegram.read.guard import set_guard
from tests.nasty import NASTY, limit, long_text

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT_CHARS = 200_000
TEXT_SECONDS = 3.0
SMART = "MRN: 12 LISBON 117\nDate/DTG: Apr 02, 2012 / 021424Z APR 12\n"
HEAD = "UNCLAS LISBON 000117\nE.O. 12958: N/A\nTAGS: PREL\n"
VOLUME = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document" xml:id="d1"><head>1. '
# Where the nasty text stands: what reads it depends on that.
STARTS = {
    "alone": "",
    "tags": "TAGS: PREL\n",
    "to": "FM AMEMBASSY LISBON\nTO ",
    "info": "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nINFO ",
    "classification": "UNCLAS LISBON 000117 ",
    "order": "E.O. 12958: DECL: ",
    "subject": HEAD + "SUBJECT: X ",
    "reference": HEAD + "SUBJECT: X\nREF: LISBON 98 ",
    "authority": HEAD + "Classified By: ",
    "attention": "UNCLAS LISBON 000117\nSTATE FOR ",
    "portion": HEAD + "SUBJECT: X\n\n1. (C",
    "paragraph": HEAD + "SUBJECT: X\n\n1. (C) A ",
    "military": "FM CNO WASHINGTON DC\nBT\nUNCLAS\nMSGID/GENADMIN/CNO//\nSUBJ/X",
    "labelled action": SMART + "Action: ",
    "labelled reference": SMART + "Reference: A) ",
    "volume": VOLUME + "Telegram From the Embassy in Lisbon ",
    "record": "Message Text\nUNCLAS LISBON 1\nMessage Attributes\nTo: ",
    "mail": "From: a@b.c\nTo: x\nSubject: ",
}


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


@pytest.mark.slow
@pytest.mark.parametrize(("start", "label"), list(itertools.product(STARTS, NASTY)))
def test_no_text_is_slow(start: str, label: str) -> None:
    text = STARTS[start] + long_text(NASTY[label], TEXT_CHARS, "!\nBT\n")
    try:
        with limit(TEXT_SECONDS):
            cable = cablegram.parse(text)
    except TimeoutError:
        pytest.fail(f"parse took more than {TEXT_SECONDS} s")
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text


def test_rows_before_a_stamp_are_looked_at_once() -> None:
    """A stamp far below kept the search for it, and for the next line of interest, going on."""
    text = long_text("QUIET\n", TEXT_CHARS, "\nX Declassified/Released Y\n")
    with limit(TEXT_SECONDS):
        cable = cablegram.parse(text)
    assert cable.source_text == text
