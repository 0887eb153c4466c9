"""The station whose numbers a sender used, from how a volume names the sender and the place.

Sources: reference section 8; names of countries and posts as *Foreign Relations* prints them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cablegram.vocabulary import canonical_station, fold_station_name
from cablegram.vocabulary.seats import EARLIER_PLACES, SEATS, seat_of

#: Senders that are no post: words in the name -> the station that their numbers belong to.
_OFFICES: Final = (
    (re.compile(r"\bmission (?:at|to|of) the united nations(?! european)"), "USUN NEW YORK"),
    (re.compile(r"\bdelegation (?:at|to) the (?:united nations|u\.n\.)"), "USUN NEW YORK"),
    (re.compile(r"\brepresentative (?:at|to|on) the united nations\Z"), "USUN NEW YORK"),
    (re.compile(r"\bmission to the north atlantic treaty organization\Z"), "USNATO"),
    (re.compile(r"\bmission to (?:the )?nato\Z"), "USNATO"),
    (re.compile(r"\bmission to the organi[sz]ation for economic co-?operation"), "OECD PARIS"),
    (re.compile(r"\bmission to the european communit"), "USEC"),
)
#: Commanders sign their own series where their message has a bare number.
_COMMANDS: Final = (
    (re.compile(r"commander in chief, pacific"), "CINCPAC"),
    (re.compile(r"commander, military assistance command"), "MAC"),
    (re.compile(r"chief of the military assistance advisory group"), "CHMAAG"),
    (re.compile(r"commander in chief, far east"), "CINCFE"),
    (re.compile(r"supreme allied commander"), "SACEUR"),
)
_HOME: Final = (
    (re.compile(r"\b(?:department of state|secretary of state|department)\b"), "STATE"),
    (re.compile(r"\bsecretary of defense|department of defense"), "SECDEF"),
    (re.compile(r"\bjoint chiefs"), "JCS"),
    (re.compile(r"\bpresident|white house|national security council"), "WHITEHOUSE"),
    (re.compile(r"\bnaval operations"), "CNO"),
    (re.compile(r"\binformation agency"), "USIA"),
)
_HOUSED: Final = re.compile(r"(?:u\.s\. )?(?:embassy|legation|consulate)")
_POST: Final = re.compile(
    r"\b(?:embass|legation|consul|mission|interests section|liaison office|ambassador|minister"
    r"|charg|delegat|representative|secretary of state|under secretary|political adviser"
    r"|special assistant|special envoy|vice president|high commissioner|agent|chairman of the am"
    r"|secretary of the treasury|director of the office|president)"
)
_INTELLIGENCE: Final = re.compile(r"\b(?:central intelligence|cia|station|pbu?s[cu]+ess|agency)\b")
_IN: Final = re.compile(r".*\b(?:in|to|at) (?:the )?(?P<country>[a-z][a-z' .-]{1,50}?)(?:,.*)?\Z")


def folded(text: str) -> str:
    """Return a name in small letters with single blanks and without brackets' content."""
    return " ".join(re.sub(r"\([^()]*\)|\[[^\][]*\]", " ", text).lower().split())


@lru_cache(maxsize=4096)
def place_station(place: str) -> str | None:
    """Return the station at a place as a dateline names it ("Djakarta"), None for Washington.

    A place that no table has is its own station: to refuse a true number is worse.

    >>> place_station("Djakarta")
    'JAKARTA'
    """
    name = folded(place.replace("’", "'")).strip(" ,.")
    if not name or name.startswith("washington"):
        return None
    name = EARLIER_PLACES.get(name, name)
    found = canonical_station(name)
    if found is None and "," in name:
        found = canonical_station(name.split(",")[0])
        name = name.split(",")[0]
    if found is None and name in SEATS:
        found = canonical_station(SEATS[name]) or fold_station_name(SEATS[name])
    return found or re.sub(r"[^A-Z]", "", fold_station_name(name)) or None


@lru_cache(maxsize=4096)
def sender_station(sender: str, place: str, year: int | None = None) -> str | None:
    """Return the station of a sender's numbers, or None when neither name nor place tells.

    Args:
        sender: As in the head, "Embassy in Lebanon"; brackets do not count.
        place: Of the dateline, empty when there is none. It decides before the country does,
            since a seat can move: the embassy in Libya wrote from Tripoli and from Benghazi.
        year: Of the document, for where a seat was when no place is given.

    >>> sender_station("Embassy in Lebanon", "Beirut")
    'BEIRUT'
    >>> sender_station("Department of State", "Washington")
    'STATE'
    >>> sender_station("Embassy in Pakistan", "", 1961)
    'KARACHI'
    """
    name = folded(sender.replace("’", "'"))
    for pattern, station in _OFFICES:
        if pattern.search(name):
            return canonical_station(station) or re.sub(r"[^A-Z]", "", station)
    seat = place_station(place)
    if _INTELLIGENCE.search(name) and not _POST.search(name.replace("mission broadcasting", "")):
        return "CIA" if seat is None else f"CIA{seat}"
    if name == "department of state":
        return "STATE"
    for pattern, station in _COMMANDS:
        if pattern.match(name):
            return station
    if seat is not None:
        return seat
    if not place or _HOUSED.match(name):  # an embassy "at Washington" is a slip of the volume
        country = _IN.match(name[:200])
        if country is not None:
            return country_station(country["country"], year)
    return next((station for pattern, station in _HOME if pattern.search(name)), None)


def is_place(text: str) -> bool:
    """Tell whether a word or two name Washington or a place with a post."""
    return text == "Washington" or canonical_station(text) is not None


def country_station(country: str, year: int | None = None) -> str | None:
    """Return the station of the embassy in a country ("lebanon"), or at a place of that name."""
    name = country.strip()
    seat = seat_of(name, year)
    return canonical_station(seat) or (fold_station_name(seat) if name in SEATS else None)
