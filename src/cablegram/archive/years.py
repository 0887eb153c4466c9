"""Inferred years, looked at again with the numbers that an archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.serials import SeenSerials
from cablegram.model import MRN
from cablegram.read.years import infer_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive.store import Store

STATIONS_PER_QUERY: Final = 200
#: A year is changed only for one that is more likely than not.
EVEN: Final = 0.5

UNSURE_REFERENCES = """
SELECT r.cable_id, r.position, r.station, r.number, r.airgram, r.year, r.read_year,
       r.year_confidence, c.date, c.year, c.station, c.number, c.airgram
FROM reference AS r JOIN cable AS c ON c.id = r.cable_id
WHERE r.year_written = 0 AND (r.year_confidence < 0.98 OR r.read_year IS NOT NULL)
AND c.date IS NOT NULL AND r.year IS NOT NULL
AND (r.cable_id > ?1 OR r.station IN (
    SELECT station FROM cable WHERE id > ?1 AND station IS NOT NULL AND date IS NOT NULL))
"""
SERIALS = """
SELECT station, date, number FROM cable
WHERE station IN ({}) AND airgram = 0 AND date IS NOT NULL AND number IS NOT NULL
"""
CHANGE = """
UPDATE reference SET year = ?, year_confidence = ?, read_year = ?
WHERE cable_id = ? AND position = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A reference whose year the archive's numbers tell otherwise than the reader did.

    `read_year` is the reader's year, `mrn` has that of the numbers, `confidence` is how sure it is.
    """

    citing_id: int
    mrn: MRN
    read_year: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What `correct_years` did: how many years it looked at, and which of them it changed."""

    looked_at: int
    changed: tuple[Correction, ...] = ()


def correct_years(store: Store) -> Corrections:
    """Look again at inferred years of references, with the numbers that the archive holds.

    Only what can have changed is looked at: unsure years in cables filed since the last time, and
    those of stations of which cables were filed since. The year that the reader inferred is kept
    beside the new one; if later cables speak for it again, it comes back.

    Raises:
        ArchiveError: If the database cannot be written.
    """
    watermark, highest = store.followed(), store.highest_id()
    if watermark == highest:
        return Corrections(looked_at=0)
    rows = store.rows(UNSURE_REFERENCES, (watermark,))
    serials = SeenSerials(_seen(store, sorted({row[2] for row in rows})))
    changes = []
    changed = []
    for row in rows:
        new = _again(row, serials)
        if new is not None:
            changes.append(new)
            if new[2] is not None:
                changed.append(_correction(row, new))
    store.change(CHANGE, changes, followed=highest)
    return Corrections(looked_at=len(rows), changed=tuple(changed))


def _again(row: Any, serials: SeenSerials) -> tuple[int, float, int | None, int, int] | None:  # noqa: ANN401
    """Return year, confidence and the reader's year, with the row's key; `None` for no change."""
    cable_id, position, station, number, airgram, year, read_year, confidence, day, *own = row
    on = date.fromisoformat(day)
    mrn = None if own[1] is None or own[2] is None else MRN(own[0], own[1], own[2], bool(own[3]))
    guess = infer_year(station, number, airgram=bool(airgram), on=on, own=mrn, serials=serials)
    if guess.year == year:
        return None
    if guess.confidence < max(EVEN, confidence or 0.0) and read_year is None:
        return None
    first = year if read_year is None else read_year
    return guess.year, guess.confidence, None if guess.year == first else first, cable_id, position


def _correction(row: Any, new: tuple[int, float, int | None, int, int]) -> Correction:  # noqa: ANN401
    year, confidence, read_year, cable_id, _ = new
    return Correction(
        citing_id=cable_id,
        mrn=MRN(year, row[2], row[3], bool(row[4])),
        read_year=read_year or year,
        confidence=confidence,
    )


def _seen(store: Store, stations: list[str]) -> Iterator[tuple[str, date, int]]:
    for start in range(0, len(stations), STATIONS_PER_QUERY):
        some = stations[start : start + STATIONS_PER_QUERY]
        query = SERIALS.format(", ".join("?" * len(some)))
        for station, day, number in store.stream(query, some):
            yield station, date.fromisoformat(day), number
