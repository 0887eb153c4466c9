"""Texts, paths and parameters that want to get out of the page, or into the program."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cablegram.web.places import person_place, station_place, tag_place
from tests.web.conftest import ATTACKS
from tests.web.places import JOB

if TYPE_CHECKING:
    from starlette.testclient import TestClient

WEB = Path(__file__).parents[2] / "src" / "cablegram" / "web"
#: The elements and attributes that our templates write; all else came from a text.
ATTRIBUTES = frozenset(
    """
    lang charset name content rel type title href src defer class id for action role value
    placeholder autocomplete autocapitalize spellcheck maxlength tabindex aria-label aria-labelledby
    aria-hidden aria-current datetime popover popovertarget viewbox x x1 x2 y y1 y2 width height cx
    cy r d start scope hidden colspan data-month data-says data-lane data-kind checked
    data-name inputmode size stroke-width text-anchor data-names method rows
    enctype multiple webkitdirectory
    data-bytes data-files max data-place http-equiv
    formnovalidate selected required form target data-leave data-passkey data-said readonly
    """.split()  # noqa: SIM905 (reads as a list of words)
)
#: The fields that people type lines into.
TYPED = {"lines", "body", "exact", "note", "description"}
STATUSES = {200, 300, 301, 302, 400, 404, 414}


class Outline(HTMLParser):
    """Collects the elements of a page and what stands in its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_page(text: str) -> None:
    outline = Outline()
    outline.feed(text)
    scripts = [each for tag, each in outline.found if tag == "script"]
    assert scripts
    for script in scripts:
        assert re.fullmatch(r"/static/[a-z]+\.js\?v=[0-9a-f]+", script["src"] or "")
    for tag, attributes in outline.found:
        assert tag not in {"img", "style", "iframe", "object", "embed", "base"}
        assert tag != "textarea" or attributes["name"] in TYPED
        for name, value in attributes.items():
            assert name in ATTRIBUTES, f"<{tag} {name}>"
            if name in {"href", "src", "action"}:
                assert (value or "")[:1] in {"/", "#"}, value
                assert not (value or "").startswith("//")
    assert "49" not in re.findall(r"\{\{.*?\}\}|\b(?<!path-)49\b", text)  # no text is a template


def pages() -> list[str]:
    numbers = [f"/c/07LISBON{n}" for n in range(1, len(ATTACKS) + 1)]
    return [
        "/", "/search", "/help", "/add", f"/add/{JOB}", "/c/07LISBON1?w=1", "/c/07LISBON1?w=2",
        "/c/07LISBON1?view=diff&w=1",
        "/calendar", "/calendar/2007", "/calendar/2007/03", "/missing", "/map", "/archive",
        "/dossiers", "/dossier/all1", "/notes", "/note?id=all8",
        "/saved", "/dossiers/add?q=", "/note?cable=07LISBON4&p=1",
        *(f"/saved?q={quote(attack)}" for attack in ATTACKS),
        *(f"/alerts?what={quote(attack)}" for attack in ATTACKS),
        "/alerts/alls1",
        *(f"/note?cable=07LISBON4&p=2&exact={quote(attack)}" for attack in ATTACKS),
        *(f"/dossier/{quote(attack)}" for attack in ATTACKS),
        *numbers, *(f"{each}?view=source" for each in numbers),
        *(each.replace("/c/", "/thread/") for each in numbers),
        *(each.replace("/c/", "/thread/") + "?read=1" for each in numbers[:3]),
        *(f"/search?q={quote(attack)}" for attack in ATTACKS),
        *(f"/calendar?q={quote(attack)}" for attack in ATTACKS),
        *(f"{each}?station={quote(attack)}" for attack in ATTACKS for each in ("/missing", "/map")),
        *(f"/{quote(attack)}" for attack in ATTACKS),
        *(f"/c/{quote(attack)}" for attack in ATTACKS),
        "/stations", "/tags", "/people", "/station/LISBON",
        *(f"/{kind}/{quote(attack)}" for kind in ("station", "tag", "person")
          for attack in ATTACKS),
        *(place(attack) for place in (station_place, tag_place, person_place)
          for attack in ATTACKS),
        *(f"/{kind}?q={quote(attack)}" for kind in ("stations", "tags", "people")
          for attack in ATTACKS),
    ]  # fmt: skip


def test_no_text_gets_out_of_its_place(hostile: TestClient) -> None:
    seen = set()
    for place in pages():
        answer = hostile.get(place)
        seen.add(answer.status_code)
        assert answer.status_code in STATUSES, place
        assert "set-cookie" not in answer.headers
        if answer.content:
            check_page(answer.text)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202e\u2066]", answer.text)
    assert 200 in seen


