"""The stations and every name under which they are written.

A *station* is the name in a message number (`08 BANDAR SERI BEGAWAN 12` has the station
BANDARSERIBEGAWAN). Names are compared *folded*: upper case, no accents, letters and digits only.
Stations that follow one another in time (BOMBAY and MUMBAI) are different stations and stay so:
each kept its own series of numbers.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.tables import load

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_NAME: Final = re.compile("[^A-Z0-9]+")

#: Words before the place in a plain language address, longest first where one begins another.
POST_WORDS: Final = (
    "AMERICANCONSULATEGENERAL",
    "AMERICANCONSULATE",
    "AMERICANEMBASSY",
    "AMMEMBASSY",
    "AMEMBASSY",
    "AMEMB",
    "AMCONSULATE",
    "AMCONSUL",
    "AMCONGEN",
    "AMLEGATION",
    "EMBASSY",
    "CONGEN",
    "CONSULATE",
    "CONSUL",
    "USMISSION",
    "USOFFICE",
    "USINT",
    "USLO",
    "USDEL",
    "REO",
)
#: Kinds of names that nobody means to write.
_ODD_KINDS: Final = frozenset(
    {"misspelling", "ocr_garble", "prefix_artifact", "sas_code", "unresolved_originator"}
)
#: Longer texts are no names, and must not fill the cache.
_LONGEST_NAME: Final = 200
_CITY_TAILS: Final = ("WASHINGTONDC", "WASHDC")
#: A mission or an agency is never meant by AMEMBASSY or AMCONSUL and the reverse.
_NOT_POSTS: Final = frozenset({"department", "mission", "other agency"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """An originator of numbered messages, or an addressee that has none.

    Attributes:
        station: Name as in message numbers, without blanks.
        display_name: The same with blanks.
        city: Place, present-day name; empty where there is none.
        country: ISO 3166 alpha-2 of the present-day country; empty where there is none.
        post_type: Usual type; see `notes` for changes.
        pla: Plain language address; empty where unknown.
        routing_indicators: Best first.
        sas_code: Station part of the document numbers of 1973-79; empty where unknown.
        in_1973_79: Seen as an originator in 1973-79.
        in_1990_2010: Seen as an originator in 1990-2010.
        later_station: The same post under its later name; empty where there is none.
        latitude: Degrees north, of the city centre.
        longitude: Degrees east, of the city centre.
        notes: Changes and doubts, as compiled.
    """

    station: str
    display_name: str
    city: str
    country: str
    post_type: str
    pla: str
    routing_indicators: tuple[str, ...]
    sas_code: str
    in_1973_79: bool
    in_1990_2010: bool
    later_station: str
    latitude: float | None
    longitude: float | None
    notes: str


@cache
def all_stations() -> Mapping[str, Station]:
    """Return every station by its name, in order of the name."""
    found: dict[str, Station] = {}
    for row in load("posts").mappings():
        found[row["station"]] = Station(
            station=row["station"],
            display_name=row["display_name"],
            city=row["city"],
            country=row["country_iso2"],
            post_type=row["post_type"],
            pla=row["plain_language_address"],
            routing_indicators=tuple(
                part.strip() for part in row["routing_indicators"].split(";") if part.strip()
            ),
            sas_code=row["sas_code"],
            in_1973_79=row["in_1973_79"] == "Y",
            in_1990_2010=row["in_1990_2010"] == "Y",
            later_station=row["later_station"],
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            notes=row["notes"],
        )
    return MappingProxyType(found)


@cache
def series_names() -> frozenset[str]:
    """Return the travel and conference series that act as stations in message numbers.

    SECTO, TOSEC, DULTE, POLTO ... Their numbers start again with each trip or conference.
    """
    return frozenset(row["series"] for row in load("series").mappings())


def fold_station_name(text: str) -> str:
    """Return the form in which names are compared.

    >>> fold_station_name("N'Djaména")
    'NDJAMENA'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return _NOT_NAME.sub("", text.upper())


@cache
def owners() -> Mapping[str, Mapping[str, str]]:
    """Return, for each folded name, the stations that bear it and the kind of name it is to them.

    Kinds are `canonical`, `series` and those of the alias table. A name of two stations has two
    owners, whatever the kind; the alias that is a station's own name belongs to that station too.
    """
    found: dict[str, dict[str, str]] = {name: {name: "series"} for name in series_names()}
    for name, station in all_stations().items():
        found.setdefault(fold_station_name(name), {})[name] = "canonical"
        for text, kind in (
            (station.display_name, "display_name"),
            (station.pla, "pla"),
            (station.sas_code, "sas_code"),
        ):
            if text:
                found.setdefault(fold_station_name(text), {}).setdefault(name, kind)
    for row in load("post_aliases").mappings():
        if row["station"]:
            names = found.setdefault(fold_station_name(row["alias"]), {})
            names.setdefault(row["station"], row["kind"])
    return MappingProxyType(found)


@cache
def _names() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[str, str]] = {}
    for row in load("post_aliases").mappings():
        found.setdefault(row["station"], {}).setdefault(row["alias"], row["kind"])
    return {name: tuple(aliases.items()) for name, aliases in found.items()}


