"""Verbs that take something out of an archive, or change it, note so in its log, if it has one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cablegram.cli._people import user_of_the_system

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cablegram.audit import Action, Log

#: So many cables are one entry.
MOST_IN_ONE = 1000


class Noted:
    """The log of an archive for one run of a verb; of an archive without one, nothing."""

    def __init__(self, log: Log | None, verb: str) -> None:
        self._log = log
        self._verb = verb

    def note(self, action: Action, what: Sequence[str] = (), **about: Any) -> None:  # noqa: ANN401
        """Write an entry.

        Raises:
            AuditError: If it cannot be written; then what it tells of is not to be done.
        """
        if self._log is None:
            return
        who = f"cli:{user_of_the_system()}"
        self._log.note(action, who=who, what=what, verb=self._verb, **about)

    def digest(self, query: str) -> str | None:
        """Return what stands for a query in the log."""
        return f"digest:{self._log.digest(query)}" if query and self._log is not None else None

    def each(self, action: Action, records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield records of cables, and note them, many at once, the last when all are through."""
        names: list[str] = []
        for record in records:
            if record["mrn"]:
                names.append(record["mrn"])
            if len(names) == MOST_IN_ONE:
                self.note(action, names, is_part=True)
                names = []
            yield record
        if names:
            self.note(action, names, is_part=True)


@contextmanager
def noted(folder: Path, verb: str) -> Iterator[Noted]:
    """Open the log of an archive, if it has one, for a verb."""
    from cablegram.audit import Log, is_there

    if not is_there(folder):
        yield Noted(None, verb)
        return
    with Log.open(folder) as log:
        yield Noted(log, verb)


@contextmanager
def filing(folder: Path, verb: str) -> Iterator[dict[str, int]]:
    """Note what was filed by a verb that is stopped: the next one finds it held, and says less.

    Of a process that was killed nobody can note it.

    Yields:
        What was filed so far, to be kept up: it is noted in these words.
    """
    from cablegram.audit import Action

    filed: dict[str, int] = {}
    try:
        yield filed
    except BaseException:
        if filed:
            with noted(folder, verb) as log:
                log.note(Action.ADDED, (), outcome="stopped", **filed)
        raise
