"""The source note of a volume: where the document is kept, its marks, who drafted it.

    Source: <archive>, <collection>. <class>; <precedence; captions ...>. <sentences>

Source: reference section 8 (source-note grammar).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import Level, Marking, Precedence
from cablegram.vocabulary import caption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.read.view import View

_DASHES: Final = "–—−‐‑"

#: A note is a few sentences; the longest of the series has some 6,000 characters.
MAX_NOTE: Final = 20_000

_LEVELS: Final[dict[str, tuple[Level, str | None]]] = {
    "top secret": (Level.TOP_SECRET, None),
    "secret": (Level.SECRET, None),
    "secert": (Level.SECRET, None),  # 1964-68, volume XVI, document 206
    "confidential": (Level.CONFIDENTIAL, None),
    "restricted": (Level.RESTRICTED, None),
    "unclassified": (Level.UNCLASSIFIED, None),
    "limited official use": (Level.UNCLASSIFIED, "LOU"),
    "official use only": (Level.UNCLASSIFIED, "OUO"),
    "official use": (Level.UNCLASSIFIED, "OUO"),
}
PRECEDENCES: Final = {
    "deferred": Precedence.DEFERRED,
    "routine": Precedence.ROUTINE,
    "priority": Precedence.PRIORITY,
    "immediate": Precedence.IMMEDIATE,
    "operational immediate": Precedence.IMMEDIATE,
    "operations immediate": Precedence.IMMEDIATE,
    "immediate action": Precedence.IMMEDIATE,
    "niact": Precedence.NIACT_IMMEDIATE,
    "niact immediate": Precedence.NIACT_IMMEDIATE,
    "flash": Precedence.FLASH,
    "emergency": Precedence.FLASH,
    "us urgent": Precedence.PRIORITY,
    "urgent": Precedence.PRIORITY,
}
_CONTROLS: Final = {
    "noforn": "NOFORN",
    "no foreign dissem": "NOFORN",
    "noforn dissem": "NOFORN",
    "no foreign": "NOFORN",
    "not releasable to foreign nationals": "NOFORN",
    "efto": "EFTO",
    "sensitive": "",
}
_WORDS: Final = (
    r"top secret|secret|confidential|restricted|unclassified|limited official use"
    r"|official use(?: only)?"
)
_FIRST: Final = (
    _WORDS
    + r"|no classification(?: marking| indicated)?|classification not \w+"
    + r"|routine|priority|immediate|operational immediate|niact|flash|emergency"
    + r"|nodis|exdis|limdis|limit(?:ed)? distribution|eyes only|personal|rybat|sensitive|noforn"
)
#: The marks' sentence begins after the end of a sentence or of the citation.
_MARKS: Final = re.compile(
    rf"(?:\A|[.;)\]}}”\"]\s?|\s/\s?)(?P<first>{_FIRST})"
    r"(?=\s*[;:.,/\u2014(-]|\s*\Z| (?:Flash|Immediate|Priority|Niact)\b)",
    re.IGNORECASE,
)
#: Where the citation lacks its full stop: "POL 26 S VIET Top Secret; Immediate".
_BARE_MARKS: Final = re.compile(
    r"(?<=[ ,])(?P<first>Top Secret|Secret|Secert|Confidential|Limited Official Use|Unclassified"
    r"|Nodis|Exdis|Limdis)(?=\s?[;:.])"
)
#: What begins the next sentence where the stop after the marks is missing.
_AFTER_MARKS: Final = re.compile(
    r"[,.]?\s?\b(?:Repeated|Drafted|Sent|Also sent|Received|Approved|Cleared|Transmitted)\b"
)
_SENTENCE_END: Final = re.compile(r"\.(?=[\s\]]|\Z)")
_PART: Final = re.compile(r"[^;:]+")
_SUBPART: Final = re.compile(r"[^,/-]+")
_FILM: Final = re.compile(r"\b[DNP]\d{6}\s?-\s?\d{4}\b")
_WITHDRAWN: Final = re.compile(
    r"\b(?P<all>\d+ (?:pages?|pp\.?)(?: of source text)?|document|text) (?:not|un)\s?declassified",
    re.IGNORECASE,
)
MAX_NAMES: Final = 400
_ROLE: Final = re.compile(
    r"\b(?P<role>(?i:drafted|approved|cleared|signed|initialed|authorized))\b"
)
_ROLE_BY: Final = re.compile(
    r"(?:,? ?(?:in \w+|and (?:approved|cleared|signed|initialed|authorized))){0,4} by "
)


@dataclass(slots=True)
class SourceNote:
    """What a source note says. Offsets are those of the note's view."""

    citation: tuple[int, int] | None = None
    marks: tuple[int, int] | None = None
    marking: Marking | None = None
    unmarked: bool = False
    precedence: Precedence | None = None
    captions: tuple[str, ...] = ()
    film: tuple[int, int] | None = None
    withdrawn: bool = False
    roles: tuple[tuple[str, int, int], ...] = ()


