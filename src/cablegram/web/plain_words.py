"""The heading of a cable as a person would say it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary import station_info

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.model import Addressee

#: The words before the place in an address, and what they are; longest first.
_POSTS: Final = (
    ("AMERICAN CONSULATE GENERAL", "Consulate General"),
    ("AMERICAN EMBASSY", "Embassy"),
    ("AMERICAN CONSULATE", "Consulate"),
    ("AMCONGEN", "Consulate General"),
    ("AMEMBASSY", "Embassy"),
    ("AMCONSUL", "Consulate"),
    ("AMLEGATION", "Legation"),
    ("AMEMB", "Embassy"),
    ("USMISSION", "Mission"),
    ("EMBASSY", "Embassy"),
    ("USINT", "Interests Section"),
    ("USLO", "Liaison Office"),
    ("USDEL", "Delegation"),
)
_DEPARTMENT: Final = re.compile(
    r"(?:SEC\s?STATE|DEPARTMENT OF STATE)(?: WASH\s?(?:INGTON )?D\.?C\.?)?"
)
#: Addresses in Washington and elsewhere that say little to who has not worked there.
_NAMES: Final = {
    "NSC": "the National Security Council",
    "NATIONAL SECURITY COUNCIL": "the National Security Council",
    "WHITE HOUSE": "the White House",
    "SECDEF": "the Secretary of Defense",
    "OSD": "the Office of the Secretary of Defense",
    "JOINT STAFF": "the Joint Staff",
    "JCS": "the Joint Chiefs of Staff",
    "CIA": "the CIA",
    "DIA": "the Defense Intelligence Agency",
    "NSA": "the National Security Agency",
    "USIA": "the U.S. Information Agency",
    "USICA": "the U.S. International Communication Agency",
    "USDOC": "the Department of Commerce",
    "DEPT OF COMMERCE": "the Department of Commerce",
    "USDOE": "the Department of Energy",
    "DEPT OF ENERGY": "the Department of Energy",
    "USDA": "the Department of Agriculture",
    "USDOJ": "the Department of Justice",
    "DEPT OF JUSTICE": "the Department of Justice",
    "DEPT OF TREASURY": "the Treasury",
    "TREASURY DEPT": "the Treasury",
    "DEA HQS": "the Drug Enforcement Administration",
    "CNO": "the Chief of Naval Operations",
    "CSA": "the Chief of Staff of the Army",
    "CSAF": "the Chief of Staff of the Air Force",
    "NAVADMIN": "all Navy commands (NAVADMIN)",
    "USUN NEW YORK": "the Mission to the United Nations",
    "USMISSION USUN NEW YORK": "the Mission to the United Nations",
    "USMISSION USUN": "the Mission to the United Nations",
    "USNATO": "the Mission to NATO",
    "USMISSION USNATO": "the Mission to NATO",
    "USMISSION NATO": "the Mission to NATO",
    "USEU BRUSSELS": "the Mission to the European Union",
    "USEC BRUSSELS": "the Mission to the European Communities",
    "USMISSION USEU BRUSSELS": "the Mission to the European Union",
    "USOSCE": "the Mission to the OSCE",
    "USMISSION USOSCE": "the Mission to the OSCE",
    "USVIENNA": "the Missions in Vienna",
    "USMISSION USVIENNA": "the Missions in Vienna",
    "USMISSION UNVIE VIENNA": "the Mission to the UN in Vienna",
    "USMISSION GENEVA": "the Mission in Geneva",
}
_WASHINGTON: Final = re.compile(r" WASH(?:INGTON)?[ ,]*D\.?C\.?(?: //.*)?$")
_BEHIND_A_COMMA: Final = frozenset({written for written, _ in _POSTS} | {"SECSTATE"})
_SMALL: Final = frozenset({"de", "da", "do", "des", "del", "la", "le", "of", "the", "es", "au"})
_ABBREVIATIONS: Final = frozenset(
    {
        "UN",
        "EU",
        "CIS",
        "APEC",
        "ASEAN",
        "AIDS",
        "GCC",
        "OAS",
        "UNSC",
        "WTO",
        "NATO",
        "OECD",
        "USUN",
        "OSCE",
        "IAEA",
        "UNVIE",
        "WASHDC",
    }
)
_SHOWN_AT_MOST: Final = 6
_CAPITALS: Final = re.compile("[A-Z]+")
_ORDINALS: Final = frozenset({"II", "III", "IV"})
#: What the stations of these kinds are called is letters, but for the city.
_LETTERS: Final = frozenset({"mission", "delegation", "department", "other agency"})
_STATIONS: Final = {
    "STATE": "Department of State",
    "WHITEHOUSE": "White House",
    "JOINTSTAFF": "Joint Staff",
}


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return the name of an address as people say it; one that is not known stays as it is.

    >>> plain_name("AMEMBASSY RIO DE JANEIRO"), plain_name("SECSTATE WASHDC")
    ('Embassy Rio de Janeiro', 'the Department of State')
    """
    folded = " ".join(name.split())
    place, comma, word = folded.partition(", ")
    if comma and word.upper() in _BEHIND_A_COMMA:  # as the layout of 2009 has it
        folded = f"{word} {place}"
    if _DEPARTMENT.fullmatch(folded.upper()):
        return "the Department of State"
    if (known := _NAMES.get(_WASHINGTON.sub("", folded.upper()))) is not None:
        return known
    if folded.isupper() and folded.endswith(" COLLECTIVE"):
        return f"the {_place(folded.removesuffix(' COLLECTIVE'))} collective"
    for written, said in _POSTS:
        rest = folded[len(written) :]
        if folded.upper().startswith(written) and rest[:1] == " ":
            return f"{said} {_place(rest.strip())}"
    return folded


