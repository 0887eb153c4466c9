"""The text export of the National Archives, 1973-79 (reference section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.sample import text
from cablegram.sample.attributes import attribute_lines, document_number, stamp_of
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["render", "stem"]

_BUREAUS: Final = ("ARA", "EUR", "AF", "EA", "NEA", "IO")
_OFFICES: Final = (
    "ISO", "SS", "NSC", "NSCE", "INR", "CIAE", "DODE", "PM", "H", "L", "NSAE", "PA", "PRS", "SP",
    "USIA", "AID", "COME", "EB", "FRB", "TRSE", "XMB", "OPIC", "CEA", "SIL", "LAB", "OMB", "STR",
    "AGRE", "SAM", "OES", "DOTE", "FAA", "CAB", "CU", "VO", "SCS",
)  # fmt: skip
_COPIES: Final = (0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 7, 8, 10, 11, 15)
_PAGE: Final = 44
_SHEET: Final = 58


def stem(cable: Cable) -> str:
    """Return the name of the file without its ending."""
    return document_number(cable)


def _page_line(cable: Cable, page: int, section: int, total: int) -> str:
    station = cable.post.display_name[:6]
    number = f"{cable.number:0{6 if cable.post.is_department else 5}d}"
    if cable.post.is_department:
        return f"PAGE {page:02d}        {station:<6} {number}"
    time = f"{cable.dtg:%d%H%MZ}"
    part = f"  {section:02d} OF {total:02d}" if total > 1 else ""
    if cable.dtg.year < 1975:
        return f"PAGE {page:02d}  {station} {number}{part}  {time}"
    return f"PAGE {page:02d}        {station:<6} {number}{part}  {time}"


def _distribution(dice: Dice, cable: Cable) -> tuple[list[str], int, str]:
    """Return the ACTION and INFO lines, the sum of the copies, and the action office."""
    office = cable.theme.office if dice.chance(0.5) else dice.pick(_BUREAUS)
    outgoing = cable.post.is_department
    count = dice.between(2, 18)
    total = action = dice.between(2, 16)
    tokens = ["OCT-01"]
    total += 1
    start, step = dice.between(0, 35), dice.pick((1, 5, 7, 11, 13))
    for place in range(count):
        each = _OFFICES[(start + place * step) % len(_OFFICES)]
        if each == office:
            continue
        copies = dice.pick(_COPIES)
        total += copies
        tokens.append(f"{each}-{copies:02d}")
    tokens.append(f"/{total:03d} {'R' if outgoing else 'W'}")
    head = f"{'ORIGIN' if outgoing else 'ACTION'} {office}-{action:02d}"
    rows = [tokens[start : start + 7] for start in range(0, len(tokens), 7)]
    spread = cable.dtg.year < 1975
    lines = [head, " "]
    for place, row in enumerate(rows):
        lines.append(("INFO  " if place == 0 else "      ") + "  ".join(row))
        if spread and place < len(rows) - 1:
            lines.append(" ")
    if outgoing:
        initials = f"{cable.signature[0]}{cable.drafter.upper()}"
        lines += [" ", f"DRAFTED BY {office}:{initials}:{cable.drafter[:3].upper()}"]
        lines += [f"APPROVED BY {office}:{cable.signature[0]}{cable.signature.upper()}"]
    return lines, total, office


def _dashes(dice: Dice, cable: Cable) -> str:
    counter = f"{dice.between(1000, 130000):06d}"
    if cable.dtg.year < 1975:
        return f"                       ---------------------     {counter}"
    if (cable.dtg.year, cable.dtg.month) < (1976, 12):
        return f"                     --------------------- {counter}"
    copies = dice.between(10, 70)
    return f"                    ------------------{counter}  {cable.dtg:%d%H%MZ} /{copies}"


def _print_image(
    dice: Dice, cable: Cable, bodies: Sequence[Sequence[str]]
) -> tuple[list[str], int, int, str]:
    """Return the telegram as printed: lines, pages, copies of the first section, office."""
    banner = cable.level
    total = len(bodies)
    lines: list[str] = []
    pages = copies = 0
    office = ""
    for section, body in enumerate(bodies, 1):
        distribution, copied, action_office = _distribution(dice, cable)
        if section == 1:
            copies, office = copied, action_office
        head = [banner, " ", _page_line(cable, 1, section, total)]
        if cable.dtg.year < 1975:
            head += [" ", f"{dice.between(0, 7)}{dice.between(0, 7)}"]
        content = [
            *distribution,
            _dashes(dice, cable),
            text.precedence_line(cable),
            *text.address_lines(cable),
            " ",
            text.class_line(cable, section, total),
            *(text.head_lines(cable, 62) if section == 1 else ()),
            *body,
        ]
        page = 1
        lines += head
        for start in range(0, len(content), _PAGE):
            if start:
                page += 1
                lines += [banner, " ", banner, " ", _page_line(cable, page, section, total), " "]
            lines += [each or " " for each in content[start : start + _PAGE]]
        pages += page
        lines += [" ", " ", banner, " "]
    return lines, pages, copies, office


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the file's text and what it says."""
    bodies = text.in_sections(text.body_lines(cable, prose, 64), 110)
    image, pages, copies, office = _print_image(dice, cable, bodies)
    image += [" ", " ", " ", "NNN" if dice.chance(0.7) else "NNNN", " "]
    stamp = stamp_of(cable)
    out = [stamp, "Message Text"]
    for start in range(0, len(image), _SHEET):
        if start:
            out += [stamp, f"\f{stamp}"]
        out += image[start : start + _SHEET]
    out += [stamp, f"\f{stamp}", "Message Attributes"]
    out += attribute_lines(
        dice, cable, office=office, pages=pages, lines=sum(map(len, bodies)) + 20
    )
    out += [stamp, ""]
    return "\n".join(out), truth_of(cable, sections=len(bodies), copies=copies)
