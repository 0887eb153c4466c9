"""Attention lines: whom at an addressee a cable is for (reference section 2.3)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.read.attention import read_attention
from cablegram.read.passage import Passage

# Line, post, verb, offices, names.
LINES: list[tuple[str, str | None, str | None, str, tuple[str, ...]]] = [
    (
        "STATE FOR EUR/RUR (RASSENDYLL) AND INR/EU",
        "STATE",
        "FOR",
        "EUR/RUR INR/EU",
        ("RASSENDYLL",),
    ),
    ("STATE FOR EUR/RUR (RASSENDYLL AND SAPT)", "STATE", "FOR", "EUR/RUR", ("RASSENDYLL", "SAPT")),
    ("DEPT FOR EUR/RUR, INR/EU; EB/IFD", "DEPT", "FOR", "EUR/RUR INR/EU EB/IFD", ()),
    ("DEPARTMENT PLEASE PASS TO TREASURY", "DEPARTMENT", "PLEASE PASS TO", "", ("TREASURY",)),
    ("STATE PASS USTR", "STATE", "PASS", "USTR", ()),
    ("SECSTATE PASS TO USTR", "SECSTATE", "PASS TO", "USTR", ()),
    ("DEPT NEA/MAG (SAPT)", "DEPT", None, "NEA/MAG", ("SAPT",)),
    ("STATE FOR NEA/FHELSING", "STATE", "FOR", "NEA", ("FHELSING",)),
    ("GENEVA: FOR CD DELEGATION", "GENEVA", "FOR", "", ()),
    ("PARIS PASS POLAD", "PARIS", "PASS", "", ("POLAD",)),
    ("TREASURY FOR AMBASSADOR HELSING", "TREASURY", "FOR", "", ("HELSING",)),
    ("STATE FOR EUR/RUR RASSENDYLL", "STATE", "FOR", "EUR/RUR", ("RASSENDYLL",)),
]


@pytest.mark.parametrize(
    ("line", "post", "verb", "offices", "names"), LINES, ids=[case[0] for case in LINES]
)
def test_a_line(
    line: str, post: str | None, verb: str | None, offices: str, names: tuple[str, ...]
) -> None:
    (found,) = read_attention(Passage.whole(line))
    assert (found.post, found.verb) == (post, verb)
    assert set(offices.split()) <= set(found.offices)
    assert set(names) <= set(found.names)
    assert found.text == line


@pytest.mark.parametrize(
    ("line", "offices"),
    [
        ("USDA FAS FOR CMP, ARS, AND ERS", ("CMP", "ARS", "ERS")),
        ("NSC FOR HELSING/TARLENHEIM", ()),
        ("USCINCPAC FOR J3 AND POLAD 43 SW", ()),
        ("STATE FOR OES/HENTZAU AND S, C", ("OES", "S", "C")),
        # Prose that a scanner put there has words of few letters, and they are no offices.
        ("STATE FOR INR THE OBJECT IS A METAL ONE THAT FELL ON A TOWN BY NIGHT", ("INR",)),
    ],
)
def test_words_and_persons_are_no_offices(line: str, offices: tuple[str, ...]) -> None:
    (found,) = read_attention(Passage.whole(line))
    assert found.offices == offices


def test_one_value_for_each_line_and_wrapped_lines_joined() -> None:
    text = "STATE FOR EUR/RUR (RASSENDYLL AND\nSAPT) AND INR/EU\nTREASURY FOR OASIA"
    first, second = read_attention(Passage.whole(text))
    assert first.names == ("RASSENDYLL", "SAPT")
    assert (second.post, second.text) == ("TREASURY", "TREASURY FOR OASIA")
    assert first.span is not None
    assert (
        text[first.span.start : first.span.end]
        == "STATE FOR EUR/RUR (RASSENDYLL AND\nSAPT) AND INR/EU"
    )


def test_in_a_telegram() -> None:
    text = """\
UNCLAS LISBON 000117

SENSITIVE

STATE FOR EUR/WE (SAPT)
USDOC FOR 4530/ITA

E.O. 12958: N/A
TAGS: PREL
SUBJECT: X

1. A.

2. B.
"""
    cable = cablegram.parse(text)
    assert [each.post for each in cable.attention or ()] == ["STATE", "USDOC"]
    assert cable.captions == ("SENSITIVE",)
    assert (
        cablegram.parse(text.replace("STATE FOR EUR/WE (SAPT)\nUSDOC FOR 4530/ITA\n", "")).attention
        is None
    )


def test_a_section_that_goes_on_in_the_middle_of_a_sentence_has_no_attention_line() -> None:
    text = """\
UNCLAS SECTION 02 OF 02 ZENDA 000117

MILLION.  IN EXCHANGE FOR THE DUES THE GUILD MAY ASK FOR A PIER.

2. THE GUILD ANSWERED.
"""
    assert not cablegram.parse(text).attention
