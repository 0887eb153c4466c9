"""Reviews and released files in a dump: a line for each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.values import LONGEST_TEXT
from cablegram.archive.reviewing.values import Action, State, Step
from cablegram.model import MRN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

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
_NUMBERS: Final = {"version", "position", "number", "starts", "ends"}
_MAY_BE_NULL: Final = {
    "mrn", "day", "due", "review_id", "starts", "ends", "undone_by", "undone_at",
}  # fmt: skip
_DAYS: Final = {"day", "due"}
_WORDS: Final = {"state": State, "step": Step, "action": Action}
LONGEST_CONTENT: Final = 1 << 26


def review_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield reviews with what belongs to them, and released files."""
    for kind, columns in KINDS.items():
        query = f"SELECT {', '.join(columns)} FROM {kind} ORDER BY id"  # noqa: S608 (ours)
        for row in connection.execute(query):
            said = dict(zip(columns, row, strict=True))
            if kind == "review":
                for name, (table, parts) in PARTS.items():
                    found = connection.execute(
                        f"SELECT {', '.join(parts)} FROM {table}"  # noqa: S608 (ours)
                        " WHERE review_id = ? ORDER BY number",
                        (said["id"],),
                    )
                    said[name] = [dict(zip(parts, each, strict=True)) for each in found]
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
    added = _put(connection, kind, columns, _checked(said, columns))
    if kind == "review" and added:
        for name, (table, parts) in PARTS.items():
            for each in said[name]:
                values = [said["id"], *_checked(each, parts)]
                _put(connection, table, ("review_id", *parts), values)
    return added


def _put(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], values: Sequence[Any]
) -> bool:
    marks = ", ".join("?" * len(columns))
    query = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    return bool(connection.execute(query, values).rowcount)


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
        elif not isinstance(value, str) or len(value) > (
            LONGEST_CONTENT if name == "content" else LONGEST_TEXT
        ):
            raise ValueError(name)
        elif name.endswith("_at"):
            dt.datetime.fromisoformat(value)
        elif name in _DAYS:
            dt.date.fromisoformat(value)
        elif name in _WORDS:
            _WORDS[name](value)
        elif name == "mrn":
            MRN.parse(value)
    return [said[name] for name in names]
