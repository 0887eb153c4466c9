"""The accounts of an archive, all of it in one."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from cablegram.accounts.glancing import Glance
from cablegram.accounts.invitations import Invitations
from cablegram.accounts.leaving import Leaving
from cablegram.accounts.passkeys import Passkeys
from cablegram.accounts.provider import Provider
from cablegram.accounts.settings import SETTINGS_NAME, read_settings
from cablegram.accounts.tokens import Tokens
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from cablegram.accounts.settings import Settings

log = logging.getLogger(__name__)

#: What could not be used is tried again after so long, changed or not: a file that it names may
#: have come meanwhile.
AGAIN_SECONDS: Final = 5.0


class Accounts(Leaving, Passkeys, Tokens, Invitations):
    """The people of an archive, and how they show who they are.

    It may be used by any number of threads. Every secret is kept as a digest.

    Attributes:
        folder: The archive's.
        settings: What its `accounts.toml` says.
        provider: The sign-on of the institution; `None` if there is none.
        fault: Why `accounts.toml` as it is now is not in force; empty if it is.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        super().__init__(folder, connection)
        self._looks = _looks_of(folder, None)
        self.settings = read_settings(folder)
        self.fault = ""
        sign_on = self.settings.sign_on
        self.provider = None if sign_on is None else Provider(sign_on)
        self._looked_at = time.monotonic()
        self._looking = threading.Lock()

    def look_again(self) -> None:
        """Read `accounts.toml` again if it has changed; two questions to the file system if not.

        What cannot be used changes nothing: what was said before holds, `fault` says why, and the
        log does, once for each fault.
        """
        if not self._looking.acquire(blocking=False):  # another does it
            return
        try:
            looks, at = _looks_of(self.folder, self.settings), time.monotonic()
            waits = not self.fault or at - self._looked_at < AGAIN_SECONDS
            if looks == self._looks and waits:
                return
            self._looks, self._looked_at = looks, at
            self._read_again()
        finally:
            self._looking.release()

    def _read_again(self) -> None:
        try:
            settings = read_settings(self.folder)
        except ArchiveError as error:
            if str(error) != self.fault:
                log.error("%s; what it said before holds", error)  # noqa: TRY400 (no fault of ours)
            self.fault = str(error)
            return
        if self.fault or settings != self.settings:
            log.info("%s is read again and holds", SETTINGS_NAME)
        if settings.sign_on is None:
            self.provider = None
        elif self.provider is None or settings.sign_on != self.provider.sign_on:
            self.provider = Provider(settings.sign_on)
        # If it names another secret, that is looked at next time, and all read once more.
        self.settings, self.fault = settings, ""

    def glance(self) -> Glance:
        """Return what tells whose session it is without waiting; the caller closes it.

        Raises:
            ArchiveError: If the file cannot be read.
        """
        return Glance(self.folder, self._digest, lambda: self.settings)

    def end_everything_begun(self) -> None:
        """End all sessions, and what was begun and waits: of accounts that come from a backup."""
        with self._writing() as connection:
            for table in ("session", "begun"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (ours)


def _looks_of(folder: Path, settings: Settings | None) -> tuple[object, ...]:
    """Return by what a change shows: of the settings, and of the file with the secret."""
    sign_on = settings.sign_on if settings is not None else None
    names = (SETTINGS_NAME, *([sign_on.secret_file] if sign_on and sign_on.secret_file else []))
    return tuple(_look_of(folder / name) for name in names)


def _look_of(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
