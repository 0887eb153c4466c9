"""A dossier as PDF, by reportlab (the extra `dossier`): contents with pages, links, an outline."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any, Final

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Preformatted,
)

from cablegram.archive.export.fonts import Font, fonts
from cablegram.web.exports.blocks import Kind
from cablegram.web.templates import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.web.exports.blocks import Block

MARGIN: Final = 2.2 * cm
#: Room for the number of a page in the contents.
NUMBER_WIDTH: Final = 1.2 * cm
#: A cable begins on a page that has room for its head and some lines, or on the next one.
HEAD_POINTS: Final = 150
#: Teletype lines had 69 characters; longer ones are broken.
TABLE_CHARS: Final = 96
#: A paragraph is laid out as a whole: longer ones are parted.
LONGEST: Final = 20_000
SIZES: Final = {
    Kind.TITLE: (22.0, 27.0), Kind.ABOUT: (10.5, 15.0), Kind.QUIET: (8.5, 12.0),
    Kind.BANNER: (8.5, 12.0), Kind.HEADING: (15.0, 19.0), Kind.CABLE: (12.5, 16.0),
    Kind.CONTENTS: (9.5, 13.0), Kind.DAY: (9.5, 13.0), Kind.ROW: (9.0, 12.5),
    Kind.TEXT: (10.0, 14.5), Kind.TABLE: (7.0, 9.5), Kind.SIGNATURE: (10.0, 14.5),
    Kind.NOTE: (9.0, 12.5), Kind.CITATION: (9.0, 12.5), Kind.PERSON: (9.0, 12.5),
}  # fmt: skip
_BOLD: Final = frozenset({Kind.BANNER})


def write(blocks: Iterable[Block], out: IO[bytes], *, title: str) -> None:
    """Write blocks as PDF."""
    made = io.BytesIO()
    writer = _Writer()
    flow = [each for block in blocks for each in writer.flowables(block)]
    document = _Document(made, title, writer)
    document.build(flow)
    out.write(made.getvalue())


class _Document(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    def __init__(self, out: IO[bytes], title: str, writer: _Writer) -> None:
        name = str(shown(title))
        super().__init__(out, pagesize=A4, title=name, author="", creator="cablegram", invariant=1)
        width, height = A4
        frame = Frame(
            MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self._name, self._writer = name, writer
        self.addPageTemplates([PageTemplate(frames=[frame], onPage=self._page)])

    def _page(self, canvas: Any, _document: object) -> None:  # noqa: ANN401 (of reportlab)
        """Put the marking of all at head and foot, the title and the number of the page."""
        width, height = A4
        serif, bold = fonts().serif, fonts().bold
        canvas.saveState()
        canvas.setFont(bold.name, 8)
        words = fonts().plain(self._writer.marking, bold)[:110]
        canvas.drawCentredString(width / 2, height - 1.3 * cm, words)
        canvas.drawCentredString(width / 2, 1.0 * cm, words)
        canvas.setFont(serif.name, 8)
        canvas.drawString(MARGIN, 1.45 * cm, fonts().plain(self._name, serif)[:70])
        canvas.drawRightString(width - MARGIN, 1.45 * cm, str(canvas.getPageNumber()))
        canvas.restoreState()

    def afterPage(self) -> None:  # noqa: N802 (the library's name)
        """Draw the numbers that the contents left out, as soon as they are known."""
        for place in self._writer.waiting & self._writer.pages.keys():
            self.canv.beginForm(f"page{place}", 0, 0, NUMBER_WIDTH, 14)
            self.canv.setFont(fonts().serif.name, 9.5)
            self.canv.drawRightString(NUMBER_WIDTH, 0, str(self._writer.pages[place]))
            self.canv.endForm()
            self._writer.waiting.discard(place)


class _Mark(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The place before a heading: it is found by links, stands in the outline, and has a page."""

    keepWithNext = 1  # noqa: N815 (the library's name)

    def __init__(self, writer: _Writer, name: str, said: str, place: int | None) -> None:
        super().__init__()
        self._writer, self._name, self._said, self._place = writer, name, said, place

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Draw nothing, and remember where that is."""
        self.canv.bookmarkHorizontal(self._name, 0, 20)
        self.canv.addOutlineEntry(self._said, self._name, int(self._place is not None), closed=True)
        if self._place is not None:
            self._writer.pages[self._place] = self.canv.getPageNumber()


class _Contents(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A line of the contents, with room for a page number that is not known yet."""

    def __init__(self, paragraph: Paragraph, place: int) -> None:
        super().__init__()
        self._paragraph, self._place = paragraph, place

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, self.height = self._paragraph.wrap(width - NUMBER_WIDTH - 6, height)
        self.width = width
        return width, self.height + 3

    def draw(self) -> None:
        self._paragraph.drawOn(self.canv, 0, 3)
        self.canv.saveState()
        self.canv.translate(self.width - NUMBER_WIDTH, self.height - 7)
        self.canv.doForm(f"page{self._place}")
        self.canv.restoreState()


