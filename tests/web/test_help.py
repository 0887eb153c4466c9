"""The help explains what the room has, and what it shows can be done as it stands there."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cablegram.search.parser import parse_query
from cablegram.web.sections import EXPLAINED, SECTIONS

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCRIPT = Path(__file__).parents[2] / "src" / "cablegram" / "web" / "static" / "room.js"
TEMPLATES = SCRIPT.parents[1] / "templates"


@pytest.fixture(scope="module")
def text(client: TestClient) -> str:
    return client.get("/help").text


@pytest.mark.parametrize(("place", "word"), SECTIONS)
def test_every_section_is_explained(text: str, place: str, word: str) -> None:
    """If this fails for a section of yours: say in `sections.EXPLAINED` what it is for."""
    assert EXPLAINED.get(place)
    row = f'<dt><a href="{place}">{word}</a></dt><dd>{EXPLAINED[place]}</dd>'
    assert row in unescape(text)


def test_what_is_to_be_written_can_be_understood(text: str) -> None:
    tables = re.findall(r"<table>.*?</table>", text, re.DOTALL)[:2]
    queries = [unescape(each) for each in re.findall(r"<code>(.*?)</code>", "".join(tables))]
    assert len(queries) > 20
    for query in queries:
        parse_query(query)


def test_every_key_is_explained(text: str) -> None:
    table = SCRIPT.read_text(encoding="utf-8").split("const KEYS = {")[1].split("\n  };")[0]
    keys = re.findall(r'^    (?:"(.)"|(\w)):', table, re.MULTILINE)
    assert len(keys) > 5
    shown = {unescape(each) for each in re.findall(r"<kbd>(.+?)</kbd>", text)}
    templates = "".join(each.read_text(encoding="utf-8") for each in TEMPLATES.glob("*.html"))
    named = set(re.findall(r'data-key="(.)"', templates))
    assert named.isdisjoint(quoted or bare for quoted, bare in keys)
    assert {quoted or bare for quoted, bare in keys} | named == shown


def test_the_contents_lead_somewhere(text: str) -> None:
    contents = text.split('class="contents"')[1].split("</nav>", maxsplit=1)[0]
    for name in re.findall(r'href="#(\w+)"', contents):
        assert f'<h2 id="{name}">' in text
