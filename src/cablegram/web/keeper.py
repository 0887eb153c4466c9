"""The keeper of the room: it brings up to date what is derived, for every class of readers in use.

That is the index, the counts, and the archive of each class. One class after the other, so that a
large archive is not read twice at once. A class that is not there yet is made by a thread beside
the keeper: those that are there are kept up meanwhile.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.access import InvalidReader, clearance_class
from cablegram.archive.class_folders import mark_of
from cablegram.archive.interface import state_of
from cablegram.archive.pruning import prune
from cablegram.archive.view import holds_on, view_folder
from cablegram.errors import ArchiveError
from cablegram.follow.numbering import keep_counted
from cablegram.search.index import IndexInUse
from cablegram.web.beside import Beside
from cablegram.web.held import Held, Preparing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.model import MRN
    from cablegram.search import Archive

    Cited = tuple[tuple[MRN, int], ...]

log = logging.getLogger(__name__)

MOST_CITED: Final = 8
#: While cables are filed, a twentieth of the time at most goes into counting.
COUNT_SHARE: Final = 20
#: So long the keeper may take to end; what it was writing is taken back.
LEAVE_SECONDS: Final = 5.0
#: Classes that are kept up at once, those asked for last; the next is brought up when it is asked.
MOST_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class _Shown:
    """The archive of a class as the keeper has left it: where, for which day, and which file."""

    folder: Path
    day: dt.date
    mark: tuple[int, int]


@dataclass(slots=True)
class _Counting:
    """What was counted last of a class, and when to count again."""

    state: tuple[object, ...] = ()
    again: float = 0.0
    most_cited: Cited = ()


class Keeper:
    """Two threads: one that keeps up the classes that there are, and one that makes the others."""

    def __init__(
        self,
        folder: Path,
        own: Reader,
        readers: Callable[[], Iterable[Reader]],
        *,
        policy: Callable[[], Policy],
        today: Callable[[], dt.date],
        seconds: float,
        has_others: bool = False,
    ) -> None:
        """Remember what to keep; nothing is opened yet.

        Args:
            folder: The whole archive.
            own: The reader of a room that has one alone: his class the keeper makes itself.
            readers: Gives those whose classes are kept though nobody has asked for them yet.
            policy: Gives what it is decided by, as it is now.
            today: Gives the day of the decision.
            seconds: How often it is looked whether something was filed.
            has_others: Whether processes beside the room do what takes long.
        """
        self._folder = folder
        self._own = own
        self._readers = readers
        self._policy_now = policy
        self._today = today
        self._seconds = seconds
        self._policy: Policy | None = None
        #: The classes in use with one reader of each, the one asked for last at the end.
        self._in_use: OrderedDict[str, Reader] = OrderedDict()
        self._lock = threading.Lock()
        self._shown: dict[str, _Shown] = {}
        self._counted: dict[str, _Counting] = {}
        self._to_make: queue.SimpleQueue[tuple[str, Reader] | None] = queue.SimpleQueue()
        self._being_made: set[str] = set()
        self._made: set[Path] = set()
        self._pruned_on: dt.date | None = None
        self._closing = threading.Event()
        self._wake = threading.Event()
        self._kept_up = threading.Event()
        self._running: list[threading.Thread] = []
        #: One for each thread, and what the first has brought up of each class.
        self._beside = (Beside(), Beside()) if has_others else None
        self._brought_up: dict[str, tuple[object, ...]] = {}

    def start(self) -> None:
        """Start the threads. A class in the making is no reason to stay: it goes on next time."""
        self._running = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._keep_up, "keeper"), (self._make, "maker"))
        ]
        for thread in self._running:
            thread.start()

    def close(self) -> None:
        """End the threads."""
        self._closing.set()
        self._wake.set()
        self._to_make.put(None)
        for process in self._beside or ():
            process.close()
        for thread in self._running:
            thread.join(LEAVE_SECONDS)

    def wait_until_kept_up(self, seconds: float) -> bool:
        """Wait until every class that is kept has been brought up once; tell whether it has."""
        return self._kept_up.wait(seconds)

    def folder_of(self, reader: Reader) -> Path:
        """Return the archive that pages for a reader are made from, and note that he asked.

        Raises:
            Preparing: If it is not there, or if what it has may be decided otherwise today.
            InvalidReader: If the policy has not the reader's level, or not one of his groups.
        """
        name = self._name_of(reader)
        self._note_use(name, reader)
        if reader.sees_all:
            return self._folder
        shown = self._shown.get(name)
        if shown is None or shown.mark != mark_of(shown.folder):
            raise Preparing
        today = self._today()
        if shown.day != today and not (shown.day < today and holds_on(shown.folder, today)):
            raise Preparing
        return shown.folder

    def most_cited(self, reader: Reader) -> Cited:
        """Return the cables cited most of those that a reader sees, as they were counted last."""
        try:
            counted = self._counted.get(self._name_of(reader))
        except (ArchiveError, InvalidReader):
            return ()
        return counted.most_cited if counted else ()

    def _name_of(self, reader: Reader) -> str:
        """Return the class of a reader by the policy that the keeper has read last."""
        if reader.sees_all:
            return "all"
        policy = self._policy
        if policy is None:
            policy = self._policy_now()
        return _class_of(reader, policy)

    def _note_use(self, name: str, reader: Reader) -> None:
        with self._lock:
            is_new = name not in self._in_use
            self._in_use[name] = reader
            self._in_use.move_to_end(name)
            while len(self._in_use) > MOST_KEPT:
                self._in_use.popitem(last=False)
        if is_new:
            self._wake.set()

    def _keep_up(self) -> None:
        """Bring up to date what is derived, now and again."""
        held = Held(most=1)
        while not self._closing.is_set():
            self._wake.clear()
            is_all = True
            try:
                is_all = self._round(held)
            except Exception as error:  # noqa: BLE001 (the outermost guard)
                # Another process may be writing; the room goes on with what there is.
                _tell(error)
            if is_all:
                self._kept_up.set()
            self._wake.wait(self._seconds)
        held.close()

    def _round(self, held: Held) -> bool:
        """Go through the classes once, those asked for last first; tell whether none is missing."""
        whole = held.archive(self._folder)
        self._read_policy()
        today = self._today()
        is_all = True
        for name, reader in self._classes(whole):
            if self._closing.is_set():
                return False
            try:
                is_done = self._is_done_beside(name, reader, whole, today)
                if not reader.sees_all:
                    is_all &= self._keep(name, reader, whole, today, is_done=is_done)
                elif not is_done:
                    add_to_index(whole)
                    self._count(name, whole)
            except Exception as error:  # noqa: BLE001 (others do not go without for this one)
                _tell(error)
        if self._pruned_on != today:  # those that are kept up have been used just now
            prune(whole)
            self._pruned_on = today
        return is_all

    def _is_done_beside(self, name: str, reader: Reader, whole: Archive, today: dt.date) -> bool:
        """Have the other process do what is to be done for a class; tell whether nothing is left.

        A class that is not there yet is left to the maker, who has a process of his own. Somebody
        alone, who files nothing, needs no other process.
        """
        is_first = name not in self._brought_up
        if self._beside is None or (reader.sees_all and is_first and not whole.index.behind):
            return False
        policy = self._policy or self._policy_now()
        folder = self._folder_for(reader, whole, policy, today)
        if not reader.sees_all and reader != self._own and folder not in self._made:
            return False
        state = (*state_of(whole), policy.digest, today)
        counting = self._counted.setdefault(name, _Counting())
        begun = time.monotonic()
        is_to_count = state != counting.state and begun >= counting.again
        if not is_to_count and self._brought_up.get(name) == (state, folder, mark_of(folder)):
            return True
        found = self._beside[0].bring_up(
            self._folder, reader, policy, today, most_cited=MOST_CITED if is_to_count else 0
        )
        folder = self._folder_for(reader, whole, policy, today)
        mark = mark_of(folder)
        if found is None or mark is None:
            return False
        if is_to_count:
            counting.most_cited, counting.state = found, state
            counting.again = begun + COUNT_SHARE * (time.monotonic() - begun)
        self._brought_up[name] = (state, folder, mark)
        return True

    def _folder_for(self, reader: Reader, whole: Archive, policy: Policy, today: dt.date) -> Path:
        if reader.sees_all:
            return self._folder
        return view_folder(whole, reader, policy, today)

    def _read_policy(self) -> None:
        """Read the policy again; one that says the same stays, by which much is remembered.

        One that cannot be read shuts the room to all who do not see all, until it is mended.
        """
        try:
            policy = self._policy_now()
        except ArchiveError as error:
            self._policy = None
            self._shown.clear()
            if not self._own.sees_all:
                raise
            log.warning("the keeper of the reading room: %s", error)
        else:
            if self._policy is None or self._policy.digest != policy.digest:
                self._policy = policy

    def _classes(self, whole: Archive) -> list[tuple[str, Reader]]:
        """Return the classes to be kept up, and forget what was known of others."""
        with self._lock:
            found = dict(reversed(self._in_use.items()))
        for reader in self._readers():
            try:
                found.setdefault(self._name_of(reader), reader)
            except (ArchiveError, InvalidReader) as error:
                log.warning("the keeper of the reading room: %s", error)
        kept = dict(list(found.items())[:MOST_KEPT])
        for name in self._shown.keys() - kept.keys():
            # What is brought up again after a long time may take as long as making it.
            self._made.discard(self._shown.pop(name).folder)
            whole.close_views()
        for name in self._counted.keys() - kept.keys():
            del self._counted[name]
        return list(kept.items())

    def _keep(
        self, name: str, reader: Reader, whole: Archive, today: dt.date, *, is_done: bool
    ) -> bool:
        """Bring up the archive of a class; one that is not there yet is handed to the maker."""
        policy = self._policy or self._policy_now()
        folder = view_folder(whole, reader, policy, today)
        shown = self._shown.get(name)
        if shown is not None and (shown.folder != folder or shown.mark != mark_of(folder)):
            # It was thrown away, or is of another day or policy. What takes its place is shown
            # when it is whole.
            del self._shown[name]
            self._made.discard(shown.folder)
            whole.close_views()
        if reader != self._own and folder not in self._made:
            if name not in self._being_made:
                self._being_made.add(name)
                self._to_make.put((name, reader))
            return False
        if not is_done:
            seen = whole.seen_by(reader, policy=policy, today=today)
            add_to_index(seen)
            self._count(name, seen)
            folder = seen.folder
        # Whoever has the file open keeps it, so that no other can have its mark.
        mark = mark_of(folder)
        if mark is None:
            self._shown.pop(name, None)
        else:
            self._shown[name] = _Shown(folder, today, mark)
        return True

    def _make(self) -> None:
        """Make one class after the other; the keeper takes over what is made."""
        while (wanted := self._to_make.get()) is not None and not self._closing.is_set():
            name, reader = wanted
            held = Held(most=1)
            try:
                policy = self._policy or self._policy_now()
                if self._beside is not None:
                    self._beside[1].bring_up(self._folder, reader, policy, self._today())
                whole = held.archive(self._folder)
                seen = whole.seen_by(reader, policy=policy, today=self._today())
                add_to_index(seen)
                self._made.add(seen.folder)
                self._being_made.discard(name)
            except Exception as error:  # noqa: BLE001 (the outermost guard)
                _tell(error)
            else:
                self._wake.set()
            finally:
                held.close()
                self._being_made.discard(name)

    def _count(self, name: str, seen: Archive) -> None:
        """Count what is cited most, and the rest, if anything was filed since the last time."""
        counting = self._counted.setdefault(name, _Counting())
        state = (seen.folder, *state_of(seen))
        begun = time.monotonic()
        if state != counting.state and begun >= counting.again:
            counting.most_cited, counting.state = seen.most_cited(MOST_CITED), state
            keep_counted(seen)
            counting.again = begun + COUNT_SHARE * (time.monotonic() - begun)


def _tell(error: Exception) -> None:
    """Say why something was not done. A thread that ended by it would leave the room as it is."""
    if isinstance(error, ArchiveError | InvalidReader | Preparing | OSError):
        log.warning("the keeper of the reading room: %s", error)
    else:
        log.error("the keeper of the reading room", exc_info=error)


@lru_cache(maxsize=1024)
def _class_of(reader: Reader, policy: Policy) -> str:
    return clearance_class(reader, policy)


def add_to_index(archive: Archive) -> None:
    """Index what was filed, unless another process does so already."""
    with suppress(IndexInUse):
        archive.update_index(seconds=0.0)
