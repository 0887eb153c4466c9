"""One entry of a REF line as written, and the plain lines that most are (reference section 2.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cablegram.model import ReferenceKind
from cablegram.read.reference_stations import StationText
from cablegram.read.reference_words import NEVER_STATIONS, full_year
from cablegram.vocabulary import canonical_station, series_names

MAX_ENTRIES: Final = 512


@dataclass(slots=True)
class Entry:
    """One reference as written; offsets are those of the folded text."""

    start: int
    end: int
    kind: ReferenceKind
    label: str | None = None
    station: StationText | None = None
    number: int | None = None
    airgram: bool = False
    year: int | None = None
    dates: tuple[tuple[int | None, int | None, int | None], ...] = ()
    notal: bool = False
    and_previous: bool = False
    zero_mended: bool = False
    unread: bool = False


#: Nine lines of ten are no more than this, and are read some five times as fast by it alone.
_SIMPLE: Final = re.compile(
    r"\s*(?:\(?(?P<label>[A-Z])[.)]\s{0,3})?(?:(?P<year>(?:19|20)?\d\d)\ )?"
    r"(?P<station>[A-Z]{2,16}(?:[ \n][A-Z]{2,12}){0,2})[ \n](?P<number>\d{1,6})"
    r"(?P<behind>\ \((?:19|20)\d\d\))?(?P<notal>\ \(?NOTAL\)?)?"
    r"(?P<previous>\ AND\ PREVIOUS)?(?:(?=\s)|[;,.:]+(?=\s)|[;,.:]*\Z)"
)


def find_simple(text: str) -> list[Entry] | None:
    """Return the entries when each is a label, a known station and its number; else None."""
    entries: list[Entry] = []
    place, stop = 0, len(text.rstrip())
    while place < stop:
        match = _SIMPLE.match(text, place)
        if match is None or len(entries) >= MAX_ENTRIES:
            return None
        label, year, station, digits, behind, notal, previous = match.groups()
        name = canonical_station(station.replace("\n", " "))
        if year and behind:
            return None
        number = int(digits)
        expected = chr(_FIRST_LABEL + len(entries)) if label is not None else None
        if name is None or not number or label != expected or name in series_names():
            return None
        mixed = bool(entries) and (label is None) != (entries[-1].label is None)
        if mixed or station in NEVER_STATIONS:
            return None
        entries.append(
            Entry(
                match.start("year" if year else "station"),
                max(match.end(group) for group in ("number", "behind", "notal", "previous")),
                ReferenceKind.CABLE,
                label,
                _known(name),
                number,
                year=full_year(year or behind[2:6]) if year or behind else None,
                notal=notal is not None,
                and_previous=previous is not None,
            )
        )
        place = match.end()
    return entries


@lru_cache(maxsize=4096)
def _known(name: str) -> StationText:
    return StationText(name)


_FIRST_LABEL: Final = ord("A")
