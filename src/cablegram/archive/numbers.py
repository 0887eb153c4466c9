"""Which numbers of stations the archive holds, and which it only hears of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cablegram.archive.listed import BEST_FIRST, CITATION, SUMMARY, citation_of, mrn_of, summary_of
from cablegram.model import MRN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablegram.archive.listed import Citation, Summary
    from cablegram.archive.store import Store

Value = TypeVar("Value", int, str)

#: So many numbers are asked for at once; each takes four of SQLite's variables.
NUMBERS_PER_QUERY = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNumber:
    """A number that a held cable bears. `date` is the cable's."""

    mrn: MRN
    date: date | None
    cable_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedNumber:
    """A number that held cables cite.

    `cited_by` counts them. `year_confidence` is that of the surest of them, 0 to 1. `first_cited`
    is the day of the oldest of them: what is cited was sent by then.
    """

    mrn: MRN
    cited_by: int
    year_confidence: float
    first_cited: date | None = None


def holding(store: Store, mrns: Sequence[MRN]) -> dict[MRN, tuple[Summary, ...]]:
    """Return the cables that bear each of the numbers, best first; what is not held is left out.

    Other numbers of a cable count too. A number without a year finds nothing here.
    """
    found: dict[MRN, list[Summary]] = {}
    for part, values in _parts(mrns):
        query = f"""
            WITH wanted (station, number, airgram, year) AS (VALUES {part}),
            bearing (cable_id, station, number, airgram, year) AS (
                SELECT coalesce(c.lead_id, c.id), w.* FROM wanted AS w CROSS JOIN cable AS c
                USING (station, number, airgram, year)
                UNION
                SELECT coalesce(c.lead_id, c.id), w.* FROM wanted AS w CROSS JOIN alias AS a
                USING (station, number, airgram, year) CROSS JOIN cable AS c ON c.id = a.cable_id)
            SELECT bearing.year, bearing.station, bearing.number, bearing.airgram, summary.*
            FROM bearing CROSS JOIN ({SUMMARY}) AS summary ON summary.id = bearing.cable_id
            CROSS JOIN cable ON cable.id = bearing.cable_id
            CROSS JOIN witness ON witness.id = cable.witness_id
            {BEST_FIRST}
        """  # noqa: S608 (marks only)
        for row in store.rows(query, values):
            mrn = mrn_of(*row[:4])
            if mrn is not None:
                found.setdefault(mrn, []).append(summary_of(row[4:]))
    return {mrn: tuple(cables) for mrn, cables in found.items()}


def other_numbers(store: Store, cable_ids: Sequence[int]) -> dict[int, tuple[MRN, ...]]:
    """Return the further numbers of cables, such as the TOSEC number of a telegram of STATE."""
    found: dict[int, list[MRN]] = {}
    for some in _chunks(cable_ids):
        marks = ", ".join("?" * len(some))
        query = f"SELECT cable_id, year, station, number, airgram FROM alias WHERE cable_id IN ({marks})"  # noqa: E501, S608
        for cable_id, *number in store.rows(query, some):
            mrn = mrn_of(*number)
            if mrn is not None:
                found.setdefault(cable_id, []).append(mrn)
    return {cable_id: tuple(mrns) for cable_id, mrns in found.items()}


def citations_in(store: Store, cable_ids: Sequence[int]) -> dict[int, tuple[Citation, ...]]:
    """Return what each of the cables refers to, in its order."""
    found: dict[int, list[Citation]] = {}
    for some in _chunks(cable_ids):
        marks = ", ".join("?" * len(some))
        query = f"{CITATION} WHERE cable_id IN ({marks}) ORDER BY cable_id, position"
        for row in store.rows(query, some):
            found.setdefault(row[0], []).append(citation_of(row))
    return {cable_id: tuple(each) for cable_id, each in found.items()}


_FIRST_FILED: Final = """
    AND reference.cable_id <= (
        SELECT coalesce(max(cable_id), 0) FROM (
            SELECT r.cable_id FROM reference AS r JOIN cable AS c ON c.id = r.cable_id
            WHERE r.station = wanted.station AND r.number = wanted.number
            AND r.airgram = wanted.airgram AND r.year = wanted.year AND c.lead_id IS NULL
            ORDER BY r.cable_id LIMIT ?))
"""