def with_hyphens(text: str) -> str:
    """Return a text of the same length with a hyphen for each dash."""
    for dash in _DASHES:  # quicker than `str.translate`, which looks up each character
        if dash in text:
            text = text.replace(dash, "-")
    return text


def read_source_note(view: View) -> SourceNote:
    """Return the parts of a source note."""
    text = with_hyphens(view.text[:MAX_NOTE])
    found = SourceNote()
    start = 1 if text.startswith("[") else 0
    if text.startswith("Source:", start):
        start += len("Source:")
    marks = _find_marks(text.replace("U.S.", "U_S_"), start)
    edge = len(text)
    if marks is not None:
        end = sentence_end(text, marks.start("first"))
        after = _AFTER_MARKS.search(text, marks.end(), end)
        end = after.start() if after else end
        found.marks = (marks.start("first"), end)
        _read_marks(found, view, text)
        edge = marks.start("first")
    left = start + len(text[start:edge]) - len(text[start:edge].lstrip())
    right = max(left, len(text[:edge].rstrip()))
    found.citation = (left, right)
    film = _FILM.search(text)
    found.film = film.span() if film else None
    withdrawn = _WITHDRAWN.search(text)
    found.withdrawn = withdrawn is not None and text.startswith("[")
    found.roles = tuple(_roles(text, found.marks[1] if found.marks else start))
    return found


def _find_marks(text: str, start: int) -> re.Match[str] | None:
    marks = _MARKS.search(text, start)
    if marks is not None and marks["first"].lower() in _LEVELS:
        return marks
    bare = _BARE_MARKS.search(text, start)
    if bare is not None and (marks is None or bare.start("first") < marks.start("first")):
        return bare
    return marks


def sentence_end(text: str, start: int) -> int:
    """Return the offset of the full stop that ends the sentence, past `U.S.` and the like.

    The search is bounded by the caller: a note is cut at `MAX_NOTE`.
    """
    for match in _SENTENCE_END.finditer(text, start):
        before = text[max(start, match.start() - 4) : match.start()]
        if re.search(r"(?:\b[A-Z]|\b(?:Mr|Dr|Gen|St|Jr|Mrs|Adm))\Z", before) is None:
            return match.start()
    return len(text)


def _read_marks(found: SourceNote, view: View, text: str) -> None:
    start, end = found.marks or (0, 0)
    level: Level | None = None
    controls: set[str] = set()
    captions: list[str] = []
    for match in _PART.finditer(text, start, end):
        part = " ".join(match[0].split()).strip()
        low = part.lower()
        if low.startswith(("no classification", "classification not")):
            found.unmarked = True
        elif not _one(part, captions, controls, found):
            head = _LEVEL_AHEAD.match(low)
            if head is not None:
                level = level or _level(head["level"], controls)
                part = part[head.end() :].strip()
                low = part.lower()
            if part and not _one(part, captions, controls, found):
                for piece in _SUBPART.findall(part):
                    if not _one(piece.strip(), captions, controls, found):
                        _slug(piece.strip(), captions)
    found.captions = tuple(dict.fromkeys(captions))
    if level is not None or controls:
        found.marking = Marking(
            level=level,
            controls=frozenset(controls),
            text=view.text[start:end],
            span=view.span(start, end),
        )


_LEVEL_AHEAD: Final = re.compile(rf"(?P<level>{_WORDS}|secert)(?![a-z])[\s,/-]*")


def _level(low: str, controls: set[str]) -> Level | None:
    if low not in _LEVELS:
        return None
    level, control = _LEVELS[low]
    if control:
        controls.add(control)
    return level


