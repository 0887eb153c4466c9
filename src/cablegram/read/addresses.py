"""Format lines 6 to 9: FM, TO, INFO, XMT (reference sections 1.8 to 1.10)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.model import Addressee, Precedence
from cablegram.read.passage import Passage
from cablegram.read.words import PRECEDENCE_WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.read.context import Context
    from cablegram.read.outline import Outline
    from cablegram.read.view import View

_ROLE = re.compile(r"(?:TO|INFO|XMT)\b\s*:?\s*/?\s*")
_INFO_IN_LINE = re.compile(
    r"\s(?P<info>INFO\s(?=(?:R[A-Z]{3,7}|ZEN)\s?/|AM[EC]|SEC[SD]|US[DIM]|CNO\b|COM[A-Z]{3}))"
)
#: A further addressee behind the first one of a line, by its routing indicator.
_NEXT_IN_LINE = re.compile(r"(?<=[A-Z)])\s+(?=(?:R[UH][A-Z]{3,6}|ZEN)\s?/\s?[A-Z])")
_FROM = re.compile(r"(?:FM|FROM|EM|RM)\b\s*:?\s*", re.IGNORECASE)
_INDICATOR = re.compile(r"(?P<ri>[RQUr][A-Za-z]{3,7}|ZEN|[A-Z]EN)\s*/\s*")
_PAGE_IN_LINE = re.compile(r"PAGE\s+\d{1,2}\s{1,20}[A-Z ]{2,14}\s{1,20}\d{3,6}\s+\d{6}Z?\s*")
#: `RUEHXX/XMT AMEMBASSY OSLO`: the sign of exemption used as if it were an addressee.
_EXEMPT_ENTRY = re.compile(r"(?:[RQU][A-Z]{3,7}|ZEN)\s*/\s*XMT\b\s*/?\s*")
_MCN = re.compile(r"(?<=\s)(?P<mcn>\d{3,6})\s*\Z")
_PRECEDENCE = re.compile(rf"(?:\A|(?<=[\sA-Z]))(?P<word>{PRECEDENCE_WORD})\s*\Z", re.IGNORECASE)
_OFFICE = re.compile(r"(?<!/)//(?P<office>[^\n]{0,200}?)(?:/{1,2}(?:\s+|\Z)|[I1|l]{0,2}\Z)\s*")
_WORDS = {
    "FLASH": Precedence.FLASH,
    "NIACT IMMEDIATE": Precedence.NIACT_IMMEDIATE,
    "IMMEDIATE NIACT": Precedence.NIACT_IMMEDIATE,
    "NIACT": Precedence.NIACT_IMMEDIATE,
    "IMMEDIATE": Precedence.IMMEDIATE,
    "IMMED": Precedence.IMMEDIATE,
    "PRIORITY": Precedence.PRIORITY,
    "PIORITY": Precedence.PRIORITY,
    "PRIORTY": Precedence.PRIORITY,
    "ROUTINE": Precedence.ROUTINE,
    "DEFERRED": Precedence.DEFERRED,
}
_PRECEDENCE_ENDS = frozenset(word[-3:] for word in _WORDS)
_MISSPELT = frozenset({"PIORITY", "PRIORTY", "IMMED"})


@lru_cache(maxsize=64)
def precedence_of(word: str) -> Precedence | None:
    """Return the precedence of a word as written."""
    return _WORDS.get(" ".join(word.upper().split()))


def may_end_in_precedence(text: str) -> bool:
    """Tell whether the last letters of a text are those of a precedence."""
    return text.rstrip()[-3:].upper() in _PRECEDENCE_ENDS


def read_origin(passage: Passage) -> Addressee | None:
    """Read the FM line: `FM AMEMBASSY ZENDA`, with an office after `//` in military traffic."""
    match = _FROM.match(passage.text)
    start = match.end() if match else 0
    text = passage.text[start:]
    office = _OFFICE.search(text)
    name = (text[: office.start()].rstrip() if office else text).strip(" .:;")
    if not name:
        return None
    return Addressee(
        name=" ".join(name.split()),
        office=office["office"].strip() or None if office else None,
        span=passage.span(start, len(passage.text)),
    )


def read_addresses(
    text: str, outline: Outline, context: Context, view: View | None
) -> tuple[tuple[Addressee, ...] | None, tuple[Addressee, ...] | None]:
    """Return the action and the information addressees; None where there is no such line."""
    found: dict[str, list[Addressee]] = {}
    last: list[Addressee] | None = None
    for role, start, end in _parted(text, outline.addresses):
        passage = Passage(text[start:end], [0], [start], view)
        labelled = _ROLE.match(passage.text)
        inner = None if labelled else _EXEMPT_ENTRY.match(passage.text)
        if role == "exempt" or inner or (labelled and passage.text.startswith("XMT")):
            found_label = inner or labelled
            place = found_label.end() if found_label else 0
            _exempt(last, passage.text[place:])
            continue
        last = found.setdefault(role, [])
        addressee = read_addressee(passage, labelled.end() if labelled else 0, context)
        if addressee is not None:
            last.append(addressee)
    action = tuple(found["to"]) if "to" in found else None
    info = tuple(found["info"]) if "info" in found else None
    return action, info


def _parted(text: str, lines: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield the address lines, one with `TO ... INFO ...` on it as two."""
    for role, start, end in lines:
        both = _INFO_IN_LINE.search(text, start, end) if role == "to" else None
        if both is None:
            yield from _each(text, role, start, end)
        else:
            yield from _each(text, role, start, both.start())
            yield from _each(text, "info", both.start("info"), end)


