"""What the tests of accounts have in common."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher

from cablegram.accounts import passwords

if TYPE_CHECKING:
    import pytest

NOW: Final = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)
GOOD: Final = "harbour lamps at dusk"
OTHER: Final = "seven grey pelicans"
HERE: Final = "192.0.2.7"


def later(**much: float) -> dt.datetime:
    return NOW + dt.timedelta(**much)


@lru_cache(maxsize=1)
def _quick() -> tuple[PasswordHasher, str]:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return hasher, hasher.hash("nobody")


def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep passwords by Argon2 with next to no memory: a test need not wait for it."""
    hasher, nobodys = _quick()
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    monkeypatch.setattr(passwords, "_nobodys", lambda: nobodys)
