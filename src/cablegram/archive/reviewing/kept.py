"""What went out: every released file, with what stood in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.base import Base
from cablegram.archive.desk.pointing import columns_of, pointer_of
from cablegram.archive.reviewing.values import ReleasedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablegram.archive.desk.values import Pointer

COLUMNS: Final = (
    "id, mrn, sha256, position, day, title, audience, label, review_id, format, file_sha256,"
    " content, made_by, made_at"
)
AT_ONCE: Final = 500


class Kept(Base):
    """The released files that a reviewer may know of: those of clearances that his dominates."""

    def keep(self, files: Iterable[ReleasedFile]) -> int:
        """Note files that went out, all or none, and return how many were not noted before.

        `file_id` and `made_at` are given here. The same file to the same audience is noted once.
        """
        added = 0
        with self._writing():
            now = self._time()
            for each in files:
                where = (each.audience, each.file_sha256, each.pointer.sha256)
                if self._rows(
                    "SELECT 1 FROM released_file WHERE mrn IS ? AND audience = ?"
                    " AND file_sha256 = ? AND sha256 = ?",
                    columns_of(each.pointer)[0],
                    *where,
                ):
                    continue
                self._connection.execute(
                    "INSERT INTO released_file (id, written_under, mrn, sha256, position, day,"
                    " title, audience, label, review_id, format, file_sha256, content, made_by,"
                    " made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(self._new_id(), self._own(), *columns_of(each.pointer)),
                        *(each.audience, each.label, each.review_id, each.format),
                        *(each.file_sha256, each.content, each.made_by, now),
                    ),
                )
                added += 1
        return added

    def released_of(self, pointer: Pointer) -> tuple[ReleasedFile, ...]:
        """Return the files of a number, oldest first; of what has none, those of its witness."""
        condition, values = self._seen("released_file")
        mrn, sha256, *_ = columns_of(pointer)
        query = f"SELECT {COLUMNS} FROM released_file WHERE mrn IS ? AND {condition}"  # noqa: S608
        if mrn is None:
            query += " AND sha256 = ?"
            values = [*values, sha256]
        return tuple(map(_file, self._rows(f"{query} ORDER BY made_at, id", mrn, *values)))

    def all_released(self) -> Iterator[ReleasedFile]:
        """Yield all of them, by their words."""
        condition, values = self._seen("released_file")
        last = ""
        query = (
            f"SELECT {COLUMNS} FROM released_file WHERE {condition} AND id > ?"  # noqa: S608
            f" ORDER BY id LIMIT {AT_ONCE}"
        )
        while rows := self._rows(query, *values, last):
            yield from map(_file, rows)
            last = rows[-1][0]


def _file(row: Sequence[Any]) -> ReleasedFile:
    file_id, *pointer, audience, label, review_id, name, sha256, content, by, at = row
    return ReleasedFile(
        file_id=file_id,
        pointer=pointer_of(*pointer),
        audience=audience,
        label=label,
        review_id=review_id,
        format=name,
        file_sha256=sha256,
        content=content,
        made_by=by,
        made_at=dt.datetime.fromisoformat(at),
    )
