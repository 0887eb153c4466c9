"""Some new cables in the forms in which the classes see them, and which subscriptions they fire."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.alerts.around import Around
from cablegram.alerts.forms import Seen, digest_of, forms
from cablegram.alerts.joining import joined
from cablegram.alerts.matching import SmallIndex
from cablegram.alerts.numbers import Numbers, Watched, named_in
from cablegram.alerts.values import Kind
from cablegram.alerts.watch import THREAD_DEPTH
from cablegram.archive.sameness import is_same_message
from cablegram.search.tree import asks_archive

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cablegram.access import Policy
    from cablegram.alerts.forms import ReaderClass, Sight
    from cablegram.alerts.numbers import Fired, Named
    from cablegram.alerts.watch import Watch, Watching
    from cablegram.search import Archive

    Record = dict[str, Any]

#: Of the cables of one number so many are compared with a new one.
COMPARED: Final = 200
OLDER: Final = """
SELECT new.id, old.id FROM cable AS new JOIN cable AS old
ON old.station = new.station AND old.number = new.number AND old.airgram = new.airgram
AND old.year = new.year AND old.id < new.id AND old.position >= 0
WHERE new.id > ? AND new.id <= ? AND new.position >= 0 ORDER BY new.id, old.id
"""
COPIES: Final = OLDER.replace("old.id < new.id", "old.id <> new.id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is remembered of a form while its batch is matched.

    Attributes:
        cable_id: Which cable.
        classes: Who sees it.
        is_new: Whether it is new to them.
        is_opened: Whether a day has opened it, or more of it.
        mrn: Its number.
        day: Its day.
        title: Its subject.
        digest: The hash that archives of classes have of it, if it has no number.
    """

    cable_id: int
    classes: frozenset[str]
    is_new: bool
    is_opened: bool
    mrn: str | None
    day: str | None
    title: str
    digest: str


@dataclass(frozen=True, slots=True)
class Found:
    """That a subscription fires for a form, by its place, and why."""

    watching: Watching
    place: int
    rule: str


