"""The timeline: a span of time by form, by pointer and by keys; the result is a permalink."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.test_browser import AXE, browser, opened, place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from starlette.testclient import TestClient

__all__ = ["browser", "place"]  # fixtures


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("q=dues&from=2007&to=2008", "/search?q=dues+date%3A2007..2008"),
        ("q=dues&from=2008&to=2007", "/search?q=dues+date%3A2007..2008"),
        ("q=dues&from=2007-03&to=2007-03", "/search?q=dues+date%3A2007-03"),
        ("q=dues&from=2007-03&to=2007", "/search?q=dues+date%3A2007-03..2007"),
        ("q=dues&from=2007", "/search?q=dues+date%3A2007.."),
        ("q=dues&to=2007-03-01", "/search?q=dues+date%3A..2007-03-01"),
        ("from=2007&to=2007&sort=date", "/search?q=date%3A2007&sort=date"),
        ("q=date:1958+x&from=2007&to=2007", "/search?q=x+date%3A2007"),
        ("q=a+OR+b&from=2007&to=2007", "/search?q=%28a+OR+b%29+date%3A2007"),
    ],
)
def test_the_form_leads_to_a_permalink(client: TestClient, asked: str, place: str) -> None:
    answer = client.get(f"/search?{asked}")
    assert (answer.status_code, answer.headers["location"]) == (302, place)
    assert client.get(place).status_code == 200


@pytest.mark.parametrize("wrong", ["x", "07", "2007-3", "2007..2008", "2007-01-01x", "٢٠٠٧"])
def test_a_wrong_day_is_told(client: TestClient, wrong: str) -> None:
    answer = client.get("/search", params={"q": "dues", "from": wrong})
    assert answer.status_code == 400
    assert "must be a year, a month or a day" in answer.text


def test_a_day_that_is_none_is_told_with_the_query(client: TestClient) -> None:
    answer = client.get("/search?q=dues&from=2007-13&to=2007-14")
    assert client.get(answer.headers["location"]).status_code == 400


def test_few_years_are_shown_by_month(client: TestClient) -> None:
    text = client.get("/search?q=date:2007").text
    assert "Matching cables by month" in text
    assert re.search(r'aria-label="March 2007: \d cables"', text)
    assert '<a href="/search">All years</a>' in text
    assert "Matching cables by year" in client.get("/search").text
    assert "All years" not in client.get("/search").text
    assert "Matching cables by year" not in client.get("/search?q=nothing+there").text


def check_chosen(page: Page, first: str, last: str) -> None:
    expect(page.get_by_label("From")).to_have_value(first)
    expect(page.get_by_label("to")).to_have_value(last)


def test_brushing_by_the_keyboard(browser: Browser, place: str) -> None:
    with opened(browser, place, bypass_csp=True) as page:
        page.goto("/search?q=-olives&sort=date")
        first, last = (
            page.get_by_role("slider", name=f"{side} year") for side in ("First", "Last")
        )
        expect(first).to_have_attribute("aria-valuetext", "1958")
        expect(last).to_have_attribute("aria-valuetext", "2007")
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
        first.focus()
        page.keyboard.press("End")
        page.keyboard.press("PageDown")
        page.keyboard.press("ArrowLeft")
        expect(first).to_have_attribute("aria-valuetext", "1996")
        page.keyboard.press("Tab")
        expect(last).to_be_focused()
        page.keyboard.press("Home")  # not beyond the other
        expect(last).to_have_attribute("aria-valuenow", "38")
        page.keyboard.press("Escape")
        check_chosen(page, "1958", "2007")
        page.keyboard.press("ArrowDown")
        check_chosen(page, "1958", "2006")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{place}/search?q=-olives+date%3A1958..2006&sort=date")
        page.get_by_role("link", name="All years").click()
        expect(page).to_have_url(f"{place}/search?q=-olives&sort=date")


def test_brushing_by_the_pointer(browser: Browser, place: str) -> None:
    with opened(browser, place, viewport={"width": 1000, "height": 800}) as page:
        page.goto("/search")
        box = page.locator(".plot").bounding_box()
        assert box is not None
        year = box["width"] / 50
        middle = box["y"] + 20
        page.mouse.move(box["x"] + 40.5 * year, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + 45.5 * year, middle, steps=4)
        check_chosen(page, "1998", "2003")
        page.mouse.move(box["x"] + 49.5 * year, middle, steps=4)  # it ends on the bar of 2007
        page.mouse.up()
        expect(page).to_have_url(f"{place}/search?q=date%3A1998..2007")
        page.go_back()
        check_chosen(page, "1958", "2007")
        page.locator(".timeline a", has_text="2007").click()  # without a drag, a bar is a link
        expect(page).to_have_url(f"{place}/search?q=date%3A2007")
        handle = page.get_by_role("slider", name="First month").bounding_box()
        assert handle is not None
        page.mouse.move(handle["x"] + 12, handle["y"] + 12)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 2.5 / 12, handle["y"], steps=3)
        page.mouse.up()
        expect(page).to_have_url(f"{place}/search?q=date%3A2007-03..2007-12")


def test_brushing_by_touch(browser: Browser, place: str) -> None:
    size = {"width": 360, "height": 700}
    with opened(browser, place, viewport=size, has_touch=True, is_mobile=True) as page:
        page.goto("/search")
        box = page.locator(".plot").bounding_box()
        assert box is not None
        touch = page.context.new_cdp_session(page)
        y = box["y"] + 15

        def send(kind: str, x: float) -> None:
            points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        send("touchStart", box["x"] + box["width"] * 0.5)
        for part in (0.55, 0.6, 0.7, 0.8):
            send("touchMove", box["x"] + box["width"] * part)
        send("touchEnd", 0)
        expect(page).to_have_url(f"{place}/search?q=date%3A1983..1998")


def test_a_span_without_script(browser: Browser, place: str) -> None:
    with opened(browser, place, java_script_enabled=False) as page:
        page.goto("/search?q=-olives")
        page.get_by_label("From").fill("2007-03")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url(f"{place}/search?q=-olives+date%3A2007-03..2007")
