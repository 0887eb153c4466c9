"""Laws of the reader, for any input: an answer, nothing lost, spans inside, JSON both ways."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cablegram
from cablegram.read.guard import set_guard
from cablegram.read.stream import split_stream
from cablegram.sample import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = (
    "TAGS: PREL, KISL\n",
    "REF: A. LISBON 98\n",
    "SUBJECT: X\n",
    "E.O. 12958: DECL: 1/1/18\n",
    "C O N F I D E N T I A L SECTION 01 OF 02 LISBON 000117\n",
    "PAGE 02 LISBON 00117\n",
    "NNNN\n",
    "BT\n",
    "FM AMEMBASSY LISBON\n",
    "TO RUEHC/SECSTATE WASHDC PRIORITY 1311\n",
    "INFO X\n",
    "1. (C) TEXT\n",
    "2.(SBU) \n",
    "(",
    ")",
    "//",
    "\x00",
    "\r",
    "\r\n",
    "\f",
    "¶3. ",
    "[1](#)2. ",
    "MRN: 12 LISBON 117\n",
    "Date/DTG: Apr 02, 2012 / 021424Z APR 12\n",
    "Message Text\n",
    "Message Attributes\n",
    "Document Number: 1974LISBON00117\n",
    "<p>",
    "&#x0A;",
    "=20\n",
    "ZCZCABC001\n",
    "DE RUEHLI #0117 0931425\n",
    "END SUMMARY.",
    "REFTEL",
    "SAPT\n",
    "🙂",
    "\u2028",
)


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


def check(text: str | bytes) -> None:
    cable = cablegram.parse(text)
    leaves = list(cable.tree.leaves())
    assert "".join(leaf.text for leaf in leaves) == cable.source_text
    if isinstance(text, str):
        assert cable.source_text == text
    assert 0.0 <= cable.coverage <= 1.0
    size = len(cable.source_text)
    spans = [*cable.spans.values(), *(d.span for d in cable.diagnostics)]
    spans += [p.span for p in cable.paragraphs if p.span is not None]
    spans += [r.span for r in cable.references or () if r.span is not None]
    assert all(span.end <= size for span in spans)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40).map("".join))
def test_any_text(text: str) -> None:
    check(text)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_json_both_ways(text: str) -> None:
    cable = cablegram.parse(text)
    assert cablegram.Cable.from_dict(cable.to_dict()) == cable


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_streams_keep_every_character(text: str) -> None:
    assert sorted("".join(split_stream(text))) == sorted(text)


SAMPLES = [message.data.decode("utf-8", "replace") for message in generate(60, seed=11, size=1200)]


def mutated(seed: int) -> str:
    dice = random.Random(seed)
    text = dice.choice(SAMPLES)[:6000]
    for _ in range(dice.randint(1, 6)):
        lines = text.split("\n")
        match dice.randint(0, 5):
            case 0:
                del lines[dice.randrange(len(lines))]
            case 1:
                lines.insert(dice.randrange(len(lines)), dice.choice(lines))
            case 2:
                dice.shuffle(lines)
            case 3:
                lines = lines[: dice.randint(0, len(lines))]
            case 4:
                lines.insert(dice.randrange(len(lines) + 1), dice.choice(PIECES))
            case _:
                place = dice.randrange(len(text) + 1)
                lines = (text[:place] + dice.choice(PIECES) + text[place + 1 :]).split("\n")
        text = "\n".join(lines) or "\n"
    return text


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_mutated_messages(seed: int) -> None:
    check(mutated(seed))
