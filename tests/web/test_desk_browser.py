"""Notes and dossiers in a real browser, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.made_up import fill
from tests.web.conftest import CABLES
from tests.web.desk import desk_of, furnish
from tests.web.test_browser import OPTIONS, opened, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

SELECT = """([paragraph, from, to]) => {
    const body = document.querySelector(`#${paragraph} .body`);
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let seen = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.textContent.trim() || node.parentElement.closest(".letter, .own-note")) continue;
        const at = seen.length;
        seen += node.textContent;
        if (at <= from && from < seen.length) range.setStart(node, from - at);
        if (at < to && to <= seen.length) { range.setEnd(node, to - at); break; }
    }
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of this module's own: its tests write to the desk."""
    made = fill(tmp_path_factory.mktemp("desk") / "archive", *CABLES)
    furnish(made)
    return made


@pytest.fixture(scope="module")
def place(folder: Path) -> Iterator[str]:
    with served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))


def test_words_that_are_selected_get_a_note(browser: Browser, place: str, folder: Path) -> None:
    with opened(browser, place) as page:
        page.goto("/c/07LISBON1")
        page.evaluate(SELECT, ["p2", 4, 21])  # across a link, whose letter is none of the text
        page.get_by_role("button", name="Note", exact=True).click()
        expect(page.get_by_label("Note on “reftel, and 06 MA”")).to_be_focused()
        page.keyboard.type("Not the one of 1976?")
        page.get_by_role("button", name="Save").click()
        note = page.get_by_role("note", name="Note 1")
        expect(note).to_contain_text("Not the one of 1976?")
        expect(note).to_contain_text("on reftel, and 06 MA")
        marked = page.locator("#p2 mark.noted")
        assert "".join(marked.all_inner_texts()) == "reftel, and 06 MA"
        note.get_by_role("link", name="Change note 1").click()
        page.get_by_label("Note", exact=True).fill("It is that of 1976.")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("note", name="Note 1")).to_contain_text("It is that of 1976.")
    with desk_of(folder) as desk:
        (found,) = (each for each in desk.notes() if each.body == "It is that of 1976.")
        assert found.passage is not None
        assert (found.passage.exact, found.passage.prefix) == ("reftel, and 06 MA", "See ")


def test_the_link_beside_a_paragraph_opens_the_form_in_place(browser: Browser, place: str) -> None:
    with opened(browser, place) as page:
        page.goto("/c/07STATE900")
        link = page.get_by_role("link", name="Note on paragraph 1")
        link.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Note on the whole paragraph")).to_be_focused()
        page.get_by_role("button", name="Leave it").click()
        expect(link).to_be_focused()
        expect(page.locator("form textarea")).to_have_count(0)


def test_a_note_without_javascript(browser: Browser, place: str) -> None:
    with opened(browser, place, java_script_enabled=False) as page:
        page.goto("/c/07LISBON5")
        page.get_by_role("link", name="Note on paragraph 1").click()
        page.get_by_label("On these words of the paragraph").fill("harbor master")
        page.get_by_label("Note", exact=True).fill("Quill's brother")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#p1 mark.noted")).to_have_text("harbor master")
        expect(page.get_by_role("note")).to_contain_text("Quill's brother")


@pytest.mark.parametrize("has_script", [True, False])
def test_from_an_answer_into_a_dossier(browser: Browser, place: str, has_script: bool) -> None:
    with opened(browser, place, java_script_enabled=has_script) as page:
        name = f"Harbor {has_script}"
        page.goto("/search?q=dues&sort=date")
        page.get_by_label("Pick 07LISBON4").check()
        page.get_by_label("Pick 07LISBON1").check()
        page.get_by_role("button", name="Add the picked ones to a dossier").click()
        page.get_by_label("Into").select_option("a new dossier")
        page.get_by_label("Name, if it is new").fill(name)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(titles(page)).to_have_text(["HARBOR DUES", "HARBOR DUES: THE GUILD ANSWERS"])
        page.get_by_text("Change 2").click()
        page.get_by_role("button", name="Move up").click()
        expect(titles(page)).to_have_text(["HARBOR DUES: THE GUILD ANSWERS", "HARBOR DUES"])
        page.get_by_text("Change 1").click()
        page.get_by_label("Note on it here").first.fill("The answer.")
        page.get_by_role("button", name="Save the note").first.click()
        expect(page.locator(".entry").first).to_contain_text("The answer.")
        page.get_by_role("button", name="Put the contents in this order").click()
        expect(titles(page).first).to_have_text("HARBOR DUES")


def titles(page: Page) -> Locator:
    return page.locator(".entry h3")


def test_two_at_one_dossier(browser: Browser, place: str) -> None:
    with opened(browser, place) as one, opened(browser, place) as other:
        for page in (one, other):
            page.goto("/dossier/all1")
            page.get_by_text("Name and description").click()
        one.get_by_label("Name", exact=True).fill("Dues of one")
        one.get_by_role("button", name="Save", exact=True).click()
        other.get_by_label("Name", exact=True).fill("Dues of the other")
        other.get_by_label("What it is about").fill("A long text that took an hour.")
        other.get_by_role("button", name="Save", exact=True).click()
        expect(other.get_by_role("alert")).to_contain_text("nothing was overwritten")
        expect(other.get_by_label("What it is about")).to_have_value(
            "A long text that took an hour."
        )
        with other.expect_popup() as popup:  # what was typed stays open beside it
            other.get_by_role("link", name="Look at what there is now").click()
        expect(popup.value.get_by_role("heading", level=1)).to_have_text("Dues of one")
        other.get_by_role("button", name="Save mine all the same").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Dues of the other")
