"""Sections of one message that came apart, joined as one class sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.archive.sameness import is_same_message, sections_of
from cablegram.archive.witnesses import joined_cable

if TYPE_CHECKING:
    from collections.abc import Iterable

    Record = dict[str, Any]


def joined(new: Record, older: Iterable[Record]) -> Record | None:
    """Return a section with the others of its message as one record.

    Args:
        new: The section that came last, as the class sees it.
        older: Other cables of its number, as the class sees them.

    Returns:
        The record of all of them in order; `None` if there is nothing to join.
    """
    parts: dict[frozenset[int], Record] = {}
    held: set[int] = set()
    for record in (new, *(each for each in older if is_same_message(each, new))):
        sections = sections_of(record)
        if sections and not sections & held:
            parts[sections] = record
            held |= sections
    if len(parts) < 2 or sections_of(new) not in parts:
        return None
    made = joined_cable([parts[sections] for sections in sorted(parts, key=min)])
    return made.to_dict()