def other_names(station: str) -> tuple[tuple[str, str], ...]:
    """Return the other names of a station and what sort of name each is, in their order.

    Sorts are those of the alias table: `former_name`, `pla`, `abbreviation`, `misspelling` ...

    >>> [name for name, sort in other_names("BANJUL") if sort == "former_name"]
    ['BATHUR', 'BATHURST']
    """
    return _names().get(station, ())


@cache
def station_endings() -> frozenset[str]:
    """Return the last words of all station names as they are written: LISBON, PAZ, DELHI.

    Whoever looks for message numbers in prose asks this first: a word that ends no name spares
    the look-up of the words before it.
    """
    names = [*series_names(), *all_stations(), *owners()]
    names += [station.display_name for station in all_stations().values()]
    names += [row["alias"] for row in load("post_aliases").mappings() if row["station"]]
    return frozenset(name.upper().split()[-1].strip(".,'") for name in names if name.strip())


@cache
def sole_owners() -> Mapping[str, tuple[str, str]]:
    """Return (station, kind) for each folded name that means one station only.

    A station's own name is never taken from it: TAIPEI is TAIPEI though it is also a former name.
    """
    found = {}
    for folded, names in owners().items():
        own = [name for name, kind in names.items() if kind in {"canonical", "series"}]
        if len(own) == 1:
            found[folded] = (own[0], names[own[0]])
        elif len(names) == 1:
            found[folded] = next(iter(names.items()))
    return MappingProxyType(found)


def find_folded(folded: str) -> tuple[str, str, str] | None:
    """Return (station, kind, post word taken off) for a folded name, or None.

    `kind` is `stripped` when a post word or the city tail had to come off.
    """
    table = sole_owners()
    hit = table.get(folded)
    if hit is not None:
        return hit[0], hit[1], ""
    for tail in _CITY_TAILS:
        if folded.endswith(tail) and len(folded) > len(tail):
            folded = folded.removesuffix(tail)
            hit = table.get(folded)
            if hit is not None:
                return hit[0], "stripped", tail
            break
    for word in POST_WORDS:
        if folded.startswith(word):
            hit = table.get(folded[len(word) :])
            if hit is not None and fits_post_word(word, hit[0]):
                return hit[0], "stripped", word
    return None


def fits_post_word(word: str, name: str) -> bool:
    """Tell whether a station may stand after a post word: no mission after AMEMBASSY."""
    station = all_stations().get(name)
    if station is None:
        return False
    if word.startswith(("AM", "EMB", "CON")):
        return station.post_type not in _NOT_POSTS
    if word == "USMISSION" and station.post_type not in _NOT_POSTS:
        # USMISSION BRUSSELS is one of the missions there, not the embassy.
        return len(stations_in_city(name)) == 1
    return True


def stations_in_city(name: str) -> tuple[str, ...]:
    """Return the station and the missions and delegations abroad that share its city."""
    station = all_stations()[name]
    return (
        name,
        *(
            other.station
            for other in all_stations().values()
            if other.station != name
            and station.city
            and (other.city, other.country) == (station.city, station.country)
            and other.country != "US"
            and other.post_type in {"mission", "delegation"}
        ),
    )


def canonical_station(text: str) -> str | None:
    """Return the station that a name means exactly, or None. No guess is made.

    Accepts the name, the name with blanks, every alias that has one owner, the six-character code
    of the 1973-79 export, each with AMEMBASSY and the like before it or WASHDC after it, and the
    names of series (`series_names`). Case, accents and punctuation do not count.

    >>> canonical_station("AMEMBASSY LA PAZ"), canonical_station("SECSTATE WASHDC")
    ('LAPAZ', 'STATE')
    """
    return _canonical(text) if len(text) <= _LONGEST_NAME else None


@lru_cache(maxsize=65536)
def _canonical(text: str) -> str | None:
    found = find_folded(fold_station_name(text))
    return found[0] if found else None


def station_info(name: str) -> Station | None:
    """Return the station of that name or of any name `canonical_station` accepts.

    A series (SECTO of a conference, DULTE) without a row among the stations gives None.
    """
    found = canonical_station(name)
    return all_stations().get(found) if found else None


@cache
def all_names() -> frozenset[str]:
    """Return every folded name that `canonical_station` accepts without taking a word off."""
    return frozenset(sole_owners())


def stations_beginning(text: str) -> tuple[str, ...]:
    """Return the stations of which some name begins so; those of the shortest such name first.

    Codes and misspellings count only if they are written to the last letter.

    >>> stations_beginning("rio de")
    ('RIODEJANEIRO',)
    """
    wanted = fold_station_name(text[:_LONGEST_NAME])
    if not wanted:
        return ()
    names = _sorted_names()
    place = bisect_left(names, wanted)
    found = takewhile(lambda name: name.startswith(wanted), islice(names, place, None))
    owned = sole_owners()
    exact = [wanted] if wanted in owned else []
    return tuple(dict.fromkeys(owned[name][0] for name in (*exact, *sorted(found, key=len))))


@cache
def _sorted_names() -> tuple[str, ...]:
    """Return the names that somebody would begin to write, in order."""
    return tuple(
        sorted(name for name, (_, kind) in sole_owners().items() if kind not in _ODD_KINDS)
    )


def sas_code_of(station: str) -> str | None:
    """Return the station part of the 1973-79 document numbers, or None when not known."""
    info = station_info(station)
    return info.sas_code or None if info else None
