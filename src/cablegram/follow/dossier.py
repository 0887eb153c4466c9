"""What stands in a dossier: its cables as the archive has them now, with notes, in two orders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.desk.pointing import is_same, pointed_at
from cablegram.follow.places import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive import Store, Summary
    from cablegram.archive.desk import Desk, Dossier, DossierItem, Note, Pointer

#: So many days of cables that are not held are estimated; each looks at a year of a station.
MOST_ESTIMATED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of a dossier.

    Attributes:
        number: Its place in the dossier, from 1.
        item: What is kept of it.
        cables: The messages that it leads to: one; none if it is not held, or the reader may not
            see it; several if one number has several and nothing tells which was meant.
        notes: Those on the cable and its passages, oldest first.
        date: Its day; of one that is not held, the likeliest.
        is_estimated: Whether that day is estimated from its number.
    """

    number: int
    item: DossierItem
    cables: tuple[Summary, ...] = ()
    notes: tuple[Note, ...] = ()
    date: dt.date | None = None
    is_estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A dossier with what the archive has of it: `entries` in the order of its keeper."""

    dossier: Dossier
    entries: tuple[Entry, ...]

    @property
    def chronology(self) -> tuple[Entry, ...]:
        """The entries in the order of their days; those without one last."""
        return tuple(sorted(self.entries, key=lambda each: (each.date or dt.date.max, each.number)))

    @property
    def missing(self) -> int:
        """How many are not held."""
        return sum(not each.cables for each in self.entries)


def gather(archive: Store, desk: Desk, dossier_id: str) -> Gathered:
    """Return a dossier with its cables.

    Args:
        archive: As the reader sees it.
        desk: The reader's.
        dossier_id: The word that stands for the dossier.

    Raises:
        NotOnTheDesk: If there is none, or the reader may not see it.
    """
    dossier = desk.dossier(dossier_id)
    pointers = [each.pointer for each in dossier.items]
    found = pointed_at(archive, pointers)
    notes = notes_on(archive, desk, pointers)
    places, left = Places(archive), MOST_ESTIMATED
    entries = []
    for number, item in enumerate(dossier.items, 1):
        cables = found.get(item.pointer, ())
        day = min((each.date for each in cables if each.date), default=None)
        is_estimated = False
        if not cables and item.pointer.mrn is not None and left:
            left -= 1
            day = places.place(item.pointer.mrn).date
            is_estimated = day is not None
        entries.append(
            Entry(
                number=number,
                item=item,
                cables=cables,
                notes=notes.get(item.pointer, ()) if cables else (),
                date=day,
                is_estimated=is_estimated,
            )
        )
    return Gathered(dossier=dossier, entries=tuple(entries))


def notes_on(
    archive: Store, desk: Desk, pointers: Sequence[Pointer]
) -> dict[Pointer, tuple[Note, ...]]:
    """Return the notes on each of some cables that are held, oldest first.

    A note of one message is not shown with another of its number.
    """
    near = desk.notes_near(pointers)
    if not near:
        return {}
    meant = {each.note_id: each.pointer for each in near}
    leads = pointed_at(archive, list({*meant.values(), *pointers}))
    found: dict[Pointer, tuple[Note, ...]] = {}
    for pointer in pointers:
        own = {each.cable_id for each in leads.get(pointer, ())}
        on_it = [
            each
            for each in near
            if own & {cable.cable_id for cable in leads.get(each.pointer, ())}
            and is_same(each.pointer, pointer)
        ]
        if on_it:
            found[pointer] = tuple(on_it)
    return found
