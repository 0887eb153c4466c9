"""A dossier as a Word document, by python-docx (the extra `dossier`).

Paragraphs are put before the end of the body one by one: the library's own way looks through all
that are there for each.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from cablegram.archive.export.texts import clean_xml
from cablegram.web.exports.blocks import Kind
from cablegram.web.templates import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.styles.style import ParagraphStyle

    from cablegram.web.exports.blocks import Block

#: The style of each kind: name in the document, and its size in points.
STYLES: Final = {
    Kind.ABOUT: ("Dossier About", 11.0),
    Kind.QUIET: ("Dossier Remark", 9.0),
    Kind.BANNER: ("Dossier Banner", 9.5),
    Kind.CONTENTS: ("Dossier Contents", 10.0),
    Kind.DAY: ("Dossier Chronology", 10.0),
    Kind.ROW: ("Dossier Heading Line", 9.5),
    Kind.TEXT: ("Cable Text", 11.0),
    Kind.TABLE: ("Cable Table", 8.0),
    Kind.SIGNATURE: ("Cable Signature", 11.0),
    Kind.NOTE: ("Dossier Note", 9.5),
    Kind.CITATION: ("Dossier Citation", 9.5),
    Kind.PERSON: ("Dossier Person", 9.5),
}
HEADINGS: Final = {Kind.TITLE: "Title", Kind.HEADING: "Heading 1", Kind.CABLE: "Heading 2"}
_GREY: Final = RGBColor(0x55, 0x50, 0x48)
_INDENTED: Final = {Kind.NOTE: 18, Kind.SIGNATURE: 36}


def write(blocks: Iterable[Block], out: IO[bytes], *, title: str) -> None:
    """Write blocks as a Word document."""
    writer = _Writer(title)
    for block in blocks:
        writer.add(block)
    made = io.BytesIO()  # a ZIP is written back and forth
    writer.document.save(made)
    out.write(_timeless(made))


def _timeless(made: io.BytesIO) -> bytes:
    """Return a ZIP without the hour at which it was made: one dossier gives the same bytes."""
    again = io.BytesIO()
    with ZipFile(made) as before, ZipFile(again, "w", ZIP_DEFLATED) as after:
        for each in before.infolist():
            after.writestr(ZipInfo(each.filename), before.read(each), ZIP_DEFLATED)
    return again.getvalue()


class _Writer:
    def __init__(self, title: str) -> None:
        self.document = Document()
        properties = self.document.core_properties
        properties.title, properties.author = _text(title)[:250], "cablegram"
        properties.comments = ""
        self._end = self.document.element.body.sectPr
        self._styles = {
            kind: self._style(kind, name, size) for kind, (name, size) in STYLES.items()
        }
        for kind, name in HEADINGS.items():
            style = self.document.styles[name]
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.name = "Georgia"
            self._styles[kind] = str(style.style_id)
        self._bookmarks = 0
        self._is_marked = False

    def _style(self, kind: Kind, name: str, size: float) -> str:
        style: ParagraphStyle = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.document.styles["Normal"]
        style.font.size = Pt(size)
        style.font.name = "Courier New" if kind is Kind.TABLE else "Georgia"
        style.paragraph_format.space_after = Pt(0 if kind is Kind.TABLE else 6)
        if kind in _INDENTED:
            style.paragraph_format.left_indent = Pt(_INDENTED[kind])
        if kind is Kind.BANNER:
            style.font.bold = True
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if kind is Kind.QUIET:
            style.font.color.rgb = _GREY
        return str(style.style_id)

    def add(self, block: Block) -> None:
        """Put a block at the end."""
        if block.kind is Kind.BANNER and not self._is_marked:
            self._mark_pages(block.text)
        paragraph = OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        style = OxmlElement("w:pStyle")
        style.set(qn("w:val"), self._styles[block.kind])
        properties.append(style)
        paragraph.append(properties)
        self._fill(paragraph, block)
        self._end.addprevious(paragraph)

    def _fill(self, paragraph: Any, block: Block) -> None:  # noqa: ANN401 (of lxml)
        label = f"{block.label} " if block.label else ""
        more = f"  {block.more}" if block.more else ""
        match block.kind:
            case Kind.CABLE:
                if block.places:
                    self._bookmark(paragraph, block.places[0])
                _run(paragraph, label + block.text)
                if block.more:
                    _run(paragraph, f"\n{block.more}", is_small=True)
            case Kind.CONTENTS | Kind.DAY:
                _run(paragraph, label, is_bold=True)
                _link(paragraph, block.text, block.places[0])
                _run(paragraph, more, is_small=True)
            case Kind.PERSON | Kind.CITATION:
                if block.kind is Kind.PERSON:
                    _run(paragraph, f"{block.text}  no. ")
                for n, place in enumerate(block.places):
                    _run(paragraph, ", " if n else "")
                    _link(paragraph, str(place), place)
                if block.kind is Kind.CITATION:
                    _run(paragraph, f". {block.text}")
            case Kind.NOTE:
                _run(paragraph, f"{block.label}: ", is_bold=True)
                _run(paragraph, block.text)
            case _:
                _run(paragraph, label, is_bold=True)
                _run(paragraph, block.text)

    def _bookmark(self, paragraph: Any, place: int) -> None:  # noqa: ANN401 (of lxml)
        self._bookmarks += 1
        for name in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(name)
            mark.set(qn("w:id"), str(self._bookmarks))
            if name.endswith("Start"):
                mark.set(qn("w:name"), f"c{place}")
            paragraph.append(mark)

    def _mark_pages(self, words: str) -> None:
        """Put the marking of all at the head and foot of each page, and the page's number."""
        self._is_marked = True
        section = self.document.sections[0]
        for part in (section.header, section.footer):
            paragraph = part.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(_text(words))
            run.bold, run.font.size = True, Pt(8)
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        section.footer.add_paragraph().alignment = WD_ALIGN_PARAGRAPH.CENTER
        section.footer.paragraphs[-1]._p.append(number)  # noqa: SLF001 (there is no other way)


def _run(
    paragraph: Any,  # noqa: ANN401 (of lxml)
    text: str,
    *,
    is_bold: bool = False,
    is_small: bool = False,
) -> None:
    """Put a text at the end of a paragraph, or a link; its line ends stay."""
    said = _text(text)
    if not said:
        return
    run = OxmlElement("w:r")
    if is_bold or is_small:
        properties = OxmlElement("w:rPr")
        if is_bold:
            properties.append(OxmlElement("w:b"))
        if is_small:
            size = OxmlElement("w:sz")
            size.set(qn("w:val"), "18")
            properties.append(size)
        run.append(properties)
    for n, line in enumerate(said.split("\n")):
        if n:
            run.append(OxmlElement("w:br"))
        piece = OxmlElement("w:t")
        piece.text = line
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(piece)
    paragraph.append(run)


def _link(paragraph: Any, text: str, place: int) -> None:  # noqa: ANN401 (of lxml)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"c{place}")
    _run(link, text)
    paragraph.append(link)


def _text(text: str) -> str:
    return clean_xml(str(shown(text))).replace("\r", "\n")
