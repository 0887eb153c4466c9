"""Citations of a folder of released telegrams whose true day or year is known.

Each `Case` is a number that a telegram of known day names, and the day (or only the year) of the
telegram that it means. How that is known is its `source`:

*   footnotes: the text names the number without a day; the editor's note beside it gives the day;
*   held: the text names the number without a day; the folder holds that telegram (the same volume
    of a printed edition, or the same archive), and only one of the five years before;
*   prose: the text itself gives the day, without the year, or with it (`is_written`);
*   noted: only the editor's note names the number, with its day, which is before the telegram's;
*   written: an entry of the REF line that gives its year or day.

The first two are what the reader must infer. In the last three the day was written, by the writer
or the editor, mostly *because* the year is not plain: they are older than what is left undated.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

import volumes as derive

from cablegram.model import MRN
from cablegram.read import parse
from cablegram.vocabulary import canonical_station

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FAMILIES = ("sas", "sas-body", "modern", "smart", "ocr")
YEARS_BACK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A cited number, who cites it when, and its true year and, if known, day."""

    source: str
    form: str
    file: str
    station: str
    number: int
    airgram: bool = False
    on: date
    own: MRN | None
    year: int
    sent: date | None = None
    is_written: bool = False
    party: str | None = None

    @property
    def is_same(self) -> bool:
        """Whether the citing telegram is of the cited station."""
        return self.own is not None and self.own.station == self.station


def half(name: str) -> int:
    """Return 0 (for deriving) or 1 (for testing) for a file, by its name."""
    return hashlib.sha256(name.encode()).digest()[0] & 1


def cases(corpus: Path) -> list[Case]:
    """Return all citations, those of one telegram only once."""
    held = _held(corpus)
    found: dict[tuple[str, str, int, bool], Case] = {}
    for case in (*_volumes(corpus, held), *_references(corpus, held)):
        found.setdefault((case.file, case.station, case.number, case.airgram), case)
    return list(found.values())


def _held(corpus: Path) -> Mapping[tuple[str, str, int], Sequence[date]]:
    """Return the days of held telegrams by volume (or none), station and number."""
    days: dict[tuple[str, str, int], list[date]] = defaultdict(list)
    for name, one in derive.observations_by_file(corpus):
        if one.kind == "dated" and one.is_own:
            days[_volume(name), one.station, one.number].append(one.on)
    return days


def _volume(name: str) -> str:
    return name.partition("-d")[0] if name.startswith("frus") else ""


def _held_day(
    held: Mapping[tuple[str, str, int], Sequence[date]],
    file: str,
    station: str,
    number: int,
    on: date,
) -> date | None:
    days = {
        day
        for day in held.get((_volume(file), station, number), ())
        if day <= on and on.year - day.year < YEARS_BACK
    }
    return days.pop() if len(days) == 1 else None


