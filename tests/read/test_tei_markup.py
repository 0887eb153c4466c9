"""Markup of volumes: cut, broken, hostile; whatever it is, no letter of it is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import Cable
from cablegram.read.tei import split_tei, tei_score
from cablegram.read.tei_markup import Markup, decode_entity
from tests.read.tei_documents import TELEGRAM, codes, joined, read


def test_a_volume_is_cut_at_its_documents() -> None:
    documents = '<div type="document"><p>x</p></div> ' * 3
    volume = f"<TEI><teiHeader/><body>{documents}</body></TEI>"
    pieces = list(split_tei(volume))
    assert len(pieces) == 3
    assert "".join(pieces) == volume
    assert all(codes(read(piece)) == [] for piece in pieces)  # torn outer tags are no fault
    assert list(split_tei("no tags")) == ["no tags"]


@pytest.mark.parametrize(
    ("head", "score"),
    [(TELEGRAM, 1.0), ('<div type="document">', 0.95), ("<html><p>", 0.0), ("FM LISBON", 0.0)],
)
def test_score(head: str, score: float) -> None:
    assert tei_score(head) == score


def test_entities_are_never_expanded() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><div type="document"><p>&b;</p></div>'
    )
    cable = read(bomb)
    assert cable.paragraphs[0].text == "&b;"
    assert joined(cable) == bomb
    assert decode_entity("&#xD800;") == "&#xD800;"
    assert decode_entity("&#8212;") == "—"


@pytest.mark.parametrize(
    "text",
    [
        '<div type="document"><p>one <b>two</p></div>',
        '<div type="document"><p>one</q></p></div>',
        '<div type="document"><p>a < b</p></div>',
        '<div type="document"><p x="1>one</p></div>',
        '<div type="document"><p>one',
    ],
)
def test_broken_markup_is_reported_and_read(text: str) -> None:
    cable = read(text)
    assert "CG005" in codes(cable)
    assert joined(cable) == text
    assert cable.paragraphs


def test_comments_and_sections_are_read_over() -> None:
    cable = read('<div type="document"><!-- <p>no</p> --><?pi x?><p>a<![CDATA[<b>]]>c</p></div>')
    assert [p.text for p in cable.paragraphs] == ["a<b>c"]


PIECES = st.sampled_from(
    ["<", ">", "<p>", "</p>", "<div type='document'>", "</div>", "<note>", "</note>", "<head>",
     "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "[", "&amp;", "&#0;", '"', "\n",
     "Telegram From ",
     " to ", "Source: ", "Secret; ", "12. ", "Subject: ", "Ref: ", "May 5, 1966, 2599Z", "<pb/>",
     "(", ")", ", and ", "<lb/>", "Repeated to ", "é", "\u2028", "\x00"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=6), max_size=60).map("".join))
def test_leaves_joined_are_the_text(text: str) -> None:
    """DESIGN 1, rule 1: the leaves, joined, are the input exactly; reading never raises."""
    cable = read(text)
    assert joined(cable) == text
    assert "".join(split_tei(text)) == text
    assert Cable.from_dict(cable.to_dict()).to_dict() == cable.to_dict()


@given(st.lists(PIECES, max_size=60).map("".join))
def test_events_tile_the_text(text: str) -> None:
    """Every character of the source belongs to one event of the tokeniser."""
    markup = Markup(text)
    place = 0
    for start, end in zip(markup.starts, markup.ends, strict=True):
        assert start == place
        place = end
    assert place == len(text)


HOSTILE = ["<", "<a ", "<a>", "</a>", "<!--", "<![CDATA[", "<!", "<!DOCTYPE [", '<a b="', "&", " ",
           "(", "[", "1.", "<div type='document'>", "<note>", "Secret; ", " to ", "Repeated to A, ",
           "drafted by ", "Ref: ", "\n"]  # fmt: skip


FRAMES = [
    "%s",
    '<div type="document"><head>%s</head></div>',
    '<div type="document"><head>1. Telegram From A to B<note>Source: %s</note></head>%s</div>',
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("frame", FRAMES)
def test_time_is_linear(unit: str, frame: str) -> None:
    filling = unit * (200_000 // len(unit))
    text = frame.replace("%s", filling)
    started = time.process_time()
    cable = read(text)
    assert time.process_time() - started < 4.0
    assert sum(map(len, [leaf.text for leaf in cable.tree.leaves()])) == len(text)
