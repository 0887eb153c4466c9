"""Adding in a real browser: files, folders, a bar; and all of it without JavaScript too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect

from cablegram.web import Room
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.test_browser import browser, opened, serving

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["browser"]

CABLE = "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nUNCLAS LISBON {0:06}\nSUBJECT: DUES {0}\n"


@pytest.mark.parametrize("has_script", [True, False])
def test_files_and_folders_are_added(browser: Browser, tmp_path: Path, has_script: bool) -> None:
    (tmp_path / "cables" / "1975").mkdir(parents=True)
    for number in range(1, 4):
        path = tmp_path / "cables" / "1975" / f"{number}.txt"
        path.write_text(CABLE.format(number), encoding="utf-8")
    (tmp_path / "one.txt").write_text(CABLE.format(9), encoding="utf-8")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    with (
        Room(fill(tmp_path / "archive"), threads=2, keep_up_seconds=0.2) as room,
        serving(room) as place,
        opened(browser, place, java_script_enabled=has_script) as page,
    ):
        page.goto("/")
        page.get_by_role("link", name="Add", exact=True).click()
        page.get_by_label("Files", exact=True).set_input_files(
            [tmp_path / "one.txt", tmp_path / "image.png"]
        )
        page.get_by_label("or a whole folder").set_input_files(tmp_path / "cables")
        if has_script:
            expect(page.locator("#chosen")).to_contain_text("5 files, 3")
        page.get_by_role("button", name="Add").click()
        expect(page).to_have_url(re.compile(r"/add/[0-9a-f-]+$"))
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "4 new cables", timeout=SECONDS * 1000
        )
        expect(page.get_by_role("row", name="image.png")).to_contain_text("an image (PNG)")
        page.get_by_role("link", name="DUES 3").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("DUES 3")
        sources = room.submit(lambda archive: archive.summaries(range(1, 5))).result(SECONDS)
        assert {each.source for each in sources.values()} >= {"one.txt", "cables/1975/3.txt"}


def test_dropped_folders_are_added(browser: Browser, tmp_path: Path) -> None:
    """A folder cannot be dropped by a script; a file can, and is held beside those chosen."""
    with (
        Room(fill(tmp_path / "archive"), threads=2, keep_up_seconds=0.2) as room,
        serving(room) as place,
        opened(browser, place) as page,
    ):
        page.goto("/add")
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#chosen")).to_have_text("Choose files or a folder first.")
        page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.items.add(new File([text], "dropped.txt"));
              const form = document.getElementById("upload");
              form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
            }""",
            CABLE.format(5),
        )
        expect(page.locator("#chosen")).to_contain_text("1 file, ")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "1 new cable", timeout=SECONDS * 1000
        )


def test_too_much_is_told_before_it_is_sent(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(CABLE.format(9), encoding="utf-8")
    with (
        Room(fill(tmp_path / "archive"), threads=1) as room,
        serving(room) as place,
        opened(browser, place) as page,
    ):
        assert room.jobs is not None
        room.jobs.limits = type(room.jobs.limits)(total_bytes=10)
        page.goto("/add")
        page.get_by_label("Files", exact=True).set_input_files(path)
        expect(page.locator("#chosen")).to_contain_text("more than 10 bytes at once")
        page.get_by_role("button", name="Add").click()
        assert page.url == f"{place}/add"
        # One that knows nothing of limits is told by the room.
        page.locator("#upload").evaluate("form => form.dataset.bytes = '1000000'")
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#chosen")).to_contain_text("At most 10 bytes can come at once.")
        expect(page.get_by_role("button", name="Add")).to_be_enabled()
        assert room.jobs.all() == ()


def test_from_nothing_to_the_thread(browser: Browser, tmp_path: Path) -> None:
    """The first minute of somebody new, who has nothing: clicks only, and few of them."""
    clicks = 0
    with (
        Room(fill(tmp_path / "archive"), threads=2, keep_up_seconds=0.2) as room,
        serving(room) as place,
        opened(browser, place) as page,
    ):
        page.goto("/")

        def click(role: str, name: str | re.Pattern[str]) -> None:
            nonlocal clicks
            page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
            clicks += 1

        click("button", "Make up a sample archive")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile("new cables"), timeout=SECONDS * 1000
        )
        click("link", "Into the room")
        cited = page.locator("ol.cited a").first
        for _ in range(100):
            if cited.count():
                break
            page.wait_for_timeout(100)
            page.reload()
        subject = cited.inner_text()
        cited.click()
        clicks += 1
        expect(page.get_by_role("heading", level=1)).to_have_text(subject)
        click("link", re.compile("whole matter"))
        expect(page.locator(".drawing svg.graph")).to_be_visible()
        assert clicks == 4
