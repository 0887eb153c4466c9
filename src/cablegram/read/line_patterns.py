"""The pattern of each kind of line, and which patterns a line's first two characters call for."""

from __future__ import annotations

import re
from collections.abc import Callable

from cablegram.read.words import CLASSIFICATION, PRECEDENCE_SIGN

# Each pattern is anchored by `match` at the line's first character and, with \Z, at its end.
_PATTERNS: dict[str, str] = {
    "PAGE": (
        r"P\s?A\s?G\s?E\s+(?:OF\s+)?(?P<page>[\dOD\u00d8][\dOI]?\d?)\b(?!\.\s+[A-Z]).*"
        r"|(?-i:Page) \d{1,3} of ?\S{1,4}\Z"
    ),
    "BANNER": (
        rf"(?:CLASSIFICATION\s?:\s*)?[\"']?{CLASSIFICATION}(?:[\s/,-]+(?:NOFORN|SENSITIVE|E\s?F\s?T\s?O|SBU|FOUO|ORCON"
        r"|ENTIRE TEXT|DRAFT|REL\s.*)){0,3}\.?[\"']?/{0,2}-?\Z"
        r"|LIMITED(?: OFFICIAL)?\Z|OFFICIAL USE\Z|I?INCLASSI\wI\w{2,3}\Z|UNC[LI]ASSI\w{3,4}\Z"
    ),
    "CLASS": (
        rf"(?P<level>{CLASSIFICATION}|S\s?E\s?N\s?S\s?I\s?T\s?I\s?V\s?E)(?P<rest>[\s/,:.-]+.+)\Z"
    ),
    "STAMP": (
        r"(?:[A-Z][\w.]+ (?:[A-Z]\.? )?[A-Z]\w+\s+)?Declassified/Released\b.*"
        r"|US Department of State(?:\s+EO Systematic.*)?\Z|EO Systematic Review\b.*"
        r"|(?:UNCLASSIFIED\s+)?U\.?S\.? Department of State\s+Case No.*"
        r"|(?:RELEASED?|DENIED|DENY) IN (?:FULL|PART)\b.{0,60}\Z"
        r"|DECLASSIFIED(?: IN (?:PART|FULL))?\b.{0,60}\Z"
        r"|(?:Margaret P\.? Grafeld|Sheryl P\.? Walter)\Z"
        r"|\(?B\)?\s?\(?[1-9]\)?(?:\s?\([A-Z]\))?"
        r"(?:[,;\s]+(?:\(?B?\)?\s?\(?\d\)?(?:\([A-Z]\))?|1\.4\s?\([A-D]\))){0,5}\Z"
        r"|UNITED STATES DEPARTMENT OF STATE\Z|REVIEW AUTHORITY:.*|DATE/CASE ID:.*"
        r"|1\.4\s?\([A-D]\)(?:[,;\s]+\(?[BD1].{0,12})?\Z"
    ),
    "STAMP_DATE": r"\d{1,2} [A-Za-z]{3} (?:19|20)\d\d\Z",
    "URGENCY": r"(?-i:ROUTINE|PRIORITY|IMMEDIATE|FLASH)\Z",
    "FRAME": (
        r"\u00bf{2,}\Z|[A-Z]:?[\\|1lI]?\s?Cable\b.{0,180}\Z|https?://classified/.*|<\S{0,2}(?:SECT|SSN|T[OC]R)>.*|Cable\Z"
    ),
    "COUNTER": r"(?:[-_~=]{3,}|[A-Z]{0,2}-{6,})\s*(?:[\dA-F]{6}|\d{6}Z|\d{5}\s\d).{0,30}\Z",
    "RULE": r"[-=*_~.\s#+/\\|]{2,}\Z",
    "DISTRIBUTION": (
        r"(?-i:(?:ACTION|ORIGIN|INFO)\s?/?\s+(?:[A-Z0-9]{1,5}\s?-\s?[\dOØID]{1,2}\b.*"
        r"|[A-Z]{1,5}\s[\dOØ]{1,2}\Z|(?:[A-Z]{1,5}\s+){0,3}[A-Z]{1,5}-\d{2}\b.*))"
    ),
    "FL1": (
        r"(?:V{0,4}\s*ZCZC\s?[A-Z]{3}\s?\d{3,4}|VV(?:\s+[A-Z]{3}\d{3,4}(?:VV)?){1,3}"
        r"|[A-Z]{3}\d{3}[A-Z]{3}\d{3})\b.*\Z"
    ),
    "FL2": r"(?:ZZ|OO|PP|RR|YY)(?:\s+[RQU][A-Z]{3,7}\b){1,30}.*\Z",
    "FL3": r"D\s?E\s+[A-Z]{4,8}\s+\#?\s?\d{1,4}[A-Z]?\b.{0,40}\Z",
    "FL4": r"(?:Z\s?N\s?[RY]\b|Z(?:FF|ZH|ZK|DK|EL|FD|FG|OC|UI|OV|EX)\d?\b).*\Z",
    "FL5": (
        rf"(?:ROUTINE|PRIORITY|IMMEDIATE)?(?:{PRECEDENCE_SIGN}\s{{0,3}}){{1,4}}(?:[\dOØU]\s?){{6,7}}[A-IK-Z]?"
        r"\s*(?:[A-Z]{3,9}|[A-Z](?:\s[A-Z]){2})\.?[\s/]*\d\s?\d(?:\d\d)?\b.*\Z"
        r"|[\dOØ]{6}\s?Z\s?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?\s?\d\d(?:\d\d)?\b.{0,40}\Z"
    ),
    "JANAP": r"[ZOPRY][A-Z]{2}[A-Z][A-Z0-9]{4}\s?[A-Z]{6,7}\s?\d{3,5}\s\d{7}\b.*\Z",
    "FROM": (
        r"(?-i:FM\b\s*(?::\s*)?.{1,110}\Z|[ERIPH]M\s+(?:AMEM|AMCO|SEC|USM|USD).{3,80}\Z"
        r"|FROM:?\s+(?:(?:AM|SEC|US)[A-Z]{3}.{0,60}|[A-Z ]{2,40}//.{0,30})\Z)"
    ),
    "TO": r"(?-i:TO\b\s?:?\s*(?:\Z|[A-Z/].{0,110})\Z)",
    "INFO": r"(?-i:INFO\b\s?:?\s*.{0,110}\Z)",
    "EXEMPT": r"(?-i:XMT\b(?!:).{0,90}\Z)",
    "GROUPS": r"(?:AC[A-Z]{2}\s+)?GR\s?(?:NC|\d{1,4})\Z|ACEX\Z",
    "BT": r"B\s?T(?:\s+\#\s?\d{4,5})?\Z",
    "END": (
        r"N{3,5}\Z|N{1,5}\s?MAFVVZC.{0,12}\Z|<<\s?END OF DOCUMENT\s?>>\Z"
        r"|\*\*\*\s+Current .*|Current Classification \*\*\*.*"
    ),
    "VALIDATION": r"\#\s?\d{4,5}\Z",
    "ORDER": r"E\s?\.?\s?[O0Q]\s?\.?\s?M?\s*:?\s?(?:(?=[1I]\s?[\d][\d\sOI]{1,5}|N/?A)|:|\Z)",
    "TAGS": r"(?:T?AGS?|TAGES|TAS|TABS|TGS)\b\s*(?:[:;,.-]+\s*|\s+(?=\(?[A-Z]{2,4}\b)|\Z)",
    "SUBJECT": r"S?UB\s?J(?:EC?T|CT)?(?:\s*[:;.]\s?|/|\s+(?=[A-Z\"(\d]))",
    "REFERENCE": (
        r"R[EF][EFP]S?\s*:(?=\s*\(?[A-Z]\)?)|"
        r"(?:PROGRAM )?(?:REF(?:ERENCES?|TELS?|S|\(S\))?|RETELS?)(?![A-Z])"
        r"(?:\(S\))?\s*(?:[:;]+|[-.](?=\s)|(?=\s*\(?[A-Z]\)?[.):])|(?=\s+(?:[A-Z.]{2,}\s+){1,4}\#?\d)"
        r"|\Z)"
    ),
    "AUTHORITY": r"(?:\((?:[UCS]|SBU)\)\s?)?(?:CLASSIFIED|DERIVED)\s+(?:BY|FROM)\b",
    "DRAFTING": (
        r"(?:DRAFT\w{0,3}|[AE]PPROVED|CLEARED|RELEASED)\s+BY\b.{0,90}\Z"
        r"|(?:DESIRED|SPECIAL)\s+DISTRIBUTION.{0,60}\Z"
    ),
    "CORRECTION": (
        r"C\s?O\s?R\s?R\s?E\s?C\s?T\s?E\s?D\s+C\s?O\s?P\s?Y.{0,80}\Z|CANCEL THIS.{0,60}\Z"
        r"|\(\s?CORRECTED COPY.{0,70}\Z|ATTENTION INVITED TO.{0,60}\Z"
    ),
    "PARAGRAPH": (
        r"(?:¶|\[1\]\(\#\))?\s?(?P<number>\d{1,3})"
        r"(?:\s?[.•]\)?(?!\d|\s?\d{3}\b)|\s?,\)?(?!\d|\s?\d{3,4}\b)|\)|(?=\s?\((?:TS|[SCUR]|SBU|LOU)\b)|\s-\s)"
    ),
    "LABEL": (
        r"(?P<label>MRN|D(?:ate|ATE).{1,2}DTG|(?-i:From|Action|Info|XMT)|Captions?|Pass Line"
        r"|Signature"
        r"|(?-i:Drafted|Cleared|Approved|Released) By|Attachments|Action Post"
        r"|Action Office|Info Office|Dissemination Rule)\s*:"
    ),
    "PRINT": (
        r"(?-i:(?P<label>PREC|CLASS|LINE\s?[1-9S]|OSRI|DTG|ORIG|TEXT|SECT|SSN|TOR"
        r"|DIST|SIT)\s?:(?:\s+|\Z))"
    ),
    "COPIES": r"[0-7]{2}\Z|\d\d\s?[-/ ]\s?\d\d\Z|--\Z",
    "USMTF": (r"(?-i:(?:MSGID|SUBJ|REF/[A-Z0-9]{1,2}|NARR|AMPN|POC|RMKS|GENTEXT|EXER|OPER)\s?/.*)"),
}

