"""The E.O. line of all orders since 1972 (reference sections 2.4 and 3.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.model import ExecutiveOrder
from cablegram.read.dates import find_date
from cablegram.vocabulary import order_in_force, repair_order

if TYPE_CHECKING:
    from datetime import date

    from cablegram.read.context import Context
    from cablegram.read.passage import Passage

_HEAD = re.compile(
    r"(?:E\s?\.?\s?[O0Q]\s?\.?\s?M?)?\s*:?\s*(?P<number>[1I]\s?\d[\dOIl ]{1,4}?(?!\d)(?:[A-Z]"
    r"(?=[:;\s]))?)?"
    r"\s*(?:AS AMENDED\s*)?[:;.,\s]*",
    re.IGNORECASE,
)
_NONE = re.compile(r"N\s?[/.]?\s?A\b\.?|NOT APPLICABLE|NA\b|N/S\b", re.IGNORECASE)
_DECL = re.compile(r"\b(?:DECL?A?S?S?(?:IFY)?(?:\s+ON)?)\s*[:;.]?\s*", re.IGNORECASE)
_CODES = re.compile(
    r"(?P<scheme>XGDS|X6DS|GDS|6DS|LDS|AGDS|GNDS|GS|ADS|RDS|OADR|MR)(?![A-Z])\s?[-,]?\s?(?P<reason>[1-4](?![/\d-]))?",
    re.IGNORECASE,
)
_EXEMPT = re.compile(
    r"\b(?:25|50|75)X\b|\b(?:25|50|75)?X\s?\d(?:-HUM(?:AN)?|-WMD)?\b|\b1\.[5-7]\s?\(?[A-HX]\d?\)?",
    re.IGNORECASE,
)
#: To be downgraded at that date, which is not yet declassified.
_DOWNGRADE = re.compile(r"\bDNG\b[:;.\s]*(?:TO\s+)?\w{0,12}\s*[\d/.-]{0,10}", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"(?<!\d)\d{1,4}[/-]\d{1,2}[/-]\d{2,4}(?!\d)")
_PERSON = re.compile(r"\((?P<name>[^()]{3,60})\)?")
_SCHEMES = {
    "6DS": "GDS",
    "LDS": "GDS",
    "AGDS": "GDS",
    "GNDS": "GDS",
    "GS": "GDS",
    "X6DS": "XGDS",
}


def read_order(passage: Passage, context: Context) -> tuple[ExecutiveOrder, date | str | None]:
    """Read an E.O. line: the order, and when the cable is to be declassified.

    Returns:
        The order with its instruction as written, and the date, or the event or exemption as
        text, or None for `N/A`, a schedule without a date, or nothing.
    """
    head = _HEAD.match(passage.text)
    place = head.end() if head else 0
    number = None
    if head is not None and head["number"]:
        number = _order_number(passage, head, context)
    rest = " ".join(passage.text[place:].split())
    scheme = _scheme(rest)
    person = _PERSON.search(rest)
    order = ExecutiveOrder(
        number=number,
        text=rest,
        scheme=scheme,
        authority=" ".join(person["name"].split()) if person and scheme else None,
        span=passage.span(0, len(passage.text)),
    )
    when = _when(_DOWNGRADE.sub(" ", rest).strip(" ,;"), scheme, context)
    if isinstance(when, str) and _LIKE_A_DATE.search(when):
        context.note(
            "CG107", f"{when[:60]!r} is no possible date", order.span or passage.span(0, 0)
        )
    return order, when


def _order_number(passage: Passage, head: re.Match[str], context: Context) -> str | None:
    written = head["number"]
    digits = re.sub(r"[^0-9OIl]", "", written).replace("O", "0").replace("I", "1").replace("l", "1")
    known = repair_order(digits)
    span = passage.span(head.start("number"), head.end("number"))
    if known is None:
        expected = order_in_force(context.date) if context.date else None
        hint = f"in force then: E.O. {expected.number}" if expected else ""
        context.note("CG106", f"'{written.strip()}' is no order on classification", span, hint)
        return digits
    if known != digits:
        context.note("CG105", f"'{written.strip()}' was read as E.O. {known}", span, known)
    return known


def _scheme(rest: str) -> str | None:
    if not rest:
        return None
    if _NONE.match(rest):
        return "N/A"
    code = _CODES.search(rest)
    if code is not None:
        name = _SCHEMES.get(code["scheme"].upper(), code["scheme"].upper())
        return f"{name}-{code['reason']}" if code["reason"] and name in ("XGDS", "RDS") else name
    exempt = _EXEMPT.search(rest)
    if exempt is not None:
        return exempt[0].upper().replace(" ", "")
    if _DECL.search(rest):
        return "DECL"
    return "DNG" if _DOWNGRADE.search(rest) else None


def _when(rest: str, scheme: str | None, context: Context) -> date | str | None:
    if not rest or scheme == "N/A":
        return None
    found = find_date(rest, later_than=context.date)
    if found is not None:
        return found[0]
    label = _DECL.search(rest)
    tail = rest[label.end() :].strip(" .,;:") if label else ""
    if tail and not _CODES.fullmatch(tail):
        return tail
    if scheme is None or scheme == "DECL":
        return rest.strip(" .,;:") or None
    return None if scheme == "GDS" else scheme
