from __future__ import annotations

import time

import pytest

from cablegram.access.marks import embedded

MARKS = [
    ("a. (C) The quay. (S/NF) The ferry.", ("C", "S/NF")),
    ("(C) twice (C)", ("C",)),
    ("- (S//REL TO USA, GBR//OC) x", ("S/REL TO USA, GBR//OC",)),
    ("(S/NF} a garbled bracket", ("S/NF",)),
    ("(C)(NF) one beside the other", ("C", "U/NF")),
    ("(C) (NOFORN) x", ("C", "U/NOFORN")),
    ("(NF) alone is no mark", ()),
    ("(//DEU S) x", ("//DEU S",)),
    ("(//GBR S//NF) x", ("//GBR S", "U/NF")),
    ("(S - ENTIRE TEXT) x", ("S/ENTIRE TEXT",)),
    ('he said "(S) no"', ("S",)),
    ("PERSON(S), see (U) and ($) and (see C)", ("U",)),
    ("(Cats) (Users) (s) (c)", ()),
]


@pytest.mark.parametrize(("text", "wanted"), MARKS)
def test_marks_in_a_text(text: str, wanted: tuple[str, ...]) -> None:
    assert embedded(text) == wanted


def test_hostile_texts_take_bounded_time() -> None:
    began = time.process_time()
    for text in (
        "(" * 200_000, "(S/" * 100_000, "(S " + "A" * 200_000, "(S//" + " /" * 100_000,
        "(C)(" * 50_000, "(//ABCD S" * 20_000,
    ):  # fmt: skip
        embedded(text)
    assert time.process_time() - began < 2