class Batch:
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
        self._read: tuple[int, Record] | None = None
        self._named: dict[int, Named] = {}
        self._first: list[Watched] = []
        self._in_sections: list[int] = []
        self._in_thread: set[tuple[str, str]] = set(watch.in_threads)
        self._same: dict[tuple[int, int, str], bool] = {}
        self._pointers: dict[tuple[int, bool], tuple[tuple[Any, ...], bytes]] = {}
        self._numbers: list[tuple[int, Watching, str]] = []
        self.last = 0
        self.looked_at = 0
        #: Class, day and cable, of what a day will open.
        self.openings: list[tuple[str, str, int]] = []
        #: Subscription, number and distance, of what came into threads.
        self.grown: list[tuple[str, str, int]] = []

    def add_filed_after(self, mark: int, most: int) -> None:
        """Add the next cables behind one, so many at most, with older copies of them."""
        self.last = mark
        classes = tuple(self._watch.classes.values())
        for cable_id, source, record in self._whole.copies_after(mark, most):
            self.last = cable_id
            self.looked_at += 1
            record["source"] = source
            seen, openings = forms(record, classes, self._policy, self._today)
            self._add(cable_id, seen)
            if record["transmission"]["sections"]:
                self._in_sections.append(cable_id)
            self.openings += [(name, on.isoformat(), cable_id) for name, on in openings]
        for new, old in self._whole.rows(OLDER, (mark, self.last)):
            self._older.setdefault(new, []).append(old)
        self._older = {new: olds[-COMPARED:] for new, olds in self._older.items()}
        self._add_older(mark, classes)
        for cable_id in self._in_sections:
            self._add_joined(cable_id)
        self._index.close()

    def add_opened(self, to: Mapping[int, Sequence[tuple[str, Sight]]]) -> None:
        """Add cables as some classes see them now, and as they saw them and their copies before.

        Args:
            to: The classes by cable, each with how its readers saw when alerts were last matched.
        """
        for cable_id, known in to.items():
            copies = [each for _, each in self._whole.rows(COPIES, (cable_id - 1, cable_id))]
            copies = copies[-COMPARED:]
            for name, before in known:
                for each in (cable_id, *copies):
                    self._add_before(each, name, before)
                seen, openings = self._seen_by(cable_id, self._watch.classes[name])
                self._add(cable_id, seen, is_opened=True)
                self.openings += [(each, on.isoformat(), cable_id) for each, on in openings]
            before_it = [each for each in copies if each < cable_id]
            self._older[cable_id] = [-cable_id, *(-each for each in copies), *before_it]
        self._add_older(max(to, default=0), tuple(self._watch.classes.values()))
        self._index.close()

    def _add_before(self, cable_id: int, name: str, before: Sight) -> None:
        """Add a cable as a class saw it; its place is that of the number below 0."""
        if (-cable_id, name) not in self._places:
            was = replace(self._watch.classes[name], reader=before.reader)
            seen, _ = self._seen_by(cable_id, was, before)
            self._add(-cable_id, seen, is_new=False)

    def _seen_by(
        self, cable_id: int, of: ReaderClass, sight: Sight | None = None
    ) -> tuple[list[Seen], list[tuple[str, dt.date]]]:
        policy, day = (sight.policy, sight.day) if sight else (self._policy, self._today)
        return forms(self._whole_record(cable_id), (of,), policy, day)

    def _add_joined(self, cable_id: int) -> None:
        """Add what a section makes together with those that came before, for each class."""
        for name in self._watch.classes:
            new = self._record(cable_id, name)
            older = [self._record(old, name) for old in self._older.get(cable_id, ())]
            there = [each for each in older if each is not None]
            whole = joined(new, there) if new is not None and there else None
            if whole is not None:
                self._add(cable_id, [Seen(record=whole, classes=(name,))])

    def _add_older(self, mark: int, classes: Sequence[ReaderClass]) -> None:
        """Add the older copies that are not there yet."""
        added = {cable_id for cable_id, _ in self._places}
        for olds in self._older.values():
            for old in olds:
                if 0 < old <= mark and old not in added:
                    added.add(old)
                    seen, _ = forms(self._whole_record(old), classes, self._policy, self._today)
                    self._add(old, seen, is_new=False)

    def _add(
        self, cable_id: int, seen: Iterable[Seen], *, is_new: bool = True, is_opened: bool = False
    ) -> None:
        for each in seen:
            place = self._index.add(each.record)
            self._forms.append(_form(cable_id, each, is_new=is_new, is_opened=is_opened))
            for name in each.classes:
                self._places[cable_id, name] = place
            if self._watch.numbers:
                named = named_in(each.record)
                if self._watch.has_threads:
                    self._named[place] = named
                self._first += self._fire(place, named, self._watch.numbers)

    def _fire(self, place: int, named: Named, numbers: Numbers) -> list[Watched]:
        """Note which numbers a form fires; return what threads watch besides, therefore."""
        more: list[Watched] = []
        for fired in numbers.fired(named):
            watching = self._watch.by_id[fired.watched.subscription_id]
            form = self._forms[place]
            if watching.of.name not in form.classes:
                continue
            self._numbers.append((place, watching, fired.rule))
            if form.is_new and watching.subscription.kind is Kind.THREAD:
                more += self._growth(fired, named)
        return more

    def _growth(self, fired: Fired, named: Named) -> Iterator[Watched]:
        """Yield the numbers that a cable brings into a thread, with how far away they are."""
        cites = fired.rule.startswith("cites")
        distance = fired.watched.distance + int(cites)
        for mrn, away in (
            *((mrn, distance) for mrn in named.own),
            *((mrn, distance + 1) for mrn, _ in named.cited),
        ):
            key = (fired.watched.subscription_id, str(mrn))
            if away <= THREAD_DEPTH and key not in self._in_thread:
                self._in_thread.add(key)
                self.grown.append((*key, away))
                yield Watched(
                    subscription_id=key[0],
                    mrn=mrn,
                    cites=away < THREAD_DEPTH,
                    arrives=True,
                    distance=away,
                )

    def _whole_record(self, cable_id: int) -> Record:
        """Return a cable with its source; the one that was read last is not read again."""
        if self._read is None or self._read[0] != cable_id:
            ((_, source, record),) = self._whole.copies_after(cable_id - 1, 1)
            self._read = cable_id, {**record, "source": source}
        return self._read[1]

    def _follow_threads(self) -> None:
        """Let threads grow by what fired, and look whether that fires more."""
        more: list[Watched] = self._first
        while more:
            numbers = Numbers()
            for each in more:
                numbers.watch(each)
            more = [
                each
                for place, named in self._named.items()
                for each in self._fire(place, named, numbers)
            ]

    def found(self) -> Iterator[Found]:
        """Yield what fires, once for each message and subscription."""
        self._follow_threads()
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
                    if _is_after(form, watching):
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
                    and _is_after(form, watching)
                    and not self._is_known(form.cable_id, watching.of.name, hits)
                ):
                    yield found

    def _is_known(self, cable_id: int, name: str, hits: frozenset[int]) -> bool:
        """Tell whether an older copy of the message fires as well, as a class sees both."""
        return any(
            (place := self._places.get((old, name))) is not None
            and place in hits
            and self._is_same(cable_id, old, name)
            for old in self._older.get(cable_id, ())
        )

    def _is_same(self, cable_id: int, old: int, name: str) -> bool:
        if -old == cable_id:
            return True  # the cable itself, as it was seen before
        key = (cable_id, abs(old), name)
        if key not in self._same:
            ours, theirs = self._record(cable_id, name), self._record(abs(old), name)
            self._same[key] = (
                ours is not None and theirs is not None and is_same_message(theirs, ours)
            )
        return self._same[key]

    def _record(self, cable_id: int, name: str) -> Record | None:
        """Return a cable as a class sees it; the few that are wanted are read again."""
        key = (cable_id, name)
        if key not in self._records:
            seen, _ = self._seen_by(cable_id, self._watch.classes[name])
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
        form, sees_all = self._forms[found.place], found.watching.reader.sees_all
        known = self._pointers.get((found.place, sees_all))
        if known is None:
            sha256, position = form.digest, 0
            if form.mrn is None and sees_all:
                sha256, position = self._witness(form.cable_id)
            known = pointing(form.mrn, sha256, position, form.day, form.title)
            self._pointers[found.place, sees_all] = known
        return known

    def _witness(self, cable_id: int) -> tuple[str, int]:
        query = (
            "SELECT lower(hex(witness.sha256)), cable.position FROM cable"
            " JOIN witness ON witness.id = cable.witness_id WHERE cable.id = ?"
        )
        sha256, position = self._whole.rows(query, (cable_id,))[0]
        return sha256, position


def pointing(
    mrn: str | None, sha256: str, position: int, day: str | None, title: str
) -> tuple[tuple[Any, ...], bytes]:
    """Return the columns of a pointer, and what is the same if the message is filed anew."""
    if mrn is not None:
        sha256, position = "", 0
    said = "\n".join((mrn or f"{sha256} {position}", day or "", title))
    key = hashlib.sha256(said.encode()).digest()[:16]
    return (mrn, sha256, position, day, title), key


def _is_after(form: Form, watching: Watching) -> bool:
    """Tell whether a form is new to who began to follow when he did."""
    return form.is_opened or form.cable_id > watching.subscription.after_id


def _form(cable_id: int, seen: Seen, *, is_new: bool, is_opened: bool) -> Form:
    record = seen.record
    return Form(
        cable_id=cable_id,
        classes=frozenset(seen.classes),
        is_new=is_new,
        is_opened=is_opened,
        mrn=record["mrn"],
        day=record["date"] or (record["dtg"] or "")[:10] or None,
        title=(record["subject"] or "").encode("utf-8", "replace").decode(),
        digest=digest_of(record) if record["mrn"] is None else "",
    )
