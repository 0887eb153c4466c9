"""Signing in, sharing, looking after accounts: in a browser, and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cablegram.access import SEES_ALL
from cablegram.accounts import Role
from cablegram.web import Room
from tests.made_up import fill
from tests.web.people import PASSWORD, READERS, enlist
from tests.web.test_browser import AXE, browser, opened, serving
from tests.web.test_every_page import TOO_WIDE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["browser"]  # a fixture


def look(page: Page) -> None:
    """See that a page is fit for everybody, and no wider than the window."""
    page.wait_for_load_state()
    assert page.evaluate(TOO_WIDE) == []
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_from_the_door_to_the_accounts_and_out(tmp_path: Path, browser: Browser) -> None:
    folder = fill(tmp_path / "archive", {"text": ["The harbor master raised the dues again."]})
    people = {"adam": (Role.ADMIN, SEES_ALL), "rita": (Role.READER, READERS["low"])}
    enlist(folder, people, signs_in="adam")
    with Room(folder, threads=2) as room, serving(room) as place:
        options = {"viewport": {"width": 360, "height": 800}, "bypass_csp": True}
        with opened(browser, place, java_script_enabled=False, **options) as page:
            page.goto("/search?q=dues")
            page.fill("#name", "adam")
            page.keyboard.press("Tab")
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/search?q=dues")
            page.goto("/dossiers")
            page.fill("#f-name", "Dues")
            page.click("text=Make it")
            page.click("summary:has-text('Share')")
            page.select_option("#shared-new, [name=shared]", "all")
            page.click("text=Share it so")
            expect(page.locator("main")).to_contain_text("shared with all")
            page.goto("/accounts")
            page.click("table >> text=rita")
            page.click("text=Make a link for a new password")
            expect(page.locator("main")).to_contain_text("/invitation/")
            page.click("text=Sign out")
            page.wait_for_url("**/sign-in")
            page.goto("/accounts")
            assert page.url.endswith("/sign-in?to=%2Faccounts")
        with opened(browser, place, **options) as page:
            page.goto("/accounts")
            look(page)
            page.fill("#name", "adam")
            page.fill("#password", "wrong")
            page.click("main button.main")
            expect(page.get_by_role("alert")).to_be_visible()
            look(page)
            page.fill("#password", PASSWORD)
            page.click("main button.main")
            expect(page).to_have_url(f"{place}/accounts")
            look(page)
            page.click("table >> text=rita")
            expect(page.get_by_role("heading", level=1)).to_contain_text("rita")
            look(page)
            page.goto("/dossiers")
            look(page)
            page.click("ol >> text=Dues")
            expect(page.get_by_role("heading", level=1)).to_have_text("Dues")
            page.click("summary:has-text('Share')")
            look(page)
