"""Reviews in the system of record: opened, ruled on by several people at once, confirmed."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import may_read
from cablegram.archive.desk.base import Base
from cablegram.archive.desk.pointing import (
    BY_WITNESS,
    columns_of,
    is_same,
    pointer_of,
    witness_of,
)
from cablegram.archive.desk.values import ChangedMeanwhile, NotOnTheDesk, text_of
from cablegram.archive.policy import policy_of
from cablegram.archive.reviewing.values import (
    LONGEST_NOTE,
    STEPS,
    Action,
    FourEyes,
    Review,
    Ruling,
    State,
    Step,
    Taken,
    WrongStep,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablegram.access import Policy
    from cablegram.archive.desk.values import Pointer

COLUMNS: Final = (
    "id, mrn, sha256, position, day, title, audience, label, state, due, created_at, changed_at,"
    " version"
)
RULING: Final = (
    "portion, action, starts, ends, codes, digest, authority, proposal, note, note_under, number,"
    " made_by, made_at, undone_by"
)
#: The states in which somebody has still to decide.
WAITING: Final = (State.TO_DO.value, State.IN_REVIEW.value, State.SECOND_REVIEW.value)
AT_ONCE: Final = 20


class Reviews(Base):
    """The reviews that a reviewer may see: those that were opened under a clearance of his.

    Whether he sees the cable itself is asked of the archive of his class. Each change names the
    version that was looked at: two reviewers at once lose no ruling, the second one is told.
    """

    @property
    def policy(self) -> Policy:
        """What marks mean: also for him who sees all, since others are to see what goes out."""
        return self._policy or policy_of(self.folder)

    def open_review(
        self, pointer: Pointer, audience: str, label: str, *, due: dt.date | None = None
    ) -> str:
        """Put a cable into the queue, and return the word that stands for its review.

        If there is one for this cable and audience already, that is returned as it is.

        Args:
            pointer: The cable.
            audience: The clearance of those to whom it is to go.
            label: What these are called.
            due: By when it is to be decided.
        """
        with self._writing():
            for each in self._near(pointer):
                if each.audience == audience and _is_one(each.pointer, pointer):
                    return each.review_id
            review_id, now = self._new_id(), self._time()
            self._connection.execute(
                "INSERT INTO review (id, written_under, mrn, sha256, position, day, title,"
                " audience, label, state, due, created_at, changed_at, version)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (
                    *(review_id, self._own(), *columns_of(pointer), audience, label),
                    *(State.TO_DO.value, None if due is None else due.isoformat(), now, now),
                ),
            )
        return review_id

    def reviews(self, state: State | None = None) -> tuple[Review, ...]:
        """Return those of a state, or all: the one that is due first, first."""
        condition, values = self._seen("review")
        query = (
            f"SELECT {COLUMNS} FROM review WHERE {condition} AND (? IS NULL OR state = ?)"  # noqa: S608
            " ORDER BY due IS NULL, due, created_at, id"
        )
        said = None if state is None else state.value
        return tuple(_review(row) for row in self._rows(query, *values, said, said))

    def following(self, review: Review) -> Iterator[Review]:
        """Yield those that somebody has still to decide, from the one behind a review round to it.

        In the order of `reviews`, without rulings and steps.
        """
        condition, values = self._seen("review")
        place = "(due IS NULL, coalesce(due, ''), created_at, id)"
        due = None if review.due is None else review.due.isoformat()
        own = (due is None, due or "", review.created.isoformat(), review.review_id)
        query = (
            f"SELECT {COLUMNS} FROM review WHERE {condition} AND id != ? AND state IN (?, ?, ?)"  # noqa: S608
            f" ORDER BY {place} < (?, ?, ?, ?), due IS NULL, due, created_at, id LIMIT ? OFFSET ?"
        )
        done = 0
        while rows := self._rows(query, *values, review.review_id, *WAITING, *own, AT_ONCE, done):
            yield from map(_review, rows)
            done += len(rows)

    def review(self, review_id: str) -> Review:
        """Return a review with its rulings and steps.

        Raises:
            NotOnTheDesk: If there is none, or the reviewer may not see it.
        """
        self._row("review", review_id)
        (row,) = self._rows(f"SELECT {COLUMNS} FROM review WHERE id = ?", review_id)  # noqa: S608
        return self._whole(row)

    def reviews_of(self, pointer: Pointer) -> tuple[Review, ...]:
        """Return the reviews of a cable, for whatever audience, with their rulings."""
        return tuple(each for each in self._near(pointer) if _is_one(each.pointer, pointer))

    def reviews_on(self, pointer: Pointer) -> tuple[Review, ...]:
        """Return all reviews of a cable, whoever opened them, without any note.

        What one has withheld, another who knows nothing of it does not release.
        """
        mrn, sha256, _, day, _ = columns_of(pointer)
        query = f"SELECT {COLUMNS} FROM review WHERE mrn IS ?"  # noqa: S608 (ours)
        rows = self._rows(
            f"{query} AND (mrn IS NOT NULL OR day IS ? OR sha256 = ?)", mrn, day, sha256
        )
        return tuple(
            replace(
                each, steps=(), rulings=tuple(replace(ruling, note="") for ruling in each.rulings)
            )
            for each in map(self._whole, rows)
            if is_same(each.pointer, pointer) or self._are_copies(each.pointer, pointer)
        )

    def _are_copies(self, one: Pointer, other: Pointer) -> bool:
        """Tell whether the witnesses of two pointers are copies of one message.

        One may give another day and another subject, or none.
        """
        first, second = (self._rows(BY_WITNESS, *witness_of(each)) for each in (one, other))
        return bool(first) and first == second

    def rule(
        self, review_id: str, rulings: Sequence[Ruling], *, by: str, version: int | None
    ) -> None:
        """Rule on portions of a cable; all of it or nothing is kept.

        Raises:
            NotOnTheDesk: If there is no such review, or the reviewer may not see it.
            ChangedMeanwhile: If it has another version now.
            WrongStep: If it is decided; reopen it first.
            NotKept: If a note is too long.
        """
        notes = [text_of(each.note, longest=LONGEST_NOTE) for each in rulings]
        with self._stepping(review_id, Step.RULE, by=by, version=version) as now:
            for each, note in zip(rulings, notes, strict=True):
                self._connection.execute(
                    "INSERT INTO ruling (review_id, number, portion, action, starts, ends, codes,"
                    " authority, digest, proposal, note, note_under, made_by, made_at)"
                    " SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                    " FROM ruling WHERE review_id = ?",
                    (
                        *(review_id, each.portion, each.action.value, each.start, each.end),
                        *(" ".join(each.codes), each.authority, each.digest, each.proposal),
                        *(note, self._own(), by, now, review_id),
                    ),
                )

    def undo(self, review_id: str, number: int, *, by: str, version: int | None) -> None:
        """Take a ruling back; it stays to be read. It raises what `rule` does."""
        with self._stepping(review_id, Step.RULE, by=by, version=version) as now:
            done = self._connection.execute(
                "UPDATE ruling SET undone_by = ?, undone_at = ?"
                " WHERE review_id = ? AND number = ? AND undone_by IS NULL",
                (by, now, review_id, number),
            )
            if not done.rowcount:
                raise NotOnTheDesk("ruling")

    def step(
        self, review_id: str, step: Step, *, by: str, version: int | None, note: str = ""
    ) -> None:
        """Bring a review to its next state.

        Raises:
            NotOnTheDesk: If there is no such review, or the reviewer may not see it.
            ChangedMeanwhile: If it has another version now.
            WrongStep: If it is not where that can be done.
            FourEyes: If who confirms has ruled on it, or handed it in.
        """
        said = text_of(note, longest=LONGEST_NOTE)
        with self._stepping(review_id, step, by=by, version=version, note=said):
            if step is Step.CONFIRM and self.review(review_id).is_first(by):
                raise FourEyes

    def set_due(self, review_id: str, due: dt.date | None, *, version: int | None) -> None:
        """Say by when a review is to be decided. It raises what `rule` does."""
        with self._writing():
            self._checked(review_id, version)
            self._connection.execute(
                "UPDATE review SET due = ?, version = version + 1, changed_at = ? WHERE id = ?",
                (None if due is None else due.isoformat(), self._time(), review_id),
            )

    @contextmanager
    def _stepping(
        self, review_id: str, step: Step, *, by: str, version: int | None, note: str = ""
    ) -> Iterator[str]:
        """Change a review by a step, in one transaction; gives the time."""
        with self._writing():
            self._checked(review_id, version)
            ((said,),) = self._rows("SELECT state FROM review WHERE id = ?", review_id)
            state = State(said)
            after = STEPS.get((state, step))
            if after is None:
                raise WrongStep(state, step)
            now = self._time()
            yield now
            self._connection.execute(
                "UPDATE review SET state = ?, version = version + 1, changed_at = ? WHERE id = ?",
                (after.value, now, review_id),
            )
            if step is not Step.RULE:
                self._connection.execute(
                    "INSERT INTO review_step (review_id, number, step, state, note, note_under,"
                    " made_by, made_at) SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?"
                    " FROM review_step WHERE review_id = ?",
                    (review_id, step.value, after.value, note, self._own(), by, now, review_id),
                )

    def _checked(self, review_id: str, version: int | None) -> None:
        _, present = self._row("review", review_id)
        if version is not None and version != present:
            raise ChangedMeanwhile("review", present)

    def _near(self, pointer: Pointer) -> tuple[Review, ...]:
        """Return the reviews of a number; of what has none, those of its day."""
        condition, values = self._seen("review")
        mrn, _, _, day, _ = columns_of(pointer)
        query = f"SELECT {COLUMNS} FROM review WHERE mrn IS ? AND {condition}"  # noqa: S608
        if mrn is None:
            query += " AND day IS ?"
            values = [*values, day]
        rows = self._rows(f"{query} ORDER BY created_at, id", mrn, *values)
        return tuple(map(self._whole, rows))

    def _whole(self, row: Sequence[Any]) -> Review:
        rulings = self._rows(
            f"SELECT {RULING} FROM ruling WHERE review_id = ? ORDER BY number",  # noqa: S608
            row[0],
        )
        steps = self._rows(
            "SELECT step, state, note, note_under, made_by, made_at FROM review_step"
            " WHERE review_id = ? ORDER BY number",
            row[0],
        )
        return _review(row, tuple(map(self._ruling, rulings)), tuple(map(self._taken, steps)))

    def _ruling(self, row: Sequence[Any]) -> Ruling:
        portion, action, start, end, codes, digest, authority, proposal, note, under = row[:10]
        number, made_by, made_at, undone_by = row[10:]
        return Ruling(
            portion=portion,
            action=Action(action),
            start=start,
            end=end,
            codes=tuple(codes.split()),
            digest=digest,
            authority=authority,
            note=self._note(note, under),
            proposal=proposal,
            number=number,
            made_by=made_by,
            made_at=dt.datetime.fromisoformat(made_at),
            undone_by=undone_by,
        )

    def _taken(self, row: Sequence[Any]) -> Taken:
        step, state, note, under, made_by, made_at = row
        return Taken(
            step=Step(step),
            state=State(state),
            note=self._note(note, under),
            made_by=made_by,
            made_at=dt.datetime.fromisoformat(made_at),
        )

    def _note(self, note: str, written: str) -> str:
        """Return a note if the reviewer may see all that its writer could."""
        return note if note and may_read(self.reader, written, self.policy) else ""


def _is_one(one: Pointer, other: Pointer) -> bool:
    """Tell whether two pointers are to one message: by number, then by what it says of itself."""
    if one.mrn is not None:
        return one.mrn == other.mrn and (one.day, one.title) == (other.day, other.title)
    return (one.sha256, one.position) == (other.sha256, other.position)


def _review(
    row: Sequence[Any], rulings: tuple[Ruling, ...] = (), steps: tuple[Taken, ...] = ()
) -> Review:
    review_id, *pointer, audience, label, state, due, created, changed, version = row
    return Review(
        review_id=review_id,
        pointer=pointer_of(*pointer),
        audience=audience,
        label=label,
        state=State(state),
        due=None if due is None else dt.date.fromisoformat(due),
        created=dt.datetime.fromisoformat(created),
        changed=dt.datetime.fromisoformat(changed),
        version=version,
        rulings=rulings,
        steps=steps,
    )
