"""Charts: what is drawn is what was counted."""

from __future__ import annotations

import io
import sys
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from cablegram.errors import MissingExtra
from cablegram.follow.bars import BAR, BAR_WIDTH, MAX_BARS, PAPER, SCALE, bar_chart, png, svg

SVG = "{http://www.w3.org/2000/svg}"
ROWS = (("1973", 40), ("1974", 0), ("1975", 10), ("S\u00c3O TOM\u00c9", 1))


def colour(text: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(text.removeprefix("#")))


def test_svg() -> None:
    root = ET.fromstring(svg(bar_chart("Cables by year", ROWS)))  # noqa: S314 (written by us)
    assert root.findtext(f"{SVG}title") == "Cables by year"
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert texts == ["Cables by year", "1973", "40", "1974", "0", "1975", "10", ROWS[3][0], "1"]
    bars = [float(each.get("width", "")) for each in root.iter(f"{SVG}rect")
            if each.get("fill") == BAR]  # fmt: skip
    assert bars == [BAR_WIDTH, 0, BAR_WIDTH / 4, BAR_WIDTH / 40]


def test_png_has_bars_as_long_as_the_counts() -> None:
    chart = bar_chart("Cables by year", ROWS)
    image = Image.open(io.BytesIO(png(chart))).convert("RGB")
    assert image.size == (chart.width * SCALE, chart.height * SCALE)
    assert image.getpixel((0, 0)) == colour(PAPER)
    pixels = image.load()
    assert pixels is not None
    lengths = [
        sum(pixels[x, y] == colour(BAR) for x in range(image.width)) for y in range(image.height)
    ]
    assert {length for length in lengths if length} == {
        BAR_WIDTH * SCALE, BAR_WIDTH * SCALE // 4, BAR_WIDTH * SCALE // 40
    }  # fmt: skip


def test_png_shows_the_labels_without_accents() -> None:
    """The font that Pillow brings has no others; without this they would all be the same box."""
    plain, folded, other, unknown = (
        png(bar_chart("", [(label, 1)])) for label in ("SAO", "S\u00c3O", "SEO", "S\u4e2dO")
    )
    assert plain == folded
    assert len({plain, other, unknown}) == 3
    assert unknown == png(bar_chart("", [("S?O", 1)]))


@pytest.mark.parametrize("rows", [(), (("\x1b]", 0),), (("x" * 500, 10**12),), (("<&\x00>", 1),)])
def test_any_label_and_count(rows: tuple[tuple[str, int], ...]) -> None:
    chart = bar_chart("<&\x00>\n" + "t" * 300, rows)
    ET.fromstring(svg(chart))  # noqa: S314 (written by us)
    assert Image.open(io.BytesIO(png(chart))).width < 2500


def test_too_many_bars() -> None:
    with pytest.raises(ValueError, match="1,000 bars at most"):
        bar_chart("", [("", 1)] * (MAX_BARS + 1))


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(MissingExtra, match=r"cablegram\[chart\]"):
        png(bar_chart("", ()))
