"""Exporters: what each writes is read back by something that is not ours where there is one."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import cablegram
from cablegram.archive.export import COLUMNS, FORMATS, export, row_of
from cablegram.archive.export.citations import csl_item
from cablegram.archive.export.tables import BEGIN_FORMULAS, ROWS_AT_ONCE
from cablegram.errors import MissingExtra
from tests.made_up import cable, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "export.md"
TEI = "{http://www.tei-c.org/ns/1.0}"
HOSTILE = '=HYPERLINK("x") \x00\x1b[J <&> ]]> {\\} % \ud800 \u202e\r\nER  - \r\n.\r\nFrom me\n'


def record(**described: Any) -> dict[str, Any]:  # noqa: ANN401
    return cable(**described).to_dict()


PLAIN = record(
    mrn="08LISBON9",
    day="2008-05-14",
    subject="HARBOR DUES: 100% & MORE",
    text=("The harbor master raised the dues again.", "From here on\nnothing was paid."),
    tags=("PREL", "ETRD"),
    refs=("07LISBON1", "letter of the guild"),
    to=("SECSTATE WASHDC", "AMEMBASSY MADRID"),
    level="secret",
    controls=("NOFORN",),
    captions=("NODIS",),
)
#: What a reader of lower clearance gets: the fields of the envelope and no more.
PARTIAL: dict[str, Any] = {
    "form": "telegram", "genre": "cable", "availability": "text", "mrn": "08LISBON9",
    "aliases": [], "dtg": None, "date": None, "precedence": None, "origin": None, "action": None,
    "info": None, "marking": None, "captions": None, "tags": None, "subject_marking": None,
    "references": None, "signature": None, "source_text": "", "summary": None, "subject": None,
    "paragraphs": [],
}  # fmt: skip
HARD = record(
    mrn=None,
    subject=HOSTILE,
    text=(HOSTILE,),
    tags=(HOSTILE,),
    origin=HOSTILE,
    refs=(HOSTILE.replace("1", ""),),
)


def written(name: str, *records: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    assert export(iter(records), out, name) == len(records)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_takes_nothing_a_part_and_anything(name: str) -> None:
    for records in ((), (PLAIN,), (PARTIAL,), (PLAIN, PARTIAL, HARD)):
        data = written(name, *records)
        if name != "parquet":
            data.decode()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_documented_and_streams(name: str) -> None:
    assert f"\n| `{name}` |" in PAGE.read_text(encoding="utf-8")
    taken = 0
    longest = ROWS_AT_ONCE + 10

    class Out(io.BytesIO):
        first_at = 0

    out = Out()

    def records() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for taken in range(1, longest + 1):
            if not out.first_at and out.tell() > 500:
                out.first_at = taken
            yield PLAIN

    assert export(records(), out, name) == longest
    assert 0 < out.first_at <= ROWS_AT_ONCE + 1, "it is written before all is read"


def test_ndjson_is_the_cable() -> None:
    lines = written("ndjson", PLAIN, PLAIN).splitlines()
    assert [cablegram.Cable.from_dict(json.loads(line)).to_dict() for line in lines] == [PLAIN] * 2


def test_csv() -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", PLAIN).decode(), newline=""))
    assert (row["mrn"], row["station"], row["date"]) == ("08LISBON9", "LISBON", "2008-05-14")
    assert row["dtg"] == "2008-05-14T12:00:00+00:00"
    assert row["action"] == "SECSTATE WASHDC; AMEMBASSY MADRID"
    assert row["references"] == "07LISBON1; letter"
    assert (row["level"], row["controls"], row["tags"]) == ("secret", "NOFORN", "PREL; ETRD")
    assert "(S)" in row["text"]


def test_no_cell_is_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", HARD).decode(), newline=""))
    assert all(value[:1] not in BEGIN_FORMULAS for value in row.values())
    assert row["subject"].startswith("'=HYPERLINK")


def test_parquet_is_nested_and_says_what_its_columns_hold() -> None:
    table = parquet.read_table(io.BytesIO(written("parquet", PLAIN, PARTIAL, HARD)))
    first, second, _ = table.to_pylist()
    assert first == row_of(PLAIN)
    assert first["paragraphs"][1]["text"] == "From here on\nnothing was paid."
    assert first["dtg"] == datetime(2008, 5, 14, 12, tzinfo=UTC)
    assert (second["mrn"], second["tags"]) == ("08LISBON9", [])
    for column in COLUMNS:
        assert table.schema.field(column.name).metadata[b"description"] == column.about.encode()


def test_every_column_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"| `{column.name}` |" in page
        for field in column.fields:
            assert f"| `{column.name}[].{field.name}` |" in page


def test_a_frame_of_polars(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"mrn": "08LISBON9", "refs": ("07LISBON1",)}, {"mrn": "08ROME1"})
    with cablegram.Archive.open(folder) as archive:
        frame = archive.to_polars()
        assert frame["mrn"].to_list() == ["08LISBON9", "08ROME1"]
        assert frame["references"].to_list()[0][0]["mrn"] == "07LISBON1"
        assert frame.schema["date"] == pl.Date
        assert archive.to_polars("mrn:08ROME1").height == 1
        assert archive.to_polars("zeppelin").schema == frame.schema


def test_cables_of_a_query_and_of_all(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"mrn": "08LISBON9"}, {"mrn": "08ROME1", "subject": "TOLLS"})
    with cablegram.Archive.open(folder) as archive:
        assert [str(each.mrn) for each in archive.cables()] == ["08LISBON9", "08ROME1"]
        assert [str(each.mrn) for each in archive.cables("subject:tolls")] == ["08ROME1"]


def test_tei() -> None:
    root = ET.fromstring(written("tei", PLAIN, HARD))  # noqa: S314 (written by us)
    first = root.find(f"{TEI}TEI")
    assert first is not None
    sent, received = first.iter(f"{TEI}correspAction")
    assert (sent.get("type"), received.get("type")) == ("sent", "received")
    assert [name.text for name in received] == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]
    (day,) = sent.iter(f"{TEI}date")
    assert day.get("when-iso") == "2008-05-14T12:00:00Z"
    assert [term.text for term in first.iter(f"{TEI}term")] == ["PREL", "ETRD"]
    context = first.find(f".//{TEI}correspContext")
    assert context is not None
    assert ["".join(each.itertext()) for each in context] == ["07LISBON1", "letter of the guild"]
    assert len(list(first.iter(f"{TEI}p"))) == 3  # one of the header


def test_ris_has_one_record_for_each_whatever_they_say() -> None:
    text = written("ris", PLAIN, HARD).decode()
    lines = text.split("\r\n")
    assert [line for line in lines if line.startswith(("TY", "ER"))] == [
        "TY  - PCOMM",
        "ER  - ",
    ] * 2
    for line in ("AU  - AMEMBASSY LISBON", "A2  - SECSTATE WASHDC", "DA  - 2008/05/14/",
                 "M1  - 08LISBON9", "N1  - SECRET NOFORN NODIS", "KW  - ETRD"):  # fmt: skip
        assert line in lines


def test_bibtex() -> None:
    text = written("bibtex", PLAIN, HARD).decode()
    assert "@misc{08LISBON9,\n  author = {{AMEMBASSY LISBON}}," in text
    assert r"title = {{HARBOR DUES: 100\% \& MORE}}" in text
    assert "howpublished = {Telegram 08LISBON9 to SECSTATE WASHDC}" in text
    assert "month = may,\n  day = {14}," in text
    for entry in text.replace(r"\{", "").replace(r"\}", "").split("\n\n"):
        assert entry.count("{") == entry.count("}")


def test_csl() -> None:
    (item,) = json.loads(written("csl-json", PLAIN))
    assert item == csl_item(PLAIN)
    assert item["type"] == "personal_communication"
    assert item["issued"] == {"date-parts": [[2008, 5, 14]]}
    assert (item["number"], item["genre"]) == ("08LISBON9", "telegram")
    assert item["recipient"][0] == {"literal": "SECSTATE WASHDC"}


def test_text() -> None:
    text = written("text", PLAIN).decode()
    assert text.startswith("SECRET NOFORN NODIS\n\nMRN:     08LISBON9\n")
    assert "SUBJECT: HARBOR DUES: 100% & MORE\nREF:     (A) 07LISBON1\n" in text
    assert "\n\n1. (S) The harbor master raised the dues again.\n\n2. (S) From here on\n" in text


def test_mail_is_read_back(tmp_path: Path) -> None:
    other = record(mrn="08ROME1", day="2008-06-01", subject="TOLLS")
    path = tmp_path / "all.mbox"
    path.write_bytes(written("eml", PLAIN, other))
    first, second = cablegram.read(path)
    assert (str(first.mrn), first.subject) == ("08LISBON9", "HARBOR DUES: 100% & MORE")
    assert first.dtg == datetime(2008, 5, 14, 12, tzinfo=UTC)
    assert first.date == date(2008, 5, 14)
    assert [tag.code for tag in first.tags or ()] == ["PREL", "ETRD"]
    assert str(second.mrn) == "08ROME1"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_a_format(subject: str, name: str) -> None:
    described = record(subject=subject, origin=name, tags=(name,), to=(name,), text=(subject,))
    ET.fromstring(written("tei", described))  # noqa: S314 (written by us)
    assert len(json.loads(written("csl-json", described))) == 1
    assert len(list(csv.reader(io.StringIO(written("csv", described).decode(), newline="")))) == 2
    assert written("ris", described).decode().count("\r\nER  - \r\n") == 1
    assert written("eml", described).count(b"\nFrom cablegram@") == 0


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtra, match=r"cablegram\[parquet\]"):
        written("parquet", PLAIN)
    with (
        cablegram.Archive.open(fill(tmp_path, {})) as archive,
        pytest.raises(MissingExtra, match=r"cablegram\[polars\]"),
    ):
        archive.to_polars()


def test_a_format_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="there are ndjson, csv"):
        export((), io.BytesIO(), "xls")
