"""Reviews in a browser: by the keyboard alone, and two people at once in a room that is busy."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from cablegram.access import SEES_ALL
from cablegram.accounts import Role
from cablegram.archive.reviewing import Reviews, State
from cablegram.web import Room
from cablegram.web.entering import cookie_name
from tests.made_up import fill
from tests.web.people import FROM_HERE, client_of, enlist
from tests.web.test_browser import browser, opened, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["browser"]  # a fixture
TEXT: Final = [f"Mr. Telmo Varela and Mrs. Ada Pimenta dine at quay {n}." for n in range(8)]
PEOPLE: Final = dict.fromkeys(("quill", "harbin"), (Role.REVIEWER, SEES_ALL))
READERS: Final = 2


class House:
    """A room with two reviewers and two cables in their queue."""

    def __init__(
        self, folder: Path, place: str, sessions: dict[str, str], words: list[str]
    ) -> None:
        self.folder = folder
        self.place = place
        self.sessions = sessions
        self.words = words

    def cookie(self, name: str) -> str:
        return f"{cookie_name(self.place)}={self.sessions[name]}"

    @contextmanager
    def page(self, browser: Browser, name: str, **options: object) -> Iterator[Page]:
        """Open a window in which somebody has signed in."""
        with opened(browser, self.place, **options) as page:
            cookie, _, session = self.cookie(name).partition("=")
            page.context.add_cookies([{"name": cookie, "value": session, "url": self.place}])
            yield page

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Have others read all the while."""
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                for where in ("/search?q=quay", "/review", "/c/07LISBON1"):
                    request = urllib.request.Request(  # noqa: S310 (ours)
                        f"{self.place}{where}", headers={"cookie": self.cookie("quill")}
                    )
                    # Or he is asked to come again, which keeps the room busy too.
                    with (
                        suppress(urllib.error.HTTPError),
                        urllib.request.urlopen(request) as answer,  # noqa: S310 (ours)
                    ):
                        answer.read()
                done.wait(0.1)

        threads = [threading.Thread(target=read) for _ in range(READERS)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            done.set()
            for each in threads:
                each.join()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = fill(
        tmp_path / "archive",
        {"mrn": "07LISBON1", "text": TEXT},
        {"mrn": "07LISBON2", "text": TEXT, "level": "secret"},
    )
    sessions = enlist(folder, PEOPLE)
    with Room(folder, threads=2) as room, serving(room) as place:
        quill = client_of(room, sessions["quill"])
        words = []
        for number in ("07LISBON1", "07LISBON2"):
            form = {"cable": number, "level": "unclassified"}
            answer = quill.post("/review", data=form, headers=FROM_HERE)
            words.append(answer.headers["location"])
        yield House(folder, place, sessions, words)


def test_a_cable_is_decided_by_the_keyboard_alone(house: House, browser: Browser) -> None:
    place, later = house.words
    with house.page(browser, "quill") as page:
        page.goto(f"{place}#p1")
        first = page.locator("#p1 .proposal")
        expect(first).to_have_count(2)
        page.keyboard.press("t")
        expect(page.locator("#p1 .rulings")).to_contain_text("withhold characters 0 to 16 under B6")
        expect(first).to_have_count(1)
        page.keyboard.press("l")
        expect(first).to_have_count(0)
        page.keyboard.press("j")
        expect(page.locator("#p2")).to_have_class("portion now")
        page.keyboard.press("r")
        expect(page.locator("#action-p2")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.type("quay 1")
        page.keyboard.press("Tab")
        page.keyboard.type("B7(F)")
        page.keyboard.press("Enter")
        expect(page.locator("#p2 .rulings")).to_contain_text("under B7(F), by quill")
        page.click("#p3 >> text=Take all 2")
        expect(page.locator("#p3 .proposal")).to_have_count(0)
        expect(page.locator("#p3 .rulings > li")).to_have_count(2)
        expect(page.locator(".told")).to_contain_text("3 in part")
        page.keyboard.press("s")
        expect(page.locator("#f-note")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".state")).to_have_text("second review")
        page.keyboard.press("n")
        expect(page).to_have_url(f"{house.place}{later}")
        page.click("text=Take those")
        expect(page.locator("#p8 .rulings")).to_contain_text("withhold under B1")
        page.keyboard.press("n")
        expect(page).to_have_url(f"{house.place}{place}")


def test_two_people_at_once_in_a_busy_room_lose_no_ruling(house: House, browser: Browser) -> None:
    """Both have the page open; who comes second is told, has what he typed, and sends it again."""
    place = house.words[0]
    with (
        house.busy(),
        house.page(browser, "quill") as quill,
        house.page(browser, "harbin") as harbin,
    ):
        for n in (1, 2):
            both = ((quill, f"p{n}"), (harbin, f"p{n + 4}"))
            for page, portion in both:
                page.goto(place)
                page.click(f"#{portion} summary")
                page.fill(f"#codes-{portion}", "B6")
                page.fill(f"#note-{portion}", f"on {portion}")
            for page, portion in both:
                page.click(f"#{portion} form.sheet button.main")
                expect(page.locator("main")).to_contain_text(f"on {portion}")
            expect(quill.locator(f"#p{n} .rulings")).to_contain_text(f"by quill: on p{n}")
            expect(harbin.locator("main")).to_contain_text("Somebody changed it meanwhile")
            expect(harbin.locator("textarea[name=note]")).to_have_value(f"on p{n + 4}")
            harbin.click("text=Save mine all the same")
            expect(harbin.locator(f"#p{n + 4} .rulings")).to_contain_text("by harbin: on p")
            expect(harbin.locator(f"#p{n} .rulings")).to_contain_text(f"by quill: on p{n}")
        # One hands it in while the other still rules: the ruling is told, sent again, and begins it
        # anew; then each of them has ruled, and neither confirms it.
        quill.goto(place)
        harbin.goto(place)
        quill.click("text=Hand it in")
        expect(quill.locator(".state")).to_have_text("second review")
        harbin.click("#p8 summary")
        harbin.click("#p8 form.sheet button.main")
        expect(harbin.locator("main")).to_contain_text("Somebody changed it meanwhile")
        harbin.click("text=Save mine all the same")
        expect(harbin.locator(".state")).to_have_text("in review")
        harbin.click("text=Hand it in")
        expect(harbin.locator(".state")).to_have_text("second review")
        quill.goto(place)
        expect(quill.locator("text=Confirm it")).to_have_count(0)
    with Reviews.open(house.folder) as reviews:
        found = reviews.review(place.rpartition("/")[2])
    assert sorted((each.portion, each.made_by) for each in found.standing) == [
        *((f"p{n}", "quill") for n in (1, 2)),
        *((f"p{n}", "harbin") for n in (5, 6, 8)),
    ]
    assert (found.state, found.version) == (State.SECOND_REVIEW, 8)