def _one(part: str, captions: list[str], controls: set[str], found: SourceNote) -> bool:
    """Take one part as precedence, control or known caption; tell whether it was one."""
    low = part.lower()
    if low in PRECEDENCES:
        precedence = PRECEDENCES[low]
        found.precedence = max(found.precedence or precedence, precedence)
        return True
    if low in _CONTROLS:
        controls.add(_CONTROLS[low] or "SENSITIVE")
        return True
    known = None if low in _LEVELS else caption(part)
    if known is not None:
        captions.append(known.caption)
        return True
    if low.startswith(("limit distrib", "limited distrib", "limit dist")):
        captions.append("LIMIT DISTRIBUTION")
        return True
    return False


def _slug(piece: str, captions: list[str]) -> None:
    """Keep a word that is no known caption as a slug: Cactus, HARVAN DOUBLE PLUS, TAG."""
    low = piece.lower()
    if (
        not piece
        or low in _LEVELS
        or "not declassified" in low
        or not re.fullmatch(r"\[?[A-Za-z][\w .'’\]]{1,60}", piece)
    ):
        return
    if len(piece.split()) <= 6:
        captions.append(piece.strip("[]").upper())


def _roles(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield `("drafted by", start, end)` for those who had a hand in the telegram."""
    for match in _ROLE.finditer(text, start):
        by = _ROLE_BY.match(text, match.end())
        if by is None:
            continue
        end = min(
            place
            for place in (
                sentence_end(text, by.end()),
                text.find(";", by.end()) % (len(text) + 1),
            )
        )
        later = _ROLE.search(text, by.end(), end)
        if later is not None:
            end = later.start()
        value = _without_tail(text[by.end() : min(end, by.end() + MAX_NAMES)])
        if value:
            for role in _ROLE.findall(text[match.start() : by.end()]):
                yield f"{role.lower()} by", by.end(), by.end() + len(value)


def _without_tail(text: str) -> str:
    """Cut a final "and", commas and blanks."""
    while True:
        shorter = text.rstrip(" ,;\n").removesuffix(" and")
        if shorter == text:
            return text
        text = shorter


@dataclass(slots=True)
class FileLine:
    """The line over a document of the older volumes: `740.00119/4-1949: Telegram`."""

    file: tuple[int, int] | None = None
    telegram: bool = False
    airgram: bool = False


_FILE_KIND: Final = re.compile(r"\b(?P<kind>telegrams?|airgrams?)\b", re.IGNORECASE)
_FILE_PREFIX: Final = re.compile(r"\s*\[?(?:File No\.\s*)?")


def read_file_line(view: View) -> FileLine:
    """Return file number and kind of the line over an older document."""
    text = view.text[:MAX_NOTE]
    line = FileLine()
    kind = _FILE_KIND.search(text)
    if kind is not None:
        line.airgram = kind["kind"].lower().startswith("airgram")
        line.telegram = not line.airgram
    prefix = _FILE_PREFIX.match(text)
    left = prefix.end() if prefix else 0
    right = kind.start() if kind else len(text)
    right = left + len(text[left:right].rstrip(" :[]—-.").removesuffix("Circular").rstrip(" :"))
    if right > left and re.search(r"\d", text[left:right]):
        line.file = (left, right)
    return line


_SEG_WORD: Final = re.compile(
    rf"\b(?P<word>{_WORDS}|niact immediate|niact|operational immediate|us urgent|priority|flash"
    r"|immediate|routine|emergency|noforn|limit distribution|eyes only|plain|nodis|exdis|limdis)\b",
    re.IGNORECASE,
)


def read_seg(view: View, found: SourceNote) -> SourceNote:
    """Add the marks that the older volumes print under the dateline (`secret   priority`)."""
    captions = list(found.captions)
    controls: set[str] = set()
    level: Level | None = None
    place: tuple[int, int] | None = None
    for match in _SEG_WORD.finditer(view.text[:500]):
        low = " ".join(match["word"].lower().split())
        if low in _LEVELS and level is None:
            level = _level(low, controls)
        elif low in _LEVELS or low == "plain":
            continue
        else:
            _one(low, captions, controls, found)
        place = (place[0] if place else match.start(), match.end())
    found.captions = tuple(dict.fromkeys(captions))
    if level is not None and found.marking is None and place is not None:
        found.marking = Marking(
            level=level,
            controls=frozenset(controls),
            text=view.text[place[0] : place[1]],
            span=view.span(*place),
        )
    return found
