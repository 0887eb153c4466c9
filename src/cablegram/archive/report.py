"""What an ingest did: how much was read, what was new, and what could not be read and why."""

from __future__ import annotations

from dataclasses import dataclass

REPORT_SCHEMA = "cablegram.ingest/1"
# A report stays readable and small; the archive's table `unread` has them all.
UNREAD_LISTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An input that could not be read."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """Figures of one ingest.

    Attributes:
        inputs: Files and members of archives that were looked at.
        size_bytes: Their bytes, after unpacking.
        new_witnesses: Inputs filed for the first time.
        new_cables: Cables in those.
        diagnostics: What was odd in those.
        variants: Of those, further copies of cables that were held or came before.
        conflicts: Of those, other messages under a number that was held or came before.
        years_corrected: References whose inferred year the numbers held now have changed.
        duplicates: Inputs whose bytes the archive had already.
        unread_total: Inputs that could not be read.
        unread: The first of those, in order, with the reason.
        seconds: How long it took.
    """

    inputs: int = 0
    size_bytes: int = 0
    new_witnesses: int = 0
    new_cables: int = 0
    diagnostics: int = 0
    variants: int = 0
    conflicts: int = 0
    duplicates: int = 0
    unread_total: int = 0
    years_corrected: int = 0
    unread: tuple[Unread, ...] = ()
    seconds: float = 0.0


class Tally:
    """Counts while an ingest runs; `report` gives the figures so far."""

    def __init__(self) -> None:
        self.inputs = 0
        self.size_bytes = 0
        self.new_witnesses = 0
        self.new_cables = 0
        self.diagnostics = 0
        self.variants = 0
        self.conflicts = 0
        self.duplicates = 0
        self.unread_total = 0
        self._unread: list[Unread] = []

    def look_at(self, size_bytes: int) -> None:
        """Count one input."""
        self.inputs += 1
        self.size_bytes += size_bytes

    def cannot_read(self, source: str, reason: str) -> None:
        """Count one input that could not be read."""
        self.unread_total += 1
        if len(self._unread) < UNREAD_LISTED:
            self._unread.append(Unread(source=source, reason=reason))

    def report(self, seconds: float) -> IngestReport:
        """Return the figures so far."""
        return IngestReport(
            inputs=self.inputs,
            size_bytes=self.size_bytes,
            new_witnesses=self.new_witnesses,
            new_cables=self.new_cables,
            diagnostics=self.diagnostics,
            variants=self.variants,
            conflicts=self.conflicts,
            duplicates=self.duplicates,
            unread_total=self.unread_total,
            unread=tuple(self._unread),
            seconds=seconds,
        )
