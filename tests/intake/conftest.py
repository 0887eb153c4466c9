"""What the tests of intake share."""

from __future__ import annotations

import pytest

from tests.intake.packers import telegram


@pytest.fixture(scope="session")
def cables() -> dict[str, bytes]:
    return {f"lisbon/{number}.txt": telegram(number) for number in range(1, 6)}
