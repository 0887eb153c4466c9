"""What is exported is read back by programs that are not ours."""

from __future__ import annotations

import io
import json
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import citeproc
import duckdb
import pandas as pd
import polars as pl
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cablegram.archive.export import COLUMNS, EACH, export
from cablegram.archive.export.citations import Keys
from cablegram.archive.export.columns import paragraph_text
from cablegram.read import parse
from cablegram.sample import generate
from tests.made_up import cable

with warnings.catch_warnings():
    # Its parser of TeX still has escapes in plain strings.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware

if TYPE_CHECKING:
    from cablegram.archive.export import Column

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "export.rng"
TEI = "{http://www.tei-c.org/ns/1.0}"
HOSTILE = '=HYPERLINK("x") \x00\x1b[J <&> ]]> {\\} % \ud800 \u202e\r\nER  - \r\n@misc{x,\n.\n'


def record(**described: Any) -> dict[str, Any]:  # noqa: ANN401
    return cable(**described).to_dict()


PLAIN = record(
    mrn="08LISBON9",
    day="2008-05-14",
    subject="HARBOR DUES: 100% & MORE_OR_LESS",
    text=("The harbor master raised the dues again.", "From here on\nnothing was paid."),
    tags=("PREL", "ETRD"),
    refs=("07LISBON1", "letter of the guild"),
    to=("SECSTATE WASHDC", "AMEMBASSY MADRID"),
    level="secret",
    captions=("NODIS",),
)
HARD = record(
    mrn=None, subject=HOSTILE, text=(HOSTILE,), tags=(HOSTILE,), origin=HOSTILE, refs=(HOSTILE,)
)
#: What a reader of lower clearance may get: the envelope and no more.
PARTIAL: dict[str, Any] = {
    **dict.fromkeys(PLAIN),
    "mrn": "08LISBON9",
    "aliases": [],
    "source_text": "",
    "paragraphs": [],
    "tree": [],
    "form": "telegram",
    "genre": "cable",
    "availability": "text",
}


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    """Cables of many forms, with faults, as they are read."""
    files = generate(250, seed=11)
    return [parse(file.data, source=file.name).to_dict() for file in files]


def written(name: str, *records: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    export(iter(records), out, name)
    return out.getvalue()


def test_messages_of_one_number_are_two() -> None:
    messages = written("eml", PLAIN, PARTIAL, HARD).splitlines()
    found = {line for line in messages if line.startswith(b"Message-ID: ")}
    assert b"Message-ID: <08lisbon9@cablegram.invalid>" in found
    assert b"Message-ID: <08lisbon9-2@cablegram.invalid>" in found
    assert len(found) == 3


# TEI


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMA))


def check(schema: etree.RelaxNG, data: bytes) -> etree.Element:
    root = etree.fromstring(data)
    assert schema.validate(root), schema.error_log
    return root


@pytest.mark.parametrize(
    "records", [(), (PLAIN,), (PARTIAL,), (HARD,), (PLAIN, PARTIAL, HARD, PLAIN)], ids=len
)
def test_tei_is_valid(schema: etree.RelaxNG, records: tuple[dict[str, Any], ...]) -> None:
    check(schema, written("tei", *records))
    for each in records:
        check(schema, EACH["tei"][1](each, Keys()))


def test_tei_of_many_forms_is_valid_and_has_the_text(
    schema: etree.RelaxNG, sample: list[dict[str, Any]]
) -> None:
    root = check(schema, written("tei", *sample))
    assert len(root.findall(f"{TEI}TEI")) == len(sample)
    used = {element.tag for element in root.iter()}
    for name in ("closer", "hi", "seg", "correspContext", "ref", "term", "note", "date"):
        assert TEI + name in used, "what the schema allows is met"
    for element, each in zip(root.iter(f"{TEI}TEI"), sample, strict=True):
        texts = ["".join("".join(p.itertext()).split()) for p in element.iter(f"{TEI}p")]
        for paragraph in each["paragraphs"]:
            words = paragraph_text(paragraph).partition(". ")[2] or paragraph_text(paragraph)
            assert any(text.endswith("".join(words.split())[-30:]) for text in texts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<correspDesc>", b"<correspDesc><p/>"),
        (b'type="sent"', b'type="posted"'),
        (b'type="cable"', b'type="pigeon"'),
        (b"<body>", b"<body><lb/>"),
        (b'when-iso="2008', b'when-iso="in 2008'),
        (b"<titleStmt>", b"<titleStmt><title/>"),
        (b'type="mrn"', b'type="isbn"'),
        (b'n="1"', b'n="one"'),
    ],
)
def test_the_schema_refuses(schema: etree.RelaxNG, old: bytes, new: bytes) -> None:
    data = written("tei", PLAIN)
    assert old in data
    assert not schema.validate(etree.fromstring(data.replace(old, new, 1)))


# Citations


def test_ris_is_read_by_rispy(sample: list[dict[str, Any]]) -> None:
    entries = rispy.loads(written("ris", PLAIN, HARD, PARTIAL, *sample).decode())
    assert len(entries) == 3 + len(sample)
    first = entries[0]
    assert first["type_of_reference"] == "PCOMM"
    assert first["authors"] == ["AMEMBASSY LISBON"]
    assert first["secondary_authors"] == ["SECSTATE WASHDC", "AMEMBASSY MADRID"]
    assert first["title"] == PLAIN["subject"]
    assert (first["year"], first["date"]) == ("2008", "2008/05/14/")
    assert first["type_of_work"] == "telegram"
    assert first["notes"] == ["SECRET NODIS"]
    assert first["keywords"] == ["PREL", "ETRD"]
    assert [each.get("note") for each in entries[3:]] == [each["mrn"] for each in sample]
    assert not [each for each in entries if each.get("unknown_tag")]


