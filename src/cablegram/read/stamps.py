"""Release stamps: what was declassified or released, when and by whom (reference section 3.7)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cablegram.model import ReleaseEvent
from cablegram.read.dates import find_date

if TYPE_CHECKING:
    from cablegram.model import Span
    from cablegram.read.context import Context

_REVIEW = re.compile(
    r"(?:(?P<who>[A-Z][\w.]+(?: [A-Z]\.?)? [A-Z]\w+)\s+)?Declassified/Released"
    r"(?:\s+US\s+Department\s+of\s+State)?(?:\s+EO\s+Systematic\s+Review)?"
    r"(?:\s+(?P<date>\d{1,2}\s+[A-Za-z]{3}\s+\d{4}))?",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"Case\s+No\.?\s*(?P<case>[A-Z]-?\d{4}-\d{4,6}|\S{1,20})"
    r"(?:\s+Doc\s+No\.?\s*(?P<document>[A-Z]?\d{6,9}))?(?:\s+Date:?\s*(?P<date>\d{1,2}/\d{1,2}/\d{4}))?",
    re.IGNORECASE,
)
_RELEASED = re.compile(
    r"(?:RELEASED?|DENIED|DENY)\s+IN\s+(?P<share>FULL|PART)\s*(?P<codes>.{0,60})", re.IGNORECASE
)
_CODE = re.compile(
    r"\(?\bB\s?\)?\s?\(?(?P<number>\d)\)?(?P<part>\([A-Z]\))?|\b(?P<order>1\.4)\s?(?P<letter>\([A-D]\))",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[A-Z][a-z]+ (?:[A-Z]\.? )?[A-Z][a-z]+\Z")
#: Lines of a stamp that say nothing of the release, or go with the line below or above.
_HEADS = re.compile(
    r"UNITED STATES DEPARTMENT|REVIEW AUTHORITY|DATE/CASE|U\.?S\.? Department|Margaret|Sheryl",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2} [A-Z]{3} \d{4}\Z", re.IGNORECASE)
MAX_KNOWN = 200  # characters of a stamp that is kept for the next cable
_DECLASSIFIED = re.compile(r"DECLASSIFIED\b.*", re.IGNORECASE)


def read_stamps(
    text: str, stretches: list[tuple[int, int]], context: Context
) -> tuple[ReleaseEvent, ...]:
    """Return the release events that the stamps say, each once; repeats at page breaks are one."""
    events: dict[tuple[str | None, ...], ReleaseEvent] = {}
    seen: set[str] = set()
    place = context.place
    for index, (start, end) in enumerate(stretches):
        row = text[start:end]
        if row in seen:
            continue
        seen.add(row)
        if row.lower().startswith(("us department", "eo systematic")) or _DAY.match(row):
            continue  # the later lines of a stamp that stands on five
        if row.startswith("Declassified/Released") and not row[-1].isdigit():
            last = index
            while last + 1 < len(stretches) and last < index + 3 and not row[-1].isdigit():
                last += 1  # the stamp stands on several lines, the date on its last
                row = text[slice(*stretches[last])]
            stop = min(stretches[last][1], start + 200)
            above = text[slice(*stretches[index - 1])] if index else ""
            begin = stretches[index - 1][0] if _PERSON.match(above) else start
            event = _event(" ".join(text[begin:stop].split()), place(begin, stop))
        else:
            event = _event(row, place(start, end))
        if event is None:
            if not _HEADS.match(row):
                context.note("CG904", "a release stamp was not understood", place(start, end))
        else:
            if event.kind == "systematic_review" and event.date is None:
                context.note("CG904", "a release stamp has no date", place(start, end))
            key = (event.kind, str(event.date), event.document_number, *event.exemptions)
            events.setdefault(key, event)
    return tuple(events.values())


def _event(row: str, span: Span) -> ReleaseEvent | None:
    words = " ".join(row.split())
    said = _known_event(words) if len(words) <= MAX_KNOWN else _read_event(words)
    return None if said is None else ReleaseEvent(**said, text=words, span=span)


def _read_event(words: str) -> dict[str, Any] | None:
    """Return the fields of the event that a stamp says, None if it says none."""
    review = _REVIEW.search(words)
    if review is not None:
        found = find_date(review["date"] or "")
        return {
            "kind": "systematic_review",
            "date": found[0] if found else None,
            "authority": review["who"],
        }
    case = _CASE.search(words)
    if case is not None:
        found = find_date(case["date"] or "")
        return {
            "kind": "foia_case",
            "date": found[0] if found else None,
            "case_number": case["case"],
            "document_number": case["document"],
        }
    released = _RELEASED.search(words)
    if released is not None:
        denied = words.upper().startswith("DEN")
        kind = "denied" if denied else f"released_in_{released['share'].lower()}"
        return {"kind": kind, "exemptions": _exemptions(released["codes"])}
    codes = _exemptions(words)
    if codes:
        return {"kind": "exemption", "exemptions": codes}
    if _DECLASSIFIED.match(words):
        found = find_date(words)
        return {"kind": "declassified", "date": found[0] if found else None}
    return None


# One stamp stands on all pages of an archive.
_known_event = lru_cache(maxsize=4096)(_read_event)


def _exemptions(words: str) -> tuple[str, ...]:
    """Return the codes of exemption in canonical form: `B7(C)`, `1.4(D)`."""
    found = []
    for match in _CODE.finditer(words.upper()):
        if match["order"]:
            found.append(f"1.4{match['letter']}")
        else:
            found.append(f"B{match['number']}{match['part'] or ''}")
    return tuple(found)
