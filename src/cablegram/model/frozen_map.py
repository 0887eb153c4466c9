"""A mapping that can be a value: immutable, hashable, picklable."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")


class FrozenMap(Mapping[str, V]):
    """An immutable mapping with string keys that keeps their order."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        """Copy `items`."""
        self._items: dict[str, V] = dict(items) if items else {}

    def __getitem__(self, key: str) -> V:
        """Return the value of `key`."""
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys in order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._items)

    def items(self) -> ItemsView[str, V]:
        """Return the keys with their values, in order."""
        return self._items.items()

    def __hash__(self) -> int:
        """Hash by the set of keys, which is cheap and stable."""
        return hash(frozenset(self._items))

    def __repr__(self) -> str:
        """Show the items as a dict does."""
        return f"FrozenMap({self._items!r})"
