"""Which number a telegram of *Foreign Relations* has, and whose series it belongs to.

The year of the MRN is that of the date. Until the mid-1960s numbers restarted on 1 July, and the
Department numbered its telegrams to each post by itself, so two messages of these years can have
one MRN: they stay two, and are flagged where they are filed (DESIGN 3.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from cablegram.read.frus_opening import Number, make_mrn, read_number
from cablegram.read.frus_source_note import with_hyphens
from cablegram.read.frus_station import sender_station
from cablegram.vocabulary import series_names

if TYPE_CHECKING:
    from cablegram.model import MRN, Span
    from cablegram.read.frus_dateline import Dateline
    from cablegram.read.frus_head import Head
    from cablegram.read.view import View

#: A number stands in the first block, or in one of the next two after a line such as "us urgent".
LOOK_AHEAD: Final = 3

#: Blocks before the number in airgrams: "SUBJECT ...", "REF ...".
_LABELLED: Final = re.compile(r"(?:SUBJ(?:ECT)?|Subject|REFS?|Refs?|References?|FROM|TO|FM)\b[\s:]")
#: After a telegram's own number 1, where paragraphs are numbered too.
_HEADING_AHEAD: Final = re.compile(r"\s*(?:From|For|Ref|Subj|Embtel|Deptel|Eyes)\w*\b")
#: Series of the White House, the Joint Chiefs, CIA and the commands.
_COMMANDS: Final = frozenset({"CAP", "CAS", "DEF", "JCS", "KRA", "MAC"})
_SECOND_PARAGRAPH: Final = re.compile(r"2\.\s|\(2\)\s|B\.\s")


@dataclass(slots=True)
class Identity:
    """The number of a telegram. `block` and `end` say where in the text it stands, -1 if not."""

    number: Number | None = None
    block: int = -1
    end: int = 0
    text: str = ""
    span: Span | None = None
    station: str | None = None
    mrn: MRN | None = None
    aliases: tuple[MRN, ...] = ()
    moment: datetime | None = None
    withheld: bool = False
    places: list[tuple[int, int, str]] = field(default_factory=list)


def identify(
    head: Head,
    head_view: View,
    blocks: list[View],
    place: str,
    dateline: Dateline,
    *,
    airgram: bool,
    telegram: bool,
) -> Identity:
    """Return the number of a document with its station, year and aliases.

    The head's number counts before that of the text: where a head has one, the volume is of those
    that reproduce the telegram's own heading in the text.
    """
    found = Identity(moment=dateline.moment)
    if head.sender is not None:
        found.station = sender_station(head.sender.name, place)
    if not telegram:
        return found
    _from_text(found, blocks, airgram=airgram)
    _from_head(found, head, head_view, airgram=airgram)
    number = found.number
    if number is None:
        return found
    year = dateline.date.year if dateline.date else None
    if number.moment is not None and dateline.date is not None:
        found.moment = _moment(dateline.date, number.moment) or found.moment
    found.withheld = number.withheld
    station = number.station
    if station is None and found.station is not None:
        station = found.station + number.suffix
    found.mrn = make_mrn(year, station, number.number, airgram=number.airgram)
    if number.alias is not None:
        alias = make_mrn(year, number.alias[0], number.alias[1], airgram=False)
        found.aliases = () if alias is None else (alias,)
        if found.mrn is None and alias is not None:
            found.mrn, found.aliases = alias, ()
    return found


def _from_text(found: Identity, blocks: list[View], *, airgram: bool) -> None:
    seen = 0
    for index, view in enumerate(blocks[: 2 * LOOK_AHEAD]):
        text = with_hyphens(view.text[:600])
        if seen == LOOK_AHEAD:
            return
        if not text or _LABELLED.match(text):
            continue
        seen += 1
        number = read_number(text, first=seen == 1, airgram=airgram)
        if number is None:
            continue
        is_first = number.number == 1 and number.station is None
        if is_first and _is_paragraph_one(blocks, index, number.end):
            return
        if seen > 1 and number.station not in {None, *_COMMANDS, *series_names()}:
            continue
        found.number = number
        found.block, found.end = index, number.end
        found.text = view.text[number.start : number.end].strip(" .;\n")
        found.span = view.span(number.start, number.start + len(found.text))
        found.places.append((found.span.start, found.span.end, "heading.number"))
        return


def _is_paragraph_one(blocks: list[View], index: int, end: int) -> bool:
    """Tell whether a `1.` begins the first of numbered paragraphs, and is no telegram's number."""
    if _HEADING_AHEAD.match(blocks[index].text, end):
        return False
    return any(_SECOND_PARAGRAPH.match(view.text) for view in blocks[index + 1 : index + 4])


def _from_head(found: Identity, head: Head, view: View, *, airgram: bool) -> None:
    if head.reference is None:
        return
    start, end = head.reference
    text = with_hyphens(view.text[start:end])
    left = start + len(text) - len(text.lstrip())
    cleaned = re.sub(r"\ANo\. ?", "", text.strip())
    number = read_number(cleaned, airgram=airgram)
    if number is None or number.number is None:
        return
    found.number = number
    found.text = cleaned
    found.span = view.span(left, end)
    found.places.append((found.span.start, found.span.end, "heading.number"))


def _moment(day: date, parts: tuple[int, int, int]) -> datetime | None:
    """Return the moment of a day-hour-minute group near a date (the print's date is local)."""
    of_month, hour, minute = parts
    for shift in (0, -1, 1, -2, 2):
        candidate = day + timedelta(days=shift)
        if candidate.day == of_month:
            try:
                return datetime.combine(candidate, time(hour, minute), UTC)
            except ValueError:
                return None
    return None
