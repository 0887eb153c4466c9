"""The desk in a dump: a line for each dossier, note and saved search."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.sharing import WITH_ALL, Sharing
from cablegram.archive.desk.values import (
    LONGEST_NAME,
    LONGEST_QUOTE,
    LONGEST_TEXT,
    MOST_ITEMS,
)
from cablegram.model import MRN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

#: The kinds of lines, and the columns of their tables, in the order of the tables.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "dossier": (
        "id", "owner", "written_under", "name", "description", "created_at", "changed_at",
        "version", "shared",
    ),
    "note": (
        "id", "owner", "written_under", "mrn", "sha256", "position", "day", "title", "paragraph",
        "exact", "prefix", "suffix", "start", "body", "created_at", "changed_at", "version",
        "shared",
    ),
    "saved_search": (
        "id", "owner", "written_under", "name", "query", "sort", "created_at", "changed_at",
        "version", "shared",
    ),
}  # fmt: skip
ITEM: Final = ("id", "place", "mrn", "sha256", "position", "day", "title", "note", "added_at")
_NUMBERS: Final = {"version", "place", "position", "start", "paragraph"}
_MAY_BE_NULL: Final = {"owner", "mrn", "day", "paragraph"}
_LONGEST: Final = {"name": LONGEST_NAME, "exact": LONGEST_QUOTE}


def desk_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield what is on the desk, whoever wrote it: `{"dossier": {...}}` and so on."""
    for kind, columns in KINDS.items():
        query = f"SELECT {', '.join(columns)} FROM {kind} ORDER BY id"  # noqa: S608 (ours)
        for row in connection.execute(query).fetchall():
            said = dict(zip(columns, row, strict=True))
            if kind == "dossier":
                said["items"] = _items(connection, said["id"])
            yield {kind: said}


def _items(connection: sqlite3.Connection, dossier_id: str) -> list[dict[str, Any]]:
    query = f"SELECT {', '.join(ITEM)} FROM dossier_item WHERE dossier_id = ? ORDER BY place"  # noqa: S608
    return [dict(zip(ITEM, row, strict=True)) for row in connection.execute(query, (dossier_id,))]


def put_on_desk(connection: sqlite3.Connection, kind: str, said: dict[str, Any]) -> bool:
    """Put a line of a dump on the desk; what is there already stays as it is.

    Args:
        connection: With a transaction open.
        kind: One of `KINDS`.
        said: The line's content.

    Returns:
        Whether it is new.

    Raises:
        KeyError: If something is missing in it.
        ValueError: If something in it cannot be.
    """
    row = _checked({"shared": str(WITH_ALL), **said}, KINDS[kind])
    marks = ", ".join("?" * len(row))
    added = connection.execute(f"INSERT OR IGNORE INTO {kind} VALUES ({marks})", row).rowcount  # noqa: S608
    if kind == "dossier" and added:
        if len(said["items"]) > MOST_ITEMS:
            raise ValueError("items")
        for each in said["items"]:
            values = _checked(each, ITEM)
            connection.execute(
                "INSERT INTO dossier_item (dossier_id, id, place, mrn, sha256, position, day,"
                " title, note, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (said["id"], *values),
            )
    return bool(added)


def _checked(said: dict[str, Any], names: Sequence[str]) -> list[Any]:
    """Return the values of columns, each of the type that its column has."""
    for name in names:
        value = said[name]
        if value is None:
            if name not in _MAY_BE_NULL:
                raise ValueError(name)
        elif name in _NUMBERS:
            if not isinstance(value, int) or not 0 <= value < 1 << 31:
                raise ValueError(name)
        elif not isinstance(value, str) or len(value) > _LONGEST.get(name, LONGEST_TEXT):
            raise ValueError(name)
        elif name.endswith("_at"):
            dt.datetime.fromisoformat(value)
        elif name == "day":
            dt.date.fromisoformat(value)
        elif name == "shared":
            Sharing.parse(value)
        elif name == "mrn":
            MRN.parse(value)
    return [said[name] for name in names]
