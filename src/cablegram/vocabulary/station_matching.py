"""Stations out of names that are fused with other words or garbled.

Two repairs, in this order: words that the same line carries are taken off (`08SECTION02OF03TRIPOLI`
was once a number of TRIPOLI), and a misspelled name is taken for the only name near it. A repair
that leaves two stations gives none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.station_table import (
    POST_WORDS,
    all_stations,
    find_folded,
    fits_post_word,
    fold_station_name,
    owners,
    stations_in_city,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: No station is longer than 17 letters; a fused line may carry some words more.
_MAX_LENGTH: Final = 96
_MAX_WORDS: Final = 8
_SHORTEST_GUESS: Final = 4
_LONG_NAME: Final = 8

_FRONT: Final = re.compile(
    r"""
    SECTION\d{1,2}OF\d{1,3}
    | CORRECTEDCOPY | SUSPECTEDDUPLICATE | LIMITEDOFFICIALUSE | FOROFFICIALUSEONLY
    | UNCLASSIFIED | UNCLAS | CONFIDENTIAL | TOPSECRET | SECRET | SENSITIVE
    | EFTO | NOFORN | SIPDIS | STADIS | EXDIS | NODIS | LIMDIS | FOUO | SBU | LOU | ONLY
    | NIACT | IMMEDIATE | PRIORITY | ROUTINE | FLASH
    | FM | \d+
    """,
    re.VERBOSE,
)
_TAIL: Final = re.compile(
    r"""
    (?: SECTION\d{1,2}OF\d{1,3} | CORRECTEDCOPY | SUSPECTEDDUPLICATE\d* | EFTO | NOFORN | SIPDIS
      | (?:ZDK|ZFR|ZFF|ZFG|ZOV|ZUI|ZEL|ZDG|ZDS|ZFH|ZOJ)\d* | (?:WASHINGTONDC|WASHDC)
      | \d+
    ) $
    """,
    re.VERBOSE,
)
_DIGIT_LETTERS: Final = str.maketrans("0158", "OISB")


@dataclass(frozen=True, slots=True, kw_only=True)
class StationMatch:
    """What a written station name was taken for.

    Attributes:
        station: The station.
        how: `canonical`, `alias`, `sas_code`, `stripped` or `fuzzy`; the last repair that it took.
        removed: Words taken off, in the order of the text and as folded (`SECTION02OF03`).
    """

    station: str
    how: str
    removed: tuple[str, ...] = ()


def match_station(text: str, *, fuzzy: bool = True) -> StationMatch | None:
    """Return the one station that a name can mean, with what had to be done to see it.

    Args:
        text: A station as written or filed, without the year and the serial.
        fuzzy: Whether a misspelling may be mended: one slip, two in names of eight letters or
            more, and only when exactly one station is that near.

    >>> match_station("EFTOBAKU")
    StationMatch(station='BAKU', how='stripped', removed=('EFTO',))
    """
    return _match(text[: 2 * _MAX_LENGTH], fuzzy)


@lru_cache(maxsize=65536)
def _match(text: str, fuzzy: bool) -> StationMatch | None:  # noqa: FBT001 - cached, inner
    folded = fold_station_name(text)
    if not 1 < len(folded) <= _MAX_LENGTH:
        return None
    for rest, removed in _strippings(folded):
        found = find_folded(rest)
        if found is None:
            continue
        station, kind, word = found
        if kind not in {"canonical", "series"} and _comes_off(rest, station):
            continue  # the same words come off in the next round and are then reported
        taken = removed + _post_word(rest, station, kind, word)
        if taken:
            return StationMatch(station=station, how="stripped", removed=taken)
        return StationMatch(station=station, how=_how(kind))
    return _guess(folded) if fuzzy else None


def _comes_off(folded: str, station: str) -> bool:
    """Tell whether an alias is the station's name with a known word before it (NOFORNMOGADISHU)."""
    beginning = _FRONT.match(folded)
    if beginning is None:
        return False
    found = find_folded(folded[beginning.end() :])
    return found is not None and found[0] == station


def _how(kind: str) -> str:
    if kind in {"canonical", "series", "display_name"}:
        return "canonical"
    return "sas_code" if kind == "sas_code" else "alias"


def _post_word(folded: str, station: str, kind: str, word: str) -> tuple[str, ...]:
    """Return the word of the address that stood before the name, if any did."""
    if word:
        return (word,)
    if kind in {"pla", "pla_variant"}:
        for post_word in POST_WORDS:
            rest = find_folded(folded[len(post_word) :])
            if folded.startswith(post_word) and rest is not None and rest[0] == station:
                return (post_word,)
    return ()


