"""Searching by a list: a line for each number or query, and a table of what they find."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from cablegram.archive.export.tables import clean
from cablegram.search.batch import MAX_LINES, ListedLine, count_lines
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.places import TABLE_ENDINGS, batch_place, cable_place, place_of, search_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.batch/1"
FORMS: Final = ("csv", "json")
#: So long a list may take; a page is made by one of a few threads.
SECONDS: Final = 4.0
#: A list that is shorter has an address of its own.
_MOST_IN_ADDRESS: Final = 2000
_COLUMNS: Final = (
    "line", "taken_for", "cables", "mrn", "date", "subject", "href", "problem",
)  # fmt: skip


def batch(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/batch` and its siblings, with a list in the address or in a form."""
    ending = asked.path.get("ending", "")
    if ending and ending not in FORMS:
        raise NOTHING_HERE
    written = asked.form.get("lines", "") or asked.parameters.get("lines", "")
    form = ending or _form_of(asked)
    lines = [line.strip() for line in written.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    taken = lines[:MAX_LINES]
    rows = list(count_lines(archive, taken, seconds=SECONDS, clock=time.monotonic))
    late = [row.line for row in rows if row.is_late]
    left = [*late, *lines[MAX_LINES:]]
    if form == "json" or (asked.wants_json and not form):
        return _as_json(rows, len(left))
    if form == "csv":
        documents = map(_document, rows)
        cells = [[_cell(said[name]) for name in _COLUMNS] for said in documents]
        return csv_answer("list", _COLUMNS, cells)
    has_address = len(quote(written)) <= _MOST_IN_ADDRESS
    return page(
        "batch.html",
        written="\n".join(lines) if lines else "",
        rows=[(row, _taken_for(row), _href(row)) for row in rows if not row.is_late],
        asked=len(lines),
        late=len(late),
        left="\n".join(left),
        most=MAX_LINES,
        found=sum(bool(row.total) for row in rows),
        place=batch_place(written) if has_address and rows else "",
        files=[(each, batch_place(written, ending=each)) for each in TABLE_ENDINGS]
        if has_address and rows
        else [],
        cable_place=cable_place,
    )


def _form_of(asked: Asked) -> str:
    """Return the kind of file that the button of a form asks for."""
    form = asked.form.get("as", "")
    return form if form in FORMS else ""


def _taken_for(row: ListedLine) -> str:
    if row.is_late:
        return "not counted in time"
    if row.problem:
        return "not understood"
    return f"number {row.number}" if row.number else "query"


def _href(row: ListedLine) -> str:
    """Return where all that a line finds stands."""
    if row.number is not None:
        return place_of(row.number)
    return search_place(row.query or row.line)


def _document(row: ListedLine) -> dict[str, Any]:
    first = row.first
    return {
        "line": row.line,
        "taken_for": _taken_for(row),
        "cables": row.total,
        "mrn": first.mrn if first else None,
        "date": first.date if first else None,
        "subject": first.subject if first else None,
        "href": _href(row),
        "problem": row.problem or None,
    }


def _as_json(rows: Sequence[ListedLine], left: int) -> Answer:
    return json_answer({"schema": SCHEMA, "rows": [_document(row) for row in rows], "left": left})


def _cell(value: object) -> str:
    return "" if value is None else clean(str(value))
