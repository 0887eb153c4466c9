"""The search box proposes: what it is told, and how it works by keyboard, pointer and ear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.test_browser import AXE, browser, opened, place

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

__all__ = ["browser", "place"]  # fixtures


def test_what_a_program_gets(client: TestClient) -> None:
    answer = client.get("/complete.json", params={"q": "dues ew", "at": "7"})
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert document["schema"] == "cablegram.completion/1"
    assert document["proposals"][0] == {
        "kind": "tag",
        "text": "tags:EWWT",
        "label": "EWWT",
        "meaning": "Waterborne Transportation",
        "count": 1,
        "query": "dues tags:EWWT ",
        "cursor": 15,
    }


@pytest.mark.parametrize("asked", ["", "?q=", "?q=%20", "?q=zzzz&at=99", f"?q={'a' * 5000}"])
def test_nothing_to_propose(client: TestClient, asked: str) -> None:
    assert client.get(f"/complete.json{asked}").json()["proposals"] == []


def test_a_wrong_cursor(client: TestClient) -> None:
    answer = client.get("/complete.json?q=a&at=x")
    assert (answer.status_code, answer.json()["error"]) == (400, "wrong-parameter")


@pytest.mark.parametrize("path", ["/", "/help", "/c/07LISBON4"])
def test_by_the_keyboard_alone(browser: Browser, place: str, path: str) -> None:
    with opened(browser, place, bypass_csp=True) as page:
        page.goto(path)
        box = page.get_by_role("combobox", name="Search the archive")
        expect(box).to_have_attribute("aria-expanded", "false")
        box.focus()
        page.keyboard.type("waterb")
        proposals = page.get_by_role("listbox", name="Proposals")
        expect(proposals.get_by_role("option")).to_have_count(1)
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.locator(".box [role=status]")).to_have_text("1 proposal")
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("ArrowDown")
        option = proposals.get_by_role("option").first
        expect(option).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
        expect(box).to_be_focused()
        page.keyboard.press("Enter")
        expect(box).to_have_value("tags:EWWT ")
        expect(proposals).to_be_hidden()
        expect(box).not_to_have_attribute("aria-activedescendant", "")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{place}/search?q=tags%3AEWWT+")


def test_arrows_go_round_and_escape_closes(browser: Browser, place: str) -> None:
    with opened(browser, place) as page:
        page.goto("/search")
        box = page.get_by_role("combobox")
        box.press_sequentially("du")
        options = page.get_by_role("option")
        expect(options.first).to_be_visible()
        count = options.count()
        page.keyboard.press("ArrowUp")
        expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")  # back in the box
        expect(page.locator("[aria-selected=true]")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_value("du")
        page.keyboard.press("ArrowDown")  # asks again
        expect(options.first).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_value("du")


def test_by_the_pointer_and_a_field_goes_on(browser: Browser, place: str) -> None:
    with opened(browser, place) as page:
        page.goto("/")
        box = page.get_by_role("combobox")
        box.press_sequentially("fr")
        page.get_by_role("option", name="from:").click()
        expect(box).to_have_value("from:")
        expect(box).to_be_focused()
        page.get_by_role("option", name="LISBON").click()  # posts come by themselves
        expect(box).to_have_value("from:lisbon ")


def test_older_questions_are_given_up(browser: Browser, place: str) -> None:
    """An answer that comes late does not replace that of the newer question."""
    with opened(browser, place) as page:
        page.goto("/")
        box = page.get_by_role("combobox")

        def late(route: object) -> None:
            page.wait_for_timeout(600)
            route.continue_()  # type: ignore[attr-defined]  # a Route

        page.route("**/complete.json?q=du&*", late)
        box.press_sequentially("du")
        page.wait_for_timeout(200)
        box.fill("lisb")
        expect(page.get_by_role("option", name="LISBON")).to_be_visible()
        page.wait_for_timeout(800)
        expect(page.get_by_role("option", name="dues")).to_have_count(0)


def test_without_script_it_is_a_plain_box(browser: Browser, place: str) -> None:
    with opened(browser, place, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_label("Search the archive").fill("dues")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{place}/search?q=dues")
