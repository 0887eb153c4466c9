"""Dossiers as files for people: opened again by others, whole, and with nothing that runs."""

from __future__ import annotations

import datetime as dt
import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from docx import Document

from cablegram.archive.desk.anchoring import passage_in
from cablegram.archive.desk.pointing import point_to
from cablegram.archive.export.fonts import fonts
from cablegram.errors import MissingExtra
from cablegram.follow.dossier import gather
from cablegram.model import MRN
from cablegram.search import Archive
from cablegram.web.exports import EXPORTS, each, export_dossier
from cablegram.web.exports.markdown_file import plain
from tests.made_up import fill
from tests.web.conftest import ATTACKS, CABLES
from tests.web.desk import desk_of, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

DAY = dt.date(2026, 2, 3)
ENDINGS = tuple(EXPORTS)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = fill(tmp_path_factory.mktemp("exports") / "archive", *CABLES)
    furnish(folder, text="Who is the harbor master?")
    return folder


def exported(folder: Path, ending: str, dossier_id: str = "all1") -> bytes:
    out = io.BytesIO()
    with Archive.open(folder) as archive, desk_of(folder) as desk:
        export_dossier(archive, gather(archive, desk, dossier_id), out, ending, made=DAY)
    return out.getvalue()


class Text(HTMLParser):
    """Collects the text of a page, its elements and the places that links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        said = dict(attrs)
        assert not any(name.startswith("on") for name in said)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def words(data: bytes, ending: str) -> str:
    """Return the text of an export, in one line, as another program reads it."""
    match ending:
        case "html":
            parser = Text()
            parser.feed(data.decode())
            found = "\n".join(parser.text)
        case "md":
            found = re.sub(r"\\([^\w\s])", r"\1", data.decode())
        case "docx":
            document = Document(io.BytesIO(data))
            found = "\n".join(
                "".join(node.text or "" for node in paragraph._p.iter() if node.tag.endswith("}t"))
                for paragraph in document.paragraphs
            )
        case _:
            pdf = pypdfium2.PdfDocument(data)
            found = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    return " ".join(found.split())


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_of_a_dossier_is_in_its_file(furnished: Path, ending: str) -> None:
    text = words(exported(furnished, ending), ending)
    for said in (
        "Dues Who is the harbor master?", "4 cables, from 14 January 2006 to 1 May 2007;",
        "1 of them not held. Made on 3 February 2026.",
        "Contents", "Chronology", "about 14 Jan 2006", "Not held: the archive does not have it.",
        "HARBOR DUES: THE GUILD ANSWERS", "As ref A says, dues rose. Ref B knew.", "20 9.00",
        "Note on “dues rose.”", "Message 1 of 2", "Message 2 of 2", "No olive is green.",
        "From Embassy Lisbon to the Department of State.", "PREL, EWWT", "Citations",
        "Embassy Lisbon to the Department of State, telegram 07LISBON4,",
    ):  # fmt: skip
        assert said in text, said
    assert "(C, Confidential)" in text
    assert text.upper().count("CONFIDENTIAL, NOFORN, SIPDIS") >= 3  # of all, and around the cable
    places = [text.index(said) for said in ("Contents", "Chronology", "Cables", "Citations")]
    assert places == sorted(places)


def test_people_are_listed_with_the_cables_that_name_them(tmp_path: Path) -> None:
    folder = fill(
        tmp_path / "archive",
        {"mrn": "07LISBON1", "signed": "MARLOWE"},
        {"mrn": "07LISBON2", "signed": "Marlowe."},
        {"mrn": "07LISBON3", "signed": "QUILL"},
    )
    with Archive.open(folder) as archive, desk_of(folder) as desk:
        dossier_id = desk.make_dossier("People")
        held = archive.summaries([1, 2, 3]).values()
        desk.add_items(dossier_id, [point_to(archive, one) for one in held])
    text = words(exported(folder, "md", dossier_id), "md")
    assert "- MARLOWE: [1](#c1), [2](#c2) - QUILL: [3](#c3)" in text


def test_no_head_of_a_cable_stands_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    many = [
        {"mrn": f"07LISBON{n}", "text": ("The dues rose again. " * 20,) * (n % 7 + 1)}
        for n in range(2, 30)
    ]
    folder = fill(tmp_path / "archive", {"mrn": "07LISBON1", "level": "secret"}, *many)
    with Archive.open(folder) as archive, desk_of(folder) as desk:
        dossier_id = desk.make_dossier("Dues")
        held = archive.summaries(range(1, 30)).values()
        desk.add_items(dossier_id, [point_to(archive, one) for one in held])
    pages = [
        [line for line in page.get_textpage().get_text_range().splitlines() if line != "Secret"]
        for page in pypdfium2.PdfDocument(exported(folder, "pdf", dossier_id))
    ]
    assert len(pages) > 10
    heads = 0
    for page in pages[1:]:
        begun = [n for n, line in enumerate(page) if re.fullmatch(r"\d+\. HARBOR DUES", line)]
        heads += len(begun)
        assert not begun or any("The dues rose" in line for line in page[begun[-1] :]), page
    assert heads >= 28
    assert "Chronology" in pages[0]
    assert any(line.endswith("no. 1") for line in pages[0])


def test_html_runs_nothing_and_loads_nothing(furnished: Path) -> None:
    page = Text()
    page.feed(exported(furnished, "html").decode())
    assert {"script", "img", "link", "iframe", "form"} & set(page.tags) == set()
    assert page.links
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("h1") == 1


def test_pdf_has_pages_in_its_contents_links_and_an_outline(furnished: Path) -> None:
    pdf = pypdfium2.PdfDocument(exported(furnished, "pdf"))
    first = pdf[0].get_textpage().get_text_range()
    assert re.search(r"1\. HARBOR DUES.*?\b2\b", first, re.DOTALL)
    outline = [(item.level, item.get_title()) for item in pdf.get_toc()]
    assert (0, "Contents") in outline
    assert any(level == 1 and "HARBOR DUES" in title for level, title in outline)
    for page in pdf:  # the marking of all stands at head and foot
        assert page.get_textpage().get_text_range().count("Confidential, NOFORN, SIPDIS") >= 2


def test_docx_has_headings_links_and_the_marking_on_each_page(furnished: Path) -> None:
    document = Document(io.BytesIO(exported(furnished, "docx")))
    assert document.core_properties.title == "Dues Who is the harbor master?"
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") == 4
    assert styles.count("Heading 2") == 5
    xml = document.element.xml
    anchors = set(re.findall(r'w:anchor="(c\d)"', xml))
    assert anchors == set(re.findall(r'w:bookmarkStart [^>]*w:name="(c\d)"', xml))
    assert "Confidential" in document.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_dossier_gives_the_same_bytes(furnished: Path, ending: str) -> None:
    assert exported(furnished, ending) == exported(furnished, ending)


NASTY = (
    *ATTACKS, "\ud800\udfff", "]]>", "<a href='#'>", "&#0;", "**bold** `code` [x](y) | a | # h",
    "\N{CJK UNIFIED IDEOGRAPH-4E2D}\N{ARABIC LETTER ALEF}\N{GREEK SMALL LETTER ALPHA}\U0001f600",
    "x" * 3000, "a\tb\x0bc", "```\n````", "1. one\n- two\n> three\n    four", "",
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_texts_are_text(tmp_path: Path, ending: str) -> None:
    described = [
        {"mrn": f"07LISBON{n}", "subject": nasty, "text": [nasty, f"A   {nasty}   B\n1   2"],
         "tags": [nasty or "X"], "captions": [nasty], "origin": nasty or "X", "to": [nasty or "X"],
         "level": "secret"}
        for n, nasty in enumerate(NASTY, 1)
        if "\ud800" not in nasty  # JSON of the test has no place for it
    ]  # fmt: skip
    folder = fill(tmp_path / "archive", *described)
    with Archive.open(folder) as archive, desk_of(folder) as desk:
        dossier_id = desk.make_dossier(f"Nasty {''.join(NASTY)}"[:200], "\n".join(NASTY))
        for cable in archive.summaries(sorted(archive.leading_ids())).values():
            pointer = point_to(archive, cable)
            desk.add_items(dossier_id, [pointer], note=" ".join(NASTY))
            paragraph = archive.record(cable.cable_id)["paragraphs"][0]
            desk.make_note(pointer, "\n".join(NASTY), passage_in(1, paragraph["text"]))
    data = exported(folder, ending, dossier_id)
    text = words(data, ending)
    assert "alert(1)" in text
    assert "\x00" not in text
    if ending == "html":
        page = Text()
        page.feed(data.decode())
        assert {"script", "img", "svg", "textarea"} & set(page.tags) == set()
    if ending == "md":
        assert not re.search(r"(?<!\\)<(?!a id=\"c\d+\"></a>|/a>)", unfenced(data.decode()))


def unfenced(text: str) -> str:
    """Return Markdown without what stands between fences."""
    kept, fence = [], ""
    for line in text.split("\n"):
        ticks = re.match(r"`{3,}", line)
        if fence:
            if line.rstrip() == fence:
                fence = ""
        elif ticks:
            fence = ticks[0]
        else:
            kept.append(line)
    assert not fence
    return "\n".join(kept)


@pytest.mark.parametrize(
    ("text", "said"),
    [("# x", r"\# x"), ("+ x", r"\+ x"), ("12) x", r"12\) x"), ("=== x", r"\=== x"),
     ("a\n b", "a b"), ("x #1. y", "x #1. y"), ("~~x~~", r"\~\~x\~\~"), (" ", "")],
)  # fmt: skip
def test_markdown_takes_nothing_for_a_sign(text: str, said: str) -> None:
    assert plain(text) == said


def test_letters_that_no_font_has_are_told() -> None:
    found = fonts()
    private = "\U000f1234"
    assert found.plain(f"a{private}", found.serif) in {"a\N{REPLACEMENT CHARACTER}", "a?"}
    marked = found.markup(f"a{private}<b>", found.serif)
    assert private not in marked
    assert "&lt;b&gt;" in marked
    assert found.markup("plain & simple", found.serif) == "plain &amp; simple"


def test_what_is_not_installed_is_said(
    furnished: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(each, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match="dossier"):
        exported(furnished, "pdf")
    assert exported(furnished, "html")
    answer = client.get("/dossier/all1.pdf")
    assert answer.status_code == 501
    assert "cablegram[dossier]" in answer.text


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_room_gives_the_same(client: TestClient, ending: str) -> None:
    answer = client.get(f"/dossier/all1.{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == EXPORTS[ending].media_type
    assert f'filename="dossier-all1.{ending}"' in answer.headers["content-disposition"]
    assert "HARBOR DUES: THE GUILD ANSWERS" in words(answer.content, ending)


def test_an_empty_dossier(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {})
    with desk_of(folder) as desk:
        dossier_id = desk.make_dossier("Empty")
    for ending in ENDINGS:
        assert "0 cables" in words(exported(folder, ending, dossier_id), ending)


def test_five_hundred_that_are_not_held(tmp_path: Path) -> None:
    from cablegram.archive.desk import Pointer

    folder = fill(tmp_path / "archive", {})
    with desk_of(folder) as desk:
        dossier_id = desk.make_dossier("Many")
        many = [Pointer(mrn=MRN.parse(f"07LISBON{n}")) for n in range(2, 502)]
        desk.add_items(dossier_id, many)
    text = words(exported(folder, "pdf", dossier_id), "pdf")
    assert "500 cables" in text
    assert "500. 07LISBON501" in text
