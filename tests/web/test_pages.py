"""The pages answer with what the archive holds, at one address for each thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from cablegram.web.guarding import HEADERS
from cablegram.web.sections import SAID, SECTIONS
from tests.made_up import fill
from tests.web.conftest import clients

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

LINK = re.compile(r'(?:href|src)="([^"]*)"')


def links(text: str) -> set[str]:
    return {each.replace("&amp;", "&").replace("&#34;", '"') for each in LINK.findall(text)}


def test_every_link_of_every_page_leads_somewhere(client: TestClient) -> None:
    waiting, seen = ["/"], {"/"}
    statuses: dict[int, list[str]] = {}
    while waiting and sum(map(len, statuses.values())) < 250:
        page = waiting.pop(0)
        answer = client.get(page, follow_redirects=True)
        statuses.setdefault(answer.status_code, []).append(page)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        ids = set(re.findall(r'\bid="([^"]+)"', answer.text))
        assert len(ids) == len(re.findall(r'\bid="', answer.text)), f"{page}: an id stands twice"
        for link in links(answer.text):
            assert link.startswith(("/", "#")), f"{page} leads outside: {link}"
            if link.startswith("#"):
                assert link[1:] in ids, f"{page}: {link} leads nowhere"
            place = urljoin(page, link).partition("#")[0]
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    assert set(statuses) <= {200, 300, 302, 404}
    assert all(page.startswith("/calendar/") for page in statuses.get(302, ()))  # days
    assert all(page.startswith("/c/") for page in statuses.get(404, ()))  # numbers not held
    assert len(statuses[200]) > 150


@pytest.mark.parametrize(
    ("spelling", "place"),
    [
        ("08 LISBON 0009", "/c/08LISBON9"),
        ("2008LISBON00009", "/c/08LISBON9"),
        ("lisbon 9 (2008)", "/c/08LISBON9"),
        ("AMEMBASSY LISBON 9/08", "/c/08LISBON9"),
        ("08lisbon9.json", "/c/08LISBON9.json"),
        ("08 LISBON 9.tei.xml", "/c/08LISBON9.tei.xml"),
        ("73 BANGKOK A-50", "/c/73BANGKOK-A50"),
    ],
)
def test_every_spelling_redirects_to_one_address(
    client: TestClient, spelling: str, place: str
) -> None:
    answer = client.get(f"/c/{spelling}")
    assert (answer.status_code, answer.headers["location"]) == (301, place)


def test_the_view_goes_with_a_redirect(client: TestClient) -> None:
    answer = client.get("/c/07 madrid 3?w=2&view=source&x=%0d%0aA:b")
    assert answer.headers["location"] == "/c/07MADRID3?w=2&view=source"


def test_another_number_of_a_cable_leads_to_its_own(client: TestClient) -> None:
    answer = client.get("/c/07TOSEC12.ris")
    assert (answer.status_code, answer.headers["location"]) == (302, "/c/07STATE900.ris")


def test_a_cable_says_what_it_is(client: TestClient) -> None:
    text = client.get("/c/07LISBON4").text
    assert "From Embassy Lisbon to the Department of State." in text
    assert "Waterborne Transportation" in text  # EWWT explained
    assert "Cleared for posting to the SIPRNET message store" in text
    assert 'class="banner level-confidential"' in text
    assert (
        '<a class="ref" href="/c/07LISBON1" title="07LISBON1, 1 Mar 2007: HARBOR DUES">ref A</a>'
        in text
    )
    assert 'href="#ref-B"' in text  # the letter of the guild has no page
    assert "year inferred, 90 % sure" in text  # 07LISBON5 cites it so
    assert '<pre tabindex="0" role="region" aria-label="Table in paragraph 2">TON   DUES' in text
    for number in ("07LISBON2", "07LISBON3", "07LISBON6"):
        assert f'aria-label="{number}"' in text or number == "07LISBON6"


def test_the_series_shows_what_is_missing_in_its_place(client: TestClient) -> None:
    text = client.get("/c/07LISBON4").text
    series = text[text.index('class="series"') :]
    rows = re.findall(
        r'<li class="(held|missing)( here)?">.*?(?:aria-label|aria-current)="(\w+)"',
        series,
        re.DOTALL,
    )
    assert [(kind, name) for kind, _, name in rows] == [
        ("held", "07LISBON1"), ("missing", "07LISBON2"), ("missing", "07LISBON3"),
        ("held", "page"), ("held", "07LISBON5"),
    ]  # fmt: skip
    assert 'about <time datetime="2007-03-04">' in series


def test_data_for_programs_that_collect(client: TestClient) -> None:
    text = client.get("/c/07LISBON4").text
    for line in (
        '<meta name="citation_title" content="HARBOR DUES: THE GUILD ANSWERS">',
        '<meta name="citation_publication_date" content="2007/03/09">',
        '<meta name="DC.identifier" content="07LISBON4">',
    ):
        assert line in text
    assert 'class="Z3988"' in client.get("/search?q=guild").text


@pytest.mark.parametrize(
    ("ending", "kind", "part"),
    [
        (".json", "application/json", '"mrn":"07LISBON4"'),
        (".txt", "text/plain; charset=utf-8", "SUBJECT: HARBOR DUES: THE GUILD ANSWERS"),
        (".tei.xml", "application/tei+xml", "<TEI xmlns="),
        (".ris", "application/x-research-info-systems", "TY  - PCOMM"),
        (".bib", "application/x-bibtex", "@misc{07LISBON4,"),
        (".csl.json", "application/vnd.citationstyles.csl+json", '"number":"07LISBON4"'),
    ],
)
def test_siblings_of_a_cable(client: TestClient, ending: str, kind: str, part: str) -> None:
    answer = client.get(f"/c/07LISBON4{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert part in answer.text
    assert f'href="/c/07LISBON4{ending}"' in client.get("/c/07LISBON4").text


def test_two_messages_of_one_number_are_both_offered(client: TestClient) -> None:
    answer = client.get("/c/07MADRID3")
    assert answer.status_code == 300
    assert 'href="/c/07MADRID3?w=1">FERRY' in answer.text
    assert 'href="/c/07MADRID3?w=2">OLIVES' in answer.text
    assert "The ferry is late." in client.get("/c/07MADRID3?w=1").text
    assert "No olive is green." in client.get("/c/07MADRID3?w=2").text
    assert "No olive is green." in client.get("/c/07MADRID3.txt?w=2").text
    assert client.get("/c/07MADRID3?w=3").status_code == 404
    assert len(client.get("/c/07MADRID3.json").json()["messages"]) == 2


def test_a_number_without_year_offers_those_of_all_years(client: TestClient) -> None:
    answer = client.get("/c/LISBON8")
    assert answer.status_code == 300
    assert 'href="/c/LISBON8?w=' in answer.text
    assert 'href="/c/1958LISBON8"' in answer.text
    assert client.get("/c/LISBON1").headers["location"] == "/c/07LISBON1"


def test_a_number_that_is_not_held(client: TestClient) -> None:
    answer = client.get("/c/06MADRID77")
    assert answer.status_code == 404
    assert "1 cable cites it" in answer.text
    assert 'href="/c/07LISBON1"' in answer.text
    assert client.get("/c/06MADRID77.json").status_code == 404
    between = client.get("/c/07LISBON2")
    assert between.status_code == 404
    assert "between 1 Mar 2007 and 9 Mar 2007" in between.text


def test_a_cable_without_a_number(client: TestClient) -> None:
    place = re.search(r'href="(/item/\d+)"', client.get("/search?q=without").text)
    assert place is not None
    assert "A cable without a number." in client.get(place[1]).text
    assert "A cable without a number." in client.get(f"{place[1]}.txt").text
    assert client.get("/item/1").headers["location"] == "/c/07LISBON1"
    for wrong in ("/item/99999", "/item/x", "/item/-1", "/item/" + "9" * 40):
        assert client.get(wrong).status_code == 404


def test_the_source_text_with_its_fields(client: TestClient) -> None:
    text = client.get("/c/07LISBON1?view=source").text
    assert 'data-kind="paragraph" title="paragraph">The harbor master' in text
    assert "Some rule recognised 100 % of it." in text


def test_a_matter_from_first_to_last(client: TestClient) -> None:
    text = client.get("/thread/07LISBON4").text
    listed = text[text.index('class="steps"') :]
    order = re.findall(r'<p class="what">(?:<a href="([^"]+)">)?', listed)
    assert order == ["/c/06MADRID77", "/c/07LISBON1", "/c/07LISBON4", "/c/07LISBON5", ""]
    assert 'class="step missing"' in text
    assert 'class="step held root"' in text
    assert (
        client.get("/thread/07 lisbon 4?depth=3").headers["location"] == "/thread/07LISBON4?depth=3"
    )
    document = client.get("/thread/07LISBON4.json").json()
    assert [step["mrn"] for step in document["steps"]][:2] == ["06MADRID77", "07LISBON1"]
    assert client.get("/thread/07OSLO1").status_code == 404
    assert client.get("/thread/06MADRID77").status_code == 200  # not held, but cited
    assert client.get("/thread/07LISBON4?depth=9").status_code == 400


def test_search_shows_why_it_found(client: TestClient) -> None:
    text = client.get("/search?q=dues").text
    assert "HARBOR <mark>DUES</mark>" in text
    assert "raised the <mark>dues</mark> again" in text
    assert 'href="/c/07LISBON1#p1"' in text
    assert "4 cables" in text or "3 cables" in text
    assert 'href="/search?q=dues+from%3Alisbon"' in text
    assert 'href="/search?q=dues+date%3A2007-03"' in text  # of the timeline
    narrowed = client.get("/search?q=dues+from%3Alisbon").text
    assert 'href="/search?q=dues" class="on"' in narrowed  # taken back


def test_pages_of_results_hold(client: TestClient) -> None:
    seen: list[str] = []
    place: str | None = "/search.json?limit=3&sort=date"
    while place:
        document = client.get(place).json()
        seen += [hit["href"] for hit in document["hits"]]
        place = document["next"]
    assert len(seen) == document["total"] == len(set(seen)) + 1  # 07MADRID3 twice
    assert client.get("/search?page=x").status_code == 400
    assert client.get("/search.json?page=x").json()["error"] == "wrong-page"


def test_siblings_of_a_search(client: TestClient) -> None:
    text = client.get("/search?q=dues").text
    for ending in ("json", "csv", "ndjson", "atom", "ris", "bib"):
        assert f'href="/search.{ending}?q=dues"' in text
    assert client.get("/search.csv?q=dues").text.startswith("mrn,")
    assert client.get("/search.csv?q=dues").headers["content-disposition"] == (
        'attachment; filename="cables.csv"'
    )
    total = client.get("/search.json?q=dues").json()["total"]
    assert client.get("/search.ndjson?q=dues").text.count("\n") == total
    assert client.get("/search.ris?q=dues").text.count("TY  - PCOMM") == total
    assert client.get("/search.bib?q=dues").text.count("@misc{") == total
    assert client.get("/search.atom?q=dues").text.count("<entry>") == total
    assert client.get("/search.xlsx?q=dues").status_code == 404
    assert client.get("/search.csv?q=dues)").status_code == 400
    assert client.head("/search.csv?q=dues").content == b""


def test_a_wrong_query_says_where(client: TestClient) -> None:
    answer = client.get("/search", params={"q": 'dues "harbor'})
    assert answer.status_code == 400
    assert 'value="dues &#34;harbor"' in answer.text  # to be mended
    assert "Column 6" in answer.text
    document = client.get("/search.json", params={"q": "fro:lisbon"}).json()
    assert document["schema"] == "cablegram.error/1"
    assert document["error"] == "wrong-query"
    assert "Did you mean from:?" in document["hint"]


def test_an_empty_answer_says_what_could_be_loosened(client: TestClient) -> None:
    text = client.get("/search?q=zebra+harbor").text
    assert "<code>zebra harbor</code>" in text
    assert "All words must be found." in text
    assert 'href="/c/06MADRID77">who cites 06MADRID77' in client.get(
        "/search?q=06+madrid+77"
    ).text or client.get("/search?q=06+madrid+77").text.count("hit ")


def test_errors_have_one_shape(client: TestClient) -> None:
    for place, status in (("/nothing.json", 404), ("/c/x.json", 404), ("/search.json?sort=x", 400)):
        answer = client.get(place)
        assert answer.status_code == status
        assert set(answer.json()) == {"schema", "status", "error", "message", "hint"}
        assert answer.json()["status"] == status
    answer = client.get("/nothing", headers={"accept": "application/json"})
    assert answer.json()["error"] == "no-such-page"
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.request(method, "/search.json")
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
        assert answer.json()["error"] == "method"


def test_every_answer_has_the_headers(client: TestClient) -> None:
    for place in ("/", "/search?q=dues", "/c/07LISBON4", "/c/07LISBON4.json", "/nothing",
                  "/search.csv", "/static/room.css", "/c/08 LISBON 9"):  # fmt: skip
        answer = client.get(place)
        for name, value in HEADERS.items():
            if name != "cache-control" or not place.startswith("/static/"):
                assert answer.headers[name] == value, (place, name)
    assert "immutable" in client.get("/static/room.css").headers["cache-control"]
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_what_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    answer = client.get("/c/07LISBON4")
    again = client.get("/c/07LISBON4", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/c/07LISBON5").headers["etag"] != answer.headers["etag"]
    assert client.head("/c/07LISBON4").content == b""


def test_the_room_answers_under_its_own_name_only(client: TestClient) -> None:
    for host in ("evil.example", "localhost.evil.example", "", "127.0.0.1:80:80", "localhost@x"):
        answer = client.get("/", headers={"host": host})
        assert answer.status_code == 421, host
        assert "cables" not in answer.text
    for host in ("localhost:8042", "127.0.0.1:8042", "[::1]:8042", "LOCALHOST", "[::1]"):
        assert client.get("/", headers={"host": host}).status_code == 200, host


def test_a_cable_that_many_cite_says_how_many(tmp_path: Path) -> None:
    citing = [
        {"mrn": f"07MADRID{n}", "refs": ["07LISBON1"] * (1 + 9 * (n < 25)), "text": [f"Text {n}."]}
        for n in range(1, 46)
    ]
    for client in clients(fill(tmp_path / "archive", {"mrn": "07LISBON1"}, *citing)):
        text = client.get("/c/07LISBON1").text
        assert "25 more cables cite it" in text  # of 200 references, by 20 cables


def test_the_door_leads_to_every_section(client: TestClient, empty: TestClient) -> None:
    text = client.get("/").text
    main = text[text.index("<main") :]
    for place, _ in SECTIONS:
        if place in SAID:
            assert f'<a href="{place}">' in main
    assert set(SAID) <= {place for place, _ in SECTIONS} | {"/dossiers"}
    assert 'href="/thread/07LISBON4"' in main  # much cited, and citing: a matter to read
    assert "Where to begin" not in empty.get("/").text
