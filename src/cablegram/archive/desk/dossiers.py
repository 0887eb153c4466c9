"""Dossiers on the desk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, Literal

from cablegram.archive.desk.base import Base
from cablegram.archive.desk.pointing import columns_of, pointer_of
from cablegram.archive.desk.sharing import Sharing
from cablegram.archive.desk.values import (
    MOST_ITEMS,
    Dossier,
    DossierItem,
    NotKept,
    NotOnTheDesk,
    name_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cablegram.archive.desk.values import Pointer

    Direction = Literal["up", "down", "first", "last"]

COLUMNS: Final = (
    "id, name, description, created_at, changed_at, version, written_under, owner, shared"
)
ITEMS: Final = """
SELECT id, note, added_at, mrn, sha256, position, day, title FROM dossier_item
WHERE dossier_id = ? ORDER BY place
"""
ADD_ITEM: Final = "INSERT INTO dossier_item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Dossiers(Base):
    """The dossiers that a reader may see, and those that he may change."""

    def dossiers(self) -> tuple[Dossier, ...]:
        """Return all of them without their items, the one changed last first."""
        condition, values = self._seen("dossier")
        query = (
            f"SELECT {COLUMNS}, (SELECT count(*) FROM dossier_item WHERE dossier_id = dossier.id)"  # noqa: S608
            f" FROM dossier WHERE {condition} ORDER BY changed_at DESC, name, id"
        )
        return tuple(self._dossier(row[:9], count=row[9]) for row in self._rows(query, *values))

    def dossier(self, dossier_id: str) -> Dossier:
        """Return a dossier with its items.

        Raises:
            NotOnTheDesk: If there is none, or the reader may not see it.
        """
        self._row("dossier", dossier_id)
        row = self._rows(f"SELECT {COLUMNS} FROM dossier WHERE id = ?", dossier_id)[0]  # noqa: S608
        items = tuple(
            DossierItem(
                item_id=item_id,
                note=note,
                added=dt.datetime.fromisoformat(added),
                pointer=pointer_of(*pointer),
            )
            for item_id, note, added, *pointer in self._rows(ITEMS, dossier_id)
        )
        return self._dossier(row, items=items, count=len(items))

    def dossiers_named(self, name: str) -> tuple[Dossier, ...]:
        """Return the dossiers of a name, in any case of its letters, without their items."""
        wanted = " ".join(name.split()).casefold()
        return tuple(each for each in self.dossiers() if each.name.casefold() == wanted)

    def make_dossier(
        self, name: str, description: str = "", *, sharing: Sharing | None = None
    ) -> str:
        """Make an empty dossier, and return the word that stands for it.

        Args:
            name: What it is called.
            description: What it is about.
            sharing: With whom; nobody if it is left out, all where there are no accounts.

        Raises:
            NotKept: If it has no name, or too long a one, or cannot be shared so.
        """
        dossier_id = self._new_id()
        said = name_of(name, "dossier"), text_of(description)
        shared = self._sharing(sharing)
        with self._growing():
            now = self._time()
            self._connection.execute(
                "INSERT INTO dossier VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)",
                (dossier_id, self.owner, self._own(), *said, now, now, shared),
            )
        return dossier_id

    def describe_dossier(
        self, dossier_id: str, name: str, description: str, *, version: int
    ) -> None:
        """Give a dossier another name and description.

        Raises:
            NotKept: If the name is empty, or one of them too long.
            NotOnTheDesk: If there is none, or the reader may not see it.
            NotYours: If he may not change it.
            ChangedMeanwhile: If it has another version now.
        """
        said = name_of(name, "dossier"), text_of(description)
        with self._changing("dossier", dossier_id, version):
            self._connection.execute(
                "UPDATE dossier SET name = ?, description = ? WHERE id = ?", (*said, dossier_id)
            )
            self._see_room()

    def share_dossier(self, dossier_id: str, sharing: Sharing, *, version: int) -> None:
        """Share a dossier with others. It raises what `describe_dossier` does."""
        self._share("dossier", dossier_id, sharing, version)

    def delete_dossier(self, dossier_id: str, *, version: int) -> None:
        """Delete a dossier with its items. It raises what `describe_dossier` does."""
        with self._changing("dossier", dossier_id, version):
            self._connection.execute("DELETE FROM dossier WHERE id = ?", (dossier_id,))

    def add_items(self, dossier_id: str, pointers: Iterable[Pointer], *, note: str = "") -> int:
        """Put cables at the end of a dossier; those that are in it already stay where they are.

        Two who add at once both get what they added: no version is asked for.

        Args:
            dossier_id: Which dossier.
            pointers: The cables, in order.
            note: What is said of each of those that are new.

        Returns:
            How many are new.

        Raises:
            NotKept: If the dossier would have more than 2,000.
            NotOnTheDesk: If there is none, or the reader may not see it.
            NotYours: If he may not change it.
        """
        said = text_of(note)
        with self._changing("dossier", dossier_id, None) as now:
            rows = self._rows(ITEMS, dossier_id)
            there = {_key(pointer_of(*row[3:])) for row in rows}
            new: list[Pointer] = []
            for pointer in pointers:
                if (key := _key(pointer)) not in there:
                    there.add(key)
                    new.append(pointer)
            if len(rows) + len(new) > MOST_ITEMS:
                raise NotKept(f"a dossier has {MOST_ITEMS:,} cables at most")
            values: list[tuple[Any, ...]] = [
                (dossier_id, self._new_id(), place, *columns_of(pointer), said, now)
                for place, pointer in enumerate(new, len(rows) + 1)
            ]
            self._connection.executemany(ADD_ITEM, values)
            self._see_room()
        return len(new)

    def note_item(self, dossier_id: str, item_id: str, note: str, *, version: int) -> None:
        """Say something else of a cable in a dossier. It raises what `describe_dossier` does."""
        said = text_of(note)
        with self._changing("dossier", dossier_id, version):
            self._order_with(dossier_id, item_id)
            self._connection.execute(
                "UPDATE dossier_item SET note = ? WHERE dossier_id = ? AND id = ?",
                (said, dossier_id, item_id),
            )
            self._see_room()

    def move_item(
        self, dossier_id: str, item_id: str, direction: Direction, *, version: int
    ) -> None:
        """Move a cable in the order of a dossier. It raises what `describe_dossier` does."""
        with self._changing("dossier", dossier_id, version):
            order = self._order_with(dossier_id, item_id)
            place = order.index(item_id)
            order.remove(item_id)
            to = {"up": max(0, place - 1), "down": place + 1, "first": 0, "last": len(order)}
            order.insert(to[direction], item_id)
            self._put_in(dossier_id, order)

    def order_items(self, dossier_id: str, order: Sequence[str], *, version: int) -> None:
        """Put all items of a dossier in another order. It raises what `describe_dossier` does."""
        with self._changing("dossier", dossier_id, version):
            there = [row[0] for row in self._rows(ITEMS, dossier_id)]
            if sorted(there) != sorted(order):
                raise NotOnTheDesk("item")
            self._put_in(dossier_id, order)

    def remove_item(self, dossier_id: str, item_id: str, *, version: int) -> None:
        """Take a cable out of a dossier. It raises what `describe_dossier` does."""
        with self._changing("dossier", dossier_id, version):
            order = self._order_with(dossier_id, item_id)
            order.remove(item_id)
            self._connection.execute(
                "DELETE FROM dossier_item WHERE dossier_id = ? AND id = ?", (dossier_id, item_id)
            )
            self._put_in(dossier_id, order)

    def copy_dossier(self, dossier_id: str) -> str:
        """Make a copy that the reader may change, and return the word that stands for it.

        Raises:
            NotOnTheDesk: If there is none, or the reader may not see it.
        """
        found = self.dossier(dossier_id)
        copy_id = self._new_id()
        with self._growing():
            now = self._time()
            self._connection.execute(
                "INSERT INTO dossier VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)",
                (
                    *(copy_id, self.owner, self._own(), found.name, found.description, now, now),
                    self._sharing(None),
                ),
            )
            rows = [
                (copy_id, self._new_id(), place, *columns_of(each.pointer), each.note, now)
                for place, each in enumerate(found.items, 1)
            ]
            self._connection.executemany(ADD_ITEM, rows)
        return copy_id

    def _order_with(self, dossier_id: str, item_id: str) -> list[str]:
        """Return the items in order, among which one must be.

        Raises:
            NotOnTheDesk: If it is not.
        """
        order = [row[0] for row in self._rows(ITEMS, dossier_id)]
        if item_id not in order:
            raise NotOnTheDesk("item")
        return order

    def _put_in(self, dossier_id: str, order: Sequence[str]) -> None:
        self._connection.executemany(
            "UPDATE dossier_item SET place = ? WHERE dossier_id = ? AND id = ?",
            [(place, dossier_id, item_id) for place, item_id in enumerate(order, 1)],
        )

    def _dossier(
        self, row: Sequence[Any], *, items: tuple[DossierItem, ...] = (), count: int
    ) -> Dossier:
        dossier_id, name, description, created, changed, version, written, owner, shared = row
        return Dossier(
            dossier_id=dossier_id,
            name=name,
            description=description,
            created=dt.datetime.fromisoformat(created),
            changed=dt.datetime.fromisoformat(changed),
            version=version,
            may_change=self._may_change(written, owner),
            items=items,
            count=count,
            owner=owner,
            sharing=Sharing.parse(shared),
        )


def _key(pointer: Pointer) -> tuple[object, ...]:
    """Return by what a cable is known to be in a dossier already.

    A number with two messages may be there twice, each with its witness.
    """
    if pointer.mrn is not None:
        return (pointer.mrn, pointer.title)
    return (pointer.sha256, pointer.position)
