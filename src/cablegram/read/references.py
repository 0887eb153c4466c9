"""The REF line: what a cable refers to (reference section 2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.model import MRN, InvalidMRN, Reference, ReferenceKind
from cablegram.read.reference_entries import find_entries
from cablegram.read.reference_entry import MAX_ENTRIES, Entry
from cablegram.read.reference_people import people_of
from cablegram.read.reference_stations import Sender
from cablegram.read.reference_words import LABEL, NOTE_BEHIND, NOTHING, PAGE_LINE, fold, real_date
from cablegram.read.shift import undo_shift
from cablegram.read.years import infer_year
from cablegram.vocabulary import canonical_station

if TYPE_CHECKING:
    from datetime import date

    from cablegram.model import Span
    from cablegram.read.context import Context
    from cablegram.read.passage import Passage

__all__ = ["MAX_ENTRIES", "MAX_LENGTH", "read_references"]

#: A REF field is a few lines; what is longer is no REF field.
MAX_LENGTH: Final = 1 << 16
#: How sure the year of a stated day without a year is, and below what a year is in doubt.
_DATED: Final = 0.98
_DOUBTFUL: Final = 0.75
#: Two digits that lie further ahead of the cable than this are of the century before.
_AHEAD: Final = 20
_CENTURY: Final = 100
_NUMBERED: Final = (ReferenceKind.CABLE, ReferenceKind.AIRGRAM)


def read_references(
    passage: Passage, context: Context, *, addressee: str | None = None
) -> tuple[Reference, ...]:
    """Return the references of a REF field, in order.

    Args:
        passage: The value of the field; its label may still be there.
        context: Date, number and sender of the citing cable; takes the diagnostics.
        addressee: Station of the action addressee, for `your 123` and, in a telegram of the
            Department, `Embtel 123`.
    """
    text = fold(passage.text[:MAX_LENGTH])
    if "\n" in text:
        text = PAGE_LINE.sub(lambda match: " " * len(match[0]), text)
    if "Z" in text or "SUSPECTED" in text:
        text = NOTE_BEHIND.sub(lambda match: " " * len(match[0]), text)
    text, shifted = undo_shift(text, canonical_station)
    for start, end in shifted:
        context.note(
            "CG505",
            f"{passage.text[start:end]!r} was read as {text[start:end]}",
            passage.span(start, end),
        )
    label = LABEL.match(text)
    if label is not None:
        text = " " * label.end() + text[label.end() :]
    if NOTHING.match(text):
        return ()
    year = context.date.year if context.date is not None else None
    station = context.station or (context.mrn.station if context.mrn is not None else None)
    entries, more = find_entries(text, Sender(station, addressee, year))
    if more or len(passage.text) > MAX_LENGTH:
        start = entries[-1].end if entries else 0
        context.note(
            "CG502",
            f"the REF field is too long; only its first {len(entries)} entries were read",
            passage.span(start, len(passage.text)),
        )
    found = tuple([_reference(entry, passage, context, addressee) for entry in entries])
    _note_repeated_labels(entries, passage, context)
    return found


def _reference(
    entry: Entry, passage: Passage, context: Context, addressee: str | None
) -> Reference:
    span = passage.span(entry.start, entry.end)
    written = passage.text[entry.start : entry.end]
    stated = _stated_date(entry, written, context.date) if entry.dates else None
    mrn: MRN | None = None
    year_written, confidence = False, None
    if entry.number is not None:
        mrn, year_written, confidence = _mrn(entry, written, stated, context, addressee, span)
    elif entry.unread:
        context.note("CG502", f"the entry {written[:60]!r} of REF was not understood", span)
    return Reference(
        kind=entry.kind,
        text=written,
        label=entry.label,
        mrn=mrn,
        date=stated,
        people=() if entry.kind in _NUMBERED else people_of(written, entry.kind),
        notal=entry.notal,
        and_previous=entry.and_previous,
        year_written=year_written,
        year_confidence=confidence,
        span=span,
    )


def _stated_date(entry: Entry, written: str, on: date | None) -> date | None:
    """Return the date that the entry states; without a year, the last such day before `on`."""
    for year, month, day in entry.dates:
        if year is not None or on is None:
            found = real_date(_of_century(year, on, written), month, day)
        else:
            found = real_date(on.year, month, day)
            if found is None or found > on:
                found = real_date(on.year - 1, month, day)
        if found is not None:
            return found
    return None


def _of_century(year: int | None, on: date | None, written: str) -> int | None:
    """Return a year of two digits in the century of the cable: `58` in one of 1959 is 1958."""
    if year is None or on is None or year <= on.year + _AHEAD or str(year) in written:
        return year
    return year - _CENTURY


def _mrn(
    entry: Entry,
    written: str,
    stated: date | None,
    context: Context,
    addressee: str | None,
    span: Span,
) -> tuple[MRN | None, bool, float | None]:
    """Return the number, whether its year is written, and how sure the year is."""
    station, number, on = entry.station, entry.number, context.date
    if number is None or station is None or station.name is None:
        context.note("CG502", f"{written[:60]!r} does not say whose number it is", span)
        return None, False, None
    if station.repaired is not None or entry.zero_mended or not station.is_known:
        _note_repairs(entry, context, span)
    year = entry.year
    if year is None and entry.dates:
        year = next((said for said, _, _ in entry.dates if said is not None), None)
    year = _of_century(year, on, written)
    is_written = year is not None
    confidence: float | None = 1.0 if is_written else None
    if year is None and on is not None:
        year, confidence = _inferred(entry, station.name, number, stated, context, addressee, span)
    try:
        mrn = MRN(year, station.name, number, entry.airgram)
    except InvalidMRN:  # a year or a number that no message has
        context.note("CG502", f"{written[:60]!r} is no possible number", span)
        return None, False, None
    if on is not None and is_written and year is not None and year > on.year:
        context.note("CG506", f"the year {year} of {written[:60]!r} is later than the cable", span)
    if mrn == context.mrn:
        context.note("CG503", f"{mrn} refers to itself", span)
    return mrn, is_written, confidence


def _inferred(
    entry: Entry,
    station: str,
    number: int,
    stated: date | None,
    context: Context,
    addressee: str | None,
    span: Span,
) -> tuple[int, float]:
    on = context.date
    assert on is not None  # noqa: S101 - the caller knows the date
    if stated is not None:
        reason = f"{stated.year}: the last {stated.day} {stated:%B} before the cable"
        context.note("CG501", reason, span)
        return stated.year, _DATED
    guess = infer_year(
        station,
        number,
        airgram=entry.airgram,
        on=on,
        own=context.mrn,
        party=addressee,
        serials=context.serials,
    )
    context.note("CG501", f"{guess.year}: {guess.reason}", span)
    if guess.confidence < _DOUBTFUL:
        context.note("CG508", f"{station} {number} may be of {guess.year} or another year", span)
    return guess.year, guess.confidence


def _note_repairs(entry: Entry, context: Context, span: Span) -> None:
    station = entry.station
    if station is None:
        return
    if station.repaired is not None:
        context.note("CG505", f"{station.repaired[:60]!r} was read as {station.name}", span)
    if entry.zero_mended:
        context.note("CG505", "a letter O was read as a zero", span)
    if not station.is_known:
        context.note("CG306", f"{station.name} is not in the table of stations", span)


def _note_repeated_labels(entries: list[Entry], passage: Passage, context: Context) -> None:
    """Tell of a letter that comes again after another one."""
    seen: set[str] = set()
    last: str | None = None
    for entry in entries:
        if entry.label is not None and entry.label != last:
            if entry.label in seen:
                context.note(
                    "CG507",
                    f"two references have the letter {entry.label}",
                    passage.span(entry.start, entry.end),
                )
            seen.add(entry.label)
        last = entry.label
