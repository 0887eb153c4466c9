"""What was counted over a whole archive, as pages ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from cablegram.archive.counting import counted
from cablegram.archive.erasing import DUE_NAME
from cablegram.archive.info import ArchiveInfo
from cablegram.archive.numbers import CitedNumber
from cablegram.archive.report import Unread
from cablegram.model import MRN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive.store import Store

#: How often it is cited, year (0 if it has none), station, whether an airgram, number.
MissingKey = tuple[int, int, str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """What is held of a station's numbers: of one numbering period, or of several added up.

    Attributes:
        station: Canonical name.
        airgram: Whether it is about airgrams, which count by themselves.
        start: First day.
        end: Last day.
        held: How many different numbers are held.
        total: About how many were sent.
        low: The least number that may have been sent; for several periods `None`.
        high: The highest that may have been sent; for several periods `None`.
        missing: How many numbers are cited and not held; `None` for a period that shares its years
            with others, since a number does not say which of them it is of.
    """

    station: str
    airgram: bool
    start: date
    end: date
    held: int
    total: int
    low: int | None
    high: int | None
    missing: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many cables a station sent to another, `None` for all together."""

    origin: str
    destination: str | None
    cables: int


def missing_key(each: CitedNumber) -> MissingKey:
    """Return where a number stands in the order of `missing_numbers`."""
    mrn = each.mrn
    return each.cited_by, mrn.year or 0, mrn.station, int(mrn.airgram), mrn.number


def missing_numbers(
    store: Store,
    *,
    station: str | None = None,
    year: int | None = None,
    after: MissingKey | None = None,
    limit: int,
) -> tuple[CitedNumber, ...]:
    """Return numbers that are cited and not held, those first that most cables cite.

    Args:
        store: The archive.
        station: Only those of this one; canonical name.
        year: Only those of this year.
        after: Begin behind this one.
        limit: How many at most.
    """
    conditions, values = _narrowed(station, year)
    if after is not None:
        citing, *key = after
        conditions.append(
            "citing <= ? AND (citing < ? OR (year, station, airgram, number) > (?, ?, ?, ?))"
        )
        values += [citing, citing, *key]
    query = f"""
        SELECT year, station, number, airgram, citing, confidence, first_cited FROM missing
        {_where(conditions)} ORDER BY citing DESC, year, station, airgram, number LIMIT ?
    """  # noqa: S608 (conditions of ours)
    return tuple(
        CitedNumber(
            mrn=MRN(row[0] or None, row[1], row[2], bool(row[3])),
            cited_by=row[4],
            year_confidence=row[5] or 0.0,
            first_cited=None if row[6] is None else date.fromisoformat(row[6]),
        )
        for row in counted(store, query, (*values, limit))
    )


def missing_total(store: Store, *, station: str | None = None, year: int | None = None) -> int:
    """Return how many numbers are cited and not held."""
    conditions, values = _narrowed(station, year)
    query = f"SELECT coalesce(sum(numbers), 0) FROM missing_sum {_where(conditions)}"  # noqa: S608
    rows = counted(store, query, values)
    return int(rows[0][0]) if rows else 0


def numbered(
    store: Store, *, station: str | None = None, year: int | None = None
) -> tuple[Numbered, ...]:
    """Return what is held of numbers: of one station, by period; else by station, most sent first.

    Args:
        store: The archive.
        station: Only this one; canonical name.
        year: Only periods that share days with it.
    """
    conditions, values = [], []
    if station is not None:
        conditions.append("n.station = ?")
        values.append(station)
    if year is not None:
        conditions.append("n.start <= ? AND n.end >= ?")
        values += [f"{year:04}-12-31", f"{year:04}-01-01"]
    where = _where(conditions)
    if station is not None or year is not None:
        order = "n.airgram, n.start" if station is not None else "n.total DESC, n.station"
        query = f"""
            SELECT n.station, n.airgram, n.start, n.end, n.held, n.total, n.low, n.high,
                CASE WHEN substr(n.start, 1, 4) = substr(n.end, 1, 4) THEN
                coalesce((SELECT m.numbers FROM missing_sum AS m WHERE m.station = n.station
                 AND m.airgram = n.airgram AND m.year = CAST(substr(n.end, 1, 4) AS INTEGER)), 0)
                END
            FROM numbering AS n {where} ORDER BY {order}
        """  # noqa: S608 (conditions of ours)
    else:
        query = """
            SELECT n.station, n.airgram, min(n.start), max(n.end), sum(n.held), sum(n.total),
                NULL, NULL, coalesce((SELECT sum(m.numbers) FROM missing_sum AS m
                    WHERE m.station = n.station AND m.airgram = n.airgram), 0)
            FROM numbering AS n GROUP BY n.station, n.airgram ORDER BY sum(n.total) DESC, 1
        """
    return tuple(_numbered(row) for row in counted(store, query, values))


