"""How a cable is cited: a note for the page, and data in the page for programs that collect."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cablegram.archive.export.citations import cited, write_bibtex, write_csl, write_ris
from cablegram.web.plain_words import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    from cablegram.archive import Summary

    Write = Callable[[list[dict[str, Any]], IO[bytes]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What the cite box shows, and the `meta` elements of the page as names and contents."""

    note: str
    short: str
    bibtex: str
    ris: str
    csl: str
    metadata: tuple[tuple[str, str], ...]


def citation_of(record: dict[str, Any]) -> Citation:
    """Return how a cable (`Cable.to_dict`) is cited."""
    return Citation(
        note=archival_note(record),
        short=_short(record),
        bibtex=_written(write_bibtex, record),
        ris=_written(write_ris, record),
        csl=_written(write_csl, record),
        metadata=tuple(_metadata(record)),
    )


def _written(write: Write, record: dict[str, Any]) -> str:
    out = io.BytesIO()
    write([record], out)
    return out.getvalue().decode("utf-8", "replace").replace("\r\n", "\n").strip()


def archival_note(record: dict[str, Any]) -> str:
    """Return the archival note: who to whom, what and number, subject, day, marking, place."""
    item = cited(record)
    route = plain_name(item["from"][0]) if item["from"] else ""
    if item["to"]:
        route = f"{route} to {plain_name(item['to'][0])}".strip()
    number = f" {item['number']}" if item["number"] else ""
    title = f"“{item['title']}”" if record.get("subject") else ""
    parts = [route, f"{item['genre']}{number}", title, _day(item["date"])]
    if item["marks"]:
        level = ((record.get("marking") or {}).get("level") or "").replace("_", " ")
        rest = item["marks"].removeprefix(level.upper()).split()
        parts.append(" ".join([level.capitalize(), *rest]).strip())
    said = ", ".join(part for part in parts if part)
    found = item["provenance"]
    places = (found.held, f"Printed in {found.printed}" if found.printed else "")
    return ". ".join([f"{said[:1].upper()}{said[1:]}", *(place for place in places if place)]) + "."


def _short(record: dict[str, Any]) -> str:
    item = cited(record)
    what = item["number"] or item["title"]
    return f"{what}, {_day(item['date'])}." if item["date"] else f"{what}."


def _day(text: str) -> str:
    if not text:
        return ""
    year, month, day = text.split("-")
    months = "January February March April May June July August September October November December"
    return f"{int(day)} {months.split()[int(month) - 1]} {year}"


def _metadata(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the `meta` elements: those of Highwire Press, and Dublin Core."""
    item = cited(record)
    yield "citation_title", item["title"]
    yield "DC.title", item["title"]
    for name in item["from"]:
        yield "citation_author", name
        yield "DC.creator", name
    if item["date"]:
        yield "citation_publication_date", item["date"].replace("-", "/")
        yield "DC.date", item["date"]
    if item["number"]:
        yield "citation_technical_report_number", item["number"]
        yield "DC.identifier", item["number"]
    yield "DC.type", item["genre"]
    for word in item["keywords"]:
        yield "citation_keywords", word
        yield "DC.subject", word
    if item["marks"]:
        yield "DC.description", item["marks"]
    for place in (item["provenance"].held, item["provenance"].printed):
        if place:
            yield "DC.source", place


def coins(cable: Summary) -> str:
    """Return what a list holds of a cable for programs that collect (COinS)."""
    values = {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": "info:ofi/fmt:kev:mtx:dc",
        "rft.type": "telegram",
        "rft.title": cable.subject or f"Telegram {cable.mrn or ''}".strip(),
        "rft.creator": cable.origin or "",
        "rft.date": cable.date.isoformat() if cable.date else "",
        "rft.identifier": str(cable.mrn or ""),
    }
    return urlencode({key: value for key, value in values.items() if value}, errors="replace")
