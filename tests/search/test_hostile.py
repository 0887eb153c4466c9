"""Whatever is typed gets an answer or a message, soon."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from cablegram.errors import QueryError
from cablegram.search import Archive, InvalidCursor, explain, parse_query, table
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 2.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Return an archive with many different words, so that patterns have much to run over."""
    words = [f"{a}{b}{c}{n}" for n, a in enumerate(LETTERS) for b in LETTERS for c in LETTERS]
    text = tuple(" ".join(words[n : n + 500]) for n in range(0, len(words), 500))
    folder = fill(tmp_path_factory.mktemp("archive"), {"text": ("a" * 60 + " harbor", *text)})
    with Archive.open(folder) as opened:
        opened.search("")
        yield opened


HOSTILE = {
    "10 MB": "a" * 10_000_000,
    "10 MB of words": "visa " * 2_000_000,
    "10 MB of quotes": '"' * 10_000_000,
    "100,000 clauses": " OR ".join(["visa"] * 100_000),
    "clauses to the bound": " OR ".join(["ab"] * 240),
    "fields to the bound": " ".join(["from:a"] * 256),
    "depth 10,000": "(" * 10_000 + "a" + ")" * 10_000,
    "depth of signs": "-" * 4000 + "a",
    "depth of NOT": "NOT " * 1000 + "a",
    "depth of fields": "subject:(" * 400 + "a" + ")" * 400,
    "only openings": "(" * 4096,
    "star": "*",
    "stars": "*" * 4000,
    "star in quotes": '"*"',
    "field of a star": "subject:*",
    "every word": "a*",
    "questions": "?" * 4000,
    "gaps": "aaa" + "*a" * 2000,
    "gaps to the bound": "aaa" + "*a" * 8,
    "many gaps": " OR ".join([f"aa{a}*a*a*a*a*a*a*z" for a in LETTERS]),
    "regex bomb": "(a+)+$ " + "(a|aa)+ " * 100,
    "regex in a word": ".*.*.*.*=.*",
    "regex in a prefix": "(.*)*abc*",
    "regex classes": "[a-z]{1,1000000}*",
    "backslashes": "\\" * 4000 + "*",
    "nul": "\0" * 4000,
    "controls": "".join(map(chr, range(32))) + "visa\x1b[2J\x07",
    "right to left": "\u202evisa\u202c \u200f\u2067dues\u2069",
    "right to left only": "\u202e\u200f",
    "lone surrogates": "\ud800\udfff visa",
    "far": '"a b"~999999999',
    "farther": '"a b"~' + "9" * 4000,
    "near chain": " NEAR ".join(["a"] * 250),
    "near number": "a NEAR/99999999999999999999 b",
    "fuzzy": " ".join([f"harbour{a}~2" for a in LETTERS * 3]),
    "fuzzy number": "harbor~99999999999999999999999",
    "long phrase": '"' + "a " * 2000 + '"',
    "long phrase near": '"' + "a " * 2000 + '"~1000',
    "paragraph of the same": "para:(" + "a " * 15 + ")",
    "many values": "tags:" + ",".join(["A"] * 2000),
    "dates": "date:9999999999999999..0",
    "date of nothing": "date:0000-00-00",
    "big number": "mrn:08LISBON99999999999999999999999999",
    "digits": "9" * 4096,
    "colons": ":" * 4096,
    "fields without end": "from:" * 800,
    "emoji": "\U0001f6a2" * 1000,
    "combining": "a" + "\u0301" * 4000,
    "sort twice": "sort:date " * 400,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_or_a_message_in_bounded_time(archive: Archive, name: str) -> None:
    query = HOSTILE[name]
    began = time.process_time()
    refused = refusal(archive, query)
    if refused is None:
        assert explain(parse_query(query))
    else:
        start, end = refused.span
        assert 0 <= start <= end <= len(query)
        assert len(str(refused)) < 1000
        assert len(refused.picture()) < 200
        assert all(letter.isprintable() for letter in refused.picture().replace("\n", ""))
    assert time.process_time() - began < SECONDS


def refusal(archive: Archive, query: str) -> QueryError | None:
    try:
        assert archive.search(query, with_facets=True).total >= 0
    except QueryError as error:
        return error
    return None


def test_a_table_of_hostile_queries(archive: Archive) -> None:
    lines = [query.replace("\n", " ") for query in HOSTILE.values() if len(query) < 10_000]
    rows = list(table(archive, lines))
    assert len(rows) > 30
    assert all((row.total is None) == (row.problem is not None) for row in rows)


@pytest.mark.parametrize(
    "token", ["", "x", "start ", "A" * 30_000, "\u202e", "AAAAAAAAAAAA", "!!!!", "c3RhcnQ="]
)
def test_hostile_cursors(archive: Archive, token: str) -> None:
    with pytest.raises(InvalidCursor):
        archive.search("", cursor=token)
