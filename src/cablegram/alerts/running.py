"""Matching: what was filed since the last time, against all subscriptions at once.

How far it has come is noted in the transaction that keeps what was found: after a crash the next
run goes on from there, and nothing is found twice. So is what a day will open, and to whom: on that
day it is matched as it is seen then. So is what a changed clearance or policy has opened.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cablegram.alerts.batch import Batch
from cablegram.alerts.changing import (
    changes_before,
    finish_changes,
    named_by_change,
    note_changes,
    opened_by,
)
from cablegram.alerts.forms import Sight, can_open, forms
from cablegram.alerts.growing import grown
from cablegram.alerts.people import active_accounts
from cablegram.alerts.times import due_at
from cablegram.alerts.watch import Watch
from cablegram.alerts.years import keep_years, years_corrected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cablegram.access import Policy, Reader
    from cablegram.alerts.batch import Found
    from cablegram.alerts.board import Board
    from cablegram.alerts.watch import Watching
    from cablegram.search import Archive

#: Cables that are matched together: what a crash can make it look at again.
AT_ONCE: Final = 10_000
HIGHEST: Final = "SELECT coalesce(max(id), 0) FROM cable WHERE position >= 0"
ADD_ALERT: Final = """
INSERT OR IGNORE INTO alert (subscription_id, key, mrn, sha256, position, day, title, rule,
                             seen_under, found_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_DELIVERY: Final = "INSERT INTO alert_delivery VALUES (?, ?, 'waiting', ?, 0, '')"
ADD_NUMBER: Final = "INSERT OR IGNORE INTO subscription_number VALUES (?, ?, ?)"
ADD_OPENING: Final = "INSERT OR IGNORE INTO alert_opening VALUES (?, ?, ?)"
DUE: Final = """
SELECT opening.cable_id, opening.class, seen.day FROM alert_opening AS opening
JOIN alert_class AS seen ON seen.name = opening.class
WHERE opening.day <= ? ORDER BY opening.cable_id LIMIT ?
"""


@dataclass(slots=True, kw_only=True)
class Matched:
    """What a run did: how many cables it looked at, and how often each subscription fired."""

    cables: int = 0
    fired: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def match_new(
    whole: Archive,
    board: Board,
    *,
    policy: Policy | None = None,
    progress: Callable[[int], None] | None = None,
) -> Matched:
    """Match what was filed, and what a day has opened, since the last time.

    Args:
        whole: The whole archive.
        board: Its subscriptions, and the clock.
        policy: By which it is decided who sees what; the archive's own if it is left out.
        progress: Called now and then with the number of cables looked at.

    Raises:
        ArchiveError: If the archive cannot be read or written.
        AccountError: If it has accounts that cannot be read.
    """
    matched = Matched()
    if not board.rows("SELECT 1 FROM subscription LIMIT 1"):
        return matched
    by = policy or whole.policy
    accounts = active_accounts(board.folder)
    readers = {name: each.reader for name, each in accounts.items()}
    run = _Run(whole, board, readers, by, matched)
    run.begin()
    while any((run.filed(), run.opened(), run.noted(), run.changed())):
        if progress is not None:
            progress(matched.cables)
    run.end()
    return matched


class _Run:
    """One run of `match_new`."""

    def __init__(
        self,
        whole: Archive,
        board: Board,
        readers: Mapping[str, Reader],
        policy: Policy,
        matched: Matched,
    ) -> None:
        self._whole = whole
        self._board = board
        self._readers = readers
        self._watch = Watch(board, policy, readers)
        self._policy = policy
        self._matched = matched
        self._now = board.now()
        self._today = self._now.date()

    def begin(self) -> None:
        """Note which classes there are; what is known of others is of no use any more."""
        names = sorted(self._watch.classes)
        with self._board.writing():
            connection = self._board.connection
            note_changes(self._board, self._watch, self._policy, self._today)
            marks = ", ".join("?" * len(names))
            connection.execute(f"DELETE FROM alert_class WHERE name NOT IN ({marks})", names)  # noqa: S608
            # Without a day that can open anything there is nothing to look for.
            begin = "0" if can_open(self._policy) else "(SELECT coalesce(max(id), 0) FROM cable)"
            connection.executemany(
                f"INSERT OR IGNORE INTO alert_class VALUES (?, {begin}, ?)",  # noqa: S608
                [(name, self._today.isoformat()) for name in names],
            )

    def filed(self) -> bool:
        """Match one batch of what was filed; tell whether there was one."""
        mark = self._mark()
        if int(self._board.rows(HIGHEST)[0][0]) <= mark:
            return False
        batch = Batch(self._whole, self._watch, self._policy, self._today)
        batch.add_filed_after(mark, AT_ONCE)
        found = list(batch.found())  # before the database is held for writing
        with self._board.writing():
            if self._mark() != mark:
                return True  # another process was quicker: nothing of it is kept twice
            self._keep(batch, found)
            connection = self._board.connection
            connection.execute("DELETE FROM alert_mark")
            connection.execute("INSERT INTO alert_mark VALUES (?)", (batch.last,))
            connection.execute(
                "UPDATE alert_class SET looked_at = ? WHERE looked_at >= ?", (batch.last, mark)
            )
        self._matched.cables += batch.looked_at
        return True

    def opened(self) -> bool:
        """Match one batch of what a day has opened; tell whether there was one."""
        due = self._board.rows(DUE, self._today.isoformat(), AT_ONCE)
        if not due:
            return False
        to: dict[int, list[tuple[str, Sight]]] = defaultdict(list)
        for cable_id, name, since in due:
            reader, day = self._watch.classes[name].reader, dt.date.fromisoformat(since)
            to[cable_id].append((name, Sight(reader=reader, policy=self._policy, day=day)))
        batch = Batch(self._whole, self._watch, self._policy, self._today)
        batch.add_opened(to)
        found = list(batch.found())  # before the database is held for writing
        with self._board.writing():
            if self._board.rows(DUE, self._today.isoformat(), AT_ONCE) != due:
                return True
            self._board.connection.executemany(
                "DELETE FROM alert_opening WHERE cable_id = ? AND class = ? AND day <= ?",
                [(cable_id, name, self._today.isoformat()) for cable_id, name, _ in due],
            )
            self._keep(batch, found)
        return True

    def noted(self) -> bool:
        """Note for a class that is new what days will open of older cables; tell whether any."""
        mark = self._mark()
        query = (
            "SELECT name, looked_at, day FROM alert_class WHERE looked_at < ? ORDER BY 1 LIMIT 1"
        )
        rows = self._board.rows(query, mark)
        if not rows:
            return False
        name, looked_at, day = rows[0]
        since, last, openings = dt.date.fromisoformat(day), looked_at, []
        for cable_id, source, record in self._whole.copies_after(looked_at, AT_ONCE):
            if cable_id > mark:
                break
            last, record["source"] = cable_id, source
            _, found = forms(record, (self._watch.classes[name],), self._policy, since)
            openings += [(name, on.isoformat(), cable_id) for _, on in found]
        with self._board.writing():
            self._board.connection.executemany(ADD_OPENING, openings)
            self._board.connection.execute(
                "UPDATE alert_class SET looked_at = ? WHERE name = ?",
                (mark if last == looked_at else last, name),
            )
        return True

    def changed(self) -> bool:
        """Match one batch of what a changed clearance or policy opened; tell whether any."""
        mark = self._mark()
        due = changes_before(self._board, mark)
        if not due:
            return False
        now = {
            name: Sight(reader=of.reader, policy=self._policy, day=self._today)
            for name, of in self._watch.classes.items()
        }
        last, to = opened_by(self._whole, due, now, mark, AT_ONCE)
        named = named_by_change(self._board, self._watch, due)
        watch = Watch(self._board, self._policy, self._readers, named=named)
        batch = Batch(self._whole, watch, self._policy, self._today)
        batch.add_opened({each: known for each, known in to.items() if watch.classes})
        found = list(batch.found())  # before the database is held for writing
        # What days will open is noted of the class by itself.
        batch.openings.clear()
        with self._board.writing():
            if changes_before(self._board, mark) != due:
                return True
            self._keep(batch, found)
            self._board.connection.executemany(
                "UPDATE alert_change SET looked_at = ? WHERE was = ? AND becomes = ?",
                [(last, each.was, each.becomes) for each in due],
            )
        return True

    def end(self) -> None:
        """Tell of what was put into dossiers, of corrected years; note that all is done."""
        put = list(grown(self._whole, self._board, self._watch, self._policy))
        years = years_corrected(self._whole, self._board, self._watch, self._policy)
        with self._board.writing():
            for watching, pointer, key in put:
                self._add(watching, pointer, key, "was put into the dossier")
            for watching, each, rule in years.found:
                self._add(watching, each.pointer, each.key, rule)
            self._board.connection.executemany(ADD_NUMBER, years.grown)
            keep_years(self._board.connection, years)
            finish_changes(self._board, self._watch, self._mark())
            self._board.connection.execute(
                "UPDATE alert_class SET day = ? WHERE day < ?",
                (self._today.isoformat(), self._today.isoformat()),
            )

    def _mark(self) -> int:
        rows = self._board.rows("SELECT cable_id FROM alert_mark")
        return int(rows[0][0]) if rows else 0

    def _keep(self, batch: Batch, found: Iterable[Found]) -> None:
        for each in found:
            self._add(each.watching, *batch.pointer(each), each.rule)
        connection = self._board.connection
        connection.executemany(ADD_OPENING, batch.openings)
        connection.executemany(ADD_NUMBER, batch.grown)

    def _add(self, watching: Watching, pointer: tuple[object, ...], key: bytes, rule: str) -> None:
        connection, of = self._board.connection, watching.subscription
        now = self._now.isoformat(timespec="seconds")
        row = (of.subscription_id, key, *pointer, rule, watching.of.seen_under, now)
        made = connection.execute(ADD_ALERT, row)
        if not made.rowcount:
            return
        self._matched.fired[of.subscription_id] += 1
        if of.ways.mail or of.ways.hook:
            due = due_at(self._now, of.ways).isoformat(timespec="seconds")
            for way, where in (("mail", of.ways.mail), ("hook", of.ways.hook)):
                if where:
                    connection.execute(ADD_DELIVERY, (made.lastrowid, way, due))
