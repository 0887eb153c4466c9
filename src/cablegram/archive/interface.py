"""What searching, following and the commands ask of a record store.

`Store` answers out of SQLite. Another database serves as well if it answers the same questions;
what it must bring beside this is told in docs/explanation/layers.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.archive.around import Around
    from cablegram.archive.listed import Citation, Summary
    from cablegram.archive.numbers import CitedNumber, HeldNumber
    from cablegram.archive.packing import Decode
    from cablegram.archive.report import IngestReport
    from cablegram.archive.rows import Item, ReadBytes
    from cablegram.archive.sameness import Differences
    from cablegram.model import MRN, Cable

    #: Identifier, station, whether an airgram, year, number, day, identifier of the best copy.
    CableRow = tuple[int, str | None, int, int | None, int | None, str | None, int]
    #: Identifier of the cable, station, whether an airgram, year, number.
    AliasRow = tuple[int, str, int, int, int]
    #: Identifier of the citing cable; station, airgram, year, number cited; kind, label,
    #: confidence of the year, `ref` or `text`, name of the letter or meeting.
    EdgeRow = tuple[
        int,
        str | None,
        int,
        int | None,
        int | None,
        str,
        str | None,
        float | None,
        str,
        str | None,
    ]

#: Identity, highest identifier, last change, and how far years are corrected.
State = tuple[str, int, int, int]


class RecordStore(Protocol):
    """The system of record: cables by identifier and by number, and who cites whom.

    Identifiers rise in the order of filing. Where several copies of one message are held, one leads
    and stands for the message. Rows come as they are read, in memory that does not grow.
    """

    @property
    def folder(self) -> Path:
        """The folder in which what is derived from the store lies, such as its index."""

    @property
    def identity(self) -> str:
        """The archive's random name, by which what is derived is known; to forget gives another."""

    # Filing, and what is filed since.

    def ingest(
        self,
        items: Iterable[Item],
        read_bytes: ReadBytes,
        *,
        workers: int = 1,
        wait: bool = False,
        progress: Callable[[IngestReport], None] | None = None,
    ) -> IngestReport:
        """Read inputs and file what is new; the same bytes again change nothing."""

    def seen_by(
        self,
        reader: Reader,
        *,
        policy: Policy | None = None,
        today: dt.date | None = None,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Self:
        """Return the archive as a reader sees it, brought up to date."""

    def highest_id(self) -> int:
        """Return the highest identifier of a leading cable, 0 if there is none."""

    def last_id(self) -> int:
        """Return the highest identifier of any cable, copies too, 0 if there is none."""

    def last_change(self) -> int:
        """Return the number of the last change of an older cable, 0 if there is none."""

    def followed(self) -> int:
        """Return the identifier of the last cable whose number helped to correct years."""

    def records_after(
        self, cable_id: int, *, decode: Decode | None = None
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield identifier and record of every leading cable behind one, by identifier.

        `decode` passes over what is not needed of packed records, where they are kept packed.
        """

    def changes_after(self, sequence: int) -> Iterator[tuple[int, int, dict[str, Any] | None]]:
        """Yield change, identifier, and the record, `None` if the cable does not lead now."""

    def leading_ids(self) -> set[int]:
        """Return the identifiers of all cables that lead."""

    def copied_ids(self) -> tuple[int, ...]:
        """Return the identifiers of those of which there are several copies, in order."""

    # One cable.

    def record(self, cable_id: int) -> dict[str, Any]:
        """Return the whole cable as the dict that `Cable.from_dict` takes."""

    def cable(self, cable_id: int) -> Cable:
        """Return a cable."""

    def raw(self, cable_id: int) -> bytes:
        """Return the bytes of the witness that the cable was read from, as they came."""

    def witnesses(self, cable_id: int) -> tuple[Summary, ...]:
        """Return all copies of the message that a cable is a copy of, best first."""

    def differences(self, first_id: int, other_id: int) -> Differences:
        """Return what differs between two cables."""

    # Cables by number, and lists of them.

    def find(self, mrn: MRN) -> tuple[Summary, ...]:
        """Return every message with a number; one without a year finds those of all years."""

    def holding(self, mrns: Sequence[MRN]) -> dict[MRN, tuple[Summary, ...]]:
        """Return the messages with each of some numbers."""

    def summaries(self, cable_ids: Sequence[int]) -> dict[int, Summary]:
        """Return the summaries of cables; one that is not held is left out."""

    def tags_of(self, cable_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the TAGS of cables; one that has none is left out."""

    def other_numbers(self, cable_ids: Sequence[int]) -> dict[int, tuple[MRN, ...]]:
        """Return the further numbers of cables."""

    # Who cites whom.

    def references(self, cable_id: int) -> tuple[Citation, ...]:
        """Return what a cable refers to, in its order."""

    def citations_in(self, cable_ids: Sequence[int]) -> dict[int, tuple[Citation, ...]]:
        """Return what each of some cables refers to."""

    def cited_by(self, mrn: MRN, *, limit: int | None = None) -> tuple[Citation, ...]:
        """Return the references of leading cables to a number, by the citing cable's date.

        With a limit only the first so many, of whatever cables.
        """

    def count_citing(self, mrns: Sequence[MRN]) -> int:
        """Return how many leading cables cite any of some numbers."""

    def citations_of(
        self, mrns: Sequence[MRN], *, limit: int | None = None
    ) -> dict[MRN, tuple[Citation, ...]]:
        """Return the references of leading cables to each of some numbers.

        With a limit only those of the cables that were filed first, so many for each number.
        """

    def citations_of_nodes(self, nodes: Sequence[str]) -> dict[str, tuple[Citation, ...]]:
        """Return the references of leading cables to letters, calls and meetings."""

    def most_cited(self, limit: int) -> tuple[tuple[MRN, int], ...]:
        """Return the held numbers that most cables cite, with how many do."""

    # The numbers of a station, and the whole graph.

    def numbers_held(
        self, station: str, years: Iterable[int], *, airgram: bool = False
    ) -> tuple[HeldNumber, ...]:
        """Return the numbers of a station that are held, by year and number."""

    def numbers_near(
        self,
        station: str,
        number: int,
        start: dt.date,
        end: dt.date,
        *,
        airgram: bool = False,
        count: int = 25,
    ) -> tuple[HeldNumber, ...]:
        """Return the held numbers of a station around one, of cables of some days, by number."""

    def numbers_cited(
        self, station: str, year: int, *, airgram: bool = False
    ) -> tuple[CitedNumber, ...]:
        """Return the numbers of a station and year that are cited, held or not."""

    def numbers_around(self, mrn: MRN, *, reach: int = 3) -> Around:
        """Return what is known of the numbers around one, of the same station and year."""

    def numbers_missing(
        self, *, station: str | None = None, year: int | None = None, limit: int | None = None
    ) -> tuple[CitedNumber, ...]:
        """Return the numbers that are cited and not held, the most cited first."""

    def citing_missing(self) -> list[int]:
        """Return the identifiers of the cables that cite a number which is not held, in order."""

    def cable_rows(self) -> Iterator[CableRow]:
        """Yield each cable and copy, by identifier."""

    def alias_rows(self) -> Iterator[AliasRow]:
        """Yield each further number of a cable, but those without a year."""

    def edge_rows(self) -> Iterator[EdgeRow]:
        """Yield each reference, those of copies too."""


def state_of(store: RecordStore) -> State:
    """Return what changes with all that is filed, corrected or forgotten."""
    return store.identity, store.highest_id(), store.last_change(), store.followed()