# The kinds in the order in which they are tried, each with the two characters with which it can
# begin (a space where letters are spaced). Most lines of prose begin with none of them.
_BEGINNINGS: dict[str, str] = {
    "DISTRIBUTION": "AC OR IN",
    "LABEL": "MR DA FR AC CA PA SI DR CL AP RE IN XM AT DI",
    "USMTF": "MS SU RE NA AM PO RM GE EX OP",
    "CORRECTION": "CO CA (C C_ (_ AT",
    "URGENCY": "RO PR IM FL",
    "FRAME": "\u00bf\u00bf F: <^ <A <S HT C: FC CA",
    "STAMP": "DA DE US EO UN U. U_ RE MA SH B1 B2 B3 B4 B5 B6 B7 B8 B9 B( B_ (B 1.",
    "PRINT": "PR CL LI OS DT OR TE SE SS TO DI SI",
    "BT": "BT B_",
    "FL1": "VZ VV ZC",
    "FL2": "ZZ OO PP RR YY",
    "FL3": "DE D_",
    "FL4": "ZN Z_ ZF ZH ZK ZD ZE ZO ZU",
    "JANAP": "ZT OT PT RT YT ZA OA PA RA YA ZC OC PC RC YC",
    "FL5": "Z_ O_ P_ R_ Y_ RO PR OP OR 0_ 00 01 02 03 04 05 06 07 08 09 1D 1C",
    "PAGE": "PA P_",
    "END": "NN NM N_ << ** CU",
    "COUNTER": "-- __ ~~ == -= =- -_",
    "COPIES": "00 -- 1D 1C",
    "STAMP_DATE": "1D 1C",
    "VALIDATION": "#D #_",
    "GROUPS": "GR AC",
    "FROM": "FM RM EM FR IM PM HM",
    "TO": "TO",
    "INFO": "IN",
    "EXEMPT": "XM",
    "ORDER": "E. EO E_ E0 EQ",
    "TAGS": "TA AG TG",
    "SUBJECT": "SU UB",
    "REFERENCE": "RE RF PR",
    "AUTHORITY": "CL DE (U (C (S",
    "DRAFTING": "DR AP EP CL RE DE SP",
    "BANNER": 'CL OF II TO SE CO RE UN IN LI SB LO FO T_ S_ C_ R_ U_ L_ "C "S "U "L FU',
    "CLASS": "TO SE CO RE UN IN LI SB LO T_ S_ C_ R_ U_ L_",
    "RULE": "-- == __ ~~ ** ## .. ++ // || -_ =_ *_ ._ -= #_",
    "PARAGRAPH": "1D 1C 1. 1, 1_ 1) 1\u2022 1( 1- \u00b6D [1 \u00b6_",
}


