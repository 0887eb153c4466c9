"""Tables of a page as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from cablegram.archive.export.tables import inert
from cablegram.web.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CSV: Final = "text/csv; charset=utf-8"


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Answer:
    """Return a table as a file; what is not said is an empty cell, and nothing is a formula.

    Args:
        name: Of the file, without ending: letters, digits and hyphens.
        columns: Their names.
        rows: The values, each written as `str` has it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([inert(str(cell)) if cell is not None else "" for cell in row] for row in rows)
    return Answer(
        body=out.getvalue().encode("utf-8", "replace"),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
