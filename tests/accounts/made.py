"""What the tests of accounts have in common."""

from __future__ import annotations

import datetime as dt
from typing import Final

NOW: Final = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)
GOOD: Final = "harbour lamps at dusk"
OTHER: Final = "seven grey pelicans"
HERE: Final = "192.0.2.7"


def later(**much: float) -> dt.datetime:
    return NOW + dt.timedelta(**much)
