"""A glance at a session, for whoever must not wait: every page asks whose one is.

It takes no lock that others hold, writes nothing, and waits for no other process. What cannot be
told so is left to `Accounts.session`.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, Final

from cablegram.accounts.base import FILE_NAME, LONGEST_SECRET, connect, stamp
from cablegram.accounts.sessions import FIND_SESSION, found_in, is_over, was_used_lately

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from cablegram.accounts.sessions import Found
    from cablegram.accounts.settings import Settings
    from cablegram.accounts.values import Account, Session

#: Sessions that are remembered; all are forgotten when there would be more.
MOST_REMEMBERED: Final = 1000


class Glance:
    """The sessions of some accounts, by a connection of its own that only reads.

    What was found is remembered until anything at all is changed in the file, by whomever: SQLite
    tells that of every look. So a session that has ended, or an account that was closed, opens
    nothing from the next look on.
    """

    def __init__(
        self, folder: Path, digest: Callable[[str], bytes], settings: Callable[[], Settings]
    ) -> None:
        """Open the file once more.

        Args:
            folder: The archive's.
            digest: Gives what is kept of a secret.
            settings: Gives the settings that are in force.

        Raises:
            ArchiveError: If it cannot be read.
        """
        self._digest = digest
        self._settings = settings
        self._connection = connect(folder, folder / FILE_NAME)
        for pragma in ("busy_timeout = 0", "query_only = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._version = -1
        self._remembered: dict[bytes, Found] = {}
        self._lock = threading.Lock()

    def session(self, token: str, *, now: dt.datetime) -> tuple[Session, Account] | None:
        """Return the session of a cookie, and whose it is.

        Returns:
            `None` if there is none, or if a glance does not show it.
        """
        if not 0 < len(token) <= LONGEST_SECRET or not self._lock.acquire(blocking=False):
            return None
        try:
            found = self._find(self._digest(token))
        except sqlite3.Error:
            return None
        finally:
            self._lock.release()
        at = stamp(now)
        if found is None or is_over(found, self._settings(), at):
            return None
        # That it is used still is to be written now and then.
        return (found.session, found.account) if was_used_lately(found, at) else None

    def close(self) -> None:
        """Close the file. From then on nothing is seen."""
        with self._lock:
            self._connection.close()

    def _find(self, digest: bytes) -> Found | None:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
            self._version = version
        found = self._remembered.get(digest)
        if found is None:
            # What is changed in between is found changed, and looked up once more next time.
            rows = self._connection.execute(FIND_SESSION, (digest,)).fetchall()
            if rows:
                found = self._remembered[digest] = found_in(rows[0])
        return found
