"""The attributes of the National Archives' export of 1973-79 (reference section 6.4)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.model import Attribute
from cablegram.read.words import MONTHS

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.marks import Leaves

KEYS = (
    "Action Office|Automatic Decaptioning|Capture Date|Channel Indicators|Concepts|Control Number"
    "|Copy|Current Classification|Current Handling Restrictions|Decaption Date|Decaption Note"
    "|Disposition Action|Disposition Approved on Date|Disposition Authority|Disposition Case Number"
    "|Disposition Comment|Disposition Date|Disposition Event|Disposition History"
    "|Disposition Reason|Disposition Remarks|Document Number|Document Source|Document Unique ID"
    "|Draft Date|Drafter|Enclosure|Errors|Executive Order|Expiration|Film Number|Format|From"
    "|Handling Restrictions|ISecure|Image Path|Legacy Key|Line Count|Litigation Code IDs"
    "|Litigation Codes|Litigation History|Locator|Markings|Message ID|Office"
    "|Original Classification|Original Handling Restrictions|Original Previous Classification"
    "|Original Previous Handling Restrictions|Page Count|Previous Channel Indicators"
    "|Previous Classification|Previous Handling Restrictions|Reference|Retention|Review Action"
    "|Review Authority|Review Comment|Review Content Flags|Review Date|Review Event"
    "|Review Exemptions|Review History|Review Markings|Review Media Identifier|Review Referrals"
    "|Review Release Date|Review Release Event|Review Transfer Date|Review Withdrawn Fields"
    "|SAS ID|Secure|Sent Date|Status|Subject|TAGS|To|Type|vdkvgwkey"
).split("|")
_KINDS = {key: f"attribute.{key.lower().replace(' ', '_')}" for key in KEYS}
_DATE = re.compile(
    r"(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3})[ -](?P<year>\d{4})(?:\s+\d\d?:\d\d:\d\d\s?[ap]m)?\Z"
    r"|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\Z",
    re.IGNORECASE,
)
_NULL_DATE = date(1960, 1, 1)
_STAMP = re.compile(
    r"^[ \t\f]*(?:[A-Z][a-z]+ [A-Z]\. [A-Z][a-z]+[ \t]+)?Declassified/Released[ \t]+US Department of State.*$",
    re.MULTILINE,
)


def read_attributes(
    text: str, start: int, end: int, leaves: Leaves, context: Context
) -> dict[str, Attribute]:
    """Read the `Key: value` lines between two offsets; a value may run on to the next lines.

    An absent value (`n/a`, a lone blank, the null date 01 JAN 1960) is an empty text. Dates are
    typed; the time of day is always midnight and is dropped.
    """
    found: dict[str, Attribute] = {}
    kinds = _KINDS
    key = ""
    begin = value_start = place = start
    for row in text[start:end].split("\n"):
        name, colon, _ = row.partition(":")
        if colon and name in kinds:
            if key:
                _add(found, key, text[value_start:place], (begin, value_start, place), leaves, context)
            key, begin, value_start = name, place, place + len(name) + 1
        place += len(row) + 1
    if key:
        _add(found, key, text[value_start:end], (begin, value_start, end), leaves, context)
    return found


def _add(
    found: dict[str, Attribute], key: str, written: str, at: tuple[int, int, int], leaves: Leaves,
    context: Context,
) -> None:
    """Add one attribute; `at` has where its key, its value and the next key begin."""
    value = written
    if "Declassified" in value and key not in ("Markings", "Review Markings"):
        value = _STAMP.sub("", value)
    value = value.strip()
    if "\n" in value:
        value = _join(value) if key in _SPACED else " ".join(value.split())
    if value in ("n/a", "N/A", "NA"):
        value = ""
    leaves.add(at[0], at[2], _KINDS[key])
    typed = None
    if value and key.endswith("Date"):
        typed = _date(value)
        if typed is None:
            context.note("CG903", f"the date of '{key}' was not read", context.place(at[1], at[2]))
        elif typed == _NULL_DATE and key != "Draft Date":
            typed, value = None, ""
    found[key] = Attribute(key=key, text=value, value=typed, span=context.place(at[0], at[2]))


_SPACED = frozenset({"From", "To"})  # several stations are parted by five spaces


def _join(value: str) -> str:
    return " ".join(line.strip() for line in value.splitlines() if line.strip())


@lru_cache(maxsize=8192)
def _date(value: str) -> date | None:
    match = _DATE.match(value)
    if match is None:
        return None
    try:
        if match["d"]:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        month = MONTHS.get(match["month"].upper())
        return None if month is None else date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