def test_the_attacks_are_shown_as_they_are(hostile: TestClient) -> None:
    """The test above would hold for pages without any of the texts too."""
    text = hostile.get("/c/07LISBON1?w=1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\N{REPLACEMENT CHARACTER}" in text


def test_files_of_hostile_cables_are_whole(hostile: TestClient) -> None:
    import xml.etree.ElementTree as ET

    for n in range(1, len(ATTACKS) + 1):
        ET.fromstring(hostile.get(f"/c/07LISBON{n}.tei.xml?w=1").content)  # noqa: S314
        assert hostile.get(f"/c/07LISBON{n}.json?w=1").json()["mrn"] == f"07LISBON{n}"
        assert hostile.get(f"/c/07LISBON{n}.csl.json?w=1").json()
    feed = ET.fromstring(hostile.get("/search.atom?q=alert").content)  # noqa: S314
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) >= len(ATTACKS) - 1


@pytest.mark.parametrize(
    "place",
    [
        "/static/../application.py", "/static/%2e%2e/application.py", "/static/..%2fapplication.py",
        "/static/room.css%00.js", "/static//etc/passwd", "/static/", "/c/", "/c/../../etc/passwd",
        "/c/%2e%2e%2f", "/c/%00", "/item/", "//c/07LISBON1",
        "/c//evil.example", "/c/http://evil.example/08LISBON9", "/search.", "/search.json.csv",
        "/thread/", "/thread/x.json", "/c/.json", "/c/.tei.xml",
    ],
)  # fmt: skip
def test_paths(client: TestClient, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code in {301, 400, 404}, place
    assert "root:" not in answer.text
    assert "def " not in answer.text
    assert answer.headers.get("location", "/c/").startswith("/c/")


def test_headers_cannot_be_injected(client: TestClient) -> None:
    for place in ("/c/08%0d%0aSet-Cookie:%20a=b%0d%0aLISBON%209", "/c/08LISBON%0a9",
                  "/c/08 LISBON 9?w=%0d%0aX:1&view=%0d%0aY:2"):  # fmt: skip
        answer = client.get(place)
        assert answer.status_code in {301, 400, 404}
        assert "\n" not in answer.headers.get("location", "")
        assert not {"x", "y", "set-cookie"} & set(answer.headers)


NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from([*ATTACKS, "(" * 500, '"', "from:", "a" * 5000, "-" * 3000, "*", "NEAR", "~9"]),
    st.integers(-(10**30), 10**30).map(str),
)
NAMES = st.sampled_from(
    [
        "q",
        "sort",
        "page",
        "limit",
        "w",
        "view",
        "depth",
        "only",
        "at",
        "station",
        "year",
        "until",
        "x",
        "from",
        "to",
    ]
)
PATHS = st.sampled_from(
    ["/", "/search", "/complete.json", "/search.json", "/search.atom", "/search.csv",
     "/c/07LISBON4", "/c/07MADRID3", "/c/07LISBON4.json", "/thread/07LISBON4", "/item/7", "/help",
     "/c/06MADRID77",
     "/calendar", "/calendar.csv", "/calendar/2007", "/calendar/2007/03.json",
     "/missing", "/missing.json", "/map", "/map.csv"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(path=PATHS, parameters=st.lists(st.tuples(NAMES, NASTY), max_size=4))
def test_any_parameters_have_an_answer(
    client: TestClient, path: str, parameters: list[tuple[str, str]]
) -> None:
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in parameters)
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in STATUSES
    assert "Traceback" not in answer.text
    if answer.headers.get("content-type", "").startswith("text/html") and answer.content:
        check_page(answer.text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    path=NASTY, area=st.sampled_from(["/c/", "/thread/", "/item/", "/calendar/", "/static/", "/"])
)
def test_any_path_has_an_answer(client: TestClient, path: str, area: str) -> None:
    answer = client.get(area + quote(path, safe="", errors="replace"))
    assert answer.status_code in STATUSES
    assert answer.headers.get("location", "/c/").startswith(("/c/", "/thread/", "/calendar/"))


def test_nothing_is_marked_safe() -> None:
    for file in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", "")
        assert not re.search(r"Markup\(|autoescape\s+false|<[^>]*\s(?:style|on[a-z]+)=\"", text), (
            file.name
        )


def test_a_fault_shows_nothing_of_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the text of a cable")

    monkeypatch.setattr("cablegram.web.cable_pages.ties_of", fail)
    answer = client.get("/c/07LISBON4")
    assert answer.status_code == 500
    for said in (answer.text, caplog.text):
        assert "the text of a cable" not in said
    assert "Traceback" not in answer.text
    assert "RuntimeError" in caplog.text
    monkeypatch.setattr("cablegram.web.search_pages.parse_query", fail)
    assert client.get("/search.json?q=x").json()["error"] == "fault"
