"""How much one person with an account keeps on the desk: the disk is that of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.values import NotKept

if TYPE_CHECKING:
    from collections.abc import Callable

#: Notes, dossiers, cables in dossiers and saved searches of one person together.
MOST_EACH: Final = 50_000
#: Characters that he has written in all of them.
MOST_CHARS_EACH: Final = 20_000_000
_KEPT: Final = """
SELECT count(*), coalesce(sum(chars), 0) FROM (
    SELECT length(body) + length(exact) AS chars FROM note WHERE owner = ?1
    UNION ALL SELECT length(description) FROM dossier WHERE owner = ?1
    UNION ALL SELECT length(note) FROM dossier_item
        WHERE dossier_id IN (SELECT id FROM dossier WHERE owner = ?1)
    UNION ALL SELECT length(query) FROM saved_search WHERE owner = ?1)
"""


def see_room(rows: Callable[..., list[Any]], owner: str | None) -> None:
    """See that somebody keeps no more than he may, at the end of a change by which it grew.

    Args:
        rows: Asks the database.
        owner: His account; nobody is bounded where there are none.

    Raises:
        NotKept: If it is too much.
    """
    if owner is None:
        return
    ((count, chars),) = rows(_KEPT, owner)
    if count > MOST_EACH:
        raise NotKept(
            f"one person keeps {MOST_EACH:,} notes, searches and cables in dossiers at most;"
            " delete some first"
        )
    if chars > MOST_CHARS_EACH:
        raise NotKept(
            f"one person writes {MOST_CHARS_EACH:,} characters at most; delete some first"
        )
