"""Plain rows, as they come out of the tables: what the whole graph is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive.interface import AliasRow, CableRow, EdgeRow
    from cablegram.archive.store import Store

CABLES = """
SELECT id, station, airgram, year, number, date, coalesce(lead_id, id) FROM cable ORDER BY id
"""
ALIASES = "SELECT cable_id, station, airgram, year, number FROM alias WHERE year IS NOT NULL"
REFERENCES = """
SELECT cable_id, station, airgram, year, number, kind, label, year_confidence, source, node
FROM reference
"""


def cable_rows(store: Store) -> Iterator[CableRow]:
    """Yield each cable and copy, by identifier."""
    return store.stream(CABLES)


def alias_rows(store: Store) -> Iterator[AliasRow]:
    """Yield each further number of a cable, but those without a year."""
    return store.stream(ALIASES)


def edge_rows(store: Store) -> Iterator[EdgeRow]:
    """Yield each reference, those of copies too."""
    return store.stream(REFERENCES)


def copied_ids(store: Store) -> tuple[int, ...]:
    """Return the identifiers of the cables of which there are several copies, in order."""
    query = "SELECT DISTINCT lead_id FROM cable WHERE lead_id IS NOT NULL ORDER BY 1"
    return tuple(row[0] for row in store.rows(query))
