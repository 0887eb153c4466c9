"""Military reference sets: `REF/A/MSG/ORIGINATOR/121503ZJUL2004//` (MIL-STD-6040 free text)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cablegram.model import Reference, ReferenceKind
from cablegram.read.general_messages import general_numbers, told_numbers
from cablegram.read.reference_words import KIND, TOKEN, fold, parse_date, real_date
from cablegram.read.references import MAX_ENTRIES, MAX_LENGTH

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import MRN
    from cablegram.read.context import Context
    from cablegram.read.passage import Passage

_SET: Final = re.compile(r"(?<![A-Z/])REF/\s?(?P<label>[A-Z]{1,2}|\d{1,2})/\s?")
#: A set ends with two slashes, or where the next one begins when they were forgotten.
_END: Final = re.compile(r"//(?=\s|\Z|[A-Z]{3,12}/)|\n[A-Z]{3,12}/|(?<![A-Z/])REF/|\Z")
_DAY: Final = re.compile(r"(?<!\d)(?:YMD:)?((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_NUMBERED_MESSAGE: Final = re.compile(r"(?:NAV|AL|MAR)[A-Z]{2,9}\s\d{1,4}[/-]\d\d")
_CERTAIN: Final = 1.0
_TYPES: Final = {
    **dict.fromkeys(
        ("MSG", "RMG", "GENADMIN", "MSGID:MSG", "MSGID:GENADMIN", "TELEX", "MSGID:-MSG"),
        ReferenceKind.CABLE,
    ),
    **dict.fromkeys(("DOC", "MSGID:DOC", "MSGID:-DOC", "INST", "MEMO"), ReferenceKind.DOCUMENT),
    **dict.fromkeys(("LTR", "LETTER", "MSGID:LTR"), ReferenceKind.LETTER),
    **dict.fromkeys(("PHONCON", "TELCON", "TEL", "FONECON"), ReferenceKind.TELEPHONE),
    **dict.fromkeys(("EMAIL", "EML", "E-MAIL", "MAIL"), ReferenceKind.EMAIL),
    **dict.fromkeys(("CONF", "MTG", "MEETING", "CONFERENCE"), ReferenceKind.MEETING),
}


def read_usmtf_references(passage: Passage, context: Context) -> tuple[Reference, ...]:
    """Return the references of the REF sets in a military message, in order.

    A message that is named by its originator and date-time group has no number: its `mrn` is
    None and its `date` is that of the group. Of a general message (`NAVADMIN 216/05`) the number
    is taken, from the set or from the narrative below that tells what its letter is.
    """
    text = fold(passage.text[:MAX_LENGTH])
    found: list[Reference] = []
    seen: set[str] = set()
    told = told_numbers(text)
    for match in _SET.finditer(text):
        if len(found) == MAX_ENTRIES:
            span = passage.span(match.start(), len(passage.text))
            context.note("CG502", f"only the first {MAX_ENTRIES} REF sets were read", span)
            break
        end_match = _END.search(text, match.end())
        end = end_match.start() if end_match is not None else len(text)
        reference = _read_set(passage, text, match, end, context.date, told)
        if reference.label in seen and reference.span is not None:
            message = f"two references have the letter {reference.label}"
            context.note("CG507", message, reference.span)
        seen.add(match["label"])
        found.append(reference)
    return tuple(found)


def _read_set(
    passage: Passage,
    text: str,
    match: re.Match[str],
    end: int,
    on: date | None,
    told: dict[str, MRN],
) -> Reference:
    start = match.end()
    while end > start and text[end - 1] in " \n/":
        end -= 1
    body = text[start:end]
    kind = _kind(body)
    number = None
    if kind is ReferenceKind.CABLE:
        number = next(general_numbers(body), None) or told.get(match["label"])
    return Reference(
        kind=kind,
        text=passage.text[start:end],
        label=match["label"],
        mrn=number,
        year_written=number is not None,
        year_confidence=_CERTAIN if number is not None else None,
        date=_date(body, on),
        notal="NOTAL" in body,
        span=passage.span(start, end),
    )


def _kind(body: str) -> ReferenceKind:
    first = body.partition("/")[0].strip()
    kind = _TYPES.get(first)
    if kind is not None:
        return kind
    if _NUMBERED_MESSAGE.match(body) or any(
        token.lastgroup == "dtg" for token in TOKEN.finditer(body)
    ):
        return ReferenceKind.CABLE
    match = KIND.search(body)
    return ReferenceKind(match.lastgroup or "other") if match else ReferenceKind.DOCUMENT


def _date(body: str, on: date | None) -> date | None:
    for token in TOKEN.finditer(body):
        if token.lastgroup in ("date", "dtg"):
            year, month, day = parse_date(token[0])
            if year is None and token.lastgroup == "date":
                continue  # JUL22 is July 2022
            if year is None and on is not None:
                year = on.year if (month or 0, day or 0) <= (on.month, on.day) else on.year - 1
            found = real_date(year, month, day)
            if found is not None:
                return found
    match = _DAY.search(body)
    return real_date(int(match[1]), int(match[2]), int(match[3])) if match is not None else None
