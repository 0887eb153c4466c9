"""Laws of values and of files of many messages; those of `parse` alone are in another module."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cablegram
from cablegram.model import MRN, InvalidMRN, find_mrns
from cablegram.read.decode import decode, encode
from cablegram.read.guard import set_guard
from cablegram.read.mail import split_mbox
from cablegram.read.rows import split_rows
from cablegram.read.stream import split_stream
from cablegram.sample import generate
from cablegram.vocabulary import all_stations, canonical_station

if TYPE_CHECKING:
    from collections.abc import Iterator

SMART_LABELS = (
    "MRN:",
    "Date/DTG:",
    "From:",
    "Action:",
    "E.O.:",
    "TAGS:",
    "Captions:",
    "Reference:",
    "Subject:",
    "Info:",
)
SMART_VALUES = (
    "12 LISBON 117",
    "Apr 02, 2012 / 021424Z APR 12",
    "AMEMBASSY LISBON",
    "WASHDC, SECSTATE ROUTINE",
    "13526",
    "PREL, PGOV, PO",
    "SENSITIVE",
    "A) 12 LISBON 98",
    "Harbor dues rise again",
    "",
    "n/a",
)
HEADING = (
    "O P 021424Z APR 08",
    "FM AMEMBASSY LISBON",
    "TO RUEHC/SECSTATE WASHDC PRIORITY 1311",
    "INFO RUEHMD/AMEMBASSY MADRID 0042",
    "UNCLAS LISBON 000117",
    "C O N F I D E N T I A L SECTION 01 OF 02 LISBON 000117",
    "SIPDIS",
    "E.O. 12958: DECL: 04/02/2018",
    "TAGS: PREL, MARR, PO",
    "SUBJECT: HARBOR DUES RISE AGAIN",
    "REF: A. LISBON 98 B. 07 STATE 1234 (NOTAL)",
    "Classified By: Ambassador F. von Tarlenheim, reasons 1.4 (b) and (d).",
    "1. (C) THE DUES ROSE (REF A).",
    "2. (U) THE SHIPS LEFT.",
    "PAGE 02        LISBON  00117  021424Z",
    "",
    "BT",
    "NNNN",
)
fragments = st.lists(st.sampled_from(HEADING) | st.text(max_size=12), max_size=18).map("\n".join)
smart_fragments = st.lists(
    st.tuples(st.sampled_from(SMART_LABELS), st.integers(1, 31), st.sampled_from(SMART_VALUES)).map(
        lambda row: row[0] + " " * row[1] + row[2]
    )
    | st.sampled_from(HEADING),
    max_size=16,
).map("\n".join)
stations = st.sampled_from(sorted(all_stations())).filter(lambda s: canonical_station(s) == s)
mrns = st.builds(
    MRN,
    st.none() | st.integers(1900, 2060),
    stations,
    st.integers(1, 9_999_999),
    st.booleans(),
)
SAMPLES = tuple(message.data for message in generate(40, seed=23, size=900))


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


def check(text: str, form: str = "auto") -> None:
    """Twice the same; the leaves are the text; through JSON and back."""
    cable = cablegram.parse(text, form=form)
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == cable.source_text == text
    again = cablegram.parse(text, form=form)
    assert again == cable
    assert again.tree == cable.tree
    assert again.spans == cable.spans
    back = cablegram.Cable.from_dict(json.loads(json.dumps(cable.to_dict())))
    assert back == cable
    assert back.tree == cable.tree
    assert back.to_dict() == cable.to_dict()


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    check(text)


@given(fragments, st.sampled_from(["auto", "telegram", "acp127", "sas"]))
def test_fragments_of_telegrams(text: str, form: str) -> None:
    check(text, form)


@given(smart_fragments, st.sampled_from(["auto", "smart", "mail"]))
def test_fragments_of_the_labelled_layout(text: str, form: str) -> None:
    check(text, form)


@given(st.sampled_from(SAMPLES), st.data())
def test_a_message_cut_anywhere(message: bytes, data: st.DataObject) -> None:
    text = decode(message)[0]
    start = data.draw(st.integers(0, len(text)))
    check(text[start : data.draw(st.integers(start, len(text)))])


@given(st.binary(max_size=600))
@example(b"\xff\xfe")
@example(b"\x00")
def test_bytes_come_back(data: bytes) -> None:
    """STYLE 4: decode without loss and remember how."""
    cable = cablegram.parse(data)
    assert cable.encoding is not None
    assert encode(cable.source_text, cable.encoding) == data
    assert cablegram.parse(data) == cable


@given(mrns)
def test_a_number_is_what_it_spells(mrn: MRN) -> None:
    assert MRN.parse(str(mrn)) == mrn
    assert MRN.parse(mrn.format("spaced")) == mrn


@given(mrns.filter(lambda mrn: mrn.year is not None))
def test_a_number_with_its_year_comes_back_from_the_archive_form(mrn: MRN) -> None:
    assert MRN.parse(mrn.format("archive")) == mrn


@given(st.text(max_size=40) | st.sampled_from(HEADING))
def test_what_parses_as_a_number_comes_back(text: str) -> None:
    try:
        mrn = MRN.parse(text)
    except InvalidMRN:
        return
    assert MRN.parse(str(mrn)) == mrn


@given(mrns, mrns)
def test_order_and_hash_follow_meaning(one: MRN, other: MRN) -> None:
    assert (one == other) == (str(one) == str(other))
    assert one < other or other < one or one == other
    if one == other:
        assert hash(one) == hash(other)


@given(fragments)
def test_numbers_in_prose_stand_where_they_say(text: str) -> None:
    last = 0
    for mrn, span in find_mrns(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end
        assert re.search(r"\d", text[span.start : span.end])
        assert mrn.number > 0


@given(st.lists(st.sampled_from(SAMPLES), max_size=3), fragments)
def test_messages_of_a_stream_hold_every_character(messages: list[bytes], between: str) -> None:
    """Sections that travelled apart are put together, so the order may change, never the text."""
    text = between.join(decode(message)[0] for message in messages)
    parts = list(split_stream(text))
    assert sorted("".join(parts)) == sorted(text)
    if "SECTION" not in text:
        assert "".join(parts) == text


@given(
    st.lists(
        st.sampled_from(("From clerk@example.org Wed Apr  2 14:24:00 2008\n", "\n", ">From x\n"))
        | st.sampled_from(("From: clerk@example.org\n", "Subject: dues\n", "From the harbor\n"))
        | st.text(max_size=20),
        max_size=30,
    ).map("".join)
)
def test_mailboxes_keep_every_character(text: str) -> None:
    assert "".join(split_mbox(text)) == text


@given(
    st.lists(
        st.sampled_from(('"', '""', ",", "\n", "\r\n", "\\", '\\"', "08LISBON9", ";", "\t", "|"))
        | st.text(max_size=8),
        max_size=40,
    ).map("".join),
    st.integers(1, 50),
)
def test_tables_keep_every_character(text: str, step: int) -> None:
    """In pieces of any size as at once."""
    whole = [row.text for row in split_rows(text)]
    assert "".join(whole) == text
    pieces = [text[at : at + step] for at in range(0, len(text), step)]
    assert "".join(row.text for row in split_rows(pieces)) == text
