"""The parts of a dossier's page, made ready for the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import Level, Marking
from cablegram.web.glosses import marking_words
from cablegram.web.places import cable_place, place_of
from cablegram.web.plain_words import plain_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cablegram.archive import Summary
    from cablegram.archive.desk import DossierItem, Note
    from cablegram.follow.dossier import Entry

_ORDER: Final = tuple(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntry:
    """An item for the page; `href` is empty for what is not held and has no number."""

    number: int
    item: DossierItem
    title: str
    href: str
    mrn: str
    sender: str
    marking: str
    level: str
    date: dt.date | None
    is_estimated: bool
    is_held: bool
    messages: int
    notes: tuple[Note, ...]


def shown_entries(entries: Iterable[Entry]) -> list[ShownEntry]:
    """Return the items of a dossier for its page.

    What is not held is told by its number alone: what else is kept of it may be more than the
    reader sees now.
    """
    return [_shown(each) for each in entries]


def _shown(entry: Entry) -> ShownEntry:
    pointer = entry.item.pointer
    cable = entry.cables[0] if entry.cables else None
    href, level = "", ""
    if cable is not None:
        href = cable_place(cable) if len(entry.cables) == 1 else place_of(pointer.mrn or cable.mrn)  # type: ignore[arg-type]
        level = cable.level.value if cable.level else "unread"
    elif pointer.mrn is not None:
        href = place_of(pointer.mrn)
    sender = plain_name(cable.origin) if cable is not None and cable.origin else ""
    number = pointer.mrn or (cable.mrn if cable else None)
    return ShownEntry(
        number=entry.number,
        item=entry.item,
        title=title_of(entry),
        href=href,
        mrn=str(number) if number else "no number",
        sender=sender[:1].upper() + sender[1:],
        marking=marking_of(cable) if cable else "",
        level=level,
        date=entry.date,
        is_estimated=entry.is_estimated,
        is_held=cable is not None,
        messages=len(entry.cables),
        notes=entry.notes,
    )


def title_of(entry: Entry) -> str:
    """Return what an item is called: its subject, else its number, else that it has none."""
    if entry.cables:
        subject = " ".join((entry.cables[0].subject or "").split())
        return subject or (str(entry.cables[0].mrn) if entry.cables[0].mrn else "No subject")
    return str(entry.item.pointer.mrn) if entry.item.pointer.mrn else "A cable without number"


def marking_of(cable: Summary) -> str:
    """Return the marking of a cable in words, with its captions."""
    if cable.level is None:
        words = ["No marking read", *cable.controls]
    else:
        words = [marking_words(Marking(level=cable.level, controls=frozenset(cable.controls)))]
    return ", ".join(dict.fromkeys(word for word in (*words, *cable.captions) if word))


def together(entries: Iterable[Entry]) -> tuple[str, str]:
    """Return the marking of all cables of a dossier together: the level as a word of ours, and all.

    How many have no marking that was read is said beside the highest that was.
    """
    cables = [cable for entry in entries for cable in entry.cables]
    if not cables:
        return "", ""
    levels = [each.level for each in cables if each.level is not None]
    controls = frozenset(word for each in cables for word in each.controls)
    captions = sorted({word for each in cables for word in each.captions})
    highest = max(levels, key=_ORDER.index, default=None)
    words = [marking_words(Marking(level=highest, controls=controls))] if highest else []
    unread = len(cables) - len(levels)
    if unread:
        words.append(f"marking not read in {unread}")
    said = ", ".join(dict.fromkeys([*words, *captions]))
    return (highest.value if highest else "unread", said)
