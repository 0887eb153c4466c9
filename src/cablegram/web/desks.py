"""The desk behind the pages: what readers have gathered and written, one door in each thread.

It is in the database of the whole archive, also where pages are made from the archive of a class.
This is the only module that opens that for a page, and what it gives takes the reader with it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cablegram.archive.desk import Desk
from cablegram.archive.schema import DATABASE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.accounts import Account


class Desks:
    """The desks of a room; each thread has its own."""

    def __init__(self, folder: Path, policy: Policy | None = None) -> None:
        """Remember what to open.

        Args:
            folder: The whole archive.
            policy: By which it is decided who sees what; the archive's own if it is left out.
        """
        self._folder = folder
        self._policy = policy
        self._here = threading.local()

    def here(self, reader: Reader, account: Account | None = None) -> Desk:
        """Return the desk of a reader in this thread.

        Args:
            reader: What he may see.
            account: Whose it is; `None` where nobody signs in.

        Raises:
            ArchiveError: If the archive cannot be opened.
        """
        mark = self._mark()
        held: tuple[object, Desk] | None = getattr(self._here, "held", None)
        if held is None or held[0] != mark:
            self.close()
            held = self._here.held = mark, Desk.open(self._folder, reader, policy=self._policy)
        return held[1].of(reader, None if account is None else account.account_id)

    def close(self) -> None:
        """Close what this thread has open."""
        held: tuple[object, Desk] | None = getattr(self._here, "held", None)
        if held is not None:
            held[1].close()
            self._here.held = None

    def _mark(self) -> tuple[int, int] | None:
        """Return what tells the database from another that has taken its place."""
        try:
            found = (self._folder / DATABASE_NAME).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
