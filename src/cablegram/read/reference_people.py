"""The persons that a letter, a call, a meeting or a mail in the REF line names."""

from __future__ import annotations

import re
from typing import Final

from cablegram.model import ReferenceKind
from cablegram.read.reference_words import KIND, NEVER_STATIONS, TOKEN, fold

_BETWEEN_PEOPLE: Final = frozenset(
    (ReferenceKind.LETTER, ReferenceKind.TELEPHONE, ReferenceKind.MEETING, ReferenceKind.EMAIL)
)
#: What follows is the matter, not the persons.
_MATTER: Final = re.compile(
    r"(?<![A-Z])(?:RE|ON|REGARDING|CONCERNING|ABOUT|SUBJ(?:ECT)?|ENTITLED|TITLED|AT|IN)(?![A-Z])"
    r"|[\"(:]"
)
_PART: Final = re.compile(r"[/,;&\n-]|(?<![A-Z])(?:TO|AND|WITH|BETWEEN|FROM|OF|BY)(?![A-Z])")
_NAME: Final = re.compile(r"[A-Z][A-Z'.]*(?:\s[A-Z][A-Z'.]*){0,3}\Z")
_NOT_PEOPLE: Final = NEVER_STATIONS | frozenset(
    """
        MY YOUR OUR HIS HER THEIR AN EMBASSY DEPARTMENT DEPT MISSION CONSULATE POST POSTS
        UNDATED OFFICIAL-INFORMAL OFFICIAL INFORMAL OI CLASS CLASSIFIED UNCLASSIFIED RECENT
        VARIOUS EARLIER SAME COPY POUCHED FAXED SENT STATE WASHINGTON CALL CALLS SEVERAL
        NUMEROUS RELATED GROUP WORKING GENERAL SUBJECT ABOVE
        """.split()  # noqa: SIM905
)
_MOST: Final = 8
_LONGEST: Final = 400


def people_of(written: str, kind: ReferenceKind) -> tuple[str, ...]:
    """Return the persons named in an entry, as written and in order.

    >>> people_of("BEAL LETTER TO HOOFNAGLE OF FEBRUARY 2", ReferenceKind.LETTER)
    ('BEAL', 'HOOFNAGLE')
    """
    if kind not in _BETWEEN_PEOPLE:
        return ()
    text = fold(written[:_LONGEST])
    matter = _MATTER.search(text)
    if matter is not None:
        text = text[: matter.start()]
    for match in (*TOKEN.finditer(text), *KIND.finditer(text)):
        if match.lastgroup not in ("sep", "word", "year"):
            text = text[: match.start()] + "," * len(match[0]) + text[match.end() :]
    found: list[str] = []
    place = 0
    cuts = [(cut.start(), cut.end()) for cut in _PART.finditer(text)]
    for start, end in (*cuts, (len(text), len(text))):
        name = _name(text[place:start], written[place:start])
        if name and name not in found:
            found.append(name)
        place = end
    return tuple(found[:_MOST])


def _name(text: str, written: str) -> str:
    """Return a name as written, without what can be no part of one; "" when nothing is left."""
    bare = text.strip().strip(" .")
    if not bare or any(word.strip(".'") in _NOT_PEOPLE for word in bare.split()):
        return ""
    if len(bare.replace(".", "")) < 2 or not _NAME.match(bare):
        return ""
    start = text.find(bare)
    return written[start : start + len(bare)]