def _each(text: str, role: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the addressees of one line, of which all but the first have routing indicators."""
    label = _ROLE.match(text, start, end)
    place = label.end() if label else start
    while (following := _NEXT_IN_LINE.search(text, place, end)) is not None:
        yield role, start, following.start()
        start = place = following.end()
    yield role, start, end


def _exempt(entries: list[Addressee] | None, text: str) -> None:
    """Take the names of an XMT line out of the collective above it."""
    names = tuple(name.strip() for name in re.split(r",|\s{2,}", text.strip(" /")) if name.strip())
    if entries and names:
        entries[-1] = replace(entries[-1], exempt=entries[-1].exempt + names)


def read_addressee(passage: Passage, begin: int, context: Context) -> Addressee | None:
    """Read one addressee from the right: office, MCN, precedence words, then the name."""
    text = passage.text[begin:]
    if (page := _PAGE_IN_LINE.match(text)) is not None:
        span = passage.span(begin, begin + page.end())
        context.note("CG204", "a page line stands in the place of an addressee", span)
        begin += page.end()
        text = text[page.end() :]
    if (indicator := _INDICATOR.match(text)) is not None:
        text = text[indicator.end() :]
    office = mcn = precedence = word = None
    exempt: tuple[str, ...] = ()
    if " XMT " in text:
        text, exempt = _part_exempt(text)
    if "//" in text:
        text, office = _part_office(text)
    text = text.rstrip(" .,;")
    number = _MCN.search(text) if text[-1:].isdigit() else None
    if number is not None and not text.startswith("AIG "):  # address groups have numbers
        mcn = number["mcn"]
        text = text[: number.start()].rstrip()
    named = _PRECEDENCE.search(text) if may_end_in_precedence(text) else None
    if named is not None and not text[: named.start()].rstrip().endswith("NIACT I"):
        word = named["word"]
        precedence = precedence_of(word)
        text = text[: named.start()].rstrip().rstrip(" .,")
        # "SECSTATE WASHDC 716 NIACT IMMEDIATE" occurs
        if mcn is None and (number := _MCN.search(text)) is not None:
            mcn = number["mcn"]
            text = text[: number.start()].rstrip()
        if word.upper() in _MISSPELT:
            meant = precedence.value if precedence else ""
            span = passage.span(begin, len(passage.text))
            context.note("CG202", f"'{word}' was read as {meant}".rstrip(), span)
    name = " ".join(text.strip(" .,:;/").split())
    if sum(map(str.isalpha, name)) < 2:  # nothing, or a scanner's stroke beside the list
        if passage.text[begin:].strip():
            span = passage.span(0, len(passage.text))
            context.note("CG203", "an addressee line has no name", span)
        return None
    return Addressee(
        name=name,
        routing_indicator=_own_indicator(indicator),
        precedence=precedence,
        precedence_text=word,
        mcn=mcn,
        exempt=exempt,
        office=office,
        span=passage.span(begin, len(passage.text)),
    )


def _part_exempt(text: str) -> tuple[str, tuple[str, ...]]:
    """Part the names behind XMT on the collective's own line from it."""
    text, _, names = text.partition(" XMT ")
    return text.rstrip(" ,"), tuple(name.strip() for name in names.split(",") if name.strip())


def _part_office(text: str) -> tuple[str, str | None]:
    """Take the office between double slashes out of an addressee of military traffic."""
    found = _OFFICE.search(text)
    if found is None:
        return text, None
    return f"{text[: found.start()]} {text[found.end() :]}", found["office"].strip() or None


def _own_indicator(match: re.Match[str] | None) -> str | None:
    """`ZEN/` means delivered by other means: no routing destination (ACP 127(G) para 206b)."""
    if match is None or match["ri"].endswith("EN"):
        return None
    return match["ri"].upper()
