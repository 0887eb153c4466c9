"""What the index holds of a cable, and how text is cut into words there and in queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tantivy

from cablegram.archive import station_of_name
from cablegram.model import Level
from cablegram.model.codec import mrn_from_text
from cablegram.vocabulary import fold_station_name

if TYPE_CHECKING:
    from collections.abc import Iterator

# Raised whenever the fields or the cutting of words change: an index of another format is rebuilt.
INDEX_FORMAT = 1
ANALYZER = "cable"
LONGEST_WORD_CHARS = 64

# Words of one field only are ranked together: BM25 summed over fields lets the short one decide.
TEXT_FIELDS = ("text", "subject", "from_text", "to_text")
KEYWORD_FIELDS = ("tags", "caption", "from", "to", "mrn", "ref", "genre", "form")
NUMBER_FIELDS = ("id", "day", "year", "level")


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=ANALYZER)
    for name in KEYWORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in NUMBER_FIELDS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts text into words: letters and digits, lower case, without accents."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD_CHARS))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )


def day_number(iso: str) -> int:
    """Return a date as the index has it: 2007-06-30 is 20070630."""
    return int(iso[:10].replace("-", ""))


def document(cable_id: int, record: dict[str, Any]) -> tantivy.Document:
    """Return the index's document for the record of a cable (`Cable.to_dict`)."""
    made = tantivy.Document()
    made.add_unsigned("id", cable_id)
    day = record["date"] or record["dtg"]
    if day:
        made.add_unsigned("day", day_number(day))
        made.add_unsigned("year", int(day[:4]))
    marking = record["marking"] or {}
    if marking.get("level"):
        made.add_unsigned("level", Level(marking["level"]).rank)
    for field, value in _values(record, marking):
        made.add_text(field, value)
    return made


def _values(record: dict[str, Any], marking: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "genre", record["genre"]
    yield "form", record["form"]
    if record["subject"]:
        yield "subject", record["subject"]
    for text in _texts(record):
        yield "text", text
    for tag in record["tags"] or ():
        yield "tags", tag["code"].upper()
    for word in (*(record["captions"] or ()), *marking.get("controls", ())):
        yield "caption", word.upper()
    for text in (record["mrn"], *record["aliases"]):
        yield from _number("mrn", text)
    for reference in record["references"] or ():
        yield from _number("ref", reference["mrn"])
    if record["mrn"]:
        yield "from", mrn_from_text(record["mrn"]).station
    origin = [record["origin"]] if record["origin"] else []
    for field, addressees in (
        ("from", origin),
        ("to", (*(record["action"] or ()), *(record["info"] or ()))),
    ):
        for addressee in addressees:
            yield f"{field}_text", addressee["name"]
            for term in address_terms(addressee["name"]):
                yield field, term


def address_terms(name: str) -> tuple[str, ...]:
    """Return the keywords under which an address is found: its station, and its bare letters."""
    station = station_of_name(name)
    folded = fold_station_name(name)
    terms = [station] if station else []
    if folded and folded != station:
        terms.append(folded)
    return tuple(terms)


def _number(field: str, text: str | None) -> Iterator[tuple[str, str]]:
    """Yield a number with its year, and without it for those who do not know the year."""
    if text:
        mrn = mrn_from_text(text)
        yield field, str(mrn)
        if mrn.year is not None:
            yield field, number_without_year(text)


def number_without_year(text: str) -> str:
    """Return a canonical number without its year."""
    return text.lstrip("0123456789")


def _texts(record: dict[str, Any]) -> Iterator[str]:
    """Yield the passages that a search for words looks at; a phrase does not run across two."""
    if record["subject"]:
        yield record["subject"]
    paragraphs = record["paragraphs"]
    for paragraph in paragraphs:
        if paragraph["heading"]:
            yield paragraph["heading"]
        yield paragraph["text"]
    if not paragraphs:
        yield record["source_text"]
        return
    if record["signature"]:
        yield record["signature"]
    for reference in record["references"] or ():
        yield reference["text"]
    for attention in record["attention"] or ():
        yield attention["text"]
    classified_by = record["classified_by"] or {}
    for key in ("name", "title"):
        if classified_by.get(key):
            yield classified_by[key]
