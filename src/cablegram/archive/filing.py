"""Putting the rows of a cable into the tables, and taking them out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.archive.edges import ADD_REFERENCE

if TYPE_CHECKING:
    import sqlite3

    from cablegram.archive.rows import CableRows

ADD_WITNESS = """
INSERT INTO witness (sha256, source, form, carrier, encoding, size, filed_at, raw, raw_sha256,
                     dictionary)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_CABLE = """
INSERT INTO cable (witness_id, position, genre, availability, form, mrn, year, station, number,
                   airgram, date, dtg, precedence, origin, level, controls, captions, subject,
                   coverage, missing, record, dictionary, compared)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_ALIAS = "INSERT INTO alias VALUES (?, ?, ?, ?, ?)"
ADD_ADDRESSEE = "INSERT INTO addressee VALUES (?, ?, ?, ?, ?, ?, ?)"
ADD_TAG = "INSERT INTO tag VALUES (?, ?, ?, ?)"
# The tables whose rows belong to one cable.
CHILDREN = ("alias", "addressee", "tag", "reference")


def file_witness(connection: sqlite3.Connection, row: tuple[Any, ...]) -> int:
    """Write a witness, in the order of the columns of `ADD_WITNESS`; return its identifier."""
    witness_id = connection.execute(ADD_WITNESS, row).lastrowid
    if witness_id is None:  # SQLite gives one to every row that it takes
        msg = "a witness got no identifier"
        raise RuntimeError(msg)
    return witness_id


def file_cable(
    connection: sqlite3.Connection, witness_id: int, rows: CableRows, *, compared: bool
) -> int:
    """Write a cable with its children, and return its identifier.

    Args:
        connection: With a transaction open.
        witness_id: Of what it was read from.
        rows: The cable.
        compared: Whether it needs no comparing with others of its number.
    """
    row = (witness_id, *rows.cable, int(compared))
    cable_id = connection.execute(ADD_CABLE, row).lastrowid
    if cable_id is None:  # SQLite gives one to every row that it takes
        msg = "a cable got no identifier"
        raise RuntimeError(msg)
    for statement, children in (
        (ADD_ALIAS, rows.aliases),
        (ADD_ADDRESSEE, rows.addressees),
        (ADD_TAG, rows.tags),
        (ADD_REFERENCE, rows.references),
    ):
        connection.executemany(statement, [(cable_id, *child) for child in children])
    return cable_id


def take_out(connection: sqlite3.Connection, cable_id: int) -> None:
    """Delete a cable with its children. No other cable may name it as the one it is a copy of."""
    for table in CHILDREN:
        connection.execute(f"DELETE FROM {table} WHERE cable_id = ?", (cable_id,))  # noqa: S608 (names of tables)
    connection.execute("DELETE FROM cable WHERE id = ?", (cable_id,))
