"""The entries between two bullets of a REF line (reference section 2.6).

Separators cut a segment into pieces. A piece with a number is one reference or more; one with a
word such as LETTER is another kind; the rest belongs to what stands before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import ReferenceKind
from cablegram.read.reference_entry import MAX_ENTRIES, Entry
from cablegram.read.reference_stations import Sender, StationText, ends_in_station, resolve_station
from cablegram.read.reference_words import (
    INNER_YEAR,
    IS_YEAR,
    KIND,
    NAME_AFTER,
    NEVER_STATIONS,
    NUMBER_ALONE,
    TAIL,
    TOKEN,
    YEAR_PLAUSIBLE,
    full_year,
    parse_date,
)
from cablegram.vocabulary import canonical_station, series_names

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_TRIM: Final = " \n\t,;:.&-"
_TRIM_END: Final = _TRIM + "(["
_TRIM_START: Final = _TRIM + "/)]"
_LONGEST_RANGE: Final = 20
_LONGEST_PENDING: Final = 400
_MOST_DATES: Final = 4


@dataclass(slots=True)
class Piece:
    """A stretch between two separators, and what stands in it."""

    start: int
    end: int
    separator: str
    tokens: list[re.Match[str]]


class Segment:
    """Reads what stands after one bullet, or the whole of a line without bullets."""

    __slots__ = ("_start", "entries", "first", "label", "pending", "repeated", "sender", "text")

    def __init__(self, text: str, label: str | None, sender: Sender, entries: list[Entry]) -> None:
        self.text = text
        self.label = label
        self.sender = sender
        self.entries = entries
        self.first = len(entries)
        self.pending: Piece | None = None
        self.repeated = False
        self._start = 0

    def read(self, start: int, end: int) -> None:
        """Add the entries that stand between two places of the text."""
        for piece in self._pieces(start, end):
            if len(self.entries) > MAX_ENTRIES:
                return
            self._read_piece(piece)
        if self.pending is not None:
            self._close_pending()

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        tokens: list[re.Match[str]] = []
        separator = ""
        for token in TOKEN.finditer(self.text, start, end):
            if token.lastgroup == "sep":
                if token[0] == "\n" and self._is_wrapped(start, token):
                    continue
                yield Piece(start, token.start(), separator, tokens)
                start, separator, tokens = token.end(), token[0], []
            else:
                tokens.append(token)
        yield Piece(start, end, separator, tokens)

    def _is_wrapped(self, start: int, line_end: re.Match[str]) -> bool:
        """Tell whether a line ends between a station and its number: `76 THE HAGUE` / `4086;`."""
        if NUMBER_ALONE.match(self.text, line_end.end()) is None:
            return False
        return ends_in_station(self.text[max(start, line_end.start() - 40) : line_end.start()])

    def _read_piece(self, piece: Piece) -> None:
        text = self.text
        if piece.separator in {";", "\n"}:
            self.repeated = False
        while piece.start < piece.end and text[piece.start] in _TRIM:
            piece.start += 1
        if piece.start == piece.end:
            return
        if self.pending is not None:
            if piece.end - self.pending.start > _LONGEST_PENDING:
                self._close_pending()  # else a long list of nothing would be read again and again
            self._join_pending(piece)
        if self._read_mentions(piece) or self._read_other(piece):
            return
        last = self._last()
        words = [token for token in piece.tokens if token.lastgroup in ("word", "time")]
        dates = [token for token in piece.tokens if token.lastgroup in ("date", "dtg")]
        if last is not None and (words or self.repeated or (dates and self._continues(piece))):
            self._attach(last, piece.tokens, piece.end)
        elif self.pending is None:
            self.pending = piece
        else:
            self.pending.end = piece.end

    def _continues(self, piece: Piece) -> bool:
        """Tell whether a piece goes on with the entry before it, and is no new sentence."""
        if piece.separator != "\n":
            return True
        first = piece.tokens[0].start() if piece.tokens else piece.end
        before = self.text[piece.start : first].strip(" (.,")
        return before in ("", "OF", "DTD", "DATED", "DTG", "DATE")

    def _last(self) -> Entry | None:
        return self.entries[-1] if len(self.entries) > self.first else None

    def _join_pending(self, piece: Piece) -> None:
        """Let words without a meaning of their own begin the next piece, if they fit there."""
        pending = self.pending
        if pending is None:
            return
        numbered = next((t for t in piece.tokens if t.lastgroup in ("num", "air")), None)
        leads = numbered is not None and numbered.start() == piece.start
        if piece.separator == "\n" or leads or numbered is None:
            piece.start = pending.start
            piece.tokens = pending.tokens + piece.tokens
            piece.separator = pending.separator
            self.pending = None
        else:
            self._close_pending()

    def _close_pending(self) -> None:
        pending, self.pending = self.pending, None
        if pending is None:
            return
        last = self._last()
        if last is not None:
            if pending.separator != "\n" or self.text[pending.start] == "(":
                last.end = self._trim(last.start, pending.end)
            return
        end = self._trim(pending.start, pending.end)
        if end > pending.start:
            self.entries.append(
                Entry(pending.start, end, ReferenceKind.OTHER, self.label, unread=True)
            )
            self._attach(self.entries[-1], pending.tokens, pending.end)

    def _trim(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1] in _TRIM_END:
            end -= 1
        return end

    def _attach(self, entry: Entry, tokens: list[re.Match[str]], end: int) -> None:
        """Give an entry the dates and notes that follow it."""
        for token in tokens:
            if token.lastgroup in ("date", "dtg") and len(entry.dates) < _MOST_DATES:
                entry.dates = (*entry.dates, parse_date(token[0]))
            elif token.lastgroup == "word":
                if token[0].startswith("NOTA"):
                    entry.notal = True
                elif token[0].startswith("PREV"):
                    entry.and_previous = True
                else:
                    self.repeated = True
        entry.end = max(entry.end, self._trim(entry.start, end))

    def _read_mentions(self, piece: Piece) -> bool:
        """Read the numbers of a piece; return whether there was one."""
        last, found = None, False
        gap, year = piece.start, None
        self._start = piece.start
        after: list[re.Match[str]] = []
        skip_to = 0
        inner: tuple[int, int] | None = None
        for token in piece.tokens:
            group = token.lastgroup
            if token.start() < skip_to:
                continue
            if group == "year":
                if not self.repeated and self._is_blank(gap, token.start()):
                    year, gap = full_year(token["yy"] or token[0]), token.end()
                    continue
                group = "num"
            if group in ("num", "air") and not self.repeated:
                if self._is_inner_year(token):
                    year, inner = full_year(token[0]), (token.start() - 1, token.end() + 1)
                    continue
                if (year_after := self._is_alias(token, gap, last)) and last is not None:
                    last.end, gap = year_after, year_after
                    continue
                limit = inner[0] if inner else token.start()
                entry = self._mention(token, gap, limit, year, last)
                if entry is not None:
                    if last is not None:
                        self._attach(last, after, entry.start)
                    after = []
                    skip_to = self._tail(entry, token, piece)
                    last, found, year, inner = self._last(), True, None, None
                    gap = skip_to
                    continue
            after.append(token)
            if group == "word" and token[0].startswith("R"):
                self.repeated = self._last() is not None
        if last is not None:
            self._attach(last, after, piece.end)
        return found

    def _is_blank(self, start: int, end: int) -> bool:
        return end - start <= 2 or not self.text[start:end].strip(_TRIM)

    def _is_inner_year(self, token: re.Match[str]) -> bool:
        """Tell whether a number is the year in `STATE (01) 201265`."""
        before = self.text[token.start() - 1 : token.start()]
        if before != "(" or not IS_YEAR.match(token[0]):
            return False
        return INNER_YEAR.match(self.text, token.end()) is not None

    def _is_alias(self, token: re.Match[str], gap: int, last: Entry | None) -> int:
        """Return the end of `TOSEC 140323` after a STATE number: another number of the same."""
        if last is None or last.station is None or last.station.name != "STATE":
            return 0
        between = self.text[gap : token.start()].strip(" (/")
        return token.end() if between in series_names() else 0

    def _mention(
        self, token: re.Match[str], gap: int, limit: int, year: int | None, last: Entry | None
    ) -> Entry | None:
        """Make an entry of a number, if what stands before it is a station or nothing."""
        airgram = token.lastgroup == "air"
        digits = token[0].replace("O", "0")
        number = int("".join([c for c in digits if c.isdigit()]))
        if number == 0:
            return None
        inherited = self._inheritable(airgram=airgram)
        station, offset = resolve_station(self.text[gap:limit], self.sender, inherited)
        if station is None or (last is not None and not station.is_known and not station.is_loose):
            return None
        end = token.end()
        if station.is_loose and self._is_cut_off(token):
            return None
        if station.is_loose:
            if KIND.match(self.text, end + 1) or KIND.search(self.text, gap, limit):
                return None
            swapped = self._station_after(end) if last is None and not airgram else None
            if swapped is not None:
                station, end = swapped
            elif year is None and self._is_blank(gap, limit) and len(self.entries) > self.first:
                year = self.entries[-1].year if self.entries[-1].number is not None else None
        start = gap + offset if last is not None else gap
        if year is not None and not station.is_loose:
            start = max(start - 6, 0) if last is not None else self._start
        entry = Entry(
            self._skip(min(start, token.start()), token.start()),
            end,
            ReferenceKind.AIRGRAM if airgram else ReferenceKind.CABLE,
            self.label,
            station,
            number,
            airgram,
            year,
            zero_mended="O" in token[0],
        )
        self.entries.append(entry)
        return entry

    def _is_cut_off(self, token: re.Match[str]) -> bool:
        """Tell whether a number is the year of an entry whose end is lost: `..., 74 MAD`."""
        before = self.entries[-1].year if self.entries else None
        if before is None or len(token[0]) != 2 or not 0 <= before - full_year(token[0]) <= 1:
            return False
        rest = self.text[token.end() : token.end() + 30]
        return rest[:1] == " " and rest[1:].isalpha() and rest[1:] not in NEVER_STATIONS

    def _inheritable(self, *, airgram: bool) -> StationText | None:
        """Return the station of the number before, for one without a station.

        An airgram alone is the sender's own, unless an airgram stands before it in a list.
        """
        if not self.entries:
            return None
        if airgram and (len(self.entries) == self.first or not self.entries[-1].airgram):
            return None
        return self.entries[-1].station

    def _station_after(self, place: int) -> tuple[StationText, int] | None:
        """Return the station in `870 ULAANBAATAR`, and its end."""
        match = NAME_AFTER.match(self.text, place)
        if match is None:
            return None
        name = canonical_station(match[1])
        return None if name is None else (StationText(name), match.end(1))

    def _skip(self, start: int, end: int) -> int:
        while start < end and self.text[start] in _TRIM_START:
            start += 1
        return start

    def _tail(self, entry: Entry, token: re.Match[str], piece: Piece) -> int:
        """Read a year or further numbers right after a number; return where reading goes on."""
        match = TAIL.match(self.text, token.end(), piece.end)
        if match is None:
            return token.end()
        short = match["range"] or match["dash"] or match["slash"]
        digits = match["inner"] or match["slash"] or match["dash"] or match["bare"]
        numbers = _listed(entry.number or 0, short, is_range=not match["slash"]) if short else ()
        if digits is not None and self._is_year(full_year(digits), match, numbers):
            if entry.year is None:
                entry.year = full_year(digits)
            entry.end = match.end()
            return match.end()
        if not numbers or entry.airgram:
            return token.end()
        for number in numbers:
            self.entries.append(
                Entry(
                    match.start() + 1,
                    match.end(),
                    entry.kind,
                    self.label,
                    entry.station,
                    number,
                    year=entry.year,
                )
            )
        return match.end()

    def _is_year(self, year: int, match: re.Match[str], numbers: tuple[int, ...]) -> bool:
        """Tell whether the digits after a number are its year and not one more number."""
        now = self.sender.year
        if now is None:
            return not (match["dash"] and numbers)
        if year > now:
            return False
        if match["inner"] or now - year <= 2:
            return True
        return not (match["dash"] and numbers) and now - year <= YEAR_PLAUSIBLE

    def _read_other(self, piece: Piece) -> bool:
        """Read a piece that names something else than a number: a letter, a call, a message."""
        text = self.text
        dtg = next((t for t in piece.tokens if t.lastgroup == "dtg" and "Z" in t[0]), None)
        match = None if dtg is not None else KIND.search(text, piece.start, piece.end)
        if dtg is None and match is None:
            return False
        last = self._last()
        kind = ReferenceKind.CABLE if match is None else ReferenceKind(match.lastgroup or "other")
        if last is not None:
            is_bare = dtg is not None and not text[piece.start : dtg.start()].strip(" (,.DTGOF")
            if is_bare:
                return False
            goes_on = piece.separator == "\n" or last.number is None
            if self.label is not None and piece.separator != ";" and goes_on:
                self._attach(last, piece.tokens, piece.end)
                return True
        entry = Entry(piece.start, self._trim(piece.start, piece.end), kind, self.label)
        self.entries.append(entry)
        self._attach(entry, piece.tokens, piece.end)
        return True


def _listed(number: int, short: str, *, is_range: bool) -> tuple[int, ...]:
    """Return the further numbers of `12345-47` or `936/35`, empty when they make no list."""
    base = str(number)
    last = int(base[: -len(short)] + short) if len(short) < len(base) else int(short)
    if not is_range:
        return (last,) if len(short) < len(base) else ()
    return tuple(range(number + 1, last + 1)) if 0 < last - number <= _LONGEST_RANGE else ()