KINDS = tuple(_PATTERNS)


def compile_kinds(names: tuple[str, ...], *, exact: bool) -> re.Pattern[str]:
    """Return one pattern for several kinds, each a group of its name; `exact` minds the case."""
    parts: list[str] = []
    for name in names:
        pattern = _PATTERNS[name]
        for group in ("page", "level", "rest", "number", "label"):
            pattern = pattern.replace(f"(?P<{group}>", f"(?P<{group}_{name}>")
        parts.append(f"(?P<{name}>{pattern})")
    return re.compile("|".join(parts), re.NOFLAG if exact else re.IGNORECASE)


def _spellings(beginning: str) -> set[str]:
    """Spell out a beginning: `1` and `D` are any digit, `_` a space; letters in either case."""
    first = "0123456789" if beginning[0] == "1" and beginning[1] != "." else beginning[0]
    second = {"D": "0123456789", "_": " "}.get(beginning[1], beginning[1])
    if beginning[1] == "D" and first.isalpha():
        second = "D"
    if beginning == "1C":  # a number alone on its line, or followed by something else
        second = "\n"
    pairs = {a + b for a in first for b in second}
    if beginning[0] == "1" and beginning[1] == ".":
        pairs = {f"{digit}." for digit in "0123456789"}
    return pairs | {pair.lower() for pair in pairs} | {pair.title() for pair in pairs}


