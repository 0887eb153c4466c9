"""Cables whose texts are the same or nearly so. Needs the extra `graph`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cablegram.follow.signatures import Signatures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.archive import Summary
    from cablegram.archive.interface import RecordStore

SHINGLE_WORDS: Final = 5
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
    store: RecordStore,
    *,
    likeness: float = DEFAULT_LIKENESS,
    progress: Callable[[int], None] | None = None,
) -> tuple[Alike, ...]:
    """Return groups of cables with the same or nearly the same text, the largest first.

    Candidates come from MinHash (`rensa`); each pair is then compared for what it is, so that no
    group stands on an estimate. Two texts as alike as is asked for are missed once in two thousand
    times. Reads every text once, and those of candidates again; keeps half a KB for each cable.

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
    signatures = Signatures()
    ids = []
    for count, (cable_id, record) in enumerate(store.records_after(0), 1):
        if progress is not None:
            progress(count)
        found = shingles(record)
        if found:
            signatures.add(found)
            ids.append(cable_id)
    groups = _Groups(store, ids, likeness, signatures.groups())
    signatures.join_alike(likeness, groups.join, groups.of)
    made = [_alike(store, members, least) for members, least in groups.found()]
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

    def __init__(self, store: RecordStore) -> None:
        self._store = store
        self.shingles = lru_cache(maxsize=_KEPT_TEXTS)(self._read)

    def _read(self, cable_id: int) -> frozenset[str]:
        return shingles(self._store.record(cable_id))


class _Groups:
    """What hangs together by pairs that were compared, with the least likeness of them."""

    def __init__(self, store: RecordStore, ids: list[int], likeness: float, of: Any) -> None:  # noqa: ANN401 (an array)
        self.of = of
        self._ids = ids
        self._likeness = likeness
        self._texts = _Texts(store)
        self._members: dict[int, list[int]] = {}
        self._least: dict[int, float] = {}
        self._refused: set[tuple[int, int]] = set()

    def join(self, one: int, other: int) -> bool:
        """Compare two texts for what they are, and put them into one group if they are alike."""
        if (one, other) in self._refused:
            return False
        alike = jaccard(
            self._texts.shingles(self._ids[one]), self._texts.shingles(self._ids[other])
        )
        if alike < self._likeness:
            self._refused.add((one, other))
            return False
        first, second = int(self.of[one]), int(self.of[other])
        larger, smaller = (
            (first, second) if self._size(first) >= self._size(second) else (second, first)
        )
        moved = self._members.pop(smaller, [smaller])
        self.of[moved] = larger
        self._members.setdefault(larger, [larger]).extend(moved)
        self._least[larger] = min(
            alike, self._least.get(larger, 1.0), self._least.pop(smaller, 1.0)
        )
        return True

    def _size(self, group: int) -> int:
        return len(self._members.get(group, (group,)))

    def found(self) -> Iterator[tuple[list[int], float]]:
        """Yield the identifiers of each group, with its least likeness."""
        for group, members in self._members.items():
            yield [self._ids[each] for each in members], self._least[group]


def _alike(store: RecordStore, ids: list[int], likeness: float) -> Alike:
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
