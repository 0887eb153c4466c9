"""The `Message Attributes` of an export of 1973-79 (reference section 6.4)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from cablegram.sample.text import subject_text

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice

__all__ = ["attribute_lines", "document_number", "stamp_of"]

#: Year -> name and date on the release stamp. The names are made up, the layout is not.
_STAMPS: Final = {
    1973: ("", "30 JUN 2005"),
    1974: ("", "30 JUN 2005"),
    1975: ("Martina P. Harcombe", "05 JUL 2006"),
    1976: ("Martina P. Harcombe", "04 MAY 2006"),
    1977: ("Martina P. Harcombe", "22 May 2009"),
    1978: ("Selma P. Wenfield", "20 Mar 2014"),
    1979: ("Selma P. Wenfield", "20 Mar 2014"),
}
_WORDS: Final = ("Declassified/Released", "US Department of State", "EO Systematic Review")

#: The keys in their order; `=` gives a value that never changes, `<` and `>` mark years.
_KEYS: Final = """\
Automatic Decaptioning=X
Capture Date
Channel Indicators=n/a
Current Classification=UNCLASSIFIED
Concepts
Control Number=n/a
Copy=SINGLE
Draft Date
Decaption Date
Decaption Note
Disposition Action
Disposition Approved on Date=
<Disposition Authority
Disposition Case Number=n/a
Disposition Comment
Disposition Date
Disposition Event=
Disposition History=n/a
Disposition Reason=
Disposition Remarks=
Document Number
Document Source=CORE
Document Unique ID=00
Drafter
Enclosure=n/a
Executive Order
Errors=N/A
>Expiration=
Film Number
>Format=TEL
From
Handling Restrictions=n/a
Image Path=
ISecure=1
Legacy Key
Line Count
>Litigation Code IDs=
>Litigation Codes=
>Litigation History=
Locator
>Message ID
Office
Original Classification
Original Handling Restrictions
Original Previous Classification=n/a
Original Previous Handling Restrictions=n/a
Page Count
Previous Channel Indicators
Previous Classification
Previous Handling Restrictions
Reference
>Retention=0
Review Action=RELEASED, APPROVED
<Review Authority
<Review Comment=n/a
Review Content Flags=
Review Date
Review Event=
Review Exemptions=n/a
<Review History
<Review Markings
Review Media Identifier=
<Review Referrals=n/a
Review Release Date=n/a
Review Release Event=n/a
Review Transfer Date=
Review Withdrawn Fields=n/a
>SAS ID
Secure=OPEN
Status=NATIVE
Subject
TAGS
To
Type=TE
>vdkvgwkey
>Review Markings
Markings"""


def stamp_of(cable: Cable) -> str:
    """Return the release stamp that heads and foots each sheet."""
    name, day = _STAMPS[cable.dtg.year]
    if not name:
        return f" {' '.join(_WORDS)} {day} "
    tab = "\t" if cable.dtg.year >= 1978 else ""
    if not tab:
        return f" {name} {' '.join(_WORDS)} {day} "
    return f" {tab}{name}  {tab}{_WORDS[0]}  {tab}{_WORDS[1]} {tab}{_WORDS[2]} {tab}{day}"


def document_number(cable: Cable) -> str:
    """Return the document number, such as `1976LISBON01328`."""
    width = 6 if cable.post.is_department else 5
    return f"{cable.dtg.year}{cable.post.sas_code}{cable.number:0{width}d}"


def _order_code(cable: Cable) -> str:
    line = cable.order_line or "N/A"
    if line == "N/A":
        return "N/A"
    if cable.executive_order == "12065":
        due = cable.declassify or ""
        month, day, year = due.split()[1].split("/")
        surname = due.split("(")[1].split(",")[0]
        return f"GS 19{year}{int(month):02d}{int(day):02d} {surname}"
    return {"G": "GS", "A": "AS", "X": f"X{line[5:6]}"}[line[0]]


def _reference(cable: Cable) -> str:
    cables = [each for each in cable.references if each.station]
    if not cables:
        return "n/a"
    if cable.dtg.year < 1978:
        parts = [
            f"({each.label}) {each.text}" if each.label else each.text for each in cable.references
        ]
        return "; ".join(parts)
    return ", ".join(
        f"{(each.year or 0) % 100} {each.text.split(' (')[0].lstrip('0123456789 ')}"
        for each in cables
    )


def _people(dice: Dice, cable: Cable, day: str) -> dict[str, str]:
    login = f"{cable.drafter[:6].lower()}{dice.pick('xyzq')}{dice.between(0, 9)}"
    other = f"{cable.signature[:6].lower()}{dice.pick('abcd')}r"
    return {
        "Disposition Authority": login,
        "Review Authority": login,
        "Review History": f"RELEASED <{day} by {other}>; APPROVED <{day} by {login}>",
    }


def _guid(dice: Dice) -> str:
    digits = "".join(f"{int(dice.roll() * 16**8):08x}" for _ in range(4))
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _values(dice: Dice, cable: Cable, *, office: str, pages: int, lines: int) -> dict[str, str]:
    late = cable.dtg.year >= 1978
    day = f"{cable.dtg:%d %b %Y}".lower() if late else f"{cable.dtg:%d %b %Y}".upper()
    handling = ", ".join(cable.captions) or "n/a"
    to = [cable_name for cable_name in map(_station_of, cable.action) if cable_name]
    before = "n/a" if cable.level == "UNCLASSIFIED" else cable.level
    guid = _guid(dice)
    film = f"D{cable.dtg.year % 100}{cable.dtg.timetuple().tm_yday:04d}-{dice.between(1, 1300):04d}"
    tail = (
        cable.declassify.split(")")[1]
        if cable.executive_order == "12065" and cable.declassify and ")" in cable.declassify
        else ""
    )
    names = ", ".join(f"({name})" for name in cable.person_tags)
    review = f"{dice.between(1, 28):02d} {'apr 2005' if late else 'SEP 2002'}"
    return {
        "Capture Date": "01 jan 1994" if late else "01 JAN 1994",
        "Concepts": "n/a"
        if late
        else ", ".join(word.upper() for word in dice.several(cable.theme.issues, 4)),
        "Draft Date": day,
        "Decaption Date": "01 jan 1960" if late else "01 JAN 1960",
        "Decaption Note": "" if not cable.captions else "25 YEAR REVIEW",
        "Disposition Action": "n/a" if late else "RELEASED",
        "Disposition Comment": "" if late else "25 YEAR REVIEW",
        "Disposition Date": "01 jan 1960" if late else "28 MAY 2004",
        "Document Number": document_number(cable),
        "Drafter": f"{office}:{cable.drafter.upper()}" if cable.post.is_department else "n/a",
        "Executive Order": _order_code(cable),
        "Film Number": film if dice.chance(0.8) else "n/a",
        "From": f"{cable.post.display_name}{tail}",
        "Legacy Key": f"link{cable.dtg.year}/newtext/t{cable.dtg:%Y%m}{dice.between(1, 99):02d}"
        f"/aaaa{''.join(dice.pick('abcdefghijklmnopqrstuvwxyz') for _ in 'four')}.tel",
        "Line Count": str(lines),
        "Locator": "TEXT ON-LINE, ON MICROFILM" if late else "TEXT ON-LINE",
        "Message ID": guid,
        "Office": f"{'ORIGIN' if cable.post.is_department else 'ACTION'} {office}",
        "Original Classification": cable.level,
        "Original Handling Restrictions": handling,
        "Page Count": str(pages),
        "Previous Channel Indicators": "n/a" if late else "",
        "Previous Classification": before,
        "Previous Handling Restrictions": handling,
        "Reference": _reference(cable),
        "Review Date": review,
        "SAS ID": str(dice.between(1000000, 4000000)),
        "Subject": subject_text(cable),
        "TAGS": ", ".join((*cable.tags, names) if names else cable.tags),
        "To": "     ".join(to) if to else "n/a",
        "vdkvgwkey": f"odbc://SAS/SAS.dbo.SAS_Docs/{guid}",
        **_people(dice, cable, review),
    }


def _station_of(addressee: tuple[str, str | None, str | None, str | None]) -> str:
    name = addressee[0]
    if name == "SECSTATE WASHDC":
        return "STATE"
    words = name.split(" ", 1)
    return words[1] if words[0] in {"AMEMBASSY", "AMCONSUL", "USMISSION"} else ""


def attribute_lines(dice: Dice, cable: Cable, *, office: str, pages: int, lines: int) -> list[str]:
    """Return the attributes in the order of their export year."""
    late = cable.dtg.year >= 1978
    values = _values(dice, cable, office=office, pages=pages, lines=lines)
    name, day = _STAMPS[cable.dtg.year]
    tab = "\t" if late else ""
    block = [" ", *(f"{tab}{each}" for each in (name, *_WORDS, day) if each), " "]
    values["Review Markings"] = "\n".join(block)
    values["Markings"] = stamp_of(cable)
    pattern = _pattern(late=late, is_sent=cable.dtg.year == 1977)
    filled = {key: value or " " for key, value in values.items()}
    return pattern.format_map(filled).split("\n")


@cache
def _pattern(*, late: bool, is_sent: bool) -> str:
    """Return the keys of an export year, with a place for each value that changes."""
    out = []
    for row in _KEYS.splitlines():
        if row[0] == ("<" if late else ">"):
            continue
        key, equals, fixed = row.lstrip("<>").partition("=")
        shown = "Sent Date" if is_sent and key == "Draft Date" else key
        value = (fixed or " ") if equals else "{" + key + "}"
        out.append(f"{shown}: \n{value}" if key == "Review Markings" else f"{shown}: {value}")
    return "\n".join(out)
