"""The accounts of an archive, all of it in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.accounts.invitations import Invitations
from cablegram.accounts.sessions import Sessions
from cablegram.accounts.settings import read_settings
from cablegram.accounts.tokens import Tokens

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


class Accounts(Sessions, Tokens, Invitations):
    """The people of an archive, and how they show who they are.

    It may be used by any number of threads. Every secret is kept as a digest.

    Attributes:
        folder: The archive's.
        settings: What its `accounts.toml` says.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        super().__init__(folder, connection)
        self.settings = read_settings(folder)
