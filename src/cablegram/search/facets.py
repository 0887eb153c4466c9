"""Facets: how many cables of an answer are of each year, station, TAGS and so on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.model import Level
from cablegram.search.documents import JOINT, JOINT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHOWN: Final = 20
# More than are shown, so that those of the same count at the end can be put in order.
_ASKED: Final = 60
_EVERYTHING: Final = 65_000
_FIELDS: Final = {
    "year": "year",
    "station": "station",
    "tags": "tags",
    "class": "level",
    "caption": "caption",
    "form": "form",
}
FACETS: Final = tuple(_FIELDS)
#: What all cables of an answer can be counted by.
COUNTED: Final = ("year", "month", "day", *FACETS[1:])
#: What stands for cables that do not say: no value of the index.
_NOT_SAID: Final[dict[str, str | int]] = {"year": 0, "month": 0, "day": 0, "class": len(Level)}
#: What is counted by day; months are added up.
_DAYS: Final = frozenset({"month", "day"})
_NO_TEXT: Final = "\x01"
_LEVELS: Final = tuple(level.value for level in Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The counts of one field over all cables of an answer.

    `values` are values and how many cables have them: years in order of time, classes from low to
    high, the others by their count. `others` adds up the counts of values that are left out.
    """

    name: str
    values: tuple[tuple[str, int], ...]
    others: int = 0


def requests(names: Iterable[str] = FACETS, *, everything: bool = False) -> dict[str, Any]:
    """Return what the engine is asked for, each facet by itself."""
    made = {}
    for name in names:
        is_listed = everything or name in {"year", "class"}
        size = _EVERYTHING if is_listed else _ASKED
        made[name] = _terms(_FIELDS[name], size)
    return made


def joint_requests() -> dict[str, Any]:
    """Return what the engine is asked for when several facets are told from one value."""
    joint = {field: _terms(field, _EVERYTHING) for field in JOINT_FIELDS}
    return {**requests(("station", "tags")), **joint}


def _terms(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "segment_size": _EVERYTHING}}


def part(found: dict[str, Any]) -> dict[str, Any] | None:
    """Return the answer to `joint_requests` as one to `requests`.

    `None` if there are more values than the engine lists.
    """
    joint = [found.pop(field) for field in JOINT_FIELDS]
    if any(each["sum_other_doc_count"] for each in joint):
        return None
    parted: dict[str, Counter[str]] = {name: Counter() for name in ("year", "class", "form")}
    captions: Counter[str] = Counter()
    for bucket in joint[0]["buckets"]:
        for counts, value in zip(parted.values(), bucket["key"].split(JOINT, 2), strict=True):
            counts[value] += int(bucket["doc_count"])
    for bucket in joint[1]["buckets"]:
        for word in bucket["key"].split(JOINT):
            captions[word] += int(bucket["doc_count"])
    for name, counts in (*parted.items(), ("caption", captions)):
        buckets = [{"key": key, "doc_count": count} for key, count in counts.items() if key]
        found[name] = {"buckets": buckets, "sum_other_doc_count": 0}
    return found


def read_facets(found: dict[str, Any]) -> tuple[tuple[Facet, ...], tuple[str, ...]]:
    """Return the facets of an answer, and the names of those for which too little was asked."""
    facets = []
    short = []
    for name in FACETS:
        if name not in found:
            continue
        buckets = found[name]["buckets"]
        others = int(found[name]["sum_other_doc_count"])
        counts = [(_value(name, bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
        if name == "year":
            counts.sort()
        elif name == "class":
            counts.sort(key=lambda each: _LEVELS.index(each[0]))
        else:
            counts.sort(key=lambda each: (-each[1], each[0]))
            if others and counts[SHOWN - 1][1] == counts[-1][1]:
                short.append(name)
            others += sum(count for _, count in counts[SHOWN:])
            counts = counts[:SHOWN]
        facets.append(Facet(name=name, values=tuple(counts), others=others))
    return tuple(facets), tuple(short)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All cables of an answer, counted by one thing.

    `values` are values and how many cables have each: years, months and days in order of time,
    classes from low to high, the others by their count. `None` stands for those that do not say,
    and comes last. A cable counts once for each of its TAGS and captions, so they may add up to
    more than `total`. `others` adds up what is left out of a list of more than 65,000 values.
    """

    name: str
    query: str
    total: int
    values: tuple[tuple[str | None, int], ...]
    others: int = 0


def counting(name: str) -> dict[str, Any]:
    """Return what the engine is asked for to count by all values of one thing.

    Raises:
        ValueError: If cables are not counted by it.
    """
    if name not in COUNTED:
        raise ValueError(f"cables are not counted by {name!r}; there are {', '.join(COUNTED)}")
    field = "day" if name in _DAYS else _FIELDS[name]
    missing = _NOT_SAID.get(name, _NO_TEXT)
    terms = {"field": field, "size": _EVERYTHING, "segment_size": _EVERYTHING, "missing": missing}
    return {name: {"terms": terms}}


def read_counts(name: str, found: dict[str, Any]) -> tuple[list[tuple[str | None, int]], int]:
    """Return values and counts of an answer to `counting` in their order, and what is left out."""
    counts: dict[str | None, int] = {}
    missing = _NOT_SAID.get(name, _NO_TEXT)
    for bucket in found[name]["buckets"]:
        value = None if bucket["key"] == missing else _value(name, bucket["key"])
        counts[value] = counts.get(value, 0) + int(bucket["doc_count"])
    return sorted(counts.items(), key=_order(name)), int(found[name]["sum_other_doc_count"])


def _order(name: str) -> Callable[[tuple[str | None, int]], tuple[object, ...]]:
    if name == "year" or name in _DAYS:
        return lambda row: (row[0] is None, row[0] or "")
    if name == "class":
        return lambda row: (row[0] is None, _LEVELS.index(row[0]) if row[0] else 0)
    return lambda row: (row[0] is None, -row[1], row[0] or "")


def _value(name: str, key: Any) -> str:  # noqa: ANN401 - a text or a number of the engine
    if name == "class":
        return _LEVELS[int(key)]
    if name in _DAYS:
        month = f"{int(key) // 10_000:04}-{int(key) // 100 % 100:02}"
        return f"{month}-{int(key) % 100:02}" if name == "day" else month
    return str(int(key)) if name == "year" else str(key)
