"""The columns of a cable in tables: CSV, Parquet, data frames. One definition for all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Scalar = Literal["text", "day", "time", "whole", "real", "flag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: Its name; stable.
        kind: What a value is; of a group, what its `fields` say.
        about: What it holds, in one line.
        many: Whether it holds a list.
        fields: The parts of a group; empty for a plain value.
        value: Takes it out of a record, or out of one item of the group.
    """

    name: str
    about: str
    value: Callable[[dict[str, Any]], Any]
    kind: Scalar = "text"
    many: bool = False
    fields: tuple[Column, ...] = ()


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return a cable's values by the names of the columns; lists and dicts where they nest."""
    return {column.name: column.value(record) for column in COLUMNS}


def _plain(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda record: record.get(key)


def _column(name: str, about: str, kind: Scalar = "text", *, many: bool = False) -> Column:
    """Return a column that bears the name of the record's key."""
    if kind == "day":
        return Column(name=name, about=about, kind=kind, value=lambda r: _day(r.get(name)))
    if many:
        return Column(
            name=name, about=about, kind=kind, many=True, value=lambda r: list(r.get(name) or ())
        )
    return Column(name=name, about=about, kind=kind, value=_plain(name))


def _group(name: str, about: str, *fields: Column) -> Column:
    def value(record: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {field.name: field.value(item) for field in fields} for item in record.get(name) or ()
        ]

    return Column(name=name, about=about, many=True, fields=fields, value=value)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _time(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def _level(record: dict[str, Any]) -> str | None:
    marking = record.get("marking") or {}
    level: str | None = marking.get("level")
    return level


def _controls(record: dict[str, Any]) -> list[str]:
    return list((record.get("marking") or {}).get("controls") or ())


def _station(record: dict[str, Any]) -> str | None:
    name = (record.get("mrn") or "").lstrip("0123456789").rstrip("0123456789")
    return name.removesuffix("-A") or None


def _origin(record: dict[str, Any]) -> str | None:
    return (record.get("origin") or {}).get("name")


def text_of(record: dict[str, Any]) -> str:
    """Return the paragraphs as one text; the whole text of a cable in which none were found."""
    paragraphs = record.get("paragraphs") or ()
    if not paragraphs:
        return record.get("source_text") or ""
    return "\n\n".join(map(paragraph_text, paragraphs))


def paragraph_text(paragraph: dict[str, Any]) -> str:
    """Return a paragraph with its number and its mark before it."""
    number = f"{paragraph['number']}. " if paragraph.get("number") is not None else ""
    mark = portion(paragraph.get("marking"))
    return f"{number}{mark}{' ' if mark else ''}{paragraph['text'].strip()}"


def portion(marking: dict[str, Any] | None) -> str:
    """Return a mark of a portion in brackets; empty if there is none."""
    text = " ".join(((marking or {}).get("text") or "").split())
    if not text and marking and marking.get("level"):
        text = str(marking["level"]).replace("_", " ").upper()
    return text if not text or text.startswith("(") else f"({text})"


_ADDRESSEE: Final = (
    _column("name", "plain language address"),
    _column("routing_indicator", "routing indicator"),
    _column("precedence", "precedence for this addressee"),
    _column("office", "office behind the address"),
)

COLUMNS: Final[tuple[Column, ...]] = (
    _column("mrn", "message reference number, such as 08LISBON9"),
    Column(name="station", about="station of the number", value=_station),
    _column("aliases", "further numbers of the same cable", many=True),
    _column("date", "day of the cable", "day"),
    Column(
        name="dtg",
        about="date-time group, in UTC",
        kind="time",
        value=lambda r: _time(r.get("dtg")),
    ),
    _column("precedence", "highest precedence, in lower case"),
    Column(name="origin", about="who sent it", value=_origin),
    _group("action", "to whom it goes for action", *_ADDRESSEE),
    _group("info", "to whom it goes for information", *_ADDRESSEE),
    Column(name="level", about="classification of the whole, in lower case", value=_level),
    Column(name="controls", about="control words of the marking", many=True, value=_controls),
    _column("captions", "handling words", many=True),
    _group(
        "tags",
        "the TAGS line",
        _column("code", "the code, or a person's name as written"),
        _column("family", "subject, geo, organization, program or person"),
        _column("name", "what it means on the cable's date"),
        _column("country", "ISO 3166 code of a country"),
    ),
    _column("subject", "the SUBJECT line"),
    _group(
        "references",
        "the REF line",
        _column("label", "letter of the entry"),
        _column("kind", "cable, airgram, letter, meeting ..."),
        _column("mrn", "number of what is cited, with the year written or inferred"),
        _column("date", "day that the entry states", "day"),
        _column("year_written", "whether the year stands in the text", "flag"),
        _column("year_confidence", "how sure the year is, 0 to 1", "real"),
        _column("text", "the entry as written"),
    ),
    _group(
        "paragraphs",
        "the text, paragraph by paragraph",
        _column("number", "its number", "whole"),
        Column(name="level", about="level of its mark", value=_level),
        Column(name="controls", about="controls of its mark", many=True, value=_controls),
        _column("heading", "its heading"),
        _column("text", "its text"),
    ),
    _column("summary", "text of the summary"),
    _column("signature", "name below the text"),
    _column("genre", "cable, airgram or document"),
    _column("form", "source form that it was read as"),
    _column("availability", "text, or why there is none"),
    _column("source", "where it came from"),
    Column(name="text", about="the paragraphs as one text, with numbers and marks", value=text_of),
)
