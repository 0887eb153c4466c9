"""Deliberate deviations: what drafters, terminals, relays and scanners did to real cables.

Each is small, has a name, and leaves the truth as it is, except where what it takes away can no
longer be read by anybody. The names are in `FAULTS`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice

__all__ = ["FAULTS", "bend", "garble", "scan"]

#: Every name that can stand in `SampleTruth.faults`, and what it means.
FAULTS: Final = {
    "corrected_copy": "the second, corrected version of a cable that is there too",
    "duplicate": "the same cable is there in another file",
    "end_missing": "no NNNN at the end",
    "eo_spelling": "the E.O. label is misspelt",
    "heading_absent": "only the text part survives",
    "letters_garbled": "a few letters of the paragraphs are wrong",
    "line_ends_crlf": "lines end in CR LF",
    "mark_missing": "one paragraph lacks its mark",
    "ocr": "read by a scanner: wrong letters everywhere",
    "page_line_in_references": "a page line stands inside the REF block",
    "paragraph_gap": "the paragraph numbers leave one out",
    "reference_letter_o": "the letter O stands for a zero in a reference",
    "run_together": "two transmissions follow each other without line end",
    "section_missing": "one section was not received",
    "signature_stuck": "the signature stands at the end of the last line of text",
    "spaced_dtg": "blanks inside the date-time group",
    "station_alias": "a reference calls a station by a short name",
    "subject_label": "the subject label lost a letter",
    "tags_fused": "the TAGS run together",
    "tags_label": "the TAGS label is misspelt",
    "windows_1252": "letters outside ASCII, in Windows-1252",
}
_SCANNED: Final = {
    "0": ("Ø", "O", "0", "0"),
    "1": ("I", "l", "1", "1"),
    "5": ("S", "5", "5"),
    "E": ("E", "E", "E", "F", "="),
    "N": ("N", "N", "N", "V"),
    "M": ("M", "M", "N"),
    "T": ("T", "T", "T", "I"),
    ".": (".", ".", ".", "•", ","),
}
_PARAGRAPHS: Final = re.compile(r"\n(?:\[1\]\(#\)|¶)?1\. ")


def bend(dice: Dice, cable: Cable) -> None:
    """Change what a cable says about its paragraphs, in few cases; its truth changes too."""
    count = len(cable.paragraphs)
    if count < 3:
        return
    place = dice.between(1, count - 1)
    roll = dice.roll()
    if roll < 0.03 and cable.paragraphs[place].mark:
        changed = replace(cable.paragraphs[place], mark=None)
        cable.paragraphs = (
            *cable.paragraphs[:place],
            changed,
            *cable.paragraphs[place + 1 :],
        )
        cable.faults.add("mark_missing")
    elif 0.03 <= roll < 0.05:
        cable.paragraphs = (
            *cable.paragraphs[:place],
            *(replace(each, number=(each.number or 0) + 1) for each in cable.paragraphs[place:]),
        )
        cable.faults.add("paragraph_gap")


def _tags_label(dice: Dice, cable: Cable, data: str) -> str:
    del cable
    return data.replace("\nTAGS: ", f"\n{dice.pick(('TAGES', 'TAG', 'TAGS ', 'TGS'))}: ", 1)


def _tags_fused(dice: Dice, cable: Cable, data: str) -> str:
    del dice
    four = [tag for tag in cable.tags if len(tag) == 4]
    if len(four) < 2:
        return data
    for separator in (", ", " "):
        written = f"\nTAGS: {separator.join(cable.tags)}\n"
        if written in data:
            fused = "".join(four[:2]) + "".join(separator + tag for tag in cable.tags[2:])
            if cable.tags[:2] == tuple(four[:2]):
                return data.replace(written, f"\nTAGS: {fused}\n", 1)
    return data


def _subject_label(dice: Dice, cable: Cable, data: str) -> str:
    del dice, cable
    return data.replace("\nSUBJECT: ", "\nUBJECT: ", 1)


def _eo_spelling(dice: Dice, cable: Cable, data: str) -> str:
    number = cable.executive_order
    spelling = dice.pick(
        (f"EO {number}: ", f"E.O. {number} ", f"E.0. {number}: ", f"E.O.{number}:")
    )
    return data.replace(f"\nE.O. {number}: ", f"\n{spelling}", 1)


def _signature_stuck(dice: Dice, cable: Cable, data: str) -> str:
    del dice
    return data.replace(f"\n{cable.signature.upper()}\n", f" {cable.signature.upper()}\n", 1)


def _letters_garbled(dice: Dice, cable: Cable, data: str) -> str:
    del cable
    start = _PARAGRAPHS.search(data)
    if start is None:
        return data
    end = data.find("Message Attributes", start.end())
    stop = min(start.end() + 900, end if end > 0 else len(data))
    letters = list(data)
    for _ in range(dice.between(1, 5)):
        place = dice.between(start.end() + 12, max(start.end() + 12, stop - 200))
        if place < len(letters) and letters[place].isalpha() and letters[place - 1].isalpha():
            letters[place] = dice.pick("EATRN*")
    return "".join(letters)


def _end_missing(dice: Dice, cable: Cable, data: str) -> str:
    del dice, cable
    return re.sub(r"\n+NNNN\n\Z", "\n", data)


def _reference_letter_o(dice: Dice, cable: Cable, data: str) -> str:
    del dice
    for each in cable.references:
        padded = re.search(r" 0\d", each.text)
        if each.kind == "cable" and padded and each.text in data:
            wrong = each.text.replace(" 0", " O", 1)
            return data.replace(each.text, wrong, 1)
    return data


def _page_line_in_references(dice: Dice, cable: Cable, data: str) -> str:
    del dice
    if len(cable.references) < 3 or cable.dtg.year < 1996 or cable.form != "acp127":
        return data
    entry = f"B. {cable.references[1].text}\n"
    line = f"\n\n{cable.post.display_name} {cable.number:08d}  002 OF 004 \n\n"
    return data.replace(entry, entry + line, 1)


def _spaced_dtg(dice: Dice, cable: Cable, data: str) -> str:
    del dice
    if cable.dtg.year > 1976:
        return data
    plain = f"{cable.dtg:%d%H%MZ} {cable.dtg:%b %y}".upper()
    spaced = f"{plain[:6]} Z {plain[8:11]} {plain[12]} {plain[13]}"
    return data.replace(plain, spaced, 1)


_CHANGES: Final[dict[str, Callable[[Dice, Cable, str], str]]] = {
    "end_missing": _end_missing,
    "eo_spelling": _eo_spelling,
    "letters_garbled": _letters_garbled,
    "page_line_in_references": _page_line_in_references,
    "reference_letter_o": _reference_letter_o,
    "signature_stuck": _signature_stuck,
    "spaced_dtg": _spaced_dtg,
    "subject_label": _subject_label,
    "tags_fused": _tags_fused,
    "tags_label": _tags_label,
}
_NAMES: Final = tuple(sorted(_CHANGES))
#: Forms whose layout bears these slips; a table, a TEI file or a labelled print does not.
_BEARERS: Final = frozenset({"acp127", "sas", "telegram"})


def garble(dice: Dice, cable: Cable, data: str) -> tuple[str, str | None]:
    """Spoil the text in one way, in a quarter of the cables; return it and the fault's name."""
    if cable.form not in _BEARERS or not dice.chance(0.25):
        return data, None
    start = dice.between(0, len(_NAMES) - 1)
    if len(cable.references) > 2 and dice.chance(0.4):
        start = _NAMES.index("page_line_in_references")  # few cables can bear it
    for place in range(len(_NAMES)):  # the first that this text can bear
        name = _NAMES[(start + place) % len(_NAMES)]
        changed = _CHANGES[name](dice, cable, data)
        if changed != data:
            return changed, name
    return data, None


def scan(dice: Dice, data: str) -> str:
    """Return text as a scanner of the first kind read it."""
    letters = list(data)
    for _ in range(len(letters) // 12):
        place = int(dice.roll() * len(letters))
        choices = _SCANNED.get(letters[place])
        if choices is not None:
            letters[place] = dice.pick(choices)
        elif letters[place].isalpha() and dice.chance(0.05):
            letters[place] = dice.pick("IESA'")
    return "".join(letters)
