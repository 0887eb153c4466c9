"""Dossiers, notes and saved searches in the room: pages, forms, files, and who sees them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from cablegram.access import SEES_ALL, Reader
from cablegram.archive.desk import Pointer
from cablegram.model import MRN
from cablegram.web import Room, reading_room
from cablegram.web.note_pages import PER_PAGE
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.conftest import CABLES, clients
from tests.web.desk import desk_of, furnish

if TYPE_CHECKING:
    from collections.abc import Iterator

LOW = Reader(level="unclassified")
HIGH = Reader(level="secret", controls=frozenset({"SIPDIS", "NOFORN"}))
WEB = Path(__file__).parents[2] / "src" / "cablegram" / "web"
JSON = {"accept": "application/json"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    """Return a client of a room of its own, to be written to."""
    yield from clients(fill(tmp_path / "archive", *CABLES))


def made(own: TestClient, *cables: str, name: str = "Dues") -> str:
    """Make a dossier of cables, and return its place."""
    fields = {f"cable{n}": each for n, each in enumerate(cables, 1)}
    answer = own.post("/dossiers/add", data={**fields, "to": "new", "name": name})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def document(own: TestClient, place: str) -> dict[str, object]:
    answer = own.get(f"{place}.json")
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def numbers(own: TestClient, place: str) -> list[object]:
    items = document(own, place)["items"]
    assert isinstance(items, list)
    return [item["mrn"] for item in items]


# Dossiers


def test_from_a_cable_into_a_dossier_and_out_again(own: TestClient) -> None:
    page = own.get("/c/07LISBON4").text
    link = re.search(r'href="(/dossiers/add\?[^"]+)"', page)
    assert link is not None
    form = own.get(link[1]).text
    assert 'value="07LISBON4" checked' in form
    place = made(own, "07LISBON4", "07 Madrid 3?w=2", "06MADRID77", "item/7")
    assert numbers(own, place) == ["07LISBON4", "07MADRID3", "06MADRID77", None]
    text = own.get(place).text
    assert "HARBOR DUES: THE GUILD ANSWERS" in text
    assert "OLIVES" in text  # the second message of that number, and not the first
    assert "FERRY" not in text
    assert "A cable without number" not in text
    assert "NO NUMBER" in text
    assert "not held" in text
    assert "Confidential, NOFORN" in text
    items = document(own, place)["items"]
    assert isinstance(items, list)
    third = items[2]["id"]
    own.post(place, data={"do": "up", "version": "2", "item": third})
    assert numbers(own, place)[1] == "06MADRID77"
    own.post(place, data={"do": "by-date", "version": "3"})
    assert numbers(own, place)[:2] == ["06MADRID77", None]  # its day is told by its number
    answer = own.post(place, data={"do": "note", "version": "4", "item": third, "note": "Ask."})
    assert answer.headers["location"] == f"{place}#i-{third}"
    assert "Ask." in own.get(place).text
    own.post(place, data={"do": "remove", "version": "5", "item": third})
    assert "06MADRID77" not in numbers(own, place)
    copy = own.post(place, data={"do": "copy"}).headers["location"]
    assert numbers(own, copy) == numbers(own, place)
    assert own.post(place, data={"do": "delete", "version": "6"}).headers["location"] == "/dossiers"
    assert own.get(place).status_code == 404


def test_an_answer_and_a_matter_become_dossiers(own: TestClient) -> None:
    results = own.get("/search?q=dues&sort=date").text
    for words in ("all on this page", "Save this search"):
        assert words in results
    link = re.search(r'href="(/dossiers/add\?cable1[^"]+)"', results)
    assert link is not None
    picked = re.findall(
        r'name="cable\d+" value="([^"]+)"', own.get(link[1].replace("&amp;", "&")).text
    )
    assert picked == re.findall(r'form="pick" name="cable\d+" value="([^"]+)"', results)
    whole = own.get("/dossiers/add?q=&sort=-date").text
    assert whole.count('type="checkbox"') == len(CABLES)
    matter = own.get("/dossiers/add?thread=07LISBON4&depth=2").text
    assert "The matter of 07LISBON4" in matter
    assert {"07LISBON1", "06MADRID77"} <= set(re.findall(r'value="(\w+)" checked', matter))
    assert 'href="/dossiers/add?thread=07LISBON4"' in own.get("/thread/07LISBON4").text.replace(
        "&amp;", "&"
    )
    assert own.get("/dossiers/add?q=harbor(").status_code == 400
    assert own.get("/dossiers/add?thread=nonsense").status_code == 404
    assert "No cable was picked" in own.get("/dossiers/add?cable=nonsense").text


def test_adding_again_adds_what_is_new(own: TestClient) -> None:
    place = made(own, "07LISBON4")
    to = place.rpartition("/")[2]
    for _ in range(2):
        own.post("/dossiers/add", data={"cable": "07LISBON4", "cable2": "07LISBON1", "to": to})
    assert numbers(own, place) == ["07LISBON4", "07LISBON1"]


def test_a_stale_form_keeps_what_was_typed(own: TestClient) -> None:
    place = made(own, "07LISBON4")
    own.post(place, data={"do": "describe", "version": "2", "name": "First", "description": ""})
    typed = {"do": "describe", "version": "2", "name": "Second", "description": "A <long> text."}
    answer = own.post(place, data=typed)
    assert answer.status_code == 409
    assert "Somebody changed it meanwhile" in answer.text
    assert "A &lt;long&gt; text." in answer.text
    assert 'value="Second"' in answer.text
    assert document(own, place)["name"] == "First"
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', answer.text))
    assert again == {"do": "describe", "version": "3"}
    assert own.post(place, data={**typed, **again}).status_code == 303
    assert document(own, place)["name"] == "Second"
    stale = own.post(place, data=typed, headers=JSON)
    assert (stale.status_code, stale.json()["error"]) == (409, "changed-meanwhile")


@pytest.mark.parametrize(
    ("place", "form", "status"),
    [
        ("/dossiers", {}, 422),
        ("/dossiers", {"name": "x" * 201, "description": "typed"}, 422),
        ("/dossiers/add", {"cable": "07LISBON4", "name": ""}, 422),
        ("/dossiers/add", {"cable": "07LISBON4", "to": "nobody"}, 404),
        ("/dossier/nobody", {"do": "delete", "version": "1"}, 404),
        ("/dossier/Dues", {"do": "explode", "version": "1"}, 400),
        ("/dossier/Dues", {"do": "up", "item": "x", "version": "many"}, 400),
        ("/dossier/Dues", {"do": "up", "item": "x", "version": "2"}, 404),
        ("/note", {"cable": "07LISBON4", "body": ""}, 422),
        ("/note", {"cable": "07LISBON4", "body": "x", "p": "9"}, 422),
        ("/note", {"cable": "07LISBON4", "body": "x", "p": "1", "exact": "nowhere"}, 422),
        ("/note", {"cable": "07LISBON4", "body": "x", "p": "-1"}, 400),
        ("/note", {"cable": "06MADRID77", "body": "x"}, 404),
        ("/note", {"cable": "07MADRID3", "body": "x"}, 400),
        ("/note", {"body": "x"}, 404),
        ("/note", {"do": "delete", "id": "nobody", "version": "1"}, 404),
        ("/saved", {"q": "harbor(", "name": "x"}, 400),
        ("/saved", {"q": "harbor", "name": "x", "sort": "colour"}, 400),
        ("/saved", {"q": "", "name": ""}, 422),
        ("/saved", {"do": "rename", "id": "nobody", "version": "1", "name": "x"}, 404),
    ],
)
def test_forms_that_are_not_right(
    own: TestClient, place: str, form: dict[str, str], status: int
) -> None:
    made(own, "07LISBON4")
    assert own.post(place, data=form).status_code == status
    answer = own.post(place, data=form, headers=JSON)
    assert answer.status_code == status
    assert answer.json()["schema"] == "cablegram.error/1"


def test_forms_of_other_places_are_not_taken(own: TestClient) -> None:
    answer = own.post("/dossiers", data={"name": "x"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert own.get("/dossiers.json").json()["dossiers"] == []


def test_a_dossier_is_found_by_its_name(own: TestClient) -> None:
    place = made(own, "07LISBON4", name="Harbor dues")
    for spelling in ("Harbor dues", "HARBOR_DUES"):
        for ending in ("", ".json"):
            answer = own.get(f"/dossier/{quote(spelling)}{ending}")
            assert (answer.status_code, answer.headers["location"]) == (302, place + ending)
    made(own, "07LISBON1", name="harbor dues")
    assert own.get("/dossier/harbor_dues").status_code == 404  # two of that name: neither


def test_files_of_a_dossier(client: TestClient) -> None:
    document = client.get("/dossier/all1.json").json()
    assert document["schema"] == "cablegram.dossier/1"
    assert [item["is_held"] for item in document["items"]] == [True, False, True, True]
    rows = list(csv.DictReader(io.StringIO(client.get("/dossier/all1.csv").text)))
    assert [row["mrn"] for row in rows] == ["07LISBON4", "06MADRID77", "", "07MADRID3"]
    assert rows[0]["controls"] == "NOFORN"
    assert client.get("/dossier/all1", headers=JSON).json() == document
    assert client.get("/dossiers.json").json()["dossiers"][0]["cables"] == 4
    assert client.get("/dossiers.csv").text.count("\r\n") == 2
    for ending in ("json", "csv"):
        assert client.get(f"/saved.{ending}").status_code == 200
    assert client.get("/saved.json").json()["searches"][0]["href"] == "/search?q=dues&sort=-date"
    for wrong in ("/dossiers.xml", "/notes.xml", "/saved.xml", "/dossier/all1.xml", "/dossier/"):
        assert client.get(wrong).status_code == 404


def test_no_cell_is_a_formula(own: TestClient) -> None:
    own.post("/dossiers", data={"name": '=HYPERLINK("http://evil.example")'})
    (row,) = csv.DictReader(io.StringIO(own.get("/dossiers.csv").text))
    assert row["name"].startswith("'=")


# Notes


def test_a_note_on_some_words(own: TestClient) -> None:
    form = own.get("/note?cable=07LISBON4&p=1").text
    assert "As ref A says, dues rose. Ref B knew." in form
    written = {"cable": "07LISBON4", "p": "1", "exact": "dues\n rose", "body": "How <much>?"}
    place = own.post("/note", data=written).headers["location"]
    text = own.get("/c/07LISBON4").text
    assert f'id="{place.partition("#")[2]}"' in text
    assert '<mark class="noted">dues rose</mark>' in text
    assert 'aria-label="Note 1 on these words"' in text
    assert "How &lt;much&gt;?" in text
    note_id = place.rpartition("-")[2]
    changed = {"do": "change", "id": note_id, "version": "1", "body": "By half."}
    assert own.post("/note", data=changed).headers["location"] == f"/c/07LISBON4#note-{note_id}"
    stale = own.post("/note", data={**changed, "body": "By a third."})
    assert stale.status_code == 409
    assert "By a third." in stale.text
    assert "By half." in own.get(f"/note?id={note_id}").text
    own.post("/note", data={"do": "delete", "id": note_id, "version": "2"})
    assert "By half." not in own.get("/c/07LISBON4").text
    assert own.get(f"/note?id={note_id}").status_code == 404


def test_marks_that_cross_links_and_each_other(own: TestClient) -> None:
    for exact in ("ref A says, dues", "says, dues rose", "As ref A says, dues rose. Ref B knew."):
        data = {"cable": "07LISBON4", "p": "1", "exact": exact, "body": exact}
        assert own.post("/note", data=data).status_code == 303
    text = own.get("/c/07LISBON4").text
    body = re.search(r'<div class="body">\s*<p>(.*?)</p>', text, re.DOTALL)
    assert body is not None
    shown = re.sub(r'<a class="(?:letter|note-number)".*?</a>|<[^>]+>', "", body[1])
    assert shown == "As ref A says, dues rose. Ref B knew."
    assert [int(n) for n in re.findall(r'class="note-number"[^>]*>(\d)<', body[1])] == [2, 3]
    assert text.count('class="own-note"') == 3


def test_a_note_on_a_table_and_on_the_whole_cable(own: TestClient) -> None:
    data = {"cable": "07LISBON4", "p": "2", "exact": "10 4.50", "body": "Too much."}
    assert own.post("/note", data=data).status_code == 303
    assert own.post("/note", data={"cable": "item/7", "body": "Whose?"}).status_code == 303
    text = own.get("/c/07LISBON4").text
    assert '<mark class="noted">10    4.50</mark>' in text
    assert "Whose?" in own.get("/item/7").text
    assert "Whose?" not in text
    listed = own.get("/notes").text
    assert "Too much." in listed
    assert "/item/7#note-" in listed


def test_a_note_on_one_of_two_messages(own: TestClient) -> None:
    data = {"cable": "07MADRID3?w=2", "body": "Green?"}
    assert own.post("/note", data=data).headers["location"].startswith("/c/07MADRID3?w=2#note-")
    assert "Green?" in own.get("/c/07MADRID3?w=2").text
    assert "Green?" not in own.get("/c/07MADRID3?w=1").text


def test_notes_come_in_pages_the_newest_first(own: TestClient, tmp_path: Path) -> None:
    with desk_of(tmp_path / "archive") as desk:
        pointer = Pointer(mrn=MRN.parse("07LISBON4"))
        for number in range(2 * PER_PAGE + 3):  # all of one moment, as by a program
            desk.make_note(pointer, f"Note {number}.")
    place, seen, sizes = "/notes", [], []
    while place:
        answer = own.get(place)
        found = re.findall(r'<p class="own-note said">([^<]+)</p>', answer.text)
        seen += found
        sizes.append(len(found))
        following = re.search(r'<a rel="next" href="([^"]+)"', answer.text)
        assert (following is not None) == ("next" in answer.links)
        place = following[1] if following else ""
    assert sizes == [PER_PAGE, PER_PAGE, 3]
    listed = [each["body"]["value"] for each in own.get("/notes.json").json()["notes"]]
    assert seen == listed[::-1]
    assert len(set(seen)) == 2 * PER_PAGE + 3
    assert own.get("/notes?page=x").status_code == 400


def test_notes_as_web_annotations(client: TestClient) -> None:
    answer = client.get("/notes.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    found = answer.json()
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (found["type"], found["total"]) == ("AnnotationCollection", 2)
    first, second = found["first"]["items"]
    quote_selector, position = (each["refinedBy"] for each in first["target"]["selector"])
    assert first["target"]["source"] == "/c/07LISBON4"
    assert first["target"]["selector"][0]["value"] == "p1"
    assert quote_selector == {
        "type": "TextQuoteSelector", "exact": "dues rose.", "prefix": "As ref A says, ",
        "suffix": " Ref B",
    }  # fmt: skip
    assert (position["start"], position["end"]) == (15, 25)
    assert second["target"] == "/c/07LISBON4"
    of_dossier = client.get("/dossier/all1.jsonld").json()["first"]["items"]
    assert [each["body"]["value"] for each in of_dossier].count("Who is the harbor master?") == 5


# Saved searches


def test_a_search_is_saved(own: TestClient) -> None:
    form = own.get("/saved?q=dues&sort=-date").text
    assert 'name="q" value="dues"' in form
    place = own.post("/saved", data={"name": "Dues", "q": "dues", "sort": "-date"}).headers
    search_id = place["location"].rpartition("-")[2]
    assert 'href="/search?q=dues&amp;sort=-date"' in own.get("/saved").text
    own.post("/saved", data={"do": "rename", "id": search_id, "version": "1", "name": "Harbor"})
    stale = own.post(
        "/saved", data={"do": "rename", "id": search_id, "version": "1", "name": "Port"}
    )
    assert stale.status_code == 409
    assert 'value="Port"' in stale.text
    assert own.get("/saved.json").json()["searches"][0]["name"] == "Harbor"
    own.post("/saved", data={"do": "delete", "id": search_id, "version": "2"})
    assert own.get("/saved.json").json()["searches"] == []


# Who sees what


def test_each_room_shows_what_its_reader_may_see(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", *CABLES)
    readers = {"low": LOW, "high": HIGH, "all": SEES_ALL}
    for name, reader in readers.items():
        furnish(folder, reader, name=name, text=f"written by {name}")
    for place, (name, reader) in enumerate(readers.items()):
        with Room(folder, reader, threads=1) as room:
            assert room.wait_until_kept_up(SECONDS)
            client = TestClient(
                reading_room(room), base_url="http://localhost", follow_redirects=False
            )
            everything = "".join(
                client.get(each).text
                for each in ("/dossiers", "/notes", "/saved", "/c/07LISBON4", "/notes.jsonld",
                             "/dossiers.json", "/saved.csv", f"/dossier/{name}1")
            )  # fmt: skip
            for other in list(readers)[: place + 1]:
                if other != "low" or name != "low":
                    assert f"written by {other}" in everything
            for other in list(readers)[place + 1 :]:
                assert f"written by {other}" not in everything
                nobody = client.get("/dossier/nobody")
                hidden = client.get(f"/dossier/{other}1")
                assert (hidden.status_code, hidden.content) == (404, nobody.content)
                form = {"do": "delete", "version": "1"}
                hidden = client.post(f"/dossier/{other}1", data=form)
                assert hidden.content == client.post("/dossier/nobody", data=form).content
            for other in list(readers)[:place]:
                page = client.get(f"/dossier/{other}1").text
                assert "you can read it and copy it" in page
                form = {"do": "describe", "version": "1", "name": "mine"}
                assert client.post(f"/dossier/{other}1", data=form).status_code == 403


def test_an_item_that_one_may_not_see_is_as_one_that_is_not_held(tmp_path: Path) -> None:
    answers = []
    for which, cables in (
        ("with", CABLES),
        ("without", [c for c in CABLES if c["mrn"] != "07LISBON4"]),
    ):
        folder = fill(tmp_path / which, *cables)
        with desk_of(folder, LOW, "low") as desk:
            dossier_id = desk.make_dossier("Dues")
            desk.add_items(dossier_id, [Pointer(mrn=MRN.parse("07LISBON4"))], note="Cited often.")
            desk.make_note(Pointer(mrn=MRN.parse("07LISBON4")), "What is it?")
        with Room(folder, LOW, threads=1) as room:
            assert room.wait_until_kept_up(SECONDS)
            client = TestClient(reading_room(room), base_url="http://localhost")
            places = ("/dossier/low1", "/dossier/low1.json", "/dossier/low1.csv", "/notes",
                      "/dossier/low1.jsonld", "/notes.json", "/c/07LISBON4", "/note?id=low3",
                      "/dossiers/add?cable=07LISBON4", "/note?cable=07LISBON4")  # fmt: skip
            answers.append([client.get(each).content for each in places])
    assert answers[0] == answers[1]
    assert b"Cited often." in answers[0][0]
    assert b"not held" in answers[0][0]


def test_the_desk_is_opened_in_one_place() -> None:
    """No page opens it by itself: one module does, and gives the reader along."""
    texts = {path.name: path.read_text("utf-8") for path in WEB.rglob("*.py")}
    assert [name for name, text in texts.items() if "Desk.open" in text] == ["desks.py"]
    assert "Desk.open(self._folder, reader" in texts["desks.py"]
