"""One cable a row: id, date, MRN, origin, classification, references, header, body."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Final

from cablegram.sample import form_acp127, text
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["record", "table"]

_COLUMNS: Final = (
    "id", "date", "mrn", "origin", "classification", "references", "header", "body",
)  # fmt: skip


def record(dice: Dice, cable: Cable, prose: Prose) -> tuple[list[str], SampleTruth]:
    """Return the columns of one row after the first, and what it says."""
    origin = (
        "Secretary of State"
        if cable.post.is_department
        else cable.post.pla.title()
        .replace("Amembassy", "Embassy")
        .replace("Amconsul", "Consulate")
        .replace("Usmission", "Mission")
    )
    cited = "|".join(
        f"{(each.year or 0) % 100:02d}{each.station}{each.number}"
        for each in cable.references
        if each.kind == "cable"
    )
    body = [
        text.class_line(cable),
        *text.head_lines(cable, 65),
        *text.body_lines(cable, prose, 65),
    ]
    row = [
        f"{cable.dtg.month}/{cable.dtg.day}/{cable.dtg:%Y %H:%M}",
        form_acp127.stem(cable),
        origin,
        cable.level,
        cited,
        "\n".join(form_acp127.heading(dice, cable, 1, 1)),
        "\n".join(body) + "\n",
    ]
    return row, truth_of(cable)


def table(rows: Iterable[list[str]], *, first: int, with_names: bool) -> str:
    """Return a CSV file; the column of ids counts from `first`."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if with_names:
        writer.writerow(_COLUMNS)
    for place, row in enumerate(rows, first):
        writer.writerow([str(place), *row])
    return out.getvalue()
