"""What all tests share: the folder of released telegrams, the number of property examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW_MACHINE = (HealthCheck.too_slow,)

settings.register_profile(
    "hand", max_examples=25, deadline=None, suppress_health_check=SLOW_MACHINE
)
settings.register_profile(
    "ci", max_examples=300, deadline=None, derandomize=True, suppress_health_check=SLOW_MACHINE
)
IS_CI = os.environ.get("CI") == "true"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IS_CI else "hand"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that write goldens; never used in CI."""
    group = parser.getgroup("goldens")
    group.addoption("--golden-update", action="store_true", help="write goldens anew")
    group.addoption("--golden-remove", action="store_true", help="remove goldens without a message")


def _may_write(config: pytest.Config, option: str) -> bool:
    wanted = bool(config.getoption(option))
    if wanted and IS_CI:
        raise pytest.UsageError(f"{option} is not for CI: goldens are written by hand and read")
    return wanted


@pytest.fixture(scope="session")
def golden_update(pytestconfig: pytest.Config) -> bool:
    """Tell whether goldens are to be written anew (`--golden-update`)."""
    return _may_write(pytestconfig, "--golden-update")


@pytest.fixture(scope="session")
def golden_remove(pytestconfig: pytest.Config) -> bool:
    """Tell whether goldens without a message are to be removed (`--golden-remove`)."""
    return _may_write(pytestconfig, "--golden-remove")


def corpus_folder() -> Path:
    """Where the released telegrams should be: `CABLEGRAM_CORPUS`, or beside the repository."""
    named = os.environ.get("CABLEGRAM_CORPUS")
    return Path(named) if named else Path(__file__).parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of released telegrams; without it skip the test, or in CI fail it."""
    folder = corpus_folder()
    if not folder.is_dir():
        reason = f"no released telegrams at {folder}; set CABLEGRAM_CORPUS to their folder"
        if IS_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
