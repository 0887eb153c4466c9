"""The print of the SMART system: labels above and below the text (reference section 7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cablegram.model import FrozenMap
from cablegram.read.label_pairs import PARTS, pair_closing, pair_labels
from cablegram.read.lines import Kind, Line, each_line
from cablegram.read.message import MessageReader

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.marks import Leaves

_MRN_LABEL = re.compile(r"^[ \t]*MRN\s?:", re.MULTILINE)
_ABOVE_THE_NUMBER = ("info office", "action office", "action post")


def smart_values(text: str, leaves: Leaves, context: Context) -> dict[str, Any]:
    """Read a labelled print; what stands before its heading is the e-mail that carried it."""
    mark = _MRN_LABEL.search(text)
    lines = each_line(text)
    if mark is not None:
        lines = _without_carrier(lines, mark.start(), leaves, context)
    paired = pair_labels(text, lines)
    if paired is not None:
        labelled, stretches, behind = paired
        taken = {start for pairs in labelled.values() for start, _ in pairs}
        taken |= {start for start, _ in stretches}
        lines = [line for line in lines[:behind] if line[1] not in taken] + lines[behind:]
        for start, end in stretches:
            leaves.add(start, end, "label")
    reader = MessageReader(text, lines, leaves, context)
    if paired is not None:
        _take_pairs(reader, paired[0], leaves, context)
        reader.outline.labels |= pair_closing(text, lines)
    values = reader.read()
    values["attributes"] = FrozenMap(values.get("label_attributes", {}))
    return values


def _without_carrier(
    lines: list[Line], number: int, leaves: Leaves, context: Context
) -> list[Line]:
    """Mark the lines of the carrying e-mail; keep the stamps and banners that lie in them."""
    begin = next((i for i, line in enumerate(lines) if line[1] >= number), 0)
    quiet = (Kind.BLANK, Kind.BANNER, Kind.STAMP)
    while begin > 0:
        line = lines[begin - 1]
        if line[0] not in quiet and not _is_above_the_number(line):
            break
        begin -= 1
    kept = [line for line in lines[:begin] if line[0] in (Kind.STAMP, Kind.BANNER)]
    for kind, start, end, _ in lines[:begin]:
        if kind not in quiet:
            leaves.add(start, end, "carrier.mail")
            context.carrier = context.carrier or "mail"
    return kept + lines[begin:]


def _is_above_the_number(line: Line) -> bool:
    kind, _, _, match = line
    if kind is not Kind.LABEL or match is None:
        return False
    return match["label_LABEL"].lower() in _ABOVE_THE_NUMBER


def _take_pairs(
    reader: MessageReader,
    labelled: dict[str, list[tuple[int, int]]],
    leaves: Leaves,
    context: Context,
) -> None:
    """Give the values that stood behind their labels to the parts that they belong to.

    An old telegram may stand below the labels: its own E.O. line says more than the label's bare
    number, in all else the label wins.
    """
    outline = reader.outline
    first = min((pairs[0] for pairs in labelled.values()), default=(0, 0))
    context.note(
        "CG009", "the labels of the heading stand before their values", context.place(*first)
    )
    for name, pairs in labelled.items():
        for start, end in pairs:
            leaves.add(start, end, f"label.{name.replace(' ', '_')}.value")
        value = reader.text[slice(*pairs[0])].strip()
        part = PARTS.get(name)
        if part is None:
            outline.labels.setdefault(name, pairs)
        elif value.lower() not in ("n/a", "unknown") and (
            part not in outline.parts or part in ("tags", "subject")
        ):
            outline.parts[part] = pairs
