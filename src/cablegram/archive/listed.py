"""What a list shows of a cable and of a reference, and how it is made of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cablegram.model import MRN, Level

SUMMARY = """
SELECT cable.id, cable.year, cable.station, cable.number, cable.airgram, cable.date,
       cable.origin, cable.level, cable.controls, cable.captions, cable.subject, cable.genre,
       cable.form, witness.source
FROM cable JOIN witness ON witness.id = cable.witness_id
"""
CITATION = """
SELECT reference.cable_id, reference.label, reference.kind, reference.year, reference.station,
       reference.number, reference.airgram, reference.year_written, reference.year_confidence,
       reference.text, reference.date, reference.source, reference.paragraph,
       reference.and_previous, reference.read_year, reference.node
FROM reference
"""

# The best copy first: it has its text; all its sections; was typed and not read off an image; was
# understood best; was not wrapped in anything; came first.
BEST_FIRST = (
    " ORDER BY cable.availability = 'text' DESC, cable.missing,"
    " witness.carrier IS 'pdf-ocr', cable.coverage DESC, coalesce(witness.carrier, '') <> '',"
    " cable.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a list shows of one cable. `cable_id` is the archive's own number for it."""

    cable_id: int
    mrn: MRN | None
    date: date | None
    origin: str | None
    level: Level | None
    controls: tuple[str, ...]
    captions: tuple[str, ...]
    subject: str | None
    genre: str
    form: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One reference of one cable to another, as the archive has it.

    `year_confidence` is 1 if the year is written in the citing cable, else how sure the guess is.
    `date` is what the entry itself states. `source` is `ref` for the REF line, or `text` for a
    number that stands in the text, in the `paragraph`-th paragraph (from 1). `read_year` is the
    year that the reader inferred, where the numbers of the archive tell another one. `node` is the
    same for all that cite one letter, call or meeting; `None` if it cannot be told from others.
    """

    citing_id: int
    label: str | None
    kind: str
    mrn: MRN | None
    year_written: bool
    year_confidence: float | None
    text: str
    date: date | None = None
    source: str = "ref"
    paragraph: int | None = None
    and_previous: bool = False
    read_year: int | None = None
    node: str | None = None


def mrn_of(year: int | None, station: str | None, number: int | None, airgram: int) -> MRN | None:
    """Return the number in four columns, or `None` if there is none."""
    if station is None or number is None:
        return None
    return MRN(year, station, number, bool(airgram))


def _words(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()


def summary_of(row: Any) -> Summary:  # noqa: ANN401 (a row of SQLite)
    """Return what a row of the query `SUMMARY` says."""
    cable_id, year, station, number, airgram, day, origin, level, controls, captions = row[:10]
    return Summary(
        cable_id=cable_id,
        mrn=mrn_of(year, station, number, airgram),
        date=None if day is None else date.fromisoformat(day),
        origin=origin,
        level=None if level is None else Level(level),
        controls=_words(controls),
        captions=_words(captions),
        subject=row[10],
        genre=row[11],
        form=row[12],
        source=row[13],
    )


def citation_of(row: Any) -> Citation:  # noqa: ANN401 (a row of SQLite)
    """Return what a row of the query `CITATION` says."""
    citing_id, label, kind, year, station, number, airgram, written, confidence = row[:9]
    return Citation(
        citing_id=citing_id,
        label=label,
        kind=kind,
        mrn=mrn_of(year, station, number, airgram),
        year_written=bool(written),
        year_confidence=confidence,
        text=row[9],
        date=None if row[10] is None else date.fromisoformat(row[10]),
        source=row[11],
        paragraph=row[12],
        and_previous=bool(row[13]),
        read_year=row[14],
        node=row[15],
    )