def cited_by(store: Store, mrn: MRN, *, limit: int | None = None) -> tuple[Citation, ...]:
    """Return the references of held cables to a number, by the citing cable's date.

    Args:
        store: The archive.
        mrn: The number; without a year, of any.
        limit: How many at most.
    """
    condition, values = _cited_condition(mrn)
    query = (
        f"{CITATION} JOIN cable ON cable.id = reference.cable_id WHERE {condition}"
        " AND cable.lead_id IS NULL ORDER BY cable.date, cable.id, reference.position LIMIT ?"
    )
    rows = store.rows(query, (*values, -1 if limit is None else limit))
    return tuple(map(citation_of, rows))


def count_citing(store: Store, mrns: Sequence[MRN]) -> int:
    """Return how many held cables cite any of the numbers; each counts once."""
    conditions: list[str] = []
    values: list[Any] = []
    for mrn in dict.fromkeys(mrns):
        condition, some = _cited_condition(mrn)
        conditions.append(f"SELECT cable_id FROM reference WHERE {condition}")  # noqa: S608
        values += some
    if not conditions:
        return 0
    query = (
        f"SELECT count(DISTINCT cable_id) FROM ({' UNION ALL '.join(conditions)})"  # noqa: S608 (marks only)
        " WHERE cable_id NOT IN (SELECT id FROM cable WHERE lead_id IS NOT NULL)"
    )
    return int(store.rows(query, values)[0][0])


def _cited_condition(mrn: MRN) -> tuple[str, tuple[Any, ...]]:
    """Return the condition that a reference is to a number, and its values."""
    condition = "reference.station = ? AND reference.number = ? AND reference.airgram = ?"
    values = (mrn.station, mrn.number, int(mrn.airgram))
    if mrn.year is None:
        return condition, values
    return f"{condition} AND reference.year = ?", (*values, mrn.year)


def citations_of(
    store: Store, mrns: Sequence[MRN], *, limit: int | None = None
) -> dict[MRN, tuple[Citation, ...]]:
    """Return the references of held cables to each of the numbers, oldest cable first.

    Args:
        store: The archive.
        mrns: The numbers, with their years.
        limit: How many for each number at most: those that were filed first.
    """
    found: dict[MRN, list[Citation]] = {}
    # What tens of thousands cite would take seconds: the first so many are found by the index.
    bound = "" if limit is None else _FIRST_FILED
    for part, values in _parts(mrns):
        query = f"""
            WITH wanted (station, number, airgram, year) AS (VALUES {part})
            {CITATION.replace("FROM reference", "FROM wanted CROSS JOIN reference")}
            USING (station, number, airgram, year)
            CROSS JOIN cable AS citing ON citing.id = reference.cable_id
            WHERE citing.lead_id IS NULL {bound}
            ORDER BY citing.date, citing.id, reference.position
        """
        for row in store.rows(query, values if limit is None else [*values, limit]):
            citation = citation_of(row)
            if citation.mrn is not None:
                found.setdefault(citation.mrn, []).append(citation)
    return {mrn: tuple(each) for mrn, each in found.items()}


def citations_of_nodes(store: Store, nodes: Sequence[str]) -> dict[str, tuple[Citation, ...]]:
    """Return the references of held cables to letters, calls and meetings, oldest cable first."""
    found: dict[str, list[Citation]] = {}
    for some in _chunks(tuple(dict.fromkeys(nodes))):
        marks = ", ".join("?" * len(some))
        query = f"""
            {CITATION} JOIN cable AS citing ON citing.id = reference.cable_id
            WHERE reference.node IN ({marks}) AND citing.lead_id IS NULL
            ORDER BY citing.date, citing.id, reference.position
        """
        for row in store.rows(query, some):
            citation = citation_of(row)
            found.setdefault(citation.node or "", []).append(citation)
    return {node: tuple(each) for node, each in found.items()}


def numbers_held(
    store: Store, station: str, years: Iterable[int], *, airgram: bool = False
) -> tuple[HeldNumber, ...]:
    """Return the numbers of a station that the archive holds, by year and number.

    Args:
        store: The archive.
        station: Canonical name.
        years: Calendar years as in the numbers.
        airgram: Whether the numbers are those of airgrams, which count by themselves.
    """
    found = []
    for year in years:
        query = """
            SELECT year, station, number, airgram, date, id FROM cable
            WHERE station = ?1 AND airgram = ?2 AND year = ?3
            UNION
            SELECT a.year, a.station, a.number, a.airgram, c.date, c.id
            FROM alias AS a JOIN cable AS c ON c.id = a.cable_id
            WHERE a.station = ?1 AND a.airgram = ?2 AND a.year = ?3
            ORDER BY 3, 6
        """
        for row in store.rows(query, (station, int(airgram), year)):
            mrn = mrn_of(*row[:4])
            if mrn is not None:
                day = None if row[4] is None else date.fromisoformat(row[4])
                found.append(HeldNumber(mrn=mrn, date=day, cable_id=row[5]))
    return tuple(found)


