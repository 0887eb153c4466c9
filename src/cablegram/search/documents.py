"""What the index holds of a cable, and how text is cut into words there and in queries."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tantivy

from cablegram.archive import station_of_name
from cablegram.model import Level, Precedence
from cablegram.model.codec import mrn_from_text
from cablegram.search.parted import with_whole_words
from cablegram.search.people import ROLE_FIELDS, people_of
from cablegram.search.runs import LONGEST_WORD_BYTES, NO_RUNS, RUN_FIELD, Cutter, Runs

if TYPE_CHECKING:
    from collections.abc import Iterator

# Raised whenever the fields or the cutting of words change: an index of another format is rebuilt.
INDEX_FORMAT = 6
ANALYZER = "cable"

# Words of one field only are ranked together: BM25 summed over fields lets the short one decide.
# So `text` has the subject twice, and the beginning of the summary once more than it stands in its
# paragraph; the other fields are for queries that name them. docs/explanation/search.md says why.
SUBJECT_TIMES = 2
SUMMARY_WORDS = 20
TEXT_FIELDS = (
    "text", "subject", "summary", "signed", "classifiedby", "person", "declass",
    "from_text", "to_text", "info_text",
)  # fmt: skip
# Names the list of frequent runs that a document was made with.
LIST_FIELD = "runs"
KEYWORD_FIELDS = (
    "tag_name", "tag_country", "from", "info", "mrn", "mrn_any", "ref", "ref_any",
    "genre", "office", "reason", "has", "people", "people_word", LIST_FIELD,
)  # fmt: skip
# Keywords that are counted for a whole answer too.
FACET_FIELDS = ("station", "to", "tags", "caption", "form", *ROLE_FIELDS.values())
# Several at once, for counting: one value of a cable is told sooner than one of each.
JOINT_FIELDS = ("year_class_form", "captions")
JOINT = "|"
NUMBER_FIELDS = ("id", "day", "year", "level", "precedence", "declass_day")
# One number or text for each cable, no two alike, so that an order is the same each time.
SORT_NUMBERS = ("by_date", "by_number")
SORT_TEXT = "by_station"

# Between two paragraphs; far more than words may be moved to stand near each other.
PARAGRAPH_GAP = 10_000
MAX_GAPS = 50_000
ID_BITS = 32
_LETTER = re.compile(r"\(([A-Ja-j])\)|([A-J])\Z")


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=ANALYZER)
    builder.add_text_field(RUN_FIELD, tokenizer_name="whitespace", index_option="freq")
    for name in KEYWORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*FACET_FIELDS, *JOINT_FIELDS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBER_FIELDS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in SORT_NUMBERS:
        builder.add_unsigned_field(name, fast=True)
    builder.add_text_field(SORT_TEXT, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts text into words: letters and digits, lower case, without accents."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD_BYTES))
        .build()
    )


# A word that no text has, one gap further on: what comes after it cannot be near what was before.
_GAP = tantivy.PreTokenizedString("\x01", [tantivy.Token("\x01", PARAGRAPH_GAP, 0, 1)])


_CUT = Cutter()


def words_of(record: dict[str, Any]) -> list[list[str]]:
    """Return the passages that a search for words looks at, cut into words."""
    return [_CUT(text) for text in _texts(record)]


def day_number(iso: str) -> int:
    """Return a date as the index has it: 2007-06-30 is 20070630."""
    return int(iso[:10].replace("-", ""))


def document(cable_id: int, record: dict[str, Any], runs: Runs = NO_RUNS) -> tantivy.Document:
    """Return the index's document for the record of a cable (`Cable.to_dict`).

    Args:
        cable_id: The cable's identifier.
        record: What is to be found of it.
        runs: The frequent runs of the index.
    """
    made = tantivy.Document()
    add = made.add_text
    texts = list(_texts(record))
    for place, text in enumerate(texts):
        if 0 < place < MAX_GAPS:
            made.add_pre_tokenized_text("text", _GAP)
        add("text", text)
    add(LIST_FIELD, runs.name)
    if runs.found:
        gaps = min(len(texts), MAX_GAPS) - 1
        add(RUN_FIELD, runs.of_texts((_CUT(text) for text in texts), gaps))
    for field, value in _values(record):
        if value:
            add(field, value)
    for field, number in _numbers(cable_id, record):
        made.add_unsigned(field, number)
    station, year, serial = _number_parts(record)
    add("by_station", f"{station or '~'} {year:04} {serial:07} {cable_id:010}")
    if station:
        add("station", station)
    made.add_unsigned("by_number", serial << ID_BITS | cable_id)
    return made


def _numbers(cable_id: int, record: dict[str, Any]) -> Iterator[tuple[str, int]]:
    yield "id", cable_id
    day = record["date"] or record["dtg"]
    yield "by_date", (day_number(day) if day else 0) << ID_BITS | cable_id
    if day:
        yield "day", day_number(day)
        yield "year", int(day[:4])
    level = (record["marking"] or {}).get("level")
    if level:
        yield "level", Level(level).rank
    if record["precedence"]:
        yield "precedence", Precedence(record["precedence"]).rank
    declassify_on = record["declassify_on"]
    if declassify_on and _is_day(declassify_on):
        yield "declass_day", day_number(declassify_on)


def _is_day(text: str) -> bool:
    return len(text) == len("2018-04-02") and text[4] == text[7] == "-" and text[:4].isdigit()


def _number_parts(record: dict[str, Any]) -> tuple[str | None, int, int]:
    """Return station, year and serial of a cable; the station of its sender if it has no number."""
    if record["mrn"]:
        mrn = mrn_from_text(record["mrn"])
        return mrn.station, mrn.year or 0, mrn.number
    origin = record["origin"]
    day = record["date"] or record["dtg"] or "0"
    return station_of_name(origin["name"]) if origin else None, int(day[:4]), 0


def _values(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keywords and the texts of the fields that a query can name."""
    yield "genre", record["genre"]
    yield "form", record["form"]
    yield "subject", with_whole_words(record["subject"] or "")
    yield "summary", with_whole_words(record["summary"] or "")
    yield "signed", record["signature"]
    captions = _captions(record)
    yield from (("caption", word) for word in captions)
    yield "captions", JOINT.join(captions)
    yield "year_class_form", _year_class_form(record)
    yield from _tag_values(record)
    yield from _number_values(record)
    # An addressee for action may stand among those for information again: it counts once.
    yield from dict.fromkeys(_addresses(record))
    yield from _people(record)
    yield from _names(record)
    declassify_on = record["declassify_on"]
    if declassify_on and not _is_day(declassify_on):
        yield "declass", declassify_on
    if any(paragraph["marking"] for paragraph in record["paragraphs"]):
        yield "has", "portion-marks"
    if record["diagnostics"]:
        yield "has", "diagnostics"


