"""Stations: names, aliases, addresses and routing indicators."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.routing import routing_indicator
from cablegram.vocabulary.seats import place_of_post
from cablegram.vocabulary.station_matching import StationMatch, candidates, match_station
from cablegram.vocabulary.station_table import (
    POST_WORDS,
    Station,
    all_names,
    all_stations,
    canonical_station,
    fold_station_name,
    other_names,
    sas_code_of,
    series_names,
    station_endings,
    station_info,
    stations_beginning,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Station",
    "StationMatch",
    "all_names",
    "all_stations",
    "candidates",
    "canonical_station",
    "fold_station_name",
    "match_station",
    "other_names",
    "sas_code_of",
    "series_names",
    "station_endings",
    "station_info",
    "station_of_address",
    "station_of_indicator",
    "stations_beginning",
]

_INDICATOR: Final = re.compile(r"\s*(?:[A-Z]{3,8}|ZEN)\s*/\s*(?=[A-Z])")
#: What may follow the name of an addressee: precedence and message number.
_ENDING: Final = re.compile(
    r"(?:\s+(?:NIACT|FLASH|IMMEDIATE|PRIORITY|ROUTINE)){0,3}(?:\s+\d{1,6})?\s*$"
)
_LONGEST_ADDRESS: Final = 200


def station_of_address(pla: str) -> str | None:
    """Return the station whose message numbers an addressee would use, or None.

    Args:
        pla: Plain language address, with or without a routing indicator before it (`RUEHC/`) and
            precedence and number after it. Case does not count.

    A slip is mended only in SECSTATE and the like and after a post word (`AMEMBASSY VIENTIENE`):
    the official directory itself has such slips, while most other agencies are no stations.

    >>> station_of_address("RUEHC/SECSTATE WASHDC IMMEDIATE 4711")
    'STATE'
    """
    return _station_of_address(pla) if len(pla) <= _LONGEST_ADDRESS else None


@lru_cache(maxsize=65536)
def _station_of_address(pla: str) -> str | None:
    text = _ENDING.sub("", pla.upper(), count=1)
    prefix = _INDICATOR.match(text)
    if prefix is not None:
        text = text[prefix.end() :]
    place = place_of_post(text)
    found = canonical_station(text if place is None else place)
    if found is not None:
        return found
    if fold_station_name(text).startswith((*POST_WORDS, "SEC")):
        match = match_station(text)
        return match.station if match else None
    return None


@cache
def _indicator_owners() -> Mapping[str, str]:
    """Return the station of each indicator; one that several share needs the book's decision."""
    shared: dict[str, list[str]] = {}
    for name, station in all_stations().items():
        for indicator in station.routing_indicators:
            shared.setdefault(indicator, []).append(name)
    found = {}
    for indicator, names in shared.items():
        if len(names) == 1:
            found[indicator] = names[0]
            continue
        row = routing_indicator(indicator)
        if row is not None and row.station in names:
            found[indicator] = row.station  # "A;B" in the table is no decision
    return MappingProxyType(found)


def station_of_indicator(indicator: str) -> str | None:
    """Return the station that a routing indicator belongs to, or None.

    Whole indicators only: a tributary (`RUEHFRE`) is not its relay. Where the book gives one
    indicator to two posts, the routing table decides; where it does not, the answer is None.

    >>> station_of_indicator("RUEHC")
    'STATE'
    """
    indicator = indicator.strip().upper()
    found = _indicator_owners().get(indicator)
    if found is not None:
        return found
    row = routing_indicator(indicator)
    if row is None or not row.station or ";" in row.station:
        return None
    return row.station