def cables_sent(
    store: Store, *, first: int | None = None, last: int | None = None
) -> tuple[Traffic, ...]:
    """Return how many cables each station sent, most first.

    Args:
        store: The archive.
        first: Only in this year and later.
        last: Only in this year and before.
    """
    conditions, values = _years(first, last)
    query = f"""
        SELECT station, sum(cables) FROM sent {_where(conditions)} GROUP BY station
        ORDER BY 2 DESC, 1
    """  # noqa: S608 (conditions of ours)
    return tuple(
        Traffic(origin=row[0], destination=None, cables=row[1])
        for row in counted(store, query, values)
    )


def traffic(
    store: Store,
    *,
    station: str | None = None,
    first: int | None = None,
    last: int | None = None,
) -> tuple[Traffic, ...]:
    """Return how many cables stations sent one another, most first.

    Args:
        store: The archive.
        station: Only what it sent or received; canonical name.
        first: Only in this year and later.
        last: Only in this year and before.
    """
    conditions, values = _years(first, last)
    if station is not None:
        conditions.append("(origin = ? OR destination = ?)")
        values += [station, station]
    query = f"""
        SELECT origin, destination, sum(cables) FROM flow {_where(conditions)}
        GROUP BY origin, destination ORDER BY 3 DESC, 1, 2
    """  # noqa: S608 (conditions of ours)
    return tuple(
        Traffic(origin=row[0], destination=row[1], cables=row[2])
        for row in counted(store, query, values)
    )


def years_sent(store: Store) -> tuple[int, ...]:
    """Return the years of which cables are held, in order."""
    return tuple(
        row[0] for row in counted(store, "SELECT DISTINCT year FROM sent WHERE year > 0 ORDER BY 1")
    )


def coverage_steps(store: Store) -> tuple[tuple[int, bool, int], ...]:
    """Return twentieths of the text that was understood, whether all was, and how many copies."""
    query = "SELECT step, is_whole, cables FROM coverage ORDER BY 1, 2"
    return tuple((row[0], bool(row[1]), row[2]) for row in counted(store, query))


def references_resolved(store: Store) -> tuple[int, int]:
    """Return how many references have a number, and of how many of these it is held."""
    rows = counted(store, "SELECT numbers, coalesce(held, 0) FROM resolved")
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


def noticed(store: Store) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return how many cables were looked at, and in how many each code was noticed, most first."""
    rows = counted(store, "SELECT code, cables FROM noticed ORDER BY 2 DESC, 1")
    looked_at = counted(store, "SELECT cables FROM looked_at")
    return looked_at[0][0] if looked_at else 0, tuple((row[0], row[1]) for row in rows)


def unread_inputs(store: Store, limit: int) -> tuple[Unread, ...]:
    """Return inputs that could not be read, by name."""
    query = "SELECT source, reason FROM unread ORDER BY source LIMIT ?"
    return tuple(Unread(source=row[0], reason=row[1]) for row in store.rows(query, (limit,)))


def is_erasing_due(store: Store) -> bool:
    """Tell whether forgetting was interrupted."""
    return (store.folder / DUE_NAME).exists()


def counted_info(store: Store) -> ArchiveInfo | None:
    """Return the figures of the archive as they were when it was counted."""
    rows = counted(store, "SELECT content FROM info")
    return msgspec.msgpack.decode(rows[0][0], type=ArchiveInfo) if rows else None


def _narrowed(station: str | None, year: int | None) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if station is not None:
        conditions.append("station = ?")
        values.append(station)
    if year is not None:
        conditions.append("year = ?")
        values.append(year)
    return conditions, values


def _years(first: int | None, last: int | None) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for sign, year in ((">=", first), ("<=", last)):
        if year is not None:
            conditions.append(f"year {sign} ?")
            values.append(year)
    if conditions:
        conditions.append("year > 0")
    return conditions, values


def _where(conditions: Sequence[str]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def _numbered(row: Any) -> Numbered:  # noqa: ANN401 (a row of SQLite)
    station, airgram, start, end, held, total, low, high, missing = row
    return Numbered(
        station=station,
        airgram=bool(airgram),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        held=held,
        total=total,
        low=low,
        high=high,
        missing=missing,
    )
