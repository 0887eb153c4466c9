"""Inferred years, looked at again with the numbers that an archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.serials import SeenSerials
from cablegram.model import MRN
from cablegram.read.years import SAME_HOUR, SUREST, YearGuess, infer_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive.store import Store

STATIONS_PER_QUERY: Final = 200
#: A year is changed only for one that is more likely than not.
EVEN: Final = 0.5
#: Telegrams that were sent together are of one day, or the clock went past midnight between.
DAYS_OF_ONE_SITTING: Final = 1

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
    together = _Together(rows)
    serials = SeenSerials(together.noting(_seen(store, sorted({row[2] for row in rows}))))
    changes = []
    changed = []
    for row in rows:
        new = _again(row, serials, together)
        if new is not None:
            changes.append(new)
            if new[2] is not None:
                changed.append(_correction(row, new))
    store.change(CHANGE, changes, followed=highest)
    return Corrections(looked_at=len(rows), changed=tuple(changed))


class _Together:
    """The numbers just above the citing cable's own that are held, and of its day.

    Without an archive such a number is taken for one of an earlier period, for none of the future
    is cited; but telegrams that are sent together do cite each other.
    """

    def __init__(self, rows: list[Any]) -> None:
        """Note which numbers it would be good to have."""
        self._wanted = {(row[2], row[3]) for row in rows if _is_just_above(row)}
        self._held: dict[tuple[str, int], list[date]] = {}

    def noting(self, seen: Iterator[tuple[str, date, int]]) -> Iterator[tuple[str, date, int]]:
        """Pass on what is held, and note what was wanted."""
        for station, day, number in seen:
            if (station, number) in self._wanted:
                self._held.setdefault((station, number), []).append(day)
            yield station, day, number

    def guess(self, row: Any) -> YearGuess | None:  # noqa: ANN401
        """Return the year of a cable that was sent together with the citing one; else nothing."""
        if not _is_just_above(row):
            return None
        on = date.fromisoformat(row[8])
        for day in self._held.get((row[2], row[3]), ()):
            if abs((day - on).days) <= DAYS_OF_ONE_SITTING:
                return YearGuess(row[9] or on.year, SUREST, "the two were sent together")
        return None


def _is_just_above(row: Any) -> bool:  # noqa: ANN401
    """Tell whether a cited number is one of the next of the citing cable's own station."""
    station, number, airgram = row[2:5]
    own_station, own_number, own_airgram = row[10:13]
    if own_number is None or own_station != station or airgram or own_airgram:
        return False
    return bool(0 < number - own_number <= SAME_HOUR)


def _again(
    row: Any,  # noqa: ANN401
    serials: SeenSerials,
    together: _Together,
) -> tuple[int, float, int | None, int, int] | None:
    """Return year, confidence and the reader's year, with the row's key; `None` for no change."""
    cable_id, position, station, number, airgram, year, read_year, confidence, day, *own = row
    on = date.fromisoformat(day)
    mrn = None if own[1] is None or own[2] is None else MRN(own[0], own[1], own[2], bool(own[3]))
    guess = together.guess(row) or infer_year(
        station, number, airgram=bool(airgram), on=on, own=mrn, serials=serials
    )
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
