"""Notes on cables and passages, on the desk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.base import Base
from cablegram.archive.desk.pointing import columns_of, pointer_of
from cablegram.archive.desk.sharing import Sharing
from cablegram.archive.desk.values import LONGEST_QUOTE, Note, NotKept, Passage, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive.desk.values import Pointer

COLUMNS: Final = (
    "note.id, body, created_at, changed_at, version, written_under, owner, shared, paragraph,"
    " exact, prefix, suffix, start, mrn, sha256, position, day, title"
)
ORDER: Final = " ORDER BY created_at, note.id"
NUMBERS_AT_ONCE: Final = 500


class Notes(Base):
    """The notes that a reader may see, and those that he may change."""

    def notes(self) -> tuple[Note, ...]:
        """Return all of them, oldest first."""
        condition, values = self._seen("note")
        query = f"SELECT {COLUMNS} FROM note WHERE {condition}{ORDER}"  # noqa: S608
        return tuple(map(self._note, self._rows(query, *values)))

    def note(self, note_id: str) -> Note:
        """Return a note.

        Raises:
            NotOnTheDesk: If there is none, or the reader may not see it.
        """
        self._row("note", note_id)
        return self._note(self._rows(f"SELECT {COLUMNS} FROM note WHERE id = ?", note_id)[0])  # noqa: S608

    def notes_near(self, pointers: Sequence[Pointer]) -> tuple[Note, ...]:
        """Return the notes on cables of some numbers, or days if they have none; oldest first.

        More may come than was asked for: whether a note is on one of the cables is told by what it
        points to (`cablegram.archive.desk.pointing.is_same`).
        """
        condition, values = self._seen("note")
        found: dict[str, Note] = {}
        numbers = sorted({str(each.mrn) for each in pointers if each.mrn is not None})
        days = sorted({each.day.isoformat() for each in pointers if not each.mrn and each.day})
        hashes = sorted({each.sha256 for each in pointers if not each.mrn and not each.day})
        for name, wanted in (("mrn", numbers), ("mrn IS NULL AND day", days),
                             ("mrn IS NULL AND sha256", hashes)):  # fmt: skip
            for start in range(0, len(wanted), NUMBERS_AT_ONCE):
                part = wanted[start : start + NUMBERS_AT_ONCE]
                marks = ", ".join("?" * len(part))
                query = f"SELECT {COLUMNS} FROM note WHERE {name} IN ({marks}) AND {condition}"  # noqa: S608
                for row in self._rows(query, *part, *values):
                    found[row[0]] = self._note(row)
        return tuple(sorted(found.values(), key=lambda each: (each.created, each.note_id)))

    def make_note(
        self,
        pointer: Pointer,
        body: str,
        passage: Passage | None = None,
        *,
        sharing: Sharing | None = None,
    ) -> str:
        """Write a note, and return the word that stands for it.

        Args:
            pointer: The cable.
            body: What is said.
            passage: Of which passage; of the whole cable if it is left out.
            sharing: With whom; nobody if it is left out, all where there are no accounts.

        Raises:
            NotKept: If nothing is said, or too much, or it cannot be shared so.
        """
        note_id = self._new_id()
        said = _body(body)
        at = Passage() if passage is None else passage
        exact = text_of(at.exact, longest=LONGEST_QUOTE)
        shared = self._sharing(sharing)
        with self._growing():
            now = self._time()
            self._connection.execute(
                "INSERT INTO note (id, owner, written_under, mrn, sha256, position, day, title,"
                " paragraph, exact, prefix, suffix, start, body, created_at, changed_at, version,"
                " shared) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
                (
                    *(note_id, self.owner, self._own(), *columns_of(pointer), at.paragraph, exact),
                    *(at.prefix, at.suffix, at.start, said, now, now, shared),
                ),
            )
        return note_id

    def change_note(self, note_id: str, body: str, *, version: int) -> None:
        """Say something else in a note.

        Raises:
            NotKept: If nothing is said, or too much.
            NotOnTheDesk: If there is none, or the reader may not see it.
            NotYours: If he may not change it.
            ChangedMeanwhile: If it has another version now.
        """
        said = _body(body)
        with self._changing("note", note_id, version):
            self._connection.execute("UPDATE note SET body = ? WHERE id = ?", (said, note_id))
            self._see_room()

    def share_note(self, note_id: str, sharing: Sharing, *, version: int) -> None:
        """Share a note with others. It raises what `change_note` does."""
        self._share("note", note_id, sharing, version)

    def delete_note(self, note_id: str, *, version: int) -> None:
        """Delete a note. It raises what `change_note` does."""
        with self._changing("note", note_id, version):
            self._connection.execute("DELETE FROM note WHERE id = ?", (note_id,))

    def _note(self, row: Sequence[Any]) -> Note:
        note_id, body, created, changed, version, written, owner, shared = row[:8]
        paragraph, exact, prefix, suffix, start = row[8:13]
        return Note(
            note_id=note_id,
            pointer=pointer_of(*row[13:]),
            passage=Passage(
                paragraph=paragraph, exact=exact, prefix=prefix, suffix=suffix, start=start
            )
            if exact or paragraph is not None
            else None,
            body=body,
            created=dt.datetime.fromisoformat(created),
            changed=dt.datetime.fromisoformat(changed),
            version=version,
            may_change=self._may_change(written, owner),
            owner=owner,
            sharing=Sharing.parse(shared),
        )


def _body(text: str) -> str:
    body = text_of(text)
    if not body:
        raise NotKept("a note says something")
    return body
