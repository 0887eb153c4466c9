"""The accounts of an archive, all of it in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.accounts.arriving import Arriving
from cablegram.accounts.invitations import Invitations
from cablegram.accounts.passkeys import Passkeys
from cablegram.accounts.provider import Provider
from cablegram.accounts.settings import read_settings
from cablegram.accounts.tokens import Tokens

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


class Accounts(Arriving, Passkeys, Tokens, Invitations):
    """The people of an archive, and how they show who they are.

    It may be used by any number of threads. Every secret is kept as a digest.

    Attributes:
        folder: The archive's.
        settings: What its `accounts.toml` says.
        provider: The sign-on of the institution; `None` if there is none.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        super().__init__(folder, connection)
        self.settings = read_settings(folder)
        sign_on = self.settings.sign_on
        self.provider = None if sign_on is None else Provider(sign_on)

    def end_everything_begun(self) -> None:
        """End all sessions, and what was begun and waits: of accounts that come from a backup."""
        with self._writing() as connection:
            for table in ("session", "begun"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (ours)
