"""The numbers of a station just before and behind one: held, or cited and not held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cablegram.archive.listed import SUMMARY, summary_of

if TYPE_CHECKING:
    from cablegram.archive.listed import Summary
    from cablegram.archive.store import Store
    from cablegram.model import MRN


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The numbers around one, of the same station and year.

    Attributes:
        held: The cables within reach, by number, the best one of each.
        cited: How many cables cite a number within reach.
        before: The nearest held number below, and its day, within reach or not; `None` if none is.
        after: The same above.
    """

    held: dict[int, Summary]
    cited: dict[int, int]
    before: tuple[int, date | None] | None
    after: tuple[int, date | None] | None


def numbers_around(store: Store, mrn: MRN, *, reach: int = 3) -> Around:
    """Return what is known of the numbers around one; a few look-ups in indexes.

    Args:
        store: The archive.
        mrn: The number, with its year.
        reach: How many numbers to each side.
    """
    row = (mrn.station, int(mrn.airgram), mrn.year)
    low, high = max(1, mrn.number - reach), mrn.number + reach
    held: dict[int, Summary] = {}
    query = f"""{SUMMARY} WHERE cable.station = ? AND cable.airgram = ? AND cable.year = ?
        AND cable.number BETWEEN ? AND ? AND cable.lead_id IS NULL ORDER BY cable.id"""
    for each in map(summary_of, store.rows(query, (*row, low, high))):
        if each.mrn is not None:
            held.setdefault(each.mrn.number, each)
    query = """SELECT number, count(DISTINCT cable_id) FROM reference
        WHERE station = ? AND airgram = ? AND year = ? AND number BETWEEN ? AND ?
        AND cable_id NOT IN (SELECT id FROM cable WHERE lead_id IS NOT NULL) GROUP BY number"""
    cited = dict(store.rows(query, (*row, low, high)))
    nearest = """SELECT number, date FROM cable
        WHERE station = ? AND airgram = ? AND year = ? AND number {} ? AND lead_id IS NULL
        ORDER BY number {} LIMIT 1"""
    return Around(
        held=held,
        cited=cited,
        before=_nearest(store, nearest.format("<", "DESC"), (*row, mrn.number)),
        after=_nearest(store, nearest.format(">", "ASC"), (*row, mrn.number)),
    )


def _nearest(
    store: Store, query: str, values: tuple[object, ...]
) -> tuple[int, date | None] | None:
    rows = store.rows(query, values)
    if not rows:
        return None
    number, day = rows[0]
    return number, None if day is None else date.fromisoformat(day)
