"""From a pointer of the desk to a cable of an archive, and back.

Which archive: that of the reader's class. What a pointer says was written by one whose clearance
the reader's dominates, and it is looked for among what the reader sees.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.values import Pointer
from cablegram.model import MRN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive.listed import Summary
    from cablegram.archive.store import Store

WITNESS_OF: Final = """
SELECT lower(hex(witness.sha256)), cable.position
FROM cable JOIN witness ON witness.id = cable.witness_id WHERE cable.id = ?
"""
BY_WITNESS: Final = """
SELECT coalesce(cable.lead_id, cable.id) FROM witness JOIN cable ON cable.witness_id = witness.id
WHERE witness.sha256 = ? AND cable.position = ?
"""
#: Two are enough to know that it is not one.
BY_DAY: Final = """
SELECT id FROM cable
WHERE date = ? AND subject = ? AND station IS NULL AND lead_id IS NULL LIMIT 2
"""


def pointer_of(mrn: str | None, sha256: str, position: int, day: str | None, title: str) -> Pointer:
    """Return the pointer that stands in five columns."""
    return Pointer(
        mrn=None if mrn is None else MRN.parse(mrn),
        sha256=sha256,
        position=position,
        day=None if day is None else dt.date.fromisoformat(day),
        title=title,
    )


def columns_of(pointer: Pointer) -> tuple[Any, ...]:
    """Return a pointer as it stands in five columns."""
    return (
        None if pointer.mrn is None else str(pointer.mrn),
        pointer.sha256,
        pointer.position,
        None if pointer.day is None else pointer.day.isoformat(),
        pointer.title,
    )


def witness_of(pointer: Pointer) -> tuple[bytes, int]:
    """Return what `BY_WITNESS` asks for; a hash that is none finds nothing."""
    try:
        return bytes.fromhex(pointer.sha256), pointer.position
    except ValueError:
        return b"", pointer.position


def point_to(store: Store, cable: Summary) -> Pointer:
    """Return a pointer to a cable of an archive."""
    rows = store.rows(WITNESS_OF, (cable.cable_id,))
    sha256, position = rows[0] if rows else ("", 0)
    return Pointer(
        mrn=cable.mrn, sha256=sha256, position=position, day=cable.date, title=_title(cable)
    )


def pointed_at(store: Store, pointers: Sequence[Pointer]) -> dict[Pointer, tuple[Summary, ...]]:
    """Return the messages that pointers lead to; what is not held is left out.

    A number of which there are several messages leads to the one that the pointer was made of, by
    its witness, or by its day and subject; if neither tells, to all of them. What has no number is
    known by its witness, else by its day and subject if there is only one of these.
    """
    numbers = list({each.mrn: None for each in pointers if each.mrn is not None})
    dated = [mrn for mrn in numbers if mrn.year is not None]
    held = store.holding(dated)
    for mrn in numbers:
        if mrn.year is None and (found := _without_year(store, mrn)):
            held[mrn] = found
    answer: dict[Pointer, tuple[Summary, ...]] = {}
    for pointer in pointers:
        cables = (
            _numberless(store, pointer)
            if pointer.mrn is None
            else _meant(store, pointer, held.get(pointer.mrn, ()))
        )
        if cables:
            answer[pointer] = cables
    return answer


def is_same(one: Pointer, other: Pointer) -> bool:
    """Tell whether two pointers can be of one message, whatever copy of it each was made of."""
    if one.mrn is not None or other.mrn is not None:
        return one.mrn == other.mrn and (not (one.title and other.title) or _alike(one, other))
    # A day alone tells nothing: printed editions have several telegrams of one without a subject.
    return (one.sha256, one.position) == (other.sha256, other.position) or (
        one.day is not None and bool(one.title) and (one.day, one.title) == (other.day, other.title)
    )


def _alike(one: Pointer, other: Pointer) -> bool:
    return (
        (one.sha256, one.position) == (other.sha256, other.position)
        or one.title == other.title
        or one.day == other.day
    )


def _without_year(store: Store, mrn: MRN) -> tuple[Summary, ...]:
    """Return the messages whose own number has no year either."""
    return tuple(each for each in store.find(mrn) if each.mrn == mrn)


def _meant(store: Store, pointer: Pointer, cables: tuple[Summary, ...]) -> tuple[Summary, ...]:
    if len(cables) < 2 or not (pointer.sha256 or pointer.title):
        return cables
    by_witness = {row[0] for row in _rows_by_witness(store, pointer)}
    for found in (
        [each for each in cables if each.cable_id in by_witness],
        [each for each in cables if (each.date, _title(each)) == (pointer.day, pointer.title)],
    ):
        if len(found) == 1:
            return (found[0],)
    return cables


def _numberless(store: Store, pointer: Pointer) -> tuple[Summary, ...]:
    rows = _rows_by_witness(store, pointer)
    if not rows and pointer.day is not None and pointer.title:
        rows = store.rows(BY_DAY, (pointer.day.isoformat(), pointer.title))
    ids = [row[0] for row in rows]
    if len(ids) != 1:
        return ()
    return tuple(store.summaries(ids).values())


def _rows_by_witness(store: Store, pointer: Pointer) -> list[Any]:
    return store.rows(BY_WITNESS, witness_of(pointer))


def _title(cable: Summary) -> str:
    return (cable.subject or "").encode("utf-8", "replace").decode()
