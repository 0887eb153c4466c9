"""Reviews and released files in a dump: a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.moved_values import Columns, put_row, row_of
from cablegram.archive.reviewing.values import Action, State, Step

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_POINTER: Final = ("mrn", "sha256", "position", "day", "title")
#: The kinds of lines, and the columns of their tables, in the order of the tables.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "review": (
        "id", "written_under", *_POINTER, "audience", "label", "state", "due", "created_at",
        "changed_at", "version",
    ),
    "released_file": (
        "id", "written_under", *_POINTER, "audience", "label", "review_id", "format",
        "file_sha256", "content", "made_by", "made_at",
    ),
}  # fmt: skip
#: What belongs to a review, by its name in the line.
PARTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "rulings": (
        "ruling",
        (
            "number", "portion", "action", "starts", "ends", "codes", "authority", "digest",
            "proposal", "note", "note_under", "made_by", "made_at", "undone_by", "undone_at",
        ),
    ),
    "steps": (
        "review_step",
        ("number", "step", "state", "note", "note_under", "made_by", "made_at"),
    ),
}  # fmt: skip
LONGEST_CONTENT: Final = 1 << 26
COLUMNS: Final = Columns(
    numbers=frozenset({"version", "position", "number", "starts", "ends"}),
    may_be_null=frozenset(
        {"mrn", "day", "due", "review_id", "starts", "ends", "undone_by", "undone_at"}
    ),
    days=frozenset({"due"}),
    longest={"content": LONGEST_CONTENT},
    words={"state": State, "step": Step, "action": Action},
)


def review_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield reviews with what belongs to them, and released files."""
    for kind, columns in KINDS.items():
        query = f"SELECT {', '.join(columns)} FROM {kind} ORDER BY id"  # noqa: S608 (ours)
        for row in connection.execute(query):
            said = row_of(columns, row)
            if kind == "review":
                for name, (table, parts) in PARTS.items():
                    found = connection.execute(
                        f"SELECT {', '.join(parts)} FROM {table}"  # noqa: S608 (ours)
                        " WHERE review_id = ? ORDER BY number",
                        (said["id"],),
                    )
                    said[name] = [row_of(parts, each) for each in found]
            yield {kind: said}


def put_review(connection: sqlite3.Connection, kind: str, said: dict[str, Any]) -> bool:
    """Put a line of a dump into the archive; what is there already stays as it is.

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
    columns = KINDS[kind]
    added = put_row(connection, kind, columns, COLUMNS.checked(said, columns)) is not None
    if kind == "review" and added:
        for name, (table, parts) in PARTS.items():
            for each in said[name]:
                values = [said["id"], *COLUMNS.checked(each, parts)]
                put_row(connection, table, ("review_id", *parts), values)
    return added
