"""Facets: how many cables of an answer are of each year, station, TAGS and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """Return what the engine is asked for."""
    made = {}
    for name in names:
        is_listed = everything or name in {"year", "class"}
        size = _EVERYTHING if is_listed else _ASKED
        made[name] = {"terms": {"field": _FIELDS[name], "size": size, "segment_size": _EVERYTHING}}
    return made


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


def _value(name: str, key: Any) -> str:  # noqa: ANN401 - a text or a number of the engine
    if name == "class":
        return _LEVELS[int(key)]
    return str(int(key)) if name == "year" else str(key)
