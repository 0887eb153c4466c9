"""Accounts of an empty folder, with passwords that are quick to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from cablegram.accounts import Accounts, passwords

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def quick_hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def _quick(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, quick_hasher: PasswordHasher
) -> None:
    """Argon2 with next to no memory, unless a test asks for `true_passwords`."""
    if "true_passwords" in request.fixturenames:
        return
    nobodys = quick_hasher.hash("nobody")
    monkeypatch.setattr(passwords, "_hasher", lambda: quick_hasher)
    monkeypatch.setattr(passwords, "_nobodys", lambda: nobodys)


@pytest.fixture
def true_passwords() -> None:
    """Whoever asks for it has passwords as they are kept in earnest."""


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with Accounts.open(tmp_path, create=True) as opened:
        yield opened