def _captions(record: dict[str, Any]) -> list[str]:
    """Return the captions and controls, each once, sorted."""
    controls = (record["marking"] or {}).get("controls", ())
    return sorted({word.upper() for word in (*(record["captions"] or ()), *controls)})


def _year_class_form(record: dict[str, Any]) -> str:
    """Return year, rank of the class and form, with nothing for what is not known."""
    day = record["date"] or record["dtg"] or ""
    level = (record["marking"] or {}).get("level")
    rank = Level(level).rank if level else ""
    return JOINT.join((day[:4], str(rank), record["form"] or ""))


def _tag_values(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    tags = record["tags"] or ()
    yield from (("tags", code) for code in dict.fromkeys(tag["code"].upper() for tag in tags))
    for tag in tags:
        if tag["name"]:
            yield "tag_name", tag["name"].upper()
        if tag["country"]:
            yield "tag_country", tag["country"]
        if tag["family"] == "person":
            yield "person", tag["code"]


def _number_values(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for text in (record["mrn"], *record["aliases"]):
        if text:
            yield "mrn", text
            yield "mrn_any", number_without_year(text)
    for reference in record["references"] or ():
        if reference["mrn"]:
            yield "ref", reference["mrn"]
            yield "ref_any", number_without_year(reference["mrn"])


def _addresses(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if record["mrn"]:
        yield "from", mrn_from_text(record["mrn"]).station
    origin = [record["origin"]] if record["origin"] else []
    for roles, addressees in (
        (("from",), origin),
        (("to",), record["action"] or ()),
        (("to", "info"), record["info"] or ()),
    ):
        for addressee in addressees:
            name = addressee["name"]
            for role in roles:
                yield f"{role}_text", name
                for term in address_terms(name):
                    yield role, term
            if addressee["office"]:
                yield "office", _office(addressee["office"])


def _office(text: str) -> str:
    return "".join(text.split()).upper()


def _people(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield who signed, classified, is written to or is named in a reference; and their offices."""
    yield "person", record["signature"]
    for attention in record["attention"] or ():
        for name in attention["names"]:
            yield "person", name
        for office in attention["offices"]:
            yield "office", _office(office)
    for reference in record["references"] or ():
        for name in reference["people"]:
            yield "person", name
    authority = record["classified_by"]
    if authority:
        yield "person", authority["name"]
        yield "classifiedby", " ".join(authority[key] or "" for key in ("name", "title"))
        for reason in authority["reasons"]:
            yield from (("reason", term) for term in _reason_terms(reason))


def _names(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names of people in one form, each by its role, and by each of its words."""
    found = tuple(people_of(record))
    yield from ((ROLE_FIELDS[role], str(name)) for role, name in found)
    for name in dict.fromkeys(name for _, name in found):
        yield "people", str(name)
        for word in dict.fromkeys([*name.surname.split()[1:], *name.given.split()]):
            if len(word) > 1:
                yield "people_word", f"{word} {name}"


@lru_cache(maxsize=1024)
def _reason_terms(reason: str) -> tuple[str, ...]:
    """Return the keywords of a reason: `1.4(B)`, and `B` for those who do not know the order."""
    written = "".join(reason.split()).upper()
    letter = _LETTER.search(written)
    return (written,) if letter is None else (written, (letter[1] or letter[2]).upper())


@lru_cache(maxsize=65536)
def address_terms(name: str) -> tuple[str, ...]:
    """Return the keyword under which an address is found: its station, else its bare letters."""
    from cablegram.vocabulary import fold_station_name  # noqa: PLC0415 - a large table

    term = station_of_name(name) or fold_station_name(name)
    return (term,) if term else ()


def number_without_year(text: str) -> str:
    """Return a canonical number without its year."""
    return text.lstrip("0123456789")


def _texts(record: dict[str, Any]) -> Iterator[str]:
    """Yield the passages that a search for words looks at; a phrase does not run across two."""
    if record["subject"]:
        subject = with_whole_words(record["subject"])
        for _ in range(SUBJECT_TIMES):
            yield subject
    if record["summary"]:  # it stands in its paragraph too
        yield " ".join(record["summary"].split(None, SUMMARY_WORDS)[:SUMMARY_WORDS])
    paragraphs = record["paragraphs"]
    for paragraph in paragraphs:
        heading, text = paragraph["heading"], paragraph["text"]
        yield with_whole_words(f"{heading}\n{text}" if heading else text)
    if not paragraphs:
        if record["source_text"]:
            yield with_whole_words(record["source_text"])
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
