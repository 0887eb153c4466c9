"""What a changed clearance or policy has opened since alerts were last matched for somebody.

Of each subscription it is kept of which class its reader was then, and of each of these classes a
reader and the policy. If he is of another class now, all cables are looked through once, each as it
was seen then and as it is seen now; those of which more is seen are matched. What matched then,
he has seen or could have: it is not told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from cablegram.access import SEES_ALL, InvalidReader, Policy, held, read_reader, us_policy
from cablegram.alerts.forms import Sight
from cablegram.alerts.values import Owner

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from cablegram.access import Reader
    from cablegram.alerts.board import Board
    from cablegram.alerts.forms import ReaderClass
    from cablegram.alerts.watch import Watch
    from cablegram.search import Archive

ADD_SIGHT: Final = "INSERT OR IGNORE INTO alert_sight VALUES (?, ?, ?, 0)"
ADD_CHANGE: Final = """
INSERT OR IGNORE INTO alert_change
VALUES (?1, ?2, coalesce((SELECT day FROM alert_class WHERE name = ?1), ?3), 0)
"""
CHANGES: Final = """
SELECT change.was, change.becomes, change.day, change.looked_at, sight.reader, sight.policy
FROM alert_change AS change JOIN alert_sight AS sight ON sight.class = change.was
WHERE change.looked_at < ? ORDER BY change.looked_at, change.was, change.becomes
"""
#: What nobody is of whose alerts were matched, and nothing is to be looked through for.
FORGET_SIGHTS: Final = """
DELETE FROM alert_sight WHERE class NOT IN (SELECT class FROM subscription)
AND class NOT IN (SELECT name FROM alert_class)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From which class to which, how the former saw, and how far it is looked through."""

    was: str
    becomes: str
    before: Sight = field(compare=False)
    looked_at: int

    @property
    def name(self) -> str:
        """Return what the class is called while it is looked through."""
        return f"{self.was} > {self.becomes}"


def keep_sight(connection: sqlite3.Connection, of: ReaderClass, policy: Policy) -> None:
    """Keep how a class sees. A transaction is open."""
    kept = "" if of.reader.sees_all else msgspec.json.encode(policy).decode()
    connection.execute(ADD_SIGHT, (of.name, Owner(reader=of.reader).key, kept))


def classes_then(board: Board) -> dict[str, str]:
    """Return of which class each reader was when all was matched for him, by subscription."""
    return dict(board.rows("SELECT id, class FROM subscription"))


def note_changes(board: Board, watch: Watch, policy: Policy, today: dt.date) -> None:
    """Note who is of another class now; how each class sees. A transaction is open."""
    kept = {
        row[0]: _kept(*row[1:])
        for row in board.rows("SELECT class, reader, policy FROM alert_sight")
    }
    for of in watch.classes.values():
        keep_sight(board.connection, of, policy)
    wanted, known = set(), []
    then = classes_then(board)
    for subscription_id, watching in watch.by_id.items():
        was, becomes = then[subscription_id], watching.of.name
        if kept.get(was) is None:  # he was never matched, or by a version that kept it otherwise
            known.append((becomes, subscription_id))
        elif was != becomes:
            wanted.add((was, becomes))
    board.connection.executemany("UPDATE subscription SET class = ? WHERE id = ?", known)
    there = set(board.rows("SELECT was, becomes FROM alert_change"))
    board.connection.executemany(
        "DELETE FROM alert_change WHERE was = ? AND becomes = ?", sorted(there - wanted)
    )
    board.connection.executemany(
        ADD_CHANGE, [(*each, today.isoformat()) for each in sorted(wanted)]
    )


def changes_before(board: Board, mark: int) -> tuple[Change, ...]:
    """Return the changes that have not come as far as a cable; those that are least far."""
    found: list[Change] = []
    for was, becomes, day, looked_at, *kept in board.rows(CHANGES, mark):
        sight = _kept(*kept)
        if sight is not None and (not found or looked_at == found[0].looked_at):
            before = Sight(reader=sight[0], policy=sight[1], day=dt.date.fromisoformat(day))
            found.append(Change(was=was, becomes=becomes, before=before, looked_at=looked_at))
    return tuple(found)


def named_by_change(board: Board, watch: Watch, changes: Iterable[Change]) -> dict[str, str]:
    """Return the subscriptions that changes are about, with the name of each one's change."""
    then, names = classes_then(board), {(each.was, each.becomes): each.name for each in changes}
    return {
        subscription_id: names[key]
        for subscription_id, each in watch.by_id.items()
        if (key := (then[subscription_id], each.of.name)) in names
    }


def opened_by(
    whole: Archive, changes: Sequence[Change], now: Mapping[str, Sight], up_to: int, most: int
) -> tuple[int, dict[int, list[tuple[str, Sight]]]]:
    """Look through the next cables.

    Args:
        whole: The whole archive.
        changes: All of them as far as each other.
        now: How the classes see now, by name.
        up_to: The last cable that is looked at.
        most: So many cables at most.

    Returns:
        How far it has come; and by cable for which changes more of it is seen.
    """
    last, found = up_to, defaultdict(list)
    cables = whole.copies_after(changes[0].looked_at, most)
    for place, (cable_id, source, record) in enumerate(cables, 1):
        if cable_id > up_to:
            break
        record["source"] = source
        for each in changes:
            if now[each.becomes].opens(record, each.before):
                found[cable_id].append((each.name, each.before))
        if place == most:
            last = cable_id
    return last, found


def finish_changes(board: Board, watch: Watch, mark: int) -> None:
    """Note for whom all is matched that has opened to him. A transaction is open."""
    done = set(board.rows("SELECT was, becomes FROM alert_change WHERE looked_at >= ?", mark))
    then = classes_then(board)
    board.connection.executemany(
        "UPDATE subscription SET class = ? WHERE id = ?",
        [
            (each.of.name, subscription_id)
            for subscription_id, each in watch.by_id.items()
            if (then.get(subscription_id), each.of.name) in done
        ],
    )
    board.connection.executemany(
        "DELETE FROM alert_change WHERE was = ? AND becomes = ?", sorted(done)
    )
    board.connection.execute(FORGET_SIGHTS)


def _kept(reader: str | None, policy: str) -> tuple[Reader, Policy] | None:
    """Return who saw by which policy; `None` if another version kept it otherwise."""
    if reader is None:
        return SEES_ALL, us_policy()  # which is not asked for him
    try:
        found = read_reader(reader), msgspec.json.decode(policy, type=Policy)
        held(*found)
    except (InvalidReader, msgspec.DecodeError):
        return None
    return found
