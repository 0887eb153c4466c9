"""What an engine must be able to do to be measured beside the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bench.peers.questions import Question

HITS = 20
FACET_VALUES = 20
Facets = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How many cables match, and counts by facet where these were asked for."""

    total: int
    facets: Mapping[str, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Bytes of the index, and of it with all that a list of hits is made of."""

    index: int
    whole: int


class Engine(Protocol):
    """An engine, filled once and then asked. `folder` is its own."""

    name: str
    kinds: frozenset[str]

    def load(self, documents: Path) -> None:
        """Fill it from the file of documents."""
        ...

    def open(self) -> None:
        """Make it ready to answer."""
        ...

    def size(self) -> Size:
        """Return how large it is; it has been opened."""
        ...

    def ask(self, question: Question) -> Answer:
        """Return the answer, after fetching number and subject of the first hits too."""
        ...

    def close(self) -> None:
        """End what `open` began."""
        ...


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
