"""A matter as files: JSON, a table, and a feed that tells of what joins it later."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.export.tables import inert
from cablegram.web.answers import Answer, json_answer
from cablegram.web.feeds import Entry, feed
from cablegram.web.kinds import kind_of
from cablegram.web.places import THREAD_ENDINGS, place_of, thread_place

if TYPE_CHECKING:
    from cablegram.follow import Matter, Reason, Step

SCHEMA: Final = "cablegram.thread/1"
#: Endings, media types and names.
FILES: Final = tuple(
    (ending, kind_of(ending).plain, kind_of(ending).name) for ending in THREAD_ENDINGS
)
COLUMNS: Final = (
    "mrn", "kind", "date", "is_estimated", "is_held", "subject", "distance", "reasons", "text",
)  # fmt: skip


def as_file(found: Matter, ending: str, depth: int, view: dict[str, object]) -> Answer:
    """Return a matter in one of its files."""
    match ending:
        case ".csv":
            return _table(found)
        case ".atom":
            return _feed(found, view)
        case _:
            return json_answer({"schema": SCHEMA, **_document(found, depth)})


def _document(found: Matter, depth: int) -> dict[str, Any]:
    return {
        "mrn": found.mrn,
        "depth": depth,
        "left_out": found.left_out,
        "steps": [
            {
                "mrn": step.mrn,
                "href": place_of(step.mrn) if step.mrn else None,
                "kind": step.kind,
                "date": step.date,
                "is_estimated": step.is_estimated,
                "is_held": step.cable is not None,
                "subject": step.cable.subject if step.cable else None,
                "distance": step.distance,
                "text": step.text,
                "reasons": step.reasons,
            }
            for step in found.steps
        ],
    }


def _table(found: Matter) -> Answer:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for step in found.steps:
        rows.writerow([inert(str(each)) for each in _row(step)])
    return Answer(
        body=out.getvalue().encode("utf-8", "replace"),
        media_type=kind_of(".csv").media_type,
        headers={"content-disposition": f'attachment; filename="{found.mrn}-matter.csv"'},
    )


def _row(step: Step) -> tuple[object, ...]:
    return (
        step.mrn or "",
        step.kind,
        step.date or "",
        "yes" if step.is_estimated else "no",
        "yes" if step.cable is not None else "no",
        (step.cable.subject or "") if step.cable is not None else "",
        step.distance,
        "; ".join(map(_said, step.reasons)),
        " ".join(step.text.split()),
    )


def _said(reason: Reason) -> str:
    other = str(reason.other) if reason.other is not None else " ".join(reason.text.split())
    label = f" (ref {reason.label})" if reason.label else ""
    return f"{reason.relation} {other}{label}".strip()


def _feed(found: Matter, view: dict[str, object]) -> Answer:
    held = [step for step in found.steps if step.cable is not None and step.mrn is not None]
    held.sort(key=lambda step: str(step.date or ""), reverse=True)
    return feed(
        f"The matter of {found.mrn}",
        place=thread_place(found.mrn, ending="", **view),
        own=thread_place(found.mrn, ending=".atom", **view),
        entries=[
            Entry(
                place=place_of(step.mrn),
                title=step.cable.subject or str(step.mrn),
                day=step.date,
                author=step.cable.origin or "",
            )
            for step in held
            if step.cable is not None and step.mrn is not None
        ],
    )
