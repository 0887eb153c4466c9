"""The people behind subscriptions: what they may see now, and where their mail goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.accounts import Accounts

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.accounts import Account


def active_accounts(folder: Path) -> dict[str, Account]:
    """Return the accounts of an archive that are let in, by identifier.

    Raises:
        AccountError: If their file cannot be used.
    """
    if not Accounts.are_there(folder):
        return {}
    with Accounts.open(folder) as accounts:
        return {each.account_id: each for each in accounts.all() if each.is_active}
