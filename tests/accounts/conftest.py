"""Accounts of an empty folder, with passwords that are quick to keep."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from cablegram.accounts import Accounts
from cablegram.accounts.base import FILE_NAME
from tests.accounts.made import quick_passwords

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "true_passwords" not in request.fixturenames:
        quick_passwords(monkeypatch)


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