def bibtex(data: bytes) -> Any:  # noqa: ANN401
    return parse_string(data.decode(), append_middleware=[LatexDecodingMiddleware()])


def test_bibtex_is_read_by_bibtexparser(sample: list[dict[str, Any]]) -> None:
    library = bibtex(written("bibtex", PLAIN, HARD, PARTIAL, *sample))
    assert library.failed_blocks == [], "two cables of one number have two keys"
    assert len(library.entries) == 3 + len(sample)
    first = {key: field.value for key, field in library.entries[0].fields_dict.items()}
    assert library.entries[0].key == "08LISBON9"
    assert first == {
        "author": "AMEMBASSY LISBON",
        "title": PLAIN["subject"],
        "howpublished": "Telegram 08LISBON9 to SECSTATE WASHDC",
        "note": "SECRET NODIS",
        "keywords": "PREL, ETRD",
        "year": "2008",
        "month": "may",
        "day": "14",
    }
    for entry, each in zip(library.entries[3:], sample, strict=True):
        title = entry.fields_dict["title"].value
        if each["subject"] and each["subject"].isascii():
            assert title == " ".join(each["subject"].split())


@given(st.text(max_size=60))
def test_any_title_is_one_entry(text: str) -> None:
    described = record(subject=text, origin=text, tags=(text,))
    library = bibtex(written("bibtex", described, PLAIN))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["07LISBON1", "08LISBON9"]
    assert len(rispy.loads(written("ris", described, PLAIN).decode())) == 2


def test_csl_is_read_and_set_by_citeproc(sample: list[dict[str, Any]]) -> None:
    items = json.loads(written("csl-json", PLAIN, HARD, PARTIAL, *sample))
    types = {getattr(citeproc.types, name) for name in vars(citeproc.types) if name.isupper()}
    known = {*citeproc.VARIABLES, *citeproc.NAMES, *citeproc.DATES, *citeproc.NUMBERS}
    assert len({item["id"].lower() for item in items}) == 3 + len(sample)
    for item in items:
        assert item["type"] in types
        assert {key.replace("-", "_") for key in item} - {"id", "type"} <= known
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that a style asks for and an item has not
        source = citeproc.source.json.CiteProcJSON(items)
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
        made.register(citeproc.Citation([citeproc.CitationItem("08lisbon9")]))
        (line,) = map(str, made.bibliography())
    assert "AMEMBASSY LISBON" in line
    assert "2008" in line


# Parquet


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory, sample: list[dict[str, Any]]) -> Path:
    path = tmp_path_factory.mktemp("parquet") / "all.parquet"
    path.write_bytes(written("parquet", PLAIN, HARD, *sample))
    return path


def test_parquet_in_pandas(parquet: Path, sample: list[dict[str, Any]]) -> None:
    frame = pd.read_parquet(parquet)
    assert list(frame.columns) == [column.name for column in COLUMNS]
    assert len(frame) == 2 + len(sample)
    numbers = [None if pd.isna(number) else number for number in frame["mrn"]]
    assert numbers[2:] == [each["mrn"] for each in sample]
    first = frame.iloc[0]
    assert first["dtg"] == pd.Timestamp("2008-05-14T12:00:00Z")
    assert [each["code"] for each in first["tags"]] == ["PREL", "ETRD"]
    counted = frame.groupby("level").size().to_dict()
    assert sum(counted.values()) == frame["level"].notna().sum()


def test_parquet_in_polars(parquet: Path, sample: list[dict[str, Any]]) -> None:
    frame = pl.read_parquet(parquet)
    assert frame.columns == [column.name for column in COLUMNS]
    assert frame["date"][0] == date(2008, 5, 14)
    codes = frame.explode("tags").select(pl.col("tags").struct.field("code")).to_series()
    expected = [tag["code"] for each in sample for tag in each["tags"] or ()]
    assert codes.drop_nulls().to_list()[3:] == expected


def test_parquet_in_duckdb(parquet: Path, sample: list[dict[str, Any]]) -> None:
    with duckdb.connect() as database:
        rows = database.execute(
            "SELECT mrn, dtg, len(paragraphs), paragraphs[1].text FROM read_parquet(?) LIMIT 1",
            [str(parquet)],
        ).fetchall()
        tags = database.execute(
            "SELECT tag.code, count(*) FROM (SELECT unnest(tags) AS tag FROM read_parquet(?))"
            " GROUP BY 1",
            [str(parquet)],
        ).fetchall()
        described = database.execute(
            "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))",
            [str(parquet)],
        ).fetchall()
    first = (rows[0][0], rows[0][1].astimezone(UTC), *rows[0][2:])
    text = PLAIN["paragraphs"][0]["text"]
    assert first == ("08LISBON9", datetime(2008, 5, 14, 12, tzinfo=UTC), 2, text)
    expected: dict[str, int] = {"PREL": 1, "ETRD": 1}
    for each in sample:
        for tag in each["tags"] or ():
            expected[tag["code"]] = expected.get(tag["code"], 0) + 1
    assert {code: count for code, count in tags if code in expected} == expected
    kinds = {name: kind.replace('"', "") for name, kind in described}
    assert kinds == {column.name: duckdb_type(column) for column in COLUMNS}


def duckdb_type(column: Column) -> str:
    plain = {
        "text": "VARCHAR", "day": "DATE", "time": "TIMESTAMP WITH TIME ZONE", "whole": "BIGINT",
        "real": "DOUBLE", "flag": "BOOLEAN",
    }  # fmt: skip
    kind = plain[column.kind]
    if column.fields:
        fields = (f"{field.name} {duckdb_type(field)}" for field in column.fields)
        kind = f"STRUCT({', '.join(fields)})"
    return f"{kind}[]" if column.many else kind
