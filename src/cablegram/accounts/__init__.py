"""People: accounts, passwords, sessions, tokens and invitations, in a file of their own."""

from cablegram.accounts.accounts import Accounts
from cablegram.accounts.settings import Settings
from cablegram.accounts.values import (
    Account,
    AccountError,
    Invitation,
    Refused,
    Role,
    Scope,
    Session,
    Token,
)

__all__ = [
    "Account",
    "AccountError",
    "Accounts",
    "Invitation",
    "Refused",
    "Role",
    "Scope",
    "Session",
    "Settings",
    "Token",
]
