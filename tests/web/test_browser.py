"""The room in a real browser: nothing from outside, nobody kept out, all inside the window."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cablegram.web import Room, reading_room
from tests.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: As root, and without the browser's own talk with its maker.
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
#: What axe finds in any page, all levels of WCAG 2.2 AA and its best practices.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# A busy room answers, but not at once. It holds for all tests that take the browser from here.
expect.set_options(timeout=1000 * SECONDS)


@contextmanager
def serving(room: Room) -> Iterator[str]:
    """Serve a room at a free port of this machine, and yield its address."""
    assert room.wait_until_kept_up(SECONDS)
    config = uvicorn.Config(
        reading_room(room), port=0, log_level="error", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),))
    thread.start()
    while not server.started:
        threading.Event().wait(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the room of an archive, and give its address."""
    with Room(folder, threads=2) as room, serving(room) as address:
        yield address


@pytest.fixture(scope="module")
def place(folder: Path) -> Iterator[str]:
    """Return the address of the room that the tests share."""
    with served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))


@contextmanager
def opened(browser: Browser, place: str, **options: object) -> Iterator[Page]:
    """Open a page in a window of its own, which may ask nobody but the room."""
    context = browser.new_context(base_url=place, **options)  # type: ignore[arg-type]
    context.set_default_timeout(1000 * SECONDS)
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    page = context.new_page()
    page.on(
        "console",
        lambda said: (
            wrong.append(said.text)
            if said.type == "error" and "status of" not in said.text
            else None
        ),
    )
    yield page
    assert [url for url in asked if not url.startswith(place)] == []
    assert wrong == []  # what the policy of the page forbids is told here too
    context.close()


def check_in_time(page: Page, expression: str, *, becomes: object) -> None:
    """Ask the page until it answers as it should: what a key or a click does takes its time."""
    for _ in range(SECONDS * 20):
        found = page.evaluate(expression)
        if found == becomes:
            return
        page.wait_for_timeout(50)
    assert found == becomes


def test_the_watch_sees_who_asks(browser: Browser, place: str) -> None:
    """Every page is opened so in `test_every_page.py`; nobody would notice if nobody watched."""

    def ask_outside() -> None:
        with opened(browser, place, bypass_csp=True) as page:
            page.goto("/help")
            page.evaluate("fetch('http://127.0.0.1:9/outside').catch(() => 0)")

    with pytest.raises(AssertionError):
        ask_outside()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_code_is_explained_by_the_keyboard_alone(
    browser: Browser, place: str, has_script: bool
) -> None:
    with opened(browser, place, java_script_enabled=has_script) as page:
        page.goto("/c/07LISBON4")
        term = page.get_by_role("button", name="EWWT")
        gloss = page.locator(".gloss", has_text="Waterborne Transportation")
        expect(gloss).to_be_hidden()
        term.focus()
        page.keyboard.press("Enter")
        expect(gloss).to_be_visible()
        page.keyboard.press("Escape")
        expect(gloss).to_be_hidden()
        term.click()
        expect(gloss).to_be_visible()


def test_from_the_door_to_the_matter(browser: Browser, place: str) -> None:
    """As somebody would who has never seen it: type, press Enter, follow what is underlined."""
    with opened(browser, place) as page:
        page.goto("/")
        page.get_by_label("Search the archive").fill("guild answers")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="HARBOR DUES: THE GUILD ANSWERS").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("HARBOR DUES: THE GUILD ANSWERS")
        page.get_by_role("link", name="The whole matter").click()
        page.get_by_role("link", name="06MADRID77").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Not held")


def test_the_skip_link_comes_first(browser: Browser, place: str) -> None:
    with opened(browser, place) as page:
        page.goto("/c/07LISBON4")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the text")).to_be_focused()
        page.keyboard.press("Enter")
        check_in_time(page, "document.activeElement.id", becomes="main")


def test_keys(browser: Browser, place: str) -> None:
    with opened(browser, place) as page:
        page.goto("/search?q=dues&sort=date")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator(".hit").nth(1)).to_have_class("hit level-confidential now")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{place}/c/07LISBON1")
        page.keyboard.press("]")
        expect(page).to_have_url(f"{place}/c/07LISBON4")
        page.keyboard.press("[")
        expect(page).to_have_url(f"{place}/c/07LISBON1")
        page.keyboard.press("c")
        expect(page).to_have_url(f"{place}/c/07LISBON1#cite")
        page.keyboard.press("u")
        expect(page).to_have_url(f"{place}/search?q=dues&sort=date")
        page.keyboard.press("/")
        expect(page.get_by_label("Search the archive")).to_be_focused()
        page.keyboard.type("jk?")  # in the box they are letters
        expect(page.get_by_label("Search the archive")).to_have_value("jk?")
        page.goto("/help")
        page.get_by_label("Switch the keys off in this browser").check()
        page.goto("/search?q=dues")
        page.keyboard.press("/")
        expect(page.get_by_label("Search the archive")).not_to_be_focused()


def test_on_paper(browser: Browser, place: str) -> None:
    with opened(browser, place) as page:
        page.goto("/c/07LISBON4")
        page.emulate_media(media="print")
        expect(page.locator(".beside")).to_be_hidden()
        expect(page.locator(".top")).to_be_hidden()
        expect(page.locator(".banner").first).to_be_visible()
        font = page.locator(".body").first.evaluate("each => getComputedStyle(each).fontFamily")
        assert "Courier" in font


def test_a_long_query_can_be_read_in_its_box(browser: Browser, place: str) -> None:
    query = "harbor OR ferry from:lisbon to:state date:2005..2008"
    with opened(browser, place) as page:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"/search?q={query}")
        expect(page.get_by_label("Search the archive")).to_have_value(query)
        check_in_time(page, "q.scrollWidth <= q.clientWidth", becomes=True)


def test_lists_on_paper_keep_their_marks_and_lose_their_controls(
    browser: Browser, place: str
) -> None:
    """A browser leaves grounds out unless asked: a ring that is filled, the words found."""
    with opened(browser, place) as page:
        page.goto("/search?q=dues")
        page.emulate_media(media="print")
        expect(page.locator("mark").first).to_have_css("print-color-adjust", "exact")
        for control in (".box-help", ".pick", ".span", ".acts"):
            expect(page.locator(control).first).to_be_hidden()
        page.goto("/thread/07LISBON4")
        expect(page.locator(".key.held")).to_have_css("print-color-adjust", "exact")
