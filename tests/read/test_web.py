"""Text out of web pages: what a person saw, and where it stands in the source."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.read.web import html_view, is_html, markdown_view, web_score

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.read.view import View


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<p>One</p><p>two</p>", "One\n\ntwo", id="paragraphs"),
        pytest.param("One<br>two<br/><br>three", "One\ntwo\n\nthree", id="breaks"),
        pytest.param("<pre>  A\n    B</pre>", "  A\n    B", id="pre"),
        pytest.param("O 021424Z\nFM LISBON", "O 021424Z\nFM LISBON", id="lines-stay"),
        pytest.param("<p>\n   One\n</p>\n\n\n<p>two</p>", "One\n\ntwo", id="space-between-tags"),
        pytest.param("a <b>b</b> c", "a b c", id="inline"),
        pytest.param("<head><title>x</title></head><body>y", "y", id="head"),
        pytest.param("<head><title>x</title><body>y", "y", id="head-without-end"),
        pytest.param("a<script>if (a<b) x</script>b<style>p{}</style>c", "abc", id="script"),
        pytest.param("a<script>b", "ab", id="script-without-end"),
        pytest.param("a<!-- <p> -->b", "ab", id="comment"),
        pytest.param("a<!doctype html>b", "ab", id="doctype"),
        pytest.param("&lt;C&gt; &amp; &#39;&#x27;&eacute;&#150;", "<C> & ''é–", id="entities"),
        pytest.param("AT&T &nosuch; & &#0; &#xD800;", "AT&T &nosuch; & � �", id="no-entities"),
        pytest.param("3 < 4 and 5 > 4 <3", "3 < 4 and 5 > 4 <3", id="signs-that-are-no-tags"),
        pytest.param('<a title="a > b">c</a>', "c", id="sign-in-a-value"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr></table>c", "a\tb\nc", id="table"),
        pytest.param("<a <b>c", "<a c", id="tag-in-a-tag"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_html(text: str, expected: str) -> None:
    assert html_view(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[1](#)2. (C) THE BRIDGE", "2. (C) THE BRIDGE", id="anchor"),
        pytest.param("REF: [1](#)A. LISBON 9", "REF: A. LISBON 9", id="anchor-of-a-letter"),
        pytest.param("TAGS: [PREL](#), [PO](#)", "TAGS: PREL, PO", id="tags"),
        pytest.param("[LISBON 9](/cable/9.html)", "LISBON 9", id="link"),
        pytest.param('[A](https://example.org "t")', "A", id="link-with-title"),
        pytest.param("¶5. (U) OPEN", "5. (U) OPEN", id="pilcrow"),
        pytest.param("¶B. OPEN", "B. OPEN", id="pilcrow-of-a-letter"),
        pytest.param("<http://example.org/a>", "http://example.org/a", id="autolink"),
        pytest.param("A\\\nB\\ \nC", "A\nB \nC", id="backslash-at-the-end"),
        pytest.param("A&#x000A;B &#39;C&#39;", "A\nB 'C'", id="entities"),
        pytest.param("1\\. NO \\[SIC\\]", "1. NO [SIC]", id="escapes"),
        pytest.param("[SIC] (#) C:\\TEMP <C>", "[SIC] (#) C:\\TEMP <C>", id="what-is-text"),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert markdown_view(text).text == expected


@pytest.mark.parametrize("view", [html_view, markdown_view])
def test_words_lie_where_they_stand(view: Callable[[str], View]) -> None:
    text = "<p>¶1. (C) THE <b>BRIDGE</b> &amp; [ROAD](#)</p>\n<p>IS OPEN</p>"
    seen = view(text)
    for word in ("BRIDGE", "ROAD", "OPEN"):
        start = seen.text.index(word)
        span = seen.span(start, start + len(word))
        assert text[span.start : span.end] == word


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("<html><body>O 021424Z APR 08", 0.9, 1),
        ("<p>TAGS: PREL</p><p>SUBJECT: X</p>", 0.5, 1),
        ("[1](#)2. (C) X\n¶3. Y", 0.5, 1),
        ("O 021424Z APR 08\nFM AMEMBASSY LISBON <3", 0, 0.2),
        ("", 0, 0),
    ],
)
def test_score(text: str, low: float, high: float) -> None:
    assert low <= web_score(text) <= high


def test_html_or_markdown() -> None:
    assert is_html("<p>x</p>")
    assert not is_html("[1](#)2. <http://example.org>")


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "<p>", "</p>", "<br>", "<pre>", "</pre>", "<script>", "</script>", "<head>", "a",
         "<body>", "<!--", "-->", "&", "&amp;", "&#10;", "&#13;", '"', " ", "\n", "[", "](#)", "1",
         "\\", "¶", "<http://a>", "<td>", "</td>", "\r\n", "é"]
    )
).map("".join)  # fmt: skip


@given(MARKUP)
def test_spans_lie_in_the_source(text: str) -> None:
    for view in (html_view(text), markdown_view(text)):
        last = 0
        for place in range(len(view.text)):
            span = view.span(place, place + 1)
            assert last <= span.end <= len(text)
            assert 0 <= span.start <= span.end
            last = span.start
    web_score(text)


@pytest.mark.parametrize(
    "unit",
    ["<", "<a", '<a"', '<a ">', "<!--", "&", "&amp;", "[", "[1](#)", "](#", "\\", "<http://",
     "<pre>", "<script>", "<head>", "<b>x</b>", "\n", " ", "a\n\n\n", "¶1"],
)  # fmt: skip
def test_time_is_linear(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    html_view(text)
    markdown_view(text)
    web_score(text)
    assert time.process_time() - started < 15