def numbers_near(
    store: Store,
    station: str,
    number: int,
    start: date,
    end: date,
    *,
    airgram: bool = False,
    count: int = 25,
) -> tuple[HeldNumber, ...]:
    """Return the held numbers of a station around one, by number: what costs no whole year.

    Args:
        store: The archive.
        station: Canonical name.
        number: The one; it need not be held.
        start: Only of cables of this day or later.
        end: Only of cables of this day or earlier.
        airgram: Whether the numbers are those of airgrams.
        count: How many on either side, at most; the number itself counts as above.
    """
    years = ", ".join(str(year) for year in range(start.year, end.year + 1))
    tables = (
        ("cable AS n", "n.date", "n.id"),
        ("alias AS n JOIN cable AS c ON c.id = n.cable_id", "c.date", "c.id"),
    )
    rows: set[Any] = set()
    for table, day, cable_id in tables:
        for comparison, order in (("<", "DESC"), (">=", "ASC")):
            query = f"""
                SELECT n.year, n.station, n.number, n.airgram, {day}, {cable_id} FROM {table}
                WHERE n.station = ? AND n.airgram = ? AND n.number {comparison} ?
                AND n.year IN ({years}) AND {day} BETWEEN ? AND ?
                ORDER BY n.number {order} LIMIT ?
            """  # noqa: S608 (names and numbers of ours)
            values = (station, int(airgram), number, start.isoformat(), end.isoformat(), count)
            rows.update(store.rows(query, values))
    ordered = sorted(rows, key=lambda row: (row[2], row[0], row[5]))
    below = [row for row in ordered if row[2] < number][-count:]
    above = [row for row in ordered if row[2] >= number][:count]
    return tuple(
        HeldNumber(mrn=mrn, date=date.fromisoformat(row[4]), cable_id=row[5])
        for row in (*below, *above)
        if (mrn := mrn_of(*row[:4])) is not None
    )


def numbers_cited(
    store: Store, station: str, year: int, *, airgram: bool = False
) -> tuple[CitedNumber, ...]:
    """Return the numbers of a station and year that held cables cite, held or not, by number."""
    query = """
        SELECT r.year, r.station, r.number, r.airgram, count(DISTINCT r.cable_id),
               max(r.year_confidence), min(c.date)
        FROM reference AS r JOIN cable AS c ON c.id = r.cable_id
        WHERE r.station = ? AND r.airgram = ? AND r.year = ? AND c.lead_id IS NULL
        GROUP BY r.number ORDER BY r.number
    """
    return tuple(_cited(store.rows(query, (station, int(airgram), year))))


def numbers_missing(
    store: Store, *, station: str | None = None, year: int | None = None, limit: int | None = None
) -> tuple[CitedNumber, ...]:
    """Return the numbers that are cited but not held, those first that most cables cite.

    Args:
        store: The archive.
        station: Only those of this one; canonical name.
        year: Only those of this year.
        limit: How many at most.
    """
    copies = "(SELECT id FROM cable WHERE lead_id IS NOT NULL)"
    narrowed = f"WHERE station IS NOT NULL AND cable_id NOT IN {copies}"
    values: list[Any] = []
    if station is not None:
        narrowed += " AND station = ?"
        values.append(station)
    if year is not None:
        narrowed += " AND year = ?"
        values.append(year)
    # The inner query is answered by the index alone; the confidence is asked for the few that stay.
    query = f"""
        WITH missing AS (
            SELECT g.* FROM (
                SELECT station, number, airgram, year, count(DISTINCT cable_id) AS citing
                FROM reference {narrowed} GROUP BY station, number, airgram, year) AS g
            WHERE {_not_held("g")}
            ORDER BY citing DESC, year, station, airgram, number LIMIT ?)
        SELECT m.year, m.station, m.number, m.airgram, m.citing, max(r.year_confidence), min(c.date)
        FROM missing AS m CROSS JOIN reference AS r
        ON r.station = m.station AND r.number = m.number AND r.airgram = m.airgram
           AND r.year IS m.year
        CROSS JOIN cable AS c ON c.id = r.cable_id AND c.lead_id IS NULL
        GROUP BY m.station, m.number, m.airgram, m.year
        ORDER BY m.citing DESC, m.year, m.station, m.airgram, m.number
    """  # noqa: S608 (conditions of ours)
    return tuple(_cited(store.rows(query, (*values, -1 if limit is None else limit))))


