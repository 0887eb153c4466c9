"""Words of chance that stand for something in an address."""

from __future__ import annotations

import secrets
from typing import Final

#: Without those that are taken for others.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def new_id() -> str:
    """Return twelve letters and digits: 59 bits of chance, for what may stand in an address."""
    return "".join(secrets.choice(_SIGNS) for _ in range(12))