_MONTH = (
    r"(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = rf"(?:{_MONTH} (\d{{1,2}})(?:, (\d{{4}}))?(?!\d))"
_CITED = re.compile(
    r"\b(Embtels?|Deptels?|Contels?|State|[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:['\u2019]s)?) "
    r"((?:\d{1,6})(?:(?:, | and |, and )\d{1,6})*)(?![\d,]*\d)"
    rf"(?:,? (?:of |dated )?{_DAY})?"
)
_NOTED = re.compile(
    r"[Tt]elegrams? (?:No\. )?(\d{1,6})\b,? (from|to) (?:the )?([A-Z][A-Za-z. ]{2,25}?),? "
    rf"(?:of |dated )?{_DAY}"
)


def _volumes(corpus: Path, held: Mapping[tuple[str, str, int], Sequence[date]]) -> Iterator[Case]:
    for path in sorted((corpus / "frus-tei").glob("*-d*.xml")):
        text = path.read_text(encoding="utf-8")
        day = re.search(r'<date[^>]*when="(\d{4}-\d\d-\d\d)', text)
        body = re.sub(r"<note.*?</note>", "", text, flags=re.DOTALL)
        own = derive.own_number(body)
        if day is None or own is None or int(day[1][:4]) < derive.EARLIEST:
            continue
        on = date.fromisoformat(day[1])
        party = derive.party_of(body) if own[0] == "STATE" else own[0]
        mrn = MRN(on.year, own[0], own[1])
        notes = [derive.plain(n) for n in re.findall(r"<note.*?</note>", text, re.DOTALL)]
        noted = dict(_noted(notes, on))
        prose = derive.plain(body.partition("</head>")[2])
        host = _Host(path.name, on, mrn, party)
        yield from _in_prose(prose, host, noted, held)
        for (station, number), (sent, other) in noted.items():
            if sent < on:  # of the same day: often a sequel, which the telegram cannot cite
                yield host.cites("noted", station, number, sent, other=other)


class _Host(NamedTuple):
    """The citing telegram."""

    file: str
    on: date
    own: MRN
    party: str | None

    def cites(
        self,
        source: str,
        station: str,
        number: int,
        sent: date,
        *,
        other: str | None = None,
        is_written: bool = False,
    ) -> Case:
        return Case(
            source=source,
            form="frus",
            file=self.file,
            station=station,
            number=number,
            on=self.on,
            own=self.own,
            year=sent.year,
            sent=sent,
            party=(other or self.party) if station == "STATE" else None,
            is_written=is_written,
        )


def _in_prose(
    prose: str,
    host: _Host,
    noted: Mapping[tuple[str, int], tuple[date, str | None]],
    held: Mapping[tuple[str, str, int], Sequence[date]],
) -> Iterator[Case]:
    own = host.own
    for cited in _CITED.finditer(prose):
        station = _station(cited[1], own.station)
        if station is None:
            continue
        numbers = [int(digits) for digits in re.findall(r"\d+", cited[2])]
        if cited[3] is not None:
            sent = _stated(cited[3], cited[4], cited[5], host.on)
            last = numbers.pop()
            if sent is not None and last:
                written = cited[5] is not None
                yield host.cites("prose", station, last, sent, is_written=written)
        for number in numbers:
            if (station, number) == (own.station, own.number) or not number:
                continue
            if (station, number) in noted:
                sent, other = noted[station, number]
                yield host.cites("footnotes", station, number, sent, other=other)
            else:
                sent = _held_day(held, host.file, station, number, host.on)
                if sent is not None:
                    yield host.cites("held", station, number, sent)


def _station(word: str, sender: str) -> str | None:
    word = word.removesuffix("'s").removesuffix("\u2019s")
    if word.startswith(("Embtel", "Contel")):
        return None if sender == "STATE" else sender
    if word.startswith("Deptel") or word == "State":
        return "STATE"
    return canonical_station(word)


def _stated(month: str, day: str, year: str | None, on: date) -> date | None:
    """Return a stated day; without a year, the last such day."""
    number = derive.MONTHS.index(month[:3].upper()) + 1
    try:
        if year is not None:
            found = date(int(year), number, int(day))
        else:
            found = date(on.year, number, int(day))
            if found > on:
                found = date(on.year - 1, number, int(day))
    except ValueError:
        return None
    return found if found <= on else None


def _noted(
    notes: Sequence[str], on: date
) -> Iterator[tuple[tuple[str, int], tuple[date, str | None]]]:
    """Yield what notes date. An editor leaves out the year when it is that of the document."""
    for note in notes:
        for match in _NOTED.finditer(note):
            post = canonical_station(match[3])
            station = post if match[2] == "from" else "STATE"
            month = derive.MONTHS.index(match[4][:3].upper()) + 1
            try:
                sent = date(int(match[6] or on.year), month, int(match[5]))
            except ValueError:
                continue
            if station is not None and sent <= on and int(match[1]):
                yield (station, int(match[1])), (sent, post)


def _references(
    corpus: Path, held: Mapping[tuple[str, str, int], Sequence[date]]
) -> Iterator[Case]:
    """Yield entries of REF lines, as the reader reads them."""
    for family in (*FAMILIES, "frus-tei"):
        for path in sorted((corpus / family).iterdir()):
            if family == "frus-tei" and "-d" not in path.name:
                continue
            cable = parse(path.read_bytes(), source=path.name)
            on = _day(path) if family == "frus-tei" else cable.dtg and cable.dtg.date()
            own = cable.mrn
            if on is None or own is None or own.year is None:
                continue
            form = "frus" if family == "frus-tei" else family
            for reference in cable.references or ():
                cited = reference.mrn
                if cited is None or cited.year is None:
                    continue
                if not reference.year_written and reference.date is None:
                    if form == "frus":
                        continue
                    sent = _held_day(held, path.name, cited.station, cited.number, on)
                    year, source = sent and sent.year, "held"
                else:
                    sent, year, source = reference.date, cited.year, "written"
                if year is None or year > on.year or canonical_station(cited.station) is None:
                    continue
                yield Case(
                    source=source,
                    form=form,
                    file=path.name,
                    station=cited.station,
                    number=cited.number,
                    airgram=cited.airgram,
                    on=on,
                    own=own,
                    year=year,
                    sent=sent if sent and sent.year == year else None,
                    is_written=reference.year_written,
                )


def _day(path: Path) -> date | None:
    day = re.search(r'<date[^>]*when="(\d{4}-\d\d-\d\d)', path.read_text(encoding="utf-8"))
    return date.fromisoformat(day[1]) if day else None
