"""The queue of reviews: what is in it, and how a cable comes into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import InvalidReader, written_under
from cablegram.archive.desk import NotKept
from cablegram.archive.desk.pointing import pointed_at
from cablegram.archive.reviewing import Reviews, State
from cablegram.release import AnotherLevel, NotSeenWhole, level_of, subject_of, subjects_of
from cablegram.release.as_json import QUEUE_SCHEMA, head_as_json
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.asking import wrong_parameter
from cablegram.web.keeping import Typed, keep
from cablegram.web.picking import picked
from cablegram.web.places import review_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.archive import Summary
    from cablegram.archive.reviewing import Review
    from cablegram.release import Subject
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

STATES: Final = tuple(each.value for each in State)
QUEUE_ENDINGS: Final = (".json",)
#: So many of the queue are looked at; what is decided goes out of it by choosing another state.
MOST_SHOWN: Final = 200
NOT_HELD: Final = "the archive does not have that number"
CABLE: Final = Typed(name="cable", label="Number", is_long=False)
LONGEST_CABLE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A review in the queue."""

    review: Review
    title: str
    is_late: bool


def reviews(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/review` and its sibling: the queue, what is due first first."""
    ending = asked.path.get("ending", "")
    if ending not in {"", "json"}:
        raise NOTHING_HERE
    said = asked.choice("state", STATES)
    doors = Reviews.beside(asked.desk())
    found = _listed(archive, asked, doors, said)
    listed, is_cut = found[:MOST_SHOWN], len(found) > MOST_SHOWN
    if ending or asked.wants_json:
        return json_answer(
            {
                "schema": QUEUE_SCHEMA,
                "reviews": [_document(each) for each in listed],
                "is_cut": is_cut,
            }
        )
    return page(
        "reviews.html", reviews=listed, state=said, states=STATES, levels=doors.policy.levels,
        most=MOST_SHOWN, is_cut=is_cut, cable=asked.text("cable")[:LONGEST_CABLE],
    )  # fmt: skip


def _listed(archive: Archive, asked: Asked, doors: Reviews, said: str) -> list[Listed]:
    """Return those that are shown, and one more if there are more."""
    today, listed = asked.now().date(), []
    for each in doors.reviews(State(said) if said else None):
        if not said and each.state is State.RELEASED:
            continue
        for subject in seen_whole(archive, each):
            late = each.due is not None and each.due < today and each.state is not State.RELEASED
            listed.append(Listed(review=each, title=title_of(subject), is_late=late))
        if len(listed) > MOST_SHOWN:
            break
    return listed


def _document(each: Listed) -> dict[str, Any]:
    return {
        **head_as_json(each.review),
        "href": review_place(each.review.review_id),
        "subject": each.title,
        "is_late": each.is_late,
        "created": each.review.created,
        "changed": each.review.changed,
    }


def seen_whole(archive: Archive, found: Review) -> tuple[Subject, ...]:
    """Return the cable of a review, if the reviewer sees all of it; else nothing."""
    if found.pointer not in pointed_at(archive, [found.pointer]):
        return ()
    return subjects_of(archive, found.pointer)[:1]


def title_of(subject: Subject) -> str:
    """Return what a cable is called above its review."""
    return subject.record["subject"] or "No subject"


def open_review(archive: Archive, asked: Asked) -> Answer:
    """Put a cable into the queue, as the form on `/review` asks."""
    doors, form = Reviews.beside(asked.desk()), asked.form

    def change() -> str:
        found = _named(archive, form.get("cable", ""))
        try:
            audience = level_of(form.get("level", ""), doors.policy)
        except (AnotherLevel, InvalidReader) as error:
            raise NotKept("the level is one of those of the policy") from error
        own = written_under(audience.reader, doors.policy)
        ids = []
        for each in found:
            try:
                pointer = subject_of(archive, each).pointer
            except NotSeenWhole as error:
                raise NotKept(NOT_HELD) from error
            ids.append(
                doors.open_review(pointer, own, audience.label, due=day_of(form.get("due", "")))
            )
        return review_place(ids[0]) if len(ids) == 1 else "/review"

    return keep(asked, change, action="/review", back="/review", typed=(CABLE,))


def _named(archive: Archive, said: str) -> tuple[Summary, ...]:
    """Return the messages that a value of the form stands for (`picking.picked`).

    Raises:
        NotKept: If it stands for none.
    """
    found = picked(archive, [said.strip()])
    if not found:
        raise NotKept("a number is like 08LISBON9; what has none is like item/17")
    held = pointed_at(archive, [found[0].pointer])
    if not held:
        raise NotKept(NOT_HELD)
    return held[found[0].pointer]


def day_of(text: str) -> dt.date | None:
    """Return the day of a field `due`; `None` if it is empty.

    Raises:
        Problem: If it is no day.
    """
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise wrong_parameter("due", "a day, such as 2030-01-04") from error
