"""Pages of reviews: two people decide, nobody learns of a cable that he does not see whole."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Role
from cablegram.archive.reviewing import Action, Kept, Reviews, Ruling
from cablegram.audit import Log
from cablegram.web import Room
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import FROM_HERE, client_of, enlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

HIDDEN = "zephyrine"
CABLES = (
    {"mrn": "07LISBON1", "text": ["The chairman <b>Telmo</b> Varela came.", "Dues rose."]},
    {"mrn": "07LISBON4", "subject": HIDDEN, "text": [f"A {HIDDEN} word."], "level": "secret"},
    {"mrn": "07LISBON5", "text": ["The guild came."]},
    {"mrn": "07LISBON7", "text": ["The quay is wet.", "So is the pier."]},
    {"mrn": None, "text": ["The pilot came."]},
    {"mrn": "07LISBON8", "text": ["The tide rose."]},
    {"mrn": "07LISBON6", "text": ["Mr. Roe, Mrs. Poe.", "Dr. Moe, Col. Loe."]},
)
LOW = Reader(level="unclassified")
PEOPLE = {
    "quill": (Role.REVIEWER, Reader(sees_all=True)),
    "harbin": (Role.REVIEWER, Reader(sees_all=True)),
    "low": (Role.REVIEWER, LOW),
    "reads": (Role.ANNOTATOR, Reader(sees_all=True)),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, dict[str, TestClient]]]:
    """Return a room whose people had accounts before it was opened, so that it waits for all."""
    folder = fill(tmp_path_factory.mktemp("review") / "archive", *CABLES)
    sessions = enlist(folder, PEOPLE)
    with Room(folder, threads=1) as room:
        assert room.door.asks
        assert room.wait_until_kept_up(SECONDS)
        yield room, {name: client_of(room, session) for name, session in sessions.items()}


@pytest.fixture
def room(house: tuple[Room, dict[str, TestClient]]) -> Room:
    return house[0]


@pytest.fixture
def people(house: tuple[Room, dict[str, TestClient]]) -> dict[str, TestClient]:
    return house[1]


def opened(client: TestClient, number: str) -> str:
    """Put a cable into the queue, and return the place of its review."""
    form = {"cable": number, "level": "unclassified", "due": "2001-02-03"}
    answer = client.post("/review", data=form, headers=FROM_HERE)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def done(client: TestClient, place: str, **form: str) -> int:
    version = re.search(r'name="version" value="(\d+)"', client.get(place).text)
    assert version is not None
    answer = client.post(place, data={"version": version[1], **form}, headers=FROM_HERE)
    return answer.status_code


def test_two_people_decide_and_a_file_goes_out(room: Room, people: dict[str, TestClient]) -> None:
    quill, harbin = people["quill"], people["harbin"]
    place = opened(quill, "07 lisbon 0001")
    assert "late" in quill.get("/review").text
    text = quill.get(place).text
    assert "&lt;b&gt;Telmo&lt;/b&gt;" in text
    assert "RELEASE IN FULL" in text
    words = "<b>telmo</b>  varela"
    rule = {"do": "rule", "portion": "p1", "action": "withhold", "words": words}
    assert done(quill, place, **rule, codes="B99") == 422
    assert done(quill, place, **rule, codes="b6, 1.4(d)") == 303
    assert done(harbin, place, do="confirm") == 409
    assert done(quill, place, do="submit", note="please") == 303
    assert done(quill, place, do="confirm") == 403
    assert done(quill, place, do="release", format="text") == 409
    assert done(harbin, place, do="confirm", note="agreed") == 303
    draft = harbin.get(f"{place}.txt")
    assert draft.headers["content-disposition"] == 'attachment; filename="draft-07LISBON1.txt"'
    assert draft.text.startswith("UNCLASSIFIED\nDRAFT, NOT RELEASED: RELEASE IN PART 1.4(D), B6\n")
    form = {"do": "release", "format": "pdf", "version": "4"}
    out = harbin.post(place, data=form, headers=FROM_HERE)
    assert out.content.startswith(b"%PDF")
    assert out.headers["content-type"] == "application/pdf"
    with Kept.open(room.folder) as kept:
        (file,) = kept.all_released()
    assert "The chairman [WITHHELD B6, 1.4(D)] came." in file.content
    assert file.made_by == "harbin"
    assert file.file_sha256 in quill.get(place).text
    assert "07LISBON1" not in quill.get("/review").text, "it is out of the queue"
    assert "07LISBON1" in quill.get("/review?state=released").text


def test_a_change_of_what_another_has_changed_is_told(people: dict[str, TestClient]) -> None:
    quill = people["quill"]
    place = opened(quill, "07LISBON4")
    form = {"do": "rule", "portion": "p1", "action": "withhold", "codes": "B1", "note": "mine"}
    assert quill.post(place, data={**form, "version": "1"}, headers=FROM_HERE).status_code == 303
    again = people["harbin"].post(place, data={**form, "version": "1"}, headers=FROM_HERE)
    assert again.status_code == 409
    assert "mine" in again.text
    assert "has been changed since you opened" in again.text
    assert done(quill, place, do="undo", number="1") == 303
    proposal = re.search(r'name="proposal" value="(\w+)"', quill.get(place).text)
    assert proposal is not None
    assert done(quill, place, do="take", proposal=proposal[1]) == 303
    assert proposal[1] not in quill.get(place).text
    assert done(quill, place, do="due", due="") == 303


def test_a_program_reads_the_queue_and_sends_a_form_back(people: dict[str, TestClient]) -> None:
    quill = people["quill"]
    place = opened(quill, "07LISBON5")
    queue = quill.get("/review.json").json()["reviews"]
    (head,) = [each for each in queue if each["href"] == place]
    assert (head["mrn"], head["to"], head["due"]) == ("07LISBON5", "UNCLASSIFIED", "2001-02-03")
    assert head.pop("is_late")
    found = quill.get(f"{place}.json").json()
    assert {name: found[name] for name in head} == head
    form = {"do": "rule", "portion": "p1", "action": "withhold", "codes": "B6", "words": "guild"}
    form["version"] = str(found["version"])
    assert quill.post(place, data=form, headers=FROM_HERE).status_code == 303
    again = quill.get(place, headers={"accept": "application/json"}).json()
    assert again == quill.get(f"{place}.json").json()
    (portion,) = [each for each in again["portions"] if each["portion"] == "p1"]
    assert portion["text"] == "The guild came."
    assert portion["withheld"] == [[4, 9]]
    (ruling,) = again["rulings"]
    assert (ruling["made_by"], ruling["codes"]) == ("quill", ["B6"])


def test_a_ruling_on_another_text_is_told_and_taken_back(
    room: Room, people: dict[str, TestClient]
) -> None:
    place = opened(people["quill"], "07LISBON7")
    gone = Ruling(portion="p9", action=Action.WITHHOLD, codes=("B6",), digest="of what it was")
    with Reviews.open(room.folder) as reviews:
        reviews.rule(place.rpartition("/")[2], [gone], by="quill", version=None)
    page = people["quill"].get(place).text
    assert "Ruled on when it read otherwise" in page
    assert "p9: withhold under B6, by quill" in page
    assert page.count("Withheld, as a ruling was made on another text.") >= 2
    assert "Nothing goes out as things stand." in page
    portions = people["quill"].get(f"{place}.json").json()["portions"]
    assert {each["portion"] for each in portions if each["stale"]} >= {"p1", "p2", "subject"}
    assert done(people["quill"], place, do="undo", number="1") == 303
    page = people["quill"].get(place).text
    assert "p9: <s>withhold" in page, "it stays to be read"
    assert "Withheld, as" not in page
    assert "The quay is wet." in page.split("As it would go out")[1]


def test_another_review_of_the_cable_is_waited_for(
    room: Room, people: dict[str, TestClient]
) -> None:
    """A better copy that came since has another subject, and a review of its own."""
    place = opened(people["quill"], "07LISBON8")
    assert done(people["quill"], place, do="submit") == 303
    assert done(people["harbin"], place, do="confirm") == 303
    with Reviews.open(room.folder) as reviews:
        (found,) = [each for each in reviews.reviews() if each.review_id in place]
        other = reviews.open_review(
            replace(found.pointer, title="Before"), found.audience, found.label
        )
    assert done(people["quill"], place, do="release", format="text") == 409
    assert done(people["quill"], f"/review/{other}", do="submit") == 303
    assert done(people["harbin"], f"/review/{other}", do="confirm") == 303
    assert done(people["quill"], place, do="release", format="text") == 200


def test_several_proposals_are_taken_or_left_at_once(people: dict[str, TestClient]) -> None:
    quill = people["quill"]
    place = opened(quill, "07LISBON6")
    keys = [each["key"] for each in quill.get(f"{place}.json").json()["proposals"]]
    assert len(keys) == 4
    assert done(quill, place, do="take", proposal=f"{keys[0]} none") == 422
    assert len(quill.get(f"{place}.json").json()["proposals"]) == 4, "all or none"
    assert done(quill, place, do="take", proposal=" ".join(keys[:2])) == 303
    assert done(quill, place, do="leave", proposal=" ".join(keys[2:])) == 303
    found = quill.get(f"{place}.json").json()
    assert [each["proposal"] for each in found["rulings"]] == keys[:2]
    assert found["proposals"] == []
    assert found["version"] == 3, "each in one step"


def test_who_does_not_see_all_of_a_cable_is_told_nothing(people: dict[str, TestClient]) -> None:
    place = opened(people["quill"], "07LISBON4")
    low = people["low"]
    for ending in ("", ".json", ".txt", ".html", ".pdf"):
        answer, nothing = low.get(f"{place}{ending}"), low.get(f"/review/nothing{ending}")
        assert (answer.status_code, answer.content) == (404, nothing.content)
    form = {"do": "submit", "version": "1"}
    assert low.post(place, data=form, headers=FROM_HERE).status_code == 404
    for where in ("/review", "/review?state=in+review", "/review.json"):
        text = low.get(where).text
        assert "07LISBON4" not in text
        assert HIDDEN not in text
    said = [
        low.post("/review", data={"cable": number, "level": "unclassified"}, headers=FROM_HERE)
        for number in ("07LISBON4", "07LISBON9")
    ]
    assert said[0].status_code == said[1].status_code == 422
    assert said[0].text.replace("07LISBON4", "07LISBON9") == said[1].text
    own = opened(low, "07LISBON1")
    assert low.get(own).status_code == 200


def test_what_has_no_number_is_reviewed_from_its_own_page(people: dict[str, TestClient]) -> None:
    """Most editions print telegrams whose number nobody knows."""
    quill = people["quill"]
    found = quill.get("/search.json?q=pilot").json()["hits"][0]["href"]
    link = re.search(r'href="(/review\?cable=item[^"#]+)#new"', quill.get(found).text)
    assert link is not None
    form = re.search(r'name="cable" value="(item/\d+)"', quill.get(link[1]).text)
    assert form is not None
    place = opened(quill, form[1])
    assert opened(quill, form[1]) == place, "it is in the queue already"
    assert "The pilot came." in quill.get(f"{place}.txt").text
    assert "/review?cable=" not in people["reads"].get(found).text
    another = {"cable": "item/999", "level": "unclassified"}
    assert quill.post("/review", data=another, headers=FROM_HERE).status_code == 422


def test_a_wrong_level_or_number_is_told(people: dict[str, TestClient]) -> None:
    for form in ({"cable": "nonsense"}, {"cable": "07LISBON1", "level": "/etc/passwd"}):
        answer = people["quill"].post("/review", data=form, headers=FROM_HERE)
        assert answer.status_code == 422


def test_alone_another_name_is_given_for_the_second_reviewer(tmp_path: Path) -> None:
    """What `--by` is on the command line: a claim, which is noted as one."""
    folder = fill(tmp_path / "archive", CABLES[0])
    with Log.open(folder):
        pass
    with Room(folder, threads=1) as room, client_of(room) as client:
        assert room.wait_until_kept_up(SECONDS)
        place = opened(client, "07LISBON1")
        with Reviews.open(folder) as reviews:
            hide = Ruling(portion="p1", action=Action.WITHHOLD, codes=("B6",))
            reviews.rule(place.rpartition("/")[2], [hide], by="Ada Quill", version=None)
        assert done(client, place, do="submit") == 303
        assert "the name is what you say it is" in client.get(place).text
        assert done(client, place, do="confirm") == 422
        assert done(client, place, do="confirm", by="x" * 101) == 422
        for first in ("alone", "Alone ", "nobody", "ada  quill", "\uff21da Quill"):
            assert done(client, place, do="confirm", by=first) == 403
        assert done(client, place, do="confirm", by="Harbin") == 303
        assert "confirm by Harbin" in client.get(place).text
        noted = client.get("/audit.json?action=reviewed").json()["entries"]
    about = [each["about"] for each in noted if each["about"].get("do") == "confirm"]
    assert [each["claimed"] for each in about] == ["Harbin"]
    assert [each["about"].get("do") for each in reversed(noted)] == [None, "submit", "confirm"]
    assert all("07LISBON1" in each["what"] for each in noted)


def test_who_signs_in_is_who_he_is(people: dict[str, TestClient]) -> None:
    place = opened(people["harbin"], "07LISBON5")
    quill = people["quill"]
    assert done(quill, place, do="submit") == 303
    assert "f-by" not in people["harbin"].get(place).text
    assert done(quill, place, do="confirm", by="harbin") == 403
