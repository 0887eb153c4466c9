"""People: accounts, passwords, sessions, tokens and invitations, in a file of their own."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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

# What comes out of which module; a module is loaded when something of it is asked for.
_NAMES: Final = {
    "accounts": "Accounts",
    "giving": "may_give",
    "provider": "Provider SignOnError",
    "settings": "Settings SignOn",
    "values": "Account AccountError Invitation Passkey Refused Role Scope Session Token",
}
_HOMES: Final = {name: home for home, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the hook of the language
    """Load the module of a name."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
