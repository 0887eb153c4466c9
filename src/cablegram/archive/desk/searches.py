"""Saved searches, on the desk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.base import Base
from cablegram.archive.desk.sharing import Sharing
from cablegram.archive.desk.values import SavedSearch, name_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS: Final = (
    "id, name, query, sort, created_at, changed_at, version, written_under, owner, shared"
)
LONGEST_QUERY: Final = 4_096


class Searches(Base):
    """The saved searches that a reader may see, and those that he may change."""

    def searches(self) -> tuple[SavedSearch, ...]:
        """Return all of them, by name."""
        condition, values = self._seen("saved_search")
        query = f"SELECT {COLUMNS} FROM saved_search WHERE {condition}"  # noqa: S608
        found = map(self._search, self._rows(query, *values))
        return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.search_id)))

    def search(self, search_id: str) -> SavedSearch:
        """Return a saved search.

        Raises:
            NotOnTheDesk: If there is none, or the reader may not see it.
        """
        self._row("saved_search", search_id)
        query = f"SELECT {COLUMNS} FROM saved_search WHERE id = ?"  # noqa: S608
        return self._search(self._rows(query, search_id)[0])

    def save_search(
        self, name: str, query: str, sort: str = "", *, sharing: Sharing | None = None
    ) -> str:
        """Save a search, and return the word that stands for it.

        Args:
            name: What it is called.
            query: In the query language.
            sort: Its order; empty for the best match first.
            sharing: With whom; nobody if it is left out, all where there are no accounts.

        Raises:
            NotKept: If it has no name, or a text is too long, or it cannot be shared so.
        """
        search_id, shared = self._new_id(), self._sharing(sharing)
        said = name_of(name, "search"), text_of(query, longest=LONGEST_QUERY), sort
        with self._growing():
            now = self._time()
            self._connection.execute(
                "INSERT INTO saved_search VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
                (search_id, self.owner, self._own(), *said, now, now, shared),
            )
        return search_id

    def rename_search(self, search_id: str, name: str, *, version: int) -> None:
        """Give a saved search another name.

        Raises:
            NotKept: If it is empty or too long.
            NotOnTheDesk: If there is none, or the reader may not see it.
            NotYours: If he may not change it.
            ChangedMeanwhile: If it has another version now.
        """
        said = name_of(name, "search")
        with self._changing("saved_search", search_id, version):
            self._connection.execute(
                "UPDATE saved_search SET name = ? WHERE id = ?", (said, search_id)
            )

    def share_search(self, search_id: str, sharing: Sharing, *, version: int) -> None:
        """Share a saved search with others. It raises what `rename_search` does."""
        self._share("saved_search", search_id, sharing, version)

    def delete_search(self, search_id: str, *, version: int) -> None:
        """Delete a saved search. It raises what `rename_search` does."""
        with self._changing("saved_search", search_id, version):
            self._connection.execute("DELETE FROM saved_search WHERE id = ?", (search_id,))

    def _search(self, row: Sequence[Any]) -> SavedSearch:
        search_id, name, query, sort, created, changed, version, written, owner, shared = row
        return SavedSearch(
            search_id=search_id,
            name=name,
            query=query,
            sort=sort,
            created=dt.datetime.fromisoformat(created),
            changed=dt.datetime.fromisoformat(changed),
            version=version,
            may_change=self._may_change(written, owner),
            owner=owner,
            sharing=Sharing.parse(shared),
        )
