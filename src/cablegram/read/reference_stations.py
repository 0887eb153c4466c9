"""The station that the words before a number name: its name, or `Embtel`, `Deptel`, `your`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cablegram.model.value import place_value
from cablegram.read.reference_words import (
    CIRCULAR_WORDS,
    DEPARTMENT_WORDS,
    FILLER,
    NEVER_STATIONS,
    OWN_WORDS,
    YOUR_WORDS,
)
from cablegram.vocabulary import canonical_station, match_station

_MARGIN: Final = " \n\t,;:.&()[]#-'\"*/"
_NAME: Final = re.compile(r"[A-Z][A-Z.'/-]*\Z")
_NOT_LETTERS: Final = re.compile(r"[^A-Z]+")
_MAX_WORDS: Final = 5
_MAX_GAP: Final = 64
_NAME_WORDS: Final = 3  # of a name of a station, at the most


@place_value
class Sender:
    """Who cites: the sender's station, the addressee's, and the year of the cable."""

    station: str | None = None
    addressee: str | None = None
    year: int | None = None


@place_value
class StationText:
    """A station and how it was found.

    `name` is None when the words name a station that is not known from them (`Embtel` in a
    telegram of the Department). `repaired` is what was written when it had to be mended.
    `is_known` is false for a name that no table has; `is_loose` for one taken from the context.
    """

    name: str | None
    is_known: bool = True
    is_loose: bool = False
    repaired: str | None = None


def resolve_station(
    gap: str, sender: Sender, inherited: StationText | None
) -> tuple[StationText | None, int]:
    """Return the station that the words before a number name, and where in them it begins.

    Args:
        gap: Folded text between the last number or separator and this number.
        sender: Who cites.
        inherited: The station of the number before this one.

    Returns:
        None when the words are no station: the number is no message number.
    """
    bare = gap.strip(_MARGIN)
    if not bare:
        return _inherit(sender, inherited), 0
    if len(bare) > _MAX_GAP:
        bare = bare[-_MAX_GAP:].partition(" ")[2]
    found, words = _resolve(bare)
    if found is None:
        return None, 0
    if (
        isinstance(found, StationText)
        and not found.is_known
        and ("\n" in bare or not gap.endswith((" ", "#", "\n")))
    ):
        return None, 0
    offset = max(gap.rfind(bare), 0) + (bare.rfind(words) if words else 0)
    if found == "":
        return _inherit(sender, inherited), offset
    if isinstance(found, StationText):
        return found, offset
    return StationText(_by_role(found, sender), is_loose=False), offset


def _inherit(sender: Sender, inherited: StationText | None) -> StationText:
    if inherited is not None:
        return StationText(inherited.name, inherited.is_known, is_loose=True)
    return StationText(sender.station, is_loose=True)


def _by_role(role: str, sender: Sender) -> str | None:
    is_department = sender.station == "STATE"
    if role == "own":
        return sender.addressee if is_department else sender.station
    if role == "your":
        if is_department:
            return sender.addressee
        return sender.addressee or "STATE"
    return role


@lru_cache(maxsize=32768)
def _resolve(bare: str) -> tuple[StationText | str | None, str]:
    """Return the station, or a role, or "" for nothing said, or None; and the words that say it."""
    words = bare.split()
    while words and words[-1].strip(".'") in FILLER:
        words.pop()
    if not words:
        return "", bare
    if "TO" in words[1:] and (sender := _role(_possessive(words[0]))) is not None:
        return sender, words[0]  # Deptel to Paris 2893
    last = words[-1].strip(".,'()")
    if len(words) <= _MAX_WORDS and (len(words) > 1 or last not in NEVER_STATIONS):
        name = canonical_station(_possessive(" ".join(words)))
        if name is not None:
            return StationText(name), words[0]
    role = _role(last.removesuffix("'S"))
    if role is not None:
        if role == "DEPCIRTEL" and words[0] == "STATE":
            role = "STATE"  # from 1966 circulars have numbers of the one series
        return role, words[-1]
    if last in NEVER_STATIONS:
        return None, ""
    if (post := _post_of(last)) is not None:
        return post, words[-1]
    if not _NAME.match(last):
        return _fused(last)
    for count in range(min(len(words), _MAX_WORDS), 0, -1):
        name = canonical_station(_possessive(" ".join(words[-count:])))
        if name is not None:
            return StationText(name), words[-count]
    return _guess(words)


def _post_of(word: str) -> StationText | str | None:
    """Read `BERLINTEL`, made like `Embtel`, and `DEPT-BONN`, from whom and to whom."""
    if word.endswith("TEL"):
        name = canonical_station(word[:-3])
        return None if name is None else StationText(name)
    sender, dash, taker = word.partition("-")
    if dash and canonical_station(taker) is not None:
        return _role(sender)
    return None


def _possessive(name: str) -> str:
    return name.removesuffix("'S")


def _role(word: str) -> str | None:
    for role, names in (
        ("own", OWN_WORDS),
        ("STATE", DEPARTMENT_WORDS),
        ("your", YOUR_WORDS),
        ("DEPCIRTEL", CIRCULAR_WORDS),
    ):
        if word in names or (word.endswith("S") and word[:-1] in names):
            return role
    return None


def _guess(words: list[str]) -> tuple[StationText | None, str]:
    """Mend a name that no table has, or take it as it is: to refuse a true number is worse."""
    whole = _possessive(" ".join(words))
    if len(words) <= 3:
        match = match_station(whole)
        if match is not None:
            mended = whole if match.how == "fuzzy" or match.removed else None
            return StationText(match.station, repaired=mended), words[0]
    kept = [word for word in words if word.strip(".,'()") not in NEVER_STATIONS]
    if len(kept) == len(words) <= 2 and all(_NAME.match(word) for word in words):
        letters = _NOT_LETTERS.sub("", whole)
        if len(letters) > 1:
            return StationText(letters, is_known=False), words[0]
    return None, ""


def _fused(word: str) -> tuple[StationText | None, str]:
    """Read `SECTION02OF03TRIPOLI`: words of the line that stuck to the name."""
    if word.isalnum():
        match = match_station(word, fuzzy=False)
        if match is not None and match.removed:
            return StationText(match.station, repaired=word), word
    return None, ""


def ends_in_station(text: str) -> bool:
    """Tell whether the last words of a text are a station that the tables know."""
    words = text.split()[-_NAME_WORDS:]
    return any(
        name not in NEVER_STATIONS and canonical_station(name) is not None
        for name in (" ".join(words[place:]) for place in range(len(words)))
    )
