"""The words and patterns of REF lines: bullets, dates, numbers, kinds (reference section 2.6)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from cablegram.model import ReferenceKind

MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "JAN JANUARY",
            "FEB FEBRUARY",
            "MAR MARCH",
            "APR APRIL",
            "MAY",
            "JUN JUNE",
            "JUL JULY",
            "AUG AUGUST",
            "SEP SEPT SEPTEMBER",
            "OCT OCTOBER",
            "NOV NOVEMBER",
            "DEC DECEMBER",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = (
    r"(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)(?![A-Z])\.?"
)

LABEL: Final = re.compile(
    r"\s*(?:\(U\)\s*)?(?:PROGRAM\s+)?"
    r"(?:REF(?:ERENCES?|TELS?|AIRS?|S)?|RETELS?)(?:\s?\(S\))?(?![A-Z])"
    r"(?:\s*(?:[:;]|\.(?!\d))|(?=\s|\(|\Z))\s*"
)

#: A page line of the citing cable, or a relay's counter, inside the list.
PAGE_LINE: Final = re.compile(
    r"^[ \t]*(?:PAGE[ \t]+\d+(?:[ \t]+OF[ \t]+\d+)?(?:[ \t][^\n]{0,60})?"
    r"|[A-Z][^\n]{0,40}?[ \t]\d{3}(?:\.\d)?[ \t]+OF[ \t]+\d{3}"
    r"|(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE|UNCLAS)"
    r"|\u00bf+)[ \t]*$",
    re.MULTILINE,
)

#: A corrector's note in a number: `06MADRID002583ZFR2585` (reference sections 1.15 and 4).
NOTE_BEHIND: Final = re.compile(r"(?<=\d)(?:Z[A-Z]{2}\d|SUSPECTEDDUPLICATE)\d{0,6}(?![A-Z\d])")

#: `A.` `A)` `(A)` `[A]` `A:` `A -` and the garble `(BL`, the print's pilcrow before it.
BULLET: Final = re.compile(
    r"""
    (?:(?<=[\s;:,.)])|\A)
    (?:\u00b6|\[1\]\(\#\))?\ ?
    (?:REF(?:ERENCES?|TELS?|S)?[\ :.]{1,3}(?=[(\[]?[A-Z0-9][)\].: ]))?
    (?:
      [(\[]\ ?(?P<a>[A-Z]|1?\d)(?:\ ?[)\]]|[L:.](?=\s)|(?=\s))
    | (?P<b>[A-Z]|1?\d)(?:\ ?\)|\.(?![A-Z]\.|\d)|\ ?:|\ ?-(?=\s)|-(?=[A-Z]{3})(?!MAIL))
    | (?<=REF\ )(?P<c>[A-Z])(?=\ [A-Z]{2})
    )
    """,
    re.VERBOSE,
)
#: The same letter again (`A. (A)`, `A. REF A`), and what else stands before the entry.
AGAIN: Final = re.compile(
    r"[-\s.:)\u00b6]*(?:\((?:U|C|S|TS|SBU|LOU|[SC]/NF)\)"
    r"|(?:REF\s?)?[(\[]?\s?(?P<a>[A-Z]|1?\d)\s?(?:[)\].:]|(?<=REF\s.)(?=\s)))\s?|[-\s.:)]+"
)
#: "None" in the place of references.
NOTHING: Final = re.compile(r"\s*(?:N\s?/\s?A|NONE|NIL|NOT APPLICABLE|-+)[\s.]*\Z")

#: A number that is all of an entry's last line: its station stands at the end of the line above.
NUMBER_ALONE: Final = re.compile(
    r"[ \t]*\d{1,7}(?=[ \t]*(?:[;,.]|\n|\Z)|[ \t]+\(?NOTAL\b|[ \t]+AND[ \t]+PREV|[ \t]+\()"
)
#: What can matter in an entry, in order of preference at one place.
TOKEN: Final = re.compile(
    rf"""
      (?P<dtg>(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-4])[0-5]\d\ ?[A-Z]
         (?:[\ /]?{_MONTH}(?:[\s,]{{0,2}}(?:(?:19|20)\d\d|\d\d)(?!\d))?|(?![A-Z])))
    | (?P<date>
        (?<![A-Z])(?<!RIO\ DE\ ){_MONTH}\ ?[0-3]?\d(?:ST|ND|RD|TH)?(?![\dA-Z])(?:\s?,?\s{{0,2}}
            (?:(?:17|18|19|20)\d\d|'?\d\d)(?![\d/]))?
      | (?<![\dA-Z.])\d{{1,2}}(?:ST|ND|RD|TH)?\ ?-?{_MONTH}(?:,?[\s-]{{0,2}}
            (?:(?:17|18|19|20)\d\d|'?\d\d)(?!\d))?
      | (?<![\d/.])\d{{1,2}}/\d{{1,2}}/(?:(?:19|20)\d\d|\d\d)(?!\d)
      | (?<![\d/.])(?:19|20)\d\d-\d\d-\d\d(?!\d)
      | (?<![A-Z]){_MONTH},?\ (?:17|18|19|20)\d\d(?!\d)
      | (?<![A-Z])(?<!RIO\ DE\ ){_MONTH}
      )
    | (?P<air>(?:(?<![A-Z])(?:C\ ?)?A|(?<=[A-Z])-A)\ ?-\ ?[O\d]{{1,6}}(?![A-Z\d])
         |(?<![A-Z])C?A\d{{1,6}}(?![A-Z\d])|(?<=[A-Z])-A\d{{1,6}}(?!\d))
    | (?P<time>(?<![\d.])(?:1[0-2]|0?\d)(?::[0-5]\d)?\ ?[AP]\.?\ ?M(?![A-Z])\.?)
    | (?P<year>(?<![\d.])(?:'?\d\d|(?:19|20)\d\d|(?P<yy>\d\d)(?P=yy))
         (?=[ \n]{{0,3}}(?!AND\b|{_MONTH})[A-Z][A-Z.' -]{{1,24}}[ \n\#]{{0,3}}(?:A-)?[O\d]))
    | (?P<num>(?<![\d.$])(?:(?<![A-Z\d])O(?=\d))?\d[\dO]{{0,6}}(?![\d%])(?![A-Z])(?!\.\d))
    | (?P<sep>;|,|&|\n|(?<![A-Z])(?:AND|PLUS|AS\ WELL\ AS)(?![A-Z]))
    | (?P<word>(?<![A-Z])(?:NOTA[LI]|PREVIOUS|PREV|RPTD|REPEATED|RPT)(?![A-Z]))
    """,
    re.VERBOSE,
)

#: What may follow a number: its year, or more numbers in short.
TAIL: Final = re.compile(
    r"\s?\(\s?'?(?P<inner>(?:19|20)?\d\d)\s?\)"
    r"|\ ?/\ ?(?P<slash>(?:19|20)?\d\d)(?![\d/A-Z])"
    r"|-(?P<dash>(?:19|20)?\d\d)(?![\dA-Z])"
    r"|-(?P<range>\d{3,7})(?![\dA-Z])"
    r"|\ '?(?P<bare>\d\d|(?:19|20)\d\d)(?=\s*(?:[;,.)(]|\n|AND\b|\Z))"
)

#: `STATE (01) 201265`: the number comes after the bracket.
INNER_YEAR: Final = re.compile(r"\s?\)\s{0,3}(?:A-)?[O\d]")
#: `870 ULAANBAATAR`: the station comes after its number.
NAME_AFTER: Final = re.compile(r"\s([A-Z][A-Z.' -]{1,30})(?=\s*(?:[,;(\n]|\Z))")
IS_YEAR: Final = re.compile(r"(?:19|20)?\d\d\Z")
#: How many years back two digits after a number are still a year and not a number in short.
YEAR_PLAUSIBLE: Final = 25

_KINDS: Final = (
    (ReferenceKind.EMAIL, r"E-? ?MAILS?|ELECTRONIC\ MAIL"),
    (
        ReferenceKind.TELEPHONE,
        (
            r"TEL[EF]?-?C[OA][NM]S?|PHONCONS?|FONECONS?|(?:TELE)?PHONE(?:\ ?CALLS?|S)?"
            r"|TELEPHON\w+|TELEPHONE\ CON\w+|CALLS?"
        ),
    ),
    (ReferenceKind.LETTER, r"LETTERS?|LTRS?|CORRESPONDENCE"),
    (
        ReferenceKind.DOCUMENT,
        (
            r"MEMCONS?|MEMOS?|MEMORAND(?:UM|A)|REPORTS?|FA[MHXR]|FAXES|TELEFAX|TELEFAX|BOOKS?|MANUALS?"
            r"|DIP(?:LOMATIC|L)?\ ?NOTES?|NOTES?|NOTE\ VERBALE|D[EI]SPATCH(?:ES)?|EMBDESP?"
            r"|INSTRUCTIONS?|[A-Z]*INST|MPM|MILPERSMAN|DODI|DODD|REGULATIONS?|CFR|USC|U\.S\.C|IIR|TDX?"
            r"|PAPERS?|BULLETINS?|WIRELESS|TRANSCRIPTS?|HTTPS?|WWW|WEB\ ?SITE|ARTICLES?|AGREEMENTS?"
            r"|TREATY|GUIDE|HANDBOOK|DOC(?:UMENT)?S?|OM|POUCH|ACT|DIRECTIVE|OSC|FBIS|GUIDANCE|OI"
            r"|MEM|DRAFTS?|PUB(?:LICATION)?|FORM|MOU|EVALUATION|NIE|SNIE|INVOICE|CHECKLIST|TITLE"
        ),
    ),
    (
        ReferenceKind.MEETING,
        r"MEETINGS?|MTGS?|CONVERSATIONS?|CONSULTATIONS?|DISCUSSIONS?|TALKS?|CONFERENCE|VISIT",
    ),
    (
        ReferenceKind.CABLE,
        r"TELEGRAMS?|CABLES?|MSGS?|MESSAGES?|SEPTELS?|TELS?|[A-Z]{3,6}TELS?|GENADMIN",
    ),
)
#: One search for the first word that tells a kind other than a plain number.
KIND: Final = re.compile(
    r"(?<![A-Z])(?:"
    + "|".join(f"(?P<{kind.value}>{words})" for kind, words in _KINDS)
    + r")(?![A-Z])"
)

#: Words that are never a station (reference section 2.6), and words that stand before numbers.
NEVER_STATIONS: Final = frozenset(
    [
        *MONTHS,
        *(f"Z{name}" for name in MONTHS if len(name) == 3),
        *"""
        SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED UNCLASS SECTION SECT PART PARA PARAS
        PARAGRAPH PAGE PREVIOUS EMAIL E-MAIL PRIORITY TODAY YESTERDAY ROUTINE IMMEDIATE
        FLASH NIACT AND OF OR THE TO IN ON AT FOR FROM BY WITH DTD DATED DTG REF REFS REFTEL
        REFTELS NOTAL ONLY NODIS EXDIS LIMDIS STADIS NOFORN SIPDIS EFTO LOU SBU FOUO NO NR
        NUMBER TAB ITEM ANNEX ARTICLE CHAPTER VOL VOLUME TITLE FY CY TEL TELS TELEGRAM
        TELEGRAMS CABLE CABLES MSG MESSAGE AIRGRAM CABLED SERIES THROUGH THRU ET SEQ ALSO
        SEE PER RE PASS POINT POINTS LINE OUT ROUND ACTION FAM FAH CFR USC IIR TD SUBJ
        SUBJECT REPORT LETTER MEMO NOTE RESOLUTION RES ORDER EO PUBLIC LAW SERIAL CASE ROOM
        BOX FORM GRANT CONTRACT LOAN PROJECT AMENDMENT
        PARIS-POINTS RPTD RPT REPEATED INFO UNN INST INSTRUCTION
        OPNAVINST SECNAVINST DODINST DODI NAVPERS SECTIONS NOS NRS
        DESPATCH DESPATCHES DISPATCH DISPATCHES EMBDES EMBDESP
        """.split(),  # noqa: SIM905
    ]
)

#: `Embtel 1234`: a word in the place of a station. Who is meant depends on the sender.
OWN_WORDS: Final = frozenset(
    """
        EMBTEL CONTEL LEGTEL MISTEL CONGENTEL OURTEL MYTEL EMBOFFTEL EMBASSY LEGATION
        MISSION CONSULATE OUR MY EMBGRAM EMB
        """.split()  # noqa: SIM905
)
DEPARTMENT_WORDS: Final = frozenset(["DEPTEL", "DEPARTMENT", "DEPT", "DEPTGRAM", "DEPT'S"])
YOUR_WORDS: Final = frozenset(["URTEL", "YOUR", "YOURTEL", "UR"])
CIRCULAR_WORDS: Final = frozenset(["DEPCIRTEL", "CIRTEL", "CIRCULAR", "DEPCIR", "CIRC"])
#: Fillers between a station's name and its number.
FILLER: Final = frozenset(
    """
        TEL TELS TELEGRAM TELEGRAMS CABLE CABLES MSG MESSAGE NO NR NOS NRS NUMBER AIRGRAM
        AIRGRAMS SERIAL TELGRAM
        """.split()  # noqa: SIM905
)

_FOLD: Final = {
    0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-",
    0x2018: "'", 0x2019: "'", 0x201B: "'", 0x2032: "'", 0x00A0: " ", 0x2009: " ", 0x202F: " ",
    0x0009: " ", 0x000B: " ", 0x000C: " ", 0x000D: " ",
}  # fmt: skip


def fold(text: str) -> str:
    """Return the text in capitals with plain dashes, quotes and blanks, of the same length.

    >>> fold("Djiboutí – 12")
    'DJIBOUTI - 12'
    """
    if text.isascii():
        text = text.upper()
        return text.translate(_FOLD) if "\t" in text or "\r" in text else text
    return "".join([_fold_character(character) for character in text.translate(_FOLD)])


def _fold_character(character: str) -> str:
    if character.isascii():
        return character.upper()
    base = unicodedata.normalize("NFKD", character)[:1].upper()
    return base if len(base) == 1 else character


_DATE_PARTS: Final = re.compile(
    rf"(?P<iso>(\d{{4}})-(\d\d)-(\d\d))|(?P<slash>(\d{{1,2}})/(\d{{1,2}})/(\d{{2,4}}))"
    rf"|(?P<month>{_MONTH})|(?P<number>\d+)"
)


def parse_date(text: str) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day as far as a stretch that `TOKEN` took for a date says them.

    >>> parse_date("NOVEMBER 9, 1973"), parse_date("151355Z AUG 74"), parse_date("11/30/73")
    ((1973, 11, 9), (1974, 8, 15), (1973, 11, 30))
    """
    year = month = day = None
    for match in _DATE_PARTS.finditer(text):
        if match["iso"]:
            return int(match[2]), int(match[3]), int(match[4])
        if match["slash"]:
            month, day = int(match[6]), int(match[7])
            return full_year(match[8]), month, day
        if match["month"]:
            month = MONTHS.get(match["month"].rstrip("."))
        elif len(match["number"]) == 6:
            day = int(match["number"][:2])
        elif day is None and len(match["number"]) <= 2:
            day = int(match["number"])
        elif year is None:
            year = full_year(match["number"])
    return year, month, day


def full_year(text: str) -> int:
    """Return the year of two or four digits; two digits from 60 are 19xx (reference section 4)."""
    digits = text.lstrip("'")
    year = int(digits)
    if len(digits) > 2:
        return year
    return 1900 + year if year >= 60 else 2000 + year


def real_date(year: int | None, month: int | None, day: int | None) -> date | None:
    """Return the date, or None when a part is missing or the day does not exist."""
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
