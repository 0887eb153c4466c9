"""SMART prints in which all labels come first and the values after them (reference section 7).

Some PDF extracts give `MRN:`, `Date/DTG:`, `From:` ... each alone on its line, then the values in
the same order, without labels. Values are told apart by their own shape, since a label may have
no value and a value may take several lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.read.lines import Kind, Line

if TYPE_CHECKING:
    from cablegram.read.outline import Stretch

MIN_LABELS = 4
MAX_VALUE_LINES = 40
MAX_LABEL_LINES = 200  # lines from the beginning within which the labels stand

_LABEL = re.compile(
    r"(?P<label>MRN|Date.{1,2}DTG|From|Action|E\.?\s?O\.?|TAGS|Captions?|Reference|Pass Line"
    r"|Subject)\s*:\s*\Z",
    re.IGNORECASE,
)
_SHAPES = {
    "mrn": re.compile(r"\d{2}\s+[A-Z][A-Z .]+\s\d{1,6}\Z"),
    "date/dtg": re.compile(r"[A-Z][a-z]{2}\s+\d{1,2},?\s+\d{4}"),
    "from": re.compile(r"[A-Z].+"),
    "action": re.compile(r".+"),
    "e.o.": re.compile(r"(?:1\d{4}|Unknown|n/a|N/A)\b.{0,40}\Z"),
    "tags": re.compile(r"(?:\(?[A-Z][A-Z0-9/-]{1,11}\)?(?:[,;\s]+|\Z))+\Z|n/a\Z"),
    "captions": re.compile(r"[A-Z]{5,}(?:[,;\s]+[A-Z]{4,}){0,6}\Z|n/a\Z"),
    "reference": re.compile(r"(?:\(?[A-Z1]\)\s*)?(?:\d\d\s+)?[A-Z][A-Z ]+\s\d+|n/a\Z"),
    "pass line": re.compile(r".+"),
    "subject": re.compile(r".+"),
}
_SEVERAL = frozenset({"action", "reference", "tags"})
PARTS = {"e.o.": "order", "tags": "tags", "reference": "reference", "subject": "subject"}


def pair_labels(
    text: str, lines: list[Line]
) -> tuple[dict[str, list[Stretch]], list[Stretch], int] | None:
    """Find labels that stand before their values.

    Returns:
        The stretches of each label's value, those of the labels themselves, and the index of the
        first line behind the values; None when the text is no such print.
    """
    labels: list[tuple[str, Stretch]] = []
    index = len(lines)
    for place, (kind, start, end, _) in enumerate(lines[:MAX_LABEL_LINES]):
        if kind is Kind.BLANK:
            continue
        match = _LABEL.match(text[start:end])
        if match is not None:
            labels.append((_name(match["label"]), (start, end)))
        elif labels:
            index = place
            break
    if len(labels) < MIN_LABELS:
        return None
    rows = [
        (place, line)
        for place, line in enumerate(lines[index : index + MAX_VALUE_LINES], index)
        if line[0] is not Kind.BLANK
    ]
    values, behind = _assign(text, [name for name, _ in labels], rows)
    return values, [stretch for _, stretch in labels], behind


def _name(label: str) -> str:
    name = " ".join(label.lower().split())
    if name.startswith("date"):
        return "date/dtg"
    if name.startswith("e"):
        return "e.o."
    return "captions" if name == "caption" else name


def _assign(
    text: str, names: list[str], rows: list[tuple[int, Line]]
) -> tuple[dict[str, list[Stretch]], int]:
    values: dict[str, list[Stretch]] = {}
    cursor = 0
    behind = rows[0][0] if rows else 0
    for order, name in enumerate(names):
        if cursor >= len(rows):
            break
        shape = _SHAPES[name]
        _, (_, start, end, _) = rows[cursor]
        if shape.match(text[start:end]) is None:
            continue  # the label has no value
        values[name] = [(start, end)]
        behind = rows[cursor][0] + 1
        cursor += 1
        while (
            name == "subject"
            and cursor < len(rows)
            and (  # some prints say it twice
                text[slice(*rows[cursor][1][1:3])] == text[start:end]
            )
        ):
            values.setdefault("subject again", []).append(rows[cursor][1][1:3])
            behind = rows[cursor][0] + 1
            cursor += 1
        following = names[order + 1] if order + 1 < len(names) else None
        while name in _SEVERAL and cursor < len(rows):
            _, (kind, start, end, _) = rows[cursor]
            row = text[start:end]
            if kind is Kind.BANNER or not _goes_on(
                name, row, text[slice(*values[name][-1])], following
            ):
                break
            values[name].append((start, end))
            behind = rows[cursor][0] + 1
            cursor += 1
    return values, behind


def _goes_on(name: str, row: str, before: str, following: str | None) -> bool:
    if name == "reference":
        return _SHAPES["reference"].match(row) is not None
    if before.endswith((";", ",")):
        return True
    if name == "action":
        expected = following is not None and _SHAPES[following].match(row) is not None
        return not expected and ";" in row
    return False


_CLOSING = re.compile(
    r"(?P<label>Signature|Drafted By|Cleared By|Approved By|Released By|Info|XMT)\s*:\s*\Z"
)
_SIGNATURE = re.compile(r"[A-Z][A-Z'-]+(?: [A-Z'-]+){0,2}\Z")
_PRECEDENCE_END = re.compile(r"\b(?:Routine|Priority|Immediate|Flash)(?:;|\Z)", re.IGNORECASE)


def pair_closing(text: str, lines: list[Line]) -> dict[str, list[Stretch]]:
    """Find signature and information addressees where the labels behind the text have no values.

    The names of those who drafted and cleared cannot be told apart there, and are left.
    """
    values: dict[str, list[Stretch]] = {}
    seen: set[str] = set()
    rows = [line for line in lines if line[0] is not Kind.BLANK]
    for _, start, end, _ in rows:
        row = text[start:end]
        match = _CLOSING.match(row)
        if match is not None:
            seen.add(match["label"].lower())
        elif "signature" in seen and "signature" not in values:
            if _SIGNATURE.match(row) is None:
                break
            values["signature"] = [(start, end)]
        elif "info" in seen and (_PRECEDENCE_END.search(row) or "info" in values):
            info = values.setdefault("info", [])
            if (
                info
                and not _PRECEDENCE_END.search(row)
                and text[slice(*info[-1])].endswith(("Routine", "Priority", "Immediate", "Flash"))
            ):
                break
            info.append((start, end))
    return values
