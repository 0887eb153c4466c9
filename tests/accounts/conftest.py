"""Accounts of an empty folder, with passwords that are quick to keep."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from cablegram.accounts import Accounts, passwords
from cablegram.accounts.base import FILE_NAME

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


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of accounts of which there are none."""
    folder = tmp_path_factory.mktemp("blank")
    Accounts.open(folder, create=True).close()
    return folder / FILE_NAME


@pytest.fixture
def accounts(tmp_path: Path, blank: Path) -> Iterator[Accounts]:
    shutil.copy(blank, tmp_path)
    with Accounts.open(tmp_path) as opened:
        opened._connection.execute("PRAGMA synchronous = OFF")  # no power fails here
        yield opened