def citing_missing(store: Store) -> list[int]:
    """Return the identifiers of the cables that cite a number which is not held, in order.

    Numbers of the REF line and of the text count, with the years that they have by now; other
    numbers of a held cable are held too. All references are looked at: seconds for a million cables
    (docs/benchmarks.md).
    """
    query = f"""
        SELECT DISTINCT cable_id FROM reference AS r
        WHERE station IS NOT NULL AND {_not_held("r")} ORDER BY cable_id
    """  # noqa: S608 (a condition of ours)
    return [row[0] for row in store.rows(query)]


def numbering_stations(store: Store) -> list[tuple[str, bool]]:
    """Return the stations of which numbers are held, each with whether they are airgrams'."""
    query = """
        SELECT DISTINCT station, airgram FROM cable WHERE station IS NOT NULL
        UNION SELECT DISTINCT station, airgram FROM alias ORDER BY 1, 2
    """
    return [(station, bool(airgram)) for station, airgram in store.rows(query)]


def numbers_of(
    store: Store, station: str, *, airgram: bool = False
) -> Iterator[tuple[int, int, str | None]]:
    """Yield year, number and day of all numbers of a station that are held, in any order."""
    query = """
        SELECT year, number, date FROM cable
        WHERE station = ?1 AND airgram = ?2 AND year IS NOT NULL
        UNION ALL
        SELECT a.year, a.number, c.date FROM alias AS a JOIN cable AS c ON c.id = a.cable_id
        WHERE a.station = ?1 AND a.airgram = ?2 AND a.year IS NOT NULL
    """
    yield from store.stream(query, (station, int(airgram)))


def sure_numbers(
    store: Store, station: str, confidence: float, *, airgram: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield year and number of what held cables cite of a station, if the year is so sure."""
    query = """
        SELECT DISTINCT year, number FROM reference
        WHERE station = ? AND airgram = ? AND year IS NOT NULL AND year_confidence >= ?
        AND cable_id NOT IN (SELECT id FROM cable WHERE lead_id IS NOT NULL)
    """
    yield from store.stream(query, (station, int(airgram), confidence))


def _not_held(cited: str) -> str:
    """Return the condition that no cable bears the number in a row, as its own or another."""
    return " AND ".join(
        f"""NOT EXISTS (SELECT 1 FROM {table} AS held WHERE held.station = {cited}.station
            AND held.number = {cited}.number AND held.airgram = {cited}.airgram
            AND ({cited}.year IS NULL OR held.year = {cited}.year))"""  # noqa: S608 (names of ours)
        for table in ("cable", "alias")
    )


def most_cited(store: Store, limit: int) -> tuple[tuple[MRN, int], ...]:
    """Return the held cables that most others cite, with how many do, most first."""
    query = """
        SELECT r.year, r.station, r.number, r.airgram, count(DISTINCT r.cable_id) AS many
        FROM reference AS r JOIN cable AS citing ON citing.id = r.cable_id
        WHERE r.year IS NOT NULL AND citing.lead_id IS NULL AND EXISTS (
            SELECT 1 FROM cable AS c WHERE c.station = r.station AND c.number = r.number
            AND c.airgram = r.airgram AND c.year = r.year)
        GROUP BY r.station, r.number, r.airgram, r.year
        ORDER BY many DESC, r.year, r.station, r.number LIMIT ?
    """
    return tuple(
        (MRN(row[0], row[1], row[2], bool(row[3])), row[4]) for row in store.rows(query, (limit,))
    )


def _cited(rows: Iterable[Any]) -> Iterator[CitedNumber]:
    for *number, cited_by, confidence, first in rows:
        mrn = mrn_of(*number)
        if mrn is not None:
            yield CitedNumber(
                mrn=mrn,
                cited_by=cited_by,
                year_confidence=confidence or 0.0,
                first_cited=None if first is None else date.fromisoformat(first),
            )


def _parts(mrns: Sequence[MRN]) -> Iterator[tuple[str, list[Any]]]:
    """Yield marks and values for some of the numbers at a time."""
    wanted = list(dict.fromkeys(mrn for mrn in mrns if mrn.year is not None))
    for start in range(0, len(wanted), NUMBERS_PER_QUERY):
        some = wanted[start : start + NUMBERS_PER_QUERY]
        values: list[Any] = []
        for mrn in some:
            values += (mrn.station, mrn.number, int(mrn.airgram), mrn.year)
        yield ", ".join(["(?, ?, ?, ?)"] * len(some)), values


def _chunks(values: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    for start in range(0, len(values), NUMBERS_PER_QUERY):
        yield tuple(values[start : start + NUMBERS_PER_QUERY])
