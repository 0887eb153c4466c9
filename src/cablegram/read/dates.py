"""Dates in their written forms: `4/2/2018`, `2035/02/23`, `02 APR 08`, `April 2, 1966`."""

from __future__ import annotations

import re
from datetime import date

from cablegram.read.words import MONTHS

_NAME = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,9}\.?"
_DATE = re.compile(
    rf"""(?<![\d/.-])(?:
      (?P<y1>(?:19|20)\d\d)[/-](?P<m1>\d{{1,2}})[/-](?P<d1>\d{{1,2}})
    | (?P<m2>\d{{1,2}})\s?[/-]\s?(?P<d2>\d{{1,2}})\s?[/-]\s?(?P<y2>\d{{4}}|\d\d)
    | (?P<d3>\d{{1,2}})[\s-]?(?P<n3>{_NAME})[\s,-]*(?P<y3>\d{{4}}|\d\d)
    | (?P<n4>{_NAME})\s*(?P<d4>\d{{1,2}})\s*,\s*(?P<y4>\d{{4}}|\d\d)
    )(?![\d/])""",
    re.VERBOSE | re.IGNORECASE,
)


def find_date(
    text: str, *, later_than: date | None = None, near: date | None = None
) -> tuple[date, int, int] | None:
    """Return the first possible date in `text` with its place, or None.

    Month stands before day where both are numbers (US practice), unless only the other order is
    possible. A year of two digits is after `later_than` (declassification), or nearest to `near`.
    """
    for match in _DATE.finditer(text):
        found = _one(match, later_than, near)
        if found is not None:
            return found, match.start(), match.end()
    return None


def _one(match: re.Match[str], later_than: date | None, near: date | None) -> date | None:
    for form in "1234":
        year_text = match[f"y{form}"]
        if year_text is None:
            continue
        day = int(match[f"d{form}"])
        if form in "12":
            month = int(match[f"m{form}"])
            if month > 12 >= day:
                month, day = day, month
        else:
            month = MONTHS[match[f"n{form}"][:3].upper()]
        year = int(year_text)
        if len(year_text) == 2:
            year = _full(year, later_than, near)
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return None


def _full(two_digits: int, later_than: date | None, near: date | None) -> int:
    if later_than is not None:
        year = later_than.year - later_than.year % 100 + two_digits
        return year if year >= later_than.year else year + 100
    if near is not None:
        century = near.year - near.year % 100 + two_digits
        return min((century - 100, century, century + 100), key=lambda y: abs(y - near.year))
    return 1900 + two_digits if two_digits >= 50 else 2000 + two_digits
