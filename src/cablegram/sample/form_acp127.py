"""Raw traffic: ACP 127 with all its lines, JANAP 128, and the heading that begins with the DTG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.sample import text
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["heading", "is_long", "render", "stem", "transmissions"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WIDTH = 65


def stem(cable: Cable) -> str:
    """Return the name of the file without its ending."""
    return f"{cable.dtg.year % 100:02d}{cable.post.station}{cable.number}"


def is_long(cable: Cable) -> bool:
    """Tell whether a cable takes several transmission sections."""
    return sum(len(each.text) for each in cable.paragraphs) > 9000


def _letter(cable: Cable) -> str:
    return {"SECRET": "S", "CONFIDENTIAL": "C"}.get(cable.level, "U")


def _security(cable: Cable) -> str:
    letter = _letter(cable)
    if letter == "U" and ("SENSITIVE" in cable.captions or cable.level != "UNCLASSIFIED"):
        letter = "E"
    prosign = "ZNR" if letter == "U" else "ZNY"
    return f"{prosign} {letter * 5} {'ZZK' if 'NIACT' in cable.precedence else 'ZZH'}"


def _paged(cable: Cable, lines: Sequence[str], section: int, total: int) -> list[str]:
    """Put a page line after every twenty lines, as relays of the 2000s did."""
    out: list[str] = []
    pages = (len(lines) + 19) // 20
    name = cable.post.display_name
    for page, start in enumerate(range(0, len(lines), 20), 1):
        if page > 1:
            decimal = f".{section}" if total > 1 else ""
            line = f"{name} {cable.number:08d}  {page:03d}{decimal} OF {pages:03d} "
            out += ["", "", line, ""]
        out += lines[start : start + 20]
    return out


def _indicators(cable: Cable) -> list[str]:
    every = [each[3] for each in (*cable.action, *cable.info)]
    return list(dict.fromkeys(each for each in every if each))


def heading(dice: Dice, cable: Cable, section: int, total: int) -> list[str]:
    """Return format lines 1 to 8."""
    channel = "".join(dice.pick(_LETTERS) for _ in "tri")
    sign = text.prosigns(cable)[0]
    routes = _indicators(cable)
    if dice.chance(0.4):
        routes = routes[:1]
    part = f"/{section:02d}" if total > 1 or dice.chance(0.2) else ""
    ri, serial = cable.post.routing_indicator, cable.number % 10000
    return [
        f"VZCZC{channel}{dice.between(1, 9999):04d}",
        f"{sign * 2} {' '.join(routes[:9])}",
        f"DE {ri} #{serial:04d}{part} {cable.dtg:%j%H%M}",
        _security(cable),
        text.precedence_line(cable),
        *text.address_lines(cable),
    ]


def _full(dice: Dice, cable: Cable, prose: Prose) -> list[list[str]]:
    sections = text.in_sections(text.body_lines(cable, prose, _WIDTH))
    total = len(sections)
    out = []
    for section, body in enumerate(sections, 1):
        content = [
            text.class_line(cable, section, total),
            *(text.head_lines(cable, _WIDTH) if section == 1 else ()),
            *body,
        ]
        out.append(
            [
                *heading(dice, cable, section, total),
                "BT",
                *_paged(cable, content, section, total),
                "BT",
                f"#{cable.number % 10000:04d}",
                "",
                "",
                "",
                "NNNN",
            ]
        )
    return out


def _janap(cable: Cable, prose: Prose) -> list[str]:
    letter, ri = _letter(cable), cable.post.routing_indicator
    serial = f"{cable.number % 10000:04d}"
    routes = " ".join(_indicators(cable)[:4] or ["RUEHC"])
    sign = text.prosigns(cable)[0]
    return [
        f"{sign}AAUZYUW {ri:A<7}{serial} {cable.dtg:%j%H%M}-{letter * 4}--{routes}.".replace(
            "AAU", f"AA{letter}", 1
        ),
        _security(cable),
        text.precedence_line(cable),
        *text.address_lines(cable),
        "BT",
        text.class_line(cable),
        *text.head_lines(cable, _WIDTH),
        *text.body_lines(cable, prose, _WIDTH),
        "BT",
        f"#{serial}",
        "",
        "NNNN",
    ]


def _abbreviated(cable: Cable, prose: Prose) -> list[str]:
    return [
        text.precedence_line(cable),
        *text.address_lines(cable),
        text.class_line(cable),
        *text.head_lines(cable, _WIDTH),
        *text.body_lines(cable, prose, _WIDTH),
        "",
        "NNNN",
    ]


def transmissions(dice: Dice, cable: Cable, prose: Prose) -> tuple[list[str], SampleTruth]:
    """Return the text of each transmission of one cable: one for each section."""
    kind = dice.roll()
    if cable.dtg.year >= 1996 and (kind < 0.75 or is_long(cable)):
        parts = _full(dice, cable, prose)
    elif kind < 0.87:
        parts = [_janap(cable, prose)]
    else:
        parts = [_abbreviated(cable, prose)]
    return ["\n".join(part) + "\n" for part in parts], truth_of(cable, sections=len(parts))


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the file's text and what it says."""
    parts, truth = transmissions(dice, cable, prose)
    return "\n".join(parts), truth
