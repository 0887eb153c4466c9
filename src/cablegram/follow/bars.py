"""Bar charts as SVG and PNG. Labels and values stand in them: they can be read without colours."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape

from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROW: Final = 22
BAR_WIDTH: Final = 480
VALUE_WIDTH: Final = 100
TITLE_HEIGHT: Final = 40
MARGIN: Final = 10
CHAR_WIDTH: Final = 9
MAX_LABEL_CHARS: Final = 32
MAX_TITLE_CHARS: Final = 72
#: A picture of more is higher than any program shows.
MAX_BARS: Final = 1000
SIZE: Final = 13
TITLE_SIZE: Final = 16
INK: Final = "#1a1a1a"
BAR: Final = "#2a5a8a"
PAPER: Final = "#ffffff"
#: Pixels of PNG for each unit, so that it is sharp in print.
SCALE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text at its base line; `left` is where it begins, or ends (`anchor`)."""

    text: str
    left: float
    base: float
    size: int = SIZE
    anchor: Literal["start", "end"] = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn, in units of one pixel."""

    title: str
    width: int
    height: int
    parts: tuple[Bar | Words, ...]


def bar_chart(title: str, rows: Sequence[tuple[str, int]]) -> Chart:
    """Return a chart with one bar a row, from the top.

    Args:
        title: What is counted.
        rows: Label and count, at least 0.

    Raises:
        ValueError: If there are more than `MAX_BARS` rows.
    """
    if len(rows) > MAX_BARS:
        raise ValueError(f"a chart has {MAX_BARS:,} bars at most, not {len(rows):,}")
    labels = [_short(label, MAX_LABEL_CHARS) for label, _ in rows]
    left = 2 * MARGIN + CHAR_WIDTH * max(map(len, labels), default=0)
    title = _short(title, MAX_TITLE_CHARS)
    width = max(left + BAR_WIDTH + VALUE_WIDTH, 2 * MARGIN + CHAR_WIDTH * len(title))
    height = TITLE_HEIGHT + ROW * len(rows) + MARGIN
    most = max((count for _, count in rows), default=0) or 1
    parts: list[Bar | Words] = [Words(text=title, left=MARGIN, base=25, size=TITLE_SIZE)]
    for place, (label, (_, count)) in enumerate(zip(labels, rows, strict=True)):
        top = TITLE_HEIGHT + ROW * place
        length = round(BAR_WIDTH * count / most, 1)
        parts += [
            Words(text=label, left=left - 8, base=top + 15, anchor="end"),
            Bar(left=left, top=top + 3, width=length, height=ROW - 6),
            Words(text=f"{count:,}", left=left + length + 6, base=top + 15),
        ]
    return Chart(title=title, width=width, height=height, parts=tuple(parts))


def svg(chart: Chart) -> str:
    """Return a chart as SVG, its text as text."""
    return "\n".join(_svg_lines(chart)) + "\n"


def _svg_lines(chart: Chart) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{chart.width}"'
        f' height="{chart.height}" viewBox="0 0 {chart.width} {chart.height}"'
        f' font-family="sans-serif" font-size="{SIZE}">'
    )
    yield f"<title>{escape(chart.title)}</title>"
    yield f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    for part in chart.parts:
        if isinstance(part, Bar):
            yield (
                f'<rect x="{part.left}" y="{part.top}" width="{part.width}"'
                f' height="{part.height}" fill="{BAR}"/>'
            )
        else:
            yield (
                f'<text x="{part.left}" y="{part.base}" font-size="{part.size}"'
                f' text-anchor="{part.anchor}" fill="{INK}">{escape(part.text)}</text>'
            )
    yield "</svg>"


def png(chart: Chart) -> bytes:
    """Return a chart as PNG, with the font that the library brings: the same on every machine.

    That font has the letters of ASCII. Accents are left out, and `?` stands for other letters;
    SVG keeps them.

    Raises:
        MissingExtra: If Pillow is not installed.
    """
    image_module, draw_module, font_module = _library()
    image = image_module.new("RGB", (chart.width * SCALE, chart.height * SCALE), PAPER)
    draw = draw_module.Draw(image)
    fonts = {size: font_module.load_default(size * SCALE) for size in (SIZE, TITLE_SIZE)}
    for part in chart.parts:
        if isinstance(part, Bar):
            left, top = round(part.left * SCALE), round(part.top * SCALE)
            right, bottom = left + round(part.width * SCALE), top + round(part.height * SCALE)
            if right > left:
                draw.rectangle((left, top, right - 1, bottom - 1), fill=BAR)
        else:
            anchor = "ls" if part.anchor == "start" else "rs"
            place = (part.left * SCALE, part.base * SCALE)
            draw.text(place, _ascii(part.text), fill=INK, font=fonts[part.size], anchor=anchor)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _short(text: str, chars: int) -> str:
    """Return a text on one line, cut to a length; the cut is shown."""
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= chars else text[: chars - 1] + "…"


def _ascii(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    kept = (char for char in parts if not unicodedata.combining(char))
    return "".join(char if char.isascii() else "?" for char in kept)


def _library() -> tuple[Any, Any, Any]:
    try:
        from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("chart", "charts as PNG") from error
    return Image, ImageDraw, ImageFont
