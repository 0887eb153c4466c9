"""The cable and its matter in a real browser: by the keyboard alone, by pointing, on a phone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.web.test_browser import check_in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))


@contextmanager
def opened(browser: Browser, client: TestClient, place: str, **options: object) -> Iterator[Page]:
    """Open a page whose requests the room answers, without a network."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        made = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        headers = {k: v for k, v in made.headers.items() if k != "content-encoding"}
        route.fulfill(status=made.status_code, headers=headers, body=made.content)

    context = browser.new_context(base_url="http://localhost", **options)  # type: ignore[arg-type]
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(place)
    yield page
    context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_code_says_what_it_is_when_it_is_pointed_at_or_reached(
    browser: Browser, client: TestClient, has_script: bool
) -> None:
    told = (
        "getComputedStyle(document.querySelector('.codes.listed .term'), '::after').content"
        ".includes('External Political Relations')"
    )
    with opened(browser, client, "/c/07LISBON4", java_script_enabled=has_script) as page:
        term = page.locator(".codes.listed .term").first
        check_in_time(page, told, becomes=False)
        term.hover()
        check_in_time(page, told, becomes=True)
        page.mouse.move(0, 0)
        check_in_time(page, told, becomes=False)
        # By the keyboard: from the code before it.
        page.get_by_role("button", name="The Department of State").focus()
        page.keyboard.press("Tab")
        expect(term).to_be_focused()
        check_in_time(page, told, becomes=True)
        page.keyboard.press("Enter")
        expect(page.locator(".gloss:popover-open")).to_contain_text("More about it")


def test_a_code_is_explained_by_a_tap(browser: Browser, client: TestClient) -> None:
    size = {"width": 360, "height": 800}
    options = {"viewport": size, "has_touch": True, "is_mobile": True}
    with opened(browser, client, "/c/07LISBON4", **options) as page:
        page.locator(".codes.listed .term").first.tap()
        expect(page.locator(".gloss:popover-open")).to_contain_text("External Political Relations")
        page.locator("h1").tap()
        expect(page.locator(".gloss:popover-open")).to_have_count(0)


def test_no_explanation_widens_the_page(browser: Browser, client: TestClient) -> None:
    with opened(browser, client, "/c/07LISBON4", viewport={"width": 360, "height": 800}) as page:
        for term in page.locator(".term").all():
            term.hover()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_link_of_a_paragraph_is_copied(browser: Browser, client: TestClient) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, client, "/c/07LISBON4", **options) as page:
        page.get_by_role("link", name="Link to paragraph 2").click()
        expect(page).to_have_url("http://localhost/c/07LISBON4#p2")
        expect(page.locator("#copied")).to_have_text("The link to paragraph 2 is copied.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == "http://localhost/c/07LISBON4#p2"


@pytest.mark.parametrize(
    ("has_script", "width", "number"),
    [(True, 360, 2), (True, 768, 10), (True, 1440, 18),
     (False, 360, 10), (False, 768, 18), (False, 1440, 2)],
)  # fmt: skip
def test_the_present_one_is_in_the_middle_of_what_is_seen(
    browser: Browser, long_matter: TestClient, has_script: bool, width: int, number: int
) -> None:
    options = {"viewport": {"width": width, "height": 800}, "java_script_enabled": has_script}
    place = f"/thread/07LISBON{number}?depth=6"
    with opened(browser, long_matter, place, **options) as page:
        window = page.locator(".scroll").bounding_box()
        present = page.locator(".step.root .dot").bounding_box()
        assert window is not None
        assert present is not None
        middle = present["x"] + present["width"] / 2 - window["x"]
        assert 0 < middle < window["width"]
        if number == 10 and width < 1440:  # at the ends there is nothing to scroll to
            assert abs(middle - window["width"] / 2) < window["width"] / 4
        # And one can scroll away: it was brought into view once, and is held there no longer.
        page.wait_for_timeout(200)
        page.locator(".scroll").evaluate("each => each.scrollTo({left: 0, behavior: 'instant'})")
        page.wait_for_timeout(100)
        assert page.locator(".scroll").evaluate("each => each.scrollLeft") == 0


def test_the_drawing_by_the_arrow_keys(browser: Browser, client: TestClient) -> None:
    with opened(browser, client, "/thread/07LISBON4") as page:
        root = page.locator(".step.root")
        root.focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("link", name="07LISBON1, 1 Mar 2007")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(root).to_be_focused()
        page.keyboard.press("Home")
        check_in_time(page, "document.activeElement.id", becomes="m1")
        page.keyboard.press("End")
        check_in_time(page, "document.activeElement.id != 'm1'", becomes=True)
        root.focus()
        page.keyboard.press("ArrowDown")
        lane = page.evaluate("Number(document.activeElement.dataset.lane)")
        page.keyboard.press("ArrowUp")
        check_in_time(page, f"Number(document.activeElement.dataset.lane) < {lane}", becomes=True)
        root.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        expect(page).to_have_url("http://localhost/c/07LISBON1")


def test_the_lines_of_a_mark_stand_out(browser: Browser, client: TestClient) -> None:
    stroke = "getComputedStyle(document.querySelector('.step.root + .own')).stroke"
    with opened(browser, client, "/thread/07LISBON4", java_script_enabled=False) as page:
        assert page.evaluate(stroke) == "none"
        page.locator(".step.root .dot").hover()
        check_in_time(page, f"{stroke} != 'none'", becomes=True)


def test_each_piece_of_the_source_is_named(browser: Browser, client: TestClient) -> None:
    named = "getComputedStyle(document.querySelector('.source .leaf'), '::before').content"
    with opened(browser, client, "/c/07LISBON4?view=source", java_script_enabled=False) as page:
        assert page.evaluate(named) == "none"
        page.get_by_label("Name each piece in the text").check()
        check_in_time(page, named, becomes='"paragraph"')
