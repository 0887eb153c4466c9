"""The text layer of PDFs: pages in order, and what to tell when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.intake import ProblemCode, messages
from tests.intake.packers import zip_of

if TYPE_CHECKING:
    from pathlib import Path


def pdf(pages: list[list[str]]) -> bytes:
    """Write a PDF of pages of lines."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    kids = []
    for lines in pages:
        shown = b" ".join(b"(%b) Tj T*" % escaped(line) for line in lines)
        stream = b"BT /F1 10 Tf 50 780 Td 12 TL %b ET" % shown
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
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


def escaped(line: str) -> bytes:
    for sign in "\\()":
        line = line.replace(sign, "\\" + sign)
    return line.encode("latin-1")


HEADING = [
    "UNCLASSIFIED", "O 021424Z APR 08", "FM AMEMBASSY LISBON", "TO SECSTATE WASHDC IMMEDIATE 0001",
    "BT", "UNCLAS LISBON 000117", "E.O. 12958: N/A", "TAGS: PREL, PO", "SUBJECT: A BRIDGE",
    "1. (U) THE BRIDGE (NEW) IS OPEN.",
]  # fmt: skip


def test_pages_are_joined_in_order(tmp_path: Path) -> None:
    data = pdf([HEADING, ["2. (U) IT IS LONG."]])
    (tmp_path / "a.zip").write_bytes(zip_of({"a.pdf": data}))
    (item,) = messages(tmp_path)
    assert item.data.decode() == "\n".join(HEADING) + "\n\f2. (U) IT IS LONG.\n"
    assert (item.carrier, item.encoding, item.raw) == ("pdf", "utf-8", data)


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        pytest.param(pdf([[]]), ProblemCode.NO_TEXT_LAYER, "no text layer", id="no-text"),
        pytest.param(b"%PDF-1.4 nothing", ProblemCode.DAMAGED, "damaged", id="broken"),
        pytest.param(pdf([HEADING])[:300], ProblemCode.DAMAGED, "cut short", id="cut-short"),
    ],
)
def test_what_cannot_be_read_is_told(
    data: bytes, code: ProblemCode, word: str, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    (item,) = messages(tmp_path)
    assert item.problem is not None
    assert item.problem.code == code
    assert word in item.problem.message