def _strippings(folded: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name with ever more words taken off its ends; at most eight on each side.

    The front goes first, then for each front every tail: both lists are short, so the number of
    tries is bounded whatever the text.
    """
    front: tuple[str, ...] = ()
    for _ in range(_MAX_WORDS):
        rest = folded
        tail: tuple[str, ...] = ()
        for _ in range(_MAX_WORDS):
            yield rest, front + tail
            ending = _tail_word(rest)
            if not ending or len(ending) == len(rest):
                break
            rest, tail = rest[: -len(ending)], (ending, *tail)
        beginning = _FRONT.match(folded)
        if beginning is None or beginning.end() == len(folded):
            return
        front = (*front, beginning[0])
        folded = folded[beginning.end() :]


def _tail_word(folded: str) -> str:
    # The end of the text only: a search from every place would be quadratic.
    found = _TAIL.search(folded, max(0, len(folded) - 32))
    return found[0] if found else ""


def _guess(folded: str) -> StationMatch | None:
    for rest, removed in _strippings(folded):
        names = _nearest(rest) or _nearest(_letters(rest))
        if not names and rest.startswith(POST_WORDS):
            word = next(word for word in POST_WORDS if rest.startswith(word))
            names = tuple(
                name for name in _nearest(rest[len(word) :]) if fits_post_word(word, name)
            )
            if len(names) == 1:
                return StationMatch(station=names[0], how="fuzzy", removed=(*removed, word))
        if len(names) == 1:
            return StationMatch(station=names[0], how="fuzzy", removed=removed)
        if names:
            return None
    return None


def _letters(folded: str) -> str:
    return folded.translate(_DIGIT_LETTERS)


def _nearest(folded: str) -> tuple[str, ...]:
    """Return the stations whose name is nearest, within the slips that its length allows."""
    if not _SHORTEST_GUESS <= len(folded) <= 24 or folded.isdigit():
        return ()
    slips = 2 if len(folded) >= _LONG_NAME else 1
    best: dict[int, set[str]] = {1: set(), 2: set(), 0: set()}
    table = _neighbourhood()
    seen = set()
    for shape in _deletions(folded, slips):
        for name in table.get(shape, ()):
            if name not in seen:
                seen.add(name)
                distance = edit_distance(folded, name, limit=2)
                if distance <= (2 if min(len(name), len(folded)) >= _LONG_NAME else 1):
                    best[distance].update(_names()[name])
    for distance in (0, 1, 2):
        if best[distance]:
            return tuple(sorted(best[distance]))
    return ()


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Return what a guess may arrive at: own names, codes of 1973-79, addresses in Washington."""
    found = defaultdict(set)
    for name, station in all_stations().items():
        address = station.pla if station.country == "US" else ""
        for text in (name, station.display_name, station.sas_code, address):
            if len(text) >= _SHORTEST_GUESS:
                found[fold_station_name(text)].add(name)
    return {name: tuple(sorted(names)) for name, names in found.items()}


@cache
def _neighbourhood() -> Mapping[str, tuple[str, ...]]:
    """Return, for each form with letters left out, the names that it may have come from.

    Two texts one slip apart (a letter lost, added, changed or two swapped) share a form with at
    most one letter left out of each. So a look-up costs some dozen dictionary reads.
    """
    found = defaultdict(list)
    for name in _names():
        for shape in _deletions(name, 2 if len(name) >= _LONG_NAME else 1):
            found[shape].append(name)
    return {shape: tuple(names) for shape, names in found.items()}


def _deletions(text: str, depth: int) -> set[str]:
    shapes = {text}
    last = shapes
    for _ in range(depth):
        last = {shape[:at] + shape[at + 1 :] for shape in last for at in range(len(shape))}
        shapes = shapes | last
    return shapes


def edit_distance(left: str, right: str, *, limit: int) -> int:
    """Return letters lost, added, changed or swapped with a neighbour; `limit + 1` when more.

    >>> edit_distance("KAMPLAA", "KAMPALA", limit=2)
    1
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def candidates(text: str) -> tuple[str, ...]:
    """Return every station that a name can mean, in order of the name; empty when none.

    PORTO is a code of two posts; BRUSSELS is the embassy and, loosely, the missions there.
    """
    folded = fold_station_name(text[: 2 * _MAX_LENGTH])
    found = set(owners().get(folded, ()))
    if not found:
        sole = match_station(text)
        found = {sole.station} if sole else set(_nearest(folded))
    for name in tuple(found):
        if name in all_stations() and fold_station_name(all_stations()[name].city) == folded:
            found.update(stations_in_city(name))
    return tuple(sorted(found))
