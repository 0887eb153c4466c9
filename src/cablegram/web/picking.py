"""Cables that somebody picks to put into a dossier: some, those of an answer, those of a matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.desk import Pointer
from cablegram.archive.desk.pointing import point_to
from cablegram.follow import matter
from cablegram.model import MRN, InvalidMRN
from cablegram.search import parse_query

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from cablegram.archive import Summary
    from cablegram.search import Archive

#: So many are taken of an answer at once.
MOST_PICKED: Final = 500
MOST_STEPS: Final = 150
_FIELD: Final = re.compile(r"cable\d{0,4}")
_ITEM: Final = re.compile(r"item/(\d{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A cable that was picked: `value` stands for it in a form."""

    value: str
    mrn: MRN | None
    date: dt.date | None
    title: str
    is_held: bool
    pointer: Pointer


def fields_of(said: Mapping[str, str]) -> list[str]:
    """Return the values of the fields `cable`, `cable2` ... in order, each once."""
    names = sorted(
        (name for name in said if _FIELD.fullmatch(name)), key=lambda each: int(each[5:] or 0)
    )
    return list(dict.fromkeys(said[name].strip() for name in names if said[name].strip()))


def picked(archive: Archive, values: Iterable[str]) -> list[Picked]:
    """Return the cables that stand for themselves in a form; what is none is left out.

    A value is a number in any spelling, `07MADRID3?w=2` for one of several messages or copies of a
    number, or `item/17` for what has no number, 17 being the archive's own number for it.
    """
    wanted = list(values)[:MOST_PICKED]
    numbers = {value: _number(value.partition("?")[0]) for value in wanted}
    held = archive.holding(
        list({mrn: None for mrn in numbers.values() if mrn is not None and mrn.year is not None})
    )
    found = []
    for value in wanted:
        mrn = numbers[value]
        if mrn is None:
            one = _item(archive, value)
            if one is not None:
                found.append(one)
            continue
        messages = held.get(mrn, ()) if mrn.year is not None else archive.find(mrn)
        found.append(_of_number(archive, value, mrn, messages))
    return found


def picked_of_query(archive: Archive, query: str) -> tuple[list[Picked], int]:
    """Return the first 500 cables that match, and how many more do.

    Raises:
        QueryError: If the query cannot be understood.
    """
    finder = archive.ready()
    total, hits = finder.find(
        parse_query(query), limit=MOST_PICKED, offset=0, up_to=finder.highest_id
    )[:2]
    held = archive.summaries([cable_id for cable_id, _ in hits])
    found = [picked_cable(archive, held[cable_id]) for cable_id, _ in hits if cable_id in held]
    return found, max(0, total - len(hits))


def picked_of_matter(
    archive: Archive, mrn: MRN, *, depth: int, same_subject: bool
) -> tuple[list[Picked], int]:
    """Return the cables of a matter, from the first to the last, and how many did not fit."""
    steps = matter(archive, mrn, depth=depth, max_steps=MOST_STEPS, same_subject=same_subject)
    found = []
    for step in steps.steps:
        if step.cable is not None:
            found.append(picked_cable(archive, step.cable))
        elif step.mrn is not None:
            found.append(_not_held(str(step.mrn), step.mrn, step.date))
    return found, steps.left_out


def picked_cable(archive: Archive, cable: Summary) -> Picked:
    """Return a cable that is held as one that was picked."""
    return _held(archive, picked_value(cable), cable)


def picked_value(cable: Summary) -> str:
    """Return what stands for a cable in a form."""
    return str(cable.mrn) if cable.mrn is not None else f"item/{cable.cable_id}"


def _number(text: str) -> MRN | None:
    if _ITEM.fullmatch(text):
        return None
    try:
        return MRN.parse(text)
    except InvalidMRN:
        return None


def _of_number(archive: Archive, value: str, mrn: MRN, messages: tuple[Summary, ...]) -> Picked:
    which = value.partition("?w=")[2]
    if which.isascii() and which.isdigit() and len(which) < 4 and int(which) > 0:
        copies = [each for message in messages for each in archive.witnesses(message.cable_id)]
        if int(which) <= len(copies):
            return _held(archive, value, copies[int(which) - 1])
    if len(messages) == 1:
        return _held(archive, value, messages[0])
    if messages:
        return Picked(
            value=value, mrn=mrn, date=messages[0].date, is_held=True, pointer=Pointer(mrn=mrn),
            title=f"{len(messages)} messages of this number",
        )  # fmt: skip
    return _not_held(value, mrn, None)


def _held(archive: Archive, value: str, cable: Summary) -> Picked:
    return Picked(
        value=value,
        mrn=cable.mrn,
        date=cable.date,
        title=cable.subject or "",
        is_held=True,
        pointer=point_to(archive, cable),
    )


def _not_held(value: str, mrn: MRN, day: dt.date | None) -> Picked:
    return Picked(value=value, mrn=mrn, date=day, title="", is_held=False, pointer=Pointer(mrn=mrn))


def _item(archive: Archive, value: str) -> Picked | None:
    found = _ITEM.fullmatch(value)
    if found is None:
        return None
    cable = archive.summaries([int(found[1])]).get(int(found[1]))
    return None if cable is None else _held(archive, value, cable)
