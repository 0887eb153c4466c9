"""Message reference numbers: year, station, serial (reference section 4)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from cablegram.model.diagnostic import Span
from cablegram.model.value import place_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    StationNames = Callable[[str], str | None]

FIRST_TWO_DIGIT_YEAR = 1960
MAX_NUMBER = 9_999_999
_EARLIEST, _LATEST = 1776, 2199

_SPELLING = re.compile(
    r"""
    \s*(?:(?P<year>\d{4}|\d{2})(?!\d)[\s,'-]*)?          # 08, 2008, 1975
    (?P<station>[A-Z][A-Z.'\u2019/ \t\n-]{0,40}?)        # LISBON, RIO DE JAN, ST. PETERSBURG
    [\s,]*(?:\((?P<inner>\d{4}|\d{2})\)\s*)?             # STATE (01) 201265
    (?:
      (?P<air>\b(?:C\s?)?A\s?-\s?|-A-?)(?P<airno>[\dO]{1,7})  # BANGKOK A-50, BANGKOK-A50
    # 1328, #3565, NO. 12, O1512; letters that a number follows at once are the station's (CNO29288)
    | (?:\#|N[OR]\.|(?<![A-Z])N[OR])?\s*(?P<number>(?:(?<=[\s#])O(?=\d))?\d[\dO]{0,6})
    )
    (?:_[A-Z])?                                          # duplicate suffix of some collections
    (?:
      \s*\(\s*(?P<after>\d{4}|\d{2})\s*\)                # LISBON 117 (2002)
    | \s*[/-]\s*(?P<slash>\d{2}|\d{4})                   # LISBON 117-91, LISBON 117/08
    )?
    (?:[\s,(]+(?P<series>(?:TO|SEC|PAR|DEP)[A-Z]{2,4})\s+\d{1,7}\)?)?  # STATE 255577 TOSEC 140323
    \s*\Z""",
    re.VERBOSE,
)
_REVERSED = re.compile(
    r"\s*(?:(?P<year>\d{4}|\d{2})\s+)?(?P<number>\d{1,7})\s+(?P<station>[A-Z][A-Z.' -]{1,40}?)\s*\Z"
)
#: What a corrector or a section heading left in a number (reference sections 1.15 and 4).
_NOTED = re.compile(r"(?<=\d)\s*(?:Z[A-Z]{2}\d?|SUSPECTED\s*DUPLICATE)\s*\d{0,7}\s*\Z")
_SECTION = re.compile(r"SECTION\s*\d{1,2}\s*OF\s*\d{1,2}(?=\s*[A-Z])")
_FILM = re.compile(r"\s*[PDN]\d{6}-\d{4}\s*\Z")  # roll and frame of a film
_LONGEST_NOTED = 80
# Begins with a digit, which is rare in prose, so that a scan costs little: a number behind a word
# in capitals (with `A-` for an airgram), or a year, a station and a number in one.
_IN_PROSE = re.compile(
    r"""[0-9](?:
      (?:(?<=[A-Z.][ \n][0-9])|(?<=[A-Z.][ \n]A-[0-9]))[0-9]{0,5}(?![\w%-]|[.,:/]\d)
    | (?<![\w-][0-9])(?P<fused>[0-9](?:[0-9]{2})?[A-Z]{3,20}[0-9]{1,6})(?![\w-]|[.,]\d)
    )""",
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"(?:(?P<year>(?:19|20)?\d\d)|[A-Z][A-Z.'-]*)\Z")
MAX_STATION_WORDS = 4
MAX_CHARS = 200
_PREFIX = re.compile(
    r"(?:AMEMBASSY|AMEMB|AMCONSUL|AMCONGEN|EMBASSY|USMISSION|USINT|USLO)(?=[A-Z]{3})"
)
_NOT_LETTERS = re.compile(r"[^A-Z]+")


class InvalidMRN(ValueError):
    """The text is not a message reference number; `text` holds the first 60 characters of it."""

    def __init__(self, text: str, why: str) -> None:
        """Keep the text and say why."""
        self.text = text[:60]
        super().__init__(f"{self.text!r} is not a message reference number: {why}")


@place_value
class MRN:
    """A message reference number, such as `08LISBON9`: the station's serial of a year.

    `year` has four digits, or is None where the text gives none and none was inferred.
    `station` is the station's name in capitals, letters only. `number` starts at 1 each year
    (5 FAH-2 H-321.2). `airgram` numbers (`A-50`) are a series of their own.
    """

    year: int | None
    station: str
    number: int
    airgram: bool = False

    def __post_init__(self) -> None:
        """Check the shape."""
        if self.year is not None and not _EARLIEST <= self.year <= _LATEST:
            raise InvalidMRN(str(self.year), "the year is outside 1776 to 2199")
        if not self.station or _NOT_LETTERS.search(self.station):
            raise InvalidMRN(self.station, "a station is capital letters")
        if not 1 <= self.number <= MAX_NUMBER:
            raise InvalidMRN(str(self.number), "the number is outside 1 to 9999999")

    @classmethod
    def parse(cls, text: str, *, stations: StationNames | None = None) -> Self:
        """Return the MRN that `text` spells, in any form that the reference lists.

        Args:
            text: Such as `08LISBON9`, `08 RIO DE JAN 0044`, `1975LISBON01328`, `LISBON A-50`,
                `STATE (01) 201265`, `STATE 255577 TOSEC 140323`, `870 ULAANBAATAR`.
            stations: Look-up from a folded name to the canonical station, None for an unknown
                one. The default is what `use_stations` set: the package's own vocabulary.

        Raises:
            InvalidMRN: If there is no station or no number of at least 1.
        """
        if len(text) > MAX_CHARS and len(text := text.strip()) > MAX_CHARS:
            raise InvalidMRN(text, f"no number has more than {MAX_CHARS} characters")
        folded = _fold(text)
        match = _SPELLING.match(folded)
        if match is None and len(folded) <= _LONGEST_NOTED:
            match = _SPELLING.match(_SECTION.sub("", _NOTED.sub("", folded)))
        if _FILM.match(folded):
            raise InvalidMRN(text, "this is the place on a film")
        if match is None:
            match = _REVERSED.match(folded)
            if match is None:
                raise InvalidMRN(text, "expected a station and a number")
            year, number, air = match["year"], match["number"], False
        else:
            year = match["year"] or match["inner"] or match["after"] or match["slash"]
            air = match["air"] is not None
            number = (match["airno"] if air else match["number"]).replace("O", "0")
        serial = int(number)
        if serial == 0:
            raise InvalidMRN(text, "a number starts at 1")
        station = station_name(match["station"], stations)
        if not station:
            raise InvalidMRN(text, "expected a station")
        return cls(None if year is None else full_year(int(year), len(year)), station, serial, air)

    def __str__(self) -> str:
        """Return the canonical form: `08LISBON9`, `73BANGKOK-A50`, `1958BEIRUT1983`."""
        air = "-A" if self.airgram else ""
        return f"{self._year_text()}{self.station}{air}{self.number}"

    def _year_text(self) -> str:
        if self.year is None:
            return ""
        if FIRST_TWO_DIGIT_YEAR <= self.year < FIRST_TWO_DIGIT_YEAR + 100:
            return f"{self.year % 100:02}"
        return str(self.year)

    def format(self, style: str = "canonical") -> str:
        """Return the MRN in a style.

        `canonical` is `08LISBON9`; `spaced` is `08 LISBON 9`; `archive` is the document number of
        the National Archives, `1974LAPAZ00162`, with five digits and six for STATE; `line` is that
        of the classification line, `LISBON 000009`.

        Raises:
            ValueError: If the style is not one of these.
        """
        air = "A-" if self.airgram else ""
        if style == "canonical":
            return str(self)
        if style == "spaced":
            return f"{self._year_text()} {self.station} {air}{self.number}".strip()
        if style == "archive":
            width = 6 if self.station == "STATE" else 5
            series = "-A" if self.airgram else ""
            return f"{self.year or ''}{self.station}{series}{self.number:0{width}}"
        if style == "line":
            return f"{self.station} {air}{self.number:06}"
        message = f"unknown style {style!r}: canonical, spaced, archive or line"
        raise ValueError(message)

    @property
    def sort_key(self) -> tuple[int, str, bool, int]:
        """Year (0 when unknown), station, airgram, number."""
        return (self.year or 0, self.station, self.airgram, self.number)

    def __lt__(self, other: MRN) -> bool:
        """Order by year, station, number."""
        return self.sort_key < other.sort_key

    def __le__(self, other: MRN) -> bool:
        """Order by year, station, number."""
        return self.sort_key <= other.sort_key

    def __gt__(self, other: MRN) -> bool:
        """Order by year, station, number."""
        return self.sort_key > other.sort_key

    def __ge__(self, other: MRN) -> bool:
        """Order by year, station, number."""
        return self.sort_key >= other.sort_key


def full_year(year: int, digits: int) -> int | None:
    """Return the four-digit year: two digits from 60 are 19xx, below 20xx (reference section 4).

    Four digits that are no year but twice the same two (`7575`, seen in real collections) are
    read as those; others give None.
    """
    if digits == 2:
        return 1900 + year if year >= FIRST_TWO_DIGIT_YEAR % 100 else 2000 + year
    if _EARLIEST <= year <= _LATEST:
        return year
    first, second = divmod(year, 100)
    return full_year(second, 2) if first == second else None


_stations: StationNames | None = None


def use_stations(lookup: StationNames | None) -> None:
    """Set the look-up that makes station names canonical, for this process.

    The core has no tables; the package sets this once, when it is imported, to its vocabulary.
    """
    global _stations  # noqa: PLW0603 - set once at import
    _stations = lookup
    station_name.cache_clear()


@lru_cache(maxsize=65536)
def station_name(text: str, stations: StationNames | None = None) -> str:
    """Return a station's name as capital letters, canonical if the look-up knows it.

    >>> station_name("LA PAZ")
    'LAPAZ'
    """
    lookup = stations or _stations
    if lookup is not None:
        known = lookup(text)
        if known is not None:
            return known
    letters = _NOT_LETTERS.sub("", _fold(text))
    bare = _PREFIX.sub("", letters, count=1) if letters.startswith(("AM", "EM", "US")) else letters
    if bare.endswith("WASHDC") and len(bare) > len("WASHDC"):
        bare = bare.removesuffix("WASHDC")
    return "STATE" if bare == "SECSTATE" else bare


def _fold(text: str) -> str:
    if text.isascii():
        return text.upper()
    decomposed = unicodedata.normalize("NFKD", text.upper())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def find_mrns(
    text: str,
    known: Callable[[str], str | None] | None = None,
    endings: frozenset[str] | None = None,
) -> Iterator[tuple[MRN, Span]]:
    """Yield the MRNs that stand in prose in capitals, with their places in `text`.

    A run of capitals and a number is an MRN when its station is known to `known` (default: the
    look-up set by `use_stations`): `PARA 2` is none. With no look-up only fused ones with a year
    (`08LISBON9`) are found. `endings`, where given, are the last words of all station names: a
    number behind another word is passed over at once.
    """
    lookup = known or _stations
    for match in _IN_PROSE.finditer(text):
        if match["fused"] is not None:
            try:
                mrn = MRN.parse(match[0], stations=lookup)
            except InvalidMRN:
                continue
            if lookup is None or lookup(mrn.station) is not None:
                yield mrn, Span(match.start(), match.end())
        elif lookup is not None:
            found = _spaced(text, match, lookup, endings)
            if found is not None:
                yield found


def _spaced(
    text: str,
    match: re.Match[str],
    lookup: Callable[[str], str | None],
    endings: frozenset[str] | None,
) -> tuple[MRN, Span] | None:
    """Return the MRN of a number that has a station before it."""
    blank = match.start() - 1
    airgram = text[blank] == "-"
    if airgram:
        blank -= 2
    if endings is not None:
        begin = max(text.rfind(" ", 0, blank), text.rfind("\n", 0, blank)) + 1
        if text[begin:blank].strip("(.,'") not in endings:
            return None
    number = int(match[0])
    before = _station_before(text, blank, lookup) if number else None
    if before is None:
        return None
    start, station, year = before
    return MRN(year, station, number, airgram), Span(start, match.end())


def _station_before(
    text: str, end: int, lookup: Callable[[str], str | None]
) -> tuple[int, str, int | None] | None:
    """Find the longest station name that ends at `end`, with a year before it."""
    best: tuple[int, str] | None = None
    start = end
    year: int | None = None
    for _ in range(MAX_STATION_WORDS):
        begin = max(text.rfind(" ", 0, start - 1), text.rfind("\n", 0, start - 1)) + 1
        word = _WORD_BEFORE.match(text[begin:start].lstrip("("))
        if word is None:
            break
        if word["year"]:
            year_text = word["year"]
            if best is not None and best[0] == start + (text[start : start + 1] in " \n"):
                year = full_year(int(year_text), len(year_text))
                best = (begin + (text[begin] == "("), best[1])
            break
        station = lookup(text[begin:end])
        if station is not None:
            best = (begin, station)
        start = begin - 1
        if start <= 0:
            break
    return None if best is None else (best[0], best[1], year)
