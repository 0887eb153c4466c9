"""A bar chart as SVG: text, title and values in it, so that it can be read without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW: Final = 22
LABEL_WIDTH: Final = 180
BAR_WIDTH: Final = 480
VALUE_WIDTH: Final = 100
TITLE_HEIGHT: Final = 40


def bar_chart(title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Return a chart with one bar a row, from the top.

    Args:
        title: What is counted.
        rows: Label and count, at least 0.
    """
    width = LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH
    height = TITLE_HEIGHT + ROW * len(rows) + 10
    most = max((count for _, count in rows), default=0) or 1
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" font-family="sans-serif" font-size="13">'
        ),
        f"<title>{_text(title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="10" y="25" font-size="16" fill="#1a1a1a">{_text(title)}</text>',
    ]
    for place, (label, count) in enumerate(rows):
        top = TITLE_HEIGHT + ROW * place
        length = round(BAR_WIDTH * count / most, 1)
        middle = top + 15
        lines += [
            (
                f'<text x="{LABEL_WIDTH - 8}" y="{middle}" text-anchor="end" fill="#1a1a1a">'
                f"{_text(label)}</text>"
            ),
            (
                f'<rect x="{LABEL_WIDTH}" y="{top + 3}" width="{length}" height="{ROW - 6}"'
                ' fill="#2a5a8a"/>'
            ),
            f'<text x="{LABEL_WIDTH + length + 6}" y="{middle}" fill="#1a1a1a">{count:,}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


def _text(text: str) -> str:
    return escape("".join(char if char.isprintable() else " " for char in text))
