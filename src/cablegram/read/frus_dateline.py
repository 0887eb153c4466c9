"""The dateline of a document of *Foreign Relations*: place, date, and the time if its zone is said.

`Washington, May 10, 1964, 3:25 p.m.` is a local clock and gives only the date; `0346Z` gives a
moment. Source: reference section 8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from cablegram.read.frus_source_note import with_hyphens

if TYPE_CHECKING:
    from cablegram.read.view import View

MAX_DATELINE: Final = 2000
_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_MONTH_NUMBER: Final = {name: number for number, name in enumerate(_MONTHS.split("|"), 1)}
_DATE: Final = re.compile(
    rf"(?:(?P<month>{_MONTHS}),?\s(?P<day>\d{{1,2}})(?:/\d{{1,2}}|-\d{{1,2}})?,?\s?(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})\s(?P<month2>{_MONTHS}),?\s(?P<year2>\d{{4}}))"
)
_MONTH: Final = re.compile(rf"\b(?:{_MONTHS}|undated)\b")
_ZULU: Final = re.compile(r"[,.\s-]{0,4}(?P<hour>\d{1,2})(?P<minute>\d{2})\s?Z\b")
_CLOCK: Final = re.compile(
    r"[,.\s-]{0,4}\[?(?:noon|midnight|\d{1,2}(?:[:.]\d{2})?\s?[ap]\.\s?m\.?)\??\]?", re.IGNORECASE
)
_RECEIVED: Final = re.compile(r"\[?Received [^\]\n]{1,80}\]?")


_SHORT: Final = 120
_DATED: Final = re.compile(
    rf"(?:[^\n]{{1,60}}?,\s)?(?:\d{{1,2}}\s)?(?:{_MONTHS}),?\s\d{{1,2}}|[^\n]{{1,60}}?,\sundated"
)


@dataclass(slots=True)
class Dateline:
    """What a dateline says; the pairs are places in its view."""

    place: tuple[int, int] | None = None
    when: tuple[int, int] | None = None
    date: date | None = None
    moment: datetime | None = None
    received: tuple[int, int] | None = None
    impossible: bool = False
    conflict: bool = False


def read_dateline(view: View, start: int = 0, machine: str = "") -> Dateline:
    """Return the parts of a dateline.

    Args:
        view: The dateline, or any text in which a date stands from `start` on.
        start: Where to look from.
        machine: The `when` of the markup, used where the print gives no date or only a part.
    """
    text = with_hyphens(view.text[: start + MAX_DATELINE])
    line = Dateline()
    received = _RECEIVED.search(text, start)
    line.received = received.span() if received else None
    edge = received.start() if received else len(text)
    found = _DATE.search(text, start, edge)
    coded = _coded(machine)
    if found is None:
        line.date = coded[0] if coded else None
        end = edge
        left = start
    else:
        left, end = found.span()
        line.date = _real(found)
        if line.date is None:
            line.impossible = True
            line.date = coded[0] if coded else None
    line.conflict = coded is not None and line.date is not None and coded[0] != line.date
    zulu = _ZULU.match(text, end, edge) if found else None
    if zulu is not None and line.date is not None:
        end = zulu.end()
        line.moment = _moment(line.date, zulu)
        line.impossible = line.impossible or line.moment is None
    elif found is not None and (clock := _CLOCK.match(text, end, edge)) is not None:
        end = clock.end()
    elif coded is not None and coded[1] is not None and coded[0] == line.date:
        line.moment = coded[1]
    if found is not None:
        line.when = (left, end)
    right = left if found else edge
    bare = _MONTH.search(text, start, right)
    right = bare.start() if bare else right
    while right > start and text[right - 1] in " ,\n.;":
        right -= 1
    if right > start:
        line.place = (start, right)
    return line


def is_dateline(text: str) -> bool:
    """Tell whether a block of text is a dateline: short, and a date after at most a place."""
    return len(text) <= _SHORT and _DATED.match(text) is not None


def _real(match: re.Match[str]) -> date | None:
    month = match["month"] or match["month2"]
    try:
        return date(
            int(match["year"] or match["year2"]),
            _MONTH_NUMBER[month],
            int(match["day"] or match["day2"]),
        )
    except ValueError:
        return None


def _moment(day: date, zulu: re.Match[str]) -> datetime | None:
    try:
        return datetime.combine(day, time(int(zulu["hour"]), int(zulu["minute"])), UTC)
    except ValueError:
        return None


def _coded(machine: str) -> tuple[date, datetime | None] | None:
    """Return date and, where the zone is stated, moment of a machine date (ISO 8601)."""
    machine = machine.strip()[:40]
    try:
        day = date.fromisoformat(machine[: len("1964-05-10")])
    except ValueError:
        return None
    moment = None
    if "T" in machine:
        try:
            moment = datetime.fromisoformat(machine)
        except ValueError:
            moment = None
    if moment is None or moment.tzinfo is None:
        return day, None
    return day, moment.astimezone(UTC)
