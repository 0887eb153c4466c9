"""Copies of one message become one cable; sections that came apart are joined.

A row of `cable` is what one witness says. Of the copies of one message one leads: it has no
`lead_id`, the others have its. A message joined of sections is a row of its own, whose `position`
is below 0 and whose text is the sections' texts one after the other.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from cablegram.archive.edges import number_columns
from cablegram.archive.filing import file_cable, take_out
from cablegram.archive.listed import BEST_FIRST
from cablegram.archive.rows import cable_rows
from cablegram.archive.sameness import is_same_message, sections_of
from cablegram.model import Cable
from cablegram.read import parse

if TYPE_CHECKING:
    import sqlite3

    from cablegram.archive.dictionaries import Dictionaries
    from cablegram.archive.packing import Packing

NUMBER_IS = "station IS ? AND number IS ? AND airgram = ? AND year IS ?"
# Of different messages under one number so many are looked at; a number that has more is no number.
MESSAGES_COMPARED = 20
# Sections are joined up to this; a message of a million is a forgery or a fault.
JOINED_AT_MOST = 500


class Place(Enum):
    """What a cable is among those of its number."""

    NEW = "new"
    VARIANT = "variant"
    ANOTHER = "another message"


class Witnesses:
    """Finds the place of new cables among those of their number, within an open transaction."""

    def __init__(self, connection: sqlite3.Connection, dictionaries: Dictionaries) -> None:
        self._connection = connection
        self._dictionaries = dictionaries

    def is_alone(self, number: tuple[Any, ...]) -> bool:
        """Return whether no cable has a number, given as year, station, number, airgram."""
        year, station, serial, airgram = number
        if year is None or station is None:
            return True
        query = f"SELECT 1 FROM cable WHERE {NUMBER_IS} LIMIT 1"  # noqa: S608
        values = (station, serial, airgram, year)
        return self._connection.execute(query, values).fetchone() is None

    def settle(self, packing: Packing) -> None:
        """Find the place of all that was not compared yet, such as after a change of the schema."""
        query = "SELECT id FROM cable WHERE compared = 0 AND id > ? ORDER BY id LIMIT 500"
        last = 0
        while rows := self._connection.execute(query, (last,)).fetchall():
            for (cable_id,) in rows:
                self.place(cable_id, packing)
            last = rows[-1][0]

    def place(self, cable_id: int, packing: Packing) -> Place:
        """Compare a cable with those of its number, and make it a copy of one or a new message."""
        connection = self._connection
        row = connection.execute(
            "SELECT year, station, number, airgram FROM cable WHERE id = ?", (cable_id,)
        ).fetchone()
        connection.execute("UPDATE cable SET compared = 1 WHERE id = ?", (cable_id,))
        year, station, serial, airgram = row
        if year is None or station is None:
            return Place.NEW
        leads = connection.execute(
            f"SELECT id FROM cable WHERE {NUMBER_IS} AND lead_id IS NULL AND compared = 1"  # noqa: S608
            " AND id <> ? ORDER BY id LIMIT ?",
            (station, serial, airgram, year, cable_id, MESSAGES_COMPARED),
        ).fetchall()
        record = self._record(cable_id) if leads else {}
        for (lead_id,) in leads:
            if is_same_message(self._record(lead_id), record):
                self._merge(lead_id, cable_id, packing)
                return Place.VARIANT
        return Place.ANOTHER if leads else Place.NEW

    def part(self, lead_id: int) -> list[int]:
        """Take a group of copies apart, and return those that are to be placed again.

        What was joined of sections is deleted; each of the others stands alone, not compared.
        """
        connection = self._connection
        rows = self._members(lead_id)
        connection.execute("UPDATE cable SET lead_id = NULL WHERE lead_id = ?", (lead_id,))
        for cable_id, _ in rows:
            self._note_change(cable_id)
        for cable_id, position in rows:
            if position < 0:
                take_out(connection, cable_id)
        ids = [cable_id for cable_id, position in rows if position >= 0]
        connection.executemany("UPDATE cable SET compared = 0 WHERE id = ?", [(n,) for n in ids])
        return ids

    def _merge(self, lead_id: int, new_id: int, packing: Packing) -> None:
        """Put a cable to the copies of another, and find out which of them leads."""
        connection = self._connection
        rows = self._members(lead_id)
        connection.execute("UPDATE cable SET lead_id = NULL WHERE lead_id = ?", (lead_id,))
        for cable_id, position in rows:
            if position < 0:
                take_out(connection, cable_id)
        members = [cable_id for cable_id, position in rows if position >= 0] + [new_id]
        joined = self._join(members, packing)
        if joined is not None:
            members.append(joined)
        marks = ", ".join("?" * len(members))
        query = (
            "SELECT cable.id FROM cable JOIN witness ON witness.id = cable.witness_id"  # noqa: S608
            f" WHERE cable.id IN ({marks}){BEST_FIRST} LIMIT 1"
        )
        (best,) = connection.execute(query, members).fetchone()
        connection.execute(
            f"UPDATE cable SET lead_id = ? WHERE id IN ({marks}) AND id <> ?",  # noqa: S608
            (best, *members, best),
        )
        if best != lead_id:
            self._note_change(lead_id)
        if best not in (lead_id, new_id, joined):
            self._note_change(best)

    def _members(self, lead_id: int) -> list[tuple[int, int]]:
        query = "SELECT id, position FROM cable WHERE id = ? OR lead_id = ? ORDER BY id LIMIT 10000"
        return self._connection.execute(query, (lead_id, lead_id)).fetchall()

    def _note_change(self, cable_id: int) -> None:
        self._connection.execute("INSERT INTO change (cable_id) VALUES (?)", (cable_id,))

    def _join(self, members: list[int], packing: Packing) -> int | None:
        """Join the sections that the copies have, if that gives more than each of them has."""
        connection = self._connection
        marks = ", ".join("?" * len(members))
        query = (
            "SELECT id, witness_id, position, missing, year, station, number, airgram FROM cable"  # noqa: S608
            f" WHERE id IN ({marks}) AND missing > 0 ORDER BY missing, id"
        )
        rows = connection.execute(query, members).fetchall()
        if len(rows) < 2 or len(rows) < len(members):  # alone, or there is a whole copy
            return None
        parts: dict[frozenset[int], tuple[Any, dict[str, Any]]] = {}
        held: set[int] = set()
        for row in rows[:JOINED_AT_MOST]:
            record = self._record(row[0])
            sections = sections_of(record)
            if sections and not sections & held:
                parts[sections] = (row, record)
                held |= sections
        if len(parts) < 2:
            return None
        order = sorted(parts, key=min)
        cable = joined_cable([parts[sections][1] for sections in order])
        first = parts[order[0]][0]
        if number_columns(cable.mrn) != first[4:]:
            return None
        if len(cable.transmission.missing_sections) >= rows[0][3]:
            return None
        return file_cable(
            connection, first[1], cable_rows(cable, -1 - first[2], b"", packing), compared=True
        )

    def _record(self, cable_id: int) -> dict[str, Any]:
        row = self._connection.execute(
            "SELECT cable.record, cable.dictionary, witness.raw, witness.dictionary"
            " FROM cable JOIN witness ON witness.id = cable.witness_id WHERE cable.id = ?",
            (cable_id,),
        ).fetchone()
        return self._dictionaries.record(*row)


def joined_cable(records: list[dict[str, Any]]) -> Cable:
    """Make one message of the records of its sections, in order.

    Their texts are read as one. Where a section is there without its text, since a reader does not
    see all of it, the paragraphs are put one behind the other.
    """
    source = f"{len(records)} parts in sections"
    texts = [each["source_text"] for each in records]
    if all(texts):
        text = "".join(each if each.endswith("\n") else each + "\n" for each in texts)
        return parse(text, source=source)
    held = [each for record in records for each in record["transmission"]["sections"]]
    numbers = {each["number"] for each in held}
    total = max([*numbers, *(each["total"] or 0 for each in held)])
    made = records[0] | {
        "source_text": "",
        "tree": [],
        "spans": {},
        "subject": next((each["subject"] for each in records if each["subject"]), None),
        "paragraphs": [each for record in records for each in record["paragraphs"]],
        "transmission": {
            "sections": held,
            "missing_sections": [n for n in range(1, total + 1) if n not in numbers],
        },
        "diagnostics": [],
        "source": source,
    }
    return Cable.from_dict(made)
