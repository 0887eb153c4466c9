"""A second record store, in memory: what another database must answer, as plainly as can be.

It has no copies of one message: each input is a message of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from cablegram.access import us_policy, visible
from cablegram.archive import CitedNumber, HeldNumber, IngestReport
from cablegram.archive.around import Around
from cablegram.archive.listed import Citation, Summary, citation_of, summary_of
from cablegram.archive.report import Tally
from cablegram.archive.rows import CableRows, Item, cable_rows
from cablegram.archive.sameness import Differences, differences
from cablegram.archive.view import read_seen
from cablegram.model import MRN, Cable
from cablegram.search import Hit, Results, parse_query
from cablegram.search.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.archive.interface import AliasRow, CableRow, EdgeRow
    from cablegram.archive.packing import Decode
    from cablegram.archive.rows import ReadBytes


@dataclass
class Held:
    """What is kept of one input."""

    cable: Cable
    rows: CableRows
    raw: bytes
    summary: Summary
    citations: tuple[Citation, ...]

    @property
    def numbers(self) -> tuple[MRN, ...]:
        return (*((self.cable.mrn,) if self.cable.mrn else ()), *self.cable.aliases)


@dataclass(eq=False)
class InMemory:
    """The cables by identifier; `folder` is where the index lies."""

    folder: Path
    identity: str = "memory"
    held: dict[int, Held] = field(default_factory=dict)

    def ingest(
        self,
        items: Iterable[Item],
        read_bytes: ReadBytes,
        *,
        workers: int = 1,
        wait: bool = False,
        progress: Callable[[IngestReport], None] | None = None,
    ) -> IngestReport:
        del workers, wait, progress
        tally = Tally()
        for item in items:
            tally.look_at(len(item.data))
            for cable in read_bytes(item.source, item.data):
                self._file(item, cable)
                tally.new_cables += 1
            tally.new_witnesses += 1
        return tally.report(0.0)

    def _file(self, item: Item, cable: Cable) -> None:
        number = len(self.held) + 1
        rows = cable_rows(cable, 0)
        row = rows.cable
        listed = (*row[5:10], *row[12:17], row[1], row[3])
        citations = tuple(
            citation_of((number, *each[1:9], each[11], each[10], *each[12:15], None, each[15]))
            for each in rows.references
        )
        self.held[number] = Held(
            cable, rows, item.data, summary_of((number, *listed, item.source)), citations
        )

    def seen_by(
        self,
        reader: Reader,
        *,
        policy: Policy | None = None,
        today: date | None = None,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> InMemory:
        del workers, progress
        seen = InMemory(self.folder / "seen", identity="seen")
        for each in self.held.values():
            record = visible(each.cable.to_dict(), reader, policy or us_policy(), today)
            if record is not None:
                data = msgspec.json.encode({**record, "source": None})
                seen._file(Item(source=each.summary.source, data=data), *read_seen("", data))
        return seen

    def highest_id(self) -> int:
        return len(self.held)

    def last_id(self) -> int:
        return len(self.held)

    def last_change(self) -> int:
        return 0

    def followed(self) -> int:
        return 0

    def records_after(
        self, cable_id: int, *, decode: Decode | None = None
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        del decode
        for number in range(cable_id + 1, len(self.held) + 1):
            yield number, self.record(number)

    def changes_after(self, sequence: int) -> Iterator[tuple[int, int, dict[str, Any] | None]]:
        del sequence
        return iter(())

    def leading_ids(self) -> set[int]:
        return set(self.held)

    def copied_ids(self) -> tuple[int, ...]:
        return ()

    def record(self, cable_id: int) -> dict[str, Any]:
        return self.cable(cable_id).to_dict()

    def cable(self, cable_id: int) -> Cable:
        return self.held[cable_id].cable

    def raw(self, cable_id: int) -> bytes:
        return self.held[cable_id].raw

    def witnesses(self, cable_id: int) -> tuple[Summary, ...]:
        return (self.held[cable_id].summary,)

    def differences(self, first_id: int, other_id: int) -> Differences:
        return differences(self.record(first_id), self.record(other_id))

    def find(self, mrn: MRN) -> tuple[Summary, ...]:
        return tuple(
            each.summary
            for each in self.held.values()
            if any(_is_that(number, mrn) for number in each.numbers)
        )

    def holding(self, mrns: Sequence[MRN]) -> dict[MRN, tuple[Summary, ...]]:
        return {mrn: found for mrn in mrns if mrn.year is not None and (found := self.find(mrn))}

    def summaries(self, cable_ids: Sequence[int]) -> dict[int, Summary]:
        return {number: self.held[number].summary for number in cable_ids if number in self.held}

    def tags_of(self, cable_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        codes = {n: tuple(tag.code for tag in self.cable(n).tags or ()) for n in cable_ids}
        return {number: each for number, each in codes.items() if each}

    def other_numbers(self, cable_ids: Sequence[int]) -> dict[int, tuple[MRN, ...]]:
        return {n: self.cable(n).aliases for n in cable_ids if self.cable(n).aliases}

    def references(self, cable_id: int) -> tuple[Citation, ...]:
        return self.held[cable_id].citations

    def citations_in(self, cable_ids: Sequence[int]) -> dict[int, tuple[Citation, ...]]:
        return {n: self.references(n) for n in sorted(cable_ids) if self.references(n)}

    def _citations(self) -> Iterator[Citation]:
        """Yield all, oldest cable first."""
        by_day = sorted(self.held, key=lambda n: (self.held[n].summary.date or date.min, n))
        for number in by_day:
            yield from self.references(number)

    def cited_by(self, mrn: MRN, *, limit: int | None = None) -> tuple[Citation, ...]:
        found = [each for each in self._citations() if each.mrn and _is_that(each.mrn, mrn)]
        return tuple(found[:limit])

    def count_citing(self, mrns: Sequence[MRN]) -> int:
        return len({each.citing_id for mrn in mrns for each in self.cited_by(mrn)})

    def numbers_around(self, mrn: MRN, *, reach: int = 3) -> Around:
        held = {
            each.summary.mrn.number: each.summary
            for each in reversed(self.held.values())
            if each.summary.mrn and replace(each.summary.mrn, number=mrn.number) == mrn
        }
        within = range(mrn.number - reach, mrn.number + reach + 1)
        ids = sorted((number, each.date) for number, each in held.items())
        return Around(
            held={number: held[number] for number in within if number in held},
            cited={
                number: count
                for number in within
                if number > 0 and (count := self.count_citing([replace(mrn, number=number)]))
            },
            before=max((each for each in ids if each[0] < mrn.number), default=None),
            after=min((each for each in ids if each[0] > mrn.number), default=None),
        )

    def citations_of(
        self, mrns: Sequence[MRN], *, limit: int | None = None
    ) -> dict[MRN, tuple[Citation, ...]]:
        made = {}
        for mrn in mrns:
            found = self.cited_by(mrn)
            first = sorted(found, key=lambda each: each.citing_id)[:limit]
            if first:
                made[mrn] = tuple(each for each in found if each in first)
        return made

    def citations_of_nodes(self, nodes: Sequence[str]) -> dict[str, tuple[Citation, ...]]:
        found = defaultdict(list)
        for each in self._citations():
            if each.node in nodes:
                found[each.node or ""].append(each)
        return {node: tuple(each) for node, each in found.items()}

    def _cited(self) -> dict[MRN, list[Citation]]:
        found = defaultdict(list)
        for each in self._citations():
            if each.mrn is not None:
                found[each.mrn].append(each)
        return found

    def most_cited(self, limit: int) -> tuple[tuple[MRN, int], ...]:
        counts = {
            mrn: len({each.citing_id for each in found})
            for mrn, found in self._cited().items()
            if any(held.cable.mrn == mrn for held in self.held.values())
        }
        return tuple(sorted(counts.items(), key=lambda each: (-each[1], _key(each[0]))))[:limit]

    def numbers_held(
        self, station: str, years: Iterable[int], *, airgram: bool = False
    ) -> tuple[HeldNumber, ...]:
        wanted = list(years)
        found = [
            HeldNumber(mrn=mrn, date=each.summary.date, cable_id=number)
            for number, each in self.held.items()
            for mrn in each.numbers
            if (mrn.station, mrn.airgram) == (station, airgram) and mrn.year in wanted
        ]
        return tuple(sorted(found, key=lambda each: (_key(each.mrn), each.cable_id)))

    def numbers_near(
        self,
        station: str,
        number: int,
        start: date,
        end: date,
        *,
        airgram: bool = False,
        count: int = 25,
    ) -> tuple[HeldNumber, ...]:
        years = range(start.year, end.year + 1)
        held = sorted(
            (
                each
                for each in self.numbers_held(station, years, airgram=airgram)
                if each.date is not None and start <= each.date <= end
            ),
            key=lambda each: (each.mrn.number, each.mrn.year or 0, each.cable_id),
        )
        below = [each for each in held if each.mrn.number < number][-count:]
        return (*below, *[each for each in held if each.mrn.number >= number][:count])

    def numbers_cited(
        self, station: str, year: int, *, airgram: bool = False
    ) -> tuple[CitedNumber, ...]:
        found = [
            self._number(mrn, each)
            for mrn, each in self._cited().items()
            if (mrn.station, mrn.year, mrn.airgram) == (station, year, airgram)
        ]
        return tuple(sorted(found, key=lambda each: _key(each.mrn)))

    def _number(self, mrn: MRN, citations: list[Citation]) -> CitedNumber:
        days = [self.held[each.citing_id].summary.date for each in citations]
        return CitedNumber(
            mrn=mrn,
            cited_by=len({each.citing_id for each in citations}),
            year_confidence=max(each.year_confidence or 0.0 for each in citations),
            first_cited=min(day for day in days if day is not None),
        )

    def numbers_missing(
        self, *, station: str | None = None, year: int | None = None, limit: int | None = None
    ) -> tuple[CitedNumber, ...]:
        found = [
            self._number(mrn, each)
            for mrn, each in self._cited().items()
            if station in (None, mrn.station) and year in (None, mrn.year) and not self.find(mrn)
        ]
        return tuple(sorted(found, key=lambda each: (-each.cited_by, _key(each.mrn))))[:limit]

    def citing_missing(self) -> list[int]:
        missing = {each.mrn for each in self.numbers_missing()}
        return [n for n in self.held if any(each.mrn in missing for each in self.references(n))]

    def cable_rows(self) -> Iterator[CableRow]:
        for number, each in self.held.items():
            year, station, serial, airgram = each.rows.number
            day = each.summary.date
            text = None if day is None else day.isoformat()
            yield number, station, airgram, year, serial, text, number

    def alias_rows(self) -> Iterator[AliasRow]:
        for number, each in self.held.items():
            for mrn in each.cable.aliases:
                if mrn.year is not None:
                    yield number, mrn.station, int(mrn.airgram), mrn.year, mrn.number

    def edge_rows(self) -> Iterator[EdgeRow]:
        for number, each in self.held.items():
            for row in each.rows.references:
                _, label, kind, year, station, serial, airgram, _, sure, *_, source, _, _, node = (
                    row
                )
                found: Any = (number, station, airgram, year, serial, kind, label, sure)
                yield (*found, source, node)

    # What `Archive` has besides: the index, and searching with it.

    def search(self, query: str, *, limit: int = 20, with_snippets: bool = False) -> Results:
        del with_snippets
        index = Index(self)
        index.catch_up()
        total, found = index.finder.find(parse_query(query), limit=limit)
        hits = (Hit(cable=self.held[number].summary, score=score) for number, score in found)
        return Results(query=query, total=total, hits=tuple(hits))


def _is_that(number: MRN, wanted: MRN) -> bool:
    if wanted.year is None:
        number = MRN(None, number.station, number.number, number.airgram)
    return number == wanted


def _key(mrn: MRN) -> tuple[int, str, bool, int]:
    return mrn.year or 0, mrn.station, mrn.airgram, mrn.number
