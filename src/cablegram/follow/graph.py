"""The whole graph of references: who cites whom, what is cited and not held among it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cablegram.model import MRN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive.interface import RecordStore

UNKNOWN: Final = -1.0


@dataclass(slots=True)
class Graph:
    """Nodes and edges, by numbers from 0.

    A node is a number, whether cables bear it or only cite it; a cable without a number; or a
    letter, a call, a meeting that can be told from others. An edge leads from the citing one.

    Attributes:
        names: The number as text, `#` and the archive's identifier for a cable without one, or
            kind, day and people.
        kinds: `cable`, `airgram`, `letter`, `meeting` ... of each node.
        dates: Day of each node, ISO 8601; empty if it is not held or has none.
        held: 1 for each node that is held.
        sources: The citing node of each edge.
        targets: The cited node of each edge.
        labels: The letter of each edge; empty if it has none.
        confidences: How sure the year of the cited number is, 0 to 1; -1 if that is not known.
        places: `ref` if the edge stands in the REF line, `text` if the number is in the text.
        references: How many references there are, those to nothing that can be named among them.
        resolved: How many of the edges lead to what is held.
    """

    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    held: bytearray = field(default_factory=bytearray)
    sources: array[int] = field(default_factory=lambda: array("q"))
    targets: array[int] = field(default_factory=lambda: array("q"))
    labels: list[str] = field(default_factory=list)
    confidences: array[float] = field(default_factory=lambda: array("d"))
    places: list[str] = field(default_factory=list)
    references: int = 0
    resolved: int = 0

    @property
    def share_resolved(self) -> float:
        """Share of the edges to numbers that lead to what is held; 0 without any."""
        to_numbers = sum(1 for target in self.targets if self.kinds[target] in {"cable", "airgram"})
        return self.resolved / to_numbers if to_numbers else 0.0

    def edges(self) -> Iterator[tuple[int, int, str, float, str]]:
        """Yield citing node, cited node, letter, confidence of the year, place."""
        return zip(
            self.sources, self.targets, self.labels, self.confidences, self.places, strict=True
        )


def read_graph(store: RecordStore) -> Graph:
    """Read the graph of an archive, in one pass over its cables and one over its references."""
    return _Reading(store).graph


class _Reading:
    """One reading of a graph.

    A number is known by one integer: station, airgram, year and number side by side.
    """

    def __init__(self, store: RecordStore) -> None:
        self.graph = Graph()
        self._stations: dict[str, int] = {}
        self._nodes: dict[int | str, int] = {}
        self._of_cable: dict[int, int] = {}
        self._read_cables(store)
        self._read_references(store)

    def _key(self, station: str, airgram: int, year: int | None, number: int) -> int:
        place = self._stations.setdefault(station, len(self._stations))
        return ((place << 1 | airgram) << 12 | (year or 0)) << 24 | number

    def _add(self, key: int | str, name: str, kind: str, day: str, *, is_held: bool) -> int:
        graph = self.graph
        node = len(graph.names)
        self._nodes[key] = node
        graph.names.append(name)
        graph.kinds.append(kind)
        graph.dates.append(day)
        graph.held.append(is_held)
        return node

    def _read_cables(self, store: RecordStore) -> None:
        nodes = self._nodes
        for cable_id, station, airgram, year, number, day, lead_id in store.cable_rows():
            if cable_id != lead_id and station is None:
                continue
            if station is None or number is None:
                node = self._add(f"#{cable_id}", f"#{cable_id}", "cable", day or "", is_held=True)
            else:
                key = self._key(station, airgram, year, number)
                found = nodes.get(key)
                node = (
                    found
                    if found is not None
                    else self._number(
                        key, (station, airgram, year, number), day or "", is_held=True
                    )
                )
            if cable_id == lead_id:
                self._of_cable[cable_id] = node
        for cable_id, station, airgram, year, number in store.alias_rows():
            if cable_id in self._of_cable:
                key = self._key(station, airgram, year, number)
                nodes.setdefault(key, self._of_cable[cable_id])

    def _number(
        self, key: int, number: tuple[str, int, int | None, int], day: str, *, is_held: bool
    ) -> int:
        station, airgram, year, serial = number
        name = str(MRN(year, station, serial, bool(airgram)))
        kind = "airgram" if airgram else "cable"
        return self._add(key, name, kind, day, is_held=is_held)

    def _read_references(self, store: RecordStore) -> None:
        graph, nodes, of_cable, held = self.graph, self._nodes, self._of_cable, self.graph.held
        stations = self._stations
        count = resolved = 0
        for (
            cable_id,
            station,
            airgram,
            year,
            number,
            kind,
            label,
            sure,
            source,
            name,
        ) in store.edge_rows():
            citing = of_cable.get(cable_id)
            if citing is None:  # a copy; the best one says what the message cites
                continue
            count += 1
            if station is not None and number is not None:
                place = stations.get(station)
                if place is None:
                    place = stations[station] = len(stations)
                key = ((place << 1 | airgram) << 12 | (year or 0)) << 24 | number
                node = nodes.get(key)
                if node is None:
                    node = self._number(key, (station, airgram, year, number), "", is_held=False)
                elif held[node]:
                    resolved += 1
            elif name is not None:
                node = nodes.get(name)
                if node is None:
                    node = self._add(name, name, kind, "", is_held=False)
            else:
                continue
            graph.sources.append(citing)
            graph.targets.append(node)
            graph.labels.append(label or "")
            graph.confidences.append(UNKNOWN if sure is None else sure)
            graph.places.append(source)
        graph.references, graph.resolved = count, resolved
