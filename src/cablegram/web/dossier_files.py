"""Dossiers as files: data for programs here, files for people by `cablegram.web.exports`."""

from __future__ import annotations

import datetime as dt
from typing import IO, TYPE_CHECKING, Any, Final

from cablegram.web.annotations import annotation, collection, item_annotation, source_of
from cablegram.web.answers import Answer, Flow, json_answer
from cablegram.web.csv_answers import csv_answer
from cablegram.web.exports import EXPORTS, export_dossier, is_there
from cablegram.web.places import dossier_place
from cablegram.web.problems import NOT_INSTALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cablegram.archive.desk import Dossier
    from cablegram.follow.dossier import Entry, Gathered
    from cablegram.search import Archive

LIST_SCHEMA: Final = "cablegram.dossiers/1"
SCHEMA: Final = "cablegram.dossier/1"
#: Ending, name for people, kind of file.
FILES: Final = (
    *((f".{ending}", kind.name, kind.media_type) for ending, kind in EXPORTS.items()),
    (".json", "JSON", "application/json"),
    (".csv", "CSV", "text/csv"),
    (".jsonld", "annotations", "application/ld+json"),
)
#: The longer of two that end alike comes first.
DOSSIER_ENDINGS: Final = tuple(ending for ending, _, _ in FILES)
COLUMNS: Final = (
    "place", "mrn", "date", "is_estimated", "is_held", "origin", "level", "controls", "captions",
    "subject", "note", "added",
)  # fmt: skip


def dossiers_document(found: Sequence[Dossier]) -> dict[str, Any]:
    """Return a list of dossiers as a document."""
    return {"schema": LIST_SCHEMA, "dossiers": [_head(each) for each in found]}


def _head(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": dossier.dossier_id,
        "href": dossier_place(dossier.dossier_id),
        "name": dossier.name,
        "description": dossier.description,
        "cables": dossier.count,
        "created": dossier.created,
        "changed": dossier.changed,
        "version": dossier.version,
        "may_change": dossier.may_change,
    }


def csv_of_dossiers(found: Sequence[Dossier]) -> Answer:
    """Return a list of dossiers as a table."""
    rows = [
        (each.dossier_id, each.name, each.description, each.count, each.created.isoformat(),
         each.changed.isoformat())
        for each in found
    ]  # fmt: skip
    columns = ("id", "name", "description", "cables", "created", "changed")
    return csv_answer("dossiers", columns, rows)


def dossier_file(gathered: Gathered, ending: str) -> Answer | Flow:
    """Return a dossier as a file of a kind."""
    match ending:
        case ".json":
            return json_answer(dossier_document(gathered))
        case ".csv":
            return csv_answer("dossier", COLUMNS, [_row(each) for each in gathered.entries])
        case ".jsonld":
            dossier = gathered.dossier
            return collection(dossier.name, dossier.dossier_id, _annotations(gathered))
        case _:
            return _for_people(gathered, ending.removeprefix("."))


def _for_people(gathered: Gathered, ending: str) -> Flow:
    """Return a dossier as a file that flows.

    Raises:
        Problem: If what its kind needs is not installed.
    """
    if not is_there(ending):
        raise NOT_INSTALLED
    today = dt.datetime.now(dt.UTC).date()

    def write(archive: Archive, out: IO[bytes]) -> None:
        export_dossier(archive, gathered, out, ending, made=today)

    return Flow(
        media_type=EXPORTS[ending].media_type,
        name=f"dossier-{gathered.dossier.dossier_id}.{ending}",
        write=write,
    )


def dossier_document(gathered: Gathered) -> dict[str, Any]:
    """Return a dossier as a document."""
    return {
        "schema": SCHEMA,
        **_head(gathered.dossier),
        "not_held": gathered.missing,
        "items": [_item(each) for each in gathered.entries],
    }


def _item(entry: Entry) -> dict[str, Any]:
    cable = entry.cables[0] if len(entry.cables) == 1 else None
    return {
        "id": entry.item.item_id,
        "place": entry.number,
        "mrn": entry.item.pointer.mrn or (cable.mrn if cable else None),
        "href": _source(entry),
        "is_held": bool(entry.cables),
        "messages": len(entry.cables),
        "date": entry.date,
        "is_estimated": entry.is_estimated,
        "origin": cable.origin if cable else None,
        "level": cable.level if cable else None,
        "controls": cable.controls if cable else (),
        "captions": cable.captions if cable else (),
        "subject": cable.subject if cable else None,
        "note": entry.item.note,
        "added": entry.item.added,
        "notes": [annotation(each, _source(entry)) for each in entry.notes],
    }


def _row(entry: Entry) -> tuple[object, ...]:
    said = _item(entry)
    return (
        entry.number,
        str(said["mrn"] or ""),
        said["date"].isoformat() if said["date"] else "",
        "yes" if entry.is_estimated else "no",
        "yes" if entry.cables else "no",
        said["origin"] or "",
        said["level"] or "",
        ",".join(said["controls"]),
        ",".join(said["captions"]),
        said["subject"] or "",
        entry.item.note,
        entry.item.added.isoformat(),
    )


def _annotations(gathered: Gathered) -> Iterable[dict[str, Any]]:
    for entry in gathered.entries:
        if entry.item.note:
            yield item_annotation(entry.item, _source(entry))
        for note in entry.notes:
            yield annotation(note, _source(entry))


def _source(entry: Entry) -> str:
    return source_of(entry.item.pointer, [each.cable_id for each in entry.cables])
