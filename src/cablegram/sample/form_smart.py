"""The labelled layout of 2009-12, alone or inside the e-mail that carried it (section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.sample.people import american, given_name
from cablegram.sample.prose import wrap
from cablegram.sample.text import paragraph_prefix
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleAddressee, SampleTruth

__all__ = ["labelled", "render", "stem"]

_COLUMN: Final = 31
_WIDTH: Final = 118
_POST_TYPES: Final = ("AMEMBASSY", "AMCONSUL", "USMISSION", "SECSTATE")


def stem(cable: Cable) -> str:
    """Return the name of the file without its ending."""
    return f"{cable.dtg.year % 100:02d} {cable.post.display_name} {cable.number}"


def _label(name: str, value: str) -> str:
    return f"{name + ':':<{_COLUMN}}{value}".rstrip()


def _block(name: str, values: list[str] | tuple[str, ...]) -> list[str]:
    if not values:
        return [_label(name, "")]
    return [_label(name, values[0]), *(" " * _COLUMN + value for value in values[1:])]


def _addressee(addressee: SampleAddressee) -> SampleAddressee:
    """Return an addressee as this layout writes it: the place before the kind of post."""
    name, precedence, _, _ = addressee
    first, _, place = name.partition(" ")
    written = f"{place}, {first}" if first in _POST_TYPES else name
    return (written, precedence or "ROUTINE", None, None)


def _shown(addressee: SampleAddressee) -> str:
    name, precedence, _, _ = _addressee(addressee)
    return f"{name} {precedence}"


def labelled(dice: Dice, cable: Cable, prose: Prose) -> list[str]:
    """Return the lines of the print."""
    marking = [" " * 48 + cable.level]
    if "SENSITIVE" in cable.captions:
        marking.append(" " * 51 + "SBU")
    references = [
        f"{reference.label}) {reference.text}" if reference.label else reference.text
        for reference in cable.references
    ]
    post = cable.post.display_name
    lines = [
        *marking,
        "",
        _label("MRN", f"{cable.dtg.year % 100:02d} {post} {cable.number}"),
        _label(
            "Date/DTG",
            f"{cable.dtg:%b %d, %Y} / {cable.dtg:%d%H%MZ} {cable.dtg:%b %y}".replace(
                f" {cable.dtg:%b %y}", f" {cable.dtg:%b %y}".upper()
            ),
        ),
        _label("From", cable.post.pla),
        _label("Action", "; ".join(_shown(each) for each in cable.action)),
        _label("E.O.", cable.executive_order or ""),
        _label("TAGS", ", ".join(cable.tags)),
    ]
    if cable.captions:
        lines.append(_label("Captions", ", ".join(cable.captions)))
    if references:
        lines += _block("Reference", references)
    if cable.attention:
        lines += _block("Pass Line", cable.attention)
    lines += _block("Subject", wrap(cable.subject, _WIDTH - _COLUMN))
    lines += ["", ""]
    for paragraph in cable.paragraphs:
        prefix = paragraph_prefix(paragraph)
        made = prose.lines(paragraph.text, _WIDTH, len(prefix))
        lines += [prefix + made[0], *made[1:], ""]
    signature = cable.signature if dice.chance(0.4) else cable.signature.upper()
    info = "; ".join(_shown(each) for each in cable.info)
    lines += [
        _label("Signature", signature),
        "",
        _label("Drafted By", f"{post}:{cable.drafter}, {given_name(dice)}"),
        *_block(
            "Cleared By",
            [
                f"{office}:{american(dice)}, {given_name(dice)}"
                for office in dice.several(("POL", "ECON", "MGT", "PAO"), 2)
            ],
        ),
        _label("Approved By", f"EXEC:{cable.signature}, {given_name(dice)}"),
        _label("Released By", f"{post}:{cable.drafter}, {given_name(dice)}"),
    ]
    if info:
        lines.append(_label("Info", info))
    lines += [
        _label("Attachments", "Metadata.dat"),
        "",
        _label("Action Post", ""),
        _label("Dissemination Rule", dice.pick(("Released Copy", "Archive Copy", "DIS_ECON"))),
        "",
        *marking[:1],
    ]
    return lines


def _carrier(dice: Dice, cable: Cable) -> list[str]:
    one, two = american(dice), american(dice)
    sent = f"{cable.dtg:%A, %B %d, %Y %H:%M}"
    return [
        f"From:       {one}, {given_name(dice)}",
        f"Sent:       {sent}",
        f"To:         {two}, {given_name(dice)}",
        f"Subject:    FW: {cable.subject}",
        "",
        "Flagging this one for the file.",
        "",
        "This email is UNCLASSIFIED.",
        "",
        "From:       SMART Core",
        f"Sent:       {sent}",
        f"To:         {one}, {given_name(dice)}; {american(dice)}, {given_name(dice)}",
        f"Subject:    {cable.subject}",
        "",
    ]


def _released(dice: Dice, cable: Cable, lines: list[str]) -> list[str]:
    """Put the page stamps of a release around every sixty lines."""
    number = f"C{dice.between(5700000, 5799999):08d}"
    stamp = (
        f"     UNCLASSIFIED U.S. Department of State Case No. F-{cable.dtg.year + 4}-20001"
        f" Doc No. {number} Date: {dice.between(1, 12):02d}/{dice.between(1, 28):02d}"
        f"/{cable.dtg.year + 4}"
    )
    out = []
    for start in range(0, len(lines), 60):
        out += [stamp, ""]
        if start == 0:
            out += [" " * 90 + "RELEASE IN FULL", ""]
        out += [*lines[start : start + 60], "", stamp]
    return out


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the file's text and what it says."""
    lines = labelled(dice, cable, prose)
    if dice.chance(0.3):
        lines = [*_carrier(dice, cable), *lines]
    if dice.chance(0.35):
        lines = _released(dice, cable, lines)
    signature = next(line for line in lines if line.startswith("Signature:")).split()[-1]
    return "\n".join(lines) + "\n", truth_of(
        cable,
        action=tuple(map(_addressee, cable.action)),
        info=tuple(map(_addressee, cable.info)),
        precedence=None,
        subject=" ".join(cable.subject.split()),
        declassify=None,
        authority=None,
        signature=signature,
        person_tags=(),
    )
