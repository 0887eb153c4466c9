"""Which forms a year's cables survive in, and what the orders in force made drafters write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from cablegram.sample.people import given_name
from cablegram.sample.truth import SampleAuthority

if TYPE_CHECKING:
    from cablegram.sample.dice import Dice

__all__ = [
    "ERAS",
    "Era",
    "Order",
    "authority",
    "executive_order",
    "level_and_captions",
    "portion_mark",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """Years (both included), the share of story lines that begin in them, and the forms."""

    name: str
    first: int
    last: int
    share: float
    forms: tuple[tuple[str, float], ...]


ERAS: Final = (
    Era(name="1930s-40s", first=1935, last=1949, share=3, forms=(("tei", 1),)),
    Era(
        name="1950s-60s",
        first=1952,
        last=1972,
        share=7,
        forms=(("tei", 0.8), ("telegram", 0.2)),
    ),
    Era(
        name="1970s",
        first=1973,
        last=1979,
        share=36,
        forms=(("sas", 0.9), ("tei", 0.07), ("telegram", 0.03)),
    ),
    Era(
        name="1980s-90s",
        first=1980,
        last=1998,
        share=14,
        forms=(("telegram", 0.6), ("acp127", 0.3), ("web", 0.1)),
    ),
    Era(
        name="2000s",
        first=1999,
        last=2008,
        share=28,
        forms=(("acp127", 0.5), ("web", 0.2), ("rows", 0.2), ("telegram", 0.1)),
    ),
    Era(
        name="SMART",
        first=2009,
        last=2012,
        share=12,
        forms=(("smart", 0.75), ("mail", 0.25)),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The E.O. line: number of the order, the rest of the line, the declassification it gives."""

    number: str | None
    line: str | None
    declassify: str | None


_NONE: Final = Order(number=None, line=None, declassify=None)


def executive_order(dice: Dice, on: date, level: str, officer: str) -> Order:
    """Return the E.O. line that a drafter wrote on a day (reference section 2.4)."""
    is_open = level in {"UNCLASSIFIED", "LIMITED OFFICIAL USE"}
    if on < date(1973, 3, 1):
        return _NONE
    if on < date(1978, 12, 1):
        number = "11652"
        schedule = dice.weighted(
            (
                ("GDS", 8.0),
                (f"ADS, DECLAS 12-31-{(on.year + 2) % 100}", 1.0),
                (f"XGDS-{dice.between(1, 3)}", 1.0),
            )
        )
    elif on < date(1982, 8, 1):
        number = "12065"
        due = on.replace(year=on.year + 6, day=min(on.day, 28))
        initials = f"{given_name(dice)[0]}. {given_name(dice)[0]}."
        schedule = (
            f"GDS {due.month}/{due.day}/{due.year % 100} ({officer.upper()}, {initials})"
            f" OR-{dice.pick('PME')}"
        )
    elif on < date(1995, 10, 16):
        number, schedule = "12356", "DECL: OADR"
    elif on < date(2010, 6, 27):
        number = "12958"
        due = (on + timedelta(days=1)).replace(year=on.year + 10, day=min(on.day, 28))
        schedule = f"DECL: {due:%m/%d/%Y}"
    else:
        number = "13526"
        due = on.replace(year=on.year + 10, day=min(on.day, 28))
        schedule = f"DECL: {due:%Y/%m/%d}" if dice.chance(0.6) else f"DECL: {due:%m/%d/%Y}"
    if is_open:
        return Order(number=number, line="N/A", declassify="N/A")
    return Order(number=number, line=schedule, declassify=schedule.removeprefix("DECL: "))


def authority(dice: Dice, on: date, level: str, officer: str) -> SampleAuthority | None:
    """Return who classified a cable; None before 1995 and for what is not classified."""
    if on < date(1995, 10, 16) or level not in {"CONFIDENTIAL", "SECRET"}:
        return None
    title = dice.pick(("Ambassador", "DCM", "Econoff", "Charge d'Affaires", "Political Counselor"))
    return SampleAuthority(
        name=f"{given_name(dice)} {officer}",
        title=title,
        reasons=dice.pick((("b", "d"), ("d",), ("b",), ("b", "d"), ("a", "b", "d"))),
    )


def level_and_captions(dice: Dice, on: date) -> tuple[str, tuple[str, ...]]:
    """Return a classification and captions in the proportions of the time."""
    level = dice.weighted(
        (
            ("UNCLASSIFIED", 44.0),
            ("LIMITED OFFICIAL USE", 25.0),
            ("CONFIDENTIAL", 25.0),
            ("SECRET", 6.0),
        )
    )
    captions: tuple[str, ...] = ()
    if on.year >= 1995 and level == "LIMITED OFFICIAL USE":
        level, captions = "UNCLASSIFIED", ("SENSITIVE",)
    if level in {"CONFIDENTIAL", "SECRET"}:
        if dice.chance(0.07):
            captions += (dice.pick(("EXDIS", "LIMDIS", "EXDIS", "NODIS")),)
        if on.year >= 1985 and dice.chance(0.12):
            captions += ("NOFORN",)
    if on.year >= 1999 and dice.chance(0.75) and "NODIS" not in captions:
        captions += ("SIPDIS",)
    return level, captions


def portion_mark(dice: Dice, on: date, level: str, captions: tuple[str, ...]) -> str | None:
    """Return the mark of one paragraph; None where paragraphs of the time bore none."""
    if on.year < 1996:
        return None
    if level == "UNCLASSIFIED":
        return dice.pick(("SBU", "SBU", "U")) if "SENSITIVE" in captions else None
    letter = level[0]
    if "NOFORN" in captions and dice.chance(0.7):
        return f"{letter}/NF"
    return dice.weighted(((letter, 7.0), ("U", 1.5), ("SBU", 1.0)))
