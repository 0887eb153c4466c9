"""Scanned PDFs: pages without a text layer are read by OCR, in bounds, or it is told what lacks."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

import pypdfium2
import pytest

import cablegram
from cablegram.intake import ProblemCode, messages, ocr
from cablegram.intake.ocr import OcrMissing, OcrReader
from cablegram.model import CODES
from tests.intake.packers import telegram
from tests.intake.test_pdf import HEADING, pdf

if TYPE_CHECKING:
    from pathlib import Path

DOTS_PER_INCH = 200


@pytest.fixture(scope="module")
def tesseract() -> None:
    """Skip where OCR is not installed, but not in CI."""
    try:
        with OcrReader():
            pass
    except OcrMissing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


needs_tesseract = pytest.mark.usefixtures("tesseract")


def image_of(lines: list[str]) -> tuple[int, int, bytes]:
    """Print lines on paper: width, height and grey values."""
    document = pypdfium2.PdfDocument(pdf([lines]))
    bitmap = document[0].render(scale=DOTS_PER_INCH / 72, grayscale=True)
    data = bytes(bitmap.buffer)
    rows = range(0, bitmap.stride * bitmap.height, bitmap.stride)
    grey = b"".join(data[start : start + bitmap.width] for start in rows)
    document.close()
    return bitmap.width, bitmap.height, grey


def scanned(pages: list[list[str]], *, inches: float = 11.7, stamp: bytes = b"") -> bytes:
    """Write a PDF whose pages are images of lines, and a stamp that is text."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    high = inches * 72
    for lines in pages:
        width, height, grey = image_of(lines)
        packed = zlib.compress(grey)
        objects.append(
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
            b" /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
            % (width, height, len(packed), packed)
        )
        place = len(objects)
        wide = high * width / height
        shown = b"q %d 0 0 %d 0 0 cm /I Do Q BT /F 8 Tf 20 10 Td (%b) Tj ET" % (
            wide, high, stamp,
        )  # fmt: skip
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /XObject << /I %d 0 R >> /Font << /F << /Type /Font /Subtype /Type1"
            b" /BaseFont /Courier >> >> >> >>" % (wide, high, place + 1, place)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(kids))
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


@needs_tesseract
def test_a_scanned_cable_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scanned([HEADING, ["2. (U) IT IS LONG.", "ROE"]]))
    (cable,) = cablegram.read(tmp_path)
    assert str(cable.mrn) == "08LISBON117"
    assert cable.subject == "A BRIDGE"
    assert [str(tag) for tag in cable.tags or ()] == ["PREL", "PO"]
    assert [each.number for each in cable.paragraphs] == [1, 2]
    assert cable.carrier == "pdf-ocr"
    (said,) = [each for each in cable.diagnostics if each.code == "CG010"]
    assert said.message.startswith("2 of 2 pages were read by OCR, with a mean confidence of ")
    assert CODES["CG010"].severity == said.severity


@needs_tesseract
def test_a_stamp_over_the_image_is_no_text_layer(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scanned([HEADING], stamp=b"RELEASED IN FULL"))
    (item,) = messages(tmp_path)
    assert item.carrier == "pdf-ocr"
    assert b"SUBJECT: A BRIDGE" in item.data
    assert b"RELEASED IN FULL" in item.data


def test_few_words_without_an_image_are_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([HEADING, ["NNNN"]]))
    (item,) = messages(tmp_path)
    assert (item.carrier, item.ocr) == ("pdf", None)


@needs_tesseract
def test_the_confidence_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scanned([HEADING]))
    (item,) = messages(tmp_path)
    assert item.ocr is not None
    assert (item.ocr.pages, item.ocr.of_pages, item.ocr.unread_pages) == (1, 1, 0)
    assert 80 < item.ocr.confidence <= 100
    assert item.raw == (tmp_path / "a.pdf").read_bytes()


@needs_tesseract
def test_filed_cables_know_of_it(tmp_path: Path) -> None:
    from cablegram.archive.feed import items, read_bytes
    from cablegram.archive.packing import unpack_record
    from cablegram.archive.rows import read_item

    (tmp_path / "a.pdf").write_bytes(scanned([HEADING]))
    (item,) = items([tmp_path])
    found = read_item(item, read_bytes)
    assert (found.problem, found.carrier) == (None, "pdf-ocr")
    packed = next(each for each in found.cables[0].cable if isinstance(each, bytes))
    record = unpack_record(packed)
    assert "CG010" in {each["code"] for each in record["diagnostics"]}


