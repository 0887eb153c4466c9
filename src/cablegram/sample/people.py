"""Invented names: persons, firms, ships and places that nobody bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cablegram.sample.dice import Dice

__all__ = ["american", "cast", "firm", "given_name", "place", "ship", "surname"]

_FRONT: Final = (
    "Bram", "Tol", "Hal", "Wen", "Har", "Cal", "Ros", "Mer", "Thorn", "Ash", "Wick", "Dun", "Pell",
    "Strat", "Lang", "Eld", "Marl", "Crom", "Whit", "Fen", "Old", "Brack", "Kings", "Hol", "Ravens",
    "Sed", "Tarn", "Wol", "Gar", "Bex",
)  # fmt: skip
_BACK: Final = (
    "worth", "stead", "combe", "mere", "field", "gate", "ridge", "by", "holt", "wick", "mark",
    "bourne", "ham", "ley", "stone", "dale", "croft", "thwaite", "grove", "lock",
)  # fmt: skip
_AMERICANS: Final = tuple(front + back for front in _FRONT for back in _BACK)
_GIVEN: Final = (
    "Anna", "Peter", "Clara", "Martin", "Helen", "Thomas", "Irene", "Walter", "Julia", "Paul",
    "Edith", "Simon", "Laura", "Victor", "Nora", "Hugo", "Ruth", "Oscar", "Alma", "Felix", "Greta",
    "Leon", "Vera", "Adrian", "Paula", "Emil", "Ines", "Conrad", "Stella", "Julian",
)  # fmt: skip
_ONSET: Final = (
    "b", "d", "k", "l", "m", "n", "r", "s", "t", "v", "z", "br", "dr", "gr", "kr", "tr", "sh", "ch",
    "h", "j", "p", "g", "f", "st", "y",
)  # fmt: skip
_VOWEL: Final = ("a", "e", "i", "o", "u", "a", "e", "o", "ai", "ou", "ei")
_CODA: Final = ("", "", "", "n", "r", "l", "s", "m", "k", "nd", "rt", "sh")
_ENDING: Final = ("ano", "eri", "oudi", "essen", "ovar", "ikou", "amba", "ultan", "enko", "illo",
                  "arsi", "ondi", "ekar", "umbe", "avik", "orro")  # fmt: skip
_TRADE: Final = (
    "Shipping Lines", "Marine Products", "Aviation Services", "Trading Company", "Engineering",
    "Cold Storage", "Instruments", "Freight Forwarders", "Textile Mills", "Electronics",
    "Surveyors", "Exhibition Services", "Telecommunications", "Agricultural Supply",
)  # fmt: skip
_SHIP: Final = (
    "Morning", "Northern", "Silver", "Coral", "Evening", "Distant", "Bright", "Quiet", "Long",
)  # fmt: skip
_SHIP_NOUN: Final = (
    "Heron", "Lantern", "Harbor", "Current", "Compass", "Petrel", "Meridian", "Beacon", "Tide",
)  # fmt: skip
_PLACE: Final = ("Puerto", "Cape", "Lake", "Port", "Mount", "Bahia", "Villa", "Upper", "New")


def american(dice: Dice) -> str:
    """Return the surname of an American officer."""
    return dice.pick(_AMERICANS)


def given_name(dice: Dice) -> str:
    """Return a first name."""
    return dice.pick(_GIVEN)


def surname(dice: Dice) -> str:
    """Return the surname of somebody abroad, of no language in particular."""
    middle = dice.pick(_ONSET) + dice.pick(_VOWEL) + dice.pick(_CODA)
    if dice.chance(0.3):
        middle += dice.pick(_ONSET) + dice.pick(_VOWEL)
    return (middle + dice.pick(_ENDING)).capitalize()


def place(dice: Dice) -> str:
    """Return the name of a town or a coast that is on no map."""
    name = surname(dice)
    return f"{dice.pick(_PLACE)} {name}" if dice.chance(0.35) else name


def firm(dice: Dice) -> str:
    """Return the name of a company."""
    return f"{surname(dice)} {dice.pick(_TRADE)}"


def ship(dice: Dice) -> str:
    """Return the name of a ship."""
    return f"{dice.pick(_SHIP)} {dice.pick(_SHIP_NOUN)}"


def cast(dice: Dice) -> dict[str, str]:
    """Return the people, places, firm and ship of a story line whose country is left open."""
    return {
        "nat": "host",
        "country": "the host country",
        "capital": "Washington",
        "person": surname(dice),
        "person2": surname(dice),
        "person3": surname(dice),
        "place": place(dice),
        "place2": place(dice),
        "firm": firm(dice),
        "ship": ship(dice),
    }
