"""How many cables there are, by year, station and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.archive.store import Store

#: One row for each value, or for each joined list of values, with its number of cables.
QUERIES: Final = {
    "year": "SELECT substr(date, 1, 4), count(*) FROM cable WHERE lead_id IS NULL GROUP BY 1",
    "station": "SELECT station, count(*) FROM cable WHERE lead_id IS NULL GROUP BY 1",
    "tags": (
        "SELECT code, count(DISTINCT cable_id) FROM tag JOIN cable ON cable.id = tag.cable_id"
        " WHERE lead_id IS NULL GROUP BY 1"
    ),
    "class": "SELECT level, count(*) FROM cable WHERE lead_id IS NULL GROUP BY 1",
    "caption": "SELECT captions, count(*) FROM cable WHERE lead_id IS NULL GROUP BY 1",
    "form": "SELECT form, count(*) FROM cable WHERE lead_id IS NULL GROUP BY 1",
}
#: Where order by value says more than order by count.
BY_VALUE: Final = frozenset({"year"})
LEVELS: Final = ("unclassified", "restricted", "confidential", "secret", "top_secret")


def count_by(store: Store, what: str) -> tuple[tuple[str | None, int], ...]:
    """Return how many cables have each value, most first; years in their order.

    A cable counts once for each of its TAGS and captions. `None` stands for those that do not say.

    Raises:
        ValueError: If `what` is not one of `QUERIES`.
    """
    if what not in QUERIES:
        raise ValueError(f"cables are not counted by {what!r}; there are {', '.join(QUERIES)}")
    counts: dict[str | None, int] = {}
    for value, count in store.rows(QUERIES[what]):
        for one in _values(what, value):
            counts[one] = counts.get(one, 0) + count
    return tuple(sorted(counts.items(), key=_order(what)))


def _values(what: str, value: str | None) -> Iterator[str | None]:
    if what == "caption":
        yield from dict.fromkeys(value.split(",")) if value else (None,)
    else:
        yield value


def _order(what: str) -> Callable[[tuple[str | None, int]], tuple[object, ...]]:
    if what in BY_VALUE:
        return lambda row: (row[0] is None, row[0] or "")
    if what == "class":
        return lambda row: (
            LEVELS.index(row[0]) if row[0] in LEVELS else len(LEVELS),
            row[0] or "",
        )
    return lambda row: (row[0] is None, -row[1], row[0] or "")
