"""The desk in a dump: a line for each dossier, note and saved search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.sharing import WITH_ALL, Sharing
from cablegram.archive.desk.values import LONGEST_NAME, LONGEST_QUOTE, MOST_ITEMS
from cablegram.archive.moved_values import Columns, put_row, row_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

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
COLUMNS: Final = Columns(
    numbers=frozenset({"version", "place", "position", "start", "paragraph"}),
    may_be_null=frozenset({"owner", "mrn", "day", "paragraph"}),
    longest={"name": LONGEST_NAME, "exact": LONGEST_QUOTE},
    words={"shared": Sharing.parse},
)


def desk_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield what is on the desk, whoever wrote it: `{"dossier": {...}}` and so on."""
    for kind, columns in KINDS.items():
        query = f"SELECT {', '.join(columns)} FROM {kind} ORDER BY id"  # noqa: S608 (ours)
        for row in connection.execute(query).fetchall():
            said = row_of(columns, row)
            if kind == "dossier":
                said["items"] = _items(connection, said["id"])
            yield {kind: said}


def _items(connection: sqlite3.Connection, dossier_id: str) -> list[dict[str, Any]]:
    query = f"SELECT {', '.join(ITEM)} FROM dossier_item WHERE dossier_id = ? ORDER BY place"  # noqa: S608
    return [row_of(ITEM, row) for row in connection.execute(query, (dossier_id,))]


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
    values = COLUMNS.checked({"shared": str(WITH_ALL), **said}, KINDS[kind])
    added = put_row(connection, kind, KINDS[kind], values) is not None
    if kind == "dossier" and added:
        if len(said["items"]) > MOST_ITEMS:
            raise ValueError("items")
        for each in said["items"]:
            values = [said["id"], *COLUMNS.checked(each, ITEM)]
            put_row(connection, "dossier_item", ("dossier_id", *ITEM), values)
    return added
