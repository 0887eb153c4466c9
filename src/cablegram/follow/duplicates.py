"""Cables whose texts are the same or nearly so. Needs the extra `graph`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cablegram.archive import Store, Summary

#: Words of a shingle; hashes and bands of MinHash: 0.7 alike is found with a chance of 0.9998.
SHINGLE_WORDS: Final = 5
HASHES: Final = 128
BANDS: Final = 32
SEED: Final = 1
#: Shorter texts (a correction of one line, a withdrawn one) are alike for no reason.
LEAST_WORDS: Final = 20
DEFAULT_LIKENESS: Final = 0.8
RETRANSMISSION_DAYS: Final = 31
_KEPT_TEXTS: Final = 4096
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Cables whose texts are alike, oldest first.

    Attributes:
        kind: `retransmission` (one station, within a month: sent again, corrected, sent to further
            posts) or `similar`. Copies of one message are one cable, and no group.
        cables: What is held of them, two at least.
        likeness: Of the two that are least alike among those that tie the group, 0 to 1: the share
            of runs of five words that both have.
    """

    kind: str
    cables: tuple[Summary, ...]
    likeness: float


def duplicates(
    store: Store,
    *,
    likeness: float = DEFAULT_LIKENESS,
    progress: Callable[[int], None] | None = None,
) -> tuple[Alike, ...]:
    """Return groups of cables with the same or nearly the same text, the largest first.

    Candidates come from MinHash (`rensa`); each pair is then compared for what it is, so that no
    group stands on an estimate. Reads every text once, and those of candidates again; keeps about
    half a KB for each cable.

    Args:
        store: The archive.
        likeness: How much two texts share at least, above 0.5 to 1.
        progress: Called now and then with the number of cables read.

    Raises:
        MissingExtra: If rensa is not installed.
        ValueError: If the likeness is out of range.
    """
    if not 0.5 < likeness <= 1:
        raise ValueError(f"a likeness is above 0.5 and at most 1, not {likeness}")
    rensa = _library()
    index = rensa.RMinHashLSH(threshold=likeness, num_perm=HASHES, num_bands=BANDS)
    texts = _Texts(store)
    groups = _Groups()
    for count, (cable_id, record) in enumerate(store.records_after(0), 1):
        if progress is not None:
            progress(count)
        found = shingles(record)
        if not found:
            continue
        signature = rensa.RMinHash(num_perm=HASHES, seed=SEED)
        signature.update(list(found))
        for other in index.query(signature):
            alike = jaccard(found, texts.shingles(other))
            if alike >= likeness:
                groups.join(other, cable_id, alike)
        index.insert(cable_id, signature)
    made = [_alike(store, ids, least) for ids, least in groups.groups()]
    return tuple(sorted(made, key=lambda each: (-len(each.cables), each.cables[0].cable_id)))


def shingles(record: dict[str, Any]) -> frozenset[str]:
    """Return the runs of five words of a cable's paragraphs; none if the text is too short."""
    words = _WORD.findall(" ".join(each["text"] for each in record["paragraphs"]).upper())
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(
        " ".join(words[place : place + SHINGLE_WORDS])
        for place in range(len(words) - SHINGLE_WORDS + 1)
    )


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share that two sets have in common, 0 to 1."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


class _Texts:
    """Shingles of cables seen before, a few thousand kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.shingles = lru_cache(maxsize=_KEPT_TEXTS)(self._read)

    def _read(self, cable_id: int) -> frozenset[str]:
        return shingles(self._store.record(cable_id))


class _Groups:
    """What hangs together by pairs, with the least likeness of them."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._least: dict[int, float] = {}

    def join(self, one: int, other: int, likeness: float) -> None:
        first, second = self._root(one), self._root(other)
        least = min(likeness, self._least.get(first, 1.0), self._least.get(second, 1.0))
        self._parent[second] = first
        self._least[first] = least

    def _root(self, cable_id: int) -> int:
        parent = self._parent.setdefault(cable_id, cable_id)
        while parent != cable_id:
            self._parent[cable_id] = self._parent[parent]
            cable_id, parent = parent, self._parent[parent]
        return cable_id

    def groups(self) -> Iterable[tuple[list[int], float]]:
        members: dict[int, list[int]] = {}
        for cable_id in self._parent:
            members.setdefault(self._root(cable_id), []).append(cable_id)
        return ((ids, self._least[root]) for root, ids in members.items())


def _alike(store: Store, ids: list[int], likeness: float) -> Alike:
    cables = sorted(
        store.summaries(sorted(ids)).values(),
        key=lambda each: (each.date or date.max, each.cable_id),
    )
    return Alike(kind=_kind(cables), cables=tuple(cables), likeness=likeness)


def _kind(cables: list[Summary]) -> str:
    days = [each.date for each in cables if each.date is not None]
    stations = {each.mrn.station if each.mrn else None for each in cables}
    near = len(days) == len(cables) and (max(days) - min(days)).days <= RETRANSMISSION_DAYS
    return "retransmission" if near and len(stations) == 1 and None not in stations else "similar"


def _library() -> Any:  # noqa: ANN401 (a module)
    try:
        import rensa  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("graph", "the search for texts that are alike") from error
    return rensa
