"""Nasty values for every parameter of every row of the table: the right status, one error shape.

And never a word of the program's inside, a header or an address that somebody else wrote, or more
than two seconds of work.
"""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest

from cablegram.web.describing import json_of, media_types, statuses
from cablegram.web.guarding import HEADERS
from tests.made_up import fill
from tests.web.conftest import ATTACKS, CABLES, clients
from tests.web.test_hostile import check_page
from tests.web.tried import FORMS, ROWS, bare_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response
    from starlette.testclient import TestClient

    from cablegram.web.paths import Path

MOST_SECONDS: Final = 2.0
#: As they stand in an address: escaped already.
NASTY: Final = (
    "", "%20", "+", "%00", "a%00b", "%0d%0aX-Evil:%20yes", "%0a", "%", "%zz", "%u0041", "&", "=",
    ";", "%26x%3d1", "%23", "?", "%3f", "..", "../..", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f",
    "%5c%5cevil.example", "%2f%2fevil.example", "http:%2f%2fevil.example%2f08LISBON9",
    "%ED%A0%80", "%FF%FE", "%C0%AF", "%F4%90%80%80", "%EF%BF%BF", "%E2%80%AEnigriv",
    "-1", "0", "1e9", "0x10", "1.5", "%2B1", "9" * 10, "9" * 19, "9" * 400, "%C2%B2", "%D9%A1",
    "%C2%BD", "NaN", "null", "true", "[]", "{}", "None", "%24where", "'+OR+1=1+--",
    "a" * 300, "a" * 5000, "%F0%9F%8F%B4" * 200, "(" * 500, "-" * 3000, "%22", "%22" * 999, "*",
    "a*" * 200, "?*?*?*?*", "~9", "/" * 300, "." * 300, ".json", ".json.json", ".csv.tei.xml",
    "08LISBON9" * 100, "from:", "date:9999..0000", "sort:x", "NEAR/99999999999", "NOT+" * 400,
    *(quote(each, safe="") for each in ATTACKS),
)  # fmt: skip
#: Whole queries.
QUERIES: Final = (
    "q", "=", "&&&", "q=a&q=b", "q[]=a", "q.x=a", "a=1&" * 3000, "limit=1&limit=x", "%00=%00",
    "page=", "q=%ED%A0%80&sort=%ED%A0%80", "x" * 20_000, "__proto__=1", "callback=alert",
)  # fmt: skip
OWN_HEADERS: Final = {
    *HEADERS, "content-type", "content-length", "content-disposition", "content-encoding", "etag",
    "vary", "link", "location", "retry-after", "refresh", "allow",
}  # fmt: skip
INSIDE: Final = re.compile(
    r"Traceback|\.py\b(?!</code>)|sqlite|root:x:|line \d+, in ", re.IGNORECASE
)
#: Of an ending that is not a page or JSON, and of forms, so many are taken.
SAMPLE: Final = 8
JSON: Final = "application/json"
ERROR: Final = {"schema", "status", "error", "message", "hint"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room that is changed here."""
    yield from clients(fill(tmp_path_factory.mktemp("fuzz") / "archive", *CABLES))


def check(answer: Response, row: Path, ending: str, place: str, begun: float) -> None:
    """See that an answer is one of ours."""
    assert time.process_time() - begun < MOST_SECONDS, place
    # 405: `/add/..` is another path when it is sent.
    allowed = {*statuses(row), 404, 405} - {500}
    assert answer.status_code in allowed, place
    assert set(answer.headers) <= OWN_HEADERS, place
    for name, value in answer.headers.items():
        assert not re.search("[\r\n\x00]", value), (place, name)
    where = answer.headers.get("location", "/")
    assert re.fullmatch(r"/(?![/\\])[!-~]*", where), (place, where)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    path = place.partition(" ")[0].partition("?")[0]
    is_json = path.endswith(("json", "jsonld")) or answer.request.headers["accept"] == JSON
    if answer.status_code >= 400 and is_json:
        assert kind == "application/json", place
    if answer.status_code >= 400 and kind == "application/json":
        assert set(answer.json()) == ERROR, place
        assert answer.json()["status"] == answer.status_code
    if answer.status_code == 200 and not row.within and row.method == "GET":
        assert kind in media_types(row, ending), place
    if kind == "text/html" and answer.content:
        check_page(answer.text)
        assert not INSIDE.search(answer.text.replace("api_pages", "")), place
    elif answer.status_code >= 400:
        assert not INSIDE.search(answer.text), place


def with_value(row: Path, name: str, value: str) -> str:
    """Return where a row stands with a value for one parameter, and examples for the others."""
    bare = row.path
    for each in row.within:
        put = value if each.name == name else quote(each.example or "1", safe="")
        bare = "".join(
            put if n % 2 else part
            for n, part in enumerate(re.split(rf"(\{{{each.name}(?::\w+)?\}})", bare))
        )
    return bare


def places(row: Path, ending: str) -> Iterator[str]:
    """Yield nasty addresses of a row."""
    chance = random.Random(f"{row.path}{ending}")
    is_all = ending in {"", ".json"}
    nasty = NASTY if is_all else chance.sample(NASTY, SAMPLE)
    for each in row.within:
        for value in nasty:
            yield f"{with_value(row, each.name, value)}{ending}"
    good = f"{next(bare_places(row))}{ending}"
    for each in row.asks:
        for value in nasty:
            yield f"{good}?{each.name}={value}"
            if is_all:
                yield f"{good}?{each.name}=1&{each.name}={value}"
    for query in QUERIES if is_all else chance.sample(QUERIES, 3):
        yield f"{good}?{query}"


@pytest.mark.parametrize(
    ("row", "ending"),
    [(row, ending) for row in ROWS for ending in ("", *row.endings)],
    ids=lambda value: value if isinstance(value, str) else value.path,
)
def test_whatever_is_asked_has_an_answer(client: TestClient, row: Path, ending: str) -> None:
    for place in places(row, ending):
        begun = time.process_time()
        check(client.get(place), row, ending, place, begun)
        if json_of(row, ending) and not ending:
            answer = client.get(place, headers={"accept": JSON})
            check(answer, row, ".json", place, begun)


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.path)
def test_whatever_is_sent_has_an_answer(own: TestClient, row: Path) -> None:
    chance = random.Random(row.path)
    form = {"content-type": "application/x-www-form-urlencoded"}
    good = next(bare_places(row))
    bodies = [f"{e.name}={value}" for e in row.fields for value in chance.sample(NASTY, SAMPLE)]
    for body in (*bodies, *chance.sample(QUERIES, 4), ""):
        begun = time.process_time()
        answer = own.post(good, content=body, headers=form)
        check(answer, row, "", f"{good} {body[:60]}", begun)
        begun = time.process_time()
        answer = own.post(good, content=body, headers={**form, "accept": JSON})
        check(answer, row, ".json", f"{good} {body[:60]}", begun)
    for each in row.within:
        for value in chance.sample(NASTY, SAMPLE):
            bare = with_value(row, each.name, value)
            begun = time.process_time()
            check(own.post(bare, content="", headers=form), row, "", bare, begun)
    assert own.post(good, content=b"\xff\xfe\x00", headers=form).status_code < 500
    assert own.post(good, content=b"{}", headers={"content-type": "text/x"}).status_code < 500


def test_a_program_gets_its_errors_as_json_from_every_layer(client: TestClient) -> None:
    asks = {"accept": JSON}
    answers = [
        client.get("/", headers={**asks, "host": "evil.example"}),
        client.get("/search?q=" + "a" * 60_000, headers=asks),
        client.post("/search", headers={**asks, "origin": "http://evil.example"}),
        client.put("/search", headers=asks),
        client.get("/static/none", headers=asks),
        client.get("/nothing", headers=asks),
        client.get("/c/%0a", headers=asks),
        client.get("/search?q=(", headers=asks),
        client.get("/search.csv?q=(", headers=asks),
    ]
    assert [each.status_code for each in answers] == [421, 414, 403, 405, 404, 404, 404, 400, 400]
    for answer in answers:
        assert answer.headers["content-type"] == JSON, answer.request.url
        assert set(answer.json()) == ERROR
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize("host", ["[", "[::1", "]", "localhost:x", "a/b", "?", "#", "\xe9", "a b"])
def test_a_host_that_is_none(client: TestClient, host: str) -> None:
    headers = {b"host": host.encode("latin-1"), b"accept": JSON.encode()}
    answer = client.get("/nothing", headers=headers)
    assert answer.status_code == 421
    assert set(answer.json()) == ERROR
