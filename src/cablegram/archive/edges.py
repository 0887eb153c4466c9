"""The references of a cable as rows: those of its REF line, and the numbers that its text names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.model import MRN, Cable, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    Column = str | int | float | bytes | None
    Row = tuple[Column, ...]

#: In the REF line, or named in the text.
REF_LINE: Final = "ref"
TEXT: Final = "text"

# An inferred year that is less sure than 0.98 is looked at again when the archive knows more.
# `read_year` is the year that the reader inferred, where the archive's numbers have told another
# one since; `year` is then theirs. `node` is the same for all that cite one letter or meeting.
COLUMNS = """
ALTER TABLE reference ADD COLUMN source TEXT NOT NULL DEFAULT 'ref';
ALTER TABLE reference ADD COLUMN paragraph INTEGER;
ALTER TABLE reference ADD COLUMN and_previous INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reference ADD COLUMN node TEXT;
ALTER TABLE reference ADD COLUMN read_year INTEGER;
CREATE INDEX reference_node ON reference (node) WHERE node IS NOT NULL;
CREATE INDEX reference_unsure ON reference (station)
    WHERE year_written = 0 AND (year_confidence < 0.98 OR read_year IS NOT NULL);
CREATE TABLE followed (watermark INTEGER NOT NULL) STRICT;
INSERT INTO followed VALUES (0);
"""
ADD_REFERENCE = """
INSERT INTO reference (cable_id, position, label, kind, year, station, number, airgram,
                       year_written, year_confidence, notal, date, text, source, paragraph,
                       and_previous, node)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def reference_rows(cable: Cable) -> tuple[Row, ...]:
    """Return the rows of what a cable refers to, those of the REF line first."""
    references = cable.references or ()
    rows = [_listed(position, reference) for position, reference in enumerate(references)]
    for paragraph, mrn in _mentions(cable):
        rows.append(_mentioned(len(rows), paragraph, mrn, cable))
    return tuple(rows)


def node_of(reference: Reference) -> str | None:
    """Return the name of a letter, call or meeting that is the same for all that cite it.

    Kind, day and the surnames of two people at least must be there; `None` if they are not.

    >>> from datetime import date
    >>> from cablegram.model import ReferenceKind
    >>> node_of(Reference(kind=ReferenceKind.LETTER, text="", date=date(1975, 3, 1),
    ...                   people=("Aldo Vane", "ROTH")))
    'letter 1975-03-01 ROTH VANE'
    """
    if reference.mrn is not None or reference.date is None or len(reference.people) < 2:
        return None
    surnames = sorted({name.split()[-1].upper() for name in reference.people if name.split()})
    return " ".join((reference.kind.value, reference.date.isoformat(), *surnames))


def _mentions(cable: Cable) -> Iterator[tuple[int, MRN]]:
    """Yield paragraph (from 1, in order) and number, each once, of those not in the REF line."""
    known = [*(each.mrn for each in cable.references or () if each.mrn), *cable.aliases]
    seen = {_without_year(mrn) for mrn in [*known, *([cable.mrn] if cable.mrn else [])]}
    for place, paragraph in enumerate(cable.paragraphs, 1):
        for used in paragraph.references:
            if isinstance(used, MRN) and _without_year(used) not in seen:
                seen.add(_without_year(used))
                yield place, used


def _without_year(mrn: MRN) -> tuple[str, int, bool]:
    return mrn.station, mrn.number, mrn.airgram


def _listed(position: int, reference: Reference) -> Row:
    return (
        position,
        reference.label,
        reference.kind.value,
        *number_columns(reference.mrn),
        int(reference.year_written),
        reference.year_confidence,
        int(reference.notal),
        None if reference.date is None else reference.date.isoformat(),
        reference.text,
        REF_LINE,
        None,
        int(reference.and_previous),
        node_of(reference),
    )


def _mentioned(position: int, paragraph: int, mrn: MRN, cable: Cable) -> Row:
    from cablegram.read.years import infer_year  # noqa: PLC0415 - few texts name a number

    day = day_of(cable)
    written, confidence = mrn.year is not None, 1.0 if mrn.year is not None else None
    if mrn.year is None and day is not None:
        guess = infer_year(mrn.station, mrn.number, airgram=mrn.airgram, on=day, own=cable.mrn)
        mrn, confidence = MRN(guess.year, mrn.station, mrn.number, mrn.airgram), guess.confidence
    return (
        position,
        None,
        "airgram" if mrn.airgram else "cable",
        *number_columns(mrn),
        int(written),
        confidence,
        0,
        None,
        "",
        TEXT,
        paragraph,
        0,
        None,
    )


def number_columns(mrn: MRN | None) -> tuple[int | None, str | None, int | None, int]:
    """Return year, station, number and airgram as the tables have them."""
    if mrn is None:
        return None, None, None, 0
    return mrn.year, mrn.station, mrn.number, int(mrn.airgram)


def day_of(cable: Cable) -> date | None:
    """Return the cable's date; that of its date-time group if no other is given."""
    if cable.date is not None:
        return cable.date
    return None if cable.dtg is None else cable.dtg.date()
