"""Several things counted at once over all cables that match: what the pages of the room show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.search.people import ROLE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What can be counted, and the field that has it.
FIELDS: Final = {
    "year": "year",
    "month": "day",
    "station": "station",
    "to": "to",
    "tags": "tags",
    **{field: field for field in ROLE_FIELDS.values()},
}
_EVERYTHING: Final = 65_000
_DAYS_OF_A_MONTH: Final = 100  # a day is 20070630


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A value, how many cables have it, and the years of the first and the last of them."""

    value: str
    count: int
    first: int | None = None
    last: int | None = None


def tally_requests(
    wanted: Iterable[str], *, with_years: Iterable[str] = (), most: int
) -> dict[str, Any]:
    """Return what the engine is asked for.

    Args:
        wanted: Of `FIELDS`.
        with_years: Those of them of which the years are wanted too.
        most: How many values of each at most; years and months are all given.

    Raises:
        ValueError: If something cannot be counted.
    """
    ends = {end: {end: {"field": "year"}} for end in ("min", "max")}
    dated = frozenset(with_years)
    made: dict[str, Any] = {}
    for name in wanted:
        if name not in FIELDS:
            raise ValueError(f"nothing is counted by {name!r}; there are {', '.join(FIELDS)}")
        if name == "month":
            span = {"interval": _DAYS_OF_A_MONTH, "min_doc_count": 1}
            made[name] = {"histogram": {"field": FIELDS[name], **span}}
            continue
        # More than are shown, so that those of one count at the end can be put in order.
        size = _EVERYTHING if name == "year" else min(2 * most + 40, _EVERYTHING)
        terms = {"field": FIELDS[name], "size": size, "segment_size": _EVERYTHING}
        made[name] = {"terms": terms, **({"aggs": ends} if name in dated else {})}
    return made


def read_tallies(found: dict[str, Any], *, most: int) -> dict[str, tuple[Tally, ...]]:
    """Return the counts in their order: years and months in order of time, others most first."""
    return {name: _tallies(name, part["buckets"], most) for name, part in found.items()}


def _tallies(name: str, buckets: list[dict[str, Any]], most: int) -> tuple[Tally, ...]:
    tallies = [
        Tally(
            value=_value(name, bucket["key"]),
            count=int(bucket["doc_count"]),
            first=_year(bucket, "min"),
            last=_year(bucket, "max"),
        )
        for bucket in buckets
    ]
    if name in {"year", "month"}:
        return tuple(sorted(tallies, key=lambda each: each.value))
    return tuple(sorted(tallies, key=lambda each: (-each.count, each.value))[:most])


def _value(name: str, key: Any) -> str:  # noqa: ANN401 - a text or a number of the engine
    if name == "month":
        month = int(key) // _DAYS_OF_A_MONTH
        return f"{month // 100:04}-{month % 100:02}"
    return f"{int(key):04}" if name == "year" else str(key)


def _year(bucket: dict[str, Any], end: str) -> int | None:
    value = (bucket.get(end) or {}).get("value")
    return None if value is None else int(value)
