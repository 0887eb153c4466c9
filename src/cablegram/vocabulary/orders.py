"""Executive orders on classification, and the reasons that they give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.station_matching import edit_distance
from cablegram.vocabulary.tables import end_date, is_confirmed, load, start_date

if TYPE_CHECKING:
    from datetime import date

_NUMBER: Final = re.compile(r"[0-9OIL]{4,6}[A-Z]?(?![0-9])")
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutiveOrder:
    """An order with the days, inclusive, on which it was in force; `effective_to` None is open."""

    number: str
    effective_from: date
    effective_to: date | None
    confirmed: bool
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationReason:
    """A reason, exemption or scheme of an order.

    Attributes:
        order: Number, without the amendment's letter.
        amended: Whether the row is of E.O. 12958 as amended in March 2003.
        effective_from: First day, or None for what every order has (N/A).
        effective_to: Last day, or None when open.
        section: Section of the order; empty where none is named.
        letter: Letter or number within it, as in the table.
        kind: `reason`, `exemption` or `scheme`.
        marking: How it is written on the E.O. line.
        category: Short paraphrase.
        notes: As compiled.
    """

    order: str
    amended: bool
    effective_from: date | None
    effective_to: date | None
    section: str
    letter: str
    kind: str
    marking: str
    category: str
    notes: str


@cache
def all_orders() -> tuple[ExecutiveOrder, ...]:
    """Return the orders in order of time."""
    found = []
    for row in load("executive_orders").mappings():
        first = start_date(row["effective_from"])
        if first is not None:
            found.append(
                ExecutiveOrder(
                    number=row["number"],
                    effective_from=first,
                    effective_to=end_date(row["effective_to"]),
                    confirmed=is_confirmed(row["notes"]),
                    notes=row["notes"],
                )
            )
    return tuple(found)


def order(number: str | int) -> ExecutiveOrder | None:
    """Return the order of that number, or None."""
    wanted = str(number).strip()
    return next((one for one in all_orders() if one.number == wanted), None)


def order_in_force(on: date) -> ExecutiveOrder | None:
    """Return the order in force on a day, or None before the first.

    State telegrams named E.O. 11652 only from 1 March 1973.
    """
    for one in all_orders():
        if one.effective_from <= on and (one.effective_to is None or on <= one.effective_to):
            return one
    return None


@cache
def all_reasons() -> tuple[ClassificationReason, ...]:
    """Return every row of the table, in its order."""
    found = []
    for row in load("classification_reasons").mappings():
        number = row["executive_order"].removeprefix("E.O.").strip()
        found.append(
            ClassificationReason(
                order=number.rstrip("A") if number != "any" else "",
                amended=number.endswith("A"),
                effective_from=start_date(row["effective_from"]),
                effective_to=end_date(row["effective_to"]),
                section=row["section"],
                letter=row["letter"],
                kind=row["kind"],
                marking=row["marking"],
                category=row["category"],
                notes=row["notes"],
            )
        )
    return tuple(found)


def reason(
    order: str | int, letter_or_number: str, section: str | None = None
) -> ClassificationReason | None:
    """Return the reason, exemption or scheme that a letter or mark names under an order, or None.

    Args:
        order: Number of the order (`12958`).
        letter_or_number: `d`, `X1`, `25X1`, `GDS`, `XGDS-2`, `4`; case, blanks and hyphens do not
            count.
        section: Section as written (`1.5`, `1.4`), to tell the two texts of E.O. 12958 apart. A
            section that does not have the letter gives None. Without it the amended text wins.
    """
    number = re.sub("[^0-9]", "", str(order)[:32])
    wanted = _fold(letter_or_number)
    best = None
    for row in all_reasons():
        if row.order not in {number, ""} or not _named(row, wanted):
            continue
        if section and row.section.split("(")[0] != section.split("(")[0].strip():
            continue
        if best is None or row.amended or (not best.order and row.order):
            best = row
    return best


def _named(row: ClassificationReason, wanted: str) -> bool:
    if wanted in {_fold(row.letter), _fold(row.marking)}:
        return True
    return row.letter == "25X#" and re.fullmatch("25X[1-9]", wanted) is not None


def _fold(text: str) -> str:
    return re.sub(r"[\s().-]", "", text).upper()


def repair_order(text: str) -> str | None:
    """Return the number of the one order that a written number can mean, or None.

    One digit may be lost, added, changed or swapped, and letters may stand for the digits that
    they look like; when two orders are that near (`12956`), none is given.

    >>> [repair_order(text) for text in ("1295", "11653", "12O65", "12956")]
    ['12958', '11652', '12065', None]
    """
    return _repair(text[:64])


@lru_cache(maxsize=4096)
def _repair(text: str) -> str | None:
    found = _NUMBER.search(text.upper())
    if found is None:
        return None
    digits = found[0].translate(_LOOK_ALIKES).rstrip("ABCDEFGHJKMNPQRSTUVWXYZ")
    numbers = [one.number for one in all_orders()]
    if digits in numbers:
        return digits
    near = [number for number in numbers if edit_distance(digits, number, limit=1) == 1]
    return near[0] if len(near) == 1 else None
