"""Operating signals and prosigns of the relay procedure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.tables import is_confirmed, load

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIXED: Final = re.compile(r"(?:INT\s*)?([QZ][A-Z]{2})\d{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A signal: `kind` is `Z`, `Q`, `prosign` or `indicator`; `format_line` where it stands."""

    signal: str
    kind: str
    meaning: str
    format_line: str
    confirmed: bool
    notes: str


@cache
def _signals() -> Mapping[str, Signal]:
    return {
        row["signal"]: Signal(
            signal=row["signal"],
            kind=row["kind"],
            meaning=row["meaning"],
            format_line=row["format_line"],
            confirmed=is_confirmed(f"{row['meaning']} {row['notes']}"),
            notes=row["notes"],
        )
        for table in ("operating_signals_more", "operating_signals")
        for row in load(table).mappings()
    }


def signal(text: str) -> Signal | None:
    """Return the signal that a word is, or None; a suffix of digits and INT before it come off.

    >>> signal("ZFH2").signal
    'ZFH'
    """
    word = text.strip().upper()[:16]
    found = _signals().get(word)
    if found is not None:
        return found
    suffixed = _SUFFIXED.fullmatch(word)
    return _signals().get(suffixed[1]) if suffixed is not None else None


def is_signal(text: str) -> bool:
    """Tell whether a word is a known signal or prosign."""
    return signal(text) is not None
