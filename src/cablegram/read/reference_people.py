"""The persons that a letter, a call or a meeting in the REF line names."""

from __future__ import annotations

import re
from typing import Final

from cablegram.read.reference_words import KIND, NEVER_STATIONS, TOKEN, fold


def people_of(written: str) -> tuple[str, ...]:
    """Return the persons named in an entry, as written."""
    return ()
