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
    "Action Office",
    "Automatic Decaptioning",
    "Capture Date",
    "Channel Indicators",
    "Concepts",
    "Control Number",
    "Copy",
    "Current Classification",
    "Current Handling Restrictions",
    "Decaption Date",
    "Decaption Note",
    "Disposition Action",
    "Disposition Approved on Date",
    "Disposition Authority",
    "Disposition Case Number",
    "Disposition Comment",
    "Disposition Date",
    "Disposition Event",
    "Disposition History",
    "Disposition Reason",
    "Disposition Remarks",
    "Document Number",
    "Document Source",
    "Document Unique ID",
    "Draft Date",
    "Drafter",
    "Enclosure",
    "Errors",
    "Executive Order",
    "Expiration",
    "Film Number",
    "Format",
    "From",
    "Handling Restrictions",
    "ISecure",
    "Image Path",
    "Legacy Key",
    "Line Count",
    "Litigation Code IDs",
    "Litigation Codes",
    "Litigation History",
    "Locator",
    "Markings",
    "Message ID",
    "Office",
    "Original Classification",
    "Original Handling Restrictions",
    "Original Previous Classification",
    "Original Previous Handling Restrictions",
    "Page Count",
    "Previous Channel Indicators",
    "Previous Classification",
    "Previous Handling Restrictions",
    "Reference",
    "Retention",
    "Review Action",
    "Review Authority",
    "Review Comment",
    "Review Content Flags",
    "Review Date",
    "Review Event",
    "Review Exemptions",
    "Review History",
    "Review Markings",
    "Review Media Identifier",
    "Review Referrals",
    "Review Release Date",
    "Review Release Event",
    "Review Transfer Date",
    "Review Withdrawn Fields",
    "SAS ID",
    "Secure",
    "Sent Date",
    "Status",
    "Subject",
    "TAGS",
    "To",
    "Type",
    "vdkvgwkey",
)
_KINDS = {key: f"attribute.{key.lower().replace(' ', '_')}" for key in KEYS}
_DATE = re.compile(
    r"(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3})[ -](?P<year>\d{4})(?:\s+\d\d?:\d\d:\d\d\s?[a"
    r"p]m)?\Z"
    r"|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\Z",
    re.IGNORECASE,
)
MAX_KNOWN_ROW = 120  # characters of a row that is kept for the next record
_NULL_DATE = date(1960, 1, 1)
_STAMP = re.compile(
    r"^[ \t\f]*(?:[A-Z][a-z]+ [A-Z]\. [A-Z][a-z]+[ \t]+)?Declassified/Released[ \t]+US Depart"
    r"ment of State.*$",
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
    place, add = context.place, leaves.add
    last: _Row | None = None
    begin = at = start
    runs_on = False
    for row in [*text[start:end].split("\n"), "Type:"]:
        read = _known_row(row) if len(row) <= MAX_KNOWN_ROW else _read_row(row)
        if read is None:
            runs_on = True
        else:
            if last is not None:
                key, kind, value, typed, is_read = last
                stop = at if at < end else end  # noqa: FURB136 - quicker than min()
                if runs_on:
                    value, typed, is_read = _typed(key, text[begin + len(key) + 1 : stop])
                span = place(begin, stop)
                if not is_read:
                    context.note("CG903", f"the date of '{key}' was not read", span)
                add(begin, stop, kind)
                found[key] = Attribute(key=key, text=value, value=typed, span=span)
            last, begin, runs_on = read, at, False
        at += len(row) + 1
    return found


_Row = tuple[str, str, str, date | None, bool]


def _read_row(row: str) -> _Row | None:
    """Return key, kind, value, its date, and whether it was read; None if no key begins the row."""
    key, colon, written = row.partition(":")
    kind = _KINDS.get(key) if colon else None
    return None if kind is None else (key, kind, *_typed(key, written))


# The rows of a record are much the same as those of the next.
_known_row = lru_cache(maxsize=65536)(_read_row)


def _typed(key: str, written: str) -> tuple[str, date | None, bool]:
    """Return a value without padding, its date, and whether a date could be read."""
    value = written
    if "Declassified" in value and key not in ("Markings", "Review Markings"):
        value = _STAMP.sub("", value)
    value = value.strip()
    if "\n" in value:
        value = _join(value) if key in _SPACED else " ".join(value.split())
    if value in ("n/a", "N/A", "NA"):
        value = ""
    if not value or not key.endswith("Date"):
        return value, None, True
    typed = _date(value)
    if typed == _NULL_DATE and key != "Draft Date":
        return "", None, True
    return value, typed, typed is not None


_SPACED = frozenset({"From", "To"})  # several stations are parted by five spaces


def _join(value: str) -> str:
    return " ".join(line.strip() for line in value.splitlines() if line.strip())


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
