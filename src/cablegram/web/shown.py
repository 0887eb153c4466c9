"""Which cables an answer is made of: noted where they leave the archive, for the log.

A page gets an archive that remembers, for the request at hand, each cable whose record or whose
line in a list was taken out of it. So the log names at least what was shown, whatever page it was.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cablegram.archive import Summary
    from cablegram.archive.around import Around
    from cablegram.archive.packing import Decode
    from cablegram.model import MRN

#: So many cables are one entry of the log.
MOST_IN_ONE: Final = 1000


class Shown:
    """The cables that were taken out of the archive for one answer, each once."""

    def __init__(self, full: Callable[[tuple[str, ...]], None]) -> None:
        """Begin with none.

        Args:
            full: Called with their names when there are as many as one entry takes.
        """
        self._names: dict[str, None] = {}
        self._full = full

    def add(self, number: object, cable_id: int) -> None:
        """Remember a cable by its number, or by the archive's own for one without."""
        self._names[str(number) if number else f"item:{cable_id}"] = None
        if len(self._names) >= MOST_IN_ONE:
            self._full(self.taken())

    def taken(self) -> tuple[str, ...]:
        """Return what was remembered, and begin anew."""
        names = tuple(self._names)
        self._names.clear()
        return names


SHOWN: ContextVar[Shown | None] = ContextVar("shown", default=None)


class WatchedArchive(Archive):
    """The archive that pages get."""

    def record(self, cable_id: int) -> dict[str, Any]:
        """Return the whole cable, and remember that it was shown."""
        record = super().record(cable_id)
        shown = SHOWN.get()
        if shown is not None:
            shown.add(record["mrn"], cable_id)
        return record

    def records_after(
        self, cable_id: int, *, decode: Decode | None = None
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield identifiers and records, and remember each."""
        shown = SHOWN.get()
        for found, record in super().records_after(cable_id, decode=decode):
            if shown is not None:
                shown.add(record["mrn"], found)
            yield found, record

    def witnesses(self, cable_id: int) -> tuple[Summary, ...]:
        """Return the copies of a message, and remember them."""
        return _remembered(super().witnesses(cable_id))

    def find(self, mrn: MRN) -> tuple[Summary, ...]:
        """Return the messages of a number, and remember them."""
        return _remembered(super().find(mrn))

    def holding(self, mrns: Sequence[MRN]) -> dict[MRN, tuple[Summary, ...]]:
        """Return what is held of numbers, and remember it."""
        found = super().holding(mrns)
        for each in found.values():
            _remembered(each)
        return found

    def summaries(self, cable_ids: Sequence[int]) -> dict[int, Summary]:
        """Return what lists show, and remember it."""
        found = super().summaries(cable_ids)
        _remembered(found.values())
        return found

    def numbers_around(self, mrn: MRN, *, reach: int = 3) -> Around:
        """Return the numbers around one, and remember those that are held."""
        found = super().numbers_around(mrn, reach=reach)
        _remembered(found.held.values())
        return found


def _remembered(found: Iterable[Summary]) -> tuple[Summary, ...]:
    cables = tuple(found)
    shown = SHOWN.get()
    if shown is not None:
        for each in cables:
            shown.add(each.mrn, each.cable_id)
    return cables
