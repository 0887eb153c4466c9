"""People: accounts, passwords, sessions, tokens and invitations, in a file of their own."""

from typing import TYPE_CHECKING

from cablegram.lazy import lazily

if TYPE_CHECKING:
    from cablegram.accounts.accounts import Accounts
    from cablegram.accounts.giving import may_give, said_of
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
    "said_of",
]

# What comes out of which module; a module is loaded when something of it is asked for.
__getattr__ = lazily(
    __name__,
    {
        "accounts": "Accounts",
        "giving": "may_give said_of",
        "provider": "Provider SignOnError",
        "settings": "Settings SignOn",
        "values": "Account AccountError Invitation Passkey Refused Role Scope Session Token",
    },
)