@needs_tesseract
def test_a_large_page_is_read_coarser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cablegram.intake.pdf.MAX_PIXELS", 2_000_000)
    (tmp_path / "a.pdf").write_bytes(scanned([HEADING], inches=100))
    sizes = []
    read = OcrReader.read

    def noting(self: OcrReader, image: bytes, *size: int) -> object:
        sizes.append(len(image))
        return read(self, image, *size)

    monkeypatch.setattr(OcrReader, "read", noting)
    list(messages(tmp_path))
    assert len(sizes) == 1
    assert sizes[0] < 2_100_000


def test_too_many_scanned_pages_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cablegram.intake.pdf.MAX_PAGES", 1)
    (tmp_path / "a.pdf").write_bytes(scanned([["A"], ["B"]]))
    (item,) = messages(tmp_path)
    assert item.problem is not None
    assert item.problem.code == ProblemCode.TOO_LARGE


def fake(folder: Path, body: str) -> Path:
    program = folder / "worker.py"
    program.write_text(f"import json, sys, time\n{body}\n")
    return program


READY = "print(json.dumps({'ready': 'x'}), flush=True)\n"


@pytest.mark.parametrize(
    ("missing", "words"),
    [("library", "install cablegram[ocr]"), ("program", "tesseract-ocr")],
)
def test_what_lacks_is_told_and_the_others_go_on(
    missing: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(scanned([HEADING]))
    (folder / "b.txt").write_bytes(telegram(7))
    worker = fake(tmp_path, f"print(json.dumps({{'missing': '{missing}'}}))")
    monkeypatch.setattr(OcrReader.__init__, "__kwdefaults__", defaults(worker))
    first, second = messages(folder)
    assert first.problem is not None
    assert first.problem.code == ProblemCode.NO_TEXT_LAYER
    assert words in first.problem.message
    assert second.data == telegram(7)


def defaults(worker: Path, page_seconds: float = 60.0, file_seconds: float = 900.0) -> object:
    return {"worker": worker, "page_seconds": page_seconds, "file_seconds": file_seconds}


def test_text_pages_are_kept_where_ocr_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([HEADING, []]))
    worker = fake(tmp_path, "print(json.dumps({'missing': 'library'}))")
    monkeypatch.setattr(OcrReader.__init__, "__kwdefaults__", defaults(worker))
    item = next(messages(tmp_path / "a.pdf"))
    assert (item.carrier, item.ocr) == ("pdf", None)
    assert item.data.startswith(b"UNCLASSIFIED\n")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("sys.stdin.buffer.readline(); sys.exit(3)", id="ends"),
        pytest.param("sys.stdin.buffer.readline(); time.sleep(60)", id="hangs"),
        pytest.param("sys.stdin.buffer.readline(); print('nonsense', flush=True)", id="nonsense"),
    ],
)
def test_a_page_that_fails_is_left(body: str, tmp_path: Path) -> None:
    with OcrReader(worker=fake(tmp_path, READY + body), page_seconds=0.5) as reader:
        assert reader.read(bytes(100), 10, 10, 72) is None
        assert reader.read(bytes(100), 10, 10, 72) is None  # by a process of its own again


def test_no_page_is_read_when_the_time_is_over(tmp_path: Path) -> None:
    worker = fake(tmp_path, READY + "print(json.dumps({'text': '', 'confidence': 0, 'words': 0}))")
    with OcrReader(worker=worker, file_seconds=0) as reader:
        assert reader.read(bytes(100), 10, 10, 72) is None


def test_a_process_that_does_not_start_lacks_something(tmp_path: Path) -> None:
    with (
        pytest.raises(OcrMissing, match="tesseract-ocr"),
        OcrReader(worker=fake(tmp_path, "sys.exit(1)")),
    ):
        pass


def test_data_are_looked_for_where_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cablegram.intake import ocr_worker

    monkeypatch.setattr(ocr_worker, "DATA_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert ocr_worker.data_folder() is None
    (tmp_path / "tessdata").mkdir()
    (tmp_path / "tessdata" / "eng.traineddata").touch()
    assert ocr_worker.data_folder() == str(tmp_path / "tessdata")


def test_bounds_are_sane() -> None:
    assert ocr.MAX_PIXELS >= 8.5 * 11 * ocr.DOTS_PER_INCH**2  # a page of letter size is not coarser
