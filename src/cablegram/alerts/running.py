"""Matching: what was filed since the last time, against all subscriptions at once.

How far it has come is noted in the transaction that keeps what was found: after a crash the next
run goes on from there, and nothing is found twice.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cablegram.alerts.around import Around
from cablegram.alerts.forms import digest_of, forms
from cablegram.alerts.matching import SmallIndex
from cablegram.alerts.watch import Watch
from cablegram.archive.sameness import is_same_message
from cablegram.search.tree import asks_archive

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from cablegram.access import Policy, Reader
    from cablegram.alerts.board import Board
    from cablegram.alerts.forms import ReaderClass
    from cablegram.alerts.watch import Watching
    from cablegram.search import Archive

    Record = dict[str, Any]

#: Cables that are matched together: what a crash can make it look at again.
AT_ONCE: Final = 10_000
#: Of the cables of one number so many are compared with a new one.
COMPARED: Final = 20
HIGHEST: Final = "SELECT coalesce(max(id), 0) FROM cable WHERE position >= 0"
OLDER: Final = """
SELECT new.id, old.id FROM cable AS new JOIN cable AS old
ON old.station = new.station AND old.number = new.number AND old.airgram = new.airgram
AND old.year = new.year AND old.id < new.id AND old.position >= 0
WHERE new.id > ? AND new.id <= ? AND new.position >= 0 ORDER BY new.id, old.id
"""
ADD_ALERT: Final = """
INSERT OR IGNORE INTO alert (subscription_id, key, mrn, sha256, position, day, title, rule,
                             seen_under, found_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Form:
    """What is remembered of a form: which cable, who sees it, and whether it is new to them."""

    cable_id: int
    classes: frozenset[str]
    is_new: bool


@dataclass(slots=True, kw_only=True)
class Matched:
    """What a run did: how many cables it looked at, and how often each subscription fired."""

    cables: int = 0
    fired: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def match_new(
    whole: Archive,
    board: Board,
    *,
    readers: dict[str, Reader] | None = None,
    policy: Policy | None = None,
    progress: Callable[[int], None] | None = None,
) -> Matched:
    """Match what was filed, and what a day has opened, since the last time.

    Args:
        whole: The whole archive.
        board: Its subscriptions, and the clock.
        readers: Those of accounts, by identifier.
        policy: By which it is decided who sees what; the archive's own if it is left out.
        progress: Called now and then with the number of cables looked at.

    Raises:
        ArchiveError: If the archive cannot be read or written.
    """
    matched = Matched()
    watch = Watch(board, policy or whole.policy, readers or {})
    if not watch.by_id:
        return matched
    run = _Run(whole, board, watch, policy or whole.policy, matched)
    while run.step():
        if progress is not None:
            progress(matched.cables)
    return matched


class _Run:
    """One run of `match_new`."""

    def __init__(
        self, whole: Archive, board: Board, watch: Watch, policy: Policy, matched: Matched
    ) -> None:
        self._whole = whole
        self._board = board
        self._watch = watch
        self._policy = policy
        self._matched = matched
        self._now = board.now()

    def step(self) -> bool:
        """Match one batch; tell whether there was one."""
        mark = self._mark()
        highest = int(self._board.rows(HIGHEST)[0][0])
        if highest <= mark:
            return False
        batch = _Batch(self._whole, self._watch, self._policy, self._now.date())
        batch.add_filed_after(mark)
        found = batch.found()
        with self._board.writing():
            if self._mark() != mark:
                return True  # another process was quicker: nothing of it is kept twice
            self._keep(batch, found)
            self._board.connection.execute("DELETE FROM alert_mark")
            self._board.connection.execute("INSERT INTO alert_mark VALUES (?)", (batch.last,))
        self._matched.cables += batch.looked_at
        return True

    def _mark(self) -> int:
        rows = self._board.rows("SELECT cable_id FROM alert_mark")
        return int(rows[0][0]) if rows else 0

    def _keep(self, batch: _Batch, found: Iterable[Found]) -> None:
        now = self._now.isoformat(timespec="seconds")
        for each in found:
            watching = each.watching
            subscription_id = watching.subscription.subscription_id
            pointer, key = batch.pointer(each)
            row = (subscription_id, key, *pointer, each.rule, watching.of.seen_under, now)
            if self._board.connection.execute(ADD_ALERT, row).rowcount:
                self._matched.fired[subscription_id] += 1


@dataclass(frozen=True, slots=True)
class Found:
    """That a subscription fires for a form, by its place, and why."""

    watching: Watching
    place: int
    rule: str


class _Batch:
    """Some cables in the forms in which the classes see them."""

    def __init__(self, whole: Archive, watch: Watch, policy: Policy, today: dt.date) -> None:
        self._whole = whole
        self._watch = watch
        self._policy = policy
        self._today = today
        self._index = SmallIndex()
        self._forms: list[Form] = []
        self._places: dict[tuple[int, str], int] = {}
        self._older: dict[int, list[int]] = {}
        self._records: dict[tuple[int, str], Record | None] = {}
        self._numbers: list[tuple[int, Watching, str]] = []
        self.last = 0
        self.looked_at = 0

    def add_filed_after(self, mark: int) -> None:
        """Add the next cables behind one, with older copies of them."""
        self.last = mark
        classes = tuple(self._watch.classes.values())
        for cable_id, source, record in self._whole.copies_after(mark, AT_ONCE):
            self.last = cable_id
            self.looked_at += 1
            self._add(cable_id, source, record, classes, is_new=True)
        for new, old in self._whole.rows(OLDER, (mark, self.last)):
            self._older.setdefault(new, []).append(old)
        for new, olds in self._older.items():
            self._older[new] = olds[-COMPARED:]
            for old in self._older[new]:
                if old <= mark and not any((old, each.name) in self._places for each in classes):
                    source, record = self._whole_record(old)
                    self._add(old, source, record, classes, is_new=False)
        self._index.close()

    def _add(
        self,
        cable_id: int,
        source: str,
        record: Record,
        classes: Iterable[ReaderClass],
        *,
        is_new: bool,
    ) -> None:
        record["source"] = source
        seen, _ = forms(record, classes, self._policy, self._today)
        for each in seen:
            place = self._index.add(each.record)
            self._forms.append(Form(cable_id, frozenset(each.classes), is_new))
            for name in each.classes:
                self._places[cable_id, name] = place
            for fired in self._watch.numbers.fired(each.record):
                watching = self._watch.by_id[fired.watched.subscription_id]
                if watching.of.name in each.classes:
                    self._numbers.append((place, watching, fired.rule))

    def _whole_record(self, cable_id: int) -> tuple[str, Record]:
        ((_, source, record),) = self._whole.copies_after(cable_id - 1, 1)
        return source, record

    def found(self) -> Iterator[Found]:
        """Yield what fires, once for each message and subscription."""
        for query, by_class in self._watch.by_query.items():
            parsed = self._watch.parsed[query]
            if asks_archive(parsed.root):
                for name, watching in by_class.items():
                    of, seen = self._watch.classes[name], self._seen_in(name)
                    around = Around(self._whole, of, self._policy, seen)
                    hits = frozenset(self._index.matching(parsed, around))
                    yield from self._of_hits(hits, {name: watching})
            else:
                yield from self._of_hits(frozenset(self._index.matching(parsed)), by_class)
        yield from self._of_numbers()

    def _of_hits(
        self, hits: frozenset[int], by_class: dict[str, list[Watching]]
    ) -> Iterator[Found]:
        for place in sorted(hits):
            form = self._forms[place]
            if not form.is_new:
                continue
            for name in form.classes & by_class.keys():
                if self._is_known(form.cable_id, name, hits):
                    continue
                for watching in by_class[name]:
                    if form.cable_id > watching.subscription.after_id:
                        yield Found(watching, place, "")

    def _of_numbers(self) -> Iterator[Found]:
        by_subscription: dict[str, dict[int, Found]] = defaultdict(dict)
        for place, watching, rule in self._numbers:
            fired = by_subscription[watching.subscription.subscription_id]
            fired.setdefault(place, Found(watching, place, rule))
        for each in by_subscription.values():
            hits = frozenset(each)
            for place, found in each.items():
                form, watching = self._forms[place], found.watching
                if (
                    form.is_new
                    and form.cable_id > watching.subscription.after_id
                    and not self._is_known(form.cable_id, watching.of.name, hits)
                ):
                    yield found

    def _is_known(self, cable_id: int, name: str, hits: frozenset[int]) -> bool:
        """Tell whether an older copy of the message fires as well, as a class sees both."""
        for old in self._older.get(cable_id, ()):
            place = self._places.get((old, name))
            if place is not None and place in hits:
                ours, theirs = self._record(cable_id, name), self._record(old, name)
                if ours is not None and theirs is not None and is_same_message(theirs, ours):
                    return True
        return False

    def _record(self, cable_id: int, name: str) -> Record | None:
        """Return a cable as a class sees it; the few that are wanted are read again."""
        key = (cable_id, name)
        if key not in self._records:
            source, record = self._whole_record(cable_id)
            record["source"] = source
            seen, _ = forms(record, (self._watch.classes[name],), self._policy, self._today)
            self._records[key] = seen[0].record if seen else None
        return self._records[key]

    def _seen_in(self, name: str) -> dict[int, Record]:
        """Return the forms that a class sees, by place."""
        return {
            place: record
            for place, form in enumerate(self._forms)
            if name in form.classes and (record := self._record(form.cable_id, name)) is not None
        }

    def pointer(self, found: Found) -> tuple[tuple[Any, ...], bytes]:
        """Return what an alert points to, and what is the same if the message is filed anew."""
        form = self._forms[found.place]
        record = self._record(form.cable_id, found.watching.of.name)
        if record is None:
            msg = "a form that fired is not there"
            raise RuntimeError(msg)
        title = (record["subject"] or "").encode("utf-8", "replace").decode()
        day = record["date"] or (record["dtg"] or "")[:10] or None
        sha256, position = "", 0
        if record["mrn"] is None:
            if found.watching.reader.sees_all:
                sha256, position = self._witness(form.cable_id)
            else:
                sha256 = digest_of(record)
        said = "\n".join((record["mrn"] or f"{sha256} {position}", day or "", title))
        key = hashlib.sha256(said.encode()).digest()[:16]
        return (record["mrn"], sha256, position, day, title), key

    def _witness(self, cable_id: int) -> tuple[str, int]:
        query = (
            "SELECT lower(hex(witness.sha256)), cable.position FROM cable"
            " JOIN witness ON witness.id = cable.witness_id WHERE cable.id = ?"
        )
        sha256, position = self._whole.rows(query, (cable_id,))[0]
        return sha256, position