Matcher = Callable[[str, int, int], "re.Match[str] | None"]


class _Lazy:
    """A pattern that is compiled when the first line of its kind is met: there are some fifty."""

    def __init__(self, names: tuple[str, ...], *, exact: bool) -> None:
        self.names = names
        self.exact = exact
        self.pairs: list[str] = []

    def __call__(self, row: str, start: int, end: int) -> re.Match[str] | None:
        """Compile, take the compiled pattern's place in the table, and match."""
        match = compile_kinds(self.names, exact=self.exact).match
        MATCHERS.update(dict.fromkeys(self.pairs, match))
        return match(row, start, end)


def _dispatch() -> dict[str, Matcher]:
    by_beginning: dict[str, list[str]] = {}
    for name, beginnings in _BEGINNINGS.items():
        for beginning in beginnings.split():
            for pair in _spellings(beginning):
                names = by_beginning.setdefault(pair, [])
                if name not in names:
                    names.append(name)
    shared: dict[tuple[tuple[str, ...], bool], _Lazy] = {}
    for pair, names in by_beginning.items():
        # A line that begins with two capitals is matched as capitals, which is much quicker.
        key = (tuple(names), pair.isalpha() and pair.isupper())
        if key not in shared:
            shared[key] = _Lazy(key[0], exact=key[1])
        shared[key].pairs.append(pair)
    return {pair: lazy for lazy in shared.values() for pair in lazy.pairs}


MATCHERS: dict[str, Matcher] = _dispatch()
"""By its first two characters, what matches a line; the name of the kind is the last group."""
