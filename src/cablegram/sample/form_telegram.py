"""State text of the 1980s to 2000s without transport lines, and the printed State copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.sample import text
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["render", "stem", "text_only"]


def stem(cable: Cable) -> str:
    """Return the name of the file without its ending."""
    return f"{cable.dtg.year % 100:02d}{cable.post.station}{cable.number}"


def text_only(cable: Cable, prose: Prose, width: int = 65) -> list[str]:
    """Return the lines of the text part alone."""
    return [
        text.class_line(cable),
        *text.head_lines(cable, width),
        *text.body_lines(cable, prose, width),
    ]


def _printed(dice: Dice, cable: Cable, prose: Prose) -> tuple[list[str], int]:
    office = cable.theme.office
    tokens = [f"{office}-{dice.between(2, 12):02d}"]
    tokens += [f"{each}-{dice.between(0, 9):02d}" for each in ("OCT", "ADS", "INR", "SS", "CIAE")]
    total = sum(int(each[-2:]) for each in tokens)
    station = cable.post.display_name[:6]
    page = f"{station:<6} {cable.number:05d}  {cable.dtg:%d%H%MZ}"
    dashes = (
        f"                  ------------------{dice.between(1000, 99999):06d}"
        f"  {cable.dtg:%d%H%MZ} /38"
    )
    content = [
        f"ACTION {tokens[0]}",
        "",
        f"INFO  {'  '.join(tokens[1:])}  /{total:03d} W",
        dashes,
        text.precedence_line(cable),
        *text.address_lines(cable),
        "",
        *text_only(cable, prose, 62),
    ]
    lines = []
    for number, start in enumerate(range(0, len(content), 50), 1):
        lines += [cable.level, "", f"PAGE {number:02d}        {page}"]
        lines += content[start : start + 50]
        lines += ["", cable.level, ""]
    return [*lines, "NNNN"], total


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the file's text and what it says."""
    if cable.dtg.year < 1990 or dice.chance(0.3):
        lines, copies = _printed(dice, cable, prose)
        return "\n".join(lines) + "\n", truth_of(cable, copies=copies)
    cable.faults.add("heading_absent")
    lines = text_only(cable, prose)
    return "\n".join(lines) + "\n", truth_of(
        cable, dtg=None, precedence=None, origin=None, action=(), info=()
    )