class _Writer:
    """Makes what reportlab lays out of blocks."""

    def __init__(self) -> None:
        self.marking = ""
        self.pages: dict[int, int] = {}
        self.waiting: set[int] = set()
        self._fonts = fonts()
        self._styles = {kind: self._style(kind) for kind in Kind}
        self._is_begun = False

    def _style(self, kind: Kind) -> ParagraphStyle:
        size, leading = SIZES[kind]
        font = self._fonts.bold if kind in _BOLD else self._fonts.serif
        style = ParagraphStyle(
            kind.value, fontName=font.name, fontSize=size, leading=leading, spaceAfter=5,
            splitLongWords=True, allowWidows=0, allowOrphans=0,
        )  # fmt: skip
        if kind is Kind.TABLE:
            style.fontName = self._fonts.mono.name
        if kind is Kind.BANNER:
            style.alignment, style.spaceBefore = TA_CENTER, 4
            style.borderWidth, style.borderPadding, style.borderColor = 0.6, 2, "black"
            style.leftIndent = style.rightIndent = 3
        if kind in {Kind.HEADING, Kind.CABLE}:
            style.keepWithNext, style.spaceBefore = 1, 18 if kind is Kind.HEADING else 22
        if kind in {Kind.NOTE, Kind.SIGNATURE}:
            style.leftIndent = 16 if kind is Kind.NOTE else 60
        if kind is Kind.NOTE:
            style.borderWidth, style.borderPadding, style.borderColor = 0.4, 4, "#777777"
            style.spaceBefore, style.spaceAfter, style.rightIndent = 6, 10, 6
        return style

    def flowables(self, block: Block) -> list[Flowable]:
        """Return what is laid out for a block."""
        if block.kind is Kind.BANNER and not self.marking and not self._is_begun:
            self.marking = str(shown(block.text))
        made: list[Flowable] = []
        if block.kind is Kind.HEADING:
            self._is_begun = True
            if block.text == "Cables":
                made.append(PageBreak())
        style = self._styles[block.kind]
        if block.kind is Kind.TABLE:
            if block.label:
                bold = f'<font name="{self._fonts.bold.name}">{self._markup(block.label)}</font>'
                made.append(self._paragraph(bold, self._styles[Kind.TEXT]))
            text = self._fonts.plain(_plain(block.text), self._fonts.mono)
            made.append(Preformatted(text, style, maxLineLength=TABLE_CHARS))
            return made
        head, *rest = self._parts(block)
        first = self._paragraph(head, style)
        if block.kind is Kind.CONTENTS:
            self.waiting.add(block.places[0])
            return [_Contents(first, block.places[0])]
        if block.kind is Kind.CABLE and block.places:
            made.append(CondPageBreak(HEAD_POINTS))
            said = _plain(f"{block.label} {block.text}")[:120]
            made.append(_Mark(self, f"c{block.places[0]}", said, block.places[0]))
        if block.kind is Kind.HEADING:
            made.append(_Mark(self, block.text, block.text, None))
        return [*made, first, *(self._paragraph(each, style) for each in rest)]

    @staticmethod
    def _paragraph(markup: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(markup, style)

    def _parts(self, block: Block) -> list[str]:
        """Return the markup of a block; of a very long one in parts."""
        pieces = [block.text[n : n + LONGEST] for n in range(0, len(block.text), LONGEST)] or [""]
        texts = [self._markup(each).replace("\n", "<br/>") for each in pieces]
        texts[0] = self._begun(block, texts[0])
        return texts

    def _begun(self, block: Block, text: str) -> str:
        label, more = self._markup(block.label), self._markup(block.more)
        bold = f'<font name="{self._fonts.bold.name}">{label}</font> ' if label else ""
        small = f'<font size="8">{more}</font>' if more else ""
        links = ", ".join(f'<a href="#c{n}">{n}</a>' for n in block.places)
        match block.kind:
            case Kind.CABLE:
                return f"{label} {text}<br/>{small}"
            case Kind.CONTENTS:
                return f'{bold}<a href="#c{block.places[0]}">{text}</a> &#160; {small}'
            case Kind.DAY:
                return f"{bold}{text} &#160; {small} &#160; no. {links}"
            case Kind.PERSON:
                return f"{text} &#160; no. {links}"
            case Kind.CITATION:
                return f"{links}. {text}"
            case _:
                return f"{bold}{text}"

    def _markup(self, text: str, font: Font | None = None) -> str:
        return self._fonts.markup(_plain(text), font or self._fonts.serif)


def _plain(text: str) -> str:
    """Return a text without what no font draws."""
    return str(shown(text)).replace("\r", "\n").replace("\t", "    ")
