"""Every page of the table of paths, in a real browser: at each width, in light and dark, with and
without JavaScript, and by the keyboard alone.

What it asks for is watched by `opened`: nothing but the room, and nothing that its policy forbids.
A page is loaded once with script and once without, and then shown at each width in each scheme. It
is here as soon as its path is in the table; `places.py` says with which addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.web.places import PAGES
from tests.web.test_browser import AXE, browser, opened, place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "place"]  # fixtures

#: A window is opened for each part of the pages, not for each page.
PARTS = 8
WIDTHS = (320, 360, 768, 1440)
#: Those at which axe looks; a little less than the narrowest changes nothing that it knows.
LOOKED_AT = (360, 768, 1440)
#: What axe finds, each with the first places of it.
LOOK = """
async (options) => (await axe.run({ ...options, resultTypes: ["violations"] })).violations
  .map((each) => [each.id, each.help, ...each.nodes.slice(0, 3).map((node) => node.html)])
"""
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
#: What sticks out of the window, to name the culprit.
TOO_WIDE = """
() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 80)).slice(-3).concat(["too wide"])
"""
#: Words that lie over other words: what somebody sees as a blot. Drawings place their own, and what
#: is clipped away is only heard.
OVER = """
() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = [];
  while (walk.nextNode()) {
    const words = walk.currentNode;
    const within = words.parentElement;
    if (!words.data.trim() || within.closest("svg") || !within.checkVisibility()) continue;
    let isHeard = false;
    for (let each = within; each && !isHeard; each = each.parentElement) {
      isHeard = getComputedStyle(each).clipPath !== "none";
    }
    if (isHeard) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    for (const line of range.getClientRects()) lines.push([line, words.data.trim().slice(0, 40)]);
  }
  lines.sort(([one], [other]) => one.top - other.top);
  return lines.flatMap(([one, words], place) => {
    const over = [];
    for (const [other, others] of lines.slice(place + 1)) {
      if (other.top > one.bottom - 6) break;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - other.top;
      if (wide > 3 && high > 6) over.push([words, others]);
    }
    return over;
  }).slice(0, 3);
}
"""
#: Fields in which nobody reads what he types, and boxes as large as fields.
SIZES = """
() => [...document.querySelectorAll("main input, main select, main textarea")]
  .filter((each) => each.type !== "hidden" && each.checkVisibility())
  .filter((each) => ["checkbox", "radio"].includes(each.type) ?
    each.offsetWidth > 40 : each.offsetWidth < 40)
  .map((each) => each.outerHTML.slice(0, 100))
"""
#: What the keyboard must reach, in order, and a note of each place that it comes to.
LISTEN = """
() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex]";
  const reached = (each) => each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" &&
    (each instanceof SVGElement ? each.getBoundingClientRect().width > 0 :
      each.checkVisibility({ visibilityProperty: true }));
  // Of radio buttons of one name, Tab reaches one; the arrows the others.
  const radios = new Set();
  const isFirst = (each) => each.type !== "radio" || (!radios.has(each.name) &&
    (each.checked || !document.querySelector(`input[name="${each.name}"]:checked`)) &&
    radios.add(each.name));
  const wanted = [...document.querySelectorAll(all)].filter(reached).filter(isFirst);
  const named = (each) => each.outerHTML.slice(0, 100);
  window.seen = { wanted: wanted.map(named), order: [], unseen: [] };
  const look = (each) => [each, ...each.querySelectorAll("*")].map((one) => {
    const style = getComputedStyle(one);
    const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return [line, style.boxShadow, style.borderBottomColor, style.stroke, style.strokeWidth];
  }).join();
  const before = wanted.map(look);
  document.addEventListener("focusin", ({ target }) => {
    const number = wanted.indexOf(target);
    // A box that scrolls is reached too, though it is neither link nor field.
    if (number < 0) return;
    window.seen.order.push(number);
    if (look(target) === before[number]) window.seen.unseen.push(named(target));
  });
}
"""


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(browser: Browser, place: str, part: int, *, has_script: bool) -> None:
    # The page's own policy lets no script in, so axe is given to the window by the driver.
    options: dict[str, Any] = {"java_script_enabled": has_script, "bypass_csp": has_script}
    with opened(browser, place, **options) as page:
        for path in PAGES[part::PARTS]:
            page.goto(path)
            assert page.get_by_role("heading", level=1).count() == 1, path
            if has_script:
                page.evaluate(AXE_SCRIPT)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate(OVER) == [], (path, width)
                assert page.evaluate(SIZES) == [], (path, width)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    assert page.evaluate(TOO_WIDE) == [], (path, width, scheme)
                    if has_script and width in LOOKED_AT:
                        # In the dark nothing is another but colours.
                        found = page.evaluate(LOOK, AXE if scheme == "light" else COLOURS)
                        assert found == [], (path, width, scheme)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_by_the_keyboard_alone(browser: Browser, place: str, part: int) -> None:
    with opened(browser, place) as page:
        for path in PAGES[part::PARTS]:
            for width in (360, 1440):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(path)
                check_keyboard(page, path)


def check_keyboard(page: Page, path: str) -> None:
    """Press Tab from the first to behind the last, and look where that leads."""
    page.evaluate(LISTEN)
    wanted = page.evaluate("seen.wanted")
    assert "skip" in wanted[0], path
    for _ in range(len(wanted) + 8):
        page.keyboard.press("Tab")
        if page.evaluate("seen.order.length") >= len(wanted):
            break
    seen = page.evaluate("seen")
    missed = [wanted[n] for n in range(len(wanted)) if n not in seen["order"]]
    assert missed == [], path
    assert seen["order"] == sorted(seen["order"]), path
    assert seen["unseen"] == [], path
    # Behind the last the keyboard leaves the page: nothing holds it.
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("seen.order.at(-1)") != len(wanted) - 1 or len(wanted) == 1, path
    page.evaluate("document.querySelector('.skip').focus()")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main", path
