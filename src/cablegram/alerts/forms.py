"""New cables as each class of readers sees them: what is matched is nothing else.

Two classes that see the same portions of a cable see one form of it, which is matched once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from cablegram.access import clearance_class, decide, reduced, written_under

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cablegram.access import Policy, Reader
    from cablegram.access.decide import Decided

    Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderClass:
    """All who see the same.

    Attributes:
        name: Of the class.
        reader: One of them.
        seen_under: Their clearance as it is kept.
    """

    name: str
    reader: Reader
    seen_under: str


def classes_of(readers: Iterable[Reader], policy: Policy) -> dict[Reader, ReaderClass]:
    """Return the class of each reader; one whom the policy does not know is left out."""
    from cablegram.access import InvalidReader  # noqa: PLC0415

    found: dict[str, ReaderClass] = {}
    answer: dict[Reader, ReaderClass] = {}
    for reader in readers:
        try:
            name = clearance_class(reader, policy)
            under = written_under(reader, policy)
        except InvalidReader:
            continue
        made = ReaderClass(name=name, reader=reader, seen_under=under)
        answer[reader] = found.setdefault(name, made)
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How a cable is looked at.

    Attributes:
        reader: By whom.
        policy: By which it is decided.
        day: On which day.
    """

    reader: Reader
    policy: Policy
    day: dt.date

    def opens(self, record: Record, before: Sight) -> bool:
        """Tell whether a portion of a cable is seen so that was not seen before."""
        if before.reader.sees_all:
            return False
        was = decide(before.reader, record, before.policy, before.day)
        if self.reader.sees_all:
            return not was.whole.allowed
        now = decide(self.reader, record, self.policy, self.day)
        both = zip(now.portions, was.portions, strict=True)
        return any(one.allowed and not other.allowed for one, other in both)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A cable as some classes see it.

    Attributes:
        record: What they see of it.
        classes: Their names.
    """

    record: Record
    classes: tuple[str, ...]


def forms(
    record: Record, classes: Iterable[ReaderClass], policy: Policy, today: dt.date
) -> tuple[list[Seen], list[tuple[str, dt.date]]]:
    """Return what each of some classes sees of a cable, and when that changes.

    Args:
        record: The whole cable, with its source.
        classes: The classes.
        policy: By which it is decided.
        today: The day.

    Returns:
        The forms; and for each class to which a day will open more of it, that day.
    """
    groups: dict[object, tuple[Decided | None, list[str]]] = {}
    openings = []
    for each in classes:
        if each.reader.sees_all:
            groups.setdefault(True, (None, []))[1].append(each.name)
            continue
        decided = decide(each.reader, record, policy, today)
        if decided.changes_on is not None:
            openings.append((each.name, decided.changes_on))
        groups.setdefault(_key(decided), (decided, []))[1].append(each.name)
    seen = []
    for found, names in groups.values():
        form = record if found is None else reduced(record, found)
        if form is not None:
            seen.append(Seen(record=form, classes=tuple(names)))
    return seen, openings


def _key(decided: Decided) -> object:
    """Return what is the same for two decisions by which the same is seen."""
    if decided.whole.allowed:
        return True
    return tuple(each.allowed for each in decided.portions)


def can_open(policy: Policy) -> bool:
    """Tell whether a day can open something under a policy."""
    return policy.on_date or any(rule.until is not None for rule in policy.rules)


def digest_of(record: Record) -> str:
    """Return the hash that an archive of a class has of a form, in hexadecimal."""
    return hashlib.sha256(msgspec.json.encode({**record, "source": None})).hexdigest()
