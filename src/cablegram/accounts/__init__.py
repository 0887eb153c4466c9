"""People: accounts, passwords, sessions, tokens and invitations, in a file of their own."""

from cablegram.accounts.accounts import Accounts
from cablegram.accounts.giving import may_give
from cablegram.accounts.provider import Provider, SignOnError
from cablegram.accounts.settings import Settings, SignOn
from cablegram.accounts.values import (
    Account,
    AccountError,
    Invitation,
    Passkey,
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
    "Passkey",
    "Provider",
    "Refused",
    "Role",
    "Scope",
    "Session",
    "Settings",
    "SignOn",
    "SignOnError",
    "Token",
    "may_give",
]