@lru_cache(maxsize=4096)
def station_name(station: str) -> str:
    """Return a station of message numbers as people say it; one that is not known, in capitals.

    >>> station_name("RIODEJANEIRO"), station_name("STATE"), station_name("ECBRUSSELS")
    ('Rio de Janeiro', 'Department of State', 'EC Brussels')
    """
    info = station_info(station)
    if info is None or info.station in _STATIONS:
        return _STATIONS.get(info.station, "") if info else station
    if info.post_type not in _LETTERS:
        return _place(info.display_name)
    city = fold_words(info.city)
    return " ".join(
        word.capitalize() if word in city else word for word in info.display_name.split()
    )


@lru_cache(maxsize=4096)
def person_name(name: str) -> str:
    """Return a name in capitals as people write it, the surname first.

    >>> person_name("MCROE-POE, JANE A"), person_name("VAN DEN ROE"), person_name("O'ROE")
    ('McRoe-Poe, Jane A', 'Van Den Roe', "O'Roe")
    """
    return _CAPITALS.sub(lambda part: _cased(part[0]), name)


def _cased(word: str) -> str:
    if word in _ORDINALS:
        return word
    if word.startswith("MC") and len(word) > len("MCX"):
        return f"Mc{word[2:].capitalize()}"
    return word.capitalize()


def fold_words(text: str) -> frozenset[str]:
    """Return the words of a text in capitals, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return frozenset(plain.upper().split())


def _place(text: str) -> str:
    if not text.isupper():
        return text
    words = [word if word in _ABBREVIATIONS else word.capitalize() for word in text.split()]
    return " ".join(
        word.lower() if place and word.lower() in _SMALL else word
        for place, word in enumerate(words)
    )


def heading_sentence(
    origin: Addressee | None,
    action: Iterable[Addressee],
    info: Iterable[Addressee],
    precedence: str,
) -> str:
    """Return who sent what to whom in one sentence; empty if nobody is named.

    `Immediate, from Embassy Lisbon to the Department of State; for information: Embassy Madrid.`
    """
    sender = f"from {plain_name(origin.name)}" if origin else ""
    takers = f"to {_names(action)}" if action else ""
    copies = f"for information: {_names(info)}" if info else ""
    route = " ".join(part for part in (sender, takers) if part)
    said = "; ".join(part for part in (route, copies) if part)
    if not said:
        return ""
    said = f"{precedence}, {said}" if precedence else said
    return f"{said[:1].upper()}{said[1:]}."


def _names(addressees: Iterable[Addressee]) -> str:
    names = list(dict.fromkeys(plain_name(each.name) for each in addressees))
    if len(names) > _SHOWN_AT_MOST:
        rest = len(names) - _SHOWN_AT_MOST + 1
        names = [*names[: _SHOWN_AT_MOST - 1], f"{rest} others"]
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def genre_word(genre: str) -> str:
    """Return what kind of message it is, as a title begins."""
    return "Telegram" if genre == "cable" else genre.capitalize()
